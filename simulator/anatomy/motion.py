"""How the rest shape follows the twin: displacement bases, scaled so that one unit is one ml.

Bases of each side: ``wall`` (ribs, skin and pleura outward) and ``dome`` (diaphragm down, liver or
spleen with it, belly out); one ``shift`` of the mediastinum to the right; ``veins`` of the neck.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from physiology.vitals import Truth
from simulator.anatomy.body import Body

BASES = ("wall_left", "wall_right", "dome_left", "dome_right", "shift", "veins")
INPUTS = 10
CLOSED_LUNG = 0.997  # the lung fills this much of its cavity, by length, when no gas lies between
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
        0.0, 0.0,
    ])  # fmt: skip


def deform(body: Body, pose: np.ndarray, out: np.ndarray) -> None:
    """Write the vertices of this pose into `out`."""
    data = body.motion
    moving, bases, rest = data["moving"], data["bases"], body.vertices_m
    domes, shift = pose[4:6], float(_soft(pose[6], SHIFT_MOST_ML))
    leaving = np.array([-shift, shift])  # a shift to the right empties the right half
    amount = np.zeros(len(BASES), np.float32)
    change = pose[0:2] - data["cavity_ml"] + leaving
    amount[0:2], amount[2:4] = _shares(change, domes)
    amount[4], amount[5] = shift, pose[7]
    for _ in range(6):  # the bases are linear, volume is not quite
        for first, last in data["cavity_rows"]:
            _blend(rest, bases, moving, amount, out, first, last)
        held = [volume_ml(out, body.triangles, run) for run in data["cavity_triangles"]]
        error = pose[0:2] - np.array(held)
        if np.all(np.abs(error) < 2.0):
            break
        amount[0:2] += 0.5 * error
        amount[2:4] += 0.5 * error
    _blend(rest, bases, moving, amount, out, 0, len(moving))
    for k in (0, 1):
        size = min((max(pose[2 + k], 50.0) / max(held[k], 50.0)) ** (1 / 3), CLOSED_LUNG)
        lung, cavity = data["lung_vertices"][k], data["cavity_vertices"][k]
        center = data["hilum_m"][k].astype(np.float32) + data["hilum_moves"][k] @ amount
        out[lung] = center + np.float32(size) * (out[cavity] - center)
        for run in data["in_lung_vertices"][k]:
            out[run] = center + np.float32(size) * (out[run] - center)


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
