"""Bands round a limb or the neck: rings measured from the skin, smoothed by a Fourier series."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.materials import Material
from simulator.scene.shapes.mesh import Mesh
from simulator.scene.shapes.solids import grid

Array = npt.NDArray[Any]
ORDER = 3  # of the Fourier series: round, oval, three-cornered


@dataclass(frozen=True)
class Tube:
    """A limb's surface as radius(angle, t): t is 0-1 from `start` to `end`."""

    start: Array
    end: Array
    a: Array  # angle 0 points along a, 90 degrees along b
    b: Array
    table: Array  # (angles, steps) radii, m

    def radius(self, angle: Array, t: Array) -> Array:
        """Radius at angles (rad) and places t."""
        n, m = self.table.shape
        u = (np.asarray(angle) / (2 * np.pi) % 1) * n
        w = np.clip(t, 0, 1) * (m - 1)
        i, j = np.floor(u).astype(int) % n, np.clip(np.floor(w).astype(int), 0, m - 2)
        p, q = u - np.floor(u), w - j
        t0 = self.table[i, j] * (1 - p) + self.table[(i + 1) % n, j] * p
        t1 = self.table[i, j + 1] * (1 - p) + self.table[(i + 1) % n, j + 1] * p
        return t0 * (1 - q) + t1 * q

    def place(self, angle: Array, t: Array, lift_m: Array | float) -> Array:
        """Points (.., 3) that lie `lift_m` over the surface."""
        r = (self.radius(angle, t) + lift_m)[..., None]
        way = self.start + np.asarray(t)[..., None] * (self.end - self.start)
        return way + r * (np.cos(angle)[..., None] * self.a + np.sin(angle)[..., None] * self.b)


def measured(
    v: Array, start: Array, end: Array, up: Array, reach_m: float, order: int = ORDER
) -> Tube:
    """Measure the skin (n, 3) round the axis from `start` to `end`."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    d = end - start
    length = np.linalg.norm(d)
    d = d / length
    a = np.asarray(up, float) - d * (np.asarray(up, float) @ d)
    a /= np.linalg.norm(a)
    b = np.cross(d, a)
    rel = v - start
    t, x, y = rel @ d / length, rel @ a, rel @ b
    near = (np.hypot(x, y) < reach_m) & (t > -0.25) & (t < 1.25)
    t, angle, r = t[near], np.arctan2(y[near], x[near]), np.hypot(x[near], y[near])
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    steps = np.linspace(0, 1, 9)
    table = np.stack(
        [_ring(angle, r, np.exp(-(((t - s) / 0.12) ** 2)), angles, order) for s in steps], 1
    )
    return Tube(start, end, a, b, table)


def _ring(angle: Array, r: Array, weight: Array, angles: Array, order: int) -> Array:
    """Radii by weighted least squares in a Fourier series, outermost skin counting most."""
    basis = _fourier(angle, order)
    w = weight + 1e-9
    for _ in range(2):
        lhs = basis.T @ (basis * w[:, None]) + 1e-6 * np.eye(basis.shape[1])
        fit = np.linalg.solve(lhs, basis.T @ (w * r))
        w = weight * np.where(r > basis @ fit - 0.001, 1.0, 0.15) + 1e-9
    return _fourier(angles, order) @ fit


def _fourier(angle: Array, order: int) -> Array:
    columns = [np.ones_like(angle)]
    for k in range(1, order + 1):
        columns += [np.cos(k * angle), np.sin(k * angle)]
    return np.stack(columns, 1)


def band(
    tube: Tube, low: float, high: float, lift: Callable[[Array, Array], Array], material: Material,
    count: int = 72, rows: int = 14,
) -> Mesh:  # fmt: skip
    """A closed band from t = low to t = high; `lift(angle, w)` is its height over the skin (m)."""

    def place(u: Array, w: Array) -> Array:
        angle = 2 * np.pi * u
        return tube.place(angle, low + (high - low) * w, lift(angle, w))

    return outward(grid(count + 1, rows, place, material), (tube.start + tube.end) / 2)


def outward(mesh: Mesh, middle: Array) -> Mesh:
    """The mesh with its triangles turned so that normals point away from `middle`."""
    if ((mesh.v - middle) * mesh.n).sum() < 0:
        from dataclasses import replace

        mesh = replace(mesh, f=np.ascontiguousarray(mesh.f[:, ::-1]), n=-mesh.n)
    return mesh
