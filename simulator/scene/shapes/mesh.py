"""A triangle mesh with one material per vertex, and what can be done to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.materials import KINDS, Material

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
Vector = Sequence[float] | npt.NDArray[Any]


@dataclass(frozen=True)
class Mesh:
    """Vertices (n, 3) in metres, triangles (m, 3), and per-vertex attributes for the shaders.

    `paint` (n, 4) albedo and roughness; `trait` (n, 4) metal, curvature or edge, glow, kind index;
    `light` (n, 4) baked irradiance / pi and ambient occlusion; `rest` (n, 3) where noise is looked
    up, so that patterns follow a moving surface.
    """

    v: F32
    n: F32
    f: I32
    paint: F32
    trait: F32
    light: F32
    uv: F32
    rest: F32
    is_occluder: bool = True
    name: str = field(default="")

    def moved(self, offset: Vector, turn: npt.NDArray[Any] | None = None) -> Mesh:
        """Turned (3x3, about the origin), then shifted."""
        v, n = self.v, self.n
        if turn is not None:
            v, n = v @ np.asarray(turn).T, n @ np.asarray(turn).T
        return replace(self, v=_f32(v + np.asarray(offset)), n=_f32(n))

    def painted(self, material: Material) -> Mesh:
        """The same shape in another material."""
        paint, trait = _paint_rows(material, len(self.v))
        return replace(self, paint=paint, trait=trait)

    def with_vertices(self, v: npt.NDArray, n: npt.NDArray | None = None) -> Mesh:
        """Same triangles, other places; normals recomputed (welded by position) unless given."""
        v = _f32(v)
        return replace(self, v=v, n=welded_normals(v, self.f) if n is None else _f32(n))


def make_mesh(
    v: npt.NDArray,
    f: npt.NDArray,
    material: Material,
    n: npt.NDArray | None = None,
    uv: npt.NDArray | None = None,
    rest: npt.NDArray | None = None,
) -> Mesh:
    """A mesh of one material; normals from the triangles unless given."""
    v, f = _f32(v), np.ascontiguousarray(f, np.int32)
    paint, trait = _paint_rows(material, len(v))
    return Mesh(
        v=v,
        n=vertex_normals(v, f) if n is None else _f32(n),
        f=f,
        paint=paint,
        trait=trait,
        light=np.full((len(v), 4), 0.5, np.float32),
        uv=np.zeros((len(v), 2), np.float32) if uv is None else _f32(uv),
        rest=v.copy() if rest is None else _f32(rest),
    )


def _paint_rows(material: Material, count: int) -> tuple[F32, F32]:
    paint = np.tile(np.array([*material.albedo, material.roughness], np.float32), (count, 1))
    row = np.array([material.metal, 0.3, material.glow, KINDS.index(material.kind)], np.float32)
    return paint, np.tile(row, (count, 1))


def merged(meshes: Iterable[Mesh]) -> Mesh:
    """One mesh out of many."""
    parts = [m for m in meshes if len(m.v)]
    starts = np.cumsum([0] + [len(m.v) for m in parts])

    def stack(name: str) -> npt.NDArray:
        return np.concatenate([getattr(m, name) for m in parts])

    faces = np.concatenate([m.f + s for m, s in zip(parts, starts)]).astype(np.int32)
    names = ("v", "n", "paint", "trait", "light", "uv", "rest")
    held: dict[str, Any] = {name: stack(name) for name in names}
    return Mesh(f=faces, **held)


def kind_of_faces(mesh: Mesh) -> I32:
    """Index into KINDS of each triangle."""
    return mesh.trait[mesh.f[:, 0], 3].astype(np.int32)


def of_kind(mesh: Mesh, kind: str) -> Mesh:
    """Only the triangles of one kind, with only the vertices they use."""
    faces = mesh.f[kind_of_faces(mesh) == KINDS.index(kind)]
    return subset(mesh, faces)


def subset(mesh: Mesh, faces: I32) -> Mesh:
    """Those triangles, with only the vertices they use."""
    used, again = np.unique(faces, return_inverse=True)
    cut = {
        name: getattr(mesh, name)[used]
        for name in ("v", "n", "paint", "trait", "light", "uv", "rest")
    }
    return replace(mesh, f=again.reshape(-1, 3).astype(np.int32), **cut)


def vertex_normals(v: npt.NDArray, f: npt.NDArray) -> F32:
    """Area-weighted normals (n, 3)."""
    face = np.cross(v[f[:, 1]] - v[f[:, 0]], v[f[:, 2]] - v[f[:, 0]])
    n = np.zeros((len(v), 3))
    for axis in range(3):
        n[:, axis] = sum(np.bincount(f[:, corner], face[:, axis], len(v)) for corner in range(3))
    return _f32(n / (np.linalg.norm(n, axis=1, keepdims=True) + 1e-20))


def welded_normals(v: npt.NDArray, f: npt.NDArray) -> F32:
    """Normals that are equal where vertices lie on the same spot (closes seams)."""
    ids = weld_ids(v)
    n = vertex_normals(v, f)
    total = np.zeros((ids.max() + 1, 3))
    for axis in range(3):
        total[:, axis] = np.bincount(ids, n[:, axis], len(total))
    total /= np.linalg.norm(total, axis=1, keepdims=True) + 1e-20
    return _f32(total[ids])


def weld_ids(v: npt.NDArray, grain_m: float = 5e-5) -> npt.NDArray[np.int64]:
    """One id per distinct place, (n,)."""
    key = np.round(np.asarray(v, float) / grain_m).astype(np.int64)
    key -= key.min(0, initial=0)
    _, wide, deep = (int(n) + 1 for n in key.max(0, initial=0))
    code = (key[:, 0] * wide + key[:, 1]) * deep + key[:, 2]  # exact: no two places share one
    return np.unique(code, return_inverse=True)[1].ravel()


def turn_about(axis: Vector, angle_deg: float) -> npt.NDArray[Any]:
    """Rotation matrix (3, 3)."""
    a = np.asarray(axis, float) / np.linalg.norm(axis)
    t = np.radians(angle_deg)
    k = np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
    return np.eye(3) + np.sin(t) * k + (1 - np.cos(t)) * k @ k


def frame_along(direction: Vector, hint: Vector = (0.0, 0.3, 1.0)) -> npt.NDArray[Any]:
    """Rotation whose third column is `direction`."""
    d = np.asarray(direction, float) / np.linalg.norm(direction)
    a = np.cross(d, hint)
    if np.linalg.norm(a) < 1e-4:
        a = np.cross(d, (1.0, 0.0, 0.0))
    a /= np.linalg.norm(a)
    return np.stack([a, np.cross(d, a), d], 1)


def _f32(a: npt.ArrayLike) -> F32:
    return np.ascontiguousarray(a, dtype=np.float32)
