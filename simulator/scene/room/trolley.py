"""The trolley: mattress, sheet, frame, rails, wheels. Flat, head towards +y."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import (
    ALUMINIUM,
    DARK,
    GREY,
    RED,
    RUBBER,
    SHEET,
    STEEL_DARK,
    TEAL,
    VINYL,
    WHITE,
)  # fmt: skip
from simulator.scene.shapes.mesh import Mesh, turn_about
from simulator.scene.shapes.solids import lathe, rounded_box, tube

HALF_WIDTH_M = 0.335
FOOT_Y_M, HEAD_Y_M = -1.10, 0.95
THICK_M = 0.10


def trolley(top: float) -> list[Mesh]:
    """Everything of the trolley, its mattress top at height `top`."""
    return [*_mattress(top), *_frame(top), *_wheels(), *_rails(top), *_ends(top)]


def _mattress(top: float) -> list[Mesh]:
    length, middle = HEAD_Y_M - FOOT_Y_M, (HEAD_Y_M + FOOT_Y_M) / 2
    body = rounded_box(
        (2 * HALF_WIDTH_M, length, THICK_M),
        0.034,
        VINYL,
        4,
        (12, 34, 2),
        at=(0, middle, top - THICK_M / 2 - 0.002),
    )
    piping = [
        tube(
            [
                (s * (HALF_WIDTH_M - 0.006), FOOT_Y_M + 0.05, top - 0.026),
                (s * (HALF_WIDTH_M - 0.006), HEAD_Y_M - 0.05, top - 0.026),
            ],
            0.0035,
            DARK,
            24,
            8,
        )
        for s in (-1, 1)
    ]
    return [body, *piping, _draw_sheet(top)]


def _draw_sheet(top: float) -> Mesh:
    sheet = rounded_box(
        (0.60, 1.55, 0.008), 0.004, SHEET, 2, (30, 70, 1), at=(0, 0.02, top + 0.001)
    )
    x, y = sheet.v[:, 0], sheet.v[:, 1]
    crease = 0.0022 * np.sin(23 * x + 5 * np.sin(3.1 * y)) * np.sin(
        7.3 * y + 2 * x
    ) + 0.0016 * np.sin(41 * x - 13 * y)
    v = sheet.v.copy()
    v[:, 2] += np.where(v[:, 2] > top, np.maximum(crease, -0.001), 0)
    return sheet.with_vertices(v)


def _frame(top: float) -> list[Mesh]:
    deck = top - THICK_M
    return [
        rounded_box((0.66, 2.02, 0.035), 0.014, GREY, 3, (6, 16, 1), at=(0, -0.075, deck - 0.022)),
        rounded_box((0.50, 1.30, 0.10), 0.03, WHITE, 3, (5, 10, 1), at=(0, -0.08, deck - 0.10)),
        *[
            rounded_box((0.17, 0.17, 0.34), 0.03, STEEL_DARK, 3, 3, at=(0, y, 0.42))
            for y in (0.38, -0.55)
        ],
        *[
            lathe(
                [(0.11, 0), (0.11, 0.02), (0.102, 0.03), (0.102, 0.17)],
                DARK,
                32,
                None,
                (0, y, 0.30),
            )
            for y in (0.38, -0.55)
        ],
        rounded_box((0.58, 1.62, 0.10), 0.045, WHITE, 4, (6, 12, 2), at=(0, -0.08, 0.215)),
        rounded_box((0.40, 1.30, 0.012), 0.005, GREY, 2, (4, 8, 1), at=(0, -0.08, 0.272)),
        _oxygen_cylinder(),
    ]


def _oxygen_cylinder() -> Mesh:
    bottle = [
        (0, 0),
        (0.045, 0.004),
        (0.052, 0.02),
        (0.052, 0.42),
        (0.045, 0.45),
        (0.018, 0.475),
        (0.018, 0.52),
        (0, 0.52),
    ]
    return lathe(
        bottle, WHITE.painted("#dfe3e2"), 32, turn_about((1, 0, 0), 90), (0.12, 0.22, 0.335)
    )


def _wheels() -> list[Mesh]:
    tread = [
        (0, -0.018),
        (0.062, -0.018),
        (0.07, -0.012),
        (0.07, 0.012),
        (0.062, 0.018),
        (0, 0.018),
    ]
    hub = [(0, -0.022), (0.035, -0.022), (0.035, 0.022), (0, 0.022)]
    across = turn_about((0, 1, 0), 90)
    parts = []
    for x in (-0.27, 0.27):
        for y in (0.66, -0.82):
            parts.append(lathe(tread, RUBBER, 28, across, (x, y, 0.07)))
            parts.append(lathe(hub, GREY, 20, across, (x, y, 0.07)))
            parts.append(rounded_box((0.055, 0.10, 0.09), 0.02, GREY, 3, 1, at=(x, y, 0.155)))
            parts.append(
                rounded_box(
                    (0.05, 0.09, 0.016),
                    0.006,
                    RED if y < 0 else TEAL,
                    2,
                    1,
                    at=(x * 1.16, y - 0.06, 0.13),
                )
            )
    return parts


def _rails(top: float) -> list[Mesh]:
    """Side rails: up on the patient's right, let down on the side where the trainee stands."""
    parts = []
    for side, lift in ((-1, 0.20), (1, -0.05)):
        z, x = top + lift, side * (HALF_WIDTH_M + 0.035)
        y0, y1 = -1.00, -0.24
        hoop = [
            (x, y0, z - 0.18),
            (x, y0 + 0.015, z - 0.05),
            (x, y0 + 0.08, z),
            (x, y1 - 0.08, z),
            (x, y1 - 0.015, z - 0.05),
            (x, y1, z - 0.18),
        ]
        parts.append(tube(hoop, 0.0135, ALUMINIUM, 70, 16))
        parts += [
            tube([(x, y, z), (x, y, z - 0.20)], 0.007, ALUMINIUM, 4, 10)
            for y in np.linspace(y0 + 0.14, y1 - 0.14, 6)
        ]
        parts.append(
            rounded_box(
                (0.026, 0.74, 0.04), 0.010, GREY, 3, (1, 8, 1), at=(x, (y0 + y1) / 2, z - 0.20)
            )
        )
        parts.append(
            rounded_box(
                (0.018, 0.12, 0.05), 0.008, TEAL, 3, 1, at=(x + side * 0.012, y1 - 0.20, z - 0.20)
            )
        )
    return parts


