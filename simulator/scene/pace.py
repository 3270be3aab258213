"""How many pixels a slow machine draws: fewer, until the hand can be steered."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace

SLOW_S = 1 / 18  # a slower hand lags behind the mouse visibly [O]
WATCHED = 6  # frames that are judged together
STEPS = (1.0, 0.7, 0.5)  # of the window's width and height


@dataclass(frozen=True)
class Pace:
    """The last frames, and what was decided on them; it never goes back up, so nothing flickers."""

    is_adapting: bool
    step: int = 0
    last_s: float | None = None
    gaps_s: tuple[float, ...] = ()

    @property
    def fraction(self) -> float:
        """Of the window's width and height that are drawn."""
        return STEPS[self.step]

    def after(self, now_s: float) -> Pace:
        """One more frame, beginning at this time of a clock."""
        if not self.is_adapting or self.last_s is None:
            return replace(self, last_s=now_s)
        gaps_s = (*self.gaps_s, now_s - self.last_s)
        if len(gaps_s) < WATCHED:
            return replace(self, last_s=now_s, gaps_s=gaps_s)
        is_slow = statistics.median(gaps_s) > SLOW_S and self.step < len(STEPS) - 1
        return Pace(True, self.step + is_slow, now_s)
