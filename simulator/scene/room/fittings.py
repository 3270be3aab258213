"""What stands and hangs in the bay: monitor, lamp, drip stand, tray, clock, phone, bin, cart."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import (
    ALUMINIUM,
    BLUE,
    CLEAR,
    DARK,
    GREY,
    LAMP_DOT,
    RED,
    RUBBER,
    STEEL,
    STEEL_DARK,
    TEAL,
    WHITE,
    YELLOW,
    Material,
    paint,
)  # fmt: skip
from simulator.scene.room.layout import Layout
from simulator.scene.room.walls import TO_ROOM
from simulator.scene.shapes.mesh import Mesh, frame_along, turn_about
from simulator.scene.shapes.solids import grid, lathe, rounded_box, tube

SCREEN = Material((1.0, 1.0, 1.0), 0.12, 1.0, "screen")
SCREEN_ASPECT = 0.6  # height over width of the monitor's picture
AMBER = Material((1.0, 0.75, 0.05), 1.0, 0.0, "glow", 1.2)


def monitor_frame(layout: Layout) -> np.ndarray:
    """Columns: right, into the screen, up; it looks at the trainee, tilted by 4 degrees."""
    toward = np.subtract(layout.monitor_look_at_m, layout.monitor_m)
    toward[2] = 0
    toward /= np.linalg.norm(toward)
    right = np.cross((0, 0, 1.0), toward)
    tilt = turn_about(right, 4)
    toward, up = tilt @ toward, tilt @ np.array([0, 0, 1.0])
    return np.stack([right, -toward, up], 1)


def monitor(layout: Layout) -> list[Mesh]:
    """Housing, arm, buttons, alarm light."""
    turn, c = monitor_frame(layout), np.array(layout.monitor_m)
    right, back, up = turn.T
    w = layout.monitor_width_m
    h = w * SCREEN_ASPECT
    wall = np.array([c[0] - 0.05, layout.room_high_m[1], c[2] + 0.05])
    arm = [
        c + back * 0.09,
        c + back * 0.14,
        (c + wall) / 2 + [0.10, 0, -0.02],
        wall + np.array([0, -0.1, 0]),
        wall,
    ]
    parts = [
        rounded_box(
            (w + 0.065, 0.075, h + 0.085),
            0.024,
            paint("#d9dde0", 0.4),
            4,
            (5, 2, 4),
            at=c,
            turn=turn,
        ),
        rounded_box(
            (w + 0.026, 0.02, h + 0.026),
            0.009,
            DARK,
            3,
            (3, 1, 3),
            at=c - back * 0.034 + up * 0.006,
            turn=turn,
        ),
        rounded_box((0.09, 0.10, 0.09), 0.015, GREY, 3, 2, at=c + back * 0.07, turn=turn),
        tube(arm, 0.022, GREY, 40, 16),
        rounded_box((0.11, 0.04, 0.34), 0.014, GREY, 3, 2, at=wall - [0, 0.01, 0]),
        rounded_box(
            (0.12, 0.05, 0.024), 0.009, AMBER, 2, 1, at=c + up * (h / 2 + 0.045), turn=turn
        ),
    ]
    for k in range(6):
        at = c - back * 0.038 - up * (h / 2 + 0.026) + right * (-0.15 + 0.05 * k)
        parts.append(rounded_box((0.032, 0.012, 0.014), 0.004, GREY, 2, 1, at=at, turn=turn))
    knob = c - back * 0.038 - up * (h / 2 + 0.022) + right * (w / 2 - 0.02)
    parts.append(
        lathe(
            [(0.016, 0), (0.016, 0.012), (0.014, 0.015), (0, 0.015)],
            DARK,
            28,
            frame_along(-back),
            knob,
        )
    )
    return parts


def monitor_screen(layout: Layout) -> Mesh:
    """The rectangle that shows the painter's picture; uv (0, 0) is its lower left."""
    turn, c = monitor_frame(layout), np.array(layout.monitor_m)
    right, back, up = turn.T
    w = layout.monitor_width_m
    h = w * SCREEN_ASPECT
    mid = c - back * 0.0455 + up * 0.006

    def place(u, v):
        return mid + ((u - 0.5) * w)[..., None] * right + ((v - 0.5) * h)[..., None] * up

    return grid(2, 2, place, SCREEN)


def lamp(layout: Layout) -> list[Mesh]:
    """The examination lamp on its ceiling arm: the key light."""
    at, aim = np.array(layout.lamp_m), np.array(layout.lamp_look_at_m)
    turn = frame_along(aim - at, (0, 0, 1.0))
    x, y, d = turn.T
    head = [
        (0, -0.085),
        (0.05, -0.085),
        (0.07, -0.07),
        (0.14, -0.045),
        (0.18, -0.01),
        (0.184, 0.006),
        (0.176, 0.012),
        (0.165, 0.006),
    ]
    parts = [
        lathe(head, WHITE, 64, turn, at),
        lathe(
            [(0.165, 0.004), (0.0, 0.004)],
            Material((1.0, 0.97, 0.9), 1.0, 0.0, "glow", 2.0),
            48,
            turn,
            at,
        ),
    ]
    dot = [(0.034, 0.004), (0.032, 0.010), (0, 0.011)]
    rings = [
        (0, 0.0),
        *[(0.085, k * np.pi / 3) for k in range(6)],
        *[(0.140, (k + 0.5) * np.pi / 6) for k in range(12)],
    ]
    for r, a in rings:
        s = 1.0 if r < 0.1 else 0.62
        small = [(p * s, q) for p, q in dot]
        parts.append(lathe(small, LAMP_DOT, 20, turn, at + x * r * np.cos(a) + y * r * np.sin(a)))
    top = layout.room_high_m[2]
    joint = at - d * 0.10
    arm = [
        joint,
        joint + np.array([-0.04, 0.0, 0.1]),
        joint + np.array([-0.25, 0.03, 0.32]),
        joint + np.array([-0.45, 0.05, 0.42]),
        [joint[0] - 0.75, joint[1] + 0.05, top - 0.2],
    ]
    parts += [
        tube(arm, 0.021, WHITE, 64, 16),
        tube([arm[-1], [arm[-1][0], arm[-1][1], top]], 0.032, WHITE, 4, 20),
        lathe(
            [(0, -0.03), (0.10, -0.03), (0.12, 0.0), (0.12, 0.02)],
            WHITE,
            40,
            None,
            (arm[-1][0], arm[-1][1], top - 0.02),
        ),
        tube([at + d * 0.01, at + d * 0.10], [0.017, 0.014], GREY, 8, 16),
        lathe(
            [(0, -0.03), (0.03, -0.025), (0.034, 0), (0.03, 0.025), (0, 0.03)],
            GREY,
            24,
            turn,
            joint,
        ),
    ]
    return parts


