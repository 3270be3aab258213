"""Where a desktop seat looks from: an eye that circles round what it looks at."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulator.core.hands import upright
from simulator.core.records import Head, Vec3

TURN_DEG_PER_S = 60.0
DRAG_RAD = 2.2  # the mouse across half the window's height
NEAREST_M, FARTHEST_M = 0.35, 3.0
LOWEST_RAD, HIGHEST_RAD = 0.1, 1.45
KEYS = ("arrow_left", "arrow_right", "arrow_up", "arrow_down", "page_up", "page_down")


@dataclass(frozen=True)
class View:
    """Eye and aim.

    Parameters
    ----------
    target_m : tuple of float
        What is looked at (room frame).
    yaw_rad, pitch_rad, away_m : float
        Where the eye is, round it.
    """

    target_m: Vec3
    yaw_rad: float
    pitch_rad: float
    away_m: float

    def way(self) -> np.ndarray:
        """Unit vector from the target to the eye."""
        flat = math.cos(self.pitch_rad)
        return np.array(
            [
                math.sin(self.yaw_rad) * flat,
                -math.cos(self.yaw_rad) * flat,
                math.sin(self.pitch_rad),
            ]
        )

    def head(self, seat: str) -> Head:
        """The head of a seat that looks so."""
        x, y, z = (float(v) for v in np.asarray(self.target_m) + self.way() * self.away_m)
        return Head(seat, (x, y, z), upright(-self.way()))

    def right(self) -> np.ndarray:
        """Unit vector to the right of the picture, in the room."""
        return np.array([math.cos(self.yaw_rad), math.sin(self.yaw_rad), 0.0])

    def up(self) -> np.ndarray:
        """Unit vector upwards in the picture, in the room."""
        return np.cross(self.right(), -self.way())

    def turned(self, held_s: Mapping[str, float]) -> View:
        """Turn and go nearer, by how long each key was held (s)."""
        step = math.radians(TURN_DEG_PER_S)
        nearer_s = held_s["page_up"] - held_s["page_down"]
        return self._bounded(
            self.yaw_rad + step * (held_s["arrow_right"] - held_s["arrow_left"]),
            self.pitch_rad + step * (held_s["arrow_up"] - held_s["arrow_down"]),
            self.away_m * (1.0 - nearer_s),
        )

    def dragged(self, right: float, up: float) -> View:
        """Turn by a mouse that was dragged by parts of half the window's height."""
        return self._bounded(
            self.yaw_rad - DRAG_RAD * right, self.pitch_rad - DRAG_RAD * up, self.away_m
        )

    def at(self, target_m: Vec3, away_m: float) -> View:
        """Look at another place from the same side."""
        return replace(self, target_m=target_m, away_m=away_m)

    def _bounded(self, yaw_rad: float, pitch_rad: float, away_m: float) -> View:
        pitch_rad = min(max(pitch_rad, LOWEST_RAD), HIGHEST_RAD)
        away_m = min(max(away_m, NEAREST_M), FARTHEST_M)
        return replace(self, yaw_rad=yaw_rad, pitch_rad=pitch_rad, away_m=away_m)


def orbit(eye: Vec3, at: Vec3) -> View:
    """The view from an eye to what it looks at."""
    way = np.asarray(eye) - np.asarray(at)
    away = float(np.linalg.norm(way))
    return View(at, math.atan2(way[0], -way[1]), math.asin(way[2] / away), away)
