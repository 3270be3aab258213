"""The wall clock without its hands."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import DARK, paint
from simulator.scene.room.layout import Layout
from simulator.scene.room.walls import TO_ROOM
from simulator.scene.shapes.mesh import Mesh, turn_about
from simulator.scene.shapes.solids import lathe, rounded_box


def clock_body(layout: Layout) -> list[Mesh]:
    """Rim, face and ticks of the wall clock; its hands move and are drawn apart."""
    at = np.array(layout.clock_m)
    at[1] = layout.room_high_m[1] - 0.03
    rim = [
        (0, -0.02),
        (0.135, -0.02),
        (0.15, -0.012),
        (0.15, 0.022),
        (0.142, 0.028),
        (0.136, 0.022),
        (0.136, 0.012),
    ]
    parts = [
        lathe(rim, DARK, 72, TO_ROOM, at),
        lathe([(0.1365, 0.0125), (0, 0.0125)], paint("#f4f4f0", 0.35), 64, TO_ROOM, at),
    ]
    for k in range(60):
        a, is_hour = k * np.pi / 30, k % 5 == 0
        long, wide = (0.020, 0.005) if is_hour else (0.010, 0.002)
        r = 0.128 - long / 2
        place = at + np.array([r * np.sin(a), -0.0130, r * np.cos(a)])
        parts.append(
            rounded_box(
                (wide, 0.001, long),
                0.0004,
                DARK,
                1,
                1,
                at=place,
                turn=turn_about((0, 1, 0), np.degrees(a)),
            )
        )
    return parts
