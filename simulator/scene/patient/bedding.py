"""What the patient lies on and under: a pillow with his head's print, a blanket over the legs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.materials import BLANKET, PILLOW, VINYL, linear
from simulator.scene.patient.cloth import fallen, gentle
from simulator.scene.patient.frame import Figure
from simulator.scene.shapes.mesh import Mesh, turn_about, welded_normals
from simulator.scene.shapes.solids import grid, rounded_box

Array = npt.NDArray[Any]
CELL_M = 0.008
GAP_M = 0.009  # blanket over skin
TOP_Y_M, LOW_Y_M = 0.035, -0.76  # from the lower belly to the shins
HALF_WIDTH_M = 0.50


def pillow(figure: Figure, top_m: float) -> Mesh:
    """A flat pillow, pressed in where the head lies."""
    v = figure.v
    head = v[figure.rest[:, 1] > figure.eye_rest[1] - 0.07]
    middle, under = head.mean(0), head[:, 2].min()
    thick = max(0.05, under - top_m + 0.028)
    box = rounded_box(
        (0.50, 0.33, thick), thick * 0.48, PILLOW, 5, (30, 22, 1), at=(0, 0, thick / 2)
    )
    p = box.v.astype(float)
    x, y = p[:, 0] / 0.25, p[:, 1] / 0.165
    is_top = p[:, 2] > thick * 0.45
    p[:, 2] *= 1 - 0.35 * np.clip(np.maximum(abs(x), abs(y)), 0, 1) ** 5
    p[:, 2] += is_top * (0.005 * np.sin(8 * x + 3 * y) + 0.003 * np.sin(15 * y - 9 * x))
    p += (middle[0], middle[1] + 0.015, top_m + 0.004)
    floor = _lowest_skin(head, p[:, :2])
    p[:, 2] = np.where(is_top, np.minimum(p[:, 2], floor + 0.004), p[:, 2])
    return box.with_vertices(p)


def _lowest_skin(head: npt.NDArray, at: Array) -> Array:
    """Height of the head's underside over points (k, 2), smoothed by a soft minimum."""
    low = head[head[:, 2] < np.median(head[:, 2])][::2]
    out = np.full(len(at), 9.0)
    for start in range(0, len(at), 512):
        part = at[start : start + 512]
        d2 = ((part[:, None] - low[None, :, :2]) ** 2).sum(-1)
        near = d2 < 0.018**2
        height = np.where(near, low[None, :, 2] + 6.0 * d2, 9.0)
        out[start : start + 512] = height.min(1)
    return out


def arm_boards(figure: Figure, top_m: float) -> list[Mesh]:
    """Padded boards beside the mattress, under forearms and hands that reach over its edge."""
    parts = []
    for side in (-1, 1):
        arm = figure.v[(figure.v[:, 0] * side > 0.30) & (figure.v[:, 2] < top_m + 0.12)]
        if not len(arm):
            continue
        a, b = arm[arm[:, 1] > 0.10].mean(0), arm[arm[:, 1] < 0.0].mean(0)
        along = (b - a) / np.linalg.norm(b - a)
        angle = np.degrees(np.arctan2(along[0], -along[1]))
        middle = (a + b) / 2 + along * 0.02
        low = arm[:, 2].min()
        size = (0.13, float(np.linalg.norm(b - a)) + 0.22, 0.045)
        board = rounded_box(size, 0.02, VINYL, 4, (4, 14, 1), turn=turn_about((0, 0, 1), angle))
        parts.append(board.moved((middle[0] + side * 0.012, middle[1], low - 0.021)))
    return parts


def blanket(figure: Figure, top_m: float, half_mattress_m: float) -> Mesh:
    """A blanket over the legs up to the lower belly, with a folded hem."""
    height, x0, y0 = _height_field(figure, top_m, half_mattress_m)
    count_u, count_v = 96, 90
    rest_u, rest_v = 2 * HALF_WIDTH_M / (count_u - 1), (TOP_Y_M - LOW_Y_M + 0.10) / (count_v - 1)
    rest = (rest_u + rest_v) / 2
    u, w = np.meshgrid(np.arange(count_u) - (count_u - 1) / 2, np.arange(count_v), indexing="ij")
    x, y = u.ravel() * rest * 0.97, LOW_Y_M + w.ravel() * rest * 0.985
    z = 1.14 + 0.02 * np.sin(x * 9 + y * 7) + 0.006 * np.sin(x * 31) * np.sin(y * 23)
    fell = fallen(np.stack([x, y, z], 1), count_u, count_v, rest, height, x0, y0, CELL_M, 620, 0.35)
    return _sheet(fell.reshape(count_u, count_v, 3), rest)


def _sheet(points: Array, rest: float) -> Mesh:
    for _ in range(4):
        points[1:-1, 1:-1] = 0.5 * points[1:-1, 1:-1] + 0.125 * (
            points[2:, 1:-1] + points[:-2, 1:-1] + points[1:-1, 2:] + points[1:-1, :-2]
        )
    fine = _doubled(_doubled(points, 0), 1)
    n, m = fine.shape[:2]
    mesh = grid(n, m, lambda u, w: fine, BLANKET)
    place = np.stack(
        [mesh.uv[:, 0] * n * rest / 2, mesh.uv[:, 1] * m * rest / 2, 0 * mesh.uv[:, 0]], 1
    )
    hem = mesh.uv[:, 1] > 0.945
    paint = mesh.paint.copy()
    paint[hem, :3] = linear("#eef2f3")
    v = mesh.v + mesh.n * (0.006 * hem)[:, None]
    mesh = replace(mesh, paint=paint, rest=place.astype(np.float32))
    return mesh.with_vertices(v, welded_normals(v, mesh.f))


def _doubled(points: Array, axis: int) -> Array:
    """Twice as many points along an axis, on a cubic through the old ones."""
    p = np.moveaxis(points, axis, 0)
    padded = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    middle = (9 * (padded[1:-2] + padded[2:-1]) - (padded[:-3] + padded[3:])) / 16
    out = np.empty((2 * len(p) - 1, *p.shape[1:]))
    out[::2], out[1::2] = p, middle
    return np.moveaxis(out, 0, axis)


def _height_field(figure: Figure, top_m: float, half_m: float) -> tuple[Array, float, float]:
    x0, y0 = -0.75, -1.35
    nx, ny = int(1.5 / CELL_M), int(1.75 / CELL_M)
    x, y = x0 + CELL_M * np.arange(nx), y0 + CELL_M * np.arange(ny)
    field = np.full((nx, ny), 0.30)
    field[np.ix_(abs(x) < half_m, (y > -1.10) & (y < 0.95))] = top_m + 0.004
    t = figure.v[figure.f]
    t = t[np.abs(t[:, :, 0]).max(1) < 0.27]
    for i, j in ((0, 0), (1, 0), (0, 1), (0.5, 0.5), (0.5, 0), (0, 0.5), (0.34, 0.33)):
        p = t[:, 0] * (1 - i - j) + t[:, 1] * i + t[:, 2] * j
        a = np.clip(((p[:, 0] - x0) / CELL_M).astype(int), 0, nx - 1)
        b = np.clip(((p[:, 1] - y0) / CELL_M).astype(int), 0, ny - 1)
        np.maximum.at(field, (a, b), p[:, 2])
    return gentle(_closed(field), CELL_M) + GAP_M, x0, y0


def _closed(field: Array) -> Array:
    """Fill single empty cells between full ones."""
    near = np.stack([np.roll(field, s, k) for s, k in ((1, 0), (-1, 0), (1, 1), (-1, 1))])
    return np.maximum(field, np.sort(near, 0)[1])
