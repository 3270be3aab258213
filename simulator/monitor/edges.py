"""What comes again and again in a trace, QRS complexes, pulses or breaths, counted as it comes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

_ENVELOPE_S = 2.0  # how fast the detector forgets a tall complex


class Edges:
    """Counts where a trace rises above a share of its recent swing.

    Parameters
    ----------
    least : float
        A swing of less is nothing, in the trace's unit.
    share : float
        Of the swing, 0-1.
    gap_s : float
        After one, another is not counted for so long.
    lag : int
        With 0 the height above the middle counts. Otherwise how much the trace has changed within
        so many samples, up or down: a QRS is steeper than its T wave, whichever way it points.
    """

    def __init__(self, least: float, share: float, gap_s: float, lag: int = 0) -> None:
        self.new_s: tuple[float, ...] = ()  # when the latest samples crossed
        self._least, self._share, self._gap_s, self._lag = least, share, gap_s, lag
        self._tail = np.full(lag, np.nan)
        self._base = self._swing = 0.0
        self._was_above = True
        self._last_s = self._first_s = math.nan

    def feed(self, samples: npt.NDArray[Any] | None, now_s: float, span_s: float) -> float:
        """Seconds since the last crossing (since watching began, before the first)."""
        self.new_s = ()
        if samples is None or len(samples) == 0 or np.isnan(samples).all():
            self._first_s = self._last_s = math.nan
            self._tail = np.full(self._lag, np.nan)
            return math.nan
        if math.isnan(self._first_s):
            self._first_s = now_s
            self._base = float(np.nanmedian(samples))
        keep = math.exp(-span_s / _ENVELOPE_S)
        level = self._level(np.asarray(samples, dtype=float), keep)
        self._swing = max(self._swing * keep, float(np.abs(level).max()))
        above = (level > self._share * self._swing) & (self._swing > self._least)
        before = np.concatenate([[self._was_above], above[:-1]])
        for index in np.flatnonzero(above & ~before):
            at_s = now_s - span_s * (len(above) - 1 - int(index)) / len(above)
            if math.isnan(self._last_s) or at_s - self._last_s > self._gap_s:
                self.new_s = (*self.new_s, at_s)
                self._last_s = at_s
        self._was_above = bool(above[-1])
        return self.age_s(now_s)

    def age_s(self, now_s: float) -> float:
        """Seconds since the last crossing, or since watching began."""
        return now_s - (self._first_s if math.isnan(self._last_s) else self._last_s)

    def _level(self, samples: npt.NDArray[Any], keep: float) -> npt.NDArray[Any]:
        if self._lag:
            whole = np.concatenate([self._tail, samples])
            self._tail = whole[-self._lag :]
            return _known(np.abs(whole[self._lag :] - whole[: -self._lag]))
        level = _known(samples - self._base)
        self._base += (1.0 - keep) * float(level.mean())
        return level


def _known(level: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Zero where nothing is known."""
    return np.where(np.isnan(level), 0.0, level)
