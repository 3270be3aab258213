"""A path of head and hands through time: straight between key moments on a fixed grid.

The grid is 1/30 s, so that a path sampled at 30, 60, 90 or 120 Hz is the same path: linear
interpolation between samples gives back every point of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simulator.core.hands import turn_between, upright
from simulator.core.records import Command, Hand, Head, Quat, Vec3, quat_between

GRID_HZ = 30
AHEAD = np.array([0.0, 1.0, 0.0])
LEVEL: Quat = (1.0, 0.0, 0.0, 0.0)
REST_LEFT_M: Vec3 = (0.80, 0.55, 1.05)
REST_RIGHT_M: Vec3 = (0.75, 0.15, 1.10)


@dataclass(frozen=True)
class Pose:
    """One key moment of a seat."""

    head_m: Vec3
    head_turn: Quat
    hand_m: Vec3
    hand_turn: Quat
    grip_fraction: float = 0.0
    trigger_fraction: float = 0.0


class Path:
    """Grows at its end; read anywhere.

    Parameters
    ----------
    seat : str
    start : Pose
    """

    def __init__(self, seat: str, start: Pose) -> None:
        self.seat = seat
        self.poses = [start]
        self.commands: list[Command] = []

    @property
    def end_s(self) -> float:
        """Time of the last key moment."""
        return (len(self.poses) - 1) / GRID_HZ

    @property
    def last(self) -> Pose:
        """The last key moment."""
        return self.poses[-1]

    def hold(self, for_s: float) -> None:
        """Stay as it is."""
        self.poses += [self.last] * _steps(for_s)

    def squeeze(self, grip: float | None = None, trigger: float | None = None) -> None:
        """Close or open the fingers, then wait a little."""
        end = replace(
            self.last,
            grip_fraction=self.last.grip_fraction if grip is None else grip,
            trigger_fraction=self.last.trigger_fraction if trigger is None else trigger,
        )
        self.poses += [end] * 4

    def move(self, to_m: np.ndarray, direction: np.ndarray, speed_m_per_s: float = 0.45) -> None:
        """Move the hand so that its fingers point along a direction, smoothly."""
        start = self.last
        turn = quat_between(AHEAD, direction)
        way_m = float(np.linalg.norm(to_m - np.asarray(start.hand_m)))
        steps = max(_steps(way_m / speed_m_per_s * 1.9), 4 if turn != start.hand_turn else 1)
        for k in range(1, steps + 1):
            part = _minimum_jerk(k / steps)
            at = np.asarray(start.hand_m) + part * (to_m - np.asarray(start.hand_m))
            self.poses.append(
                replace(
                    start,
                    hand_m=(float(at[0]), float(at[1]), float(at[2])),
                    hand_turn=turn_between(start.hand_turn, turn, part),
                )
            )

    def push(self, along: np.ndarray, by_m: float, speed_m_per_s: float) -> None:
        """Move the hand straight along a direction without turning it."""
        start = self.last
        steps = _steps(abs(by_m) / speed_m_per_s)
        for k in range(1, steps + 1):
            at = np.asarray(start.hand_m) + along * (by_m * k / steps)
            self.poses.append(replace(start, hand_m=(float(at[0]), float(at[1]), float(at[2]))))

    def press(
        self, along: np.ndarray, from_m: float, to_m: float, rate_per_min: float, for_s: float
    ) -> None:
        """Go down and up in whole cosines between two depths below where the hand is now."""
        start = self.last
        cycles = max(math.floor(for_s * rate_per_min / 60.0), 1)
        for k in range(1, _steps(cycles * 60.0 / rate_per_min) + 1):
            turns = min(k / GRID_HZ * rate_per_min / 60.0, cycles)
            wave = 0.5 * (1.0 - math.cos(2.0 * math.pi * turns))
            least_m = 0.0 if turns < 0.5 or turns > cycles - 0.5 else from_m
            at = np.asarray(start.hand_m) + along * (least_m + (to_m - least_m) * wave)
            self.poses.append(replace(start, hand_m=(float(at[0]), float(at[1]), float(at[2]))))

    def cut(self, time_s: float) -> None:
        """Forget what was planned after a time; the hand stays where it is then."""
        keep = math.ceil(time_s * GRID_HZ - 1e-9) + 1
        self.poses = self.poses[:keep]

    def look(self, at_m: Vec3) -> None:
        """Turn the head towards a place within half a second."""
        start = self.last
        turn = upright(np.asarray(at_m) - np.asarray(start.head_m))
        steps = _steps(0.5)
        for k in range(1, steps + 1):
            part = _minimum_jerk(k / steps)
            self.poses.append(replace(start, head_turn=turn_between(start.head_turn, turn, part)))

    def say(self, phrases: list[str], from_s: float, over_s: float) -> None:
        """Speak phrases one after another, beginning at a time."""
        for k, phrase in enumerate(phrases):
            at_s = from_s + math.floor(k * over_s / max(len(phrases), 1) * GRID_HZ) / GRID_HZ
            kind = "use" if phrase.startswith(("order.", "oxygen.", "defib.")) else "say"
            self.commands.append(Command(self.seat, kind, phrase, {}, at_s))

    def still_s(self, time_s: float, ends: bool) -> float:
        """How long nothing moves from a time on; to the path's end at most if it `ends` there."""
        k = math.floor(time_s * GRID_HZ + 1e-9)
        if k >= len(self.poses) - 1:
            return 0.0 if ends else math.inf
        same = k
        while same + 1 < len(self.poses) and self.poses[same + 1] is self.poses[k]:
            same += 1
        return same / GRID_HZ - time_s

    def at(self, time_s: float) -> tuple[tuple[Head, ...], tuple[Hand, ...]]:
        """Head and hands at a time."""
        x = min(max(time_s * GRID_HZ, 0.0), len(self.poses) - 1.0)
        k = min(math.floor(x + 1e-9), len(self.poses) - 1)
        part = max(x - k, 0.0)
        a = self.poses[k]
        b = self.poses[min(k + 1, len(self.poses) - 1)]
        seat = self.seat
        if part < 1e-9 or a is b:
            return (_head(seat, a),), _hands(seat, a)
        return (_head(seat, _mix(a, b, part)),), _hands(seat, _mix(a, b, part))


