"""The 12-lead print-out as a picture: paper at 25 mm/s and 10 mm/mV, from whatever leads there are.

Three rows of four leads, each column the next quarter of the same ten seconds, then a rhythm strip
of all ten. A lead that nobody recorded keeps its place and says so.

>>> picture = paper({"II": samples_mv}, Head(...), "en")  # doctest: +SKIP
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from simulator.monitor import ink, qt
from simulator.monitor.watch import SAMPLE_HZ
from simulator.text import text

LEADS = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
ROWS = (("I", "aVR", "V1", "V4"), ("II", "aVL", "V2", "V5"), ("III", "aVF", "V3", "V6"))
STRIP = "II"  # printed for all ten seconds
SECONDS_S = 10.0
MM_PER_S, MM_PER_MV = 25.0, 10.0
# whole squares of 5 mm, so that every lead's zero lies on a line of the paper
_MARGIN_MM, _PULSE_MM, _HEAD_MM, _FOOT_MM = 7.0, 15.0, 18.0, 9.0
_ROW_MM, _STRIP_MM = 35.0, 30.0
_FINE, _COARSE, _PAPER, _INK = "#f4cdc8", "#e39a92", "#fffaf7", "#14161a"
_LINE_MM = 0.28


@dataclass(frozen=True)
class Head:
    """What stands at the top. Words that are empty are left out."""

    person: str = ""
    taken: str = ""  # when
    hr_per_min: float = math.nan


def leads_of(waveform: Callable[[str, float], npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """All twelve, of a body that gives its traces by name."""
    return {lead: waveform(f"ecg_{lead.lower()}", SECONDS_S) for lead in LEADS}


def paper(
    leads: Mapping[str, npt.NDArray[Any]],
    head: Head,
    language: str,
    *,
    sample_hz: float = SAMPLE_HZ,
    px_per_mm: float = 6.0,
) -> QImage:
    """Print.

    Parameters
    ----------
    leads : mapping of str to array, shape (n,)
        Millivolts by name of `LEADS`, oldest first, all sampled together at `sample_hz`; the last
        ten seconds are printed.
    px_per_mm : float
        How fine the picture is; 6 px/mm is 152 dpi.
    """
    qt.family()
    wide_mm = SECONDS_S * MM_PER_S + 2 * _MARGIN_MM + _PULSE_MM
    high_mm = _HEAD_MM + _ROW_MM * len(ROWS) + _STRIP_MM + _FOOT_MM
    size = round(wide_mm * px_per_mm), round(high_mm * px_per_mm)
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(_PAPER))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.scale(px_per_mm, px_per_mm)  # from here on everything is in millimeters
    _grid(painter, wide_mm, high_mm)
    _head(painter, wide_mm, head, language)
    sheet = _Sheet(painter, leads, sample_hz, language)
    for index, row in enumerate(ROWS):
        sheet.row(row, _HEAD_MM + _ROW_MM * index + 20.0)
    sheet.row((STRIP,), _HEAD_MM + _ROW_MM * len(ROWS) + 15.0)
    _foot(painter, wide_mm, high_mm, language)
    painter.end()
    dots_per_m = round(1000.0 * px_per_mm)
    image.setDotsPerMeterX(dots_per_m)
    image.setDotsPerMeterY(dots_per_m)
    return image


@dataclass(frozen=True)
class _Sheet:
    """Rows of one print-out; lengths in millimeters."""

    painter: QPainter
    leads: Mapping[str, npt.NDArray[Any]]
    sample_hz: float
    language: str

    def row(self, names: tuple[str, ...], zero_mm: float) -> None:
        """The calibration pulse, then each lead for its share of the ten seconds."""
        self._pulse(zero_mm)
        each_s = SECONDS_S / len(names)
        for column, name in enumerate(names):
            left_mm = _MARGIN_MM + _PULSE_MM + column * each_s * MM_PER_S
            self._lead(name, left_mm, zero_mm, column * each_s, each_s)

    def _lead(self, name: str, left_mm: float, zero_mm: float, from_s: float, for_s: float) -> None:
        wide_mm = for_s * MM_PER_S
        label = QRectF(left_mm + 1.5, zero_mm - 18.5, 30.0, 5.0)
        _words(self.painter, label, name, 4.2, bold=True)
        self._break(left_mm, zero_mm)
        wave = self._piece(name, from_s, for_s)
        if wave is None or not np.isfinite(wave).any():
            self._nothing("missing" if wave is None else "off", left_mm, wide_mm, zero_mm)
            return
        x = left_mm + np.arange(len(wave)) / self.sample_hz * MM_PER_S
        y = zero_mm - np.clip(wave * MM_PER_MV, -19.0, 19.0)
        points = np.column_stack([x, y])
        self.painter.setPen(_pen())
        for piece in np.split(points, np.flatnonzero(~np.isfinite(wave))):
            kept = [QPointF(a, b) for a, b in piece.tolist() if math.isfinite(b)]
            self.painter.drawPolyline(QPolygonF(kept))  # where an electrode was off is a gap

    def _nothing(self, why: str, left_mm: float, wide_mm: float, zero_mm: float) -> None:
        """A dashed line, and in words why there is no wave."""
        pen = QPen(QColor(_INK), _LINE_MM)
        pen.setDashPattern([6.0, 6.0])
        self.painter.setPen(pen)
        right = QPointF(left_mm + wide_mm - 1.0, zero_mm)
        self.painter.drawLine(QPointF(left_mm + 1.0, zero_mm), right)
        said = QRectF(left_mm, zero_mm - 6.0, wide_mm, 5.0)
        _words(self.painter, said, text(f"monitor.paper.{why}", self.language), 3.2, center=True)

    def _piece(self, name: str, from_s: float, for_s: float) -> npt.NDArray[Any] | None:
        samples = self.leads.get(name)
        if samples is None or len(samples) == 0:
            return None
        whole = np.asarray(samples, dtype=float)[-round(SECONDS_S * self.sample_hz) :]
        first, last = (round(t * self.sample_hz) for t in (from_s, from_s + for_s))
        return whole[first:last]

    def _pulse(self, zero_mm: float) -> None:
        """One millivolt for 0.2 s."""
        x = _MARGIN_MM + 2.5
        steps = [(0.0, 0.0), (2.5, 0.0), (2.5, 10.0), (7.5, 10.0), (7.5, 0.0), (10.0, 0.0)]
        self.painter.setPen(_pen())
        self.painter.drawPolyline(QPolygonF([QPointF(x + a, zero_mm - b) for a, b in steps]))

    def _break(self, x_mm: float, zero_mm: float) -> None:
        """A tick where one lead ends and the next begins."""
        self.painter.setPen(QPen(QColor(_INK), 0.2))
        for low, high in ((-13.0, -10.0), (10.0, 13.0)):
            self.painter.drawLine(QPointF(x_mm, zero_mm + low), QPointF(x_mm, zero_mm + high))


def _grid(painter: QPainter, wide_mm: float, high_mm: float) -> None:
    top, bottom, right = _HEAD_MM, high_mm - _FOOT_MM, wide_mm - _MARGIN_MM
    for step, color, width in ((1.0, _FINE, 0.12), (5.0, _COARSE, 0.2)):
        painter.setPen(QPen(QColor(color), width))
        for k in range(round((right - _MARGIN_MM) / step) + 1):
            x = _MARGIN_MM + k * step
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        for k in range(round((bottom - top) / step) + 1):
            y = top + k * step
            painter.drawLine(QPointF(_MARGIN_MM, y), QPointF(right, y))


def _head(painter: QPainter, wide_mm: float, head: Head, language: str) -> None:
    line = QRectF(_MARGIN_MM, 3.0, wide_mm - 2 * _MARGIN_MM, 6.0)
    _words(painter, line, text("monitor.paper.title", language), 5.0, bold=True)
    rate = "" if math.isnan(head.hr_per_min) else f"{head.hr_per_min:.0f}"
    said = text("monitor.paper.rate", language, rate=rate) if rate else ""
    shown = "    ".join(word for word in (head.person, said) if word)
    _words(painter, line.translated(0.0, 6.6), shown, 3.8)
    _words(painter, line, head.taken, 3.8, right=True)


def _foot(painter: QPainter, wide_mm: float, high_mm: float, language: str) -> None:
    line = QRectF(_MARGIN_MM, high_mm - _FOOT_MM + 2.0, wide_mm - 2 * _MARGIN_MM, 5.0)
    scale = f"{MM_PER_S:g} mm/s    {MM_PER_MV:g} mm/mV"
    _words(painter, line, scale, 3.6, bold=True)
    _words(painter, line, text("monitor.paper.notice", language), 3.2, right=True)


def _pen() -> QPen:
    pen = QPen(QColor(_INK), _LINE_MM)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _words(
    painter: QPainter, area: QRectF, words: str, size_mm: float, *, bold: bool = False,
    right: bool = False, center: bool = False,
) -> None:  # fmt: skip
    """Text in millimeters: drawn ten times as large and scaled back, as fonts know whole pixels."""
    painter.save()
    painter.scale(0.1, 0.1)
    large = QRectF(area.x() * 10, area.y() * 10, area.width() * 10, area.height() * 10)
    align = ink.RIGHT if right else ink.CENTER if center else ink.LEFT
    weight = ink.STRONG if bold else ink.PLAIN
    ink.write(painter, large, words, size_mm * 10, QColor(_INK), align, weight)
    painter.restore()
