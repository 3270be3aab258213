"""When a case is over: a closed list of reasons, judged once a second."""

from __future__ import annotations

from simulator.core.clock import TICKS_PER_S, Clock
from simulator.core.now import Now
from simulator.core.scenario import Case
from simulator.core.talk import Talk

HANDED_OVER = "handover.done"
SIGNS = ("listened", "felt", "percussed", "looked")


def why_over(case: Case, now: Now, talk: Talk, clock: Clock, is_prompted: bool) -> str:
    """The reason to end now; "" to go on. `is_prompted`: the last prompt is over."""
    if case.end.after_prompts and is_prompted:
        return "prompts_done"
    if _dead_for_s(now) >= case.end.after_death_s:
        return "death"
    if case.death == "off" and now.truth.rhythm not in ("sinus",):
        return "stopped_before_death"
    if clock.time_s >= case.end.max_min * 60.0:
        return "time"
    if HANDED_OVER in talk.said and _since_handover_s(now) >= case.end.after_handover_s:
        is_enough = not case.end.needs_reassessment or _has_reassessed(now)
        return "handed_over" if is_enough else ""
    return ""


def _dead_for_s(now: Now) -> float:
    """Seconds that the log has shown the patient dead."""
    if now.truth.outcome != "dead":
        return -1.0
    first = now.tick
    for event in reversed(now.log.events):
        if event.kind == "truth":
            if event.data["outcome"] != "dead":
                break
            first = event.tick
    return (now.tick - first) / TICKS_PER_S


def _since_handover_s(now: Now) -> float:
    for event in reversed(now.log.events):
        if event.kind == "said" and event.data["phrase"] == HANDED_OVER:
            return (now.tick - event.tick) / TICKS_PER_S
    return -1.0


def _has_reassessed(now: Now) -> bool:
    """Whether somebody examined the patient after a needle was set."""
    for event in reversed(now.log.events):
        if event.kind in SIGNS:
            return True
        if event.kind == "steel_removed":
            return False
    return False
