"""What a ventilator calls about: pressure too high or too low, too little air, no breath at all.

Pure logic beside the patient monitor's (`alarms.py`): vitals in, alarms out. Limits follow what is
set on the machine, as somebody who sets it would set them; the numbers are usual factory ones
(recalled, unverified), priorities those of ISO 80601-2-12 (recalled, unverified).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from physiology.actions import Ventilate
from physiology.vitals import Vitals
from simulator.monitor.alarms import Alarm, Limit, in_order

SOURCE = "vendor_default"
HIGH_CMH2O = 40.0
FLOOR_CMH2O = 3.0  # a breath that does not lift the mouth so far above PEEP goes elsewhere
LOST_CMH2O = 2.0  # a mouth so far below PEEP is open to the room
LOW_MINUTE_L = 3.0
HALF = 0.5  # of the minute volume that is set, where one is
SILENCE_S = 20.0
COUNTED_S = 15.0  # how long a ventilator waits before it shows a rate of 0


@dataclass(frozen=True)
class Guard:
    """Limits of one ventilator: pressures (cmH2O), minute volume (L/min), time without breath."""

    high_cmh2o: float
    low_cmh2o: float
    low_minute_l_per_min: float
    apnea_s: float = SILENCE_S


def guard(set_: Ventilate) -> Guard:
    """The limits that go with what is set.

    >>> guard(Ventilate("volume_control", rr_per_min=12, vt_ml=500, peep_cmh2o=5))
    Guard(high_cmh2o=40.0, low_cmh2o=8.0, low_minute_l_per_min=3.0, apnea_s=20.0)
    """
    least = LOW_MINUTE_L
    if set_.mode == "volume_control":
        least = HALF * set_.rr_per_min * set_.vt_ml / 1000.0
    low = set_.peep_cmh2o + FLOOR_CMH2O
    if set_.mode == "cpap":
        low = set_.peep_cmh2o - LOST_CMH2O
    return Guard(HIGH_CMH2O, low, least)


def limits(guarded: Guard) -> tuple[Limit, ...]:
    """The rows that hold for it, like those of limits.toml."""
    return (
        Limit("vent_high_pressure", "paw_highest", "high", 0.0, SOURCE, above=guarded.high_cmh2o),
        Limit("vent_low_pressure", "paw_highest", "high", 10.0, SOURCE, below=guarded.low_cmh2o),
        Limit("vent_low_volume", "minute_volume_l_per_min", "medium", 15.0, SOURCE,
              below=guarded.low_minute_l_per_min),
        Limit("vent_apnea", "silence_s", "high", 0.0, SOURCE, above=guarded.apnea_s, latches=True),
    )  # fmt: skip


class VentilatorBoard:
    """Remembers since when each condition holds; `update` at any pace gives what is wrong now."""

    def __init__(self) -> None:
        self._since_s: dict[str, float] = {}
        self._silent_since_s = math.nan

    def update(
        self, vitals: Vitals, set_: Ventilate, now_s: float, paw_cmh2o: float = math.nan
    ) -> tuple[Alarm, ...]:
        """All that is wrong at `now_s`, worst first.

        Parameters
        ----------
        set_ : Ventilate
            What is set on the machine; in mode "off" nothing calls.
        paw_cmh2o : float
            Highest pressure of the trace since the last call, where somebody watches it: a blow
            calls at once, not with the next breath.
        """
        if set_.mode == "off" or math.isnan(vitals.paw_peak_cmh2o):
            self._since_s.clear()
            self._silent_since_s = math.nan
            return ()
        readings = vitals._asdict() | {
            "paw_highest": _higher(vitals.paw_peak_cmh2o, paw_cmh2o),
            "silence_s": self._silence_s(vitals.vent_rr_per_min, now_s),
        }
        return in_order(
            Alarm(row.id, row.field, row.priority, self._since_s[row.id], latches=row.latches)
            for row in limits(guard(set_))
            if self._is_due(row, readings, now_s)
        )

    def _is_due(self, row: Limit, readings: Mapping[str, Any], now_s: float) -> bool:
        if not row.is_broken_by(readings[row.field]):
            self._since_s.pop(row.id, None)
            return False
        return now_s - self._since_s.setdefault(row.id, now_s) >= row.delay_s

    def _silence_s(self, rr_per_min: float, now_s: float) -> float:
        """For how long no breath was given; a rate that fell to 0 has been silent for a while."""
        if rr_per_min > 0.0:
            self._silent_since_s = math.inf
            return 0.0
        if math.isnan(self._silent_since_s):  # just switched on
            self._silent_since_s = now_s
        elif math.isinf(self._silent_since_s):
            self._silent_since_s = now_s - COUNTED_S
        return now_s - self._silent_since_s


def _higher(of_breath: float, of_trace: float) -> float:
    return of_breath if math.isnan(of_trace) else max(of_breath, of_trace)
