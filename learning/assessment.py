"""Judge a run: (log, sheet) -> marks with evidence, a process score, safety-critical errors.

Pure: the same log and sheet give the same marks, byte for byte. The outcome is reported beside the
score and never enters it: an error that goes unpunished is still an error.

>>> tolerance(70.0, (0.0, 60.0), 20.0)
0.75
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from learning.chronicle import Chronicle, Line, chronicle, fits
from learning.events import Event
from learning.measures import attempt_lines, counted_puncture, measure
from learning.objectives import Row, Sheet

AT_MARGIN = 0.5  # worth at the end of the margin; beyond it nothing


@dataclass(frozen=True)
class Mark:
    """One mark as it was earned.

    Parameters
    ----------
    row : Row
        What was asked.
    points : float
        Earned, in quarters; `row.points` at most.
    at_s : float or None
        Second of the log (from the end of handover) that decided it; None where nothing did.
    measured : float or None
        The number that was judged, in `row.unit`; None where there was none.
    lines : tuple of int
        Lines of log.jsonl that are the evidence, from 1.
    reason : str
        Text id: why ("reason.in_time", "reason.late", "reason.never", …).
    """

    row: Row
    points: float
    at_s: float | None
    measured: float | None
    lines: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class CriticalError:
    """One safety-critical error that was made."""

    row: Row
    at_s: float | None
    measured: float | None
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Assessment:
    """What a run was worth."""

    sheet: Sheet
    story: Chronicle
    outcome: str
    cause: str
    score: float
    marks: tuple[Mark, ...]
    errors: tuple[CriticalError, ...]


@dataclass(frozen=True)
class _Verdict:
    """What a rule found: how much of the mark (0-1), and why."""

    fraction: float
    tick: int | None
    measured: float | None
    lines: tuple[Line, ...]
    reason: str


def assess(events: Sequence[Event], sheet: Sheet) -> Assessment:
    """Judge a log.

    Raises
    ------
    LogError
        The log cannot be judged.
    """
    story = chronicle(events, sheet)
    marks = tuple(_mark(story, sheet, row) for row in sheet.marks if _applies(story, row))
    errors = tuple(
        error
        for row in sheet.errors
        if _applies(story, row) and (error := _error(story, sheet, row)) is not None
    )
    outcome, cause = _outcome(events)
    of = sum(mark.row.points for mark in marks)
    score = sum(mark.points for mark in marks) / of if of else 0.0
    return Assessment(sheet, story, outcome, cause, round(score, 4), marks, errors)


def tolerance(x: float, bounds: tuple[float, float], margin: float) -> float:
    """1 inside the bounds, falling straight to a half at `margin` outside, then 0; NaN gives 0.

    After dm_control's `rewards.tolerance` (Tassa 2018), with a linear fall that ends.

    Parameters
    ----------
    x, margin : float
        In the same unit.
    bounds : tuple of float
        Lowest and highest value for full marks; infinities are allowed.
    """
    if math.isnan(x):
        return 0.0
    low, high = bounds
    outside = max(low - x, x - high, 0.0)
    if outside <= 0.0:
        return 1.0
    if margin <= 0.0 or outside > margin:
        return 0.0
    return 1.0 - (1.0 - AT_MARGIN) * outside / margin


def _applies(story: Chronicle, row: Row) -> bool:
    return not row.only_if or story.first(row.only_if) is not None


def _mark(story: Chronicle, sheet: Sheet, row: Row) -> Mark:
    found = _RULES[row.rule](story, sheet, row)
    return Mark(
        row=row,
        points=math.floor(row.points * found.fraction * 4.0 + 1e-9) / 4.0,  # full only if full
        at_s=None if found.tick is None else _round(story.at_s(found.tick)),
        measured=None
        if found.measured is None or math.isnan(found.measured)
        else _round(found.measured),
        lines=tuple(sorted({line.number for line in found.lines})),
        reason=found.reason,
    )


def _round(x: float) -> float:
    """A hundredth: more than a reader of the debrief can use. Adding 0.0 turns -0.0 into 0.0."""
    return round(x, 2) + 0.0


def _by(story: Chronicle, sheet: Sheet, row: Row) -> _Verdict:
    """All moments happened, the last of them in time."""
    since = story.first(str(row.setting["since"]))
    if since is None:
        return _Verdict(0.0, None, None, (), "reason.no_start")
    is_start = row.setting["since"] == "handover"  # what was done during handover counts as at once
    found = [story.first(m, None if is_start else since.tick) for m in row.setting["moments"]]
    lines = tuple(line for line in found if line is not None)
    if len(lines) < len(found):
        return _Verdict(0.0, None, None, lines, "reason.partly" if lines else "reason.never")
    last = max(lines, key=lambda line: line.tick)
    took_s = max(0.0, (last.tick - since.tick) * story.dt_s)
    full_s, zero_s = row.setting["full_s"], row.setting["zero_s"]
    fraction = tolerance(took_s, (0.0, full_s), zero_s - full_s)
    reason = (
        "reason.in_time" if fraction == 1.0 else "reason.late" if fraction else "reason.too_late"
    )
    return _Verdict(fraction, last.tick, took_s, lines, reason)


def _before(story: Chronicle, sheet: Sheet, row: Row) -> _Verdict:
    """One of the moments happened before another one, which did happen."""
    then = story.first(str(row.setting["then"]))
    found = [line for m in row.setting["moments"] if (line := story.first(m)) is not None]
    if then is None:
        return _Verdict(0.0, None, None, tuple(found), "reason.no_start")
    first = min(found, key=lambda line: line.tick, default=None)
    if first is None:
        return _Verdict(0.0, then.tick, None, (then,), "reason.never")
    is_before = first.tick <= then.tick
    reason = "reason.before" if is_before else "reason.after"
    return _Verdict(float(is_before), first.tick, None, (first, then), reason)


def _span(story: Chronicle, sheet: Sheet, row: Row) -> _Verdict:
    """The time between two moments."""
    begin = story.first(str(row.setting["begin"]))
    until = None if begin is None else story.first(str(row.setting["until"]), begin.tick)
    if begin is None or until is None:
        return _Verdict(0.0, None, None, (begin,) if begin else (), "reason.never")
    took_s = (until.tick - begin.tick) * story.dt_s
    low, high = row.setting["bounds_s"]
    fraction = tolerance(took_s, (low, high), row.setting["margin_s"])
    reason = (
        "reason.within" if fraction == 1.0 else "reason.short" if took_s < low else "reason.long"
    )
    return _Verdict(fraction, until.tick, took_s, (begin, until), reason)


def _measure(story: Chronicle, sheet: Sheet, row: Row) -> _Verdict:
    """A measured number within bounds."""
    got = measure(str(row.setting["measure"]), story, sheet)
    lines = (got.line,) if got.line is not None else ()
    if math.isnan(got.value):
        return _Verdict(0.0, None, None, lines, "reason.not_measured")
    low, high = row.setting["bounds"]
    fraction = tolerance(got.value, (low, high), row.setting["margin"])
    reason = (
        "reason.within" if fraction == 1.0 else "reason.low" if got.value < low else "reason.high"
    )
    return _Verdict(fraction, got.line.tick if got.line else None, got.value, lines, reason)


def _matches(story: Chronicle, sheet: Sheet, row: Row) -> _Verdict:
    """The attempt that counts holds an event that looks as it should."""
    puncture = counted_puncture(story)
    if puncture is None:
        return _Verdict(0.0, None, None, (), "reason.no_start")
    of_kind = [x for x in attempt_lines(story, puncture) if x.event.kind == row.setting["event"]]
    good = [x for x in of_kind if fits(x.event.data, row.setting["where"], story.affected)]
    if good:
        return _Verdict(1.0, good[0].tick, None, (good[0],), "reason.as_asked")
    shown = tuple(of_kind[-1:]) or (puncture,)
    return _Verdict(
        0.0, shown[0].tick, None, shown, "reason.not_as_asked" if of_kind else "reason.never"
    )


def _share(story: Chronicle, sheet: Sheet, row: Row) -> _Verdict:
    """Enough of a list of moments happened; fewer earn their share of it."""
    moments: list[str] = row.setting["moments"]
    lines = tuple(line for m in moments if (line := story.first(m)) is not None)
    share = len(lines) / len(moments)
    if not lines:
        return _Verdict(0.0, None, 0.0, (), "reason.never")
    full = row.setting["full_fraction"]
    last = max(lines, key=lambda line: line.tick)
    reason = "reason.enough" if share >= full else "reason.partly"
    return _Verdict(min(1.0, share / full), last.tick, share * 100.0, lines, reason)


_RULES: dict[str, Callable[[Chronicle, Sheet, Row], _Verdict]] = {
    "by": _by,
    "before": _before,
    "span": _span,
    "measure": _measure,
    "matches": _matches,
    "share": _share,
}


def _error(story: Chronicle, sheet: Sheet, row: Row) -> CriticalError | None:
    if row.rule == "outside":
        got = measure(str(row.setting["measure"]), story, sheet)
        low, high = row.setting["bounds"]
        if math.isnan(got.value) or low <= got.value <= high:
            return None
        return _made(story, row, got.line, got.value)
    if row.rule == "missing":
        return _missing(story, row)
    found = [line for m in row.setting["moments"] if (line := story.first(m)) is not None]
    first = min(found, key=lambda line: line.tick, default=None)
    if first is None:
        return None
    if row.rule == "happened_before":
        then = story.first(str(row.setting["then"]))
        if then is not None and then.tick <= first.tick:
            return None
    return _made(story, row, first, None)


def _missing(story: Chronicle, row: Row) -> CriticalError | None:
    """None of the moments followed in time, and there was time: the case did not end before."""
    since = story.first(str(row.setting["since"]))
    if since is None:
        return None
    within_s = row.setting["within_s"]
    due = since.tick + round(within_s / story.dt_s)
    is_start = row.setting["since"] == "handover"
    for moment in row.setting["moments"]:
        line = story.first(moment, None if is_start else since.tick)
        if line is not None and line.tick <= due:
            return None
    tick = min(due, story.end_tick)
    return _made(story, row, Line(since.number, Event(tick, "session", "missing")), None)


def _made(story: Chronicle, row: Row, line: Line | None, measured: float | None) -> CriticalError:
    return CriticalError(
        row=row,
        at_s=None if line is None else _round(story.at_s(line.tick)),
        measured=None if measured is None else _round(measured),
        lines=() if line is None else (line.number,),
    )


def _outcome(events: Sequence[Event]) -> tuple[str, str]:
    """What the twin decided; without an outcome event, its last sample."""
    for kind in ("outcome", "truth"):
        for event in reversed(events):
            if event.kind == kind:
                data: dict[str, Any] = event.data
                return str(data.get("outcome", "alive")), str(data.get("cause", "") or "")
    return "alive", ""
