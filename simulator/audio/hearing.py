"""What a stethoscope hears, from the twin's own flows and beats; no device, no graphics.

`Chest.block` mixes the next samples of the stream; `heard` names it in words for the captions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from physiology.vitals import Truth
from simulator.audio import synth
from simulator.core.records import Snapshot

# Lung sound amplitude grows with flow to a power near 1.75 (Gavriely & Cugell 1996, unverified).
_FLOW_POWER = 1.75
_FLOW_LOUD_ML_PER_S = 450.0  # one lung at a deep quiet breath sounds fully (tuned)
_LOUDEST = 0.5
_EXPIRATION_SHARE = 0.55  # vesicular breathing: expiration is softer (tuned)
_S2_PHASE_FRACTION = 0.36  # end of ejection as a share of the beat (tuned)
_STROKE_LOUD_ML = 75.0
_SINGS_AT = 0.15  # of narrowing: below it airways do not flutter (tuned)
_SINGS_ML_PER_S = (
    150.0  # flow of one lung that makes a narrow airway sing fully; less: silent chest
)
_INSPIRATION_SINGS = 0.5  # of expiration's loudness (tuned)
_HEARD, _FAINT = 0.18, 0.06  # levels that words change at (tuned)


def breath_levels(truth: Truth, listening: dict[str, Any]) -> tuple[float, float]:
    """Loudness (inspiration, expiration), 0-1, of both lungs together at that place."""
    sides = (
        (truth.flow_left_ml_per_s, listening.get("gain_left_fraction", 0.0)),
        (truth.flow_right_ml_per_s, listening.get("gain_right_fraction", 0.0)),
    )
    inward = outward = 0.0
    for flow_ml_per_s, gain in sides:
        level = float(gain) * min(abs(flow_ml_per_s) / _FLOW_LOUD_ML_PER_S, 2.0) ** _FLOW_POWER
        if flow_ml_per_s > 0.0:
            inward += level
        else:
            outward += level * _EXPIRATION_SHARE
    return min(inward, 1.0), min(outward, 1.0)


def wheeze_level(truth: Truth, listening: dict[str, Any]) -> float:
    """Loudness of wheezes, 0-1: narrow airways that gas is forced through, most on the way out.

    A lung whose airways are so tight that hardly any gas moves is silent.
    """
    narrow = max(truth.airway_narrowing_fraction - _SINGS_AT, 0.0) / (1.0 - _SINGS_AT)
    level = 0.0
    for side in ("left", "right"):
        flow_ml_per_s = getattr(truth, f"flow_{side}_ml_per_s")
        share = min(abs(flow_ml_per_s) / _SINGS_ML_PER_S, 1.0) ** _FLOW_POWER
        share *= _INSPIRATION_SINGS if flow_ml_per_s > 0.0 else 1.0
        level += float(listening.get(f"gain_{side}_fraction", 0.0)) * share * narrow**0.5
    return min(level, 1.0)


def heart_level(truth: Truth, listening: dict[str, Any]) -> float:
    """Loudness of the heart sounds, 0-1; a heart that moves no blood is silent."""
    gain = float(listening.get("gain_heart_fraction", 0.25))
    return (
        gain * min(truth.stroke_volume_ml / _STROKE_LOUD_ML, 1.5) ** 0.5
        if truth.stroke_volume_ml > 1.0
        else 0.0
    )


class Chest:
    """The stream under the stethoscope. Loudness glides over a block, so nothing clicks."""

    def __init__(self) -> None:
        self._noise = (synth.inspiration_noise(), synth.expiration_noise(), synth.wheeze_tone())
        self._beats = {1: synth.heart_sound(1), 2: synth.heart_sound(2)}
        self._at = 0
        self._levels = (0.0, 0.0, 0.0)
        self._phase = 0.0
        self._tail = np.zeros(len(self._beats[1]), dtype=np.float32)  # heart sounds still ringing

    def block(self, count: int, snapshot: Snapshot) -> synth.F32:
        """The next `count` samples, float32."""
        listening = snapshot.listening_at or {}
        truth = snapshot.truth
        levels = (*breath_levels(truth, listening), wheeze_level(truth, listening))
        out = np.zeros(count, dtype=np.float32)
        for noise, before, after in zip(self._noise, self._levels, levels):
            piece = np.take(noise, np.arange(self._at, self._at + count), mode="wrap")
            out += piece * np.linspace(before, after, count, dtype=np.float32) * (_LOUDEST / 3.0)
        self._at = (self._at + count) % len(self._noise[0])
        self._levels = levels
        self._add_heart(out, snapshot, heart_level(snapshot.truth, listening))
        return np.clip(out, -1.0, 1.0)

    def _add_heart(self, out: synth.F32, snapshot: Snapshot, level: float) -> None:
        phase = snapshot.truth.beat_phase_fraction
        if level > 0.0 and phase < self._phase:
            self._tail[: len(self._beats[1])] += level * self._beats[1]
        elif level > 0.0 and self._phase < _S2_PHASE_FRACTION <= phase:
            self._tail[: len(self._beats[2])] += 0.7 * level * self._beats[2]
        self._phase = phase
        count = min(len(out), len(self._tail))
        out[:count] += self._tail[:count]
        self._tail = np.concatenate([self._tail[count:], np.zeros(count, dtype=np.float32)])


class Listener:
    """Names what is heard now, holding the loudest of the last breath."""

    def __init__(self) -> None:
        self._peak = self._sung = 0.0
        self._place: object = None
        self._since_s = 0.0

    def heard(self, snapshot: Snapshot) -> str | None:
        """Text id of the caption for the stethoscope; None while it is off the chest."""
        listening = snapshot.listening_at
        if listening is None:
            self._place = None
            return None
        place = (listening.get("side"), listening.get("site"))
        if place != self._place:
            self._place, self._peak, self._since_s = place, 0.0, snapshot.sim_time_s
            self._sung = 0.0
        self._sung = max(self._sung, wheeze_level(snapshot.truth, listening))
        self._peak = max(self._peak, *breath_levels(snapshot.truth, listening))
        if self._sung >= _HEARD:
            return "sound.wheeze"
        if snapshot.sim_time_s - self._since_s < 2.0 and self._peak < _HEARD:
            return "sound.listening"
        return (
            "sound.breath_clear"
            if self._peak >= _HEARD
            else ("sound.breath_faint" if self._peak >= _FAINT else "sound.breath_absent")
        )
