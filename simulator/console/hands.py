"""Small pictures that explain the hands with mouse and keyboard, as `rigs.desktop` has them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap

from simulator.monitor import qt

_INK, _SOFT, _ACCENT, _SKIN = "#eef3f6", "#4a5d69", "#3cc1ac", "#d9a58a"


def hands_picture(name: str, width: int, height: int) -> QPixmap:
    """The picture of one kind of movement: "look", "move", "grip", "press", "speak"."""
    drawers: dict[str, Callable[[QPainter], None]] = {
        "look": _look,
        "move": _move,
        "grip": _grip,
        "press": _press,
        "speak": _speak,
    }
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(width / 320.0, height / 220.0)
    drawers[name](painter)
    painter.end()
    return picture


def _look(painter: QPainter) -> None:
    for x, y, turn in ((62, 52, (0, -1)), (6, 112, (-1, 0)), (62, 112, (0, 1)), (118, 112, (1, 0))):
        _key(painter, x, y, "", 50, 54)
        middle = QPointF(x + 25, y + 27)
        along = QPointF(13 * turn[0], 13 * turn[1])
        _arrow(painter, middle - along, middle + along, _INK)
    eye = QPainterPath(QPointF(196, 110))
    eye.cubicTo(218, 70, 276, 70, 304, 110)
    eye.cubicTo(276, 150, 218, 150, 196, 110)
    painter.setPen(QPen(QColor(_INK), 6))
    painter.drawPath(eye)
    painter.setBrush(QColor(_ACCENT))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(250, 110), 20, 20)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _press(painter: QPainter) -> None:
    _mouse(painter, 70, 110, right=True)
    painter.setPen(QPen(QColor(_ACCENT), 12))
    painter.drawLine(QPointF(70, 74), QPointF(70, 92))
    _arrow(painter, QPointF(128, 96), QPointF(128, 62))
    _arrow(painter, QPointF(128, 124), QPointF(128, 158))
    for depth, color in ((0, "#d9a58a"), (22, "#e8cf8a"), (44, "#a8504a")):
        painter.fillRect(QRectF(168, 128 + depth, 140, 22), QColor(color))
    painter.setPen(QPen(QColor(_INK), 5))
    painter.drawLine(QPointF(238, 36), QPointF(238, 158))
    painter.setPen(QPen(QColor("#e69f00"), 16))
    painter.drawLine(QPointF(238, 34), QPointF(238, 62))


def _move(painter: QPainter) -> None:
    _mouse(painter, 70, 110)
    for turn in ((0, -1), (0, 1), (-1, 0), (1, 0)):
        start = QPointF(70 + 46 * turn[0], 110 + 62 * turn[1])
        _arrow(painter, start, QPointF(start.x() + 22 * turn[0], start.y() + 26 * turn[1]))
    _hand(painter, 232, 120, 0.0)


def _grip(painter: QPainter) -> None:
    _mouse(painter, 70, 110, left=True)
    _arrow(painter, QPointF(128, 110), QPointF(166, 110))
    _hand(painter, 222, 124, 1.0)
    painter.setPen(QPen(QColor(_INK), 4))
    painter.drawLine(QPointF(236, 118), QPointF(306, 186))
    painter.setPen(QPen(QColor("#e69f00"), 12))
    painter.drawLine(QPointF(222, 104), QPointF(246, 128))


def _speak(painter: QPainter) -> None:
    _key(painter, 30, 78, "Tab", 84)
    _arrow(painter, QPointF(126, 110), QPointF(164, 110))
    bubble = QPainterPath()
    bubble.addRoundedRect(QRectF(178, 54, 124, 92), 16, 16)
    bubble.moveTo(206, 146)
    bubble.lineTo(200, 176)
    bubble.lineTo(234, 146)
    painter.setPen(QPen(QColor(_INK), 5))
    painter.drawPath(bubble)
    painter.setPen(QPen(QColor(_ACCENT), 7))
    for row, long in enumerate((86, 62, 76)):
        painter.drawLine(QPointF(197, 78 + 22 * row), QPointF(197 + long, 78 + 22 * row))


def _mouse(
    painter: QPainter, x: float, y: float, *, left: bool = False, right: bool = False
) -> None:
    body = QPainterPath()
    body.addRoundedRect(QRectF(x - 34, y - 50, 68, 100), 33, 33)
    painter.setPen(Qt.PenStyle.NoPen)
    for side, is_lit in ((-1, left), (1, right)):
        half = QPainterPath()
        half.addRect(QRectF(x if side > 0 else x - 34, y - 50, 34, 44))
        painter.fillPath(body.intersected(half), QColor(_ACCENT if is_lit else "#22303a"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(_INK), 5))
    painter.drawPath(body)
    painter.drawLine(QPointF(x - 33, y - 6), QPointF(x + 33, y - 6))
    painter.drawLine(QPointF(x, y - 50), QPointF(x, y - 6))


def _key(
    painter: QPainter, x: float, y: float, word: str, width: float, height: float = 62
) -> None:
    painter.setPen(QPen(QColor(_INK), 5))
    painter.setBrush(QColor("#22303a"))
    painter.drawRoundedRect(QRectF(x, y, width, height), 10, 10)
    painter.setFont(qt.font(28, QFont.Weight.DemiBold))
    painter.drawText(QRectF(x, y, width, height - 2), Qt.AlignmentFlag.AlignCenter, word)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _hand(painter: QPainter, x: float, y: float, closed: float) -> None:
    """A hand from its back: palm and five fingers, shorter as it closes."""
    pen = QPen(QColor(_SKIN), 17)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    long = 62 - 30 * closed
    for finger, (dx, reach) in enumerate(((-28, 0.86), (-9, 1.0), (10, 0.95), (28, 0.74))):
        lean = (finger - 1.5) * 5
        painter.drawLine(QPointF(x + dx, y), QPointF(x + dx + lean, y - long * reach))
    painter.drawLine(QPointF(x - 30, y + 34), QPointF(x - 58 + 14 * closed, y - 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_SKIN))
    painter.drawRoundedRect(QRectF(x - 38, y - 8, 76, 74), 26, 26)
    painter.setBrush(QColor("#3f88a8"))
    painter.drawRoundedRect(QRectF(x - 30, y + 58, 60, 34), 6, 6)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _arrow(painter: QPainter, start: QPointF, end: QPointF, color: str = _SOFT) -> None:
    pen = QPen(QColor(color), 6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(start, end)
    along = QPointF(end.x() - start.x(), end.y() - start.y())
    size = (along.x() ** 2 + along.y() ** 2) ** 0.5
    ux, uy = along.x() / size, along.y() / size
    for turn in (-1, 1):
        tip = QPointF(end.x() - 11 * ux - turn * 9 * uy, end.y() - 11 * uy + turn * 9 * ux)
        painter.drawLine(end, tip)
