"""Signed distance to a closed surface: exact to the nearest triangle, sign by winding number."""

from __future__ import annotations

import numba as nb
import numpy as np

from simulator.anatomy.tree import build_tree


@nb.njit(cache=True)
def _winding(points, v, f, start, items, x0, z0, cell, nx, nz):
    """Signed crossings of a ray along +y, by bins of the x-z plane."""
    out = np.zeros(len(points))
    for i in range(len(points)):
        px, py, pz = points[i]
        ix, iz = int((px - x0) / cell), int((pz - z0) / cell)
        if ix < 0 or iz < 0 or ix >= nx or iz >= nz:
            continue
        c = ix * nz + iz
        for k in range(start[c], start[c + 1]):
            a, b, d = v[f[items[k], 0]], v[f[items[k], 1]], v[f[items[k], 2]]
            s = (b[0] - a[0]) * (d[2] - a[2]) - (b[2] - a[2]) * (d[0] - a[0])
            if s == 0:
                continue
            u = ((b[0] - px) * (d[2] - pz) - (b[2] - pz) * (d[0] - px)) / s
            w = ((d[0] - px) * (a[2] - pz) - (d[2] - pz) * (a[0] - px)) / s
            r = 1 - u - w
            if u < 0 or w < 0 or r < 0:
                continue
            if u * a[1] + w * b[1] + r * d[1] > py:
                out[i] += -1.0 if s > 0 else 1.0
    return out


@nb.njit(cache=True)
def _bins(lo, hi, nx, nz):
    count = np.zeros(nx * nz + 1, np.int64)
    for i in range(len(lo)):
        for x in range(lo[i, 0], hi[i, 0] + 1):
            for z in range(lo[i, 1], hi[i, 1] + 1):
                count[x * nz + z + 1] += 1
    start = np.cumsum(count)
    fill = start.copy()
    items = np.empty(start[-1], np.int64)
    for i in range(len(lo)):
        for x in range(lo[i, 0], hi[i, 0] + 1):
            for z in range(lo[i, 1], hi[i, 1] + 1):
                items[fill[x * nz + z]] = i
                fill[x * nz + z] += 1
    return start, items


class Surface:
    """A surface that can be asked how deep points lie."""

    def __init__(self, v: np.ndarray, f: np.ndarray, cell: float = 12.0) -> None:
        self.v, self.f = np.ascontiguousarray(v, float), np.ascontiguousarray(f, np.int64)
        t = self.v[self.f]
        self.tree = build_tree(self.v, self.f, np.arange(len(self.f)))
        lo, hi = t.min(1)[:, [0, 2]], t.max(1)[:, [0, 2]]
        self.origin, self.cell = lo.min(0) - 1e-3, cell
        a = ((lo - self.origin) / cell).astype(np.int64)
        b = ((hi - self.origin) / cell).astype(np.int64)
        self.nx, self.nz = (b.max(0) + 1).tolist()
        self.start, self.items = _bins(a, b, self.nx, self.nz)

    def contains(self, points: np.ndarray) -> np.ndarray:
        """Which points lie inside."""
        p = np.ascontiguousarray(points + np.array([1.3e-4, 0.0, 1.7e-4]))
        w = _winding(
            p, self.v, self.f, self.start, self.items, self.origin[0], self.origin[1],
            self.cell, self.nx, self.nz,
        )  # fmt: skip
        return w > 0.5

    def depth(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Depth below the surface (positive inside), nearest triangle, nearest point."""
        p = np.ascontiguousarray(points, float)
        d, t, q = self.tree.nearest(p, self.v, self.f)
        return np.where(self.contains(p), d, -d), t, q

    def sunk(
        self, points: np.ndarray, least_mm: float | np.ndarray, keep: bool = True
    ) -> np.ndarray:
        """Points moved to lie `least_mm` deep; with `keep`, only those that lie less deep."""
        depth, triangle, foot = self.depth(points)
        t = self.v[self.f[triangle]]
        normal = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        under = foot - normal * np.broadcast_to(least_mm, depth.shape)[:, None]
        return np.where(((depth < least_mm) | (not keep))[:, None], under, points)


def first_hit(
    v: np.ndarray, f: np.ndarray, start: np.ndarray, direction: np.ndarray
) -> tuple[float, int] | None:
    """Distance and triangle of the first crossing of a ray."""
    a, b, c = v[f[:, 0]], v[f[:, 1]], v[f[:, 2]]
    u, w = b - a, c - a
    p = np.cross(direction, w)
    det = np.einsum("ij,ij->i", u, p)
    ok = np.abs(det) > 1e-12
    inv = np.where(ok, 1 / np.where(ok, det, 1), 0)
    s = start - a
    i = inv * np.einsum("ij,ij->i", s, p)
    q = np.cross(s, u)
    j = inv * (q @ direction)
    t = inv * np.einsum("ij,ij->i", w, q)
    hit = np.where(ok & (i >= 0) & (j >= 0) & (i + j <= 1) & (t > 1e-6))[0]
    if not len(hit):
        return None
    k = hit[np.argmin(t[hit])]
    return float(t[k]), int(k)
