"""The wall phone."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import DARK, RED, WHITE, Material, paint
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh
from simulator.scene.shapes.solids import rounded_box, tube


def phone(layout: Layout) -> list[Mesh]:
    """The wall phone: how help is called."""
    x, _, z = layout.phone_m
    y = layout.room_high_m[1]
    cord = (
        [(x - 0.045, y - 0.07, z - 0.10)]
        + [
            (
                x - 0.045 + 0.02 * np.cos(2.2 * k),
                y - 0.07 + 0.012 * np.sin(2.2 * k),
                z - 0.11 - 0.006 * k,
            )
            for k in range(22)
        ]
        + [(x, y - 0.05, z - 0.19), (x + 0.01, y - 0.05, z - 0.12)]
    )
    keys = [
        rounded_box((0.014, 0.008, 0.010), 0.003, WHITE, 2, 1, at=(x + kx, y - 0.058, z + kz))
        for kx in (0.022, 0.041, 0.060) for kz in (0.02, 0.004, -0.012, -0.028)
    ]  # fmt: skip
    return [
        rounded_box((0.20, 0.055, 0.22), 0.016, paint("#e7e9e8", 0.35), 4, 3, at=(x, y - 0.027, z)),
        rounded_box((0.046, 0.045, 0.20), 0.018, RED, 4, (2, 2, 6), at=(x - 0.055, y - 0.078, z)),
        rounded_box((0.05, 0.05, 0.05), 0.018, RED, 4, 2, at=(x - 0.055, y - 0.064, z + 0.082)),
        rounded_box((0.05, 0.05, 0.05), 0.018, RED, 4, 2, at=(x - 0.055, y - 0.064, z - 0.082)),
        rounded_box(
            (0.075, 0.006, 0.03),
            0.003,
            Material((0.5, 0.8, 0.6), 1.0, 0.0, "glow", 0.5),
            1,
            1,
            at=(x + 0.042, y - 0.056, z + 0.075),
        ),
        tube(cord, 0.0022, DARK, 150, 6),
        *keys,
    ]
