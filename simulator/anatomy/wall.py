"""The chest wall between the bones: intercostal muscles and vessels, pectorals (mm)."""

from __future__ import annotations

import numpy as np

from simulator.anatomy.body import Side
from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.mesh import Mesh, tube

ARTERY_MM, VEIN_MM = (
    1.1,
    1.3,
)  # radii; source: intercostal artery 2-2.5 mm across (recalled, unverified)


def joined(meshes: list[Mesh]) -> Mesh:
    """Several closed pieces as one."""
    start = np.r_[0, np.cumsum([len(m.v) for m in meshes])]
    return Mesh(
        np.vstack([m.v for m in meshes]), np.vstack([m.f + s for m, s in zip(meshes, start)])
    )


def shell(inner: np.ndarray, outer: np.ndarray) -> Mesh:
    """A closed sheet between two grids of points (n, m, 3)."""
    n, m, _ = inner.shape
    grid = np.arange(n * m).reshape(n, m)
    a, b, c, d = (g.ravel() for g in (grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]))
    low = np.vstack([np.c_[a, c, b], np.c_[a, d, c]])
    high = low[:, ::-1] + n * m
    rim = np.r_[grid[:, 0], grid[-1, 1:], grid[-2::-1, -1], grid[0, -2:0:-1]]
    after = np.roll(rim, -1)
    side = np.vstack([np.c_[rim, after, after + n * m], np.c_[rim, after + n * m, rim + n * m]])
    v = np.vstack([inner.reshape(-1, 3), outer.reshape(-1, 3)])
    mesh = Mesh(v, np.vstack([low, high, side]))
    if not mesh.is_closed():
        mesh = Mesh(v, np.vstack([low, high, side[:, ::-1]]))
    return mesh.outward()


