"""How a lung shrinks towards its hilum when gas lies around it: paths that stay in its cavity.

Scaled about the hilum, a left lung would pass through the heart that it embraces. Instead every
point of its surface follows the field of a potential that is zero on the wall of the cavity and one
at the hilum: field lines leave the wall square to it, never cross, and all end at the hilum. Thin
edges retreat first, and what is left grows rounder, as in life.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter, map_coordinates
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

from simulator.anatomy.distance import Surface
from simulator.anatomy.mesh import Mesh, laplacian, vertex_normals
from simulator.anatomy.motion import SHARES

CELL_MM = 5.0
ROOT_MM = 20.0  # about the hilum, for a stature of 176 cm: here the lung stays; source: tuned
STEP_MM = 2.0
STEPS = 170
INSET_MM = 2.5  # the first step, along the normal: on the wall itself the potential is stairs
LEAST_GAP_MM = 0.3
FALL_PER_MM = 0.4  # of the logarithm outside the cavity, so that paths lead in


def paths(sac: Mesh, hilum: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Where every vertex of a sac lies when its lung has shrunk.

    Returns
    -------
    offset : (n, len(SHARES), 3)
        From the vertex (mm).
    gone : (n, len(SHARES))
        How much of the way to the hilum that is (0-1).
    """
    origin, inside = _cells(sac)
    root = ROOT_MM * scale
    height = _potential(origin, inside, hilum, root)
    levels = _levels(height, inside)
    line, along = _descent(sac, origin, height, hilum, root)
    offset = np.empty((len(sac.v), len(SHARES), 3))
    offset[:, 0] = 0.0
    for j, level in enumerate(levels[1:], 1):
        offset[:, j] = _at_level(line, along, level) - sac.v
    smooth = laplacian(sac.f, len(sac.v))
    for _ in range(6):
        for j in range(1, len(SHARES)):
            offset[:, j] += 0.5 * (smooth @ offset[:, j])
    wall = Surface(sac.v, sac.f)  # in clefts narrower than a cell a path may lead out
    for j in range(1, len(SHARES)):
        offset[:, j] = wall.sunk(sac.v + offset[:, j], LEAST_GAP_MM) - sac.v
    left = np.linalg.norm(sac.v[:, None] + offset - hilum, axis=2)
    whole = np.maximum(np.linalg.norm(sac.v - hilum, axis=1), 1.0)
    return offset, np.clip(1.0 - left / whole[:, None], 0.0, 1.0)


def _cells(sac: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """The middle of the first cell, and which cells lie in the sac."""
    origin = sac.v.min(0) - 2.5 * CELL_MM
    shape = np.ceil((sac.v.max(0) + 2.5 * CELL_MM - origin) / CELL_MM).astype(int)
    index = np.indices(shape).reshape(3, -1).T
    held = Surface(sac.v, sac.f).contains(origin + index * CELL_MM)
    return origin, held.reshape(shape)


def _potential(
    origin: np.ndarray, inside: np.ndarray, hilum: np.ndarray, root_mm: float
) -> np.ndarray:
    """Logarithm of the potential on the cells; it goes on falling outside."""
    place = origin + np.indices(inside.shape).reshape(3, -1).T * CELL_MM
    at_root = np.linalg.norm(place - hilum, axis=1).reshape(inside.shape) < root_mm
    free = inside & ~at_root
    number = np.full(inside.shape, -1)
    number[free] = np.arange(free.sum())
    rows, columns, known = [], [], np.zeros(free.sum())
    for axis in range(3):
        for step in (1, -1):
            beside = np.roll(number, step, axis)[free]
            known += np.roll(at_root, step, axis)[free]
            rows.append(np.flatnonzero(beside >= 0))
            columns.append(beside[beside >= 0])
    row, column = np.concatenate(rows), np.concatenate(columns)
    n = len(known)
    matrix = coo_matrix((np.full(len(row), -1.0), (row, column)), (n, n)).tocsr()
    matrix.setdiag(6.0)
    height = np.full(inside.shape, -np.inf)
    height[free] = np.log(np.maximum(np.asarray(spsolve(matrix.tocsc(), known)), 1e-30))
    height[at_root] = 0.0
    blank = ~(free | at_root)
    away = np.asarray(distance_transform_edt(blank))
    nearest = distance_transform_edt(blank, return_distances=False, return_indices=True)
    filled = height[tuple(np.asarray(nearest))] - FALL_PER_MM * CELL_MM * away
    return gaussian_filter(filled, 0.7)


def _levels(height: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The level above which each share of the cavity lies."""
    return np.quantile(height[inside], 1.0 - np.array(SHARES))


def _descent(
    sac: Mesh, origin: np.ndarray, height: np.ndarray, hilum: np.ndarray, root_mm: float
) -> tuple[np.ndarray, np.ndarray]:
    """The way of every vertex to the hilum (steps, n, 3), and the height along it, rising."""
    slope = [np.gradient(height, CELL_MM, axis=axis) for axis in range(3)]

    def sample(field: np.ndarray, p: np.ndarray) -> np.ndarray:
        return map_coordinates(field, ((p - origin) / CELL_MM).T, order=1, mode="nearest")

    p = sac.v - INSET_MM * vertex_normals(sac.v, sac.f)
    line, along = [sac.v, p], [np.full(len(p), -np.inf), sample(height, p)]
    for _ in range(STEPS):
        way = np.stack([sample(axis, p) for axis in slope], 1)
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-12)
        arrived = np.linalg.norm(p - hilum, axis=1) < root_mm
        p = np.where(arrived[:, None], p, p + STEP_MM * way)
        line.append(p)
        along.append(np.maximum(sample(height, p), along[-1]))
    along[0] = along[1] - 1.0
    return np.array(line), np.array(along)


def _at_level(line: np.ndarray, along: np.ndarray, level: float) -> np.ndarray:
    """Where each way first reaches a height; its end if it never does."""
    after = np.argmax(along >= level, axis=0)
    after = np.where((along >= level).any(0), after, len(along) - 1)
    before = np.maximum(after - 1, 0)
    column = np.arange(line.shape[1])
    rise = along[after, column] - along[before, column]
    t = np.clip((level - along[before, column]) / np.where(rise > 1e-12, rise, 1.0), 0.0, 1.0)
    return line[before, column] * (1 - t)[:, None] + line[after, column] * t[:, None]
