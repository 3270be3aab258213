"""The shell of the bay: floor, walls, ceiling panels, rails, head wall, curtains."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import (
    CEILING,
    CLEAR,
    CURTAIN,
    DARK,
    FLOOR,
    GREEN,
    GREY,
    LIGHT_PANEL,
    STEEL,
    STEEL_DARK,
    TEAL,
    WALL,
    WHITE,
    YELLOW,
    Material,
    paint,
)  # fmt: skip
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh, turn_about
from simulator.scene.shapes.solids import grid, lathe, rectangle, rounded_box, tube

WHITEBOARD_M, WHITEBOARD_SIZE_M = (-0.28, 1.958, 2.12), (0.70, 0.45)
TO_ROOM = turn_about((1, 0, 0), 90)  # a lathe on the head wall: its z comes out of the wall


def shell(layout: Layout) -> list[Mesh]:
    """Floor, four walls, ceiling, light panels, skirting and bumper rails."""
    (x0, y0, _), (x1, y1, top) = layout.room_low_m, layout.room_high_m
    wide, deep = x1 - x0, y1 - y0
    lower = WALL.painted("#bfcfcf")
    parts = [
        rectangle((x0, y0, 0), (wide, 0, 0), (0, deep, 0), 64, 72, FLOOR),
        rectangle((x0, y1, top), (wide, 0, 0), (0, -deep, 0), 20, 22, CEILING),
    ]
    corners = [
        ((x0, y1), (wide, 0), 48),
        ((x1, y1), (0, -deep), 28),
        ((x0, y0), (0, deep), 28),
        ((x1, y0), (-wide, 0), 14),
    ]
    for (x, y), (ex, ey), count in corners:
        parts.append(rectangle((x, y, 0), (ex, ey, 0), (0, 0, 0.92), count, 12, lower))
        parts.append(rectangle((x, y, 0.92), (ex, ey, 0), (0, 0, top - 0.92), count, 20, WALL))
    parts += [_panel(layout, center) for center in layout.panel_centers_m]
    parts += [_ceiling_grid(layout)]
    parts += _rails(layout)
    return parts


def _panel(layout: Layout, center: tuple[float, float]) -> Mesh:
    half, top = layout.panel_half_m, layout.room_high_m[2]
    size = (2 * half[0], 2 * half[1], 0.02)
    return rounded_box(size, 0.005, LIGHT_PANEL, 1, 2, at=(*center, top - 0.012))


def _ceiling_grid(layout: Layout) -> Mesh:
    from simulator.scene.shapes.mesh import merged

    (x0, y0, _), (x1, y1, top) = layout.room_low_m, layout.room_high_m
    bars = [
        rounded_box(
            (0.024, y1 - y0, 0.012), 0.004, WHITE, 1, (1, 12, 1), at=(x, (y0 + y1) / 2, top - 0.004)
        )
        for x in np.arange(x0 + 0.54, x1, 0.63)
    ]
    bars += [
        rounded_box((x1 - x0, 0.024, 0.012), 0.004, WHITE, 1, (12, 1, 1), at=(0, y, top - 0.004))
        for y in np.arange(y1 - 0.58, y0, -1.25)
    ]
    return merged(bars)


def _rails(layout: Layout) -> list[Mesh]:
    x1, y1, _ = layout.room_high_m
    y0 = layout.room_low_m[1]
    skirt = paint("#6d7b80", 0.5)
    long = (2 * x1, 0.03, 0.14)
    side = (0.03, y1 - y0, 0.14)
    parts = [
        rounded_box((2 * x1, 0.02, 0.12), 0.006, skirt, 2, (20, 1, 1), at=(0, y1 - 0.01, 0.06)),
        rounded_box(long, 0.012, TEAL, 3, (24, 1, 1), at=(0, y1 - 0.015, 0.92)),
    ]
    for x in (-x1, x1):
        inset = x - np.sign(x) * 0.012
        parts.append(
            rounded_box(
                (0.02, y1 - y0, 0.12), 0.006, skirt, 2, (1, 20, 1), at=(inset, (y0 + y1) / 2, 0.06)
            )
        )
        parts.append(rounded_box(side, 0.012, TEAL, 3, (1, 24, 1), at=(inset, (y0 + y1) / 2, 0.92)))
    return parts


def head_wall(layout: Layout) -> list[Mesh]:
    """The medical rail: gas outlets, sockets, the oxygen flowmeter, suction, a reading light."""
    y = layout.room_high_m[1]
    ox, _, oz = layout.oxygen_m
    white = paint("#eceeec", 0.38)
    parts = [
        rounded_box(
            (3.0, 0.055, 0.27), 0.02, white, 4, (24, 1, 2), at=(0.05, y - 0.027, oz - 0.03)
        ),
        rounded_box(
            (3.0, 0.058, 0.03), 0.008, TEAL, 2, (14, 1, 1), at=(0.05, y - 0.029, oz + 0.085)
        ),
        rounded_box((2.4, 0.03, 0.03), 0.006, STEEL, 2, (12, 1, 1), at=(0.05, y - 0.05, oz - 0.22)),
    ]
    colors = ("#f4f6f6", "#f4f6f6", "#20252a", "#e8c832", "#2f68b8")
    for x, color in zip(np.linspace(ox, ox + 0.68, 5), colors):
        parts += _gas_outlet((x, y - 0.065, oz), color)
    for x in (0.62, 0.84, 1.06, 1.28):
        parts += _socket((x, y - 0.058, oz - 0.02))
    return (
        parts + _flowmeter((ox, y - 0.13, oz - 0.06)) + _suction((ox + 0.51, y - 0.11, oz - 0.40))
    )


def _gas_outlet(at: tuple[float, float, float], color: str) -> list[Mesh]:
    ring = [
        (0.038, -0.02),
        (0.038, -0.006),
        (0.036, 0),
        (0.024, 0),
        (0.024, 0.016),
        (0.022, 0.02),
        (0, 0.02),
    ]
    x, y, z = at
    return [
        lathe(ring, paint(color, 0.35), 28, TO_ROOM, at),
        lathe(
            [(0.012, 0), (0.012, 0.006), (0.009, 0.008), (0, 0.008)],
            STEEL_DARK,
            18,
            TO_ROOM,
            (x, y - 0.018, z),
        ),
        rounded_box(
            (0.07, 0.006, 0.022), 0.002, paint(color, 0.4), 1, 1, at=(x, y + 0.008, z + 0.056)
        ),
    ]


def _socket(at: tuple[float, float, float]) -> list[Mesh]:
    x, y, z = at
    plate = rounded_box((0.15, 0.012, 0.09), 0.006, paint("#d8dad8", 0.35), 2, 1, at=at)
    slots = [
        rounded_box((0.009, 0.004, 0.022), 0.002, DARK, 1, 1, at=(x + dx + s * 0.018, y - 0.006, z))
        for dx in (-0.035, 0.035)
        for s in (-1, 1)
    ]
    return [plate, *slots]


def _flowmeter(at: tuple[float, float, float]) -> list[Mesh]:
    x, y, z = at
    glass = [(0, 0), (0.012, 0), (0.014, 0.01), (0.014, 0.13), (0.010, 0.14), (0, 0.14)]
    knob = [(0, 0), (0.022, 0), (0.025, 0.02), (0.020, 0.045), (0, 0.05)]
    cup = [(0, 0), (0.024, 0), (0.028, 0.012), (0.028, 0.095), (0.026, 0.10), (0, 0.10)]
    return [
        lathe(glass, CLEAR, 20, None, (x, y, z)),
        lathe(
            [(0, -0.006), (0.0055, -0.004), (0.0062, 0), (0.0055, 0.004), (0, 0.006)],
            DARK,
            14,
            None,
            (x, y, z + 0.105),
        ),
        lathe(knob, GREEN, 24, None, (x, y, z - 0.05)),
        lathe(cup, Material((0.82, 0.87, 0.9), 0.15, 0.0, "glass"), 28, None, (x, y, z - 0.165)),
        tube(
            [(x, y, z - 0.02), (x, y + 0.06, z - 0.02), (x, y + 0.09, z + 0.06)],
            0.009,
            STEEL,
            20,
            12,
        ),
        tube([(x, y, z - 0.05), (x, y, z - 0.08)], 0.006, GREEN, 4, 10),
    ]


def _suction(at: tuple[float, float, float]) -> list[Mesh]:
    jar = [(0, 0), (0.055, 0), (0.06, 0.01), (0.065, 0.16), (0.0, 0.16)]
    lid = [(0.068, 0), (0.07, 0.02), (0.05, 0.035), (0, 0.04)]
    x, y, z = at
    return [
        lathe(jar, CLEAR, 32, None, at),
        lathe(lid, YELLOW, 32, None, (x, y, z + 0.16)),
        tube(
            [(x, y, z + 0.2), (x + 0.02, y, z + 0.30), (x + 0.03, y + 0.05, z + 0.40)],
            0.005,
            CLEAR,
            24,
            10,
        ),
        rounded_box((0.05, 0.05, 0.05), 0.01, GREY, 2, 1, at=(x, y + 0.075, z + 0.12)),
    ]


def curtains(layout: Layout) -> list[Mesh]:
    """Pleated curtains on a track: the patient's left side drawn back, the right side half open."""
    y = layout.room_high_m[1]
    runs = (
        ((1.92, y - 0.05), (1.86, -0.55), 13, 0.055, 0.0),
        ((-1.98, y - 0.05), (-1.93, 0.72), 8, 0.045, 2.0),
    )
    parts = []
    for a, b, pleats, depth, phase in runs:
        parts.append(_curtain(np.array(a), np.array(b), pleats, depth, phase))
        parts.append(tube([(*a, 2.30), (*b, 2.30)], 0.012, STEEL, 4, 10))
        for k in range(5):
            x, yy = np.array(a) + (np.array(b) - a) * (k + 0.5) / 5
            parts.append(tube([(x, yy, 2.30), (x, yy, layout.room_high_m[2])], 0.005, STEEL, 2, 8))
    return parts


