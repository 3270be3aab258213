"""Where the skin is redder, bluer, bearded, hairy: one row of numbers per vertex."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.materials import paint
from simulator.scene.patient.frame import Figure
from simulator.scene.shapes.mesh import F32, Mesh, make_mesh, subset, weld_ids

Array = npt.NDArray[Any]
HAIR = paint("#1d1511", 0.42, "hair")


def smooth_step(low: float, high: float, x: npt.ArrayLike) -> Array:
    """Hermite step; `low` may lie above `high`."""
    t = np.clip((np.asarray(x, float) - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def masks(figure: Figure) -> F32:
    """Lips, areolae, nails, lids (n, 4)."""
    return np.stack([_zone(figure, k) for k in ("lips", "areola", "nails", "lids")], 1).astype(
        np.float32
    )


def zones(figure: Figure) -> F32:
    """Redness, share of cyanosis, beard, hand (n, 4)."""
    d = _from_face(figure)
    face, ears = _face(d), _zone(figure, "ears")
    hand = _near_bones(figure, ("finger", "metacarpal"), 0.022)
    foot = _near_bones(figure, ("toe", "metatarsal"), 0.025)
    red = 0.55 * ears + 0.25 * foot
    blue = 0.16 + 0.3 * ears + 0.30 * hand + 0.25 * foot
    jaw = smooth_step(-0.052, -0.066, d[:, 1]) * smooth_step(-0.075, -0.05, d[:, 2])
    edge = 0.55 + 0.45 * smooth_step(0.012, 0.03, np.abs(d[:, 1] + 0.07) + d[:, 0] * 0.4)
    beard = face * jaw * edge * smooth_step(-0.135, -0.10, d[:, 1])
    upper_lip = np.exp(-((d[:, 0] / 0.024) ** 4) - ((d[:, 1] + 0.0545) / 0.0085) ** 4)
    beard = np.maximum(beard, 0.9 * face * upper_lip * smooth_step(-0.01, 0.01, d[:, 2]))
    return np.stack([red, blue, beard, hand], 1).astype(np.float32)


def scalp(figure: Figure) -> tuple[Mesh, npt.NDArray[np.int64], F32]:
    """The hairy part of the skin as a mesh, its skin rows, and its zone column."""
    sure = scalp_share(figure)
    faces = figure.f[(sure[figure.f] > 0.03).all(1)]
    whole = make_mesh(figure.v, figure.f, HAIR, figure.n, rest=figure.rest)
    rows = np.unique(faces)
    zone = np.zeros((len(rows), 4), np.float32)
    zone[:, 0] = sure[rows]
    return subset(whole, faces), rows.astype(np.int64), zone


def scalp_share(figure: Figure) -> Array:
    """How surely each skin vertex is scalp, 0-1; the hairline lies at a half."""
    d = _from_face(figure, is_mirrored=False)
    x = np.abs(d[:, 0])
    depth = [-0.20, -0.15, -0.125, -0.105, -0.085, -0.07, -0.055, -0.035, -0.01, 0.02, 0.04]
    line = [-0.065, -0.055, -0.035, 0.0, 0.012, -0.005, 0.022, 0.046, 0.058, 0.066, 0.07]
    above = (d[:, 1] - np.interp(d[:, 2], depth, line)) / 0.022
    around_ear = (np.hypot((d[:, 1] + 0.012) / 0.035, (d[:, 2] + 0.098) / 0.025) - 1) * 1.3
    above = np.where(x > 0.060, np.minimum(above, around_ear), above)
    above = np.minimum(above, 1 - 4 * _zone(figure, "ears"))
    above = np.minimum(above, (d[:, 1] + 0.08) / 0.02)
    sure = (_spread(figure, np.clip(above, -1, 1), 3) + 1) / 2
    return sure


def neck_vein(figure: Figure) -> Array:
    """Four points (4, 3) along the left external jugular on the skin, shader coordinates.

    From behind the angle of the jaw, across the sternomastoid, to the middle third of the
    clavicle (course: Gray's Anatomy, unverified); snapped to the skin.
    """
    e = figure.eye_rest
    way = np.array(
        [
            (0.064, -0.088, -0.062),
            (0.060, -0.115, -0.056),
            (0.057, -0.142, -0.048),
            (0.060, -0.170, -0.040),
        ]
    )
    points = way + np.array((0, e[1], e[2]))
    return np.array([figure.rest[np.argmin(((figure.rest - p) ** 2).sum(1))] for p in points])


def _zone(figure: Figure, name: str) -> F32:
    held = figure.body.attributes.get(f"zone_{name}")
    return np.zeros(len(figure.v), np.float32) if held is None else held[figure.skin.vertices]


def _from_face(figure: Figure, is_mirrored: bool = True) -> Array:
    d = figure.rest.astype(float) - (0, figure.eye_rest[1], figure.eye_rest[2])
    if is_mirrored:
        d[:, 0] = np.abs(d[:, 0])
    return d


def _face(d: Array) -> Array:
    return smooth_step(-0.16, -0.05, d[:, 1]) * smooth_step(-0.09, -0.03, d[:, 2])


def _near_bones(figure: Figure, words: tuple[str, ...], reach_m: float) -> Array:
    out = np.zeros(len(figure.v))
    for side in ("left", "right"):
        parts = [
            figure.part(s.id, side)
            for s in figure.body.structures
            if s.side == side and any(w in s.id for w in words)
        ]
        if not parts:
            continue
        bones = np.vstack(parts)
        low, high = bones.min(0) - reach_m, bones.max(0) + reach_m
        near = ((figure.v > low) & (figure.v < high)).all(1)
        out[near] = 1
    return _spread(figure, out, 4)


def _spread(figure: Figure, values: Array, rounds: int) -> Array:
    """Values with soft borders: each round mixes a vertex with its neighbors."""
    ids, out = weld_ids(figure.v), values.astype(float)
    e = figure.f[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    share = np.maximum(np.bincount(ids[e[:, 0]], minlength=ids.max() + 1), 1)
    for _ in range(rounds):
        near = np.bincount(ids[e[:, 0]], out[e[:, 1]], ids.max() + 1)
        out = 0.5 * out + 0.5 * (near / share)[ids]
    return out
