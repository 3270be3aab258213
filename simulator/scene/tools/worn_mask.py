"""What a mask needs on a face: an elastic band round the head, a hose to the flowmeter."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.core.records import Quat, rotate
from simulator.scene.materials import paint
from simulator.scene.patient.bands import measured
from simulator.scene.patient.frame import Figure
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh, merged
from simulator.scene.shapes.solids import rounded_box, tube

Array = npt.NDArray[Any]
ELASTIC = paint("#dfe8e2", 0.7)
CLIP = paint("#f1f4f3", 0.35)
HOSE = paint("#b9dccb", 0.30)
SIDE_M = np.array([0.0385, -0.012, -0.006])  # where the band is tied, mask frame
INLET_M = np.array([0.0, -0.082, -0.058])  # where the hose is pushed on, mask frame
NOZZLE_BELOW_M = 0.222  # of the flowmeter, under its center


def strap_and_hose(figure: Figure, layout: Layout, at: Array, turn: Quat) -> Mesh:
    """Both as one mesh (room frame) for a mask worn at that place."""
    return merged([_strap(figure, at, turn), _hose(layout, at, turn)])


def _strap(figure: Figure, at: Array, turn: Quat) -> Mesh:
    axis = np.array([0.0, 0.82, 0.57])  # square to the band's plane: mouth to back of the head
    middle = figure.eye_m + np.array([0.0, 0.004, -0.085])
    head = figure.v[figure.v[:, 1] > figure.eye_m[1] - 0.16].astype(float)
    ring = measured(head, middle - axis * 0.008, middle + axis * 0.008, np.array([0, 0, 1.0]), 0.16)
    angles = np.radians(np.linspace(30, 330, 60))
    way = _on_skin(figure, ring.place(angles, np.full(60, 0.5), 0.0022))
    left, right = (at + rotate(turn, SIDE_M * (s, 1, 1)) for s in (1, -1))
    first, last = (left, right) if way[0][0] > 0 else (right, left)
    clips = [rounded_box((0.010, 0.016, 0.006), 0.0025, CLIP, 2, 1, at=at) for at in (first, last)]
    return merged([tube([first, *way, last], 0.0024, ELASTIC, 160, 8), *clips])


def _on_skin(figure: Figure, way: Array) -> Array:
    """Points lifted out of the skin where a cheek is rounder than the ring."""
    out = way.copy()
    for k, p in enumerate(way):
        near = figure.nearest(p)
        short = 0.0026 - float((p - figure.v[near]) @ figure.n[near])
        out[k] = p + figure.n[near] * max(short, 0.0)
    return out


def _hose(layout: Layout, at: Array, turn: Quat) -> Mesh:
    inlet = at + rotate(turn, INLET_M)
    nozzle = np.array([layout.oxygen_m[0], layout.room_high_m[1] - 0.13, layout.oxygen_m[2]])
    nozzle[2] -= NOZZLE_BELOW_M
    beside = inlet + np.array([-0.15, 0.02, -0.10])
    way = [
        inlet, inlet + rotate(turn, (-0.008, 0.0, -0.030)),
        beside + np.array((0.07, -0.03, 0.06)), beside,
        beside + np.array((-0.10, 0.18, -0.06)),
        (nozzle + beside) / 2 + np.array((-0.08, 0.16, -0.24)),
        nozzle - (0.0, 0.02, 0.16), nozzle,
    ]  # fmt: skip
    return tube(way, 0.0035, HOSE, 120, 10)
