"""The line at the top: which bed, what calls in words, what is paused, the clock; and the log."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from simulator.monitor import ink
from simulator.monitor.alarms import Alarm, worst_priority
from simulator.monitor.boxes import MARKS
from simulator.monitor.calling import RHYTHMS, Calls, Entry, is_lit
from simulator.monitor.layout import Rect
from simulator.monitor.themes import Theme
from simulator.text import text

TURN_S = 3.0  # where several call, each of the worst is named in turn; a rhythm stays
_MESSAGE_SHARE = 0.66  # of the room, where something stands beside it


@dataclass(frozen=True)
class Line:
    """The header in words; equal lines need no repaint."""

    title: str
    clock: str
    message: str
    beside: str = ""  # what else calls, in turn, where the message is a rhythm that stays
    more: str = ""  # how many others
    priority: str = ""
    is_technical: bool = False
    is_lit: bool = True
    silenced: str = ""  # time left of the audio pause
    is_paused: bool = False


def line_of(calls: Calls, now_s: float, title: str, language: str) -> Line:
    """What stands there at that moment."""
    clock = clock_words(now_s)
    silenced = _left(calls.silenced_s) if calls.silenced_s > 0.0 else ""
    if calls.paused_s > 0.0:
        words = text("monitor.alarms_paused", language, left=_left(calls.paused_s))
        return Line(title, clock, words, silenced=silenced, is_paused=True)
    if not calls.alarms:
        return Line(title, clock, text("monitor.quiet", language), silenced=silenced)
    priority = worst_priority(calls.alarms)
    named, beside = _named(calls.alarms, now_s)
    others = len(calls.alarms) - (2 if beside else 1)
    return Line(
        title, clock, alarm_words(named, language), alarm_words(beside, language) if beside else "",
        f"+{others}" if others > 0 else "", priority, named.is_technical, is_lit(priority, now_s),
        silenced,
    )  # fmt: skip


def _named(alarms: tuple[Alarm, ...], now_s: float) -> tuple[Alarm, Alarm | None]:
    """What is said at that moment, and what stands beside it.

    A rhythm is said as long as it calls; others turn beside it.
    """
    rhythm = next((alarm for alarm in alarms if alarm.field in RHYTHMS), None)
    others = [alarm for alarm in alarms if alarm is not rhythm]
    if not others:
        return alarms[0], None
    worst = [alarm for alarm in others if alarm.priority == others[0].priority]
    turn = worst[int(now_s / TURN_S) % len(worst)]
    return (turn, None) if rhythm is None else (rhythm, turn)


def alarm_words(alarm: Alarm, language: str) -> str:
    """The condition, whether it is over, and whether somebody has answered."""
    words = text(f"monitor.alarm.{alarm.id}", language)
    if alarm.is_over:
        words = text("monitor.over", language, words=words)
    return f"{words} ✓" if alarm.is_answered else words


def clock_words(now_s: float) -> str:
    """Time of the case, hours to seconds."""
    seconds = int(now_s)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def draw_header(painter: QPainter, area: Rect, line: Line, theme: Theme, scale: float) -> None:
    """Bed, the worst alarm in words with its mark, how many more call, pauses, the clock."""
    painter.fillRect(area.x, area.y, area.width, area.height, QColor(theme.panel))
    pad = 10.0 * scale
    frame = QRectF(area.x + pad, area.y, area.width - 2 * pad, area.height)
    color = QColor(theme.text)
    side = QRectF(frame.left(), frame.top(), area.width * 0.20, frame.height())
    ink.fit(painter, side, line.title, 19 * scale, color)
    used = ink.write(painter, frame, line.clock, 19 * scale, color, ink.RIGHT, ink.BOLD)
    if line.silenced:
        right = frame.right() - used - 16 * scale
        shown = QRectF(right - 52 * scale, frame.top(), 52 * scale, frame.height())
        ink.write(painter, shown, line.silenced, 16 * scale, color, ink.RIGHT, ink.STRONG)
        x = right - 62 * scale
        ink.bell(painter, x, frame.center().y(), 9 * scale, color, is_crossed=True)
    middle = QRectF(
        area.x + area.width * 0.22, area.y + 6 * scale, area.width * 0.585, area.height - 12 * scale
    )
    if line.priority:
        _alarm(painter, middle, line, theme, scale)
        return
    if line.is_paused:
        ink.rounded(painter, middle, QColor(theme.panel), color, scale)
        x = middle.left() + 22 * scale
        ink.warning(painter, x, middle.center().y(), 9 * scale, color, is_crossed=True)
        ink.fit(painter, middle.adjusted(44 * scale, 0, 0, 0), line.message, 18 * scale, color)
        return
    ink.write(painter, middle, line.message, 15 * scale, QColor(theme.faint), ink.CENTER)


def _alarm(painter: QPainter, middle: QRectF, line: Line, theme: Theme, scale: float) -> None:
    back, own = QColor(theme.alarm_back[line.priority]), QColor(theme.alarm_text[line.priority])
    ink.rounded(painter, middle, back if line.is_lit else QColor(theme.panel), back, scale)
    color = own if line.is_lit else QColor(theme.text)
    sign = ink.plug if line.is_technical else ink.bell
    sign(painter, middle.left() + 20 * scale, middle.center().y(), 9 * scale, color)
    inner = middle.adjusted(36 * scale, 0, -10 * scale, 0)
    side = 0.0
    if line.more:
        side = ink.write(painter, inner, line.more, 17 * scale, color, ink.RIGHT, ink.STRONG)
    room = inner.adjusted(0, 0, -side - 8 * scale, 0)
    words = f"{MARKS[line.priority]}  {line.message}"
    if line.beside:
        most = room.width() * _MESSAGE_SHARE
        used = min(ink.width_of(words, 20 * scale), most) + 16 * scale
        ink.fit(painter, room.adjusted(used, 0, 0, 0), line.beside, 15 * scale, color, ink.RIGHT)
        room.setWidth(most)
    ink.fit(painter, room, words, 20 * scale, color)


def draw_log(
    painter: QPainter, area: Rect, log: tuple[Entry, ...], language: str, theme: Theme, scale: float
) -> None:
    """The alarm log over the traces, newest first: time, priority, words, what happened."""
    frame = QRectF(area.x, area.y, area.width, area.height)
    painter.fillRect(frame, QColor(theme.panel))
    ink.rounded(painter, frame, QColor(theme.panel), QColor(theme.text), scale)
    pad, row = 14 * scale, 25 * scale
    head = QRectF(frame.left() + pad, frame.top() + pad * 0.6, frame.width() - 2 * pad, row)
    title = text("monitor.log.title", language)
    ink.write(painter, head, title, 18 * scale, QColor(theme.text), weight=ink.BOLD)
    count = max(int((frame.height() - row - 2 * pad) / row), 0)
    if not log:
        ink.write(painter, head.translated(0, row * 1.3), text("monitor.quiet", language),
                  15 * scale, QColor(theme.faint))  # fmt: skip
    for index, entry in enumerate(tuple(reversed(log))[:count]):
        line = head.translated(0, row * (index + 1.3))
        _log_row(painter, line, entry, language, theme, scale)


def log_row(entry: Entry, language: str) -> tuple[str, str, str, str]:
    """One line of the log in words: time, mark, condition, what happened."""
    name = text(f"monitor.alarm.{entry.id}", language) if entry.id else ""
    happened = text(f"monitor.log.{entry.happening}", language)
    return clock_words(entry.at_s), MARKS.get(entry.priority, ""), name, happened


def _log_row(
    painter: QPainter, line: QRectF, entry: Entry, language: str, theme: Theme, scale: float
) -> None:
    clock, mark, name, happened = log_row(entry, language)
    size, color = 15 * scale, QColor(theme.text)
    ink.write(painter, line, clock, size, QColor(theme.faint))
    chip = QRectF(line.left() + 84 * scale, line.top() + 2 * scale, 34 * scale, 20 * scale)
    if mark:
        ink.rounded(painter, chip, QColor(theme.alarm_back[entry.priority]), color, scale * 0.6)
        own = QColor(theme.alarm_text[entry.priority])
        ink.write(painter, chip, mark, 13 * scale, own, ink.CENTER, ink.STRONG)
    if entry.is_technical:
        ink.plug(painter, chip.right() + 12 * scale, chip.center().y(), 7 * scale, color)
    body = line.adjusted(146 * scale, 0, 0, 0)
    end = ink.write(painter, body, happened, size, color, ink.RIGHT)
    ink.fit(painter, body.adjusted(0, 0, -end - 12 * scale, 0), name or "–", size, color)


def _left(seconds_s: float) -> str:
    whole = int(seconds_s + 0.999)
    return f"{whole // 60}:{whole % 60:02d}"
