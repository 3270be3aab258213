"""Bones into the supine pose, and the skin's rig fitted to them.

The trunk is one small least-squares problem over skin landmarks that should lie a known tissue
thickness over bone; limbs are aligned bone by bone. Joints of the rig are not aligned to joints of
the skeleton: the carrier's hip and shoulder joints lie centimetres off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from simulator.anatomy import limbs
from simulator.anatomy.affine import affine, stretch, unit
from simulator.anatomy.bones import SIDES, Key
from simulator.anatomy.human import Human
from simulator.anatomy.mesh import Mesh
from simulator.anatomy.skeleton import Skeleton, apply, turn, turn_about
from simulator.anatomy.tables import table

SPINE = ("root", "spine05", "spine04", "spine03", "spine02", "spine01",
         "neck01", "neck02", "neck03", "head")  # fmt: skip
BACK = [1491, 1467, 1539, 1550, 1595, 1596, 1597, 3780, 3843, 1598, 1599, 1600, 3932, 3946, 3960,
        3974, 3988, 4002, 4016, 4030, 4045, 4148, 4060, 4181, 4188, 4195, 4387, 4205, 4215, 4223,
        4232]  # fmt: skip
BELLY = [4111, 4110, 4367, 4317, 4323, 4329, 4335, 4341, 4347]
OCCIPUT = [969, 5379, 962, 5389, 955, 948, 942, 941]
SLIDING = ("thoracic_vertebra_4", "thoracic_vertebra_7", "thoracic_vertebra_10",
           "lumbar_vertebra_3", "sacrum")  # fmt: skip
X = np.array([1.0, 0.0, 0.0])
Frames = dict[str, np.ndarray]


def pose_skeleton(skeleton: Skeleton) -> Frames:
    """4x4 per link of the supine pose of assets/anatomy/posture.toml."""
    data = table("posture")
    angles = {k: v for k, v in data["joints_deg"].items() if isinstance(v, float)}
    for name, value in data["joints_deg"]["each_side"].items():
        angles[f"{name}_r"] = angles[f"{name}_l"] = value
    angles |= {"md3_flexion": angles["md3_flexion_r"], "pm4_flexion": angles["pm4_flexion_r"]}
    frames = skeleton.pose({k: float(np.radians(v)) for k, v in angles.items()})
    size = skeleton.scale / 1.0286
    for step in data["neck"]:
        center = apply(frames[step["links"][0]], np.array(step["center_rest_mm"]) * size)
        motion = turn_about(center, X, -np.radians(step["extension_deg"]))
        for link in step["links"]:
            frames[link] = motion @ frames[link]
    return frames


@dataclass
class Fit:
    """What the skin's rig came to."""

    affines: Frames  # 4x4 per rig bone, rest shape to posed
    vertices: np.ndarray  # all base vertices, posed
    shape: np.ndarray  # all base vertices at rest


def fit_skin(
    human: Human, shape: np.ndarray, skeleton: Skeleton, frames: Frames,
    bones: dict[Key, Mesh], costal: Mesh,
) -> Fit:  # fmt: skip
    """Fit the rig to the posed bones and skin the figure with it."""
    heads, tails = human.joints(shape)
    targets = _targets(skeleton, frames, bones, costal)
    affines = _fit_trunk(human, shape, heads, tails, targets)
    for side, letter, _ in SIDES:
        limb = limbs.Limb(side, letter, heads, tails, skeleton, frames, bones, affines)
        limb.arm()
        limb.hand()
        limb.leg()
    for bone in human.bones:
        parent = bone
        while parent not in affines:
            parent = human.rig[parent]["parent"]
        affines[bone] = affines[parent]
    stack = np.stack([affines[b][:3] for b in human.bones])
    mixed = np.einsum("vb,bij->vij", human.weights, stack)
    posed = np.einsum("vij,vj->vi", mixed[:, :, :3], shape) + mixed[:, :, 3]
    loose = human.weights.sum(1) == 0
    posed[loose] = apply(affines["root"], shape[loose])
    return Fit(affines, posed, shape)


