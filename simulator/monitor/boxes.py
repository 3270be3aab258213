"""Numeric boxes and the header line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from simulator.monitor import qt
from simulator.monitor.layout import Rect
from simulator.monitor.readings import Reading
from simulator.monitor.themes import Theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_MARKS = {"high": "!!!", "medium": "!!", "low": "!"}


def draw_box(
    painter: QPainter, area: Rect, reading: Reading, theme: Theme, scale: float, is_lit: bool
) -> None:
    """One parameter: label, unit, limits, big value, why there is none. `is_lit`: flash is on."""
    frame = QRectF(area.x, area.y, area.width, area.height)
    painter.fillRect(frame, QColor(theme.background))
    calls, is_full = bool(reading.priority), reading.priority == "high" and is_lit
    has_bar = calls and is_lit and not is_full
    alarm = QColor(theme.alarm_back[reading.priority]) if calls else QColor(theme.line)
    _rounded(painter, frame, alarm if is_full else QColor(theme.panel), alarm, scale)
    own = {"nibp": theme.nibp, "temp": theme.temp}.get(reading.box) or theme.traces[reading.box]
    color, faint = QColor(own), QColor(theme.faint)
    if is_full:
        color = faint = QColor(theme.alarm_text[reading.priority])
    elif calls and is_lit:  # the number in the alarm's color; the whole box is for high priority
        color = alarm
    if not reading.is_attached and reading.value == "---":
        color = faint
    if calls:
        _frame_of_alarm(painter, frame, alarm, has_bar, scale)
    pad = 8.0 * scale
    inner = frame.adjusted(pad, pad * 0.5, -pad, -pad * 0.5)
    heading = QColor(theme.alarm_text[reading.priority]) if has_bar else color
    _top_line(painter, inner, reading, heading, heading if has_bar else faint, scale)
    if reading.box == "nibp":
        _nibp_body(painter, inner, reading, color, faint, scale)
    else:
        _body(painter, inner, reading, color, faint, scale)


def _frame_of_alarm(
    painter: QPainter, frame: QRectF, color: QColor, has_bar: bool, scale: float
) -> None:
    """A thick frame, and a bar behind the heading: shape says alarm before color does."""
    path = QPainterPath()
    path.addRoundedRect(
        frame.adjusted(1.5 * scale, 1.5 * scale, -1.5 * scale, -1.5 * scale), 6 * scale, 6 * scale
    )
    if has_bar:
        bar = QPainterPath()
        bar.addRect(QRectF(frame.left(), frame.top(), frame.width(), 27 * scale))
        painter.fillPath(path.intersected(bar), color)
    painter.strokePath(path, QPen(color, (3.0 if has_bar else 1.6) * scale))


def draw_header(
    painter: QPainter,
    area: Rect,
    theme: Theme,
    scale: float,
    *,
    title: str,
    clock: str,
    message: str,
    more: str,
    priority: str,
    is_lit: bool,
) -> None:
    """Bed, the worst alarm in words with its mark, how many `more` call, the clock of the case."""
    painter.fillRect(area.x, area.y, area.width, area.height, QColor(theme.panel))
    pad = 10.0 * scale
    frame = QRectF(area.x + pad, area.y, area.width - 2 * pad, area.height)
    _text(painter, frame, title, 19 * scale, QColor(theme.text), _LEFT, QFont.Weight.DemiBold)
    _text(painter, frame, clock, 19 * scale, QColor(theme.text), _RIGHT, QFont.Weight.DemiBold)
    middle = QRectF(
        area.x + area.width * 0.27, area.y + 6 * scale, area.width * 0.5, area.height - 12 * scale
    )
    if not priority:
        _text(painter, middle, message, 15 * scale, QColor(theme.faint), _CENTER)
        return
    back, ink = QColor(theme.alarm_back[priority]), QColor(theme.alarm_text[priority])
    _rounded(painter, middle, back if is_lit else QColor(theme.panel), back, scale)
    color = ink if is_lit else QColor(theme.text)
    _bell(painter, middle.left() + 20 * scale, middle.center().y(), 9 * scale, color)
    inner = middle.adjusted(36 * scale, 0, -10 * scale, 0)
    words = f"{_MARKS[priority]}  {message}"
    side = (
        _text(painter, inner, more, 17 * scale, color, _RIGHT, QFont.Weight.Bold) if more else 0.0
    )
    _fitted(painter, inner.adjusted(0, 0, -side - 8 * scale, 0), words, 20 * scale, color, _LEFT)


def draw_trace_label(
    painter: QPainter, area: Rect, words: str, theme: Theme, name: str, scale: float
) -> None:
    """The name of a trace and its scale, above it."""
    painter.fillRect(area.x, area.y, area.width, area.height, QColor(theme.background))
    frame = QRectF(area.x + 2 * scale, area.y, area.width, area.height)
    color = QColor(theme.traces[name])
    _text(painter, frame, words, 14 * scale, color, _LEFT, QFont.Weight.DemiBold)


def draw_empty_trace(painter: QPainter, area: Rect, words: str, theme: Theme, scale: float) -> None:
    """A dashed line and the reason, where a sensor is missing."""
    pen = QPen(QColor(theme.line), 1.4 * scale, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    y = area.y + area.height * 0.55
    painter.drawLine(int(area.x), int(y), int(area.right), int(y))
    frame = QRectF(area.x, y - 24 * scale, area.width, 20 * scale)
    _text(painter, frame, words, 15 * scale, QColor(theme.faint), _CENTER)


def draw_heart(painter: QPainter, x: float, y: float, size: float, color: QColor) -> None:
    """A beating heart as a path: shape and motion, not color, say that a QRS was seen."""
    path = QPainterPath()
    path.moveTo(x, y + size * 0.9)
    path.cubicTo(x - size * 1.6, y - size * 0.2, x - size * 0.7, y - size * 1.2, x, y - size * 0.35)
    path.cubicTo(x + size * 0.7, y - size * 1.2, x + size * 1.6, y - size * 0.2, x, y + size * 0.9)
    painter.fillPath(path, color)


def _top_line(
    painter: QPainter, inner: QRectF, reading: Reading, color: QColor, faint: QColor, scale: float
) -> None:
    line = QRectF(inner.left(), inner.top(), inner.width(), 20 * scale)
    used = _text(painter, line, reading.label, 17 * scale, color, _LEFT, QFont.Weight.DemiBold)
    _text(
        painter, line.adjusted(used + 7 * scale, 0, 0, 0), reading.unit, 12.5 * scale, faint, _LEFT
    )
    if reading.priority:
        mark = f"{_MARKS[reading.priority]} {reading.arrow}"
        _text(painter, line, mark, 17 * scale, color, _RIGHT, QFont.Weight.Bold)


def _body(
    painter: QPainter, inner: QRectF, reading: Reading, color: QColor, faint: QColor, scale: float
) -> None:
    body = inner.adjusted(0, 16 * scale, 0, 0)
    if reading.note:
        note = QRectF(inner.left(), inner.bottom() - 19 * scale, inner.width(), 18 * scale)
        _text(painter, note, reading.note, 13 * scale, faint, _RIGHT)
        body.setBottom(note.top() + 4 * scale)
    _limits(painter, body, reading, faint, scale)
    side = 0.0
    if reading.second:
        side = _second(painter, body, reading, color, faint, scale)
    size = min(body.height() * 0.98, (58.0 if "/" in reading.value else 84.0) * scale)
    room = body.adjusted(34 * scale, 0, -side, 0)
    _fitted(painter, room, reading.value, size, color, _RIGHT)


def _second(
    painter: QPainter, body: QRectF, reading: Reading, color: QColor, faint: QColor, scale: float
) -> float:
    """The small companion at the lower right; returns the width it takes."""
    if reading.box == "abp":
        frame = QRectF(body.left(), body.bottom() - 24 * scale, body.width(), 24 * scale)
        _text(painter, frame, reading.second, 20 * scale, color, _RIGHT)
        body.setBottom(frame.top() + 5 * scale)
        return 0.0
    width = 64 * scale
    frame = QRectF(body.right() - width, body.top(), width, body.height())
    name = {"pleth": "PI", "capno": "RR"}[reading.box]
    _text(
        painter,
        QRectF(frame.left(), frame.top() + 4 * scale, width, 18 * scale),
        name,
        13 * scale,
        faint,
        _RIGHT,
    )
    _fitted(painter, frame.adjusted(0, 18 * scale, 0, 0), reading.second, 27 * scale, color, _RIGHT)
    return width


def _nibp_body(
    painter: QPainter, inner: QRectF, reading: Reading, color: QColor, faint: QColor, scale: float
) -> None:
    body = inner.adjusted(0, 18 * scale, 0, 0)
    _limits(painter, body, reading, faint, scale)
    room = body.adjusted(44 * scale, 0, 0, 0)
    used = _fitted(painter, room, reading.value, min(64 * scale, body.height()), color, _LEFT)
    rest = room.adjusted(used + 16 * scale, 0, 0, 0)
    upper = QRectF(rest.left(), rest.top(), rest.width(), rest.height() * 0.5)
    _text(painter, upper, reading.second, 27 * scale, color, _LEFT)
    lower = QRectF(rest.left(), rest.center().y(), rest.width(), rest.height() * 0.42)
    _text(painter, lower, reading.note, 16 * scale, faint, _LEFT)


def _limits(painter: QPainter, body: QRectF, reading: Reading, faint: QColor, scale: float) -> None:
    high, low = reading.limits
    size = 13 * scale
    middle = body.center().y()
    for words, top in ((high, middle - 19 * scale), (low, middle + 1 * scale)):
        _text(painter, QRectF(body.left(), top, 40 * scale, 18 * scale), words, size, faint, _LEFT)


def _fitted(
    painter: QPainter, area: QRectF, words: str, size: float, color: QColor, align: Qt.AlignmentFlag
) -> float:
    """Draw as large as `size`, smaller when the width asks for it; returns the width used."""
    natural = QFontMetricsF(qt.font(size, QFont.Weight.DemiBold)).horizontalAdvance(words)
    if natural > area.width() > 0.0:
        size *= area.width() / natural
    return _text(painter, area, words, size, color, align, QFont.Weight.DemiBold)


def _text(
    painter: QPainter,
    area: QRectF,
    words: str,
    size: float,
    color: QColor,
    align: Qt.AlignmentFlag,
    weight: QFont.Weight = QFont.Weight.Normal,
) -> float:
    font = qt.font(size, weight)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(area, align | Qt.TextFlag.TextDontClip, words)
    return QFontMetricsF(font).horizontalAdvance(words)


def _rounded(painter: QPainter, frame: QRectF, back: QColor, line: QColor, scale: float) -> None:
    path = QPainterPath()
    path.addRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 6 * scale, 6 * scale)
    painter.fillPath(path, back)
    painter.strokePath(path, QPen(line, 1.2 * scale))


def _bell(painter: QPainter, x: float, y: float, size: float, color: QColor) -> None:
    path = QPainterPath()
    path.moveTo(x - size, y + size * 0.6)
    path.cubicTo(x - size * 0.6, y + size * 0.2, x - size * 0.8, y - size, x, y - size)
    path.cubicTo(x + size * 0.8, y - size, x + size * 0.6, y + size * 0.2, x + size, y + size * 0.6)
    path.closeSubpath()
    path.addEllipse(QRectF(x - size * 0.28, y + size * 0.62, size * 0.56, size * 0.42))
    painter.fillPath(path, color)
