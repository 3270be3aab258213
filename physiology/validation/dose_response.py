"""Every drug at a quarter to four times its usual dose: courses as CSV, and a picture of them.

A file holds what `launcher.py twin run --patient li_wei --csv FILE` writes of the same deeds.
"""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import NamedTuple

from physiology import actions, formulary
from physiology.course import course
from physiology.drug import Drug, Shown, Usual
from physiology.errors import TwinError
from physiology.patient import Patient
from physiology.twin import Twin

FOLDER = Path(__file__).parents[2] / "docs" / "pharmacology"
WHO = Patient(age_y=34, sex="male", height_cm=176, weight_kg=80)  # li_wei
NAME = "li_wei"
TIMES = (0.25, 0.5, 1.0, 2.0, 4.0)  # the usual dose
ROWS = 60  # of one course


class Dosed(NamedTuple):
    """The course after one dose: mg (% of a gas), seconds (n,), each column's values (n,)."""

    dose: float
    t_s: list[float]
    values: dict[str, list[float]]


def deeds(drug: Drug, times: float) -> list[str]:
    """What is said to the body: what goes before, then the usual dose `times` so much."""
    usual, shown = plan(drug)
    dose = dose_of(drug, times)
    at = f"@{shown.given_at_s:g}"
    if drug.gas is not None:
        given = f"SetVaporizer drug={drug.id} inspired_pct={dose:g} {at}"
    else:
        over = f" over_s={usual.over_s:g}" if usual.over_s else ""
        given = f"GiveDrug drug={drug.id} dose_mg={dose:g} route={usual.route}{over} {at}"
    return [*shown.before, given]


def dose_of(drug: Drug, times: float) -> float:
    """`times` the middle of what is usual, in round numbers, and never more than exists."""
    usual, _ = plan(drug)
    middle = usual.dose_mg(math.sqrt(usual.low * usual.high), WHO.weight_kg)
    most = drug.gas.most_pct if drug.gas is not None else drug.most_mg
    return min(float(f"{times * float(f'{middle:.2g}'):.3g}"), most)


def plan(drug: Drug) -> tuple[Usual, Shown]:
    """What is usual of it (the first row of its file) and how it is shown."""
    if not drug.usual or drug.shown is None:
        raise TwinError(
            f"{drug.id}.toml: [usual] and [shown] are missing; add them to compare doses"
        )
    return drug.usual[0], drug.shown


def every_s(shown: Shown) -> float:
    """Seconds between two rows of a course."""
    return max(round(60.0 * shown.minutes / ROWS / 5.0) * 5.0, 5.0)


def of_drug(id: str) -> tuple[str, list[Dosed]]:
    """The courses of one drug, least dose first."""
    drug = formulary.load()[id]
    _, shown = plan(drug)
    found: list[Dosed] = []
    for times in {dose_of(drug, times): times for times in TIMES}.values():
        said = sorted((actions.parse(words) for words in deeds(drug, times)), key=lambda d: d[0])
        minutes = shown.given_at_s / 60.0 + shown.minutes
        rows = list(course(Twin(WHO), said, minutes, every_s(shown)))
        found.append(
            Dosed(
                dose_of(drug, times),
                [float(row["t_s"]) for row in rows],
                {name: [float(row[name]) for row in rows] for name in shown.columns},
            )
        )
    return id, found


def as_csv(drug: Drug, found: list[Dosed]) -> str:
    """The file's text: a dose a block, a row a moment."""
    names = list(plan(drug)[1].columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["inspired_pct" if drug.gas is not None else "dose_mg", "t_s", *names])
    for one in found:
        for at, t_s in enumerate(one.t_s):
            numbers = (one.values[name][at] for name in names)
            writer.writerow([f"{one.dose:g}", f"{t_s:g}", *(f"{x:.4g}" for x in numbers)])
    return text.getvalue()


def command(drug: Drug) -> str:
    """The line that lives the course of the usual dose again."""
    _, shown = plan(drug)
    minutes = shown.given_at_s / 60.0 + shown.minutes
    said = " ".join(f"--deed '{words}'" for words in deeds(drug, 1.0))
    return (
        f"uv run launcher.py twin run --patient {NAME} {said} --minutes {minutes:g} "
        f"--every {every_s(shown):g} --csv -"
    )
