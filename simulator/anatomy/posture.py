"""Bones into the supine pose, and the skin's rig fitted to them.

The trunk is one small least-squares problem over skin landmarks that should lie a known tissue
thickness over bone; limbs are aligned bone by bone. Joints of the rig are not aligned to joints of
the skeleton: the carrier's hip and shoulder joints lie centimetres off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation, Slerp

from simulator.anatomy.body import Side
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
FORWARD = np.array([0.0, -1.0, 0.0])
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
        limb = _Limb(side, letter, heads, tails, skeleton, frames, bones, affines)
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


def _unit(v: np.ndarray) -> np.ndarray:
    return v / np.linalg.norm(v)


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
        axis = _unit(tails[bone] - here) if k else np.array([0.0, 0.0, 1.0])
        if k < 6:
            s = _stretch(axis, trunk, 1.0) @ np.diag([1.0, depth, 1.0])
        elif k < 9:
            s = _stretch(axis, neck, 1.0)
        else:
            s = np.eye(3) * head
        out.append(_affine(r, s, here, there))
    return out


def _stretch(axis: np.ndarray, along: float | np.floating, across: float) -> np.ndarray:
    a = _unit(axis)
    return across * (np.eye(3) - np.outer(a, a)) + along * np.outer(a, a)


def _affine(r: np.ndarray, s: np.ndarray, here: np.ndarray, there: np.ndarray) -> np.ndarray:
    m = np.eye(4)
    m[:3, :3] = r @ s
    m[:3, 3] = there - m[:3, :3] @ here
    return m


def _frame(axis: np.ndarray, hint: np.ndarray) -> np.ndarray:
    a = _unit(axis)
    h = _unit(hint - a * (hint @ a))
    return np.c_[a, h, np.cross(a, h)]


def _shortest(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return Rotation.align_vectors([_unit(b)], [_unit(a)])[0].as_matrix()


def _between(r0: np.ndarray, r1: np.ndarray, t: float) -> np.ndarray:
    return Slerp([0, 1], Rotation.from_matrix([r0, r1]))(t).as_matrix()


def _rotation(m: np.ndarray) -> np.ndarray:
    u, _, v = np.linalg.svd(m[:3, :3])
    return u @ v


def bone_ends(v: np.ndarray, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two ends of a long bone along its principal axis, nearer one first."""
    c = v.mean(0)
    axis = np.linalg.svd(v - c, full_matrices=False)[2][0]
    t = (v - c) @ axis
    length = np.ptp(t)
    a = v[t < t.min() + 0.12 * length].mean(0)
    b = v[t > t.max() - 0.12 * length].mean(0)
    return (a, b) if np.linalg.norm(a - near) < np.linalg.norm(b - near) else (b, a)


