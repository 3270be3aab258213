"""Cloth that falls on a height field (position-based dynamics, Muller et al. 2007; numba)."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
STEP2_G = 9.81 * 1.1e-5  # gravity times the square of the time step (m)


def gentle(height: Array, cell_m: float, steepest: float = 2.6) -> Array:
    """The height field with no slope above `steepest`: cloth hangs over edges, it does not tear."""
    out = height.copy()
    for drop, axis, shift in (
        (steepest * cell_m, 0, 1), (steepest * cell_m, 0, -1),
        (steepest * cell_m, 1, 1), (steepest * cell_m, 1, -1),
    ) * 40:  # fmt: skip
        moved = np.roll(out, shift, axis) - drop
        edge = [slice(None), slice(None)]
        edge[axis] = slice(0, 1) if shift > 0 else slice(-1, None)
        moved[tuple(edge)] = -1e9
        out = np.maximum(out, moved)
    return out


@nb.njit(cache=True, fastmath=True)
def fallen(points, count_u, count_v, rest_m, height, x0, y0, cell_m, rounds, grip):
    """Let a sheet of points (count_u * count_v, 3) fall; `grip` 0-1 is friction at contact."""
    x = points.copy()
    before = x.copy()
    for _ in range(rounds):
        for i in range(len(x)):
            for k in range(3):
                moved = (x[i, k] - before[i, k]) * 0.985
                before[i, k] = x[i, k]
                x[i, k] += moved
            x[i, 2] -= STEP2_G
        for _ in range(6):
            _pull(x, count_u, count_v, 1, 0, rest_m, 1.0)
            _pull(x, count_u, count_v, 0, 1, rest_m, 1.0)
            _pull(x, count_u, count_v, 1, 1, rest_m * 1.41421, 0.25)
            _pull(x, count_u, count_v, 1, -1, rest_m * 1.41421, 0.25)
            _pull(x, count_u, count_v, 2, 0, rest_m * 2, 0.08)
            _pull(x, count_u, count_v, 0, 2, rest_m * 2, 0.08)
        _collide(x, before, height, x0, y0, cell_m, grip)
    return x


@nb.njit(cache=True, fastmath=True)
def _pull(x, count_u, count_v, du, dv, length, stiffness):
    for i in range(count_u - du):
        for j in range(max(0, -dv), count_v - max(0, dv)):
            a = i * count_v + j
            b = (i + du) * count_v + j + dv
            dx, dy, dz = x[b, 0] - x[a, 0], x[b, 1] - x[a, 1], x[b, 2] - x[a, 2]
            d = np.sqrt(dx * dx + dy * dy + dz * dz) + 1e-12
            w = 0.5 * stiffness * (d - length) / d
            x[a, 0] += dx * w
            x[a, 1] += dy * w
            x[a, 2] += dz * w
            x[b, 0] -= dx * w
            x[b, 1] -= dy * w
            x[b, 2] -= dz * w


@nb.njit(cache=True, fastmath=True)
def _collide(x, before, height, x0, y0, cell_m, grip):
    rows, columns = height.shape
    for i in range(len(x)):
        u, v = (x[i, 0] - x0) / cell_m, (x[i, 1] - y0) / cell_m
        a, b = int(np.floor(u)), int(np.floor(v))
        if a < 0 or b < 0 or a >= rows - 1 or b >= columns - 1:
            continue
        p, q = u - a, v - b
        h00, h10, h01, h11 = height[a, b], height[a + 1, b], height[a, b + 1], height[a + 1, b + 1]
        h = h00 * (1 - p) * (1 - q) + h10 * p * (1 - q) + h01 * (1 - p) * q + h11 * p * q
        if x[i, 2] >= h:
            continue
        gx = ((h10 - h00) * (1 - q) + (h11 - h01) * q) / cell_m
        gy = ((h01 - h00) * (1 - p) + (h11 - h10) * p) / cell_m
        d = (h - x[i, 2]) / (1.0 + gx * gx + gy * gy)
        x[i, 0] -= gx * d
        x[i, 1] -= gy * d
        x[i, 2] += d
        for k in range(3):
            before[i, k] += (x[i, k] - before[i, k]) * grip
