"""Run one protocol: deeds at their times, bleeding at a set rate, looks at their windows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from physiology import actions, scaling
from physiology.clocks import DT_S
from physiology.errors import TwinError
from physiology.patient import Patient
from physiology.twin import Twin
from physiology.validation.conditions import (
    Matched,
    Protocol,
    Sample,
    calculate,
    filled,
    patients,
)
from physiology.validation.experiments.subjects import Subjects
from physiology.validation.watched import EVERY, Watched

PIECE_S = 1.0  # time goes on in pieces of this length while something is watched or steered
START_S = 30.0  # how long the body at rest is watched for the baseline
LONGEST_S = 172_800.0


class Step(NamedTuple):
    """A deed or a steered bleeding, at its time."""

    at_s: float
    deed: actions.Action | None
    bleed: dict[str, str]


Look = tuple[str, float]  # name of a sample and its end (s)
Course = dict[Look, Watched]
START: Look = ("start", 0.0)


class Bleeding:
    """Blood let out at a set rate: the hole is made larger or smaller every second.

    `vessel=a:1+b:5` bleeds from two at once, the second through five times the area.
    """

    def __init__(self, fields: dict[str, str], twin: Twin) -> None:
        self._rate = float(fields["ml_per_min"]) / 60.0
        side, into = fields.get("side", "right"), fields.get("into", "outside")
        self._holes: list[tuple[str, float]] = []
        for vessel in fields.get("vessel", "femoral_artery").split("+"):
            name, _, share = vessel.partition(":")
            deed = f"OpenVessel name={name} side={side} into={into} opening=steered area_mm2="
            self._holes.append((deed, float(share or 1.0)))
        self._area = max(self._rate, 0.01)
        self._first = self._before = twin.truth().blood_lost_ml
        self._ticks = 0
        self._open(twin)

    def _open(self, twin: Twin) -> None:
        area = self._area if self._rate > 0.0 else 0.0
        for deed, share in self._holes:
            twin.apply(actions.parse(f"{deed}{area * share:.5f}")[1])

    def stop(self, twin: Twin) -> None:
        """Close the hole."""
        self._rate = 0.0
        self._open(twin)

    def steer(self, twin: Twin, ticks: int) -> None:
        """Set the hole so that by the end of the next second the sum is right."""
        if self._rate <= 0.0:
            return
        self._ticks += ticks
        lost = twin.truth().blood_lost_ml
        got = max(lost - self._before, 0.02 * self._rate * ticks * DT_S)
        due = self._rate * (self._ticks + ticks) * DT_S - (lost - self._first)
        self._area = float(np.clip(self._area * np.clip(due / got, 0.3, 3.0), 0.002, 1500.0))
        self._before = lost
        self._open(twin)


def numbers(who: Patient) -> dict[str, float]:
    """What deeds may calculate with, apart from what the condition's own words gave."""
    return {
        "weight_kg": who.weight_kg,
        "height_cm": who.height_cm,
        "ideal_kg": 50.0 + 0.91 * (who.height_cm - 152.4) - (4.5 if who.sex == "female" else 0.0),
        "surface_m2": scaling.surface_m2(who.height_cm, who.weight_kg),
        "blood_ml": scaling.blood_volume_ml(who),
    }


def steps(protocol: Protocol, known: dict[str, float]) -> list[Step]:
    """What is done, in order of time.

    Raises
    ------
    TwinError
        A deed that the body does not know.
    """
    found: list[Step] = []
    for raw in protocol.do:
        text = filled(raw, known)
        if text.startswith("bleed "):
            found.append(_bleed(text))
        else:
            at_s, deed = actions.parse(text)
            found.append(Step(at_s, deed, {}))
    return sorted(found, key=lambda s: s.at_s)


def _bleed(text: str) -> Step:
    words = text.split()
    at_s = float(words.pop()[1:]) if words[-1].startswith("@") else 0.0
    fields = dict(word.split("=", 1) for word in words[1:])
    if "ml_per_min" not in fields:
        raise TwinError(f"{text!r}: ml_per_min is missing")
    return Step(at_s, None, fields)