class _Limb:
    """Aligns one side's arm and leg: each rig bone's affine takes frame to frame."""

    def __init__(
        self, side: Side, letter: str, heads: Frames, tails: Frames, skeleton: Skeleton,
        frames: Frames, bones: dict[Key, Mesh], out: Frames,
    ) -> None:  # fmt: skip
        self.side: Side = side
        self.letter, self.suffix = letter, f".{letter.upper()}"
        self.heads, self.tails = heads, tails
        self.skeleton, self.frames, self.bones, self.out = skeleton, frames, bones, out

    def at(self, link: str) -> np.ndarray:
        """A joint of the posed skeleton."""
        name = f"{link}_{self.letter}"
        return apply(self.frames[name], self.skeleton.anchor_mm(name))

    def head(self, bone: str) -> np.ndarray:
        """The head of a rig bone at rest."""
        return self.heads[bone + self.suffix]

    def put(self, bones: tuple[str, ...], m: np.ndarray) -> None:
        """Give bones of this side their affine."""
        for bone in bones:
            self.out[bone + self.suffix] = m

    def arm(self) -> None:
        """Girdle, upper arm, forearm."""
        shoulder, wrist = self.at("humerus"), self.at("lunate")
        elbow, hinge = self._elbow()
        girdle = self._girdle(shoulder)
        upper = self.head("lowerarm01") - self.head("upperarm01")
        bend = np.cross(upper, self.head("wrist") - self.head("lowerarm01"))
        r = _frame(elbow - shoulder, hinge) @ _frame(upper, bend).T
        s = _stretch(upper, np.linalg.norm(elbow - shoulder) / np.linalg.norm(upper), 1.0)
        swing = _shortest(girdle @ upper, elbow - shoulder) @ girdle
        start = self.head("upperarm01")
        self.put(("upperarm01",), _affine(_between(swing, r, 0.5), s, start, shoulder))
        self.put(("upperarm02",), _affine(r, s, start, shoulder))
        self._forearm(elbow, wrist, hinge, bend)

    def _elbow(self) -> tuple[np.ndarray, np.ndarray]:
        """Middle and axis of the posed elbow."""
        ulna, radius = f"ulna_{self.letter}", f"radius_{self.letter}"
        rest = (self.skeleton.anchor_mm(ulna) + self.skeleton.anchor_mm(radius)) / 2
        hinge = next(j for j in self.skeleton.links[ulna].joints if j.name.startswith("elbow"))
        axis = self.frames[f"humerus_{self.letter}"][:3, :3] @ hinge.axis
        return apply(self.frames[ulna], rest), axis

    def _girdle(self, shoulder: np.ndarray) -> np.ndarray:
        """Clavicle and scapula as one link from the trunk to the shoulder; its rotation."""
        root = self.head("clavicle")
        link = self.head("upperarm01") - root
        there = apply(self.out["spine01"], root)
        reach = shoulder - there
        trunk = _rotation(self.out["spine01"])
        girdle = _shortest(trunk @ link, reach) @ trunk
        stretch = _stretch(link, np.linalg.norm(reach) / np.linalg.norm(link), 1.0)
        self.put(("clavicle", "shoulder01"), _affine(girdle, stretch, root, there))
        return girdle

    def _forearm(
        self, elbow: np.ndarray, wrist: np.ndarray, hinge: np.ndarray, bend: np.ndarray
    ) -> None:
        """The twist between elbow and hand is shared out along the forearm."""
        fore = self.head("wrist") - self.head("lowerarm01")
        rig, posed = self._knuckles()
        r_elbow = _frame(wrist - elbow, hinge) @ _frame(fore, bend).T
        r_wrist = _frame(wrist - elbow, posed) @ _frame(fore, rig).T
        s = _stretch(fore, np.linalg.norm(wrist - elbow) / np.linalg.norm(fore), 1.0)
        for bone, share in (("lowerarm01", 0.3), ("lowerarm02", 0.85)):
            r = _between(r_elbow, r_wrist, share)
            self.put((bone,), _affine(r, s, self.head("lowerarm01"), elbow))

    def _knuckles(self) -> tuple[np.ndarray, np.ndarray]:
        """Across the knuckles, in the rig at rest and in the posed skeleton."""
        rig = self.head("finger2-1") - self.head("finger5-1")
        return rig, self.at("2proxph") - self.at("5proxph")

    def hand(self) -> None:
        """Palm as one piece; finger joints from the ends of the bone meshes."""
        wrist = self.at("lunate")
        palm = self.head("finger3-1") - self.head("wrist")
        palm_bone = self.at("3proxph") - wrist
        across, across_bone = self._knuckles()
        r = _frame(palm_bone, across_bone) @ _frame(palm, across).T
        s = _stretch(palm, np.linalg.norm(palm_bone) / np.linalg.norm(palm), 0.9)
        dorsal = np.cross(palm_bone, across_bone)
        dorsal = _unit(dorsal) * (1.0 if dorsal @ FORWARD < 0 else -1.0)
        m = _affine(r, s, self.head("wrist"), wrist)
        self.put(("wrist", *(f"metacarpal{k}" for k in range(1, 5))), m)
        for k in range(1, 6):
            self._finger(k, r, wrist)

    def _finger(self, k: int, r: np.ndarray, wrist: np.ndarray) -> None:
        parts = ["proximal", "middle", "distal"]
        keys = [f"{p}_phalanx_of_finger_{k}" for p in parts]
        if k == 1:
            keys = [
                "metacarpal_1",
                f"proximal_phalanx_of_finger_{k}",
                f"distal_phalanx_of_finger_{k}",
            ]
        ends = [bone_ends(self.bones[key, self.side].v, wrist) for key in keys]
        tip = ends[2][1] + _unit(ends[2][1] - ends[2][0]) * 4.0
        joints = [ends[0][0], (ends[0][1] + ends[1][0]) / 2, (ends[1][1] + ends[2][0]) / 2, tip]
        rest = [self.head(f"finger{k}-{i}") for i in (1, 2, 3)]
        rest.append(self.tails[f"finger{k}-3{self.suffix}"])
        for i in range(3):
            a, b = rest[i + 1] - rest[i], joints[i + 1] - joints[i]
            r = _shortest(r @ a, b) @ r
            s = _stretch(a, np.linalg.norm(b) / np.linalg.norm(a), 1.0)
            self.put((f"finger{k}-{i + 1}",), _affine(r, s, rest[i], joints[i]))

    def leg(self) -> None:
        """Thigh, shank and foot; the anatomical hip center replaces the rig's."""
        hip, knee, ankle = self.at("femur"), self.at("tibia"), self.at("talus")
        toe = self.bones["distal_phalanx_of_toe_2", self.side].v.mean(0)
        start = apply(np.linalg.inv(self.out["root"]), hip)
        thigh = self.head("lowerleg01") - start
        shank = self.head("foot") - self.head("lowerleg01")
        foot = self.tails[f"toe2-3{self.suffix}"] - self.head("foot")
        r_hip = _frame(knee - hip, self.out["root"][:3, :3] @ FORWARD) @ _frame(thigh, FORWARD).T
        r_foot = _frame(knee - hip, toe - ankle) @ _frame(thigh, foot).T
        s = _stretch(thigh, np.linalg.norm(knee - hip) / np.linalg.norm(thigh), 1.0)
        self.put(("pelvis",), self.out["root"])
        for bone, share in (("upperleg01", 0.35), ("upperleg02", 0.8)):
            self.put((bone,), _affine(_between(r_hip, r_foot, share), s, start, hip))
        r = _frame(ankle - knee, toe - ankle) @ _frame(shank, foot).T
        s = _stretch(shank, np.linalg.norm(ankle - knee) / np.linalg.norm(shank), 1.0)
        self.put(("lowerleg01", "lowerleg02"), _affine(r, s, self.head("lowerleg01"), knee))
        r = _frame(toe - ankle, ankle - knee) @ _frame(foot, shank).T
        s = _stretch(foot, np.linalg.norm(toe - ankle) / np.linalg.norm(foot), 1.0)
        self.put(("foot",), _affine(r, s, self.head("foot"), ankle))
