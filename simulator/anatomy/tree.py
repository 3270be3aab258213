"""A bounding-volume tree over triangles: all crossings of a segment, and a refit when they move.

All kernels stand in this one file: numba's cache does not notice edits in another file's callee.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np

LEAF = 4
HITS_MAX = 512


@nb.njit(cache=True)
def _build(lo, hi, middle, leaf):
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


@nb.njit(cache=True, nogil=True)
def _refit(v, f, ids, order, box, left, start, count):
    for node in range(len(left) - 1, -1, -1):
        if left[node] >= 0:
            a, b = left[node], left[node] + 1
            for k in range(3):
                box[node, k] = min(box[a, k], box[b, k])
                box[node, k + 3] = max(box[a, k + 3], box[b, k + 3])
            continue
        for k in range(3):
            low, high = np.float32(np.inf), np.float32(-np.inf)
            for q in range(start[node], start[node] + count[node]):
                t = ids[order[q]]
                for c in range(3):
                    x = v[f[t, c], k]
                    low = min(low, x)
                    high = max(high, x)
            box[node, k], box[node, k + 3] = low, high


@nb.njit(cache=True, nogil=True)
def _cross(o, d, v, f, ids, order, box, left, start, count, at, which, entering, found):
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
            t = ids[order[q]]
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


@dataclass
class Tree:
    """A tree over some triangles of a shared mesh.

    Attributes
    ----------
    ids : (n,) int32
        Which triangles of the mesh are in it.
    """

    ids: np.ndarray
    order: np.ndarray
    box: np.ndarray
    left: np.ndarray
    start: np.ndarray
    count: np.ndarray

    def refit(self, v: np.ndarray, f: np.ndarray) -> None:
        """Follow moved vertices."""
        _refit(v, f, self.ids, self.order, self.box, self.left, self.start, self.count)

    def arrays(self) -> tuple[np.ndarray, ...]:
        """For the cache and for the kernels."""
        return self.ids, self.order, self.box, self.left, self.start, self.count


def build_tree(v: np.ndarray, f: np.ndarray, ids: np.ndarray) -> Tree:
    """A tree over triangles `ids` of a mesh."""
    t = v[f[ids]].astype(np.float32)
    ids = np.ascontiguousarray(ids, np.int32)
    return Tree(ids, *_build(t.min(1), t.max(1), t.mean(1), LEAF))


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
                start, direction, v, f, tree.ids, tree.order, tree.box, tree.left, tree.start,
                tree.count, self.at, self.which, self.entering, found,
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
