"""The heart as the monitor counts it: one rate, which number, tone and blinking heart all follow.

Beats are QRS complexes; without an ECG, pulses. The rate is the mean of the last eight intervals;
of the last four where the heart is slow, as bedside monitors have it (recalled, unverified). A
longer wait than that counts as an interval that has not ended. In fibrillation there is no beat.
"""

from __future__ import annotations

import math
from typing import Any

import numpy.typing as npt

from simulator.monitor.edges import Edges

SOURCES = ("ecg", "abp", "pleth")  # whichever is on, the best first
STILL_S = 4.0  # without a QRS for so long the rate is 0, and asystole calls (limits.toml)
_REFRACTORY_S = 0.2  # fastest counted QRS: 300 per minute
_QRS_SAMPLES = 10  # 40 ms: in so short a time a QRS rises or falls, and a T wave little (tuned)
_QRS_MIN_MV = 0.15  # QRS detectors ignore less, as IEC 60601-2-27 asks (201.12.1.101.15)
_PULSE_MIN_MMHG = 4.0  # from foot to peak: less is no pulse (tuned)
_PULSE_MIN = 0.06  # of a full pleth pulse: less is no pulse (tuned)
_MOST, _MOST_SLOW, _LEAST = 8, 4, 2  # intervals averaged; a rate needs two
_SLOW_S = 1.2  # three intervals longer than this: the heart is slow


class HeartWatch:
    """Follows one trace, from wherever a beat can be told.

    Attributes
    ----------
    beats : int
        Counted since the start; none in fibrillation.
    hr_per_min : float
        The rate to be shown, whole; NaN while none can be told, 0 in asystole.
    source : {"ecg", "abp", "pleth", ""}
        What is followed.
    """

    def __init__(self) -> None:
        self.beats, self.hr_per_min, self.source = 0, math.nan, ""
        self._edges = _edges("")
        self._intervals_s: tuple[float, ...] = ()
        self._last_s = math.nan
        self._is_fibrillating = False

    def update(
        self, source: str, samples: npt.NDArray[Any] | None, now_s: float, span_s: float,
        is_fibrillating: bool,
    ) -> None:  # fmt: skip
        """Take in the newest samples (`span_s` long) of that source."""
        if source != self.source:
            self.source, self._edges = source, _edges(source)
            self._forget()
        self._is_fibrillating = is_fibrillating
        self._edges.feed(samples, now_s, span_s)
        if is_fibrillating or self._edges.age_s(now_s) > STILL_S:
            self._forget()
        else:
            for at_s in self._edges.new_s:
                self._beat(at_s)
        self.hr_per_min = self._rate(now_s)

    def beat_age_s(self, now_s: float) -> float:
        """Since the last counted beat; NaN while there is none."""
        return now_s - self._last_s

    def still_s(self, now_s: float) -> float:
        """For how long the ECG has shown no complex, nor a wave of fibrillation; NaN without it."""
        return self._edges.age_s(now_s) if self.source == "ecg" else math.nan

    def _beat(self, at_s: float) -> None:
        self.beats += 1
        if not math.isnan(self._last_s):
            self._intervals_s = (*self._intervals_s, at_s - self._last_s)[-_MOST:]
        self._last_s = at_s

    def _forget(self) -> None:
        self._intervals_s, self._last_s = (), math.nan

    def _rate(self, now_s: float) -> float:
        if self._is_fibrillating:
            return math.nan
        if self.still_s(now_s) > STILL_S:
            return 0.0
        known = self._intervals_s
        if len(known) < _LEAST:
            return math.nan
        if min(known[-3:]) > _SLOW_S:
            known = known[-_MOST_SLOW:]
        waits_s = self.beat_age_s(now_s)
        if waits_s > sum(known) / len(known):
            known = (*known, waits_s)
        return float(round(60.0 * len(known) / sum(known)))


def _edges(source: str) -> Edges:
    if source == "abp":
        return Edges(_PULSE_MIN_MMHG, 0.5, _REFRACTORY_S)
    if source == "pleth":
        return Edges(_PULSE_MIN, 0.5, _REFRACTORY_S)
    return Edges(_QRS_MIN_MV, 0.5, _REFRACTORY_S, _QRS_SAMPLES)