DRIP_STAND_M = (0.60, 1.30)


def drip_bag() -> np.ndarray:
    """Where the line leaves the drip chamber (m, room frame)."""
    return np.array([DRIP_STAND_M[0] - 0.076, DRIP_STAND_M[1], 1.725])


def drip_stand() -> list[Mesh]:
    """Drip stand with a bag of crystalloid; the line to the arm is drawn with the patient."""
    x, y = DRIP_STAND_M
    base = [
        tube(
            [(x, y, 0.10), (x + 0.26 * np.cos(a), y + 0.26 * np.sin(a), 0.06)],
            [0.016, 0.011],
            GREY,
            6,
            12,
        )
        for a in np.arange(5) * 2 * np.pi / 5
    ]
    casters = [
        lathe(
            [(0, -0.014), (0.024, -0.014), (0.026, 0), (0.024, 0.014), (0, 0.014)],
            RUBBER,
            18,
            TO_ROOM,
            (x + 0.26 * np.cos(a), y + 0.26 * np.sin(a), 0.028),
        )
        for a in np.arange(5) * 2 * np.pi / 5
    ]
    hooks = tube(
        [
            (x - 0.10, y, 2.07),
            (x - 0.075, y, 2.02),
            (x, y, 2.03),
            (x + 0.075, y, 2.02),
            (x + 0.10, y, 2.07),
        ],
        0.0045,
        STEEL,
        30,
        10,
    )
    return [
        *base, *casters, hooks, *_bag(x - 0.076, y),
        lathe([(0, 0), (0.035, 0), (0.035, 0.05), (0.02, 0.06)], GREY, 24, None, (x, y, 0.09)),
        tube([(x, y, 0.10), (x, y, 1.15)], 0.0135, ALUMINIUM, 8, 16),
        tube([(x, y, 1.10), (x, y, 2.03)], 0.0095, STEEL, 8, 14),
        lathe([(0, 0), (0.02, 0.0), (0.02, 0.05), (0, 0.05)], DARK, 20, None, (x, y, 1.10)),
    ]  # fmt: skip


def _bag(x: float, y: float) -> list[Mesh]:
    film = Material((0.80, 0.84, 0.86), 0.18, 0.0, "glass")
    bag = rounded_box((0.115, 0.036, 0.20), 0.016, film, 4, 6, at=(x, y, 1.905))
    v = bag.v.copy()
    v[:, 1] = y + (v[:, 1] - y) * np.clip(
        1.15 - 0.9 * np.abs((v[:, 2] - 1.875) / 0.125) ** 2, 0.25, 1.2
    )
    label = rounded_box(
        (0.075, 0.002, 0.10), 0.0008, paint("#f2f5f4", 0.5), 1, 1, at=(x, y - 0.0205, 1.90)
    )
    stripe = rounded_box((0.075, 0.0025, 0.018), 0.0008, BLUE, 1, 1, at=(x, y - 0.021, 1.93))
    chamber = lathe(
        [(0, 0), (0.009, 0.0), (0.0095, 0.01), (0.0095, 0.05), (0.006, 0.058), (0.003, 0.075)],
        CLEAR,
        18,
        None,
        (x, y, 1.725),
    )
    return [
        bag.with_vertices(v),
        label,
        stripe,
        chamber,
        tube([(x, y, 1.81), (x, y, 1.79)], 0.006, CLEAR, 3, 10),
    ]


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


def stool(x: float = 1.45, y: float = -1.05) -> list[Mesh]:
    """A round stool."""
    legs = [
        tube(
            [(x, y, 0.14), (x + 0.25 * np.cos(a), y + 0.25 * np.sin(a), 0.07)],
            [0.018, 0.012],
            STEEL_DARK,
            6,
            12,
        )
        for a in np.arange(5) * 2 * np.pi / 5 + 0.3
    ]
    feet = [
        lathe(
            [(0, -0.02), (0.026, -0.02), (0.028, 0), (0.026, 0.02), (0, 0.02)],
            RUBBER,
            18,
            TO_ROOM,
            (x + 0.25 * np.cos(a), y + 0.25 * np.sin(a), 0.03),
        )
        for a in np.arange(5) * 2 * np.pi / 5 + 0.3
    ]
    seat = [
        (0, 0),
        (0.16, 0.0),
        (0.175, 0.012),
        (0.178, 0.04),
        (0.165, 0.062),
        (0.10, 0.070),
        (0, 0.068),
    ]
    return [
        *legs,
        *feet,
        tube([(x, y, 0.12), (x, y, 0.50)], 0.02, STEEL, 6, 16),
        lathe(seat, TEAL.painted("#2c4653"), 48, None, (x, y, 0.50)),
    ]
