"""The bones of a right hand, in its own frame: +y out of the fingers, +z out of the back.

Metres; the origin is the middle of the palm; the thumb lies towards -x. A left hand is mirrored.
The joints are those of the carrier's CC0 rig; the hand is brought to the length of a median man's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.anatomy.human import Human
from simulator.scene.shapes.mesh import turn_about

Array = npt.NDArray[Any]
Angles = dict[str, tuple[float, ...]]  # by digit, deg

LENGTH_M = 0.190  # wrist to the tip of the middle finger: the median man (DIN 33402-2, unverified)
DIGITS = ("thumb", "index", "middle", "ring", "little")
PAD_BACK_M, PAD_UNDER_M = 0.008, 0.0065  # the pad from the end of its bone: back, and palmwards

# At full pinch the pads of thumb, index and middle meet (solved so once, by least squares).
# Flexion of the three joints (deg) against the carrier's relaxed hand; the thumb's first two angles
# swing its ball across the palm and away from it. Between rest, grip and pinch it is linear.
REST_DEG: Angles = {
    "thumb": (4.0, 0.0, 4.0, 6.0), "index": (4.0, 4.0, 2.0), "middle": (6.0, 5.0, 3.0),
    "ring": (8.0, 7.0, 4.0), "little": (9.0, 8.0, 5.0),
}  # fmt: skip
GRIP_DEG: Angles = {
    "thumb": (26.0, 8.0, 22.0, 30.0), "index": (52.0, 58.0, 30.0), "middle": (56.0, 62.0, 32.0),
    "ring": (60.0, 64.0, 34.0), "little": (62.0, 62.0, 34.0),
}  # fmt: skip
PINCH_DEG: Angles = {
    "thumb": (24.9, 15.6, 5.0, 16.3), "index": (52.8, 24.8, 11.2), "middle": (41.7, 43.7, 19.7),
    "ring": (44.0, 40.0, 20.0), "little": (44.0, 40.0, 22.0),
}  # fmt: skip


@dataclass(frozen=True)
class Bones:
    """Heads and tails of each digit's three bones, (3, 3) each, at rest in the hand's frame."""

    heads: dict[str, Array]
    tails: dict[str, Array]
    turn: Array  # carrier to hand frame, with the scale in it
    origin: Array  # in the carrier's frame, mm


def bones_of(human: Human, shape: Array) -> Bones:
    """The right hand's bones in a shaped carrier."""
    heads, tails = human.joints(shape)
    wrist, knuckle = heads["wrist.R"], heads["finger3-1.R"]
    y = (knuckle - wrist) / np.linalg.norm(knuckle - wrist)
    x = heads["finger5-1.R"] - heads["finger2-1.R"]
    x = x - y * (x @ y)
    x /= np.linalg.norm(x)
    middle = [f"finger3-{k}.R" for k in (1, 2, 3)]
    way = np.array([wrist, *(heads[bone] for bone in middle), tails[middle[-1]]])
    long_mm = np.linalg.norm(np.diff(way, axis=0), axis=1).sum()
    turn = np.stack([x, y, np.cross(x, y)]) * (LENGTH_M / long_mm)
    origin = (wrist + knuckle) / 2

    def placed(ends: dict[str, Array], number: int) -> Array:
        rows = [ends[f"finger{number}-{k}.R"] for k in (1, 2, 3)]
        return (np.array(rows) - origin) @ turn.T

    return Bones(
        {name: placed(heads, k + 1) for k, name in enumerate(DIGITS)},
        {name: placed(tails, k + 1) for k, name in enumerate(DIGITS)},
        turn, origin,
    )  # fmt: skip


def posed(bones: Bones, angles_deg: Angles) -> dict[str, Array]:
    """The motion of every bone (3, 4, 4) at those flexions."""
    return {name: _chain(bones, name, angles_deg[name]) for name in DIGITS}


def pads(bones: Bones, motion: dict[str, Array]) -> dict[str, Array]:
    """Where the pad of each finger tip lies."""
    out = {}
    for name in DIGITS:
        head, tail = bones.heads[name][2], bones.tails[name][2]
        along = (tail - head) / np.linalg.norm(tail - head)
        under = -_nail(bones, name, along)
        at = tail - along * PAD_BACK_M + under * PAD_UNDER_M
        out[name] = (motion[name][2] @ np.r_[at, 1.0])[:3]
    return out


def blended(grip_fraction: float, pinch_fraction: float) -> Angles:
    """Flexions between rest, grip and pinch."""
    out = {}
    for name in DIGITS:
        rest = np.array(REST_DEG[name])
        grip = (np.array(GRIP_DEG[name]) - rest) * grip_fraction
        pinch = (np.array(PINCH_DEG[name]) - rest) * pinch_fraction
        both = rest + np.where(np.abs(grip) > np.abs(pinch), grip, pinch)
        out[name] = tuple(float(a) for a in both)
    return out


def _nail(bones: Bones, name: str, along: Array) -> Array:
    """The side of the nail: up for the fingers, away from the palm's middle for the thumb."""
    up = np.array([0.0, 0.0, 1.0]) if name != "thumb" else np.array([-0.60, -0.10, 0.79])
    up = up - along * (up @ along)
    return up / np.linalg.norm(up)


def _chain(bones: Bones, name: str, angles_deg: tuple[float, ...]) -> Array:
    heads, tails = bones.heads[name], bones.tails[name]
    total, out = np.eye(4), []
    turns = list(angles_deg)
    if name == "thumb":  # its saddle joint swings two ways
        across, away = turns[:2]
        total = _about(heads[0], (0.0, 1.0, 0.15), -across) @ _about(
            heads[0], (0.0, 0.0, 1.0), -away
        )
        out.append(total.copy())
        turns = turns[2:]
    for k, angle in enumerate(turns, start=3 - len(turns)):
        along = (tails[k] - heads[k]) / np.linalg.norm(tails[k] - heads[k])
        axis = np.cross(_nail(bones, name, along), along)
        total = total @ _about(heads[k], axis, angle)
        out.append(total.copy())
    return np.array(out)


def _about(center: Array, axis: Any, angle_deg: float) -> Array:
    out = np.eye(4)
    out[:3, :3] = turn_about(axis, angle_deg)
    out[:3, 3] = center - out[:3, :3] @ center
    return out
