"""What is wrong now: limits with delays, by age, and technical conditions. No screen, no sound.

Priorities follow IEC 60601-1-8; the worst one of a parameter is the one shown. How a condition
calls (sound, light, latching, pauses) is `simulator.monitor.calling`.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from physiology.vitals import Vitals

Priority = Literal["high", "medium", "low"]
RANK = {"high": 3, "medium": 2, "low": 1, "": 0}
ADULT_Y = 34.0  # whose limits a monitor has that nobody told an age


@dataclass(frozen=True)
class Limit:
    """One row of limits.toml. Exactly one of `below`, `above` is a number."""

    id: str
    field: str
    priority: Priority
    delay_s: float
    source: str
    below: float | None = None
    above: float | None = None
    latches: bool = False

    def is_broken_by(self, value: float) -> bool:
        """Whether that reading is outside; NaN never is: no reading is a message of its own."""
        if self.below is not None:
            return value < self.below
        return self.above is not None and value > self.above


@dataclass(frozen=True)
class Technical:
    """One row of limits.toml about the monitor itself: a sensor that is off, or sees nothing."""

    id: str
    field: str
    priority: Priority
    source: str


@dataclass(frozen=True)
class Seen:
    """What the electronics make of the traces, beside the vitals.

    Parameters
    ----------
    hr_per_min : float
        The rate that the monitor has counted; it goes before the vitals' own of one beat.
    beat_age_s, breath_age_s : float
        Seconds since the last QRS and the last breath; NaN when not watched.
    fibrillation_s, vt_s : float
        For how long the ECG has looked like that.
    silent : frozenset of str
        Ids of technical conditions that hold now.
    """

    hr_per_min: float = math.nan
    beat_age_s: float = math.nan
    breath_age_s: float = math.nan
    fibrillation_s: float = 0.0
    vt_s: float = 0.0
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Alarm:
    """One condition that is calling."""

    id: str  # text id monitor.alarm.<id>
    field: str
    priority: Priority
    since_s: float
    is_technical: bool = False
    is_low: bool = False  # below its limit
    latches: bool = False
    is_over: bool = False  # the condition has ended; the call waits for an answer
    is_answered: bool = False  # somebody pressed the key since: it calls no more aloud


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("limits.toml").read_text(encoding="utf-8"))


@functools.cache
def limits(age_y: float = ADULT_Y) -> tuple[Limit, ...]:
    """The limits for that age, in the order of limits.toml."""
    table = _table()
    young = [c["limits"] for c in table["child"] if c["from_y"] <= age_y < c["before_y"]]
    other = young[0] if young else {}
    return tuple(_moved(Limit(**row), other) for row in table["limit"])


@functools.cache
def technical() -> tuple[Technical, ...]:
    """What may be wrong with the monitor, in the order of limits.toml."""
    return tuple(Technical(**row) for row in _table()["technical"])


def _moved(row: Limit, other: dict[str, float]) -> Limit:
    if row.id not in other:
        return row
    return replace(row, **{"above" if row.below is None else "below": other[row.id]})


@functools.cache
def bounds(field: str, age_y: float = ADULT_Y) -> tuple[float | None, float | None]:
    """The narrowest limits (low, high) of a reading, as they stand beside its number."""
    rows = [row for row in limits(age_y) if row.field == field]
    low = [row.below for row in rows if row.below is not None]
    high = [row.above for row in rows if row.above is not None]
    return (max(low) if low else None, min(high) if high else None)


class AlarmBoard:
    """Remembers since when each condition holds; `update` at any pace gives what is wrong now."""

    def __init__(self, age_y: float = ADULT_Y) -> None:
        self._limits = limits(age_y)
        self._since_s: dict[str, float] = {}

    def update(self, vitals: Vitals, now_s: float, seen: Seen) -> tuple[Alarm, ...]:
        """All that is wrong at `now_s`, worst first."""
        readings = vitals._asdict() | vars(seen)
        found: list[Alarm] = []
        for row in self._limits:
            if not row.is_broken_by(readings[row.field]):
                self._since_s.pop(row.id, None)
                continue
            since_s = self._since_s.setdefault(row.id, now_s)
            if now_s - since_s >= row.delay_s:
                found.append(_alarm(row, since_s))
        return in_order((*found, *self._technical(now_s, seen.silent)))

    def _technical(self, now_s: float, silent: frozenset[str]) -> list[Alarm]:
        alarms: list[Alarm] = []
        for row in technical():
            if row.id in silent:
                since_s = self._since_s.setdefault(row.id, now_s)
                alarms.append(Alarm(row.id, row.field, row.priority, since_s, is_technical=True))
            else:
                self._since_s.pop(row.id, None)
        return alarms


def _alarm(row: Limit, since_s: float) -> Alarm:
    is_low = row.below is not None
    return Alarm(row.id, row.field, row.priority, since_s, is_low=is_low, latches=row.latches)


def in_order(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """Worst first; the patient before the device; what began first before what came after."""
    return tuple(sorted(alarms, key=lambda a: (-RANK[a.priority], a.is_technical, a.since_s)))


def worst_priority(alarms: tuple[Alarm, ...]) -> str:
    """The highest priority among them; "" when all is quiet."""
    return max((alarm.priority for alarm in alarms), key=RANK.__getitem__, default="")
