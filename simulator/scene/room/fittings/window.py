"""A window in the patient's right-hand wall, its blind half closed: daylight besides the lamps."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import WHITE, Material, paint
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh, turn_about
from simulator.scene.shapes.solids import rounded_box, tube

DAYLIGHT = Material((0.80, 0.92, 1.0), 1.0, 0.0, "glow", 2.6)
MIDDLE_Y_M, MIDDLE_Z_M = -0.42, 1.74
WIDE_M, HIGH_M = 1.30, 1.00
SLATS = 22
TILT_DEG = 38.0


def window(layout: Layout) -> list[Mesh]:
    """Frame, sill, bright panes and the blind before them."""
    x = layout.room_low_m[0]
    y, z = MIDDLE_Y_M, MIDDLE_Z_M
    frame = paint("#e9ebe8", 0.35)
    bar = 0.05
    parts = [
        rounded_box((0.02, WIDE_M, HIGH_M), 0.004, DAYLIGHT, 1, (1, 4, 4), at=(x + 0.004, y, z)),
        rounded_box(
            (0.16, WIDE_M + 0.16, 0.03), 0.01, WHITE, 3, (2, 8, 1),
            at=(x + 0.07, y, z - HIGH_M / 2 - 0.05),
        ),
    ]  # fmt: skip
    for s in (-1, 1):
        parts.append(
            rounded_box(
                (0.06, WIDE_M + 2 * bar, bar),
                0.01,
                frame,
                2,
                (1, 10, 1),
                at=(x + 0.03, y, z + s * (HIGH_M + bar) / 2),
            )
        )
    for s in (-1, 0, 1):
        parts.append(
            rounded_box(
                (0.06, bar, HIGH_M),
                0.01,
                frame,
                2,
                (1, 1, 8),
                at=(x + 0.03, y + s * (WIDE_M + bar) / 2, z),
            )
        )
    return [*parts, *_blind(x + 0.085, y, z)]


def _blind(x: float, y: float, z: float) -> list[Mesh]:
    slat = paint("#dfe3e0", 0.5, "fabric")
    turn = turn_about((0, 1, 0), TILT_DEG)
    heights = np.linspace(z - HIGH_M / 2 + 0.02, z + HIGH_M / 2 - 0.03, SLATS)
    slats = [
        rounded_box(
            (0.046, WIDE_M + 0.02, 0.0022), 0.001, slat, 1, (1, 10, 1), at=(x, y, h), turn=turn
        )
        for h in heights
    ]
    cords = [
        tube(
            [(x, y + s * 0.42, z - HIGH_M / 2), (x, y + s * 0.42, z + HIGH_M / 2)],
            0.0016,
            WHITE,
            4,
            6,
        )
        for s in (-1, 1)
    ]
    box = rounded_box(
        (0.06, WIDE_M + 0.06, 0.05), 0.012, WHITE, 3, (1, 8, 1), at=(x, y, z + HIGH_M / 2 + 0.02)
    )
    return [*slats, *cords, box]
