"""A stool."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import RUBBER, STEEL, STEEL_DARK, TEAL
from simulator.scene.room.walls import TO_ROOM
from simulator.scene.shapes.mesh import Mesh
from simulator.scene.shapes.solids import lathe, tube


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
