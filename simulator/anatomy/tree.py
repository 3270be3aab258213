"""A bounding-volume tree over triangles: crossings of a segment, nearest point, quick to refit.

All kernels stand in this one file: numba's cache does not notice edits in another file's callee.
The scene splits its own trees with `split`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

LEAF = 8
HITS_MAX = 512


@nb.njit(cache=True)
def split(lo, hi, middle, leaf):
    """Halves by the longest axis: order of the items, boxes, left children, runs of the leaves."""
    n = len(middle)
    order = np.arange(n).astype(np.int32)
    most = 4 * ((n + leaf - 1) // leaf) + 8
    box = np.empty((most, 6), np.float32)
    left = np.full(most, -1, np.int32)
    start = np.zeros(most, np.int32)
    count = np.zeros(most, np.int32)
    stack = [(0, 0, n)]
    nodes = 1
    while len(stack) > 0:
        node, s, e = stack.pop()
        low, high = np.full(3, np.inf), np.full(3, -np.inf)
        c_low, c_high = np.full(3, np.inf), np.full(3, -np.inf)
        for i in range(s, e):
            j = order[i]
            for k in range(3):
                low[k] = min(low[k], lo[j, k])
                high[k] = max(high[k], hi[j, k])
                c_low[k] = min(c_low[k], middle[j, k])
                c_high[k] = max(c_high[k], middle[j, k])
        for k in range(3):
            box[node, k], box[node, k + 3] = low[k], high[k]
        if e - s <= leaf:
            start[node], count[node] = s, e - s
            continue
        axis = np.argmax(c_high - c_low)
        part = order[s:e].copy()
        m = (e - s) // 2
        order[s:e] = part[np.argsort(middle[part, axis])]
        left[node] = nodes
        stack.append((nodes, s, s + m))
        stack.append((nodes + 1, s + m, e))
        nodes += 2
    return order, box[:nodes], left[:nodes], start[:nodes], count[:nodes]


@nb.njit(cache=True)
def _leaf_corners(f, tri, left, start, count):
    """The vertices under each leaf, once each: a refit reads a third of what triangles would."""
    first = np.zeros(len(left) + 1, np.int32)
    out = np.empty(3 * len(tri), np.int32)
    n = 0
    for node in range(len(left)):
        first[node] = n
        for q in range(start[node], start[node] + count[node]):
            for c in range(3):
                i = f[tri[q], c]
                is_new = True
                for k in range(first[node], n):
                    if out[k] == i:
                        is_new = False
                        break
                if is_new:
                    out[n] = i
                    n += 1
    first[len(left)] = n
    return first, out[:n].copy()


@nb.njit(cache=True, nogil=True)
def _refit(v, first, corners, box, left):
    for node in range(len(left) - 1, -1, -1):
        a = left[node]
        if a >= 0:
            for k in range(3):
                box[node, k] = min(box[a, k], box[a + 1, k])
                box[node, k + 3] = max(box[a, k + 3], box[a + 1, k + 3])
            continue
        x0 = y0 = z0 = np.float32(np.inf)
        x1 = y1 = z1 = np.float32(-np.inf)
        for q in range(first[node], first[node + 1]):
            i = corners[q]
            x, y, z = v[i, 0], v[i, 1], v[i, 2]
            x0, y0, z0 = min(x0, x), min(y0, y), min(z0, z)
            x1, y1, z1 = max(x1, x), max(y1, y), max(z1, z)
        box[node, 0], box[node, 1], box[node, 2] = x0, y0, z0
        box[node, 3], box[node, 4], box[node, 5] = x1, y1, z1


@nb.njit(cache=True, nogil=True)
def _cross(o, d, v, f, tri, box, left, start, count, at, which, entering, found):
    """All crossings of o + t d, 0 <= t <= 1 (Moeller-Trumbore), appended; returns how many."""
    stack = np.empty(96, np.int32)
    stack[0] = 0
    top = 1
    inv = np.empty(3)
    for k in range(3):
        inv[k] = 1.0 / d[k] if abs(d[k]) > 1e-15 else 1e15
    while top > 0:
        top -= 1
        node = stack[top]
        near, far = 0.0, 1.0
        for k in range(3):
            a = (box[node, k] - o[k]) * inv[k]
            b = (box[node, k + 3] - o[k]) * inv[k]
            near = max(near, min(a, b))
            far = min(far, max(a, b))
        if near > far + 1e-7:
            continue
        if left[node] >= 0:
            stack[top], stack[top + 1] = left[node], left[node] + 1
            top += 2
            continue
        for q in range(start[node], start[node] + count[node]):
            t = tri[q]
            ax, ay, az = v[f[t, 0], 0], v[f[t, 0], 1], v[f[t, 0], 2]
            ux, uy, uz = v[f[t, 1], 0] - ax, v[f[t, 1], 1] - ay, v[f[t, 1], 2] - az
            wx, wy, wz = v[f[t, 2], 0] - ax, v[f[t, 2], 1] - ay, v[f[t, 2], 2] - az
            px, py, pz = d[1] * wz - d[2] * wy, d[2] * wx - d[0] * wz, d[0] * wy - d[1] * wx
            det = ux * px + uy * py + uz * pz
            if abs(det) < 1e-18:
                continue
            sx, sy, sz = o[0] - ax, o[1] - ay, o[2] - az
            a = (sx * px + sy * py + sz * pz) / det
            if a < 0.0 or a > 1.0:
                continue
            qx, qy, qz = sy * uz - sz * uy, sz * ux - sx * uz, sx * uy - sy * ux
            b = (d[0] * qx + d[1] * qy + d[2] * qz) / det
            if b < 0.0 or a + b > 1.0:
                continue
            s = (wx * qx + wy * qy + wz * qz) / det
            if 0.0 <= s <= 1.0 and found < len(at):
                at[found], which[found], entering[found] = s, t, det > 0.0
                found += 1
    return found


@nb.njit(cache=True, nogil=True, inline="always")
def _on_triangle(px, py, pz, ux, uy, uz, wx, wy, wz):
    """Shares (s, t) of both edges at the point of a triangle nearest to p; all from its corner.

    Source: Ericson, Real-Time Collision Detection (2005), 5.1.5.
    """
    d1, d2 = ux * px + uy * py + uz * pz, wx * px + wy * py + wz * pz
    if d1 <= 0 and d2 <= 0:
        return 0.0, 0.0
    uu, uw = ux * ux + uy * uy + uz * uz, ux * wx + uy * wy + uz * wz
    ww = wx * wx + wy * wy + wz * wz
    d3, d4, d5, d6 = d1 - uu, d2 - uw, d1 - uw, d2 - ww
    if d3 >= 0 and d4 <= d3:
        return 1.0, 0.0
    vc = d1 * d4 - d3 * d2
    if vc <= 0 and d1 >= 0 and d3 <= 0:
        return d1 / (d1 - d3), 0.0
    if d6 >= 0 and d5 <= d6:
        return 0.0, 1.0
    vb = d5 * d2 - d1 * d6
    if vb <= 0 and d2 >= 0 and d6 <= 0:
        return 0.0, d2 / (d2 - d6)
    va = d3 * d6 - d5 * d4
    if va <= 0 and d4 - d3 >= 0 and d5 - d6 >= 0:
        t = (d4 - d3) / ((d4 - d3) + (d5 - d6))
        return 1.0 - t, t
    w = 1.0 / (va + vb + vc)
    return vb * w, vc * w


@nb.njit(cache=True, nogil=True)
def _to_box(p, box):
    """Square of the distance to a box."""
    total = 0.0
    for k in range(3):
        short = max(box[k] - p[k], p[k] - box[k + 3])
        if short > 0.0:
            total += short * short
    return total


@nb.njit(cache=True, nogil=True)
def _nearest(points, v, f, tri, box, left, start, count):
    n = len(points)
    distance, triangle, foot = np.empty(n), np.empty(n, np.int64), np.empty((n, 3))
    stack = np.empty(96, np.int32)
    for i in range(n):
        p, best, top = points[i], 1e30, 1
        stack[0] = 0
        while top > 0:
            top -= 1
            node = stack[top]
            if _to_box(p, box[node]) >= best:
                continue
            a = left[node]
            if a >= 0:
                near = a if _to_box(p, box[a]) <= _to_box(p, box[a + 1]) else a + 1
                stack[top], stack[top + 1] = 2 * a + 1 - near, near
                top += 2
                continue
            for q in range(start[node], start[node] + count[node]):
                i0, i1, i2 = f[tri[q], 0], f[tri[q], 1], f[tri[q], 2]
                ax, ay, az = v[i0, 0], v[i0, 1], v[i0, 2]
                ux, uy, uz = v[i1, 0] - ax, v[i1, 1] - ay, v[i1, 2] - az
                wx, wy, wz = v[i2, 0] - ax, v[i2, 1] - ay, v[i2, 2] - az
                x, y, z = p[0] - ax, p[1] - ay, p[2] - az
                a1, a2 = _on_triangle(x, y, z, ux, uy, uz, wx, wy, wz)
                x, y, z = x - a1 * ux - a2 * wx, y - a1 * uy - a2 * wy, z - a1 * uz - a2 * wz
                d = x * x + y * y + z * z
                if d < best:
                    best, triangle[i] = d, tri[q]
                    foot[i, 0], foot[i, 1], foot[i, 2] = p[0] - x, p[1] - y, p[2] - z
        distance[i] = np.sqrt(best)
    return distance, triangle, foot


@dataclass
class Tree:
    """A tree over some triangles of a shared mesh.

    Attributes
    ----------
    tri : (n,) int32
        The triangles of the mesh that are in it, leaf by leaf.
    first, corners : (nodes + 1,), (k,) int32
        The vertices under each leaf.
    box : (nodes, 6) float32
        Least and greatest x, y, z.
    left, start, count : (nodes,) int32
        Left child or -1 (the right one follows it); the run of a leaf in `tri`.
    """

    tri: np.ndarray
    first: np.ndarray
    corners: np.ndarray
    box: np.ndarray
    left: np.ndarray
    start: np.ndarray
    count: np.ndarray

    def refit(self, v: np.ndarray) -> None:
        """Follow moved vertices."""
        _refit(v, self.first, self.corners, self.box, self.left)

    def nearest(
        self, points: np.ndarray, v: np.ndarray, f: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Distance of each point (n, 3) to the surface, the triangle, and the foot on it."""
        return _nearest(points, v, f, self.tri, self.box, self.left, self.start, self.count)

    def arrays(self) -> tuple[np.ndarray, ...]:
        """For the cache."""
        return (
            self.tri, self.first, self.corners, self.box, self.left, self.start, self.count,
        )  # fmt: skip


