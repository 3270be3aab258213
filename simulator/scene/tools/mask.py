"""Oxygen mask with reservoir: local +y faces the patient's face, +z points to his forehead."""

from __future__ import annotations

import numpy as np

from simulator.scene.materials import GREEN, WHITE, Material, paint
from simulator.scene.shapes.mesh import Mesh, merged
from simulator.scene.shapes.solids import grid, lathe, rounded_box, tube

SHELL = Material((0.80, 0.90, 0.90), 0.14, 0.0, "glass")
BAG = Material((0.84, 0.90, 0.91), 0.22, 0.0, "glass")


def mask_shell() -> Mesh:
    """The cup: a soft rim round nose and chin, drawn in to the connector in front of the mouth."""

    def place(u, w):
        a = 2 * np.pi * u
        wide = 0.036 + 0.006 * np.cos(a + np.pi)  # narrower over the nose (+z)
        rim_x, rim_z = wide * np.sin(a), 0.050 * np.cos(a) + 0.004
        depth = -0.062 * (1 - (1 - w) ** 1.7)
        shrink = 1 - 0.62 * w**1.5
        lip = np.where(w < 0.07, 0.004 * np.sin(np.pi * w / 0.07), 0)
        ridge = 0.0012 * np.cos(3 * a) * np.sin(np.pi * w)
        arch = 0.010 * np.cos(a) ** 2 * (np.cos(a) > 0) * (1 - w) - 0.012 * np.sin(a) ** 2 * (1 - w)
        x, z = (
            rim_x * shrink * (1 + lip * 30 + ridge * 8),
            rim_z * shrink * (1 + lip * 20) - 0.010 * w,
        )
        return np.stack([x, depth - arch, z], -1)

    return merged([grid(65, 22, place, SHELL), _valves(), *_connector()])


def _valves() -> Mesh:
    discs = []
    for s in (-1, 1):
        turn = np.stack(
            [(0, 0, 1), np.cross((s * 0.85, -0.5, 0), (0, 0, 1)), (s * 0.85, -0.5, 0)], 1
        )
        profile = [(0.0125, 0), (0.0125, 0.003), (0.010, 0.0042), (0, 0.0042)]
        discs.append(lathe(profile, WHITE, 28, turn, (s * 0.0265, -0.030, -0.002)))
        discs.append(
            lathe(
                [(0.007, 0.004), (0.007, 0.0055), (0, 0.0055)],
                paint("#8fc7b4", 0.4),
                20,
                turn,
                (s * 0.0265, -0.030, -0.002),
            )
        )
    return merged(discs)


def _connector() -> list[Mesh]:
    return [
        tube(
            [(0, -0.056, -0.012), (0, -0.074, -0.020), (0, -0.082, -0.042)],
            0.0115,
            GREEN.painted("#9fd2c4"),
            18,
            20,
        ),
        lathe(
            [(0.013, 0), (0.0145, 0.002), (0.0145, 0.016), (0.013, 0.018)],
            WHITE,
            28,
            None,
            (0, -0.082, -0.055),
        ),
        rounded_box((0.012, 0.014, 0.02), 0.005, GREEN, 2, 1, at=(0.012, -0.088, -0.045)),
    ]


def reservoir() -> Mesh:
    """The bag below the mask, its neck at the origin."""
    bag = rounded_box((0.082, 0.040, 0.150), 0.019, BAG, 5, (14, 4, 20), at=(0, 0, -0.075))
    v = bag.v.copy()
    t = np.clip(-v[:, 2] / 0.15, 0, 1)
    v[:, 0] *= (
        0.55
        + 0.45 * np.sin(np.pi * np.clip(t * 0.62 + 0.1, 0, 1))
        + 0.01 * np.sin(31 * v[:, 2] + 20 * v[:, 0])
    )
    v[:, 1] *= 0.35 + 0.65 * np.sin(np.pi * np.clip(t * 0.9 + 0.05, 0, 1))
    v[:, 1] += 0.0005 * np.sin(60 * v[:, 2]) * np.sin(50 * v[:, 0])
    return bag.with_vertices(v)


BAG_AT_M, BAG_TILT_DEG = (0.0, -0.080, -0.060), 40.0  # it sinks towards the chest of a lying man
