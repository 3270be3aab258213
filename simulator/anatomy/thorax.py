"""Our own sternum and costal cartilages on the carrier's ribs, and the rib arcs (rest, mm)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.interpolate import splev, splprep
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from simulator.anatomy.body import SIDES
from simulator.anatomy.bones import Bone, Key
from simulator.anatomy.mesh import Mesh, isosurface, simplified, tube

MANUBRIUM_END = 0.27  # fractions of the sternum's length, source: tuned to the carrier's piece
BODY_END = 0.83
GRID_MM = 1.25


@dataclass(frozen=True)
class Sternum:
    """The midline curve of the sternum, by arc length from the jugular notch (mm)."""

    z_top: float
    z_bottom: float
    depth: np.ndarray  # polynomial: y of the midline by z
    length: float
    z_of_length: tuple[np.ndarray, np.ndarray]

    def y(self, z: np.ndarray | float) -> np.ndarray:
        """Depth of the middle of the bone at a height."""
        return np.asarray(np.polyval(self.depth, z))

    def z(self, length: float) -> float:
        """Height at an arc length."""
        return float(np.interp(length, *self.z_of_length))

    def half_width(self, length: np.ndarray | float) -> Any:
        """Half the width of the bone (mm)."""
        n, manubrium, body = self.length, MANUBRIUM_END * self.length, BODY_END * self.length
        at = [0, 8, 20, 35, manubrium, manubrium + 12, 0.5 * n, 0.66 * n, 0.76 * n, body,
              body + 3, n + 4, n + 8]  # fmt: skip
        return np.interp(length, at, [27, 32, 31, 23, 18, 17, 20, 23, 22, 14, 9, 6, 2.5])

    def half_thickness(self, length: np.ndarray | float) -> Any:
        """Half the thickness of the bone (mm)."""
        n, manubrium, body = self.length, MANUBRIUM_END * self.length, BODY_END * self.length
        at = [0, 10, manubrium, manubrium + 5, body, body + 4, n + 8]
        return np.interp(length, at, [6.2, 6, 4.8, 5, 4.6, 3.2, 2.0])


def complete(bones: dict[Key, Bone], costal: Mesh) -> dict[Key, np.ndarray]:
    """Add sternum and cartilages to the bones; return the arcs of ribs with their cartilage.

    Returns
    -------
    dict of ("rib_k", side) to (100, 3)
        From the vertebra to the sternum (or the free end), at rest.
    """
    sternum = _midline(costal)
    for name, mesh in _sternum_pieces(sternum):
        bones[name, None] = Bone(mesh, "torso")
    arcs: dict[Key, np.ndarray] = {}
    for side, sign in SIDES:
        cartilage: dict[int, np.ndarray] = {}
        for k in range(1, 13):
            rib = bones[f"rib_{k}", side].mesh
            line = centerline(rib)
            if k <= 10:
                cartilage[k] = _cartilage_line(k, sign, line, sternum, cartilage)
                mesh = _cartilage(cartilage[k], rib, line[-1], k)
                bones[f"costal_cartilage_{k}", side] = Bone(mesh, "torso")
                line = np.vstack([line, cartilage[k][2:]])
            arcs[f"rib_{k}", side] = resample(line, 100)
    return arcs


def resample(line: np.ndarray, n: int) -> np.ndarray:
    """`n` points at equal distances along a polyline."""
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    t = np.linspace(0, s[-1], n)
    return np.stack([np.interp(t, s, line[:, k]) for k in range(3)], axis=1)


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


def _midline(costal: Mesh) -> Sternum:
    m = costal.v[np.abs(costal.v[:, 0]) < 13.4]
    top, bottom = m[:, 2].max(), m[:, 2].min()
    heights = np.linspace(bottom, top, 24)
    rows = [(z, m[np.abs(m[:, 2] - z) < 7][:, 1]) for z in heights]
    middle = np.array([(z, (y.min() + y.max()) / 2) for z, y in rows if len(y)])
    depth = np.polyfit(middle[:, 0], middle[:, 1], 4)
    z = np.linspace(top, bottom - 8, 300)
    s = np.r_[0, np.cumsum(np.hypot(np.diff(z), np.diff(np.polyval(depth, z))))]
    return Sternum(top, bottom, depth, float(np.interp(-bottom, -z, s)), (s, z))


def _sternum_pieces(st: Sternum) -> list[tuple[str, Mesh]]:
    s, z_line = st.z_of_length
    curve = st.y(z_line)
    x = np.arange(-42, 42.1, GRID_MM)
    y = np.arange(curve.min() - 18, curve.max() + 20, GRID_MM)
    z = np.arange(st.z_bottom - 18, st.z_top + 16, GRID_MM)
    gx, gy, gz = np.meshgrid(x, y, z, indexing="ij")
    along = np.interp(-gz, -z_line, s)
    along = np.where(gz > st.z_top, st.z_top - gz, along)
    along = np.where(gz < z_line[-1], s[-1] + z_line[-1] - gz, along)
    slope = np.gradient(st.y(z), z)
    off = (gy - st.y(np.clip(gz, z_line[-1], st.z_top))) / np.sqrt(1 + slope**2)
    inside = np.clip(along, 0, s[-1])
    a, b, p = st.half_width(inside), st.half_thickness(inside), 2.6
    d = ((np.abs(gx / a) ** p + np.abs(off / b) ** p) ** (1 / p) - 1) * np.minimum(a, b) * 0.9
    d = np.maximum(d, 14.5 - np.hypot(gx * 0.75, gz - (st.z_top + 9)))  # jugular notch
    for sign in (1, -1):  # clavicular facets
        d = np.maximum(d, 9.5 - np.hypot(gx - sign * 33, gz - (st.z_top - 1)))
    ends = (-0.6, MANUBRIUM_END * st.length, BODY_END * st.length, s[-1] - 0.6)
    origin = np.array([x[0], y[0], z[0]])
    names = ("manubrium", "sternal_body", "xiphoid_process")
    out = []
    for name, low, high in zip(names, ends, ends[1:]):
        piece = np.maximum(d, np.maximum(low + 0.6 - along, along - high + 0.6))
        out.append((name, simplified(isosurface(piece, origin, GRID_MM), 1600)))
    return out


def _notch(st: Sternum, k: int, sign: float) -> np.ndarray:
    """Where cartilage k meets the sternum."""
    manubrium, body = MANUBRIUM_END * st.length, BODY_END * st.length
    share = {3: 0.30, 4: 0.54, 5: 0.75, 6: 0.90}
    along = {1: 20.0, 2: manubrium, 7: body - 1}.get(k)
    if along is None:
        along = manubrium + (body - manubrium) * share[k]
    z = st.z(along)
    return np.array([sign * (st.half_width(along) - 2), float(st.y(z)), z])


def _cartilage_line(
    k: int, sign: float, rib: np.ndarray, st: Sternum, above: dict[int, np.ndarray]
) -> np.ndarray:
    """A Hermite curve from the rib's tip to the sternum, or to the cartilage above (8-10)."""
    tip, direction = rib[-1], rib[-1] - rib[-8]
    direction = direction / np.linalg.norm(direction)
    if k <= 7:
        end = _notch(st, k, sign)
    else:
        end = above[k - 1][int(len(above[k - 1]) * 0.5)] + [0, 0, -7.5]
    reach = np.linalg.norm(end - tip)
    rise = {1: 0.1, 2: 0.0, 3: 0.0, 4: 0.1, 5: 0.35, 6: 0.7, 7: 1.0}.get(k, 1.1)
    into = np.array([-sign, -0.05, rise])
    into /= np.linalg.norm(into)
    u = np.linspace(0, 1, 28)[:, None]
    h0, h1 = 2 * u**3 - 3 * u**2 + 1, u**3 - 2 * u**2 + u
    h2, h3 = -2 * u**3 + 3 * u**2, u**3 - u**2
    start = tip - direction * 3
    return h0 * start + h1 * direction * reach * 0.9 + h2 * end + h3 * into * reach * 0.9


def _cartilage(line: np.ndarray, rib: Mesh, tip: np.ndarray, k: int) -> Mesh:
    near = rib.v[np.argsort(np.linalg.norm(rib.v - tip, axis=1))[:14]]
    half = float(np.clip(np.ptp(near[:, 2]) / 2 * 0.82, 4.5, 7.0))
    width = np.linspace(half, 5.0 if k < 8 else 4.2, len(line))
    return tube(line, width, np.linspace(4.2, 4.0, len(line)), np.array([0.0, -0.25, 1.0]), 16)