def _curtain(a, b, pleats: int, depth: float, phase: float) -> Mesh:
    along = b - a
    across = np.array([-along[1], along[0]]) / np.linalg.norm(along)
    low, high = 0.10, 2.27

    def place(u, w):
        swing = np.sin(2 * np.pi * pleats * u + phase + 0.6 * np.sin(5 * u))
        swing = swing + 0.35 * np.sin(4 * np.pi * pleats * u + 1.3 + w)
        fold = depth * (0.55 + 0.45 * (1 - w)) * swing * (1 + 0.25 * np.sin(7 * u + 2 * w))
        xy = a + u[..., None] * along + fold[..., None] * across
        return np.concatenate([xy, (low + (high - low) * w)[..., None]], -1)

    sheet = grid(pleats * 30, 12, place, CURTAIN, flip=phase > 0)  # lit on the side that is seen
    size = np.array([np.linalg.norm(along) * 1.6, high - low, 0])
    rest = np.c_[sheet.uv, np.zeros(len(sheet.v))] * size
    return Mesh(**{**sheet.__dict__, "rest": rest.astype(np.float32)})


def wall_things(layout: Layout) -> list[Mesh]:
    """Glove boxes, a whiteboard, an apron roll, a waste bin: what every bay has."""
    y = layout.room_high_m[1]
    parts = []
    for k, color in enumerate(("#3b6fb5", "#7a4fa0", "#3d9a74")):
        z = 1.62 + 0.135 * k
        parts.append(
            rounded_box(
                (0.25, 0.10, 0.125), 0.006, paint(color, 0.6), 2, 2, at=(-1.30, y - 0.055, z)
            )
        )
        parts.append(
            rounded_box(
                (0.11, 0.006, 0.04),
                0.002,
                paint("#e9edf0", 0.9, "fabric"),
                1,
                1,
                at=(-1.30, y - 0.106, z),
            )
        )
    parts += _whiteboard()
    parts += [
        lathe(
            [(0, 0), (0.15, 0), (0.17, 0.02), (0.19, 0.52), (0.20, 0.53), (0.20, 0.56)],
            paint("#c9ced0", 0.5),
            40,
            None,
            (-1.45, y - 0.28, 0),
        ),
        lathe(
            [(0.205, 0.0), (0.20, 0.03), (0.12, 0.055), (0, 0.06)],
            YELLOW,
            40,
            None,
            (-1.45, y - 0.28, 0.55),
        ),
    ]
    return parts


