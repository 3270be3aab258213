"""Clicks and taps as fingers that close and open, at any frame rate.

A click can come and go within one slow frame, and with a jump of the mouse before it. So fingers
wait until the hand has arrived, and every change of them gets a frame of its own in which the hand
stays still: a session that interpolates between frames then sees each of them where it was meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from simulator.rigs.pointer import Pointer, has_arrived

Finger = Literal["grip", "trigger"]


@dataclass(frozen=True)
class Fingers:
    """Changes that wait, first come first: which finger, and how far it closes (0-1)."""

    waiting: tuple[tuple[Finger, float], ...] = ()

    def then(self, finger: Finger, fraction: float) -> Fingers:
        """One more change to come."""
        return Fingers((*self.waiting, (finger, fraction)))

    def applied(self, before: Pointer, aimed: Pointer) -> tuple[Fingers, Pointer]:
        """The next change, where the hand was; or the hand where the mouse aims by now.

        Parameters
        ----------
        before, aimed : Pointer
            The hand in the last frame, and where it would be in this one.
        """
        if not self.waiting or not (has_arrived(before, aimed) or before.is_settled):
            is_there = bool(self.waiting) and aimed.lift_m == 0.0
            return self, replace(aimed, is_settled=is_there)
        (finger, fraction), *rest = self.waiting
        return Fingers(tuple(rest)), _bent(before, finger, fraction)


def _bent(pointer: Pointer, finger: Finger, fraction: float) -> Pointer:
    if finger == "trigger":
        return replace(pointer, trigger_fraction=fraction, is_settled=True)
    bent = replace(pointer, grip_fraction=fraction, is_settled=True)
    return bent if fraction > 0.0 else replace(bent, wanted_m=0.0, pushed_m=0.0)
