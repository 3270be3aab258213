"""A body without a room, for who shows it alone: any rhythm, any deed, as snapshots."""

from __future__ import annotations

import typing
from collections.abc import Sequence

from physiology import DT_S, Patient, Twin
from physiology.actions import Action, Attach, CycleNibp, parse
from physiology.actions.harm import SetRhythm
from simulator.core.records import MonitorKey, Snapshot
from simulator.errors import InputError

RHYTHMS: tuple[str, ...] = typing.get_args(typing.get_type_hints(SetRhythm)["rhythm"])
_AT_REST = {"left_bundle": 1.0, "right_bundle": 1.0, "accessory": 0.0}  # how much each conducts
_PATHS = {
    "left_bundle_branch_block": "left_bundle",
    "right_bundle_branch_block": "right_bundle",
    "pre_excitation": "accessory",
}
_PACED = ("SetRhythm rhythm=av_block_3", "Pace current_ma=90 rate_per_min=75 through=pads")
DEMOS = (*RHYTHMS, *_PATHS, "paced")
ALL_SENSORS = ("ecg", "spo2", "nibp", "arterial_line", "capnograph", "thermometer")
SETTLED_S = 75.0  # long enough for the finger clip, the cuff and a capnogram
_CUFF_EVERY_S = 150.0


def rhythm_deeds(rhythm: str) -> tuple[Action, ...]:
    """The deeds that make a heart beat so, whatever it did before.

    Raises
    ------
    InputError
        No such rhythm; names those that exist.
    """
    if rhythm not in DEMOS:
        raise InputError(f"--demo {rhythm!r} is unknown; known are {', '.join(DEMOS)}")
    broken = _PATHS.get(rhythm, "")
    paths = {path: rest if path != broken else 1.0 - rest for path, rest in _AT_REST.items()}
    words = [f"SetConduction path={p} conducts_fraction={share}" for p, share in paths.items()]
    words.append("Pace current_ma=0")
    if rhythm == "paced":
        words.extend(_PACED)
    else:
        words.append(f"SetRhythm rhythm={'sinus' if broken else rhythm}")
    return tuple(parse(deed)[1] for deed in words)


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
        self.patient, self.twin = patient, Twin(patient)
        self._waiting: list[tuple[float, Action]] = []
        self._presses: tuple[tuple[int, MonitorKey], ...] = ()
        self._views: frozenset[str] = frozenset()
        for sensor in sensors:
            self.do(Attach(sensor))  # pyright: ignore[reportArgumentType]
        if "nibp" in sensors:
            self.do(CycleNibp(_CUFF_EVERY_S))
        self.advance(SETTLED_S)
        self._began_s = self.twin.tick * DT_S
        self._waiting = sorted(deeds, key=lambda pair: pair[0])

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
