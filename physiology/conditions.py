"""What a patient has had for long: words such as ``copd:0.6``, and what they stand for.

::

    "heart_failure"          a disease that can be chronic, at half its severity
    "copd:0.6"               the same at severity 0.6
    "pregnant:36"            weeks; women of 12 to 55 years
    "allergy:rocuronium"     the next dose of this drug starts anaphylaxis

Diseases act and the body settles with them before its rest is noted: their patient is ill, and
balanced.
"""

from __future__ import annotations

import difflib
import functools
import math
from typing import NamedTuple

from physiology import ailments, formulary
from physiology.errors import Conflict, OutOfRange, UnknownName

ALLERGY, PREGNANT = "allergy", "pregnant"
USUAL_SEVERITY = 0.5
WEEKS = (20.0, 42.0)  # what earlier weeks change is small
FERTILE_Y = (12.0, 55.0)


class Condition(NamedTuple):
    """One chronic condition: its id, and severity (0-1), weeks, or 0."""

    id: str
    value: float
    drug: str


@functools.lru_cache(maxsize=512)
def parse(words: tuple[str, ...]) -> tuple[Condition, ...]:
    """All conditions of a patient, checked but for what age and sex allow.

    Raises
    ------
    TwinError
        An unknown or acute disease, a severity outside its range, one disease twice, or two that
        exclude each other.
    """
    found = tuple(_one(text) for text in words)
    ids = [f"{c.id} {c.drug}".strip() for c in found]
    for id in ids:
        if ids.count(id) > 1:
            raise Conflict(f"patient: conditions name {id!r} twice; leave one out")
    for condition in found:
        for other in excluded_by(condition.id):
            if other in ids:
                raise Conflict(
                    f"patient: conditions {condition.id!r} and {other!r} exclude each other; "
                    "leave one out"
                )
    return found


def check(words: tuple[str, ...], age_y: float, sex: str) -> None:
    """Refuse conditions that cannot be, or not in somebody of this age and sex."""
    for condition in parse(words):
        if condition.id != PREGNANT:
            continue
        low, high = FERTILE_Y
        if sex != "female" or not low <= age_y <= high:
            raise Conflict(
                f"patient: conditions has {PREGNANT!r} with sex {sex!r} and age_y {age_y:g}; it "
                f"needs 'female' and {low:g} to {high:g}"
            )


def weeks(words: tuple[str, ...]) -> float:
    """Weeks of pregnancy; 0 without one."""
    return next((c.value for c in parse(words) if c.id == PREGNANT), 0.0)


def allergies(words: tuple[str, ...]) -> list[str]:
    """Ids of the drugs that this patient must not get."""
    return [c.drug for c in parse(words) if c.id == ALLERGY]


def diseases(words: tuple[str, ...]) -> list[Condition]:
    """The conditions that are diseases."""
    return [c for c in parse(words) if c.id not in (ALLERGY, PREGNANT)]


def excluded_by(id: str) -> tuple[str, ...]:
    """What cannot be together with `id`, whichever file says so."""
    known = ailments.load()
    own = known[id].excludes if id in known else ()
    return (*own, *(name for name, a in known.items() if id in a.excludes))


def _one(text: str) -> Condition:
    id, colon, rest = text.partition(":")
    if id == ALLERGY:
        return Condition(ALLERGY, 0.0, formulary.find(rest, "patient: allergy to").id)
    if id == PREGNANT:
        return Condition(PREGNANT, _number(text, rest, *WEEKS, "weeks"), "")
    known = ailments.load()
    chronic = [name for name, ailment in known.items() if ailment.is_chronic]
    if id not in chronic:
        near = difflib.get_close_matches(id, [*chronic, ALLERGY, PREGNANT], n=1, cutoff=0.5)
        why = "begins suddenly: use Develop" if id in known else "is unknown"
        way = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(chronic))}"
        raise UnknownName(f"patient: condition {id!r} {why}; {way}")
    return Condition(id, _number(text, rest, 0.0, 1.0, "") if colon else USUAL_SEVERITY, "")


def _number(text: str, rest: str, low: float, high: float, unit: str) -> float:
    try:
        number = float(rest)
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        rule = f"a number from {low:g} to {high:g} {unit}".strip()
        raise OutOfRange(f"patient: condition {text!r} says {rest!r}; it must be {rule}")
    return number
