"""How a hand is drawn when it holds something: at the thing, whatever the rig's grip point is.

The forearm comes from the person's side and from low, never along the line of sight: on a flat
screen it would hide what it works on. The fingers meet at the place where one holds the tool.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.core.records import Head, Quat, ToolState, rotate
from simulator.scene.views import quat_of_axes

Array = npt.NDArray[Any]
FOREARM = (0.85, -0.38, -0.05)  # from elbow to hand: forwards, towards the other side, down; by eye

SHOULDER_M = (0.19, -0.05, -0.27)  # from between the eyes: aside, forwards, up; by eye


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
        return Grip((0.0, -length_m - 0.030, 0.0), 0.0, 1.0, 0.30)
    if tool.kind == "stethoscope":
        return Grip((0.0, -0.0200, 0.0), 0.0, 0.80, 0.25)
    return Grip((0.0, -0.06, -0.01), 0.35, 0.35, 0.5)


def held_pose(
    tool: ToolState, grip: Grip, side: str, forearm: Array, held_at_m: Array
) -> tuple[Array, Quat]:
    """Where to draw the hand: `forearm` points to it from the elbow, it holds at `held_at_m`."""
    out = rotate(tool.orientation, (0, 1, 0))
    contact = np.asarray(tool.position_m) + rotate(tool.orientation, grip.at_m)
    y = grip.along_tool * out + (1 - grip.along_tool) * forearm
    y /= np.linalg.norm(y) + 1e-9
    z = -out - y * float(-out @ y)
    if np.linalg.norm(z) < 0.15:
        z = np.array([0, 0, 1.0]) - y * y[2]
    z /= np.linalg.norm(z) + 1e-9
    x = np.cross(y, z)
    turn = np.stack([x, y, z], 1)
    own = held_at_m * np.array((-1, 1, 1) if side == "left" else (1, 1, 1))
    return contact - turn @ own, quat_of_axes(x, y, z)


def forearm_of(gaze: Array, side: str) -> Array:
    """The way of that side's forearm for a head that looks along `gaze` (room frame, unit)."""
    flat, right = _level(gaze)
    ahead, across, down = FOREARM
    way = ahead * flat + (across if side == "right" else -across) * right + [0.0, 0.0, down]
    return way / np.linalg.norm(way)


def shoulder_of(head: Head, side: str) -> Array:
    """Where that side's shoulder is under a head (room frame, m)."""
    ahead, right = _level(rotate(head.orientation, (0, 1, 0)))
    aside, forwards, up = SHOULDER_M
    out = right if side == "right" else -right
    return np.asarray(head.position_m) + aside * out + forwards * ahead + [0.0, 0.0, up]


def _level(gaze: Array) -> tuple[Array, Array]:
    """Ahead and to the right of one who looks along `gaze`, both level and unit."""
    flat = np.array([gaze[0], gaze[1], 0.0])
    flat /= np.linalg.norm(flat) + 1e-9
    return flat, np.cross(flat, (0, 0, 1.0))
