"""The patient monitor on its arm."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import DARK, GREY, Material, paint
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh, frame_along, turn_about
from simulator.scene.shapes.solids import grid, lathe, rounded_box, tube

SCREEN = Material((1.0, 1.0, 1.0), 0.12, 1.0, "screen")


SCREEN_ASPECT = 0.6  # height over width of the monitor's picture


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
    """Housing, arm, buttons; the alarm lamp on top lights up and is drawn apart."""
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


def alarm_lamp(layout: Layout, material: Material) -> Mesh:
    """The lamp on top of the housing, seen from everywhere."""
    turn, c = monitor_frame(layout), np.array(layout.monitor_m)
    at = c + turn[:, 2] * (layout.monitor_width_m * SCREEN_ASPECT / 2 + 0.048)
    return rounded_box((0.15, 0.05, 0.030), 0.011, material, 3, 1, at=at, turn=turn)
