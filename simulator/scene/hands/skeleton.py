"""The bones of a right hand, in its own frame: +y out of the fingers, +z out of the back.

Metres; the origin is the middle of the palm; the thumb lies towards -x. A left hand is mirrored.
Lengths are those of a hand of 190 mm (about the median man; DIN 33402-2, unverified).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Digit:
    """One finger: where it begins, its bone lengths, radii at the four joints, its heading."""

    name: str
    root_m: tuple[float, float, float]
    heading: tuple[float, float, float]
    bend_axis: tuple[float, float, float]
    lengths_m: tuple[float, float, float]
    radii_m: tuple[float, float, float, float]
    rest_deg: tuple[float, float, float] = (12.0, 14.0, 9.0)


X_AXIS = (-1.0, 0.0, 0.0)
DIGITS = (
    Digit("thumb", (-0.024, -0.030, -0.008), (-0.62, 0.74, -0.26), (-0.42, -0.62, -0.66),
          (0.042, 0.033, 0.026), (0.0135, 0.0118, 0.0100, 0.0084), (0.0, 8.0, 10.0)),
    Digit("index", (-0.027, 0.043, 0.000), (-0.07, 1.0, 0.0), X_AXIS,
          (0.042, 0.025, 0.020), (0.0112, 0.0096, 0.0086, 0.0072)),
    Digit("middle", (-0.008, 0.047, 0.003), (-0.01, 1.0, 0.0), X_AXIS,
          (0.046, 0.029, 0.021), (0.0114, 0.0098, 0.0088, 0.0074)),
    Digit("ring", (0.011, 0.043, 0.002), (0.06, 1.0, 0.0), X_AXIS,
          (0.042, 0.027, 0.021), (0.0108, 0.0093, 0.0083, 0.0070)),
    Digit("little", (0.028, 0.034, -0.002), (0.14, 1.0, 0.0), X_AXIS,
          (0.032, 0.020, 0.018), (0.0098, 0.0082, 0.0074, 0.0064)),
)  # fmt: skip
WRIST_M = (0.0, -0.062, 0.0)
ELBOW_M = (0.0, -0.300, 0.006)

# Flexion of each joint (deg) at full grip and at full pinch; between them and rest it is linear.
GRIP_DEG = {
    "thumb": (24.0, 26.0, 34.0), "index": (56.0, 72.0, 40.0), "middle": (60.0, 76.0, 42.0),
    "ring": (62.0, 76.0, 42.0), "little": (62.0, 72.0, 40.0),
}  # fmt: skip
PINCH_DEG = {
    "thumb": (30.0, 20.0, 18.0), "index": (46.0, 44.0, 22.0), "middle": (54.0, 52.0, 28.0),
    "ring": (64.0, 70.0, 38.0), "little": (66.0, 72.0, 40.0),
}  # fmt: skip


def joints(angles_deg: dict[str, tuple[float, float, float]]) -> dict[str, Array]:
    """Where the four joints of each digit lie (4, 3) at those flexions."""
    return {d.name: _chain(d, angles_deg[d.name]) for d in DIGITS}


def blended(grip_fraction: float, pinch_fraction: float) -> dict[str, tuple[float, float, float]]:
    """Flexions between rest, grip and pinch."""
    out = {}
    for digit in DIGITS:
        rest = np.array(digit.rest_deg)
        grip = (np.array(GRIP_DEG[digit.name]) - rest) * grip_fraction
        pinch = (np.array(PINCH_DEG[digit.name]) - rest) * pinch_fraction
        both = rest + np.where(np.abs(grip) > np.abs(pinch), grip, pinch)
        out[digit.name] = (float(both[0]), float(both[1]), float(both[2]))
    return out


def _chain(digit: Digit, angles_deg: tuple[float, float, float]) -> Array:
    heading = np.array(digit.heading) / np.linalg.norm(digit.heading)
    starts = np.array(digit.root_m) + np.cumsum([0, *digit.lengths_m])[:, None] * heading
    total, bones = np.eye(4), []
    for k, angle in enumerate(angles_deg):
        total = total @ _turn_at(starts[k], digit.bend_axis, angle)
        bones.append(total.copy())
    placed = [starts[0]] + [(bones[k] @ np.r_[starts[k + 1], 1])[:3] for k in range(3)]
    return np.array(placed)


def _turn_at(center: Array, axis: tuple[float, float, float], angle_deg: float) -> Array:
    from simulator.scene.shapes.mesh import turn_about

    out = np.eye(4)
    out[:3, :3] = turn_about(axis, angle_deg)
    out[:3, 3] = center - out[:3, :3] @ center
    return out