def _lowest(v: np.ndarray, axis: int, sign: float = 1.0) -> np.ndarray:
    return v[np.argmin(sign * v[:, axis])]


Target = tuple[np.ndarray, tuple[float, float]]  # place, weights of y and z


def _targets(
    skeleton: Skeleton, frames: Frames, bones: dict[Key, Mesh], costal: Mesh
) -> dict[str, Target]:
    """Where skin landmarks should lie: bone landmark and soft tissue over it."""
    tissue = table("posture")["tissue_mm"]
    out = _head_targets(frames, bones, tissue)

    out |= _spine_targets(bones, tissue)

    def add(name: str, y: float, z: float, weights: tuple[float, float]) -> None:
        out[name] = (np.array([0.0, y, z]), weights)

    chest = apply(frames["torso"], costal.v)
    chest = chest[np.abs(chest[:, 0]) < 14]
    top = chest[chest[:, 2] > chest[:, 2].max() - 6]
    add("sternal_notch", top[:, 1].min() - 7, top[:, 2].max() + 4, (1.2, 1.2))
    low = _lowest(chest, 2)
    front = chest[chest[:, 2] < low[2] + 25][:, 1].min()
    add("xiphoid", front - tissue["xiphoid"], low[2] + 15, (1, 0.4))
    hips = np.vstack([bones["hip_bone", side].v for side in ("left", "right")])
    middle = hips[np.abs(hips[:, 0]) < 25]
    pubis = _lowest(middle, 1)
    add("pubis", pubis[1] - 35, pubis[2], (0.7, 0))
    add("crotch", 0.0, hips[np.abs(hips[:, 0]) < 30][:, 2].min() - 22, (0, 0.5))
    hip = apply(frames["femur_l"], skeleton.anchor_mm("femur_l"))
    add("hip", hip[1], hip[2], (0.25, 1.2))
    shoulder = apply(frames["humerus_l"], skeleton.anchor_mm("humerus_l"))
    add("shoulder", shoulder[1], shoulder[2], (0.6, 0.6))
    return out


def _spine_targets(bones: dict[Key, Mesh], tissue: dict[str, float]) -> dict[str, Target]:
    """The spinous tips of the back, each under its tissue."""
    rows = [("c7", "cervical_vertebra_7", 10.0, (1.0, 1.0))]
    over = (11.0, 12.0, 13.0, tissue["lumbar_3"], tissue["sacrum"])
    rows += [(name, name, thick, (1.0, 0.0)) for name, thick in zip(SLIDING, over)]
    out = {}
    for name, bone, thick, weights in rows:
        tip = _lowest(bones[bone, None].v, 1, -1)
        out[name] = (np.array([0.0, tip[1] + thick, tip[2]]), weights)
    return out


def _head_targets(
    frames: Frames, bones: dict[Key, Mesh], tissue: dict[str, float]
) -> dict[str, Target]:
    """Landmarks of the head are picked upright, then carried along with it."""
    back = np.linalg.inv(frames["head"])
    skull, jaw = (apply(back, bones[name, None].v) for name in ("cranium", "mandible"))
    top = _lowest(skull, 2, -1)
    middle = skull[np.abs(skull[:, 0]) < 8]
    height = skull[:, 2].max()
    brow = middle[(middle[:, 2] > height - 95) & (middle[:, 2] < height - 70)]
    chin = jaw[np.abs(jaw[:, 0]) < 10]
    occiput = _lowest(skull, 1, -1)
    rows = {
        "vertex": (top * [0, 1, 1] + [0, 0, tissue["scalp"]], (0.9, 1.5)),
        "glabella": (_lowest(brow, 1) + np.array([0, -5.5, 0]), (1.5, 0.0)),
        "menton": (_lowest(chin, 2) + np.array([0, 0, -8]), (0.9, 1.5)),
        "pogonion": (_lowest(chin, 1) + np.array([0, -9, 0]), (1.5, 0.2)),
        "occiput": (np.array([0, occiput[1] + 6, occiput[2]]), (1.5, 0.0)),
    }
    return {k: (apply(frames["head"], p), w) for k, (p, w) in rows.items()}


