"""A body's course: deeds at their seconds, and a row of numbers every so often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from physiology import actions, formulary
from physiology.clocks import DT_S
from physiology.twin import Twin

Deed = tuple[float, actions.Action]  # (s since the start, what is done)


def course(
    twin: Twin, deeds: Sequence[Deed], minutes: float, every_s: float
) -> Iterator[dict[str, Any]]:
    """Rows of one life, the first before anything is done.

    Parameters
    ----------
    twin : Twin
        Lives on; it stands at the last row when the iterator ends.
    deeds : sequence of (float, Action)
        In order of time; what is due together is done in this order.
    minutes : float
        How long (simulated).
    every_s : float
        Seconds between rows.

    Yields
    ------
    dict
        `t_s`, every field of `Truth`, every field of `Vitals` as ``shown_*``, and of each drug in
        the body ``plasma_ID_mg_l``, ``effect_ID_mg_l`` (where it acts) and, for a gas,
        ``end_tidal_ID_pct``.
    """
    waiting = list(deeds)
    named = {getattr(action, "drug", "") for _, action in deeds} - {""}
    given = {formulary.find(name).id for name in named}
    end = twin.tick + round(60.0 * minutes / DT_S)
    every = max(round(every_s / DT_S), 1)
    yield _row(twin, given)
    while twin.tick < end:
        while waiting and waiting[0][0] <= twin.tick * DT_S + 1e-9:
            twin.apply(waiting.pop(0)[1])
        due = round(waiting[0][0] / DT_S) if waiting else end
        goal = min(end, max(due, twin.tick + 1), (twin.tick // every + 1) * every)
        twin.step(goal - twin.tick)
        if twin.tick % every == 0:
            yield _row(twin, given)


def _row(twin: Twin, given: set[str]) -> dict[str, Any]:
    """One row; a drug that is still to come stands at zero, so that every row has its columns."""
    shown = {f"shown_{k}": v for k, v in twin.vitals()._asdict().items() if k != "tick"}
    return {"t_s": twin.tick * DT_S} | twin.truth()._asdict() | shown | twin.drug_levels(given)
