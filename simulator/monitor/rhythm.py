"""Fibrillation and ventricular tachycardia as a monitor tells them: from one lead, by its shape.

A wave without isoelectric line cancels itself when half its period is added (filter leakage, Kuo &
Dillman 1978): near 0 a sine, near 1 spikes on a flat line. Leakage of the twin's lead II over 3 s:
fibrillation 0.2, ventricular tachycardia 0.5-0.65, where wide complexes fill 0.35-0.55 of the time;
all with narrow complexes lie above 0.7 and below 0.15. The thresholds are between (tuned). As with
true monitors a fast heart with a broken bundle, or hands on the chest, may deceive it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.core.records import Snapshot

WINDOW_S = 3.0
_EVERY_S = 0.5
_LEAST_MV = 0.15  # peak to peak: less is no wave
_FIBRILLATES = 0.34
_WIDE = 0.75
_WIDE_SHARE = 0.25  # of the time far from the middle: spikes are there for a tenth of it
_FAST_PER_MIN = 100.0  # slower wide complexes are no tachycardia


class RhythmWatch:
    """Looks at the last seconds of the ECG twice a second."""

    def __init__(self) -> None:
        self.fibrillation_s = self.vt_s = 0.0
        self._next_s = -math.inf
        self._now_s = -math.inf

    def update(self, snapshot: Snapshot, has_ecg: bool, hr_per_min: float) -> None:
        """For how long the heart has fibrillated, or raced in wide complexes."""
        if not has_ecg:
            self.fibrillation_s = self.vt_s = 0.0
            return
        now_s = snapshot.sim_time_s
        if now_s < self._next_s:
            return
        passed_s = min(now_s - self._now_s, 2.0 * _EVERY_S) if math.isfinite(self._now_s) else 0.0
        self._now_s, self._next_s = now_s, now_s + _EVERY_S
        kind = kind_of(snapshot.waveform("ecg", WINDOW_S), hr_per_min)
        self.fibrillation_s = self.fibrillation_s + passed_s if kind == "vf" else 0.0
        self.vt_s = self.vt_s + passed_s if kind == "vt" else 0.0


def kind_of(samples: npt.NDArray[Any], hr_per_min: float) -> str:
    """What the piece of a lead (mV, evenly sampled) looks like: "vf", "vt" or "" (neither)."""
    wave = np.asarray(samples, dtype=float)
    if len(wave) < 8 or not np.isfinite(wave).all() or np.ptp(wave) < _LEAST_MV:
        return ""
    loss = leakage(wave)
    if loss < _FIBRILLATES:
        return "vf"
    far = np.abs(wave - np.median(wave))
    is_wide = float((far > 0.25 * far.max()).mean()) > _WIDE_SHARE and loss < _WIDE
    return "vt" if is_wide and hr_per_min >= _FAST_PER_MIN else ""


def leakage(wave: npt.NDArray[Any]) -> float:
    """What is left of a wave to which it is added half a mean period later: 0-1."""
    level = wave - wave.mean()
    steps = np.abs(np.diff(level)).sum()
    if steps == 0.0:
        return 1.0
    half = round(math.pi * float(np.abs(level).sum() / steps))
    half = min(max(half, 1), len(level) // 2)
    ahead, behind = level[half:], level[:-half]
    return float(np.abs(ahead + behind).sum() / (np.abs(ahead) + np.abs(behind)).sum())
