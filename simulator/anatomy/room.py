"""Room that lungs and belly leave to vessels, heart and bones: a field on the chest's grid."""

from __future__ import annotations

import numpy as np
from scipy.spatial import KDTree

from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.mesh import Mesh
from simulator.anatomy.vessels import Run

REACH_MM = 14.0  # farther from all of it the field is this, so that joints stay smooth
HARD = ("rib_1", "manubrium", "clavicle")  # bones that stand into the sacs as the arcs draw them
HEART_MM, BONE_MM = 2.5, 2.0  # about the vertices of a mesh
OWN = ("main_bronchus",)  # lies in the lung


def taken(
    chest: Chest, runs: list[Run], chambers: dict[str, Mesh], bones: dict[Key, Mesh]
) -> np.ndarray:
    """About the distance from all that is in the way, negative inside (mm)."""
    points = [run.path for run in runs if run.id not in OWN]
    radii = [run.radius for run in runs if run.id not in OWN]
    meshes = [(mesh, HEART_MM) for mesh in chambers.values()]
    meshes += [(mesh, BONE_MM) for key, mesh in bones.items() if key[0] in HARD]
    for mesh, radius in meshes:
        points.append(mesh.v)
        radii.append(np.full(len(mesh.v), radius))
    return _field(chest, np.vstack(points), np.concatenate(radii))


def _field(chest: Chest, points: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Distance from balls; radii are taken in classes, so that the nearest is found by a tree."""
    grid = chest.grid
    gx, gy, gz = grid.mesh()
    out = np.full(gx.shape, REACH_MM)
    size = np.round(radii)
    where = np.stack([gx, gy, gz], -1)
    low, step = grid.origin, np.array([a[1] - a[0] for a in (grid.x, grid.y, grid.z)])
    for r in np.unique(size):
        mine = points[size == r]
        a = np.maximum(((mine.min(0) - low - r - REACH_MM) / step).astype(int), 0)
        b = ((mine.max(0) - low + r + REACH_MM) / step).astype(int) + 2
        box = tuple(slice(i, max(i, j)) for i, j in zip(a, b))
        block = where[box].reshape(-1, 3)
        if len(block):
            away, _ = KDTree(mine).query(block, distance_upper_bound=r + REACH_MM)
            near = np.minimum(away - r, REACH_MM).reshape(out[box].shape)
            out[box] = np.minimum(out[box], near)
    return out
