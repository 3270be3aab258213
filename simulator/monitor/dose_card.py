"""The card on the defibrillator: first energies and doses for who lies here, by region.

The guideline profile of the settings chooses energies, doses and whose ampoules are opened; age and
weight choose the adult's dose or the child's. Data in dose_card.toml; ampoules in physiology/drugs.

>>> [row.dose for row in rows(Patient(34.0, "male", 176.0, 80.0), "china", "en")][:2]
['200 J', '100 J']
"""

from __future__ import annotations

import functools
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from physiology import Patient
from physiology.drug_file import Drug, Presentation
from physiology.formulary import find
from physiology.pharmacy import counted_mg
from simulator.monitor import ink, qt
from simulator.text import text

CHILD_BEFORE_Y = 12.0  # doses by weight below it (recalled, unverified)
_LEAST_ML = 0.5  # less cannot be drawn up well: a thinner ampoule is opened where there is one
_PAPER, _INK, _FAINT, _SHADE = "#fdfdf8", "#16181c", "#5a6068", "#ecece2"
_WIDE, _ROW, _MARGIN = 720.0, 32.0, 22.0  # design pixels
_COLUMNS = (("name", 6.0, 236.0), ("dose", 246.0, 110.0), ("volume", 366.0, 90.0),
            ("ampoule", 470.0, 200.0))  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line in words; an energy has no ampoule."""

    id: str
    name: str
    dose: str
    volume: str
    ampoule: str


@functools.cache
def _table() -> dict[str, Any]:
    path = Path(__file__).with_name("dose_card.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rows(patient: Patient, profile: str, language: str) -> tuple[Row, ...]:
    """Every line of the card. `profile` is a word of the setting `guideline_region`."""
    region, made = _table()["ampoules"][profile], []
    for row in _table()["row"]:
        amounts = amounts_of(row | row.get(profile, {}), patient)
        name = text(f"monitor.card.{row['id']}", language)
        volume = ampoule = ""
        if "drug" in row:
            drug = find(row["drug"])
            chosen = ampoule_for(drug, region, amounts[-1], row.get("mg_per_ml"))
            per_ml = counted_mg(drug, chosen) / chosen.volume_ml
            volume = _span([mg / per_ml for mg in amounts], "mL")
            ampoule = f"{_amount(chosen.mg_per_ml, 'mg')}/mL × {chosen.volume_ml:g} mL"
        made.append(Row(row["id"], name, _span(amounts, row["unit"]), volume, ampoule))
    return tuple(made)


def amounts_of(row: dict[str, Any], patient: Patient) -> list[float]:
    """The dose or its two ends: the adult's, or by weight and not above the adult's lower end."""
    if patient.age_y >= CHILD_BEFORE_Y:
        return [float(amount) for amount in row["adult"]]
    return [min(row["child"] * patient.weight_kg, float(row["adult"][0]))]


def ampoule_for(
    drug: Drug, region: str, dose_mg: float, mg_per_ml: float | None = None
) -> Presentation:
    """What to open: what can be drawn up, then the fewest, then what wastes least.

    `mg_per_ml` asks for one strength: a muscle takes no ten milliliters.
    """

    def cost(ampoule: Presentation) -> tuple[bool, int, float]:
        share = dose_mg / counted_mg(drug, ampoule)
        opened = math.ceil(share - 1e-9)
        return share * ampoule.volume_ml < _LEAST_ML, opened, opened - share

    stock = [p for p in drug.presentations if p.region == region]
    return min((p for p in stock if mg_per_ml in (None, p.mg_per_ml)), key=cost)


def card_text(made: tuple[Row, ...], profile: str, person: str, language: str) -> str:
    """The card for a terminal."""
    lines = [*_head(profile, person, language), ""]
    lines += [f"{r.dose:>12} {r.volume:>12}   {r.ampoule:<22} {r.name}" for r in made]
    return "\n".join([*lines, "", text("monitor.paper.notice", language)])


def card_picture(
    made: tuple[Row, ...], profile: str, person: str, language: str, scale: float = 1.6
) -> QImage:
    """The card as a picture."""
    qt.family()
    high = 126.0 + (len(made) + 1) * _ROW + 44.0
    image = QImage(round(_WIDE * scale), round(high * scale), QImage.Format.Format_RGB32)
    image.fill(QColor(_PAPER))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    inside = QRectF(_MARGIN * scale, 0, (_WIDE - 2 * _MARGIN) * scale, _ROW * scale)
    for k, words in enumerate(_head(profile, person, language)):
        line = inside.translated(0, (12.0 + (34.0 + 25.0 * (k - 1) if k else 0.0)) * scale)
        size, weight = (15.0, ink.PLAIN) if k else (22.0, ink.STRONG)
        ink.fit(painter, line, words, size * scale, QColor(_INK), weight=weight)
    names = {n: text(f"monitor.card.{n}", language) for n in ("dose", "volume", "ampoule")}
    top = inside.translated(0, 118.0 * scale)
    _line(painter, top, Row("", "", **names), scale, is_heading=True)
    for index, row in enumerate(made):
        line = top.translated(0, (index + 1) * _ROW * scale)
        if index % 2 == 0:
            painter.fillRect(line, QColor(_SHADE))
        _line(painter, line, row, scale)
    foot = top.translated(0, (len(made) + 1.3) * _ROW * scale)
    ink.fit(painter, foot, text("monitor.paper.notice", language), 12.5 * scale, QColor(_FAINT))
    painter.end()
    return image


def _head(profile: str, person: str, language: str) -> tuple[str, str, str]:
    region = text(f"settings.guideline_region.{profile}", language)
    whose = text(f"monitor.card.of_{_table()['ampoules'][profile]}", language)
    words = text("monitor.card.profile", language, region=region, ampoules=whose)
    return text("monitor.card.title", language), person, words


def _line(
    painter: QPainter, line: QRectF, row: Row, scale: float, *, is_heading: bool = False
) -> None:
    for column, left, width in _COLUMNS:
        room = QRectF(line.left() + left * scale, line.top(), width * scale, line.height())
        is_number = column in ("dose", "volume")
        weight = ink.STRONG if column == "dose" and not is_heading else ink.PLAIN
        size = (13.0 if is_heading else 18.0 if is_number else 15.0) * scale
        color = QColor(_FAINT if is_heading or column == "ampoule" else _INK)
        align = ink.RIGHT if is_number else ink.LEFT
        ink.fit(painter, room, getattr(row, column), size, color, align, weight)


def _span(amounts: list[float], unit: str) -> str:
    ends = [_amount(amount, unit) for amount in amounts]
    if len(ends) == 1:
        return ends[0]
    (low, low_unit), (high, high_unit) = (end.split(" ") for end in ends)
    return f"{low}–{high} {high_unit}" if low_unit == high_unit else "–".join(ends)


def _amount(amount: float, unit: str) -> str:
    """Three figures at most: more cannot be drawn up, nor set."""
    if unit == "mg" and amount >= 1000.0:
        amount, unit = amount / 1000.0, "g"
    return f"{float(f'{amount:.2g}') if amount < 100.0 else round(amount):g} {unit}"
