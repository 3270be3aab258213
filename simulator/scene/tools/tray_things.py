"""What lies on the tray and is never picked up: gauze, scissors, swab, tape."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import ORANGE, SHEET, STEEL, WHITE, paint
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh, turn_about
from simulator.scene.shapes.solids import lathe, rounded_box, tube


def tray_things(layout: Layout) -> list[Mesh]:
    """Meshes on the foot end of the tray (room frame)."""
    x, y, z = layout.tray_m
    far = y - layout.tray_size_m[1] / 2
    gauze = SHEET.painted("#f3f4f2")
    parts = [
        rounded_box(
            (0.075, 0.075, 0.006),
            0.0025,
            gauze,
            2,
            (6, 6, 1),
            at=(x - 0.10, far + 0.075, z - 0.006 + 0.007 * k),
            turn=turn_about((0, 0, 1), 7 * k - 5),
        )
        for k in range(4)
    ]
    bowl = [
        (0, 0),
        (0.030, 0.0),
        (0.036, 0.004),
        (0.046, 0.030),
        (0.047, 0.032),
        (0.044, 0.032),
        (0.034, 0.006),
        (0, 0.004),
    ]
    parts.append(lathe(bowl, STEEL, 44, None, (x + 0.06, far + 0.075, z - 0.009)))
    parts.append(
        lathe(
            [(0.041, 0.0), (0, 0.0)],
            paint("#6e3310", 0.08),
            40,
            None,
            (x + 0.06, far + 0.075, z + 0.012),
        )
    )
    tape = [(0.020, 0), (0.031, 0), (0.031, 0.019), (0.020, 0.019), (0.020, 0)]
    parts.append(lathe(tape, WHITE.painted("#efe9dc"), 40, None, (x + 0.13, far + 0.17, z - 0.009)))
    return [*parts, *_scissors(np.array([x - 0.11, far + 0.21, z - 0.004])), _swab(x, far, z)]


def _swab(x: float, far: float, z: float) -> Mesh:
    stick = tube(
        [(x - 0.02, far + 0.13, z - 0.003), (x + 0.09, far + 0.15, z - 0.002)],
        [0.003, 0.003, 0.003, 0.009, 0.010, 0.006],
        ORANGE,
        30,
        12,
    )
    return stick


def _scissors(at: np.ndarray) -> list[Mesh]:
    parts = []
    for s in (-1, 1):
        turn = turn_about((0, 0, 1), 62 + 7 * s)
        blade = rounded_box(
            (0.085, 0.009, 0.0028), 0.0012, STEEL, 2, (8, 2, 1), at=(0.045, 0.002 * s, 0.0014 * s)
        )
        v = blade.v.copy()
        v[:, 1] *= np.clip(1.15 - v[:, 0] / 0.10, 0.12, 1)
        a = np.linspace(0, 2 * np.pi, 24)
        ring = np.stack(
            [
                -0.088 + 0.021 * np.cos(a),
                0.004 * s + 0.013 * np.sin(a) + 0.014 * s,
                0.0014 * s + 0 * a,
            ],
            1,
        )
        arm = tube(
            [
                (0, 0.002 * s, 0.0014 * s),
                (-0.035, 0.0045 * s, 0.0014 * s),
                (-0.068, 0.013 * s, 0.0014 * s),
            ],
            0.0032,
            STEEL,
            16,
            10,
        )
        parts += [
            m.moved(at, turn)
            for m in (blade.with_vertices(v), tube(ring, 0.0032, STEEL, 48, 10), arm)
        ]
    parts.append(
        lathe([(0.0045, -0.003), (0.0045, 0.003), (0.003, 0.004), (0, 0.004)], STEEL, 20, None, at)
    )
    return parts
