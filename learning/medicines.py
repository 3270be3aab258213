"""Medicines given in a run, each held against what is usual: a wrong dose is named, whatever came.

The body took the dose as it was given; nothing here changes what happened.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from learning.chronicle import Chronicle, Line
from physiology import formulary
from physiology.drug import MG, Drug, Usual
from physiology.errors import UnknownName

State = Literal["usual", "over", "under", "fast", "push", "unknown"]
WRONG: tuple[State, ...] = ("over", "fast", "push")  # errors of safety
SLACK = 1.5  # so much beyond what is usual is still its rounding (O)
CHILD_KG = 50.0  # lighter than this, an adult's whole dose shrinks with weight (O)
PUSH_S = 120.0  # what runs in longer is by a pump (O)
SLOW_S = 600.0  # what usually takes so long is given slowly for a reason (O)
HASTE = 3.0  # in less than its usual time by this, it was given too fast (O)
INTO_BLOOD = ("iv", "io")
SAME_WAY = {"io": "iv"}  # a bone is a vein to a dose


class Given(NamedTuple):
    """One dose, or one setting of a pump.

    Attributes
    ----------
    drug : Drug
    dose_mg, over_s : float
        The whole of it; 0 of a pump, which runs until it is stopped.
    mg_per_min : float
        Of what runs by a pump; 0 of a push.
    usual : Usual or None
        What it was held against; None where its file knows nothing given this way.
    times : float
        Dose over the most that is usual where it is more, over the least where it is less, else 1.
    state : str
        "fast": in far less than its usual time; "push": pushed, though only pumps give it.
    at_s : float
        From the end of handover.
    line : int
        Of log.jsonl, from 1.
    """

    drug: Drug
    dose_mg: float
    route: str
    over_s: float
    mg_per_min: float
    usual: Usual | None
    times: float
    state: State
    at_s: float
    line: int

    @property
    def is_wrong(self) -> bool:
        """Whether it is an error of safety."""
        return self.state in WRONG


def given(story: Chronicle) -> list[Given]:
    """Every dose of the trainee in order, to the end of the case; stopping a pump is none.

    Parameters
    ----------
    story : Chronicle
        Of a whole log; its header gives the weight.
    """
    patient: dict[str, Any] = story.header.get("patient") or {}
    weight = float(patient.get("weight_kg") or 70.0)
    found: list[Given] = []
    for line in story.lines:
        is_theirs = line.event.kind == "deed" and line.event.source == "trainee"
        if is_theirs and line.tick <= story.end_tick:
            dose = _given(line, story.at_s(line.tick), weight)
            found += [dose] if dose else []
    return found


def _given(line: Line, at_s: float, weight_kg: float) -> Given | None:
    data = line.event.data
    dose, over_s, rate = _amount(data)
    if dose <= 0.0 and rate <= 0.0:
        return None
    try:
        drug = formulary.find(str(data["drug"]))
    except UnknownName:  # a run of another build: its own words stay on the timeline
        return None
    route = str(data.get("route", "iv"))
    way = SAME_WAY.get(route, route)
    by_rate = any(usual.is_rate and usual.route == way for usual in drug.usual)
    if dose > 0.0 and over_s > PUSH_S and by_rate:
        rate = dose / (over_s / 60.0)
    usual, times = _nearest(drug, way, dose, over_s, rate, weight_kg)
    state = _state(usual, times, over_s, way)
    if usual is None and by_rate:
        state = "push"
    return Given(drug, dose, route, over_s, rate, usual, times, state, at_s, line.number)


def _amount(data: dict[str, Any]) -> tuple[float, float, float]:
    """Dose (mg), its time (s), a pump's rate (mg/min) of a deed; zeros of one that gives none."""
    if data.get("action") == "GiveDrug":
        return float(data.get("dose_mg") or 0.0), float(data.get("over_s") or 0.0), 0.0
    if data.get("action") == "RunPump":
        ml_per_h = float(data.get("rate_ml_per_h") or 0.0)
        return 0.0, 0.0, ml_per_h * float(data.get("concentration_mg_per_ml") or 0.0) / 60.0
    return 0.0, 0.0, 0.0


def _nearest(
    drug: Drug, way: str, dose_mg: float, over_s: float, mg_per_min: float, weight_kg: float
) -> tuple[Usual | None, float]:
    """The usual dose that this one is nearest to, in time before size, and how many times it."""
    found: tuple[Usual | None, float] = (None, 1.0)
    best = (True, float("inf"))
    for usual in drug.usual:
        if usual.route != way or usual.is_rate != (mg_per_min > 0.0):
            continue
        times = _times(usual, mg_per_min if usual.is_rate else dose_mg, weight_kg)
        far = (_is_fast(usual, over_s, way), max(times, 1.0 / times))
        if found[0] is None or far < best:
            found, best = (usual, times), far
    return found


def _times(usual: Usual, amount: float, weight_kg: float) -> float:
    amount /= weight_kg if usual.is_per_kg else min(weight_kg / CHILD_KG, 1.0)
    return amount / min(max(amount, usual.low), usual.high)


def _is_fast(usual: Usual, over_s: float, way: str) -> bool:
    is_slow = not usual.is_rate and usual.over_s >= SLOW_S and way in INTO_BLOOD
    return is_slow and over_s < usual.over_s / HASTE


def _state(usual: Usual | None, times: float, over_s: float, way: str) -> State:
    if usual is None:
        return "unknown"
    if times > SLACK:
        return "over"
    if _is_fast(usual, over_s, way):
        return "fast"
    return "under" if times < 1.0 / SLACK else "usual"


def named(drug: str, language: str) -> str:
    """What a drug is called; the id of one that this build does not know."""
    try:
        return str(formulary.find(drug).names[language])
    except UnknownName:
        return drug


def figure(x: float, digits: int = 3) -> str:
    """A number rounded to so many digits, never written with a power of ten."""
    return f"{float(f'{x:.{digits}g}'):.12g}"


def said(mg: float) -> str:
    """A mass in the unit that people say it in."""
    if mg >= 1e4:
        return f"{figure(mg / MG['g'])} g"
    return f"{figure(mg)} mg" if mg >= 0.1 else f"{figure(mg / MG['ug'])} µg"
