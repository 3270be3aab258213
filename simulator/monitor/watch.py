"""What the monitor's own electronics see in the traces: sensors, QRS complexes, rhythm, breaths.

Nothing here reads `Truth`: a monitor knows only its sensors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from physiology import DT_S
from physiology.vitals import Vitals
from simulator.core.records import Snapshot
from simulator.monitor.alarms import ADULT_Y, Alarm, AlarmBoard, Seen
from simulator.monitor.calling import Caller, Calls, Entry
from simulator.monitor.edges import Edges
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
_REFRACTORY_S = 0.2  # fastest counted QRS: 300 per minute
_QRS_SAMPLES = 10  # 40 ms: in so short a time a QRS rises or falls, and a T wave little (tuned)
_QRS_MIN_MV = 0.15  # QRS detectors ignore less, as IEC 60601-2-27 asks (201.12.1.101.15)
_PULSE_MIN = 0.06  # of a full pleth pulse: less is no pulse (tuned)
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

    attached: frozenset[str] = frozenset()  # traces with a sensor on the patient
    searching: frozenset[str] = frozenset()  # of these, so lately that no reading is due
    beats: int = 0  # QRS complexes seen since the start; pulses, while no ECG is attached
    beat_age_s: float = math.nan  # since the last one; NaN while no ECG is attached
    breath_age_s: float = math.nan  # since the last breath seen; NaN while none can be seen
    calls: Calls = field(default_factory=Calls)
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
    """Follows the traces from snapshot to snapshot.

    Parameters
    ----------
    age_y : float
        The age that staff has told the monitor: it chooses the limits.
    """

    def __init__(self, age_y: float = ADULT_Y) -> None:
        self._age_y = age_y
        self._forget()

    def _forget(self) -> None:
        self._board, self._caller = AlarmBoard(self._age_y), Caller()
        self._now_s = -math.inf
        self._on_s: dict[str, float] = {}
        self._known: frozenset[str] = frozenset()  # sensors that have been on
        self._pressed = 0
        self._qrs = Edges(_QRS_MIN_MV, 0.5, _REFRACTORY_S, _QRS_SAMPLES)
        self._pulse = Edges(_PULSE_MIN, 0.5, _REFRACTORY_S)
        self._rhythm = RhythmWatch()
        self._breath = Edges(0.02, 0.3, _BREATH_GAP_S)
        self._breath_source = ""
        self._cuffs: tuple[Cuff, ...] = ()

    @property
    def log(self) -> tuple[Entry, ...]:
        """What the alarms did, oldest first."""
        return self._caller.log

    def update(self, snapshot: Snapshot) -> Status:
        """Take in what is new since the last call."""
        now_s = snapshot.sim_time_s
        step_s = min(now_s - self._now_s, 5.0) if math.isfinite(self._now_s) else 0.02
        if step_s < 0.0:  # a jump back in time
            self._forget()
            self._pressed = len(snapshot.presses)
            step_s = 0.02
        is_new = step_s > 0.0
        self._now_s = now_s
        sensors = frozenset(snapshot.vitals.sensors.split())
        attached = frozenset(name for name, sensor in SENSORS.items() if sensor in sensors)
        self._on_s = {name: self._on_s.get(name, now_s) for name in attached}
        searching = frozenset(n for n, since_s in self._on_s.items() if now_s - since_s < _SEARCH_S)
        span_s = max(step_s, 0.02)
        watched = attached & {"ecg", "capno", "resp"}
        watched |= attached & {"pleth"} if "ecg" not in attached else frozenset[str]()
        new = {n: snapshot.waveform(n, span_s) if n in watched else None for n in SENSORS}
        beat_age_s = self._qrs.feed(new["ecg"], now_s, span_s) if is_new else self._qrs.age_s(now_s)
        if is_new:
            self._pulse.feed(new["pleth"], now_s, span_s)
        breath_age_s = self._watch_breath(new, now_s, span_s)
        if is_new:
            self._note_cuff(snapshot.vitals, now_s)
        self._rhythm.update(snapshot, "ecg" in attached)
        seen = Seen(
            beat_age_s, breath_age_s, self._rhythm.fibrillation_s, self._rhythm.vt_s,
            self._silent(snapshot.vitals, sensors, attached - searching, new["ecg"]),
        )  # fmt: skip
        calls = self._call(snapshot, seen, now_s)
        beats = self._qrs.count + self._pulse.count
        return Status(
            attached, searching, beats, beat_age_s, breath_age_s, calls, self._cuffs, self._age_y
        )  # fmt: skip

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
        self, vitals: Vitals, sensors: frozenset[str], settled: frozenset[str], ecg: Any
    ) -> frozenset[str]:
        """Technical conditions that hold."""
        self._known = self._known | sensors
        found = {LOST[sensor] for sensor in self._known - sensors if sensor in LOST}
        if ecg is not None and len(ecg) and np.isnan(ecg).all():
            found.add("ecg_off")  # an electrode is off, though the cable is not
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

    def _watch_breath(self, new: dict[str, Any], now_s: float, span_s: float) -> float:
        source = next((name for name in ("capno", "resp") if new[name] is not None), "")
        if source != self._breath_source:
            self._breath, self._breath_source = Edges(0.02, 0.3, _BREATH_GAP_S), source
        return self._breath.feed(new[source] if source else None, now_s, span_s)
