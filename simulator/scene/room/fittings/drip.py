"""A drip stand with its bag."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import (
    ALUMINIUM,
    BLUE,
    CLEAR,
    DARK,
    GREY,
    RUBBER,
    STEEL,
    Material,
    paint,
)
from simulator.scene.room.walls import TO_ROOM
from simulator.scene.shapes.mesh import Mesh
from simulator.scene.shapes.solids import lathe, rounded_box, tube

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
