"""Our own sternum along the source's midline (rest, mm)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.anatomy.implicit import smooth_min
from simulator.anatomy.mesh import Mesh, isosurface, simplified

MANUBRIUM_END = 0.27  # fractions of the sternum's length, source: tuned to the carrier's piece
BODY_END = 0.83
GRID_MM = 1.25
LIP_MM = 5.2  # half the height of the lips about a costal notch; source: tuned
LIP_LONG_MM = 5.0
LIP_DEPTH = 1.15  # and how much less deep than high they are
FILLET_MM = 6.0


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


def midline(costal: Mesh) -> Sternum:
    """The curve that our own bone follows, from the source's piece."""
    m = costal.v[np.abs(costal.v[:, 0]) < 13.4]
    top, bottom = m[:, 2].max(), m[:, 2].min()
    heights = np.linspace(bottom, top, 24)
    rows = [(z, m[np.abs(m[:, 2] - z) < 7][:, 1]) for z in heights]
    middle = np.array([(z, (y.min() + y.max()) / 2) for z, y in rows if len(y)])
    depth = np.polyfit(middle[:, 0], middle[:, 1], 4)
    z = np.linspace(top, bottom - 8, 300)
    s = np.r_[0, np.cumsum(np.hypot(np.diff(z), np.diff(np.polyval(depth, z))))]
    return Sternum(top, bottom, depth, float(np.interp(-bottom, -z, s)), (s, z))


def pieces(st: Sternum) -> list[tuple[str, Mesh]]:
    """Manubrium, body and xiphoid process, cut from one field."""
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
    d = smooth_min(d, _lips(st, gx, gy, gz), FILLET_MM)
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


def _lips(st: Sternum, gx: np.ndarray, gy: np.ndarray, gz: np.ndarray) -> np.ndarray:
    """Field of the raised edges that take the cartilages: a short bar at each notch."""
    out = np.full(gx.shape, np.inf)
    for k in range(1, 8):
        x, y, z = notch(st, k, 1.0)
        beyond = np.maximum(np.maximum(np.abs(gx) - x, x - LIP_LONG_MM - np.abs(gx)), 0.0)
        off = np.sqrt(beyond**2 + (LIP_DEPTH * (gy - y)) ** 2 + (gz - z) ** 2)
        out = np.minimum(out, off - LIP_MM)
    return out


def notch(st: Sternum, k: int, sign: float) -> np.ndarray:
    """Where cartilage k meets the sternum."""
    manubrium, body = MANUBRIUM_END * st.length, BODY_END * st.length
    share = {3: 0.30, 4: 0.54, 5: 0.75, 6: 0.90}
    along = {1: 20.0, 2: manubrium, 7: body - 1}.get(k)
    if along is None:
        along = manubrium + (body - manubrium) * share[k]
    z = st.z(along)
    return np.array([sign * (st.half_width(along) - 2), float(st.y(z)), z])
