"""Which rows of a table the body can express, and which it meets. Bands are never loosened."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, cast

from physiology import many
from physiology.errors import TwinError
from physiology.patient import Patient
from physiology.validation import conditions, protocol, verdict, vocabulary
from physiology.validation.experiments import EXPERIMENTS
from physiology.validation.experiments.subjects import Subjects
from physiology.validation.table import (
    DISEASES,
    PEERS,
    TARGETS,
    Row,
    is_held_out,
    is_of_peers,
    rows,
)
from physiology.validation.watched import NotBuilt, Watched

__all__ = [
    "DISEASES", "PEERS", "TARGETS", "Judged", "Row", "Score", "is_enough", "is_held_out",
    "is_of_peers",
    "judge", "rows", "score", "summary",
]  # fmt: skip
Told = Callable[[float, str], None]
FEW = 12  # courses that are run sooner than other processes are started


class Judged(NamedTuple):
    """A row and what the body did. `value` is in the row's unit; for a trend it is the change."""

    row: Row
    value: float
    is_in_band: bool
    is_held_out: bool
    kind: str = "absolute"
    basis: str = "own"
    baseline: float = math.nan


class Unsaid(NamedTuple):
    """A row that could not be expressed, and why."""

    row: Row
    reason: str
    detail: str


class Score(NamedTuple):
    """Everything about one table."""

    judged: list[Judged]
    unsaid: list[Unsaid]


Hits = list[tuple[Row, conditions.Matched]]


def score(
    table: Iterable[Row],
    is_peer: bool = False,
    told: Told | None = None,
    workers: int | None = None,
) -> Score:
    """Run every condition that is known, once, on every core, and compare row by row.

    `workers` is the number of processes; None takes every core. The order of the answers does not
    depend on it.
    """
    found = Score([], [])
    by_run: dict[Any, Hits] = {}
    by_trial: dict[Any, list[Row]] = {}
    for row in table:
        matched = conditions.match(row.group, row.condition, row.quantity)
        trial = EXPERIMENTS.get((row.group, row.condition))
        if matched is not None:
            by_run.setdefault(matched.run, []).append((row, matched))
        elif trial is not None:
            by_trial.setdefault(trial, []).append(row)
        else:
            found.unsaid.append(Unsaid(row, "condition", row.condition))
    todo = [*by_run.values(), *by_trial.values()]
    jobs = [(k, is_peer, one) for k, one in enumerate(todo)]
    if len(jobs) < FEW:
        workers = 1
    answers = sorted(many.spread(_work, jobs, told, workers), key=lambda answer: answer[0])
    if len(answers) < len(jobs):
        raise KeyboardInterrupt  # a score of a part would be taken for one of the whole
    for _, part in answers:
        found.judged.extend(part.judged)
        found.unsaid.extend(part.unsaid)
    return found


@functools.cache
def _subjects() -> Subjects:
    """The settled bodies of this process."""
    return Subjects()


def _work(job: tuple[int, bool, Hits | list[Row]]) -> tuple[int, Score]:
    """One course or one experiment, with the number that puts it back into its place."""
    k, is_peer, wanted = job
    found = Score([], [])
    if isinstance(wanted[0], Row):
        _try(cast("list[Row]", wanted), is_peer, found)
    else:
        _run(cast("Hits", wanted), is_peer, found)
    return k, found


def _brief(error: TwinError) -> str:
    """What is missing, without the advice that follows it."""
    return str(error).split(";", 1)[0]


def _try(wanted: list[Row], is_peer: bool, found: Score) -> None:
    """One written experiment: it names its own quantities in the table's units."""
    trial = EXPERIMENTS[wanted[0].group, wanted[0].condition]
    try:
        got: dict[str, float] = trial(_subjects())
    except TwinError as error:
        found.unsaid.extend(Unsaid(row, "not built", _brief(error)) for row in wanted)
        return
    for row in wanted:
        if row.quantity not in got:
            found.unsaid.append(Unsaid(row, "quantity", row.quantity))
            continue
        value = float(got[row.quantity])
        is_good = verdict.in_band(row, value, verdict.PEER_SLACK if is_peer else 0.0)
        found.judged.append(Judged(row, value, is_good, is_held_out(row)))


def _run(pairs: Hits, is_peer: bool, found: Score) -> None:
    """One protocol: every row that is read from its course."""
    matched = pairs[0][1]
    reason = matched.protocol.lacks
    course = None
    if not reason:
        try:
            course = protocol.run([hit for _, hit in pairs], _subjects())
        except TwinError as error:
            reason = _brief(error)
    if course is None:
        found.unsaid.extend(Unsaid(row, "not built", reason) for row, _ in pairs)
        return
    who = conditions.patients()[matched.protocol.patient]
    for row, hit in pairs:
        answer = _row(row, hit, course, who, is_peer)
        if isinstance(answer, Judged):
            found.judged.append(answer)
        else:
            found.unsaid.append(answer)


def _row(
    row: Row, hit: conditions.Matched, course: protocol.Course, who: Patient, is_peer: bool
) -> Judged | Unsaid:
    sample = hit.sample
    quantity, is_change = _quantity(row, sample)
    if quantity is None:
        return Unsaid(row, "quantity", row.quantity)
    name = sample.against.get(row.quantity, sample.versus)
    if "return to baseline" in row.trend and row.quantity not in sample.against:
        name = "start"
    kind = verdict.kind_of(row, dict(sample.kinds))
    if is_change:
        kind = "pct_change" if row.unit == "%" else "change"
    seen, before = course[protocol.end_of(hit, sample)], course[protocol.against(hit, name)]
    try:
        return _judged(row, quantity, kind, seen, before, who, is_peer)
    except NotBuilt as missing:
        return Unsaid(row, "not built", _brief(missing))
    except TwinError as error:
        return Unsaid(row, "unit", _brief(error))


