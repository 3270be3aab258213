"""Strokes that every part of the monitor draws with: fitted text, frames, signs."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from simulator.monitor import qt

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
PLAIN, BOLD, STRONG = QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold


def width_of(words: str, size: float, weight: QFont.Weight = BOLD) -> float:
    """How wide the words would be."""
    return QFontMetricsF(qt.font(size, weight)).horizontalAdvance(words)


def write(
    painter: QPainter,
    area: QRectF,
    words: str,
    size: float,
    color: QColor,
    align: int = LEFT,
    weight: QFont.Weight = QFont.Weight.Normal,
) -> float:
    """Draw words; returns the width used."""
    font = qt.font(size, weight)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(area, align | Qt.TextFlag.TextDontClip, words)
    return QFontMetricsF(font).horizontalAdvance(words)


def fit(
    painter: QPainter,
    area: QRectF,
    words: str,
    size: float,
    color: QColor,
    align: Qt.AlignmentFlag = LEFT,
    weight: QFont.Weight = BOLD,
) -> float:
    """Draw as large as `size`, smaller when the width asks for it; returns the width used."""
    natural = width_of(words, size, weight)
    if natural > area.width() > 0.0:
        size *= area.width() / natural
    return write(painter, area, words, size, color, align, weight)


def stand(
    painter: QPainter, room: QRectF, base: float, words: str, size: float, color: QColor,
    *, is_left: bool = False,
) -> float:  # fmt: skip
    """Draw words whose feet stand on `base`, smaller when the room asks; returns the width used."""
    natural = width_of(words, size)
    if natural > room.width() > 0.0:
        size *= room.width() / natural
    font = qt.font(size, BOLD)
    used = QFontMetricsF(font).horizontalAdvance(words)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(QPointF(room.left() if is_left else room.right() - used, base), words)
    return used


def rounded(painter: QPainter, frame: QRectF, back: QColor, line: QColor, scale: float) -> None:
    """A panel with round corners."""
    path = QPainterPath()
    path.addRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 6 * scale, 6 * scale)
    painter.fillPath(path, back)
    painter.strokePath(path, QPen(line, 1.2 * scale))


def heart(painter: QPainter, x: float, y: float, size: float, color: QColor) -> None:
    """A beating heart as a path: shape and motion, not color, say that a QRS was seen."""
    path = QPainterPath()
    path.moveTo(x, y + size * 0.9)
    path.cubicTo(x - size * 1.6, y - size * 0.2, x - size * 0.7, y - size * 1.2, x, y - size * 0.35)
    path.cubicTo(x + size * 0.7, y - size * 1.2, x + size * 1.6, y - size * 0.2, x, y + size * 0.9)
    painter.fillPath(path, color)


def bell(
    painter: QPainter, x: float, y: float, size: float, color: QColor, *, is_crossed: bool = False
) -> None:
    """An alarm bell; crossed by dashes it is silent for a while (IEC 60417-5576-2)."""
    path = QPainterPath()
    path.moveTo(x - size, y + size * 0.6)
    path.cubicTo(x - size * 0.6, y + size * 0.2, x - size * 0.8, y - size, x, y - size)
    path.cubicTo(x + size * 0.8, y - size, x + size * 0.6, y + size * 0.2, x + size, y + size * 0.6)
    path.closeSubpath()
    path.addEllipse(QRectF(x - size * 0.28, y + size * 0.62, size * 0.56, size * 0.42))
    painter.fillPath(path, color)
    if is_crossed:
        _cross(painter, x, y, size, color)


def warning(
    painter: QPainter, x: float, y: float, size: float, color: QColor, *, is_crossed: bool = False
) -> None:
    """The triangle of an alarm; crossed by dashes alarms are paused (IEC 60417-5319)."""
    path = QPainterPath()
    corners = [(0.0, -1.0), (1.1, 0.85), (-1.1, 0.85)]
    path.addPolygon(QPolygonF([QPointF(x + a * size, y + b * size) for a, b in corners]))
    path.closeSubpath()
    painter.strokePath(path, QPen(color, size * 0.22))
    if is_crossed:
        _cross(painter, x, y, size, color)


def plug(painter: QPainter, x: float, y: float, size: float, color: QColor) -> None:
    """A plug: the device, not the patient, has something to say."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(x - size * 0.75, y - size * 0.35, size * 1.5, size * 0.85), 2, 2)
    for side in (-0.38, 0.38):
        path.addRect(QRectF(x + (side - 0.12) * size, y - size, size * 0.24, size * 0.65))
    path.addRect(QRectF(x - size * 0.12, y + size * 0.5, size * 0.24, size * 0.5))
    painter.fillPath(path, color)


def _cross(painter: QPainter, x: float, y: float, size: float, color: QColor) -> None:
    pen = QPen(color, size * 0.2, Qt.PenStyle.DashLine)
    pen.setDashPattern([2.2, 1.4])
    painter.setPen(pen)
    reach = size * 1.25
    for way in (-1.0, 1.0):
        painter.drawLine(QPointF(x - reach, y - way * reach), QPointF(x + reach, y + way * reach))
