"""A body without a room, for who shows it alone: any rhythm, any deed, as snapshots."""

from __future__ import annotations

import tomllib
import typing
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from physiology import DT_S, Patient, Twin
from physiology.actions import Action, Attach, CycleNibp, parse
from physiology.actions.harm import SetRhythm
from simulator.core.records import MonitorKey, Snapshot
from simulator.errors import InputError

RHYTHMS: tuple[str, ...] = typing.get_args(typing.get_type_hints(SetRhythm)["rhythm"])
_SHOWN: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("demos.toml").read_text(encoding="utf-8")
)
DEMOS = (*RHYTHMS, *_SHOWN)
_AT_REST = (
    "SetConduction path=left_bundle conducts_fraction=1",
    "SetConduction path=right_bundle conducts_fraction=1",
    "SetConduction path=accessory conducts_fraction=0",
    "Pace current_ma=0",
    "SetRhythm rhythm=sinus",
)
ALL_SENSORS = ("ecg", "spo2", "nibp", "arterial_line", "capnograph", "thermometer")
SETTLED_S = 75.0  # long enough for the finger clip, the cuff and a capnogram
_CUFF_EVERY_S = 150.0


class Demo(NamedTuple):
    """What makes a heart beat so: deeds and their seconds, and how long until it shows (s)."""

    deeds: tuple[tuple[float, Action], ...]
    lived_s: float


def demo_of(rhythm: str) -> Demo:
    """What is done for a demonstration; it forgets the rhythm before, not what made a body ill.

    Raises
    ------
    InputError
        No such rhythm; names those that exist.
    """
    if rhythm not in DEMOS:
        raise InputError(f"--demo {rhythm!r} is unknown; known are {', '.join(DEMOS)}")
    shown = _SHOWN.get(rhythm, {"deeds": [f"SetRhythm rhythm={rhythm}"]})
    pairs = [parse(words) for words in (*_AT_REST, *shown["deeds"])]
    return Demo(tuple((at_s, deed) for at_s, deed in pairs), float(shown.get("lived_s", 0.0)))


class Solo:
    """A body with sensors on, and the keys of its monitor.

    Parameters
    ----------
    deeds : sequence of (float, Action)
        What is done to it, and how many seconds after it has settled.
    """

    def __init__(
        self, patient: Patient, deeds: Sequence[tuple[float, Action]] = (),
        sensors: tuple[str, ...] = ALL_SENSORS,
    ) -> None:  # fmt: skip
        self.patient, self._sensors = patient, sensors
        self._waiting: list[tuple[float, Action]] = []
        self._presses: tuple[tuple[int, MonitorKey], ...] = ()
        self._views: frozenset[str] = frozenset()
        self._settle()
        self._waiting = sorted(deeds, key=lambda pair: pair[0])

    def _settle(self) -> None:
        self.twin, self._is_ill = Twin(self.patient), False
        for sensor in self._sensors:
            self.do(Attach(sensor))  # pyright: ignore[reportArgumentType]
        if "nibp" in self._sensors:
            self.do(CycleNibp(_CUFF_EVERY_S))
        self._began_s = 0.0
        self._step_to(round(SETTLED_S / DT_S))
        self._began_s = self.twin.tick * DT_S

    def show(self, rhythm: str) -> None:
        """A demonstration from now on; one that takes a body's time begins with it settled anew.

        Raises
        ------
        InputError
            No such rhythm.
        """
        deeds, lived_s = demo_of(rhythm)
        if self._is_ill or (lived_s > 0.0 and self.twin.tick * DT_S > self._began_s):
            self._settle()
        start_s = self.twin.tick * DT_S
        for at_s, deed in sorted(deeds, key=lambda pair: pair[0]):
            self._step_to(round((start_s + at_s) / DT_S))
            self.do(deed)
        self._step_to(round((start_s + lived_s) / DT_S))
        self._began_s += lived_s
        self._is_ill = lived_s > 0.0

    def do(self, deed: Action) -> None:
        """Something happens to the body."""
        self.twin.apply(deed)

    def advance(self, seconds_s: float) -> None:
        """Let it live; what is due by then is done on the way."""
        end = self.twin.tick + round(seconds_s / DT_S)
        while self._waiting and (due := self._due()) <= end:
            self._step_to(due)
            self.do(self._waiting.pop(0)[1])
        self._step_to(end)

    def _step_to(self, tick: int) -> None:
        if tick > self.twin.tick:
            self.twin.step(tick - self.twin.tick)

    def _due(self) -> int:
        return round((self._began_s + self._waiting[0][0]) / DT_S)

    def press(self, key: MonitorKey) -> None:
        """A key of the monitor."""
        self._presses = (*self._presses, (self.twin.tick, key))

    def toggle(self, view: str) -> None:
        """Open or close a page of the monitor."""
        self._views ^= {view}

    def snapshot(self) -> Snapshot:
        """What anybody who shows the body gets."""
        return snapshot_of(self.twin, self._views, self._presses)


def snapshot_of(
    twin: Twin,
    views: frozenset[str] = frozenset(),
    presses: tuple[tuple[int, MonitorKey], ...] = (),
) -> Snapshot:
    """A moment of a body that lies in no room; time is the body's own."""
    return Snapshot(
        tick=twin.tick, sim_time_s=twin.tick * DT_S, truth=twin.truth(), vitals=twin.vitals(),
        body=None, hands=(), heads=(), tools=(), captions=(), sounds=(), choices=(),
        listening_at=None, needle_force_n=0.0, phase="running", waveform=twin.waveform,
        views=views, presses=presses,
    )  # fmt: skip