def run(matches: list[Matched], subjects: Subjects) -> Course:
    """Let the course that the matches share happen, and watch it wherever one of them looks.

    Raises
    ------
    TwinError
        A deed is unknown or impossible, or a look lies outside the time that can be run.
    """
    protocol = matches[0].protocol
    who = patients()[protocol.patient]
    todo = steps(protocol, numbers(who) | dict(matches[0].caught))
    looks = _looks(matches, who)
    twin = subjects.fresh(who)
    seen = {START: start(who, subjects)}
    open_: list[tuple[float, Sample, list[Any]]] = []
    bleeding: Bleeding | None = None
    while looks or open_:
        now = twin.tick * DT_S
        while todo and todo[0].at_s <= now + 1e-9:
            step = todo.pop(0)
            if step.deed is not None:
                twin.apply(step.deed)
            else:
                if bleeding is not None:
                    bleeding.stop(twin)
                bleeding = Bleeding(step.bleed, twin)
        while looks and looks[0][0] - looks[0][1].over_s <= now + 1e-9:
            open_.append((*looks.pop(0), []))
        ticks = _ticks(now, todo, looks, open_, bleeding is not None)
        _pass(twin, ticks, [rows for _, _, rows in open_])
        if bleeding is not None:
            bleeding.steer(twin, ticks)
        for end, sample, rows in [o for o in open_ if o[0] <= twin.tick * DT_S + 1e-9]:
            seen[sample.name, end] = Watched(np.array(rows), twin, who)
            open_.remove((end, sample, rows))
    return seen


def end_of(match: Matched, sample: Sample) -> Look:
    """Key of a look in the course."""
    known = numbers(patients()[match.protocol.patient]) | dict(match.caught)
    return sample.name, calculate(sample.at_s, known)


def against(match: Matched, name: str) -> Look:
    """Key of the look that a row's change is counted from."""
    if name == "start":
        return START
    return next(end_of(match, s) for s in match.protocol.samples if s.name == name)


def start(who: Patient, subjects: Subjects) -> Watched:
    """The settled body, watched for half a minute; made once for each person."""
    if who not in subjects.watched:
        twin = subjects.fresh(who)
        rows: list[Any] = []
        _pass(twin, round(START_S / DT_S), [rows])
        subjects.watched[who] = Watched(np.array(rows), twin, who)
    return subjects.watched[who]


def _looks(matches: list[Matched], who: Patient) -> list[tuple[float, Sample]]:
    """Every look that a row or another look needs, in order of its beginning."""
    seen: dict[Look, tuple[float, Sample]] = {}
    for match in matches:
        known = numbers(who) | dict(match.caught)
        fixed = [s for s in match.protocol.samples if not isinstance(s.at_s, str)]
        for sample in (match.sample, *fixed):
            end = calculate(sample.at_s, known)
            if not 0.0 < end <= LONGEST_S:
                raise TwinError(f"{match.protocol.id}: look at {end:g} s; give 0 to {LONGEST_S:g}")
            seen[sample.name, end] = end, sample._replace(over_s=min(sample.over_s, end))
    return sorted(seen.values(), key=lambda pair: pair[0] - pair[1].over_s)


def _ticks(
    now: float, todo: list[Step], looks: list[Any], open_: list[Any], is_steered: bool
) -> int:
    """How far time may go before something has to be done or looked at."""
    ahead = [60.0]
    if is_steered or open_:
        ahead.append(PIECE_S)
    ahead += [todo[0].at_s - now] if todo else []
    ahead += [looks[0][0] - looks[0][1].over_s - now] if looks else []
    ahead += [end - now for end, _, _ in open_]
    return max(EVERY * round(min(ahead) / DT_S / EVERY), EVERY)


def _pass(twin: Twin, ticks: int, buffers: list[list[Any]]) -> None:
    if not buffers:
        twin.step(ticks)
        return
    for _ in range(ticks // EVERY):
        twin.step(EVERY)
        row = twin.state.copy()
        for rows in buffers:
            rows.append(row)
