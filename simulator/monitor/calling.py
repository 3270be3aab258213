"""How conditions call: light, sound, latching, the two pauses, and the log of it all.

::

    condition ─▶ shown and heard ─▶ over ─▶ quiet, or (latching) shown and heard until answered

Two keys, as IEC 60601-1-8 has them. `silence` answers what calls now: the sound pauses for two
minutes, the light stays; a condition that is new or worse ends the pause. `pause` holds back light
and sound of everything for two minutes. The same key again ends a pause early. Conditions are
watched and logged all the time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from simulator.core.records import MonitorKey
from simulator.monitor.alarms import RANK, Alarm, in_order, worst_priority

PAUSE_S = 120.0  # usual factory setting of bedside monitors (recalled, unverified)
LOG_MOST = 400
# IEC 60601-1-8, table 2 (recalled, unverified): high 1.4-2.8 Hz, medium 0.4-0.8 Hz, each lit for
# 20-60 % of the time; low does not flash.
FLASH_HZ = {"high": 2.0, "medium": 0.6}
LIT_FRACTION = 0.5

RHYTHMS = ("beat_age_s", "fibrillation_s", "vt_s")  # the fields whose alarms name a rhythm
# What is said instead of a number that it brings: nobody needs to hear of bradycardia in
# fibrillation, nor of slow breathing where there is none.
_SAID_FOR = dict.fromkeys(RHYTHMS, "hr_per_min") | {"breath_age_s": "rr_per_min"}
Happening = Literal["began", "ended", "answered", "silenced", "paused", "resumed"]


@dataclass(frozen=True)
class Entry:
    """One line of the alarm log. `id` is a condition, "" where a key was pressed."""

    at_s: float
    happening: Happening
    id: str = ""
    priority: str = ""
    is_technical: bool = False


@dataclass(frozen=True)
class Calls:
    """What calls at one moment."""

    alarms: tuple[Alarm, ...] = ()  # shown, worst first; none while alarms are paused
    aloud: str = ""  # priority of the burst to be heard; "" is silence
    silenced_s: float = 0.0  # left of the audio pause
    paused_s: float = 0.0  # left of the alarm pause


class Caller:
    """Follows conditions and keys; one a monitor."""

    def __init__(self) -> None:
        self.log: tuple[Entry, ...] = ()
        self._held: dict[str, Alarm] = {}  # everything that calls, by id
        self._silent_until_s = self._pause_until_s = -math.inf

    def press(self, key: MonitorKey, now_s: float) -> None:
        """A key of the monitor."""
        if key == "pause":
            is_on = now_s < self._pause_until_s
            self._pause_until_s = -math.inf if is_on else now_s + PAUSE_S
            self._note(Entry(now_s, "resumed" if is_on else "paused"))
            return
        is_on = now_s < self._silent_until_s
        waiting = [a for a in self._held.values() if not a.is_answered]
        if is_on and not waiting:
            self._silent_until_s = -math.inf
            self._note(Entry(now_s, "resumed"))
            return
        self._silent_until_s = now_s + PAUSE_S
        self._note(Entry(now_s, "silenced"))
        for alarm in waiting:
            self._note(Entry(now_s, "answered", alarm.id, alarm.priority, alarm.is_technical))
            self._held[alarm.id] = replace(alarm, is_answered=True)

    def is_answered(self, id: str) -> bool:
        """Whether that condition calls and somebody has said that he knows."""
        return id in self._held and self._held[id].is_answered

    def update(self, found: tuple[Alarm, ...], now_s: float) -> Calls:
        """What calls, given the conditions that hold."""
        for alarm in found:
            self._hold(alarm, now_s)
        self._let_go({alarm.id for alarm in found}, now_s)
        paused_s = max(self._pause_until_s - now_s, 0.0)
        silenced_s = max(self._silent_until_s - now_s, 0.0)
        if paused_s > 0.0:
            return Calls(silenced_s=silenced_s, paused_s=paused_s)
        shown = in_order(_one_a_field(self._held.values()))
        heard = tuple(a for a in shown if silenced_s == 0.0 or not a.is_answered)
        if silenced_s > 0.0 and heard:  # something new: the pause was for the others
            self._silent_until_s, silenced_s = -math.inf, 0.0
            heard = shown
        return Calls(shown, worst_priority(heard), silenced_s)

    def _hold(self, alarm: Alarm, now_s: float) -> None:
        before = self._held.get(alarm.id)
        if before is None or before.is_over:
            self._note(Entry(now_s, "began", alarm.id, alarm.priority, alarm.is_technical))
            self._held[alarm.id] = alarm

    def _let_go(self, ids: set[str], now_s: float) -> None:
        for id, alarm in list(self._held.items()):
            if id in ids:
                continue
            if not alarm.is_over:
                self._note(Entry(now_s, "ended", id, alarm.priority, alarm.is_technical))
            if alarm.latches and not alarm.is_answered:
                self._held[id] = replace(alarm, is_over=True)
            else:
                del self._held[id]

    def _note(self, entry: Entry) -> None:
        self.log = (*self.log, entry)[-LOG_MOST:]


def is_lit(priority: str, now_s: float) -> bool:
    """Whether light of that priority is on at that moment; what does not flash always is."""
    hz = FLASH_HZ.get(priority, 0.0)
    return hz == 0.0 or (now_s * hz) % 1.0 < LIT_FRACTION


def _one_a_field(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """Of each reading the worst; a technical condition stands beside it."""
    worst: dict[tuple[str, bool], Alarm] = {}
    for alarm in alarms:
        key = (_SAID_FOR.get(alarm.field, alarm.field), alarm.is_technical)
        if key not in worst or _weight(alarm) > _weight(worst[key]):
            worst[key] = alarm
    return tuple(worst.values())


def _weight(alarm: Alarm) -> tuple[int, bool]:
    return RANK[alarm.priority], alarm.field in _SAID_FOR
