"""The glove: capsules joined softly, meshed once, then bent with the bones by linear blending."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.cache import Arrays, kept, source_key
from simulator.scene.hands.skeleton import DIGITS, ELBOW_M, WRIST_M, frames, joints, straight
from simulator.scene.light.bake import gathered, smoothed
from simulator.scene.light.tree import build_tree
from simulator.scene.materials import paint
from simulator.scene.notices import Warn
from simulator.scene.shapes.mesh import F32, Mesh, make_mesh, merged, vertex_normals
from simulator.scene.shapes.solids import grid

Array = npt.NDArray[Any]
GRAIN_M = 0.0020
CUFF_Y_M = -0.105
GLOVE = paint("#3f7fc0", 0.40)
SLEEVE = paint("#7fb6c4", 0.85, "fabric")


@dataclass(frozen=True)
class Glove:
    """A right hand's mesh in its straight shape, and how much each bone moves each vertex."""

    mesh: Mesh
    weights: F32  # (n, 1 + 15): the palm first

    def posed(self, angles_deg: dict[str, tuple[float, float, float]]) -> tuple[F32, F32]:
        """Vertices and normals at those flexions."""
        bones = np.stack([np.eye(4), *frames(angles_deg)])
        mixed = np.einsum("nb,bij->nij", self.weights, bones[:, :3])
        v = np.einsum("nij,nj->ni", mixed[:, :, :3], self.mesh.v) + mixed[:, :, 3]
        n = np.einsum("nij,nj->ni", mixed[:, :, :3], self.mesh.n)
        n /= np.linalg.norm(n, axis=1, keepdims=True) + 1e-12
        return v.astype(np.float32), n.astype(np.float32)


def glove(warn: Warn) -> Glove:
    """From the cache, or meshed now."""
    here = Path(__file__).parent
    held = kept("glove", source_key([*here.glob("*.py")]), _make, warn)
    skin = make_mesh(held["v"], held["f"], GLOVE, held["n"])
    whole = merged([skin, _sleeve()])
    weights = np.zeros((len(whole.v), 16), np.float32)
    weights[:, 0] = 1
    weights[: len(held["v"])] = held["weights"]
    whole.light[:] = (0.50, 0.50, 0.49, 0.9)
    shade = held["shade"][:, None] * np.array([0.62, 0.62, 0.61, 1.0])
    whole.light[: len(shade)] = shade
    return Glove(whole, weights)


