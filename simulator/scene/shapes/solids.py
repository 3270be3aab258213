"""Solids with bevels: rounded boxes, lathes, tubes, grids. Metres."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.materials import Material
from simulator.scene.shapes.mesh import Mesh, make_mesh, merged

Array = npt.NDArray[Any]
Points = Sequence[Any] | Array
Vector = Sequence[float] | Array


def grid(
    count_u: int,
    count_v: int,
    place: Callable[[Array, Array], Array],
    material: Material,
    flip: bool = False,
) -> Mesh:
    """A sheet: `place(u, v)` with u, v in 0-1 of shape (count_u, count_v) gives (.., 3)."""
    u, w = np.meshgrid(np.linspace(0, 1, count_u), np.linspace(0, 1, count_v), indexing="ij")
    points = np.asarray(place(u, w)).reshape(-1, 3)
    faces = grid_faces(count_u, count_v, flip)
    return make_mesh(points, faces, material, uv=np.c_[u.ravel(), w.ravel()])


def grid_faces(count_u: int, count_v: int, flip: bool = False) -> npt.NDArray[np.int32]:
    """Triangles of a sheet of that many points."""
    i = np.arange(count_u * count_v).reshape(count_u, count_v)
    a, b, c, d = i[:-1, :-1].ravel(), i[1:, :-1].ravel(), i[1:, 1:].ravel(), i[:-1, 1:].ravel()
    faces = np.vstack([np.c_[a, b, c], np.c_[a, c, d]])
    return (faces[:, ::-1] if flip else faces).astype(np.int32)


def rectangle(corner: Vector, edge_u, edge_v, count_u: int, count_v: int, material) -> Mesh:
    """A flat rectangle from a corner along two edges; front is edge_u x edge_v."""
    o, a, b = (np.asarray(x, float) for x in (corner, edge_u, edge_v))
    return grid(count_u, count_v, lambda u, w: o + u[..., None] * a + w[..., None] * b, material)


def rounded_box(
    size: Vector,
    radius: float,
    material: Material,
    segments: int = 3,
    divisions: int | Sequence[int] = 1,
    at: Vector = (0, 0, 0),
    turn: Array | None = None,
) -> Mesh:
    """A box with true bevel normals: a subdivided cube pushed onto the rounded surface."""
    half = np.array(size, float) / 2
    radius = min(radius, half.min() * 0.999)
    counts = [divisions] * 3 if isinstance(divisions, int) else list(divisions)
    ticks = [_bevel_ticks(half[k], radius, segments, counts[k]) for k in range(3)]
    sides = [
        _box_side(half, radius, axis, sign, ticks, material)
        for axis in range(3)
        for sign in (1, -1)
    ]
    return merged(sides).moved(at, turn)


def _bevel_ticks(half: float, radius: float, segments: int, divisions: int) -> Array:
    inner = np.linspace(-(half - radius), half - radius, divisions + 1)
    arc = half - radius + radius * np.tan(np.linspace(0, np.pi / 4, segments + 1))[1:]
    return np.r_[-arc[::-1], inner, arc]


def _box_side(half: Array, radius: float, axis: int, sign: int, ticks, material) -> Mesh:
    b, c = (axis + 1) % 3, (axis + 2) % 3
    grid_b, grid_c = np.meshgrid(ticks[b], ticks[c], indexing="ij")
    points = np.zeros((grid_b.size, 3))
    points[:, axis], points[:, b], points[:, c] = sign * half[axis], grid_b.ravel(), grid_c.ravel()
    core = np.clip(points, -(half - radius), half - radius)
    out = points - core
    out /= np.linalg.norm(out, axis=1, keepdims=True) + 1e-12
    uv = np.c_[(grid_b.ravel() / half[b] + 1) / 2, (grid_c.ravel() / half[c] + 1) / 2]
    faces = grid_faces(len(ticks[b]), len(ticks[c]), flip=sign < 0)
    return make_mesh(core + out * radius, faces, material, out, uv)


def smooth_path(points: Points, count: int) -> Array:
    """Points (count, 3) along a centripetal Catmull-Rom curve through `points`, evenly spaced."""
    p = np.asarray(points, float)
    if len(p) == 2:
        return p[0] + np.linspace(0, 1, count)[:, None] * (p[1] - p[0])
    ends = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    pieces = [
        _catmull_rom(ends[i], ends[i + 1], ends[i + 2], ends[i + 3], 16) for i in range(len(p) - 1)
    ]
    fine = np.vstack([*pieces, p[-1:]])
    way = np.r_[0, np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))]
    return np.stack(
        [np.interp(np.linspace(0, way[-1], count), way, fine[:, k]) for k in range(3)], 1
    )


def _catmull_rom(p0: Array, p1: Array, p2: Array, p3: Array, count: int) -> Array:
    knots = np.cumsum(
        [0] + [max(np.sqrt(np.linalg.norm(b - a)), 1e-6) for a, b in ((p0, p1), (p1, p2), (p2, p3))]
    )
    t0, t1, t2, t3 = knots
    t = np.linspace(t1, t2, count, endpoint=False)[:, None]
    a1 = ((t1 - t) * p0 + (t - t0) * p1) / (t1 - t0)
    a2 = ((t2 - t) * p1 + (t - t1) * p2) / (t2 - t1)
    a3 = ((t3 - t) * p2 + (t - t2) * p3) / (t3 - t2)
    b1 = ((t2 - t) * a1 + (t - t0) * a2) / (t2 - t0)
    b2 = ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1)
    return ((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1)


def tube(
    points: Points,
    radius: float | Sequence[float],
    material: Material,
    count: int = 0,
    sides: int = 12,
) -> Mesh:
    """A round tube through points, closed at both ends; `radius` may vary along it."""
    count = count or max(2, 8 * len(points))
    path = smooth_path(points, count)
    radii = np.atleast_1d(radius)
    r = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(radii)), radii)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-12
    ring = _carried_rings(along, sides)
    v = path[:, None, :] + r[:, None, None] * ring
    i = np.arange(count * sides).reshape(count, sides)
    a, b = i[:-1], i[1:]
    a2, b2 = np.roll(a, -1, 1), np.roll(b, -1, 1)
    faces = np.vstack(
        [np.c_[a.ravel(), a2.ravel(), b.ravel()], np.c_[a2.ravel(), b2.ravel(), b.ravel()]]
    )
    body = make_mesh(v.reshape(-1, 3), faces, material, ring.reshape(-1, 3))
    caps = [_disc(v[0], path[0], -along[0], material), _disc(v[-1], path[-1], along[-1], material)]
    return merged([body, *caps])


def _carried_rings(along: Array, sides: int) -> Array:
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    u = np.cross(along[0], (0.31, 0.52, 0.79))
    rings = []
    for d in along:
        u = u - d * (u @ d)
        u /= np.linalg.norm(u)
        rings.append(np.cos(angle)[:, None] * u + np.sin(angle)[:, None] * np.cross(d, u))
    return np.array(rings)


def _disc(ring: Array, center: Array, normal: Array, material: Material) -> Mesh:
    k = np.arange(len(ring))
    faces = np.c_[k, np.roll(k, -1), np.full(len(k), len(k))]
    points = np.vstack([ring, center])
    side = (
        np.cross(points[faces[0, 1]] - points[faces[0, 0]], center - points[faces[0, 0]]) @ normal
    )
    faces = faces if side > 0 else faces[:, ::-1]
    return make_mesh(points, faces, material, np.tile(normal, (len(points), 1)))


def lathe(
    profile: Points,
    material: Material,
    sides: int = 32,
    turn: Array | None = None,
    at: Vector = (0, 0, 0),
    crease_deg: float = 40.0,
) -> Mesh:
    """A profile of (radius, z) rows turned about z; corners above `crease_deg` stay sharp."""
    p = _creased(np.array(profile, float), crease_deg)
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    faces, starts = [], 0
    points, normals = [], []
    for run in p:
        step = np.diff(run, axis=0)
        side = np.c_[step[:, 1], -step[:, 0]]
        side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-12
        pn = np.vstack([side[:1], side[:-1] + side[1:], side[-1:]])
        pn /= np.linalg.norm(pn, axis=1, keepdims=True) + 1e-12
        points.append(_revolved(run, angle))
        normals.append(_revolved(pn, angle))
        faces.append(grid_faces(len(run), sides + 1, flip=True) + starts)
        starts += len(run) * (sides + 1)
    mesh = make_mesh(np.vstack(points), np.vstack(faces), material, np.vstack(normals))
    return mesh.moved(at, turn)


def _revolved(rows: Array, angle: Array) -> Array:
    r, z = rows[:, 0][:, None], rows[:, 1][:, None]
    return np.stack([r * np.cos(angle), r * np.sin(angle), z + 0 * angle], -1).reshape(-1, 3)


def _creased(profile: Array, crease_deg: float) -> list[Array]:
    step = np.diff(profile, axis=0)
    step /= np.linalg.norm(step, axis=1, keepdims=True) + 1e-12
    sharp = (step[:-1] * step[1:]).sum(1) < np.cos(np.radians(crease_deg))
    cuts = [0, *(np.nonzero(sharp)[0] + 1), len(profile) - 1]
    return [profile[a : b + 1] for a, b in itertools.pairwise(cuts)]
