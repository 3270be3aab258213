"""The instrument table."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import ALUMINIUM, GREY, STEEL, paint
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh
from simulator.scene.shapes.solids import rounded_box, tube


def tray_stand(layout: Layout) -> list[Mesh]:
    """The instrument table: steel tray on a mast, a drape on it."""
    x, y, z = layout.tray_m
    w, d = layout.tray_size_m
    tray = rounded_box((w + 0.03, d + 0.03, 0.022), 0.010, STEEL, 4, (8, 10, 1), at=(0, 0, -0.012))
    v = tray.v.copy()
    inner = (
        (v[:, 2] > -0.006) & (np.abs(v[:, 0]) < w / 2 - 0.012) & (np.abs(v[:, 1]) < d / 2 - 0.012)
    )
    v[inner, 2] -= 0.012
    drape = rounded_box(
        (w - 0.045, d - 0.045, 0.003), 0.0014, paint("#4c8f9e", 0.9, "fabric"), 1, (24, 34, 1)
    )
    u = drape.v.copy()
    u[:, 2] += 0.0012 * np.sin(21 * u[:, 0] + 3 * u[:, 1]) * np.sin(17 * u[:, 1]) - 0.011
    mast = x + w / 2 - 0.05
    return [
        tray.with_vertices(v).moved((x, y, z)),
        drape.with_vertices(u).moved((x, y, z)),
        tube([(mast, y, z - 0.02), (mast, y, 0.08)], 0.0125, ALUMINIUM, 10, 16),
        tube([(mast, y, 0.58), (mast, y, 0.08)], 0.0175, STEEL, 6, 16),
        rounded_box((0.10, 0.46, 0.035), 0.015, GREY, 3, (2, 6, 1), at=(mast + 0.03, y, 0.055)),
        rounded_box((0.40, 0.055, 0.035), 0.015, GREY, 3, (6, 1, 1), at=(mast - 0.15, y, 0.055)),
    ]