def _mix(a: Pose, b: Pose, part: float) -> Pose:
    return Pose(
        _between(a.head_m, b.head_m, part),
        turn_between(a.head_turn, b.head_turn, part),
        _between(a.hand_m, b.hand_m, part),
        turn_between(a.hand_turn, b.hand_turn, part),
        a.grip_fraction + (b.grip_fraction - a.grip_fraction) * part,
        a.trigger_fraction + (b.trigger_fraction - a.trigger_fraction) * part,
    )


def _between(a: Vec3, b: Vec3, part: float) -> Vec3:
    x, y, z = (p + (q - p) * part for p, q in zip(a, b, strict=True))
    return (x, y, z)


def _head(seat: str, pose: Pose) -> Head:
    return Head(seat, pose.head_m, pose.head_turn)


def _hands(seat: str, pose: Pose) -> tuple[Hand, ...]:
    left = Hand(seat, "left", REST_LEFT_M, LEVEL)
    right = Hand(
        seat, "right", pose.hand_m, pose.hand_turn, pose.grip_fraction, pose.trigger_fraction
    )
    return (left, right)


def _steps(for_s: float) -> int:
    return max(math.ceil(for_s * GRID_HZ - 1e-9), 1)


def _minimum_jerk(x: float) -> float:
    """Smooth from 0 to 1 (Flash & Hogan 1985, J Neurosci 5:1688)."""
    return x * x * x * (10.0 + x * (6.0 * x - 15.0))
