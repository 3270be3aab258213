"""The glove: capsules joined softly round the posed bones, one clean mesh for each pose kept.

Bending one mesh by blended bones tears the webs between close fingers; a distance field does not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.cache import Arrays, kept, source_key
from simulator.scene.hands.skeleton import DIGITS, ELBOW_M, WRIST_M, blended, joints
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
GRAIN_M = 0.0024
CUFF_Y_M = -0.105
GLOVE = paint("#3f7fc0", 0.40)
SLEEVE = paint("#7fb6c4", 0.85, "fabric")


def gloves(warn: Warn) -> dict[Pose, Mesh]:
    """A right hand in each pose, from the cache, or meshed now."""
    here = Path(__file__).parent
    held = kept("gloves", source_key([*here.glob("*.py")]), _make, warn)
    return {pose: _dressed(held, k) for k, pose in enumerate(POSES)}


def nearest_pose(grip_fraction: float, pinch_fraction: float) -> Pose:
    """The pose that is kept and lies nearest."""
    return min(POSES, key=lambda p: (p[0] - grip_fraction) ** 2 + (p[1] - pinch_fraction) ** 2)


def _dressed(held: Arrays, k: int) -> Mesh:
    skin = make_mesh(held[f"v{k}"], held[f"f{k}"], GLOVE, held[f"n{k}"])
    skin.light[:] = held[f"shade{k}"][:, None] * np.array([0.62, 0.62, 0.61, 1.0])
    sleeve = _sleeve()
    sleeve.light[:] = (0.50, 0.50, 0.49, 0.9)
    return merged([skin, sleeve])


def _make() -> Arrays:
    out: Arrays = {}
    for k, pose in enumerate(POSES):
        mesh, shade = _meshed(pose)
        out |= {f"v{k}": mesh.v, f"f{k}": mesh.f, f"n{k}": mesh.n, f"shade{k}": shade}
    return out


def _meshed(pose: Pose) -> tuple[Mesh, Array]:
    from skimage.measure import marching_cubes

    low, high = np.array([-0.105, -0.125, -0.125]), np.array([0.060, 0.165, 0.045])
    axes = [np.arange(a, b, GRAIN_M) for a, b in zip(low, high)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
    field = _distance(points.reshape(-1, 3), joints(blended(*pose))).reshape(points.shape[:3])
    v, f, _, _ = marching_cubes(field.astype(np.float32), 0.0)
    v, f = (v * GRAIN_M + low).astype(np.float32), f[:, ::-1].astype(np.int32)
    v = v + vertex_normals(v, f) * _wrinkles(v.astype(float))[:, None].astype(np.float32)
    skin = make_mesh(v, f, GLOVE)
    dark = np.zeros((len(f), 4), np.float32)
    shade = gathered(skin, build_tree(v, f), dark, 20, 3, reach_m=0.06)[:, 3]
    return skin, smoothed(shade[:, None], skin, 2)[:, 0]


def _capsule(p: Array, a: Array, b: Array, ra: float, rb: float) -> Array:
    ab = b - a
    t = np.clip((p - a) @ ab / (ab @ ab), 0, 1)
    return np.linalg.norm(p - a - t[:, None] * ab, axis=1) - (ra + (rb - ra) * t)


def _soft_union(a: Array, b: Array, k: float) -> Array:
    h = np.clip(0.5 + 0.5 * (b - a) / k, 0, 1)
    return b + (a - b) * h - k * h * (1 - h)


def _distance(p: Array, placed: dict[str, Array]) -> Array:
    """Distance (m) to the glove's surface; what bends joins the palm only at the knuckles."""
    palm = _palm(p, placed)
    near, far = np.full(len(p), 1.0), np.full(len(p), 1.0)
    for digit in DIGITS:
        chain = placed[digit.name]
        bones = [
            _capsule(p, chain[k], chain[k + 1], digit.radii_m[k], digit.radii_m[k + 1])
            for k in range(3)
        ]
        near = _soft_union(near, bones[0], 0.0022)
        tip = _soft_union(bones[1], bones[2], 0.004)
        far = _soft_union(far, _soft_union(tip, bones[0], 0.004), 0.0008)
    out = _soft_union(_soft_union(palm, near, 0.0085), far, 0.0012)
    return np.maximum(out, CUFF_Y_M - p[:, 1])


def _palm(p: Array, placed: dict[str, Array]) -> Array:
    wrist, elbow = np.array(WRIST_M), np.array(ELBOW_M)
    flat = np.array([1.0, 1.0, 1.32])  # a palm and a wrist are flatter than round
    palm = _capsule(p * flat, wrist, elbow, 0.0285, 0.040)
    for digit in DIGITS[1:]:
        start = wrist + np.array([digit.root_m[0] * 0.55, 0.006, 0])
        bone = _capsule(p * flat, start, np.array(digit.root_m) * flat, 0.0185, 0.0142)
        palm = _soft_union(palm, bone, 0.012)
    thumb = placed["thumb"][1] * [0.86, 0.86, 1.0]
    ball = _capsule(p, np.array([-0.020, -0.046, -0.010]), thumb, 0.0175, 0.0135)
    palm = _soft_union(palm, ball, 0.014)
    heel = _capsule(
        p, np.array([0.022, -0.045, -0.008]), np.array([0.027, 0.018, -0.006]), 0.0155, 0.0125
    )
    return _soft_union(palm, heel, 0.012)


def _wrinkles(v: Array) -> Array:
    """Slack folds at the wrist and a rolled cuff (m)."""
    slack = np.sin(v[:, 1] * 420 + 2.5 * np.sin(v[:, 0] * 60))
    out = 0.0009 * slack * np.exp(-(((v[:, 1] + 0.070) / 0.016) ** 2))
    return out + 0.0026 * np.exp(-(((v[:, 1] - CUFF_Y_M - 0.003) / 0.0022) ** 2))


def _sleeve() -> Mesh:
    """A gown's knitted wrist and sleeve over the glove's cuff, closed where the elbow bends."""
    a, b = np.array([0.0, CUFF_Y_M + 0.016, 0.0]), np.array([0.0, -0.56, 0.010])

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
