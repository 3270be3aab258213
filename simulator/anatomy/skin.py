"""The skin made to hold the bones, to have this patient's chest wall, and to lie on the mattress.

Containment and depth control are one operation: a scalar field on the skin, smooth by a
bilaplacian energy, that meets wanted pushes at samples; vertices move along smoothed normals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import ndimage
from scipy.sparse import coo_matrix, diags_array, identity
from scipy.sparse.linalg import splu

from simulator.anatomy.distance import Surface
from simulator.anatomy.mesh import Mesh, components, laplacian, vertex_normals

BELOW_TEETH_MM = 58.0  # pockets (mouth, lids, nostrils) lie above this, in the shape at rest
HELD_WEIGHT = 30.0  # of a push that must be met, against many small ones
Pushes = tuple[np.ndarray, np.ndarray, np.ndarray]  # triangles, feet on them, mm outward


class SkinForm:
    """A closed outer skin that can be pushed."""

    def __init__(self, v: np.ndarray, f: np.ndarray, locked: np.ndarray) -> None:
        self.v, self.f, self.locked = v.copy(), f, locked
        self.lap = laplacian(f, len(v))
        self.energy = (self.lap.T @ self.lap).tocsc()
        self.surface = Surface(self.v, f)

    def push(
        self, triangles: np.ndarray, feet: np.ndarray, amount_mm: np.ndarray, stiffness: float,
        anchor: float, weight: float | np.ndarray,
    ) -> None:  # fmt: skip
        """Move the skin outward by about `amount_mm` at points on its triangles."""
        n = len(self.v)
        b = self._samples(triangles, feet)
        pull = b.T @ diags_array(np.broadcast_to(weight, len(amount_mm)))
        k = stiffness * self.energy + anchor * identity(n) + pull @ b
        field = splu(k.tocsc()).solve(pull @ amount_mm)
        normal = vertex_normals(self.v, self.f)
        for _ in range(3):
            normal = normal + 0.5 * (self.lap @ normal)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        self.v = self.v + normal * field[:, None]
        self.surface = Surface(self.v, self.f)

    def _samples(self, triangles: np.ndarray, feet: np.ndarray) -> Any:
        rows = np.repeat(np.arange(len(triangles)), 3)
        bary = self._barycentric(triangles, feet)
        shape = (len(triangles), len(self.v))
        return coo_matrix((bary.ravel(), (rows, self.f[triangles].ravel())), shape).tocsr()

    def contain(
        self, points: np.ndarray, least_mm: np.ndarray, rounds: int, weight: float = 0.4,
        hold: Callable[[], Pushes] | None = None,
    ) -> None:  # fmt: skip
        """Push until points lie at least so deep (locked triangles stay); heavier is sharper.

        `hold` gives further pushes, in or out, that each round must meet at the same time.
        """
        for _ in range(rounds):
            depth, triangle, foot = self.surface.depth(points)
            short = (depth < least_mm - 0.15) & ~self.locked[triangle]
            if not short.any():
                return
            need = np.minimum((least_mm - depth)[short], 8.0) * 0.9
            at, feet, size = hold() if hold else (triangle[:0], foot[:0], need[:0])
            weights = np.r_[np.full(len(need), weight), np.full(len(size), HELD_WEIGHT)]
            at, feet = np.r_[triangle[short], at], np.vstack([foot[short], feet])
            self.push(at, feet, np.r_[need, size], 1.5, 0.05, weights)

    def _barycentric(self, triangles: np.ndarray, points: np.ndarray) -> np.ndarray:
        a, b, c = (self.v[self.f[triangles, k]] for k in range(3))
        u, w, q = b - a, c - a, points - a
        uu, uw, ww = (np.einsum("ij,ij->i", x, y) for x, y in ((u, u), (u, w), (w, w)))
        qu, qw = np.einsum("ij,ij->i", q, u), np.einsum("ij,ij->i", q, w)
        det = np.maximum(uu * ww - uw * uw, 1e-9)
        s, t = (ww * qu - uw * qw) / det, (uu * qw - uw * qu) / det
        return np.clip(np.c_[1 - s - t, s, t], 0, 1)


def outer_faces(rest: np.ndarray, f: np.ndarray, teeth: np.ndarray) -> np.ndarray:
    """Faces that a flood from outside through 3 mm voxels reaches, as one manifold piece.

    The carrier's body is closed but has pockets; bones of the face must not count as outside
    because they lie in the mouth.
    """
    base = float(rest[teeth][:, 2].min()) - BELOW_TEETH_MM
    keep = _reached(rest, f, base) | (rest[f].mean(1)[:, 2] < base)
    out = f[keep]
    for _ in range(8):
        out = _largest_faces(out, len(rest))
        loops = boundary_loops(out)
        corners = np.concatenate([np.array(loop) for loop in loops]) if loops else np.zeros(0, int)
        values, counts = np.unique(corners, return_counts=True)
        pinched = values[counts > 1]
        if not len(pinched):
            break
        out = out[~np.isin(out, pinched).any(1)]
    return out


def _largest_faces(f: np.ndarray, n: int) -> np.ndarray:
    big = max(components(Mesh(np.c_[np.arange(n), np.zeros((n, 2))], f)), key=lambda m: len(m.f))
    return big.v[:, 0].astype(np.int64)[big.f]


def _reached(
    v: np.ndarray, f: np.ndarray, base: float, cell: float = 3.0, deep: float = 7.0
) -> np.ndarray:
    head = v[f].mean(1)[:, 2] > base - 60
    t = v[f[head]]
    lo = t.reshape(-1, 3).min(0) - 4 * cell
    shape = np.ceil((t.reshape(-1, 3).max(0) + 4 * cell - lo) / cell).astype(int)
    wall = np.zeros(shape, bool)
    fine = 16
    for i in range(fine + 1):
        for j in range(fine + 1 - i):
            p = (t[:, 0] * i + t[:, 1] * j + t[:, 2] * (fine - i - j)) / fine
            q = ((p - lo) / cell).astype(int)
            wall[q[:, 0], q[:, 1], q[:, 2]] = True
    wall[:, :, :17] = True  # the cut through the chest below is no way in
    label = np.empty(shape, np.int32)
    ndimage.label(~wall, output=label)
    outside = label == label[0, 0, -1]
    depth = cell * np.asarray(ndimage.distance_transform_edt(~outside))
    q = ((t.mean(1) - lo) / cell).astype(int)
    out = np.ones(len(f), bool)
    out[head] = depth[q[:, 0], q[:, 1], q[:, 2]] <= deep
    return out


def boundary_loops(f: np.ndarray) -> list[list[int]]:
    """Open edges joined to loops, in the direction a cap must run."""
    edges = {(int(a), int(b)) for t in f for a, b in ((t[0], t[1]), (t[1], t[2]), (t[2], t[0]))}
    after: dict[int, list[int]] = {}
    for a, b in edges:
        if (b, a) not in edges:
            after.setdefault(b, []).append(a)
    loops = []
    while after:
        loop = [next(iter(after))]
        while loop[-1] in after:
            following = after[loop[-1]].pop()
            if not after[loop[-1]]:
                del after[loop[-1]]
            if following == loop[0]:
                break
            loop.append(following)
        loops.append(loop)
    return loops


def capped(v: np.ndarray, f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fans over open loops: new vertices at the end of `v`, new faces at the end of `f`."""
    points, faces = [v], [f]
    n = len(v)
    for loop in boundary_loops(f):
        if len(loop) < 3:
            continue
        points.append(v[loop].mean(0)[None])
        ring = np.array(loop)
        faces.append(np.c_[ring, np.roll(ring, -1), np.full(len(ring), n)])
        n += 1
    return np.vstack(points), np.vstack(faces)