def _ends(top: float) -> list[Mesh]:
    z, y = top + 0.02, HEAD_Y_M + 0.03
    push = [
        (-0.28, y - 0.02, z - 0.14),
        (-0.28, y, z + 0.04),
        (-0.22, y + 0.03, z + 0.10),
        (0.22, y + 0.03, z + 0.10),
        (0.28, y, z + 0.04),
        (0.28, y - 0.02, z - 0.14),
    ]
    foot = rounded_box(
        (0.60, 0.035, 0.34), 0.016, WHITE, 4, (8, 1, 4), at=(0, FOOT_Y_M - 0.035, top + 0.04)
    )
    slot = rounded_box((0.16, 0.04, 0.035), 0.016, DARK, 3, 2, at=(0, FOOT_Y_M - 0.035, top + 0.15))
    corner = [
        lathe(
            [(0, -0.05), (0.032, -0.05), (0.04, -0.04), (0.04, 0.04), (0.032, 0.05), (0, 0.05)],
            GREY,
            24,
            None,
            (sx * 0.335, yy, top - 0.13),
        )
        for sx in (-1, 1)
        for yy in (FOOT_Y_M + 0.02, HEAD_Y_M - 0.02)
    ]
    return [tube(push, 0.0135, DARK, 56, 14), foot, slot, *corner]