def _whiteboard() -> list[Mesh]:
    x, y, z = WHITEBOARD_M
    return [
        rounded_box(
            (WHITEBOARD_SIZE_M[0] + 0.04, 0.02, WHITEBOARD_SIZE_M[1] + 0.04),
            0.008,
            GREY,
            2,
            3,
            at=WHITEBOARD_M,
        ),
        rounded_box((0.30, 0.05, 0.014), 0.005, GREY, 2, 2, at=(x, y - 0.03, z - 0.215)),
        *[
            tube(
                [
                    (x - 0.09 + 0.06 * k, y - 0.04, z - 0.204),
                    (x - 0.04 + 0.06 * k, y - 0.04, z - 0.204),
                ],
                0.006,
                paint(color, 0.4),
                4,
                10,
            )
            for k, color in enumerate(("#24406e", "#b22824", "#20252a"))
        ],
    ]


def whiteboard_sheet(material: Material) -> Mesh:
    """What is written on, its light as bright as the wall's; uv (0, 0) is its lower left."""
    x, y, z = WHITEBOARD_M
    wide, high = WHITEBOARD_SIZE_M
    sheet = rectangle(
        (x - wide / 2, y - 0.0115, z - high / 2), (wide, 0, 0), (0, 0, high), 2, 2, material
    )
    sheet.light[:] = (0.46, 0.46, 0.45, 0.95)
    return sheet
