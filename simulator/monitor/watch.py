"""What the monitor's own electronics see in the traces: sensors, QRS complexes, rhythm, breaths.

Nothing here reads `Truth`: a monitor knows only its sensors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from physiology import DT_S
from physiology.vitals import Vitals
from simulator.core.records import Snapshot
from simulator.monitor.alarms import ADULT_Y, Alarm, AlarmBoard, Seen
from simulator.monitor.calling import Caller, Calls, Entry
from simulator.monitor.edges import Edges
from simulator.monitor.heart import SOURCES, HeartWatch
from simulator.monitor.rhythm import RhythmWatch

# Each trace (a name of `Twin.waveform`) and the sensor that records it.
SENSORS = {
    "ecg": "ecg",
    "abp": "arterial_line",
    "pleth": "spo2",
    "capno": "capnograph",
    "resp": "ecg",  # impedance between the electrodes
}
# Each sensor whose loss is told, and the technical condition that tells it.
LOST = {
    "ecg": "ecg_off",
    "spo2": "spo2_off",
    "arterial_line": "abp_off",
    "capnograph": "co2_off",
    "thermometer": "temp_off",
}
SAMPLE_HZ = 250.0  # of every trace, see Twin.waveform
_SAMPLE_TICKS = round(1.0 / (SAMPLE_HZ * DT_S))
_LONGEST_S = 5.0  # what is looked at after a stall, and at first
_BREATH_GAP_S = 0.8
_SEARCH_S = 15.0  # a finger clip looks for a pulse that long before it complains (tuned)
_CUFFS_KEPT = 5


@dataclass(frozen=True)
class Cuff:
    """One finished cuff reading."""

    at_s: float
    sys_mmhg: float
    dia_mmhg: float
    map_mmhg: float


@dataclass(frozen=True)
class Status:
    """What the electronics know at one moment."""

    attached: frozenset[str] = frozenset()  # traces that a sensor on the patient records
    is_lead_off: bool = False  # the ECG's cable is on, and an electrode that it needs is not
    searching: frozenset[str] = frozenset()  # of these, so lately that no reading is due
    hr_per_min: float = math.nan  # NaN: none can be told; 0: asystole
    is_from_pulse: bool = False  # the rate and the beats are not of the ECG
    beats: int = 0  # since the start
    beat_age_s: float = math.nan  # since the last one; NaN while there is none
    calls: Calls = field(default_factory=Calls)
    log: tuple[Entry, ...] = ()  # what the alarms did, oldest first
    cuffs: tuple[Cuff, ...] = ()  # finished readings, newest first
    age_y: float = ADULT_Y

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """What calls, worst first."""
        return self.calls.alarms


def last_sample_s(tick: int) -> float:
    """When the newest sample of every trace was taken (body time, s)."""
    return ((tick + _SAMPLE_TICKS - 1) // _SAMPLE_TICKS - 1) * _SAMPLE_TICKS * DT_S


class Watcher:
    """Follows the traces from snapshot to snapshot; `status` is what the last one gave.

    Parameters
    ----------
    age_y : float
        The age that staff has told the monitor: it chooses the limits.
    """

    def __init__(self, age_y: float = ADULT_Y) -> None:
        self._age_y = age_y
        self._forget()

    def _forget(self) -> None:
        self.status = Status(age_y=self._age_y)
        self._board, self._caller = AlarmBoard(self._age_y), Caller()
        self._now_s = self._sampled_s = -math.inf
        self._on_s: dict[str, float] = {}
        self._known: frozenset[str] = frozenset()  # sensors that have been on
        self._is_lead_off = False
        self._pressed = 0
        self._heart, self._rhythm = HeartWatch(), RhythmWatch()
        self._breath = Edges(0.02, 0.3, _BREATH_GAP_S)
        self._breath_source = ""
        self._cuffs: tuple[Cuff, ...] = ()

    def update(self, snapshot: Snapshot) -> Status:
        """Take in what is new since the last call."""
        now_s, sampled_s = snapshot.sim_time_s, last_sample_s(snapshot.tick)
        if now_s < self._now_s:  # a jump back in time
            self._forget()
            self._pressed = len(snapshot.presses)
        is_first = not math.isfinite(self._sampled_s)
        new_s = min(sampled_s - self._sampled_s, _LONGEST_S)
        self._now_s, self._sampled_s = now_s, sampled_s
        sensors = frozenset(snapshot.vitals.sensors.split())
        on = frozenset(name for name, sensor in SENSORS.items() if sensor in sensors)
        ecg = snapshot.waveform("ecg", new_s) if "ecg" in on and new_s > 0.0 else None
        if ecg is not None and len(ecg):
            self._is_lead_off = bool(np.isnan(ecg[-1]))
        is_lead_off = "ecg" in on and self._is_lead_off
        attached = on - {"ecg"} if is_lead_off else on
        self._on_s = {name: self._on_s.get(name, now_s) for name in attached}
        searching = frozenset(n for n, since_s in self._on_s.items() if now_s - since_s < _SEARCH_S)
        if new_s > 0.0:
            self._watch(snapshot, attached, ecg, new_s)
        if is_first:
            self._heart.beats = 0  # those of before give a rate, and no tone
            self._note_cuff(snapshot.vitals, now_s)
        heart = self._heart
        silent = self._silent(snapshot.vitals, sensors, attached - searching)
        seen = Seen(
            heart.hr_per_min, heart.still_s(now_s), self._breath.age_s(now_s),
            self._rhythm.fibrillation_s, self._rhythm.vt_s,
            silent | {"ecg_off"} if is_lead_off else silent,
        )  # fmt: skip
        calls = self._call(snapshot, seen, now_s)
        self.status = Status(
            attached, is_lead_off, searching, heart.hr_per_min,
            heart.source not in ("ecg", ""), heart.beats, heart.beat_age_s(now_s), calls,
            self._caller.log, self._cuffs, self._age_y,
        )  # fmt: skip
        return self.status

    def _watch(
        self, snapshot: Snapshot, attached: frozenset[str], ecg: npt.NDArray[Any] | None,
        span_s: float,
    ) -> None:  # fmt: skip
        """Feed the newest samples to what counts beats and breaths and tells rhythms."""
        now_s = snapshot.sim_time_s
        self._rhythm.update(snapshot, "ecg" in attached, self._heart.hr_per_min)
        source = next((name for name in SOURCES if name in attached), "")
        samples = ecg
        if source != "ecg":
            samples = snapshot.waveform(source, span_s) if source else None
        self._heart.update(source, samples, now_s, span_s, self._rhythm.fibrillation_s > 0.0)
        source = next((name for name in ("capno", "resp") if name in attached), "")
        if source != self._breath_source:
            self._breath, self._breath_source = Edges(0.02, 0.3, _BREATH_GAP_S), source
        self._breath.feed(snapshot.waveform(source, span_s) if source else None, now_s, span_s)

    def _call(self, snapshot: Snapshot, seen: Seen, now_s: float) -> Calls:
        found = self._board.update(snapshot.vitals, now_s, seen)
        calls = self._caller.update(found, now_s)
        pressed = snapshot.presses[self._pressed :]
        self._pressed = len(snapshot.presses)
        for _, key in pressed:
            self._caller.press(key, now_s)
        # what is off and answered for was taken off on purpose: from now on it is not missed
        gone = {sensor for sensor, id in LOST.items() if self._caller.is_answered(id)}
        self._known = self._known - gone
        return self._caller.update(found, now_s) if pressed else calls

    def _silent(
        self, vitals: Vitals, sensors: frozenset[str], settled: frozenset[str]
    ) -> frozenset[str]:
        """Technical conditions that hold."""
        self._known = self._known | sensors
        found = {LOST[sensor] for sensor in self._known - sensors if sensor in LOST}
        if "pleth" in settled and math.isnan(vitals.spo2_pct):
            found.add("spo2_no_reading")
        if vitals.nibp_state == "failed":
            found.add("nibp_failed")
        return frozenset(found)

    def _note_cuff(self, vitals: Vitals, now_s: float) -> None:
        age_s = vitals.nibp_age_s
        if math.isnan(age_s) or math.isnan(vitals.nibp_sys_mmhg):
            return
        at_s = now_s - age_s
        if self._cuffs and at_s - self._cuffs[0].at_s < 1.0:
            return
        new = Cuff(at_s, vitals.nibp_sys_mmhg, vitals.nibp_dia_mmhg, vitals.nibp_map_mmhg)
        self._cuffs = (new, *self._cuffs)[:_CUFFS_KEPT]
