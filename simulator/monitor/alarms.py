"""What the monitor calls out: limits with delays, and technical messages. No screen, no sound.

Priorities follow IEC 60601-1-8; the worst one of a parameter is the one shown.
"""

from __future__ import annotations

import functools
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from physiology.vitals import Vitals

Priority = Literal["high", "medium", "low"]
RANK = {"high": 3, "medium": 2, "low": 1, "": 0}


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

    def is_broken_by(self, value: float) -> bool:
        """Whether that reading is outside; NaN never is: no reading is a message of its own."""
        if self.below is not None:
            return value < self.below
        return self.above is not None and value > self.above


@dataclass(frozen=True)
class Alarm:
    """One condition that is calling now."""

    id: str  # text id monitor.alarm.<id>
    field: str
    priority: Priority
    since_s: float
    is_technical: bool = False


@functools.cache
def limits() -> tuple[Limit, ...]:
    """The table limits.toml, in its order."""
    rows = tomllib.loads(Path(__file__).with_name("limits.toml").read_text(encoding="utf-8"))
    return tuple(Limit(**row) for row in rows["limit"])


def bounds(field: str) -> tuple[float | None, float | None]:
    """The medium-priority limits (low, high) of a reading, as they stand beside its number."""
    low = [row.below for row in limits() if row.field == field and row.below is not None]
    high = [row.above for row in limits() if row.field == field and row.above is not None]
    return (max(low) if low else None, min(high) if high else None)


class AlarmBoard:
    """Remembers since when each condition holds; `update` at any pace gives what calls now."""

    def __init__(self) -> None:
        self._since_s: dict[str, float] = {}

    def update(
        self,
        vitals: Vitals,
        now_s: float,
        *,
        beat_age_s: float,
        breath_age_s: float,
        attached: frozenset[str],
    ) -> tuple[Alarm, ...]:
        """What calls at `now_s`, worst first, one alarm a field.

        Parameters
        ----------
        beat_age_s, breath_age_s : float
            Seconds since the last QRS and the last breath the monitor saw; NaN when not watched.
        attached : frozenset of str
            Traces whose sensor has been on long enough; no reading from it is a technical alarm.
        """
        readings = vitals._asdict() | {"beat_age_s": beat_age_s, "breath_age_s": breath_age_s}
        calling: dict[str, Alarm] = {}
        for row in limits():
            if not row.is_broken_by(readings[row.field]):
                self._since_s.pop(row.id, None)
                continue
            since_s = self._since_s.setdefault(row.id, now_s)
            if now_s - since_s >= row.delay_s:
                alarm = Alarm(row.id, row.field, row.priority, since_s)
                worst = calling.get(row.field)
                if worst is None or RANK[alarm.priority] > RANK[worst.priority]:
                    calling[row.field] = alarm
        alarms = [*calling.values(), *self._technical(vitals, now_s, attached)]
        return tuple(sorted(alarms, key=lambda a: (-RANK[a.priority], a.is_technical, a.since_s)))

    def _technical(self, vitals: Vitals, now_s: float, attached: frozenset[str]) -> list[Alarm]:
        found = {
            "spo2_no_reading": ("spo2_pct", "pleth" in attached and math.isnan(vitals.spo2_pct)),
            "nibp_failed": ("nibp_sys_mmhg", vitals.nibp_state == "failed"),
        }
        alarms = []
        for id, (field, is_so) in found.items():
            if not is_so:
                self._since_s.pop(id, None)
                continue
            alarms.append(Alarm(id, field, "low", self._since_s.setdefault(id, now_s), True))
        return alarms


def worst_priority(alarms: tuple[Alarm, ...]) -> str:
    """The highest priority calling; "" when all is quiet."""
    return max((alarm.priority for alarm in alarms), key=RANK.__getitem__, default="")
