"""The bin for sharps."""

from __future__ import annotations

from simulator.scene.materials import ALUMINIUM, DARK, GREY, RED, YELLOW, paint
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh
from simulator.scene.shapes.solids import lathe, rounded_box, tube


def sharps_bin(layout: Layout) -> list[Mesh]:
    """Yellow body, red lid with a slot, on a bracket stand."""
    x, y, z = layout.sharps_m
    return [
        rounded_box((0.17, 0.15, 0.23), 0.02, YELLOW, 4, (3, 3, 3), at=(x, y, z - 0.115)),
        rounded_box((0.178, 0.158, 0.035), 0.014, RED, 3, 2, at=(x, y, z)),
        rounded_box((0.10, 0.045, 0.012), 0.005, DARK, 2, 1, at=(x, y, z + 0.016)),
        rounded_box(
            (0.09, 0.003, 0.09),
            0.001,
            paint("#f3f1e6", 0.5),
            1,
            1,
            at=(x - 0.02, y - 0.0755, z - 0.12),
        ),
        tube([(x, y, z - 0.23), (x, y, 0.05)], 0.0125, ALUMINIUM, 8, 14),
        lathe(
            [(0, 0), (0.17, 0), (0.175, 0.015), (0.16, 0.03), (0.03, 0.045)],
            GREY,
            40,
            None,
            (x, y, 0),
        ),
    ]
