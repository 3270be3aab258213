"""The slip of a blood-gas analyzer, as rows, as text, and as a picture of its narrow paper.

An analyzer measures the blood that it is given, so what is in the body stands here, unlike on the
monitor; whoever draws the blood decides when. Pressures follow the setting, glucose too.
"""

from __future__ import annotations

import functools
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from physiology.units import kpa_from_mmhg, mg_dl_from_mmol_l
from physiology.vitals import Truth
from simulator.monitor import ink, qt
from simulator.text import text

_PAPER, _INK, _FAINT, _SHADE = "#fdfdf8", "#16181c", "#5a6068", "#ecece2"
_WIDE, _ROW, _MARGIN = 460.0, 30.0, 22.0  # design pixels
_GROUPS = {"ph": "gas", "so2": "oximetry", "sodium": "chemistry"}  # a heading before these


@dataclass(frozen=True)
class Row:
    """One line: a value in words, its usual range, and on which side of it the value lies."""

    id: str
    name: str
    value: str
    unit: str
    usual: str
    flag: str  # "▲", "▼" or ""


@functools.cache
def _table() -> tuple[dict[str, Any], ...]:
    path = Path(__file__).with_name("blood_gas.toml")
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["row"])


def rows(
    blood: Truth, language: str, *, pressure: str = "mmhg", glucose: str = "mmol_l"
) -> tuple[Row, ...]:
    """Every line of the slip. `pressure` "mmhg" or "kpa", `glucose` "mmol_l" or "mg_dl"."""
    made: list[Row] = []
    for row in _table():
        value, low, high = (
            float(v) for v in (getattr(blood, row["field"]), row["low"], row["high"])
        )
        unit, digits = row["unit"], row["digits"]
        if unit == "mmHg" and pressure == "kpa":
            value, low, high = (kpa_from_mmhg(v) for v in (value, low, high))
            unit, digits = "kPa", 1
        if row["id"] == "glucose" and glucose == "mg_dl":
            value, low, high = (mg_dl_from_mmol_l(v) for v in (value, low, high))
            unit, digits = "mg/dL", 0
        value = _printed(value, digits) + 0.0  # no minus before a zero
        shown = "---" if math.isnan(value) else f"{value:.{digits}f}".replace("-", "−")
        flag = "▼" if value < low else "▲" if value > high else ""
        span = f"{low:.{min(digits, 2)}f} – {high:.{min(digits, 2)}f}".replace("-", "−")
        name = text(f"monitor.gas.{row['id']}", language)
        made.append(Row(row["id"], name, shown, unit, span, flag))
    return tuple(made)


def slip_text(made: tuple[Row, ...], language: str, *, person: str = "", taken: str = "") -> str:
    """The slip for a terminal or a log, one line a value."""
    lines = [text("monitor.gas.title", language)]
    lines += [word for word in (person, taken) if word] + [""]
    lines += [
        f"{row.flag or ' '} {row.value:>7} {row.unit:<7} {row.usual:>15}   {row.name}"
        for row in made
    ]
    return "\n".join([*lines, "", text("monitor.paper.notice", language)])


def slip_picture(
    made: tuple[Row, ...], language: str, *, person: str = "", taken: str = "", scale: float = 1.6
) -> QImage:
    """The slip on its paper."""
    qt.family()
    headings = sum(row.id in _GROUPS for row in made)
    high = 118.0 + (len(made) + 1.15 * headings) * _ROW + 54.0
    image = QImage(round(_WIDE * scale), round(high * scale), QImage.Format.Format_RGB32)
    image.fill(QColor(_PAPER))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    inside = QRectF(_MARGIN * scale, 0, (_WIDE - 2 * _MARGIN) * scale, _ROW * scale)
    y = _title(painter, inside, language, person, taken, scale)
    for index, row in enumerate(made):
        if row.id in _GROUPS:
            line = inside.translated(0, y + 5 * scale)
            words = text(f"monitor.gas.group.{_GROUPS[row.id]}", language)
            ink.write(painter, line, words, 15 * scale, QColor(_FAINT), weight=ink.BOLD)
            y += 1.15 * _ROW * scale
        if index % 2 == 0:
            painter.fillRect(inside.translated(0, y), QColor(_SHADE))
        _row(painter, inside.translated(0, y), row, scale)
        y += _ROW * scale
    foot = inside.translated(0, y + 12 * scale)
    ink.fit(painter, foot, text("monitor.paper.notice", language), 12.5 * scale, QColor(_FAINT))
    painter.end()
    return image


def _title(
    painter: QPainter, inside: QRectF, language: str, person: str, taken: str, scale: float
) -> float:
    """Heading, whose blood, when; returns where the rows begin."""
    title = text("monitor.gas.title", language)
    ink.fit(
        painter,
        inside.translated(0, 14 * scale),
        title,
        22 * scale,
        QColor(_INK),
        weight=ink.STRONG,
    )
    for k, words in enumerate((person, taken)):
        line = inside.translated(0, (46 + 24 * k) * scale)
        ink.write(painter, line, words, 15 * scale, QColor(_INK))
    y = 112 * scale
    painter.setPen(QPen(QColor(_INK), 1.2 * scale))
    painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y))
    return y


def _row(painter: QPainter, line: QRectF, row: Row, scale: float) -> None:
    """Name, value with its flag, unit, usual range: the flag is a sign and bold type, no color."""
    weight = ink.STRONG if row.flag else ink.PLAIN
    color, faint = QColor(_INK), QColor(_FAINT)
    name = QRectF(line.left() + 6 * scale, line.top(), 128 * scale, line.height())
    ink.fit(painter, name, row.name, 16 * scale, color, weight=weight)
    value = QRectF(line.left() + 128 * scale, line.top(), 84 * scale, line.height())
    ink.write(painter, value, row.value, 18 * scale, color, ink.RIGHT, weight)
    sign = QRectF(value.right() + 4 * scale, line.top(), 20 * scale, line.height())
    ink.write(painter, sign, row.flag, 14 * scale, color, ink.CENTER)
    unit = QRectF(sign.right() + 4 * scale, line.top(), 62 * scale, line.height())
    ink.write(painter, unit, row.unit, 14 * scale, faint)
    usual = line.adjusted(0, 0, -6 * scale, 0)
    ink.write(painter, usual, row.usual, 14 * scale, faint, ink.RIGHT)


def _printed(value: float, digits: int) -> float:
    return value if math.isnan(value) else round(value, digits)