def _quantity(row: Row, sample: conditions.Sample) -> tuple[vocabulary.Quantity | None, bool]:
    """The quantity a row speaks of, and whether its name asks for the change of it."""
    name = row.quantity
    if name in sample.reads:
        return vocabulary.quantities().get(sample.reads[name]), False
    found = vocabulary.find(row.group, name)
    if found is None and name.lower().startswith("change in "):
        return vocabulary.find(row.group, name[10:]), True
    if found is None and name.lower().endswith(("_change", " change")):
        return vocabulary.find(row.group, name[:-7]), True
    return found, False


def _judged(
    row: Row, quantity: vocabulary.Quantity, kind: str, seen: Watched, before: Watched,
    who: Patient, is_peer: bool,
) -> Judged | Unsaid:  # fmt: skip
    limits = [x for x in (row.low, row.high) if x is not None]
    center = sum(limits) / len(limits) if limits and kind == "absolute" else math.nan
    unit = vocabulary.meant_unit(row)
    if limits and kind in ("absolute", "change"):
        if unit == "" and quantity.unit == "fraction" and max(abs(x) for x in limits) > 1.5:
            unit = "%"  # a fraction cannot be above one and a half: the number is in percent
        per = vocabulary.convert(1.0, quantity, unit, who.weight_kg)
        center = center / per if per else center
    value = vocabulary.read(quantity, seen, center)
    base = vocabulary.read(quantity, before, center)
    band = verdict.bands(quantity, base)
    if not row.has_number:
        right = verdict.trend_is_right(row.trend, value, base, band)
        if right is None:
            return Unsaid(row, "trend", row.trend or "neither number nor trend")
        return Judged(row, value - base, right, is_held_out(row), "trend", quantity.basis, base)
    shown = {
        "absolute": value,
        "change": value - base,
        "pct_change": 100.0 * (value - base) / base if base else math.nan,
        "pct_of": 100.0 * value / base if base else math.nan,
    }[kind]
    if kind in ("absolute", "change"):
        shown = vocabulary.convert(shown, quantity, unit, who.weight_kg)
    slack = verdict.PEER_SLACK if is_peer else 0.0
    is_good = verdict.in_band(row, shown, slack, _zero(kind, band.zero, quantity, unit))
    return Judged(row, shown, is_good, is_held_out(row), kind, quantity.basis, base)


def _zero(kind: str, zero: float, quantity: vocabulary.Quantity, unit: str) -> float:
    """What counts as nought, in the row's own unit (percent of the baseline for shares of it)."""
    if kind in ("absolute", "change"):
        return vocabulary.convert(zero, quantity, unit, 1e9)
    return 100.0 * verdict.ZERO


def judge(groups: set[str] | None = None, told: Told | None = None) -> list[Judged]:
    """Our own table, or some `groups` of it."""
    return score([r for r in rows() if groups is None or r.group in groups], told=told).judged


def is_enough(judged: list[Judged]) -> bool:
    """All expressible rest_male rows, and nine of ten of the rest."""
    rest = [j for j in judged if j.row.group == "rest_male"]
    others = [j for j in judged if j.row.group != "rest_male"]
    met = sum(j.is_in_band for j in others)
    return all(j.is_in_band for j in rest) and met >= 0.9 * len(others)


def summary(found: Score) -> dict[str, Any]:
    """As `twin validate` prints it."""
    judged, unsaid = found
    held = [j for j in judged if j.is_held_out]
    groups: dict[str, dict[str, int]] = {}
    for j in judged:
        group = groups.setdefault(j.row.group, {"rows": 0, "expressed": 0, "in_band": 0})
        group["rows"] += 1
        group["expressed"] += 1
        group["in_band"] += j.is_in_band
    for u in unsaid:
        groups.setdefault(u.row.group, {"rows": 0, "expressed": 0, "in_band": 0})["rows"] += 1
    by_basis = {
        basis: {
            "expressed": sum(j.basis == basis for j in judged),
            "in_band": sum(j.basis == basis and j.is_in_band for j in judged),
        }
        for basis in vocabulary.BASES
    }
    return {
        "rows": len(judged) + len(unsaid),
        "expressed": len(judged),
        "in_band": sum(j.is_in_band for j in judged),
        "held_out": {"expressed": len(held), "in_band": sum(j.is_in_band for j in held)},
        "by_group": groups,
        "by_basis": by_basis,
        "misses": [_miss(j) for j in judged if not j.is_in_band],
        "not_expressed": reasons(unsaid),
    }


def _miss(j: Judged) -> dict[str, Any]:
    return {
        "group": j.row.group, "condition": j.row.condition, "quantity": j.row.quantity,
        "value": round(j.value, 3) if math.isfinite(j.value) else None,
        "low": j.row.low, "high": j.row.high, "trend": j.row.trend, "unit": j.row.unit,
        "kind": j.kind, "basis": j.basis, "source": j.row.source, "held_out": j.is_held_out,
        "aspect": j.row.aspect,
    }  # fmt: skip


def reasons(unsaid: list[Unsaid]) -> list[dict[str, Any]]:
    """Why rows were not expressed, the commonest first: {reason, detail, group, rows}."""
    counts: dict[tuple[str, str, str], int] = {}
    for u in unsaid:
        key = (u.reason, u.detail, u.row.group)
        counts[key] = counts.get(key, 0) + 1
    return [
        {"reason": reason, "detail": detail, "group": group, "rows": n}
        for (reason, detail, group), n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
    ]
