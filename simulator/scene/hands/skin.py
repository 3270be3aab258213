"""The glove: the carrier's hand bent by its weights, a size larger, smooth, with a rolled cuff.

One clean mesh for each pose kept: no bending while playing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.anatomy import subdivision
from simulator.anatomy.human import Human
from simulator.scene.cache import Arrays, kept, source_key
from simulator.scene.hands.skeleton import Bones, blended, bones_of, pads, posed
from simulator.scene.light.bake import gathered, smoothed
from simulator.scene.light.tree import build_tree
from simulator.scene.materials import paint
from simulator.scene.notices import Warn
from simulator.scene.shapes.mesh import Mesh, make_mesh, merged, vertex_normals
from simulator.scene.shapes.solids import grid

Array = npt.NDArray[Any]
Pose = tuple[float, float]  # how far the hand grips and pinches, 0-1
POSES: tuple[Pose, ...] = (
    (0.0, 0.0), (0.35, 0.35), (0.5, 0.0), (1.0, 0.0), (0.0, 0.5), (0.0, 0.8), (0.0, 1.0),
)  # fmt: skip
DIGIT_BONES = {
    name: tuple(f"finger{k}-{j}.R" for j in (1, 2, 3))
    for k, name in enumerate(("thumb", "index", "middle", "ring", "little"), start=1)
}
HAND_BONES = ("lowerarm02.R", "wrist.R", *(f"metacarpal{k}.R" for k in (1, 2, 3, 4)))
CUFF_Y_M, CUFF_FROM_Y_M = -0.150, -0.098  # rim of the cuff; from where the glove widens to it
CUFF_R_M = (0.0368, 0.0302)  # half width and half height of the cuff, over the sleeve
THICK_M = 0.0011
GLOVE = paint("#3a6fa8", 0.52)
SLEEVE = paint("#7fb6c4", 0.85, "fabric")
ELBOW_M = (0.0, -0.535, 0.010)  # where the forearm's sleeve ends, and the upper arm's begins
ELBOW_R_M = 0.058


@dataclass(frozen=True)
class Glove:
    """A posed hand, and where thumb and fingers hold a thing (hand frame, m)."""

    mesh: Mesh
    held_at_m: Array


def gloves(warn: Warn) -> dict[Pose, Glove]:
    """A right hand in each pose, from the cache, or bent now."""
    here = Path(__file__).parent
    held = kept("gloves", source_key([*here.glob("*.py")]), _make, warn)
    return {pose: Glove(_dressed(held, k), held[f"at{k}"]) for k, pose in enumerate(POSES)}


def nearest_pose(grip_fraction: float, pinch_fraction: float) -> Pose:
    """The pose that is kept and lies nearest."""
    return min(POSES, key=lambda p: (p[0] - grip_fraction) ** 2 + (p[1] - pinch_fraction) ** 2)


def _dressed(held: Arrays, k: int) -> Mesh:
    skin = make_mesh(held[f"v{k}"], held["f"], GLOVE, held[f"n{k}"])
    skin.light[:] = held[f"shade{k}"][:, None] * np.array([0.62, 0.62, 0.61, 1.0])
    sleeve = _sleeve()
    sleeve.light[:] = (0.50, 0.50, 0.49, 0.9)
    return merged([skin, sleeve])


def _make() -> Arrays:
    human = Human()
    shape = human.shaped("male", 30.0, 0.5, 0.6, {"asian": 1.0}, {})
    bones = bones_of(human, shape)
    v, f, weights = _hand(human, shape, bones)
    out: Arrays = {"f": f}
    for k, pose in enumerate(POSES):
        motion = posed(bones, blended(*pose))
        skin, shade = _gloved(_bent(v, weights, motion), f)
        at = pads(bones, motion)
        held = 0.5 * at["thumb"] + 0.3 * at["index"] + 0.2 * at["middle"]
        out |= {f"v{k}": skin.v, f"n{k}": skin.n, f"shade{k}": shade, f"at{k}": held}
    return out


def _hand(human: Human, shape: Array, bones: Bones) -> tuple[Array, Array, dict[str, Array]]:
    """The hand up to the middle of the forearm: places, triangles, weights (n, 3) by digit."""
    columns = [human.bones.index(b) for names in DIGIT_BONES.values() for b in names]
    still = [human.bones.index(b) for b in HAND_BONES]
    fields = {
        "digits": human.weights[:, columns],
        "hand": human.weights[:, still].sum(1, keepdims=True),
    }
    body = subdivision.refined(human, "body", shape, fields)
    v = (body.mesh.v - bones.origin) @ bones.turn.T
    share = body.fields["digits"].sum(1) + body.fields["hand"][:, 0]
    of_hand = (share > 0.3) & (v[:, 1] > CUFF_Y_M - 0.02) & (np.abs(v[:, 0]) < 0.2)
    f = body.mesh.f[of_hand[body.mesh.f].all(1)]
    used, again = np.unique(f, return_inverse=True)
    v, weights = v[used], body.fields["digits"][used]
    v[:, 1] = np.maximum(v[:, 1], CUFF_Y_M)
    split = {name: weights[:, 3 * k : 3 * k + 3] for k, name in enumerate(DIGIT_BONES)}
    return v, again.reshape(-1, 3).astype(np.int32), split


def _bent(v: Array, weights: dict[str, Array], motion: dict[str, Array]) -> Array:
    """Blend skinning: each bone moves its share of a vertex."""
    out = v.copy()
    whole = np.c_[v, np.ones(len(v))]
    for name, share in weights.items():
        for k in range(3):
            out += share[:, k : k + 1] * ((whole @ motion[name][k].T)[:, :3] - v)
    return out


def _gloved(v: Array, f: Array) -> tuple[Mesh, Array]:
    """Nails and creases smoothed away, a size larger, the cuff over the sleeve; with its shade."""
    smooth = make_mesh(v, f, GLOVE)
    for size in (-0.53, 0.55) * 3:  # Taubin 1995: smooth without shrinking
        v = v + size * (v - smoothed(v, smooth, 1))
    v = v + vertex_normals(v.astype(np.float32), f) * THICK_M
    v = _cuffed(v)
    skin = make_mesh(v, f, GLOVE)
    skin = skin.with_vertices(skin.v + skin.n * _wrinkles(v)[:, None])
    dark = np.zeros((len(f), 4), np.float32)
    shade = gathered(skin, build_tree(skin.v, f), dark, 28, 3, reach_m=0.06)[:, 3]
    return skin, smoothed(shade[:, None], skin, 3)[:, 0]


def _cuffed(v: Array) -> Array:
    share = np.clip((CUFF_FROM_Y_M - v[:, 1]) / (CUFF_FROM_Y_M - CUFF_Y_M), 0, 1)
    share = share * share * (3 - 2 * share)
    low = v[v[:, 1] < CUFF_FROM_Y_M]
    middle = low[:, [0, 2]].mean(0) if len(low) else np.zeros(2)
    rel = (v[:, [0, 2]] - middle) / np.array(CUFF_R_M)
    round_ = rel / (np.linalg.norm(rel, axis=1, keepdims=True) + 1e-9) * np.array(CUFF_R_M)
    out = v.copy()
    away = middle * (1 - share)[:, None]
    inner = v[:, [0, 2]] - middle
    out[:, [0, 2]] = away + inner * (1 - share)[:, None] + round_ * share[:, None]
    return out


def _wrinkles(v: Array) -> Array:
    """Slack folds at the wrist and a rolled rim (m)."""
    slack = np.sin(v[:, 1] * 380 + 2.5 * np.sin(v[:, 0] * 60) + 1.5 * np.sin(v[:, 2] * 75))
    out = 0.0008 * slack * np.exp(-(((v[:, 1] + 0.088) / 0.020) ** 2))
    return out + 0.0022 * np.exp(-(((v[:, 1] - CUFF_Y_M) / 0.003) ** 2))


def _sleeve() -> Mesh:
    """A gown's knitted wrist under the cuff, and its sleeve, closed where the elbow bends."""
    a, b = np.array([0.0, CUFF_Y_M + 0.030, 0.0]), np.array(ELBOW_M) - (0.0, 0.045, 0.0)

    def place(u, w):
        angle = 2 * np.pi * u
        knit = w < 0.16
        r = np.where(
            knit, 0.0335 + 0.004 * w / 0.16, 0.041 + 0.026 * np.clip(w - 0.16, 0, 1) ** 0.8
        )
        slack = np.clip((w - 0.14) * 8, 0, 1)
        fold = np.sin(31 * w + 3.1 * np.sin(angle + 2 * w) + 2.2 * np.sin(2 * angle + 9 * w))
        fold = slack * (0.0022 * fold + 0.0018 * np.sin(17 * w + 4 * np.sin(angle - 1.1)))
        rib = 0.0007 * np.sin(angle * 46) * knit
        lip = 0.006 * np.exp(-(((w - 0.17) / 0.02) ** 2))
        r = (r + fold + rib + lip) * np.sqrt(np.clip(1 - ((w - 0.90) / 0.10).clip(0, 1) ** 2, 0, 1))
        x, z = r * np.cos(angle), r * np.sin(angle) * 0.80
        y = a[1] + (b[1] - a[1]) * w
        return np.stack([x, y, z + b[2] * w], -1)

    return grid(97, 84, place, SLEEVE, flip=True)


def upper_sleeve() -> Mesh:
    """The sleeve from elbow (origin) to shoulder (0, 1, 0), to be stretched along y."""

    def place(u, w):
        angle = 2 * np.pi * u
        cap = np.sqrt(np.clip(1 - (1 - w / 0.12).clip(0, 1) ** 2, 0, 1))
        fold = 0.0035 * np.sin(13 * w + 3.1 * np.sin(angle + 2 * w) + 2.2 * np.sin(2 * angle))
        r = (ELBOW_R_M + 0.016 * w + fold) * cap
        return np.stack([r * np.cos(angle), w - 0.05, 0.92 * r * np.sin(angle)], -1)

    sleeve = grid(49, 48, place, SLEEVE, flip=True)
    sleeve.light[:] = (0.50, 0.50, 0.49, 0.9)
    return sleeve