def _fit_trunk(
    human: Human, shape: np.ndarray, heads: Frames, tails: Frames, targets: dict[str, Target]
) -> Frames:
    """Pitch and scale of the spine chain: 16 numbers, strongly regularized."""
    picks = table("posture")["skin_vertices"]
    ids = np.r_[list(picks.values()), BACK, BELLY, OCCIPUT]
    weights = _chain_weights(human, ids)
    hip = heads["upperleg01.L"]
    size = (targets["vertex"][0][2] - targets["hip"][0][2]) / (shape[picks["vertex"], 2] - hip[2])

    def residuals(x: np.ndarray) -> np.ndarray:
        chain = _chain(x, heads, tails)
        p = sum(weights[:, k : k + 1] * apply(m, shape[ids]) for k, m in enumerate(chain))
        joints = {
            "hip": apply(chain[0], hip),
            "shoulder": apply(chain[5], heads["upperarm01.L"]),
        }
        return np.r_[_misses(list(picks), np.asarray(p), joints, targets), _unease(x, size)]

    shift = targets["hip"][0] - hip
    start = np.r_[shift[1], shift[2], np.zeros(10), np.full(4, size)]
    return dict(zip(SPINE, _chain(least_squares(residuals, start).x, heads, tails)))


def _misses(
    names: list[str], places: np.ndarray, joints: Frames, targets: dict[str, Target]
) -> np.ndarray:
    """How far landmarks, and the curves of back and belly, are from their targets (weighted mm)."""
    cuts = np.cumsum([len(names), len(BACK), len(BELLY)])
    marks, back, belly, occiput = np.split(places, cuts)
    found = dict(zip(names, marks)) | joints
    found["occiput"] = np.array([0, occiput[:, 1].max(), 0])
    rows: list[float] = []
    for name, (place, weight) in targets.items():
        if name in SLIDING or name == "pubis":
            curve = back if name in SLIDING else belly
            order = np.argsort(curve[:, 2])
            y = np.interp(place[2], curve[order, 2], curve[order, 1])
            rows.append(float(y - place[1]) * weight[0])
        else:
            rows += list((found[name] - place)[1:] * weight)
    return np.array(rows)


def _unease(x: np.ndarray, size: float) -> np.ndarray:
    """Price of bending the chain and of scaling its parts unevenly."""
    pitch = np.degrees(x[2:12])
    bend = pitch * [2.0, 1.2, 1.2, 1.0, 0.8, 0.8, 0.5, 0.5, 0.5, 0.6]
    return np.r_[
        bend, np.diff(pitch[1:6]) * 0.8, (x[12:16] - size) * np.array([120, 80, 150, 200]) / size
    ]


def _chain_weights(human: Human, ids: np.ndarray) -> np.ndarray:
    """Skinning weights of some vertices, summed over what hangs on each bone of the spine."""
    column = []
    for bone in human.bones:
        while bone not in SPINE:
            bone = human.rig[bone]["parent"]
        column.append(SPINE.index(bone))
    owner = np.array(column)
    w = np.stack([human.weights[ids][:, owner == k].sum(1) for k in range(len(SPINE))], axis=1)
    return w / w.sum(1, keepdims=True)


def _chain(x: np.ndarray, heads: Frames, tails: Frames) -> list[np.ndarray]:
    shift, pitch = np.array([0.0, x[0], x[1]]), x[2:12]
    trunk, neck, head, depth = x[12:16]
    out: list[np.ndarray] = []
    r = np.eye(3)
    for k, bone in enumerate(SPINE):
        here = heads[bone]
        there = apply(out[-1], here) if out else here + shift
        r = r @ turn(X, pitch[k])
        axis = unit(tails[bone] - here) if k else np.array([0.0, 0.0, 1.0])
        if k < 6:
            s = stretch(axis, trunk, 1.0) @ np.diag([1.0, depth, 1.0])
        elif k < 9:
            s = stretch(axis, neck, 1.0)
        else:
            s = np.eye(3) * head
        out.append(affine(r, s, here, there))
    return out
