"""How the rest shape follows the twin: displacement bases, scaled so that one unit is one ml.

Bases of each side: ``wall`` (ribs, skin and pleura outward) and ``dome`` (diaphragm down, liver or
spleen with it, belly out); one ``shift`` of the mediastinum to the right; ``veins`` of the neck.
A lung takes the share of its cavity that the twin gives it, on paths laid at build.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from physiology.vitals import Truth
from simulator.anatomy.body import Body
from simulator.anatomy.cubic import monomials

BASES = ("wall_left", "wall_right", "dome_left", "dome_right", "shift", "veins")
INPUTS = 8
VOLUME_BASES = 5  # all but the veins change the cavities
NEAR_ML = 0.5
LEAST_LUNG_ML = 50.0
SHARES = (1.0, 0.97, 0.93, 0.87, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.22, 0.15, 0.09)
"""Shares of its cavity at which the shape of a shrunk lung is kept, see `collapse`."""
CLOSED_LUNG = 0.992  # of its cavity that a lung fills when no gas lies between
CVP_RESTING_MMHG = 4.0
SHIFT_MOST_ML = 330.0  # heart and windpipe go some 4 cm and no farther; source: tuned
WALL_MOST_ML = 380.0  # each half of the ribs, from rest, before its dome must give; source: tuned
DOME_MOST_ML = 520.0  # each dome, likewise; beyond both they share what is left; source: tuned


def inputs(truth: Truth, data: dict[str, Any]) -> np.ndarray:
    """What moves the body: volumes in ml, left before right; last the neck veins.

    cavity and lung volumes (gas and tissue), dome volumes, shift, vein filling.
    """
    tissue_left, tissue_right = data["tissue_ml"]
    filling = np.clip((truth.cvp_mmhg - CVP_RESTING_MMHG) / 12.0, -1.0, 1.5) * 100.0
    return np.array([
        truth.chest_left_ml + tissue_left, truth.chest_right_ml + tissue_right,
        truth.lung_left_ml + tissue_left, truth.lung_right_ml + tissue_right,
        truth.diaphragm_left_ml, truth.diaphragm_right_ml, truth.mediastinal_shift_ml, filling,
    ])  # fmt: skip


def deform(body: Body, pose: np.ndarray, out: np.ndarray) -> None:
    """Write the vertices of this pose into `out`."""
    data = body.motion
    amount = _amounts(pose, data)
    _blend(body.vertices_m, data["bases"], data["moving"], amount, out, 0, len(data["moving"]))
    products = monomials(amount[:VOLUME_BASES])
    held = data["cavity_cubic"] @ products
    for k in (0, 1):
        wanted = min(max(float(pose[2 + k]), LEAST_LUNG_ML), CLOSED_LUNG * held[k])
        known = data["shrunk_cubic"][k] @ products  # at every level, falling
        level = float(np.interp(-wanted, -known, np.arange(len(known))))
        lay_lung(body, k, out, amount, level)


def lay_lung(body: Body, k: int, out: np.ndarray, amount: np.ndarray, level: float) -> None:
    """Write the left (0) or right (1) lung at a level of its shrinking into `out`."""
    data = body.motion
    cavity, lung = data["cavity_vertices"][k], data["lung_vertices"][k]
    _shrink(
        body.vertices_m, out, cavity.start, cavity.stop, lung.start, data["shrunk_m"][k],
        data["shrunk_share"][k], np.float32(level), data["hilum_moves"][k] @ amount,
    )  # fmt: skip


def _amounts(pose: np.ndarray, data: dict[str, Any]) -> np.ndarray:
    """How much of each basis gives the cavities the volumes of a pose."""
    domes, shift = pose[4:6], float(_soft(pose[6], SHIFT_MOST_ML))
    leaving = np.array([-shift, shift])  # a shift to the right empties the right half
    amount = np.zeros(len(BASES))
    amount[0:2], amount[2:4] = _shares(pose[0:2] - data["cavity_ml"] + leaving, domes)
    amount[4], amount[5] = shift, pose[7]
    sides = np.zeros((2, len(BASES)))  # what is still wrong, wall and dome share
    sides[[0, 1], [0, 1]] = sides[[0, 1], [2, 3]] = 0.5

    def wrong(at: np.ndarray) -> np.ndarray:
        return pose[0:2] - data["cavity_cubic"] @ monomials(at[:VOLUME_BASES])

    for _ in range(8):  # Newton: the bases are linear, volume is not quite
        error = wrong(amount)
        if np.all(np.abs(error) < NEAR_ML):
            break
        slope = np.stack([(error - wrong(amount + side)) for side in sides], axis=1)
        amount = amount + np.linalg.solve(slope, error) @ sides
    return amount.astype(np.float32)


def _shares(change: np.ndarray, domes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What wall and dome of each side take of a change in volume (ml); the twin wants `domes`.

    What a stiff wall does not take, the dome does; what neither takes, they share.
    """
    wall = _soft(change - domes, WALL_MOST_ML)
    dome = _soft(change - wall, DOME_MOST_ML)
    rest = change - wall - dome
    return wall + 0.5 * rest, dome + 0.5 * rest


