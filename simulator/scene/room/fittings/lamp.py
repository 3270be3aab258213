"""The examination lamp: the key light."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import GREY, LAMP_DOT, WHITE, Material
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh, frame_along
from simulator.scene.shapes.solids import lathe, tube


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