def _make() -> Arrays:
    from skimage.measure import marching_cubes

    low, high = np.array([-0.105, -0.125, -0.060]), np.array([0.060, 0.165, 0.040])
    axes = [np.arange(a, b, GRAIN_M) for a, b in zip(low, high)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
    field = _distance(points.reshape(-1, 3)).reshape(points.shape[:3])
    v, f, _, _ = marching_cubes(field.astype(np.float32), 0.0)
    v = v * GRAIN_M + low
    v, f = v.astype(np.float32), f[:, ::-1].astype(np.int32)
    n = vertex_normals(v, f)
    v = v + n * _wrinkles(v.astype(float))[:, None].astype(np.float32)
    skin = make_mesh(v, f, GLOVE)
    dark = np.zeros((len(f), 4), np.float32)
    shade = gathered(skin, build_tree(v, f), dark, 24, 3, reach_m=0.06)[:, 3]
    shade = smoothed(shade[:, None], skin, 2)[:, 0]
    return {"v": v, "f": f, "n": skin.n, "shade": shade, "weights": _weights(v.astype(float))}


def _capsule(p: Array, a: Array, b: Array, ra: float, rb: float) -> Array:
    ab = b - a
    t = np.clip((p - a) @ ab / (ab @ ab), 0, 1)
    return np.linalg.norm(p - a - t[:, None] * ab, axis=1) - (ra + (rb - ra) * t)


def _soft_union(a: Array, b: Array, k: float) -> Array:
    h = np.clip(0.5 + 0.5 * (b - a) / k, 0, 1)
    return b + (a - b) * h - k * h * (1 - h)


def _distance(p: Array) -> Array:
    placed = joints(straight())
    wrist, elbow = np.array(WRIST_M), np.array(ELBOW_M)
    squash = p * np.array([1.0, 1.0, 1.32])  # a palm and a wrist are flatter than round
    palm = _capsule(squash, wrist, elbow, 0.0285, 0.040)
    for digit in DIGITS[1:]:
        start = wrist + np.array([digit.root_m[0] * 0.55, 0.006, 0])
        bone = _capsule(squash, start, placed[digit.name][0] * [1, 1, 1.32], 0.0185, 0.0142)
        palm = _soft_union(palm, bone, 0.012)
    ball = _capsule(
        p,
        np.array([-0.020, -0.046, -0.010]),
        placed["thumb"][1] * [0.86, 0.86, 1.0],
        0.0175,
        0.0135,
    )
    palm = _soft_union(palm, ball, 0.014)
    heel = _capsule(
        p, np.array([0.022, -0.045, -0.008]), np.array([0.027, 0.018, -0.006]), 0.0155, 0.0125
    )
    palm = _soft_union(palm, heel, 0.012)
    fingers = np.full(len(p), 1.0)
    for digit in DIGITS:
        chain, one = placed[digit.name], np.full(len(p), 1.0)
        for k in range(3):
            bone = _capsule(p, chain[k], chain[k + 1], digit.radii_m[k], digit.radii_m[k + 1])
            one = _soft_union(one, bone, 0.004)
        fingers = _soft_union(fingers, one, 0.0022)
    out = _soft_union(palm, fingers, 0.0085)
    return np.maximum(out, CUFF_Y_M - p[:, 1])


def _wrinkles(v: Array) -> Array:
    """Folds across the joints, slack on the palm, a rolled cuff (m)."""
    placed = joints(straight())
    out = np.zeros(len(v))
    for digit in DIGITS:
        along = np.array(digit.heading) / np.linalg.norm(digit.heading)
        for joint in placed[digit.name][1:3]:
            away = v - joint
            near = np.exp(-(np.linalg.norm(away, axis=1) ** 2) / 0.011**2)
            out += near * 0.00042 * np.sin((away @ along) * 2 * np.pi / 0.0042)
    wave = np.sin(v[:, 0] * 190 + 3 * np.sin(v[:, 1] * 90)) * np.sin(
        v[:, 1] * 230 + 2 * np.sin(v[:, 0] * 120)
    )
    out += 0.00030 * wave * np.clip((0.03 - v[:, 1]) / 0.03, 0, 1)
    out += (
        0.0011
        * np.sin(v[:, 1] * 420 + 2.5 * np.sin(v[:, 0] * 60))
        * np.exp(-(((v[:, 1] + 0.070) / 0.016) ** 2))
    )
    return out + 0.0026 * np.exp(-(((v[:, 1] - CUFF_Y_M - 0.003) / 0.0022) ** 2))


def _weights(v: Array) -> F32:
    """Palm and 15 bones; a vertex follows the bones near it, nearer ones far more."""
    placed = joints(straight())
    columns = [_bone_distance(v, np.array(WRIST_M), np.array([0.0, 0.030, 0.0]), 0.034)]
    for digit in DIGITS:
        chain = placed[digit.name]
        for k in range(3):
            columns.append(_bone_distance(v, chain[k], chain[k + 1], digit.radii_m[k]))
    reach = np.exp(-np.clip(np.stack(columns, 1), 0, None) / 0.0030)
    for index, digit in enumerate(DIGITS):  # nothing behind the knuckle follows the finger
        along = np.array(digit.heading) / np.linalg.norm(digit.heading)
        ahead = (v - np.array(digit.root_m)) @ along
        reach[:, 1 + 3 * index : 4 + 3 * index] *= (1 / (1 + np.exp(-ahead / 0.0035)))[:, None]
    reach[:, 0] += 1e-4
    return (reach / reach.sum(1, keepdims=True)).astype(np.float32)


def _bone_distance(v: Array, a: Array, b: Array, radius: float) -> Array:
    return _capsule(v, a, b, radius * 0.85, radius * 0.85)


def _sleeve() -> Mesh:
    """A gown's knitted wrist and sleeve over the glove's cuff."""
    a, b = np.array([0.0, CUFF_Y_M + 0.016, 0.0]), np.array([0.0, -0.40, 0.010])

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
        r = r + fold + rib + lip
        x, z = r * np.cos(angle), r * np.sin(angle) * 0.80
        y = a[1] + (b[1] - a[1]) * w
        return np.stack([x, y, z + b[2] * w], -1)

    return grid(97, 60, place, SLEEVE, flip=True)
