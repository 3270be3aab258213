"""How a hand is drawn when it holds something: at the thing, whatever the rig's grip point is.

The forearm comes from the person's side, the fingers meet at the place where one holds the tool.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.core.records import Quat, ToolState, rotate
from simulator.scene.hands.skeleton import blended, joints
from simulator.scene.views import quat_of_axes

Array = npt.NDArray[Any]
STEEPER_M = 0.22  # the elbow is lifted: a forearm comes from above, not through the patient's arm


@dataclass(frozen=True)
class Grip:
    """Where a tool is held (its frame, m), how far the hand closes, how steeply it comes."""

    at_m: tuple[float, float, float]
    grip_fraction: float
    pinch_fraction: float
    along_tool: float  # 1: fingers point out of the working end, 0: across it


def grip_of(tool: ToolState, length_m: float) -> Grip:
    """The grip of a tool; `length_m` of a cannula."""
    if tool.kind == "cannula":
        return Grip((0.0, -length_m - 0.030, 0.0), 0.0, 1.0, 0.55)
    if tool.kind == "stethoscope":
        return Grip((0.0, -0.0200, 0.0), 0.0, 0.80, 0.80)
    return Grip((0.0, -0.06, -0.01), 0.35, 0.35, 0.5)


def pinch_point(grip: Grip, side: str) -> Array:
    """Where thumb and index meet, in the drawn hand's frame."""
    placed = joints(blended(grip.grip_fraction, grip.pinch_fraction))
    tips = [placed[name][3] for name in ("thumb", "index", "middle")]
    point = 0.5 * tips[0] + 0.3 * tips[1] + 0.2 * tips[2] + np.array([0.0, 0.004, -0.004])
    return point * ((-1, 1, 1) if side == "left" else (1, 1, 1))


def held_pose(tool: ToolState, grip: Grip, side: str, shoulder: Array) -> tuple[Array, Quat]:
    """Position and orientation of the drawn hand."""
    out = rotate(tool.orientation, (0, 1, 0))
    contact = np.asarray(tool.position_m) + rotate(tool.orientation, grip.at_m)
    away = contact - shoulder - np.array([0.0, 0.0, STEEPER_M])
    away = away / (np.linalg.norm(away) + 1e-9)
    y = grip.along_tool * out + (1 - grip.along_tool) * away
    y /= np.linalg.norm(y) + 1e-9
    z = -out - y * float(-out @ y)
    if np.linalg.norm(z) < 0.15:
        z = np.array([0, 0, 1.0]) - y * y[2]
    z /= np.linalg.norm(z) + 1e-9
    x = np.cross(y, z)
    turn = np.stack([x, y, z], 1)
    return contact - turn @ pinch_point(grip, side), quat_of_axes(x, y, z)


def shoulder_of(head_m: Array, gaze: Array, side: str) -> Array:
    """Where that side's shoulder is, for a head that looks that way (room frame, m)."""
    flat = np.array([gaze[0], gaze[1], 0.0])
    flat /= np.linalg.norm(flat) + 1e-9
    right = np.cross(flat, (0, 0, 1.0))
    return head_m + right * (0.19 if side == "right" else -0.19) + (0, 0, -0.24) - flat * 0.04
