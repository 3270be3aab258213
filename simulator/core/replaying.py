"""A run done again from its deeds alone, on a fresh body, and compared with what was logged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from learning.errors import LogError
from learning.events import FORMAT, Event, Log, read_log
from learning.recording import Recording
from physiology import Patient, Twin
from physiology.actions import from_dict
from physiology.errors import TwinError
from simulator.core.clock import TICKS_PER_S
from simulator.core.recorder import machine
from simulator.errors import RunError
from simulator.progress import Progress, silent

TOLERANCE = 1e-9  # relative, between different processors or compilers
MACHINE_KEYS = ("numba", "llvm", "cpu", "numpy", "platform")
LONGEST_TICKS = 2 * 86400 * TICKS_PER_S  # a case waits for a day at most, and lasts for hours


@dataclass(frozen=True)
class Agreement:
    """How a replay compares.

    Parameters
    ----------
    seconds : int
        Moments compared.
    first_difference_s : float or None
        Seconds from the log's first tick; None where everything agrees.
    is_exact : bool
        Every digest is the same.
    worst : float
        Largest relative difference of the logged truth; 0 for exact ones.
    other_machine : tuple of str
        What differs from the machine that wrote the run.
    """

    seconds: int
    first_difference_s: float | None
    is_exact: bool
    worst: float
    other_machine: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Bit for bit on the same build, within the tolerance on another."""
        return self.is_exact or (bool(self.other_machine) and self.worst <= TOLERANCE)


def load_run(folder: Path) -> Log:
    """Read a run's log for replay.

    Raises
    ------
    RunError
        Missing, no log, cut, or edited: names the line.
    """
    try:
        log = read_log(folder / "log.jsonl")
    except OSError:
        raise RunError(
            f"{folder} holds no log.jsonl; give a run folder, see `launcher.py runs list`"
        ) from None
    except ValueError as error:
        raise RunError(f"{folder.name}: {error}") from None
    if log.problem:
        raise RunError(
            f"{folder.name}/log.jsonl: {log.problem}; put the run back from a copy, or judge what "
            "is there with `launcher.py debrief RUN --partial`"
        )
    if log.header.get("format") != FORMAT:
        raise RunError(
            f"{folder.name}/log.jsonl: its format is {log.header.get('format')!r}; this Theatrum "
            f"reads {FORMAT}; replay it with the one that wrote it"
        )
    return log


def check_files(folder: Path, log: Log) -> None:
    """Check what lies beside a log against the hashes in it.

    Raises
    ------
    RunError
        Poses or vitals are missing, cut, or edited: names the file.
    """
    recording = Recording(folder, log)
    try:
        recording.poses()
        recording.vitals()
    except LogError as error:
        raise RunError(str(error)) from None


def replay(log: Log, progress: Progress = silent) -> Agreement:
    """Do the deeds again on a fresh body and compare every second.

    Raises
    ------
    RunError
        The deeds of the log can not be done, or its ticks run backwards or for days.
    """
    header = log.header
    twin = _fresh(header)
    last = log.events[-1].tick
    _check_ticks(log)
    compared, first, is_exact, worst = 0, None, True, 0.0
    for event in log.events:
        if event.tick > twin.tick:
            _step(twin, event.tick, last, progress)
        if event.kind == "deed":
            _do(twin, event)
        elif event.kind == "truth":
            worst = max(worst, _difference(event.data, twin.truth()._asdict()))
        elif event.kind == "digest":
            compared += 1
            if twin.digest() != event.data["digest"]:
                is_exact = False
                first = event.tick * header["dt_s"] if first is None else first
    return Agreement(compared, first, is_exact, worst, other_machine(header))


def _check_ticks(log: Log) -> None:
    before = 0
    for number, event in enumerate(log.events, start=1):
        if not before <= event.tick <= LONGEST_TICKS:
            raise RunError(
                f"the log's line {number} has tick {event.tick}; ticks rise from line to line, up "
                f"to {LONGEST_TICKS} at most: the log was made up or damaged"
            )
        before = event.tick


def other_machine(header: dict[str, Any]) -> tuple[str, ...]:
    """What differs between here and where the run was made."""
    here = machine()
    return tuple(
        f"{key} {header.get(key)} there, {here[key]} here"
        for key in MACHINE_KEYS
        if header.get(key) != here[key]
    )


def _fresh(header: dict[str, Any]) -> Twin:
    try:
        fields = dict(header["patient"])
        fields["conditions"] = tuple(fields.get("conditions", ()))
        return Twin(Patient(**fields))
    except (KeyError, TypeError, TwinError) as error:
        raise RunError(f"the log's header does not describe a patient: {error}") from None


def _step(twin: Twin, tick: int, last: int, progress: Progress) -> None:
    while twin.tick < tick:
        twin.step(min(tick - twin.tick, 10000))
        progress(twin.tick / max(last, 1), "")


def _do(twin: Twin, event: Event) -> None:
    try:
        twin.apply(from_dict(event.data))
    except TwinError as error:
        raise RunError(f"the deed at tick {event.tick} can not be done: {error}") from None


def _difference(logged: dict[str, Any], now: dict[str, Any]) -> float:
    """Largest relative difference between two truths; infinite where words differ."""
    worst = 0.0
    for key, value in now.items():
        was = logged.get(key)
        if isinstance(value, str):
            worst = worst if was == value else np.inf
        elif was is not None and np.isfinite(value):
            worst = max(worst, abs(value - was) / max(abs(value), abs(was), 1.0))
    return float(worst)
