"""A tree of triangles and the nearest hit of a ray in it (numba). Flat arrays, leaf order."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from simulator.anatomy.tree import split

LEAF = 4
F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]


class Tree(NamedTuple):
    """Boxes (k, 6), children or -1, leaf runs; triangles as corner + two edges, in leaf order."""

    boxes: F32
    child: I32
    start: I32
    count: I32
    corner: F32
    edge_1: F32
    edge_2: F32
    face: I32  # original index of each triangle


def build_tree(v: F32, f: I32) -> Tree:
    """The tree of a mesh."""
    t = v[f]
    low, high = t.min(1), t.max(1)
    order, boxes, child, start, count = split(low, high, t.mean(1), LEAF)
    t = np.ascontiguousarray(t[order], np.float32)
    corner = np.ascontiguousarray(t[:, 0])
    return Tree(
        boxes, child, start, count, corner,
        np.ascontiguousarray(t[:, 1] - corner), np.ascontiguousarray(t[:, 2] - corner),
        order.astype(np.int32),
    )  # fmt: skip


@nb.njit(fastmath=True, nogil=True, cache=True, inline="always")
def _entry(box, ox, oy, oz, ix, iy, iz, best):
    """Distance at which the ray enters the box, or 1e30."""
    a = (box[0] - ox) * ix
    b = (box[3] - ox) * ix
    near, far = min(a, b), max(a, b)
    a = (box[1] - oy) * iy
    b = (box[4] - oy) * iy
    near, far = max(near, min(a, b)), min(far, max(a, b))
    a = (box[2] - oz) * iz
    b = (box[5] - oz) * iz
    near, far = max(near, min(a, b)), min(far, max(a, b))
    if far < max(near, np.float32(0.0)) or near > best:
        return np.float32(1e30)
    return near


@nb.njit(fastmath=True, nogil=True, cache=True)
def nearest(ox, oy, oz, dx, dy, dz, reach, tree, stack):
    """(distance, face) of the first triangle met, or (reach, -1)."""
    small = np.float32(1e-9)
    one = np.float32(1.0)
    ix = one / dx if abs(dx) > small else np.float32(1e9)
    iy = one / dy if abs(dy) > small else np.float32(1e9)
    iz = one / dz if abs(dz) > small else np.float32(1e9)
    best, hit = np.float32(reach), np.int32(-1)
    stack[0] = 0
    depth = 1
    while depth > 0:
        depth -= 1
        node = stack[depth]
        if _entry(tree.boxes[node], ox, oy, oz, ix, iy, iz, best) > best:
            continue
        c = tree.child[node]
        if c >= 0:
            a = _entry(tree.boxes[c], ox, oy, oz, ix, iy, iz, best)
            b = _entry(tree.boxes[c + 1], ox, oy, oz, ix, iy, iz, best)
            first, second = (c, c + 1) if a <= b else (c + 1, c)
            if max(a, b) < best:
                stack[depth] = second
                depth += 1
            if min(a, b) < best:
                stack[depth] = first
                depth += 1
            continue
        for q in range(tree.start[node], tree.start[node] + tree.count[node]):
            t = _triangle(tree, q, ox, oy, oz, dx, dy, dz)
            if t > 0.0 and t < best:
                best = t
                hit = tree.face[q]
    return best, hit


@nb.njit(fastmath=True, nogil=True, cache=True, inline="always")
def _triangle(tree, q, ox, oy, oz, dx, dy, dz):
    """Distance to triangle q (Moller-Trumbore), or -1."""
    e1, e2, p = tree.edge_1[q], tree.edge_2[q], tree.corner[q]
    px = dy * e2[2] - dz * e2[1]
    py = dz * e2[0] - dx * e2[2]
    pz = dx * e2[1] - dy * e2[0]
    det = e1[0] * px + e1[1] * py + e1[2] * pz
    if abs(det) < 1e-14:
        return np.float32(-1.0)
    inv = np.float32(1.0) / det
    tx, ty, tz = ox - p[0], oy - p[1], oz - p[2]
    u = (tx * px + ty * py + tz * pz) * inv
    if u < 0.0 or u > 1.0:
        return np.float32(-1.0)
    qx = ty * e1[2] - tz * e1[1]
    qy = tz * e1[0] - tx * e1[2]
    qz = tx * e1[1] - ty * e1[0]
    w = (dx * qx + dy * qy + dz * qz) * inv
    if w < 0.0 or u + w > 1.0:
        return np.float32(-1.0)
    return (e2[0] * qx + e2[1] * qy + e2[2] * qz) * inv
