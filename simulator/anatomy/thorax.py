"""The rib cage on the carrier's ribs: rounded ribs, own sternum and cartilages, arcs (rest, mm)."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import splev, splprep
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from simulator.anatomy import sternum as sternums
from simulator.anatomy.body import SIDES
from simulator.anatomy.bones import Bone, Key
from simulator.anatomy.costal import (
    CARTILAGE_STATIONS,
    Arch,
    buried,
    cartilage_arch,
    resampled,
    rib_arch,
    rounded,
)
from simulator.anatomy.mesh import Mesh
from simulator.anatomy.sternum import Sternum

TOUCH_MM = 6.5  # between the middles of two cartilages where the lower one joins; source: tuned


def complete(bones: dict[Key, Bone], costal: Mesh) -> dict[Key, np.ndarray]:
    """Round the ribs, add sternum and cartilages; return the arcs of ribs with their cartilage.

    Returns
    -------
    dict of ("rib_k", side) to (100, 3)
        From the vertebra to the sternum (or the free end), at rest.
    """
    sternum = sternums.midline(costal)
    for name, mesh in sternums.pieces(sternum):
        bones[name, None] = Bone(mesh, "torso")
    arcs: dict[Key, np.ndarray] = {}
    for side, sign in SIDES:
        above: dict[int, np.ndarray] = {}
        for k in range(1, 13):
            source = bones[f"rib_{k}", side].mesh
            rib = rib_arch(source, centerline(source))
            line = rib.line
            if k <= 10:
                above[k] = _cartilage_line(k, sign, rib.line, sternum, above)
                mesh = _cartilage(k, rib, above[k])
                bones[f"costal_cartilage_{k}", side] = Bone(mesh, "torso")
                line = np.vstack([line, above[k][1:]])
            tube = buried(rib, False, True) if k <= 10 else rounded(rib, True)
            bones[f"rib_{k}", side] = Bone(rounded(tube, False).mesh(), "torso")
            arcs[f"rib_{k}", side] = resampled(line, 100)
    return arcs


def centerline(mesh: Mesh, bins: int = 24) -> np.ndarray:
    """The middle of a rib from its head to its tip: geodesic bins, then a smoothing spline."""
    v, f = _subdivided(*_subdivided(mesh.v, mesh.f))
    e = np.vstack([f[:, [0, 1]], f[:, [1, 2]], f[:, [2, 0]]])
    w = np.linalg.norm(v[e[:, 0]] - v[e[:, 1]], axis=1)
    graph = coo_matrix((w, (e[:, 0], e[:, 1])), shape=(len(v), len(v))).tocsr()
    start = np.argsort(np.abs(v[:, 0]) - 0.25 * v[:, 1] - 0.25 * v[:, 2])[:6]
    distance = dijkstra(graph, directed=False, indices=start).min(0)
    length = distance.max()
    points = []
    for k in np.linspace(0, 1, bins):
        near = np.abs(distance - k * length) < length / bins * 1.3
        if k == 0:
            near = distance < length * 0.03 + 4
        elif k == 1:
            near = distance > length - 6
        if near.sum() < 3:
            near = np.argsort(np.abs(distance - k * length))[:4]
        points.append(v[near].mean(0))
    line = np.array(points)
    line = line[np.r_[True, np.linalg.norm(np.diff(line, axis=0), axis=1) > 0.5]]
    spline, _ = splprep(line.T, s=bins * 2.0, k=3)
    return np.array(splev(np.linspace(0, 1, 60), spline)).T


def _subdivided(v: np.ndarray, f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    e = np.sort(np.vstack([f[:, [0, 1]], f[:, [1, 2]], f[:, [2, 0]]]), axis=1)
    unique, inverse = np.unique(e, axis=0, return_inverse=True)
    middle = v[unique].mean(1)
    ab, bc, ca = len(v) + inverse.reshape(3, -1)
    a, b, c = f.T
    new = [np.c_[a, ab, ca], np.c_[ab, b, bc], np.c_[ca, bc, c], np.c_[ab, bc, ca]]
    return np.vstack([v, middle]), np.vstack(new)


def _cartilage_line(
    k: int, sign: float, rib: np.ndarray, st: Sternum, above: dict[int, np.ndarray]
) -> np.ndarray:
    """A Hermite curve from the rib's end to the sternum, or along the cartilage above (8-10)."""
    start, direction = rib[-1], rib[-1] - rib[-6]
    direction = direction / np.linalg.norm(direction)
    if k <= 7:
        end = sternums.notch(st, k, sign)
        rise = {1: 0.1, 2: 0.0, 3: 0.0, 4: 0.1, 5: 0.35, 6: 0.7, 7: 1.0}[k]
        into = np.array([-sign, -0.05, rise])
    else:
        over = above[k - 1]
        at = len(over) // 2
        into = over[at + 3] - over[at - 3]
        down = np.array([0.0, 0.0, -1.0]) + into * into[2] / (into @ into)
        end = over[at] + TOUCH_MM * down / np.linalg.norm(down)
    reach = np.linalg.norm(end - start)
    into = into / np.linalg.norm(into)
    u = np.linspace(0, 1, CARTILAGE_STATIONS)[:, None]
    h0, h1 = 2 * u**3 - 3 * u**2 + 1, u**3 - 2 * u**2 + u
    h2, h3 = -2 * u**3 + 3 * u**2, u**3 - u**2
    return h0 * start + h1 * direction * reach * 0.9 + h2 * end + h3 * into * reach * 0.9


def _cartilage(k: int, rib: Arch, line: np.ndarray) -> Mesh:
    """The tube of one cartilage; the lower ones are slender."""
    high = np.linspace(0.5 * np.ptp(rib.radius[-1]) + 4.0, 5.0 if k < 8 else 4.2, len(line))
    return buried(cartilage_arch(rib, line, np.clip(high, 4.2, 7.0), 4.0), True, True).mesh()