def build_tree(v: np.ndarray, f: np.ndarray, ids: np.ndarray) -> Tree:
    """A tree over triangles `ids` of a mesh."""
    t = v[f[ids]].astype(np.float32)
    order, box, left, start, count = split(t.min(1), t.max(1), t.mean(1), LEAF)
    tri = np.ascontiguousarray(ids, np.int32)[order]
    first, corners = _leaf_corners(np.ascontiguousarray(f, np.int32), tri, left, start, count)
    return Tree(tri, first, corners, box, left, start, count)


class Hits:
    """Scratch space for queries; one a thread."""

    def __init__(self) -> None:
        self.at = np.empty(HITS_MAX)
        self.which = np.empty(HITS_MAX, np.int32)
        self.entering = np.empty(HITS_MAX, np.bool_)

    def segment(
        self, trees: tuple[Tree, ...], v: np.ndarray, f: np.ndarray, start: np.ndarray,
        end: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
        """Fractions, triangles and direction (going in?) of all crossings, in order."""
        direction, found = end - start, 0
        for tree in trees:
            found = _cross(
                start, direction, v, f, tree.tri, tree.box, tree.left, tree.start, tree.count,
                self.at, self.which, self.entering, found,
            )  # fmt: skip
        order = np.argsort(self.at[:found], kind="stable")
        return self.at[:found][order], self.which[:found][order], self.entering[:found][order]


@nb.njit(cache=True, nogil=True)
def nearest_vertex(v, first, last, p):
    """The vertex of a run that lies nearest to a point."""
    best, at = np.inf, first
    for i in range(first, last):
        x, y, z = v[i, 0] - p[0], v[i, 1] - p[1], v[i, 2] - p[2]
        d = x * x + y * y + z * z
        if d < best:
            best, at = d, i
    return at