def least_depth_mm(bone: str) -> float:
    """Least tissue over a bone. Source: tuned to palpable bones (shin, knuckles, vertex)."""
    rules = (
        ("distal_phalanx", 1.5), ("of_toe", 1.5), ("phalanx", 2.0), ("metacarpal", 2.0),
        ("lunate", 3.0), ("scaphoid", 3.0), ("pisiform", 3.0), ("triquetrum", 3.0), ("trapez", 3.0),
        ("capitate", 3.0), ("hamate", 3.0), ("tibia", 3.0), ("patella", 3.0), ("clavicle", 3.5),
        ("ulna", 3.0), ("talus", 3.0), ("cune", 3.0), ("cuboid", 3.0), ("navicular", 3.0),
        ("metatarsal", 3.0), ("fibula", 3.0), ("calcaneus", 8.0), ("cranium", 4.0),
        ("mandible", 4.0), ("rib_", 7.0), ("costal", 7.0), ("sternal_body", 6.0),
        ("manubrium", 6.0), ("xiphoid", 6.0), ("vertebra", 6.0), ("sacrum", 14.0),
        ("hip_bone", 6.0), ("scapula", 8.0),
    )  # fmt: skip
    return next((mm for part, mm in rules if part in bone), 5.0)


def locked_faces(
    rest: np.ndarray, f: np.ndarray, total: int, teeth: np.ndarray, eyes: np.ndarray
) -> np.ndarray:
    """Lips, lids and caps stay: their linings would catch the push.

    `teeth` and `eyes` are numbers of vertices of `rest`; what lies before them is lips and lids.
    """
    c = rest[f].mean(1)
    out = np.zeros(len(f), bool)
    for part, margin in ((rest[teeth], 9.0), (rest[eyes], 6.0)):
        low = part.min(0) - np.array([margin, 60.0, margin])
        high = part.max(0) + np.array([margin, -12.0, margin])
        out |= ((c > low) & (c < high)).all(1)
    return np.r_[out, np.ones(total - len(f), bool)]
