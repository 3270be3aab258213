"""Per-vertex soft light: cosine rays, two bounces, ambient occlusion.

The ceiling panels are real emitters, so that one bake gives soft area light, occlusion and color
bleeding. Values are irradiance / pi, to be multiplied by the albedo; column 3 is the occlusion.
"""

from __future__ import annotations

from dataclasses import replace

import numba as nb
import numpy as np
import numpy.typing as npt

from simulator.progress import Progress, silent
from simulator.scene.light.tree import Tree, build_tree, nearest
from simulator.scene.materials import KINDS
from simulator.scene.shapes.mesh import F32, Mesh, kind_of_faces, weld_ids

OCCLUSION_REACH_M = 0.35
LIFT_M = 1.5e-3  # rays start this far off the surface
THIN_KINDS = (KINDS.index("fabric"),)  # lit from both sides


def lit(
    mesh: Mesh, rays: int, bounce_rays: int, progress: Progress = silent, label: str = ""
) -> Mesh:
    """The mesh with its own soft light baked in; emitters are its faces of kind "glow"."""
    tree = build_tree(mesh.v, mesh.f)
    glow = radiance_of_emitters(mesh)
    light = np.zeros((len(mesh.v), 4), np.float32)
    for bounce in range(2):
        faces = face_radiance(mesh, light, glow)
        light = gathered(
            mesh, tree, faces, bounce_rays, 17 + bounce, progress, label, 0.25 * bounce
        )
        light = smoothed(light, mesh, 5)
    faces = face_radiance(mesh, light, glow)
    light = gathered(mesh, tree, faces, rays, 91, progress, label, 0.5)
    return replace(mesh, light=smoothed(light, mesh, 3))


def radiance_of_emitters(mesh: Mesh) -> F32:
    """Radiance (m, 3) of the glowing faces, 0 elsewhere."""
    first = mesh.f[:, 0]
    is_glow = kind_of_faces(mesh) == KINDS.index("glow")
    return (mesh.paint[first, :3] * mesh.trait[first, 2:3] * is_glow[:, None]).astype(np.float32)


def face_radiance(mesh: Mesh, light: F32, glow: F32) -> F32:
    """What each face sends back (m, 4); column 3 marks faces that shine on both sides."""
    first = mesh.f[:, 0]
    albedo = mesh.paint[first, :3] * (1 - 0.4 * mesh.trait[first, 0:1])
    out = np.zeros((len(mesh.f), 4), np.float32)
    out[:, :3] = glow + albedo * light[mesh.f, :3].mean(1)
    out[:, 3] = np.isin(kind_of_faces(mesh), THIN_KINDS)
    return out


def gathered(
    target: Mesh,
    tree: Tree,
    faces: F32,
    rays: int,
    seed: int,
    progress: Progress = silent,
    label: str = "",
    done: float = 0.0,
    reach_m: float = 20.0,
) -> F32:
    """Light (n, 4) at the target's vertices, in slices so that progress can be told.

    Rays end after `reach_m`: occlusion among organs needs no farther.
    """
    out = np.empty((len(target.v), 4), np.float32)
    slices = 8
    for k in range(slices):
        run = slice(len(out) * k // slices, len(out) * (k + 1) // slices)
        out[run] = _gather(
            target.v[run], target.n[run], rays, tree, faces, seed + 7919 * k, reach_m
        )
        progress(min(1.0, done + 0.5 * (k + 1) / slices), label)
    return out


@nb.njit(parallel=True, fastmath=True, cache=True)
def _gather(points, normals, rays, tree, faces, seed, reach_m):
    n = len(points)
    out = np.zeros((n, 4), np.float32)
    for i in nb.prange(n):
        stack = np.empty(128, np.int32)
        nx, ny, nz = normals[i, 0], normals[i, 1], normals[i, 2]
        px = points[i, 0] + nx * np.float32(LIFT_M)
        py = points[i, 1] + ny * np.float32(LIFT_M)
        pz = points[i, 2] + nz * np.float32(LIFT_M)
        s = np.float32(1.0) if nz >= 0 else np.float32(-1.0)
        a = -np.float32(1.0) / (s + nz)
        b = nx * ny * a
        tx, ty, tz = np.float32(1.0) + s * nx * nx * a, s * b, -s * nx
        ux, uy, uz = b, s + ny * ny * a, -ny
        h = (np.int64(i) * 2654435761 + seed) % 4294967296
        j1, j2 = (h % 65536) / 65536.0, ((h // 65536) % 65536) / 65536.0
        red = green = blue = open_ = 0.0
        for k in range(rays):
            x = (k + 0.5) / rays + j1
            x -= np.floor(x)
            angle = 6.2831853 * (k * 0.6180339887 + j2)
            r, c = np.sqrt(x), np.float32(np.sqrt(max(0.0, 1.0 - x)))
            u, w = np.float32(r * np.cos(angle)), np.float32(r * np.sin(angle))
            dx = tx * u + ux * w + nx * c
            dy = ty * u + uy * w + ny * c
            dz = tz * u + uz * w + nz * c
            t, face = nearest(px, py, pz, dx, dy, dz, np.float32(reach_m), tree, stack)
            if face < 0:
                red, green, blue, open_ = red + 0.3, green + 0.3, blue + 0.3, open_ + 1.0
                continue
            red += faces[face, 0]
            green += faces[face, 1]
            blue += faces[face, 2]
            open_ += 1.0 if t > OCCLUSION_REACH_M else np.sqrt(t / OCCLUSION_REACH_M)
        out[i, 0], out[i, 1], out[i, 2] = red / rays, green / rays, blue / rays
        out[i, 3] = open_ / rays
    return out


def smoothed(values: npt.NDArray, mesh: Mesh, rounds: int) -> F32:
    """Laplacian smoothing of vertex values along the mesh, blind to seams of equal normals."""
    corner = weld_ids(mesh.v) * 64
    facing = np.round(np.abs(mesh.n) @ np.array([1.0, 2.3, 5.1]) * 3).astype(np.int64)
    ids = np.unique(corner + facing, return_inverse=True)[1].ravel()
    count = ids.max() + 1
    share = np.bincount(ids, minlength=count)[:, None]
    y = _summed(ids, values, count) / share
    f = ids[mesh.f]
    a = np.concatenate([f[:, 0], f[:, 1], f[:, 2], f[:, 1], f[:, 2], f[:, 0]])
    b = np.concatenate([f[:, 1], f[:, 2], f[:, 0], f[:, 0], f[:, 1], f[:, 2]])
    degree = np.maximum(np.bincount(a, minlength=count), 1)[:, None]
    for _ in range(rounds):
        y = 0.4 * y + 0.6 * _summed(a, y[b], count) / degree
    return y[ids].astype(np.float32)


def _summed(ids: npt.NDArray, values: npt.NDArray, count: int) -> npt.NDArray:
    return np.stack([np.bincount(ids, column, count) for column in values.T], 1)
