"""Where hands press: the lower half of this body's breastbone, and how high above it a hand is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.anatomy.living import LivingBody
from simulator.errors import AnatomyError

BONES = ("manubrium", "sternal_body")  # the xiphoid is spared
LONGER_M = 0.025  # a heel of a hand is wider than the place that it is put on [O]
ASIDE_M = 0.045  # its middle may lie so far from the midline [O]
OUTSIDE_M = 0.20
DOWN = (0.0, 0.0, -1.0)  # a patient lies on the back


class Breastbone(NamedTuple):
    """The lower half of the bone as it lies now.

    `middle_m` lies on the skin over it; `up` points out of the chest, `along` to the head (unit
    vectors, shape (3,)); `half_m` is from the middle to either end.
    """

    middle_m: np.ndarray
    up: np.ndarray
    along: np.ndarray
    half_m: float

    def holds(self, point_m: np.ndarray) -> bool:
        """Whether something over or in the chest is over this place."""
        away = point_m - self.middle_m
        far, aside = float(away @ self.along), float(away @ np.cross(self.along, self.up))
        return abs(far) <= self.half_m + LONGER_M and abs(aside) <= ASIDE_M

    def height_m(self, point_m: np.ndarray) -> float:
        """How far out of the chest a point is, along its normal."""
        return float((point_m - self.middle_m) @ self.up)


def breastbone(body: LivingBody) -> Breastbone | None:
    """Find it; None in a body without one."""
    try:
        parts = [body.body.structure(id, None) for id in BONES]
    except AnatomyError:
        return None
    points = np.concatenate([body.vertices_m[part.vertices] for part in parts]).astype(float)
    top, low = points[np.argmax(points[:, 1])], points[np.argmin(points[:, 1])]
    ends = [low + share * (top - low) for share in (0.0, 0.25, 0.5)]
    hits = [body.skin_at((0.0, end[1], end[2] + OUTSIDE_M), DOWN) for end in ends]
    skin = [np.asarray(hit.point_m) for hit in hits if hit is not None]
    if len(skin) < len(ends):
        return None
    first, middle, last = skin
    along = (last - first) / np.linalg.norm(last - first)
    half_m = float(np.linalg.norm(last - first)) / 2.0
    return Breastbone(middle, np.cross([1.0, 0.0, 0.0], along), along, half_m)


def skin_height_m(body: LivingBody, bone: Breastbone, point_m: np.ndarray) -> float:
    """How high the skin under a point is, by the same measure; the bone's where there is none."""
    start = point_m + (OUTSIDE_M - bone.height_m(point_m)) * bone.up
    hit = body.skin_at(tuple(start), tuple(-bone.up))
    return 0.0 if hit is None else bone.height_m(np.asarray(hit.point_m))
