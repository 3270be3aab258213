"""Triangle meshes as plain arrays, and the few operations that building a body needs (mm)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Mesh:
    """Vertices (n, 3) and triangles (m, 3), outward by the right-hand rule."""

    v: np.ndarray
    f: np.ndarray

    def is_closed(self) -> bool:
        """Every edge is shared by exactly two triangles that run it in opposite directions."""
        edges = np.vstack([self.f[:, [0, 1]], self.f[:, [1, 2]], self.f[:, [2, 0]]])
        n = len(self.v)
        code = edges[:, 0].astype(np.int64) * n + edges[:, 1]
        back = edges[:, 1].astype(np.int64) * n + edges[:, 0]
        code.sort()
        back.sort()
        return bool((np.diff(code) > 0).all()) and np.array_equal(code, back)

    def volume(self) -> float:
        """Signed volume (unit cubed)."""
        a, b, c = (self.v[self.f[:, k]] for k in range(3))
        return float(np.einsum("ij,ij->", np.cross(a, b), c) / 6.0)

    def outward(self) -> Mesh:
        """The same surface with positive volume."""
        return self if self.volume() >= 0 else Mesh(self.v, self.f[:, ::-1].copy())

    def moved(self, v: np.ndarray) -> Mesh:
        """The same triangles on other vertices."""
        return Mesh(v, self.f)


def compact(v: np.ndarray, f: np.ndarray) -> tuple[Mesh, np.ndarray]:
    """Only the vertices that triangles use, and their old numbers."""
    used, inverse = np.unique(f, return_inverse=True)
    return Mesh(v[used], inverse.reshape(-1, 3).astype(np.int64)), used


def components(mesh: Mesh) -> list[Mesh]:
    """Connected pieces."""
    count, label = connected_components(_adjacency(mesh.f, len(mesh.v)), directed=False)
    face_label = label[mesh.f[:, 0]]
    return [
        compact(mesh.v, mesh.f[face_label == k])[0] for k in range(count) if (face_label == k).any()
    ]


def largest(mesh: Mesh) -> Mesh:
    """The piece with most triangles."""
    return max(components(mesh), key=lambda m: len(m.f))


def _adjacency(f: np.ndarray, n: int) -> sparse.csr_matrix:
    e = np.vstack([f[:, [0, 1]], f[:, [1, 2]], f[:, [2, 0]]])
    a = sparse.coo_matrix((np.ones(len(e)), (e[:, 0], e[:, 1])), shape=(n, n)).tocsr()
    return sparse.csr_matrix((a + a.T) > 0, dtype=float)


def laplacian(f: np.ndarray, n: int) -> sparse.csr_matrix:
    """Umbrella Laplacian: mean of the neighbours minus the vertex."""
    a = _adjacency(f, n)
    degree = np.asarray(a.sum(1)).ravel()
    return (sparse.diags(1.0 / np.maximum(degree, 1)) @ a - sparse.identity(n)).tocsr()


def smoothed(mesh: Mesh, rounds: int, shrink: float = 0.5, grow: float = -0.53) -> Mesh:
    """Taubin smoothing: no loss of volume to speak of."""
    lap = laplacian(mesh.f, len(mesh.v))
    v = mesh.v
    for _ in range(rounds):
        v = v + shrink * (lap @ v)
        v = v + grow * (lap @ v)
    return mesh.moved(v)


def vertex_normals(v: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Unit normals, area-weighted."""
    t = v[f]
    face = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
    out = np.zeros((len(v), 3))
    for axis in range(3):
        for corner in range(3):
            out[:, axis] += np.bincount(f[:, corner], face[:, axis], len(v))
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)


def tube(
    path: np.ndarray, half_width: np.ndarray, half_thickness: np.ndarray,
    wide: np.ndarray | None = None, around: int = 12,
) -> Mesh:  # fmt: skip
    """A closed elliptic sweep along a path.

    Parameters
    ----------
    path : (n, 3)
    half_width, half_thickness : (n,)
        Half axes of the ellipse.
    wide : (3,) or (n, 3), optional
        Where the wide axis points; without it a frame is carried along the path.
    """
    path = np.asarray(path, float)
    n = len(path)
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    carried = np.array([0.31, 0.52, 0.79])
    wanted = None if wide is None else np.broadcast_to(wide, (n, 3))
    angle = np.linspace(0, 2 * np.pi, around, endpoint=False)
    rings = []
    for i in range(n):
        w = carried if wanted is None else wanted[i]
        w = w - tangent[i] * (w @ tangent[i])
        w = carried = w / np.linalg.norm(w)
        b = np.cross(tangent[i], w)
        rings.append(
            path[i]
            + half_width[i] * np.cos(angle)[:, None] * w
            + half_thickness[i] * np.sin(angle)[:, None] * b
        )
    return lofted(np.array(rings))


def lofted(rings: np.ndarray) -> Mesh:
    """A closed surface over rings of points (n, around, 3), with a lid on each end."""
    n, around, _ = rings.shape
    v = np.vstack([rings.reshape(-1, 3), rings[0].mean(0), rings[-1].mean(0)])
    return Mesh(v, _tube_faces(n, around)).outward()


def _tube_faces(n: int, around: int) -> np.ndarray:
    """Faces between `n` rings and over both ends, whose middles are the last two vertices."""
    a = (np.arange(n - 1)[:, None] * around + np.arange(around)).ravel()
    c = (np.arange(n - 1)[:, None] * around + (np.arange(around) + 1) % around).ravel()
    k, q = np.arange(around), (np.arange(around) + 1) % around
    last = (n - 1) * around
    return np.vstack([
        np.c_[a, c, a + around], np.c_[c, c + around, a + around],
        np.c_[np.full(around, n * around), q, k],
        np.c_[np.full(around, n * around + 1), last + k, last + q],
    ])  # fmt: skip


def isosurface(field: np.ndarray, origin: np.ndarray, step: float, smooth: int = 8) -> Mesh:
    """The closed surface where a field (negative inside) is zero; its largest piece."""
    from skimage.measure import marching_cubes

    padded = np.pad(field, 1, constant_values=float(max(field.max(), step)))
    v, f, _, _ = marching_cubes(padded.astype(np.float32), 0.0, spacing=(step,) * 3)
    mesh = largest(Mesh(v.astype(float) + origin - step, f.astype(np.int64)))
    return smoothed(mesh, smooth).outward()


def simplified(mesh: Mesh, target_triangles: int) -> Mesh:
    """Fewer triangles, about as many as wanted; a closed mesh stays closed."""
    if len(mesh.f) <= target_triangles:
        return mesh
    import fast_simplification

    was_closed = mesh.is_closed()
    for more in (1.0, 1.3, 1.7, 2.2, 3.0):
        v, f = fast_simplification.simplify(
            mesh.v.astype(np.float32),  # pyright: ignore[reportArgumentType]  # its stub says float64
            mesh.f.astype(np.int32),
            target_count=min(int(target_triangles * more), len(mesh.f)),
        )[:2]
        small = compact(v.astype(float), f.astype(np.int64))[0]
        if small.is_closed() or not was_closed:
            return small
    return mesh
