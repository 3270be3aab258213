"""Medicines given in a run, each held against what is usual: a wrong dose is named, whatever came.

The body took the dose as it was given; nothing here changes what happened.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from learning.chronicle import Chronicle, Line
from physiology import formulary
from physiology.drug import MG, Drug, Usual
from physiology.errors import UnknownName

SLACK = 1.5  # so much beyond what is usual is still its rounding (O)
CHILD_KG = 50.0  # lighter than this, an adult's whole dose shrinks with weight (O)
PUSH_S = 120.0  # what runs in longer is by a pump (O)
SAME_WAY = {"io": "iv"}  # a bone is a vein to a dose


class Given(NamedTuple):
    """One dose.

    Attributes
    ----------
    drug : Drug
    dose_mg, over_s : float
    usual : Usual or None
        What it was held against; None where its file knows nothing given this way.
    times : float
        Dose over the most that is usual where it is more, over the least where it is less, else 1.
    at_s : float
        From the end of handover.
    line : int
        Of log.jsonl, from 1.
    """

    drug: Drug
    dose_mg: float
    route: str
    over_s: float
    usual: Usual | None
    times: float
    at_s: float
    line: int

    @property
    def is_over(self) -> bool:
        """Whether so much is an error of safety."""
        return self.times > SLACK

    @property
    def is_under(self) -> bool:
        """Whether so little is no dose."""
        return self.times < 1.0 / SLACK


def given(story: Chronicle) -> list[Given]:
    """Every dose in order; stopping a pump is none.

    Parameters
    ----------
    story : Chronicle
        Of a whole log; its header gives the weight.
    """
    patient: dict[str, Any] = story.header.get("patient") or {}
    weight = float(patient.get("weight_kg") or 70.0)
    doses = (_given(story, line, weight) for line in story.lines if _is_dose(line))
    return [dose for dose in doses if dose is not None]


def _is_dose(line: Line) -> bool:
    data = line.event.data
    return (
        line.event.kind == "deed"
        and data.get("action") == "GiveDrug"
        and float(data.get("dose_mg") or 0.0) > 0.0
    )


def _given(story: Chronicle, line: Line, weight_kg: float) -> Given | None:
    data = line.event.data
    try:
        drug = formulary.find(str(data["drug"]))
    except UnknownName:  # a run of another build: its own words stay on the timeline
        return None
    dose, over_s = float(data["dose_mg"]), float(data.get("over_s") or 0.0)
    route = str(data.get("route", "iv"))
    usual, times = _nearest(drug, dose, SAME_WAY.get(route, route), over_s, weight_kg)
    return Given(drug, dose, route, over_s, usual, times, story.at_s(line.tick), line.number)


def _nearest(
    drug: Drug, dose_mg: float, route: str, over_s: float, weight_kg: float
) -> tuple[Usual | None, float]:
    """The usual dose that this one is nearest to, and how many times it."""
    found: tuple[Usual | None, float] = (None, 1.0)
    far = float("inf")
    for usual in drug.usual:
        if usual.route != route or usual.is_rate != (over_s > PUSH_S and _has_rate(drug, route)):
            continue
        times = _times(usual, dose_mg, over_s, weight_kg)
        if max(times, 1.0 / times) < far:
            found, far = (usual, times), max(times, 1.0 / times)
    return found


def _has_rate(drug: Drug, route: str) -> bool:
    return any(usual.is_rate and usual.route == route for usual in drug.usual)


def _times(usual: Usual, dose_mg: float, over_s: float, weight_kg: float) -> float:
    amount = dose_mg / (over_s / 60.0) if usual.is_rate else dose_mg
    if usual.is_per_kg:
        amount /= weight_kg
    else:
        amount /= min(weight_kg / CHILD_KG, 1.0)
    return amount / min(max(amount, usual.low), usual.high)


def named(drug: str, language: str) -> str:
    """What a drug is called; the id of one that this build does not know."""
    try:
        return str(formulary.find(drug).names[language])
    except UnknownName:
        return drug


def said(dose_mg: float) -> str:
    """A dose in the unit that people say it in."""
    for unit, mg in (("g", MG["g"]), ("mg", MG["mg"])):
        if dose_mg >= mg * (10.0 if unit == "g" else 0.1):
            return f"{dose_mg / mg:.3g} {unit}"
    return f"{dose_mg / MG['ug']:.3g} µg"
