"""The log as a story: which named moments happened, on which line, and what the body did meanwhile.

Seconds count from the end of handover (the log's phase "running"). Everything here is a pure
function of the events; nothing depends on frame rate or wall clock.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from learning.errors import LogError
from learning.events import Event
from learning.objectives import Better, Pattern, Sheet

JUDGED_AFTER_S = (
    60.0  # a body that answers release has begun to within a minute (clinical sheet, O)
)
RELEASE_LASTS_S = 30.0  # an opening that closes sooner has released nothing (O)
AWAKE_FROM_FRACTION = 0.35  # of consciousness: who is at least so awake hears and answers (O)
TRUSTED_AFTER_S = 120.0  # nothing checked and nothing tried for so long: the hiss was believed (O)
PLEURA_IDS = ("parietal_pleura", "pleura", "pleural_space")
GAS_IDS = ("pleural_space", "pleural_gas", "pleura")


class Line(NamedTuple):
    """One event and its line in log.jsonl (from 1)."""

    number: int
    event: Event

    @property
    def tick(self) -> int:
        """When it happened."""
        return self.event.tick


@dataclass(frozen=True)
class Chronicle:
    """A log made ready for judging.

    Parameters
    ----------
    header : dict
        Data of the log's first line.
    lines : tuple of Line
    start_tick, zero_tick, end_tick : int
        The trainee's arrival; end of handover; end of the case.
    dt_s : float
        Length of a tick (s).
    affected : str
        "left" or "right": where the pleural gas was at the end of handover; "" for none.
    moments : dict of str to tuple of Line
        By id, in order; a moment that never happened has an empty tuple.
    truth : tuple of Line
        What was so, once a second.
    """

    header: dict[str, Any]
    lines: tuple[Line, ...]
    start_tick: int
    zero_tick: int
    end_tick: int
    dt_s: float
    affected: str
    moments: dict[str, tuple[Line, ...]]
    truth: tuple[Line, ...]

    def at_s(self, tick: int) -> float:
        """Seconds since the end of handover; negative before it."""
        return (tick - self.zero_tick) * self.dt_s

    def first(self, moment: str, after_tick: int | None = None) -> Line | None:
        """The first time a moment happened, or the first time after a tick."""
        for line in self.moments.get(moment, ()):
            if after_tick is None or line.tick > after_tick:
                return line
        return None

    def last(self, moment: str) -> Line | None:
        """The last time a moment happened."""
        found = self.moments.get(moment, ())
        return found[-1] if found else None


def chronicle(events: Sequence[Event], sheet: Sheet) -> Chronicle:
    """Read a log as a story.

    Raises
    ------
    LogError
        The log has no header, or the case in it never began.
    """
    if not events or events[0].kind != "header":
        raise LogError("log: its first line is no header; open a run folder that `play` wrote")
    lines = tuple(Line(number, event) for number, event in enumerate(events, start=1))
    handover = next(
        (x for x in lines if x.event.kind == "phase" and x.event.data.get("phase") == "running"),
        None,
    )
    if handover is None:
        raise LogError(
            "log: the case never began (no phase 'running'), so there is nothing to judge"
        )
    truth = tuple(line for line in lines if line.event.kind == "truth")
    affected = _affected(lines, truth, handover.tick)
    start = next(x for x in lines if x.event.kind == "phase")
    over = [x for x in lines if x.event.kind == "phase" and x.event.data.get("phase") == "over"]
    end = over[0] if over else lines[-1]
    story = Chronicle(
        header=events[0].data,
        lines=lines,
        start_tick=start.tick,
        zero_tick=handover.tick,
        end_tick=end.tick,
        dt_s=float(events[0].data.get("dt_s", 0.002)),
        affected=affected,
        moments={},
        truth=truth,
    )
    for name, patterns in sheet.moments.items():
        story.moments[name] = tuple(
            x for x in lines if any(matches(x.event, p, affected) for p in patterns)
        )
    story.moments["handover"] = (handover,)
    story.moments["end"] = (end,)
    story.moments.update(_state_on_arrival(story, handover))
    _derive(story, sheet)
    return story


def matches(event: Event, pattern: Pattern, affected: str) -> bool:
    """Whether an event fits a pattern."""
    if event.kind != pattern.kind or (pattern.source and event.source != pattern.source):
        return False
    return fits(event.data, pattern.where, affected)


def fits(data: dict[str, Any], where: dict[str, Any], affected: str) -> bool:
    """Whether every field is as it should be: equal, one of a list, or within at_least/at_most."""
    return all(_fits(data.get(key), wanted, affected) for key, wanted in where.items())


def sample(story: Chronicle, tick: int, quantity: str) -> float:
    """What a quantity of the body was at a tick (its last sample then); NaN without one."""
    value = math.nan
    for line in story.truth:
        if line.tick > tick:
            break
        found = line.event.data.get(quantity)
        value = float(found) if isinstance(found, int | float) else value
    return value


def changes(story: Chronicle, since_tick: int, tick: int, better: Better) -> dict[str, float]:
    """How far each judged quantity has moved between two ticks."""
    return {
        name: sample(story, tick, name) - sample(story, since_tick, name) for name in better.changes
    }


def is_better(story: Chronicle, since_tick: int, tick: int, better: Better) -> bool:
    """Whether enough quantities moved far enough the right way, and none as far the wrong way.

    A failing heart and a tiring chest slow down too: that pressure or saturation falls tells them.
    """
    moved = changes(story, since_tick, tick, better)
    steps = [
        moved[name] / size for name, size in better.changes.items()
    ]  # 1: a step for the better
    return sum(s >= 1.0 for s in steps) >= better.needed and not any(s <= -1.0 for s in steps)


def is_forward_entry(data: dict[str, Any]) -> bool:
    """Whether a crossing is the needle, not the catheter, going into a structure from outside."""
    is_needle = data.get("part", "needle") == "needle"
    return is_needle and bool(data.get("is_entering")) and bool(data.get("is_forward", True))


def judged_from(story: Chronicle, tick: int) -> Line | None:
    """From where change is judged at a tick: the release before it, else the first puncture."""
    release = story.first("release")
    return release if release is not None and release.tick <= tick else story.first("puncture")


def _fits(value: Any, wanted: Any, affected: str) -> bool:
    if isinstance(wanted, dict):
        limits = cast("dict[str, float]", wanted)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return limits.get("at_least", -math.inf) <= value <= limits.get("at_most", math.inf)
    if isinstance(wanted, list):
        return any(_fits(value, one, affected) for one in cast("list[Any]", wanted))
    if isinstance(wanted, str) and "$" in wanted:
        if not affected:
            return False
        other = {"left": "right", "right": "left"}[affected]
        wanted = wanted.replace("$affected", affected).replace("$other", other)
    return value == wanted


def _affected(lines: Sequence[Line], truth: Sequence[Line], tick: int) -> str:
    """The side with the pleural gas; before any sample, the side that the case tore open."""
    known = [line for line in truth if line.tick <= tick] or list(truth[:1])
    if known:
        left = float(known[-1].event.data.get("pleural_gas_left_ml") or 0.0)
        right = float(known[-1].event.data.get("pleural_gas_right_ml") or 0.0)
        if max(left, right) > 50.0:  # mL; less is no pneumothorax that anyone could find
            return "left" if left > right else "right"
    for line in lines:
        event = line.event
        if event.source == "scenario" and event.data.get("action") in ("OpenLung", "OpenPleura"):
            return str(event.data.get("side", ""))
    return ""


def _state_on_arrival(story: Chronicle, handover: Line) -> dict[str, tuple[Line, ...]]:
    """Who can be talked to, and who breathes through a mask: marks of the others do not apply."""
    alertness = sample(story, handover.tick, "consciousness_fraction")
    tubes = [
        line.event.data.get("site")
        for line in story.lines
        if line.tick <= handover.tick and line.event.data.get("action") == "PlaceTube"
    ]
    is_tubed = bool(tubes) and tubes[-1] != "none"
    return {
        "awake": () if alertness < AWAKE_FROM_FRACTION else (handover,),
        "own_airway": () if is_tubed else (handover,),
    }


def _derive(story: Chronicle, sheet: Sheet) -> None:
    """The moments of DERIVED that need more than a pattern."""
    moments = story.moments
    trainee = [line for line in story.lines if line.event.source == "trainee"]
    moments["puncture"] = _all(trainee, lambda e: e.kind == "skin_punctured")
    moments["pleura"] = _all(
        trainee,
        lambda e: (
            e.kind == "crossing"
            and e.data.get("structure") in PLEURA_IDS
            and is_forward_entry(e.data)
        ),
    )
    moments["release"] = _releases(story, trainee)
    moments["steel_out"] = _all(trainee, lambda e: e.kind == "steel_removed")
    moments["settled"] = _settled(story, trainee)
    settled = story.first("settled")
    moments["reexamined"] = tuple(
        line
        for line in trainee
        if settled is not None
        and line.tick > settled.tick
        and line.event.kind in ("listened", "percussed", "felt")
        and line.event.data.get("side") == story.affected
    )
    moments["not_better"] = _not_better(story, sheet.better)
    moments["false_success"] = _false_success(story, sheet.better)


def _all(lines: Sequence[Line], test: Callable[[Event], bool]) -> tuple[Line, ...]:
    return tuple(line for line in lines if test(line.event))


def _releases(story: Chronicle, trainee: Sequence[Line]) -> tuple[Line, ...]:
    """Openings of the right pleura that stayed open: a whiff while the steel was in is none."""
    openings = [
        line
        for line in trainee
        if line.event.kind == "deed"
        and line.event.data.get("action") == "OpenPleura"
        and line.event.data.get("side") == story.affected
    ]
    lasts = round(RELEASE_LASTS_S / story.dt_s)
    found: list[Line] = []
    for line in openings:
        name = line.event.data.get("opening")
        closed = [x for x in openings if x.event.data.get("opening") == name and not _area(x)]
        is_short = any(0 <= x.tick - line.tick < lasts and x.number > line.number for x in closed)
        if _area(line) > 0.0 and not is_short:
            found.append(line)
    return tuple(found)


def _area(line: Line) -> float:
    return float(line.event.data.get("area_mm2") or 0.0)


def _settled(story: Chronicle, trainee: Sequence[Line]) -> tuple[Line, ...]:
    """When the needle work of the first attempt was done: steel out, let go, or withdrawn."""
    puncture = story.first("puncture")
    if puncture is None:
        return ()
    tool = puncture.event.data.get("tool")
    kinds = ("steel_removed", "released", "withdrawn")
    done = [
        line
        for line in trainee
        if line.tick >= puncture.tick
        and line.event.kind in kinds
        and line.event.data.get("tool") == tool
    ]
    steel = [line for line in done if line.event.kind == "steel_removed"]
    return tuple(steel or done)[:1] or (puncture,)


def _not_better(story: Chronicle, better: Better) -> tuple[Line, ...]:
    """A minute after the needle work, a body that has not turned."""
    settled = story.first("settled")
    if settled is None:
        return ()
    tick = settled.tick + round(JUDGED_AFTER_S / story.dt_s)
    since = judged_from(story, settled.tick)
    if since is None or tick > story.end_tick or is_better(story, since.tick, tick, better):
        return ()
    return (Line(settled.number, Event(tick, "session", "not_better")),)


def _false_success(story: Chronicle, better: Better) -> tuple[Line, ...]:
    """Success said, or silently taken for granted, while the body had not turned."""
    puncture, settled = story.first("puncture"), story.first("settled")
    if puncture is None or settled is None:
        return ()
    said = story.first("said_better", puncture.tick)
    if said is not None:
        since = judged_from(story, said.tick) or puncture
        if not is_better(story, since.tick, said.tick, better):
            return (said,)
    since = judged_from(story, settled.tick) or puncture
    tick = settled.tick + round(TRUSTED_AFTER_S / story.dt_s)
    doubts = ("reexamined", "said_not_better", "rescue")
    doubted = [found for name in doubts if (found := story.first(name, settled.tick))]
    again = story.first("puncture", settled.tick)
    acted = [line for line in [*doubted, again] if line is not None and line.tick <= tick]
    if acted or tick > story.end_tick or is_better(story, since.tick, tick, better):
        return ()
    return (Line(settled.number, Event(tick, "session", "false_success")),)
