"""Hands that press on the breastbone: from their height at each moment to what the body is told.

The lower of two hands counts: one lies on the other, or both heels side by side. Depth counts from
where its palm touches the skin as low as the chest lay under it before the first push: a breath is
no push, and the chest that pushes empty does not flee from the hand.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from learning.compressions import Compression
from simulator.core.clock import DT_S
from simulator.core.hands import PALM_M, HandKey
from simulator.core.now import Now, triple
from simulator.core.records import Hand, Pressed
from simulator.core.tools import Tools
from simulator.procedures.breastbone import Breastbone, breastbone, skin_height_m
from simulator.procedures.compressions import Follower, follow

MARK = ("xiphoid", None)  # the lower end of the place
NEAR_M = 0.2
TOUCHES_M = 0.010  # so near above it, a palm begins to be followed [O]
LEAVES_M = 0.10  # so high above it, a hand has gone [O]
AIR_M = 0.010  # a hand that has gone counts at least as so high until the body knows
LOOKS_TICKS = 50  # how often the chest under a hand is asked for
SLIDES_M = 0.005  # moved so far aside, it lies on other skin


class Pressing:
    """Follows the hand on the breastbone, if there is one."""

    def __init__(self) -> None:
        self.pressed: Pressed | None = None  # for the eye
        self._bone: Breastbone | None = None
        self._key: HandKey | None = None
        self._follower = Follower(PALM_M)
        self._at_m = np.zeros(3)
        self._skin_m = 0.0

    def moment(self, now: Now, hands: tuple[Hand, ...], tools: Tools) -> None:
        """Let one moment's hands press."""
        bare = [h for h in hands if h.is_tracked and tools.held_by((h.seat, h.side)) is None]
        if self._key is None:
            self._begin(now, [hand for hand in bare if self._is_near(now, hand)])
        if self._key is None or self._bone is None:
            return
        hand = self._over(self._bone, bare)
        last_m = (self._follower.height_m or (0.0,))[-1]
        gone_m = max(last_m, PALM_M + AIR_M)
        height_m = gone_m if hand is None else self._height_m(now, self._bone, hand)
        seat, side = self._key
        told_s = now.tick * DT_S
        self._follower, deeds = follow(self._follower, (told_s,), (height_m,))
        for push in self._follower.pushes:
            now.write("trainee", "compression", {"hand": side} | _said(push), seat)
        for deed in deeds:
            now.do(deed, "trainee", seat)
        self.pressed = None if hand is None else self._shown(self._bone, PALM_M - height_m)
        if hand is None and (self._follower.last is None or self._follower.last.depth_cm == 0.0):
            self._key = None

    def _shown(self, bone: Breastbone, depth_m: float) -> Pressed | None:
        skin_m = self._at_m + self._skin_m * bone.up
        return Pressed(triple(skin_m), triple(-bone.up), depth_m) if depth_m > 0.0 else None

    def _is_near(self, now: Now, hand: Hand) -> bool:
        """Whether it is worth asking where the chest lies now."""
        at = np.asarray(hand.position_m)
        mark = now.anatomy.landmarks.get(MARK)
        return mark is not None and float(np.linalg.norm(at - np.asarray(mark.skin_m))) < NEAR_M

    def _begin(self, now: Now, near: list[Hand]) -> None:
        """A palm came to lie on the place."""
        if not near:
            return
        bone = breastbone(now.body)
        over = [h for h in near if bone is not None and bone.holds(np.asarray(h.position_m))]
        if bone is None or not over:
            return
        lowest = min(over, key=lambda hand: bone.height_m(np.asarray(hand.position_m)))
        self._bone, self._at_m = bone, np.full(3, np.inf)
        if self._height_m(now, bone, lowest) < PALM_M + TOUCHES_M:
            self._key = (lowest.seat, lowest.side)
            self._follower = Follower(PALM_M)

    def _over(self, bone: Breastbone, bare: list[Hand]) -> Hand | None:
        """The hand that is followed, while it is over the place."""
        for hand in bare:
            at = np.asarray(hand.position_m)
            if (hand.seat, hand.side) == self._key and bone.holds(at):
                return hand if bone.height_m(at) - self._skin_m < LEAVES_M else None
        return None

    def _height_m(self, now: Now, bone: Breastbone, hand: Hand) -> float:
        """How high a hand is over the skin that it lies on."""
        at = np.asarray(hand.position_m)
        flat = at - bone.height_m(at) * bone.up
        is_elsewhere = not np.linalg.norm(flat - self._at_m) <= SLIDES_M
        if is_elsewhere:
            self._at_m, self._skin_m = flat, np.inf
        if is_elsewhere or (self._follower.last is None and now.tick % LOOKS_TICKS == 0):
            self._skin_m = min(self._skin_m, skin_height_m(now.body, bone, at))
        return bone.height_m(at) - self._skin_m


def _said(push: Compression) -> dict[str, Any]:
    rate = push.rate_per_min
    return {
        "from_tick": round(push.start_s / DT_S),
        "depth_cm": round(push.depth_cm, 2),
        "lean_cm": round(push.lean_cm, 2),
        "rate_per_min": None if math.isnan(rate) else round(rate, 1),
    }
