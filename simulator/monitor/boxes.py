"""Numeric boxes: label, unit, limits, big value, why there is none; alarms by shape and color."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from simulator.monitor import ink
from simulator.monitor.layout import Rect
from simulator.monitor.readings import Reading
from simulator.monitor.skins import Frame, Skin
from simulator.monitor.themes import Theme, ink_of

MARKS = {"high": "!!!", "medium": "!!", "low": "!"}
_PRESSURES = ("abp", "nibp")
_VALUE_PX = {"abp": 58.0, "nibp": 58.0, "temp": 54.0, "vent": 54.0}  # others 84
_WIDE_PX = 330.0  # a pressure box from here on has its mean beside, narrower below
# Boxes in one row have a foot for mean and note, so that their numbers stand level.
_FOOT_PX, _LEVEL_VALUE_PX = 44.0, 62.0
_SQUEEZED = 1.25  # a note that is a little too long is written smaller, a longer one on two lines
_TO_FEET = 0.41  # of the size of digits: from the middle of their room to where they stand


def draw_box(
    painter: QPainter, area: Rect, reading: Reading, theme: Theme, skin: Skin, scale: float,
    is_lit: bool,
) -> None:  # fmt: skip
    """One parameter. `is_lit`: the flash of its priority is on."""
    whole = QRectF(area.x, area.y, area.width, area.height)
    painter.setClipRect(whole)  # what is too long is cut: beyond the box nobody would erase it
    painter.fillRect(whole, QColor(theme.background))
    calls = bool(reading.priority)
    is_full = calls and is_lit and (reading.priority == "high" or theme.is_light)
    has_bar = calls and is_lit and not is_full
    alarm = QColor(theme.alarm_back[reading.priority]) if calls else QColor(theme.line)
    own = QColor(ink_of(theme, reading.box))
    back = alarm if is_full else QColor(theme.panel)
    _panel(painter, whole, back, own if not is_full else alarm, theme, skin.frame, scale)
    color, faint = own, QColor(theme.faint)
    if is_full:
        color = faint = QColor(theme.alarm_text[reading.priority])
    elif calls and is_lit:  # the number in the alarm's color; the whole box is for high priority
        color = alarm
    if not reading.is_attached and reading.value == "---":
        color = faint
    second = color
    if reading.calls_second and not is_full:  # the number that is well keeps its color
        color = own
    if calls:
        _frame_of_alarm(painter, whole, alarm, has_bar, scale)
    pad = 8.0 * scale
    inner = whole.adjusted(
        pad + (3 * scale if skin.frame == "bar" else 0), pad * 0.5, -pad, -pad * 0.5
    )
    heading = QColor(theme.alarm_text[reading.priority]) if has_bar else color
    _top_line(painter, inner, reading, heading, heading if has_bar else faint, theme, scale)
    if reading.box in _PRESSURES and area.width >= _WIDE_PX * scale:
        _wide_pressure(painter, inner, reading, color, faint, scale)
    else:
        is_level = skin.places == "strip"
        _body(painter, inner, reading, color, second, faint, is_level, scale)
    painter.setClipping(False)


def _panel(
    painter: QPainter, whole: QRectF, back: QColor, own: QColor, theme: Theme, frame: Frame,
    scale: float,
) -> None:  # fmt: skip
    line = QColor(theme.line)
    if frame == "card":
        ink.rounded(painter, whole, back, line, scale)
        return
    painter.fillRect(whole, back)
    if frame == "bar":
        painter.fillRect(QRectF(whole.left(), whole.top(), 4 * scale, whole.height()), own)
        return
    painter.setPen(QPen(line, 1.2 * scale))
    painter.drawRect(whole.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.fillRect(QRectF(whole.left(), whole.top(), whole.width(), 4 * scale), own)


def _frame_of_alarm(
    painter: QPainter, frame: QRectF, color: QColor, has_bar: bool, scale: float
) -> None:
    """A thick frame, and a bar behind the heading: shape says alarm before color does."""
    path = QPainterPath()
    inset = 1.5 * scale
    path.addRoundedRect(frame.adjusted(inset, inset, -inset, -inset), 6 * scale, 6 * scale)
    if has_bar:
        bar = QPainterPath()
        bar.addRect(QRectF(frame.left(), frame.top(), frame.width(), 27 * scale))
        painter.fillPath(path.intersected(bar), color)
    painter.strokePath(path, QPen(color, (3.0 if has_bar else 1.6) * scale))


def draw_trace_label(
    painter: QPainter, area: Rect, words: str, theme: Theme, name: str, scale: float
) -> None:
    """The name of a trace and its scale, above it."""
    painter.fillRect(area.x, area.y, area.width, area.height, QColor(theme.background))
    frame = QRectF(area.x + 2 * scale, area.y - 3 * scale, area.width, area.height)
    ink.write(painter, frame, words, 14 * scale, QColor(theme.traces[name]), weight=ink.BOLD)


def draw_millivolt(
    painter: QPainter, x: float, bar: tuple[float, float], theme: Theme, scale: float
) -> None:
    """One millivolt as a bracket beside the ECG: how tall its waves are can be measured."""
    painter.setPen(QPen(QColor(theme.faint), 1.5 * scale))
    (top, bottom), foot = bar, 4 * scale
    painter.drawPolyline([QPointF(x + foot, top), QPointF(x, top), QPointF(x, bottom),
                          QPointF(x + foot, bottom)])  # fmt: skip


def draw_empty_trace(painter: QPainter, area: Rect, words: str, theme: Theme, scale: float) -> None:
    """A dashed line and the reason, where a sensor is missing."""
    painter.setPen(QPen(QColor(theme.line), 1.4 * scale, Qt.PenStyle.DashLine))
    y = area.y + area.height * 0.55
    painter.drawLine(int(area.x), int(y), int(area.right), int(y))
    frame = QRectF(area.x, y - 24 * scale, area.width, 20 * scale)
    ink.write(painter, frame, words, 15 * scale, QColor(theme.faint), ink.CENTER)


def _top_line(
    painter: QPainter, inner: QRectF, reading: Reading, color: QColor, faint: QColor, theme: Theme,
    scale: float,
) -> None:  # fmt: skip
    line = QRectF(inner.left(), inner.top(), inner.width(), 20 * scale)
    arrow = "" if reading.calls_second else reading.arrow
    mark = f"{MARKS[reading.priority]} {arrow}" if reading.priority else ""
    side = ink.width_of(mark, 17 * scale) + 6 * scale if mark else 0.0
    if mark:
        ink.write(painter, line, mark, 17 * scale, color, ink.RIGHT, ink.STRONG)
    elif reading.technical:  # the device, not the patient: a plug, and the mark of its priority
        sign = QColor(theme.text if theme.is_light else theme.alarm_back[reading.technical])
        side = 32 * scale
        ink.write(painter, line, MARKS[reading.technical], 17 * scale, sign, ink.RIGHT, ink.STRONG)
        ink.plug(painter, line.right() - 24 * scale, line.center().y(), 8 * scale, sign)
    room = line.adjusted(0, 0, -side, 0)
    used = ink.fit(painter, room, reading.label, 17 * scale, color)
    left = room.adjusted(used + 7 * scale, 0, 0, 0)
    if ink.width_of(reading.unit, 12.5 * scale) <= left.width():
        ink.write(painter, left, reading.unit, 12.5 * scale, faint)


def _body(
    painter: QPainter, inner: QRectF, reading: Reading, color: QColor, second: QColor,
    faint: QColor, is_level: bool, scale: float,
) -> None:  # fmt: skip
    body = inner.adjusted(0, 16 * scale, 0, -_FOOT_PX * scale if is_level else 0)
    if reading.note:
        top = _note(painter, inner, reading.note, faint, scale)
        if not is_level:
            body.setBottom(top + 4 * scale)
    if reading.second and reading.box in _PRESSURES:
        _mean(painter, body, reading, second, is_level, scale)
    _limits(painter, body, reading, faint, scale)
    most = _LEVEL_VALUE_PX if is_level else _VALUE_PX.get(reading.box, 84.0)
    size = min(body.height() * 0.98, most * scale)
    base = body.center().y() + _TO_FEET * size
    side = 0.0
    if reading.second and reading.box not in _PRESSURES:
        side = _companion(painter, body, base, reading, second, faint, scale)
    room = body.adjusted(34 * scale, 0, -side, 0)
    ink.stand(painter, room, base, reading.value, size, color)


def _note(painter: QPainter, inner: QRectF, words: str, faint: QColor, scale: float) -> float:
    """Why there is no number, or how old it is, at the bottom; returns where it begins."""
    natural = ink.width_of(words, 13 * scale)
    lines = 1 if natural <= _SQUEEZED * inner.width() else 2
    high = (1.0 + 17.0 * lines) * scale
    note = QRectF(inner.left(), inner.bottom() - high, inner.width(), high)
    if lines == 1:
        ink.fit(painter, note, words, 13 * scale, faint, ink.RIGHT)
        return note.top()
    ink.write(painter, note, words, 13 * scale, faint, ink.RIGHT | Qt.TextFlag.TextWordWrap,
              ink.BOLD)  # fmt: skip
    return note.top()


def _mean(
    painter: QPainter, body: QRectF, reading: Reading, color: QColor, is_level: bool, scale: float
) -> None:
    """Below its pressures: in the foot, or where the body ends."""
    lift = 0.0 if is_level else (29.0 if reading.note else 24.0) * scale
    frame = QRectF(body.left(), body.bottom() - lift, body.width(), 22 * scale)
    ink.write(painter, frame, reading.second, 20 * scale, color, ink.RIGHT)
    if not is_level:
        body.setBottom(frame.top() + (0.0 if reading.note else 5.0) * scale)


def _companion(
    painter: QPainter, body: QRectF, base: float, reading: Reading, color: QColor, faint: QColor,
    scale: float,
) -> float:  # fmt: skip
    """The small number beside, on the same line, its name above; returns the width taken."""
    width = min((90 if reading.box == "vent" else 64) * scale, body.width() * 0.34)
    frame = QRectF(body.right() - width, base - 43 * scale, width, 18 * scale)
    calls = reading.calls_second
    name = f"{reading.second_name} {reading.arrow}".rstrip() if calls else reading.second_name
    ink.fit(painter, frame, name, 13 * scale, color if calls else faint, ink.RIGHT, ink.BOLD)
    ink.stand(painter, frame.adjusted(4 * scale, 0, 0, 0), base, reading.second, 27 * scale, color)
    return width


def _wide_pressure(
    painter: QPainter, inner: QRectF, reading: Reading, color: QColor, faint: QColor, scale: float
) -> None:
    """Value, mean and state side by side; older readings, as far as they find room."""
    body = inner.adjusted(0, 18 * scale, 0, 0)
    _limits(painter, body, reading, faint, scale)
    room = body.adjusted(44 * scale, 0, 0, 0)
    size = min(64 * scale, body.height())
    base = body.center().y() + _TO_FEET * size
    used = ink.stand(painter, room, base, reading.value, size, color, is_left=True)
    rest = room.adjusted(used + 16 * scale, 0, 0, 0)
    lift = base - (29 * scale if reading.note else 0.0)
    mean = ink.stand(painter, rest, lift, reading.second, 27 * scale, color, is_left=True)
    note = ink.stand(painter, rest, base, reading.note, 16 * scale, faint, is_left=True)
    left = rest.left() + max(mean, note, 150 * scale) + 22 * scale
    for index, words in enumerate(reading.history):
        column = left + 190 * scale * (index // 3)
        if column + 165 * scale > inner.right():
            return
        line = QRectF(column, inner.top() + (4 + 27 * (index % 3)) * scale, 180 * scale, 24 * scale)
        ink.write(painter, line, words, 16 * scale, faint)


def _limits(painter: QPainter, body: QRectF, reading: Reading, faint: QColor, scale: float) -> None:
    high, low = reading.limits
    middle = body.center().y()
    for words, top in ((high, middle - 19 * scale), (low, middle + 1 * scale)):
        frame = QRectF(body.left(), top, 40 * scale, 18 * scale)
        ink.write(painter, frame, words, 13 * scale, faint)