def _soft(ml: npt.ArrayLike, most: float) -> np.ndarray:
    """A volume that cannot pass `most` either way."""
    return most * np.tanh(np.asarray(ml) / most)


def volume_ml(v: np.ndarray, f: np.ndarray, run: slice) -> float:
    """The volume that a closed run of triangles holds (ml)."""
    return float(_volume(v, f, run.start, run.stop)) * 1e6


def refresh_normals(
    v: np.ndarray, f: np.ndarray, triangles: np.ndarray, moving: np.ndarray, out: np.ndarray
) -> None:
    """Vertex normals of the moving part, area-weighted, written into `out`."""
    _normals(v, f, triangles, moving, out)


@nb.njit(cache=True, nogil=True)
def _blend(rest, bases, moving, amount, out, first, last):
    """Bases are (row, axis, basis): one vertex lies together in memory."""
    for i in range(first, last):
        j = moving[i]
        for c in range(3):
            x = rest[j, c]
            for k in range(len(amount)):
                x += amount[k] * bases[i, c, k]
            out[j, c] = x


@nb.njit(cache=True, nogil=True)
def _shrink(rest, out, first, last, lung, offset, gone, level, hilum):
    """A lung at a level of its shrinking: what moves the wall moves it less, the hilum more."""
    a = min(int(level), offset.shape[1] - 2)
    t = level - np.float32(a)
    for i in range(last - first):
        g = gone[i, a] * (1 - t) + gone[i, a + 1] * t
        for c in range(3):
            way = offset[i, a, c] * (1 - t) + offset[i, a + 1, c] * t
            moved = out[first + i, c] - rest[first + i, c]
            out[lung + i, c] = rest[first + i, c] + way + moved * (1 - g) + hilum[c] * g


@nb.njit(cache=True, nogil=True)
def _volume(v, f, first, last):
    total = 0.0
    o = v[f[first, 0]]
    for t in range(first, last):
        a, b, c = v[f[t, 0]], v[f[t, 1]], v[f[t, 2]]
        ax, ay, az = a[0] - o[0], a[1] - o[1], a[2] - o[2]
        bx, by, bz = b[0] - o[0], b[1] - o[1], b[2] - o[2]
        cx, cy, cz = c[0] - o[0], c[1] - o[1], c[2] - o[2]
        total += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
    return total / 6.0


@nb.njit(cache=True, nogil=True)
def _normals(v, f, triangles, moving, out):
    mine = np.zeros(len(v), np.bool_)
    for i in moving:
        mine[i] = True
        out[i, 0] = out[i, 1] = out[i, 2] = 0.0
    for t in triangles:
        i, j, k = f[t, 0], f[t, 1], f[t, 2]
        ux, uy, uz = v[j, 0] - v[i, 0], v[j, 1] - v[i, 1], v[j, 2] - v[i, 2]
        wx, wy, wz = v[k, 0] - v[i, 0], v[k, 1] - v[i, 1], v[k, 2] - v[i, 2]
        x, y, z = uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx
        for c in (i, j, k):
            if mine[c]:
                out[c, 0] += x
                out[c, 1] += y
                out[c, 2] += z
    for i in moving:
        n = np.sqrt(out[i, 0] ** 2 + out[i, 1] ** 2 + out[i, 2] ** 2)
        if n > 0:
            for c in range(3):
                out[i, c] /= n
