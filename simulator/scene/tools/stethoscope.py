"""Chest piece (its diaphragm is the working end), and tubing that hangs towards the ears."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scene.materials import DARK, STEEL, STEEL_DARK, paint
from simulator.scene.shapes.mesh import Mesh, merged
from simulator.scene.shapes.solids import lathe, tube
from simulator.scene.tools.cannula import ALONG_Y

TUBING = paint("#23324a", 0.38)
STEM_M = np.array([0.0, -0.0085, 0.040])  # where the tubing leaves the chest piece
STEM_DIRECTION = np.array([0.0, -0.12, 1.0])


def chest_piece() -> Mesh:
    """Diaphragm, steel body, bell on the back, stem."""
    body = [
        (0.0, -0.0245), (0.0150, -0.0245), (0.0162, -0.0225), (0.0130, -0.0170),
        (0.0070, -0.0125), (0.0125, -0.0085), (0.0215, -0.0062), (0.0228, -0.0042),
        (0.0228, -0.0015), (0.0216, -0.0004),
    ]  # fmt: skip
    rim = [(0.0222, -0.0034), (0.0236, -0.0026), (0.0236, -0.0008), (0.0220, 0.0)]
    return merged([
        lathe(body, STEEL, 48, ALONG_Y),
        lathe(rim, DARK, 48, ALONG_Y),
        lathe([(0.0222, -0.0006), (0.0, -0.0002)], paint("#e7e5da", 0.35), 48, ALONG_Y),
        tube([(0, -0.0105, 0.008), (0, -0.0100, 0.022), STEM_M], 0.0036, STEEL_DARK, 12, 14),
    ])  # fmt: skip


def hanging_tubing(stem: npt.NDArray, direction: npt.NDArray, ears: npt.NDArray) -> Mesh:
    """Tubing from the stem to the ears (room frame): out of the stem, sagging, never into him."""
    d = direction / np.linalg.norm(direction)
    t = np.linspace(0.0, 1.0, 14)[:, None]
    way = _bezier(
        stem - d * 0.004, stem + d * 0.16, (stem + ears) / 2 + (0.0, 0.0, 0.02),
        ears - (0.0, 0.0, 0.22), ears, t,
    )  # fmt: skip
    way[:, 2] = np.maximum(way[:, 2], stem[2] + np.minimum(t[:, 0] * 0.5, 0.05) - 0.004)
    return tube(way, 0.0052, TUBING, 72, 12)


def _bezier(a, b, c, d, e, t: npt.NDArray) -> npt.NDArray:
    """A curve of the fourth order; it leaves `a` towards `b` and comes to `e` from `d`."""
    s = 1.0 - t
    return s**4 * a + 4 * s**3 * t * b + 6 * s**2 * t**2 * c + 4 * s * t**3 * d + t**4 * e


def coiled_tubing() -> Mesh:
    """How it lies on the tray, in the tool's frame with the diaphragm up: loops beside it."""
    a = np.linspace(0, 2 * np.pi * 1.6, 40)
    r = 0.075 + 0.006 * a / np.pi
    loop = np.stack([r * np.cos(a) - 0.06, np.full(40, -0.018), r * np.sin(a) * 0.8 + 0.09], 1)
    loop[:, 1] += 0.007 * (a > 2 * np.pi)
    return merged(
        [
            tube(
                [STEM_M, STEM_M + np.array([0.0, -0.004, 0.02]), *loop[4:]], 0.0052, TUBING, 120, 10
            ),
            *_binaural(loop[-1]),
        ]
    )


def _binaural(end: npt.NDArray) -> list[Mesh]:
    out = []
    for s in (-1, 1):
        way = [
            end,
            end + np.array([0.02, 0, 0.012 * s]),
            end + np.array([0.07, 0.0, 0.028 * s]),
            end + np.array([0.12, 0.0, 0.02 * s]),
            end + np.array([0.145, 0.004, 0.01 * s]),
        ]
        out.append(tube(way, 0.0026, STEEL, 40, 10))
        tip = [(0, -0.006), (0.0045, -0.004), (0.0055, 0.0), (0.0035, 0.005), (0, 0.006)]
        out.append(lathe(tip, DARK, 18, None, end + np.array([0.147, 0.005, 0.01 * s])))
    return out
