"""A tube in the airway as it is seen: in the corner of the mouth, taped, with its hoses."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.materials import BLUE, WHITE, Material, paint
from simulator.scene.patient.bands import measured, outward
from simulator.scene.patient.frame import Figure
from simulator.scene.shapes.mesh import Mesh, frame_along
from simulator.scene.shapes.solids import grid, lathe, smooth_path, tube

Array = npt.NDArray[Any]
PVC = Material((0.80, 0.86, 0.88), 0.20, 0.0, "glass")
TAPE = paint("#e9e4d6", 0.75, "fabric")
HOSE = paint("#b9c9cf", 0.35)
CORNER_M = (-0.014, -0.068)  # of the mouth, from between the eyes: right side, down the face
OUTER_R_M = 0.0054  # of a tube of 8.0 mm inner diameter


def breathing_tube(figure: Figure) -> list[Mesh]:
    """Tube, connector, tape round the head, catheter mount and the two hoses of a ventilator."""
    x, y = CORNER_M
    lip, _ = figure.top(x, float(figure.eye_m[1]) + y)
    up = np.array([-0.10, -0.10, 0.99])
    end = lip + up * 0.050
    way = [lip - up * 0.055 + (0.010, -0.012, 0.0), lip - up * 0.012, lip + up * 0.020, end]
    ring = [(OUTER_R_M, 0), (0.0085, 0.002), (0.0085, 0.020), (0.0075, 0.022), (0.0075, 0.030)]
    parts = [
        tube(way, OUTER_R_M, PVC, 40, 18),
        lathe(ring, BLUE.painted("#cfe3f2"), 28, frame_along(up), end - up * 0.004),
        *_tape(figure, lip + up * 0.006),
    ]
    rise = np.array([(0, 0, 0), (0, 0, 0.020), (-0.035, -0.020, 0.035), (-0.085, -0.030, 0.010)])
    bend = end + up * 0.030 + rise
    return [*parts, _corrugated(bend, 0.0095, 34), *_hoses(bend[-1])]


def _hoses(mount: Array) -> list[Mesh]:
    """In and out, over the patient's right shoulder to the foot of the head wall."""
    out = []
    for k, s in enumerate((-1, 1)):
        near = mount + np.array(
            [(0, 0, 0), (-0.03, -0.012 * s, -0.006), (-0.12, 0.02 - 0.02 * s, -0.05),
             (-0.24, 0.16 - 0.03 * s, -0.10)]
        )  # fmt: skip
        far = np.array([(-0.62, 1.10, 0.86), (-0.95, 1.45, 0.60), (-1.02, 1.80, 0.55)])
        way = [*near, *(far + np.array((0.0, 0.06 * k, 0.0)))]
        out.append(_corrugated(way, 0.0110, 260))
    wye = lathe([(0.012, -0.014), (0.0135, 0.0), (0.012, 0.014)], WHITE, 24, None, mount)
    return [*out, wye]


def _corrugated(way: Any, radius_m: float, count: int) -> Mesh:
    path = smooth_path(way, 4 * count)
    radii = radius_m * (1.0 + 0.10 * (np.arange(4 * count) % 4 < 2))
    return tube(path, radii.tolist(), HOSE, 4 * count, 14)


def _tape(figure: Figure, at: Array) -> list[Mesh]:
    """A ribbon from cheek to cheek over the upper lip, once round the tube."""
    axis = np.array([0.0, 0.98, 0.20])
    middle = np.array([0.0, float(at[1]) + 0.013, float(figure.eye_m[2]) - 0.035])
    head = figure.v[np.abs(figure.v[:, 1] - middle[1]) < 0.07].astype(float)
    ring = measured(head, middle - axis * 0.006, middle + axis * 0.006, np.array([0, 0, 1.0]), 0.13)

    def place(u: Array, w: Array) -> Array:
        angle = np.radians(100.0) * (u - 0.5)
        lift = 0.0016 + 0.0006 * np.sin(np.pi * w) + 0.0012 * np.abs(2 * u - 1)
        return ring.place(angle, 0.05 + 0.9 * w, lift)

    ribbon = outward(grid(60, 7, place, TAPE), middle)
    turns = np.linspace(0, 2 * np.pi, 20)
    loop = at + np.stack([0.0064 * np.cos(turns), 0.0064 * np.sin(turns), 0.0 * turns], 1)
    return [ribbon, tube(loop, 0.0026, TAPE, 40, 8)]