def frames_along(arc: np.ndarray, chest: Chest) -> tuple[np.ndarray, np.ndarray]:
    """Outward and downward directions at every point of a rib arc."""
    tangent = np.gradient(arc, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    axis = np.c_[np.zeros(len(arc)), np.interp(arc[:, 2], chest.grid.z, chest.axis_y), arc[:, 2]]
    out = arc - axis
    out -= tangent * np.einsum("ij,ij->i", out, tangent)[:, None]
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    down = np.cross(tangent, out)
    down *= np.where(down[:, 2] > 0, -1.0, 1.0)[:, None]
    return out, down


def border(arc: np.ndarray, down: np.ndarray, bone: np.ndarray) -> np.ndarray:
    """How far a rib reaches below (along `down`) the middle of its arc, smoothed."""
    reach = np.full(len(arc), 6.0)
    for i, (p, d) in enumerate(zip(arc, down)):
        away = bone - p
        near = np.linalg.norm(away, axis=1) < 16.0
        if near.sum() > 3:
            reach[i] = np.clip((away[near] @ d).max(), 4.0, 11.0)
    return np.convolve(np.pad(reach, 4, mode="edge"), np.ones(9) / 9, "valid")


def intercostal_bundles(
    side: Side, arcs: dict[Key, np.ndarray], bones: dict[Key, Mesh], chest: Chest
) -> tuple[Mesh, Mesh]:
    """Arteries and veins of all interspaces of one side, under the lower border of each rib."""
    arteries, veins = [], []
    for k in range(1, 12):
        arc = arcs[f"rib_{k}", side]
        out, down = frames_along(arc, chest)
        bone = bones[f"rib_{k}", side].v
        reach = border(arc, down, bone)[:, None]
        part = slice(7, 88 if k <= 7 else 80)
        for radius, below, held in ((VEIN_MM, 0.4, veins), (ARTERY_MM, 3.0, arteries)):
            path = (arc + down * (reach + below) - out * 1.2)[part]
            r = np.full(len(path), radius) * np.linspace(1.0, 0.75, len(path))
            held.append(tube(path[::3], r[::3], r[::3], around=6))
    return joined(arteries), joined(veins)


def intercostal_muscles(
    side: Side, arcs: dict[Key, np.ndarray], bones: dict[Key, Mesh], chest: Chest
) -> Mesh:
    """Sheets from the lower border of each rib to the upper border of the next."""
    pieces = []
    for k in range(1, 11):
        upper, lower = arcs[f"rib_{k}", side], arcs[f"rib_{k + 1}", side]
        last = 99 if k < 7 else 78
        index = np.linspace(6, last, 30).astype(int)
        out_u, down_u = frames_along(upper, chest)
        out_l, down_l = frames_along(lower, chest)
        start = upper + down_u * (
            border(upper, down_u, _with_cartilage(bones, k, side))[:, None] - 1
        )
        end = lower - down_l * (
            border(lower, -down_l, _with_cartilage(bones, k + 1, side))[:, None] - 1
        )
        t = np.linspace(0, 1, 4)[None, :, None]
        middle = start[index][:, None] * (1 - t) + end[index][:, None] * t
        out = out_u[index][:, None] * (1 - t) + out_l[index][:, None] * t
        pieces.append(shell(middle - out * 2.6, middle + out * 2.6))
    return joined(pieces)


def _with_cartilage(bones: dict[Key, Mesh], k: int, side: Side) -> np.ndarray:
    parts = [bones[f"rib_{k}", side].v]
    if k <= 10:
        parts.append(bones[f"costal_cartilage_{k}", side].v)
    return np.vstack(parts)


def pectoralis_major(
    side: Side, arcs: dict[Key, np.ndarray], bones: dict[Key, Mesh], chest: Chest, thick_mm: float
) -> Mesh:
    """A fan from sternum and clavicle over ribs 1 to 6, gathered to the humerus."""
    rows = []
    for level in np.linspace(1.25, 6.0, 14):
        k = min(int(level), 5)
        t = level - k
        line = arcs[f"rib_{k}", side] * (1 - t) + arcs[f"rib_{k + 1}", side] * t
        out, _ = frames_along(line, chest)
        index = np.linspace(97, 60, 16).astype(int)
        rows.append(line[index] + out[index] * 7.5)
    inner = np.array(rows)
    humerus = bones["humerus", side].v
    top = humerus[:, 2].max()
    crest = humerus[np.abs(humerus[:, 2] - (top - 62)) < 14]
    crest = crest[np.argmin(crest[:, 1])] + np.array([0.0, -3.0, 0.0])
    pull = np.linspace(0, 1, inner.shape[1])[None, :, None] ** 3
    spread = np.linspace(16, -24, inner.shape[0])[:, None, None] * np.array([0.0, 0.0, 1.0])
    inner = inner * (1 - pull) + (crest + spread) * pull
    u = np.sin(np.pi * np.clip(np.linspace(0.06, 0.97, inner.shape[1]), 0, 1))[None, :, None]
    w = np.sin(np.pi * np.linspace(0.07, 0.95, inner.shape[0]))[:, None, None]
    axis = np.stack(
        [
            np.zeros(inner.shape[:2]),
            np.interp(inner[..., 2], chest.grid.z, chest.axis_y),
            inner[..., 2],
        ],
        -1,
    )
    away = inner - axis
    away /= np.linalg.norm(away, axis=-1, keepdims=True)
    return shell(inner, inner + away * (1.5 + thick_mm * np.sqrt(u * w)))


def internal_thoracic(
    side: Side, sign: float, arcs: dict[Key, np.ndarray], bones: dict[Key, Mesh], chest: Chest
) -> tuple[Mesh, Mesh]:
    """Artery and vein behind the cartilages, 12 mm lateral of the sternum's edge.

    Source: distance 10-15 mm, surgical anatomy (recalled, unverified).
    """
    sternum = np.vstack([bones[n, None].v for n in ("manubrium", "sternal_body")])
    meshes = []
    for off, radius in ((12.0, 1.2), (9.0, 1.4)):
        points = []
        for k in range(1, 7):
            arc = arcs[f"rib_{k}", side]
            z = arc[-8, 2]
            edge = (sign * sternum[np.abs(sternum[:, 2] - z) < 12][:, 0]).max()
            front = arc[70:]
            i = int(np.argmin(np.abs(sign * front[:, 0] - (edge + off))))
            points.append([sign * (edge + off), front[i, 1] + 5.0, front[i, 2]])
        path = np.array(points)
        top = path[0] + np.array([0.0, 14.0, 26.0])
        line = smooth_path(np.vstack([top, path]), 40)
        r = np.full(40, radius)
        meshes.append(tube(line, r, r, around=8))
    return meshes[0], meshes[1]


def smooth_path(points: np.ndarray, n: int) -> np.ndarray:
    """A Catmull-Rom curve through points, `n` samples."""
    p = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, len(points) - 1, n)
    i = np.minimum(t.astype(int), len(points) - 2)
    s = (t - i)[:, None]
    a, b, c, d = p[i], p[i + 1], p[i + 2], p[i + 3]
    return 0.5 * (
        2 * b + (c - a) * s + (2 * a - 5 * b + 4 * c - d) * s**2 + (3 * b - a - 3 * c + d) * s**3
    )
