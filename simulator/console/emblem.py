"""Pictures drawn on the spot: the mark of the house, a card until its case brings a picture."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QRadialGradient,
)

_RIB_REACH = (0.36, 0.47, 0.56, 0.63, 0.68, 0.72, 0.74, 0.73)  # half widths of the cage, top down


def card_picture(case_id: str, mode: str, width: int, height: int) -> QPixmap:
    """A chest in the light of the bay: ribs, two lungs, a trace. Nothing of the course is shown."""
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    clip = QPainterPath()
    clip.addRoundedRect(QRectF(0, 0, width, height), 10, 10)
    painter.setClipPath(clip)
    _sky(painter, case_id, width, height)
    _thorax(painter, width * 0.33, height * 0.52, height * 0.42)
    _trace(painter, width, height, is_ventilated=mode == "ventilated")
    painter.end()
    return picture


def mark(size: int) -> QPixmap:
    """The mark of the house: an amphitheater's rows around one beat."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = size / 2.0
    for ring, share in enumerate((0.46, 0.35, 0.24)):
        pen = QPen(QColor(60, 193, 172, 255 - 60 * ring), size * 0.055)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        radius = size * share
        area = QRectF(middle - radius, middle - radius, 2 * radius, 2 * radius)
        painter.drawArc(area, -20 * 16, 220 * 16)
    painter.setPen(QPen(QColor("#eef3f6"), size * 0.05))
    points = ((0.08, 0.70), (0.34, 0.70), (0.42, 0.52), (0.52, 0.88), (0.60, 0.70), (0.92, 0.70))
    painter.drawPolyline([QPointF(x * size, y * size) for x, y in points])
    painter.end()
    return picture


def _sky(painter: QPainter, case_id: str, width: int, height: int) -> None:
    shade = hashlib.sha256(case_id.encode()).digest()[0] / 255.0
    base = QLinearGradient(0, 0, width, height)
    base.setColorAt(0.0, QColor.fromHsvF(0.52 + 0.06 * shade, 0.55, 0.24))
    base.setColorAt(1.0, QColor.fromHsvF(0.57, 0.6, 0.10))
    painter.fillRect(0, 0, width, height, base)
    lamp = QRadialGradient(QPointF(width * 0.33, height * 0.1), height * 0.95)
    lamp.setColorAt(0.0, QColor(255, 244, 224, 105))
    lamp.setColorAt(1.0, QColor(255, 244, 224, 0))
    painter.fillRect(0, 0, width, height, lamp)


def _thorax(painter: QPainter, x: float, y: float, half: float) -> None:
    for side in (-1.0, 1.0):
        painter.fillPath(_lung(x, y, half, side), QColor(222, 146, 138, 130))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    levels = [(y - half * 0.66 + rib * half * 0.165, _RIB_REACH[rib] * half) for rib in range(8)]
    painter.setPen(_bone(half * 0.028, 85))  # behind: each rib rises from the spine
    for top, reach in levels:
        painter.drawArc(QRectF(x - reach, top - half * 0.2, 2 * reach, half * 0.42), 0, 180 * 16)
    painter.setPen(
        _bone(half * 0.05, 215)
    )  # in front: it falls, then cartilage climbs to the sternum
    for rib, (top, reach) in enumerate(levels):
        for side in (-1.0, 1.0):
            path = QPainterPath(QPointF(x + side * reach, top))
            end = QPointF(x + side * half * 0.07, min(top + half * 0.13, y + half * 0.3))
            low = half * (0.26 + 0.012 * rib)
            path.cubicTo(
                x + side * reach * 0.98,
                top + low,
                x + side * reach * 0.42,
                top + low,
                end.x(),
                end.y(),
            )
            painter.drawPath(path)
    painter.setPen(_bone(half * 0.10, 235))
    painter.drawLine(QPointF(x, y - half * 0.58), QPointF(x, y + half * 0.24))
    painter.setPen(_bone(half * 0.05, 225))
    for side in (-1.0, 1.0):
        collar = QPainterPath(QPointF(x + side * half * 0.08, y - half * 0.66))
        collar.cubicTo(
            x + side * half * 0.3, y - half * 0.62, x + side * half * 0.45, y - half * 0.86,
            x + side * half * 0.74, y - half * 0.76,
        )  # fmt: skip
        painter.drawPath(collar)


def _bone(width: float, alpha: int) -> QPen:
    pen = QPen(QColor(240, 238, 228, alpha), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def _lung(x: float, y: float, half: float, side: float) -> QPainterPath:
    path = QPainterPath(QPointF(x + side * half * 0.12, y - half * 0.62))
    path.cubicTo(
        x + side * half * 0.42, y - half * 0.8, x + side * half * 0.68, y - half * 0.1,
        x + side * half * 0.68, y + half * 0.56,
    )  # fmt: skip
    path.cubicTo(
        x + side * half * 0.5, y + half * 0.42, x + side * half * 0.25, y + half * 0.42,
        x + side * half * 0.14, y + half * 0.5,
    )  # fmt: skip
    path.closeSubpath()
    return path


def _trace(painter: QPainter, width: int, height: int, *, is_ventilated: bool) -> None:
    """An ECG across the lower right; under it square breaths where a machine gives them."""
    left, base = width * 0.58, height * 0.40
    span = width * 0.38
    beats = [QPointF(left, base)]
    for beat in range(4):
        start = left + span * beat / 4.0
        shape = (
            (0.2, 0),
            (0.28, -4),
            (0.36, 0),
            (0.44, 2),
            (0.5, -34),
            (0.56, 9),
            (0.62, 0),
            (0.78, -8),
            (0.9, 0),
        )
        beats += [QPointF(start + span / 4.0 * at, base + up * height / 200.0) for at, up in shape]
    painter.setPen(QPen(QColor("#2fd39b"), max(1.6, height / 95.0)))
    painter.drawPolyline(beats)
    painter.setPen(QPen(QColor("#e6eef2"), max(1.4, height / 110.0)))
    breath = QPainterPath(QPointF(left, height * 0.66))
    step = span / (6 if is_ventilated else 24)
    for index in range(6 if is_ventilated else 24):
        at = left + step * (index + 1)
        up = height * (0.66 if index % 2 else 0.55)
        if is_ventilated:
            breath.lineTo(at - step, up)
            breath.lineTo(at, up)
        else:
            breath.lineTo(at, up)
    painter.drawPath(breath)
