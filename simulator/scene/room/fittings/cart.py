"""The crash cart with its defibrillator."""

from __future__ import annotations

from simulator.scene.materials import ALUMINIUM, DARK, RED, RUBBER, TEAL, Material, paint
from simulator.scene.room.walls import TO_ROOM
from simulator.scene.shapes.mesh import Mesh, turn_about
from simulator.scene.shapes.solids import lathe, rounded_box, tube


def crash_cart(x: float = -1.62, y: float = -0.55) -> list[Mesh]:
    """Red drawers and a defibrillator, against the patient's right-hand wall."""
    parts = [
        rounded_box((0.50, 0.62, 0.80), 0.02, RED, 4, (4, 5, 6), at=(x, y, 0.53)),
        rounded_box(
            (0.54, 0.66, 0.03), 0.012, paint("#d8dcdc", 0.35), 3, (4, 5, 1), at=(x, y, 0.945)
        ),
        tube(
            [
                (x + 0.29, y - 0.30, 0.86),
                (x + 0.32, y - 0.28, 0.88),
                (x + 0.32, y + 0.28, 0.88),
                (x + 0.29, y + 0.30, 0.86),
            ],
            0.012,
            ALUMINIUM,
            24,
            12,
        ),
    ]
    for k, h in enumerate((0.09, 0.09, 0.14, 0.14, 0.20)):
        z = 0.86 - sum((0.10, 0.10, 0.15, 0.15, 0.21)[:k]) - h / 2
        parts.append(
            rounded_box((0.012, 0.57, h), 0.006, paint("#c8372c", 0.35), 2, 2, at=(x + 0.253, y, z))
        )
        parts.append(
            rounded_box((0.02, 0.20, 0.016), 0.006, ALUMINIUM, 2, 1, at=(x + 0.266, y, z + h * 0.2))
        )
        parts.append(
            rounded_box(
                (0.004, 0.10, 0.03),
                0.001,
                paint("#f4f5f2", 0.5),
                1,
                1,
                at=(x + 0.260, y - 0.20, z + h * 0.1),
            )
        )
    parts += [
        lathe(
            [(0, -0.02), (0.05, -0.02), (0.055, 0), (0.05, 0.02), (0, 0.02)],
            RUBBER,
            22,
            TO_ROOM,
            (x + sx * 0.2, y + sy * 0.25, 0.055),
        )
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    return parts + _defibrillator(x, y)


def _defibrillator(x: float, y: float) -> list[Mesh]:
    glow = Material((0.10, 0.35, 0.22), 1.0, 0.0, "glow", 0.8)
    return [
        rounded_box((0.26, 0.36, 0.26), 0.03, paint("#dfe2e0", 0.4), 4, 4, at=(x, y, 1.09)),
        rounded_box((0.012, 0.19, 0.13), 0.004, DARK, 2, 2, at=(x + 0.128, y - 0.04, 1.13)),
        rounded_box((0.004, 0.165, 0.105), 0.001, glow, 1, 1, at=(x + 0.135, y - 0.04, 1.13)),
        lathe(
            [(0.03, 0), (0.03, 0.014), (0.025, 0.018), (0, 0.018)],
            TEAL,
            28,
            turn_about((0, 1, 0), 90),
            (x + 0.128, y + 0.115, 1.13),
        ),
        tube(
            [(x, y - 0.12, 1.21), (x, y - 0.11, 1.27), (x, y + 0.11, 1.27), (x, y + 0.12, 1.21)],
            0.013,
            DARK,
            30,
            12,
        ),
        rounded_box((0.10, 0.06, 0.09), 0.02, DARK, 3, 2, at=(x + 0.02, y + 0.21, 1.12)),
        tube(
            [
                (x + 0.10, y + 0.15, 1.02),
                (x + 0.20, y + 0.24, 1.0),
                (x + 0.16, y + 0.28, 0.98),
                (x + 0.02, y + 0.23, 1.08),
            ],
            0.006,
            DARK,
            40,
            8,
        ),
    ]
