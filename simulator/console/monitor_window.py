"""A body on the monitor, in a window: ``python -m simulator.console.monitor_window WISH``.

`WISH` is the JSON that ``launcher.py monitor`` makes of its words. The picture is the painter's, as
in the room; the row below it has the monitor's keys, the rhythm, the face and the print-outs.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QProcess, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QIcon, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from simulator import settings
from simulator.audio import SILENT
from simulator.console import app, emblem
from simulator.console.widgets import button
from simulator.core.records import MonitorKey
from simulator.core.solo import DEMOS, Solo
from simulator.monitor.demo import body_of, dose_card, ecg_print, gas_slip, painter_of
from simulator.monitor.painter import LOG_VIEW, MonitorPainter
from simulator.monitor.skins import skins
from simulator.monitor.watch import Watcher

FRAME_MS = 33
_LATE_S = 0.25  # after a stall the body goes on from where it was
_MM_PER_INCH = 25.4
_BELIEVED_DPI = (50.0, 400.0)  # a screen that names another density does not know its size


class Screen(QWidget):
    """The painter's picture at the size of the widget, fed by a body."""

    def __init__(self, body: Solo, wish: dict[str, Any]) -> None:
        super().__init__()
        self.body, self.wish = body, wish
        self.watcher = Watcher(body.patient.age_y)
        self._painter: MonitorPainter | None = None
        self.setMinimumSize(QSize(320, 200))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def painter(self) -> MonitorPainter:
        """Made anew after a change of size or face; the traces then fill from memory."""
        if self._painter is None:
            size = max(self.width(), 320), max(self.height(), 200)
            dpi = self.screen().physicalDotsPerInchX()
            is_known = _BELIEVED_DPI[0] <= dpi <= _BELIEVED_DPI[1]
            width_mm = size[0] / dpi * _MM_PER_INCH if is_known else None
            self._painter = painter_of(self.wish, self.body.patient, size, width_mm)
        return self._painter

    def renew(self) -> None:
        """Forget the painter."""
        self._painter = None

    def show_now(self) -> None:
        """Paint this moment."""
        moment = self.body.snapshot()
        self.painter.paint(moment, self.watcher.update(moment))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # Qt's name
        """Blit."""
        painter = QPainter(self)
        painter.drawImage(0, 0, self.painter.image)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's name
        """Another size asks for another painter."""
        self.renew()


class MonitorWindow(QWidget):
    """Screen, keys and choices."""

    def __init__(self, wish: dict[str, Any], body: Solo) -> None:
        super().__init__()
        self._say = app.speaker(wish["language"])
        self.body, self.wish = body, wish
        self.screen_ = Screen(body, wish)
        self.setWindowTitle(f"{self._say('monitor.window.title')} · {self._say('app.name')}")
        self.setWindowIcon(QIcon(emblem.mark(128)))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.screen_, 1)
        whole.addWidget(self._keys())
        self._sound = None if wish["is_silent"] else _sound(self, self.hear)
        self._told = (0, "")
        self._last_s = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._frame)
        self._timer.start(FRAME_MS)

    def _keys(self) -> QWidget:
        row = QWidget()
        row.setObjectName("page")
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 8, 12, 8)
        for name, key, act in (
            ("silence", "M", lambda: self.press("silence")),
            ("pause", "P", lambda: self.press("pause")),
            ("log", "L", lambda: self.body.toggle(LOG_VIEW)),
            ("print", "E", self.print_ecg),
            ("gas", "G", self.print_gas),
            ("card", "D", self.show_card),
        ):
            made = button(self._say(f"monitor.window.{name}"), "lang")
            made.setShortcut(key)
            made.clicked.connect(act)
            line.addWidget(made)
        self.deaf = QLabel(self._say("monitor.window.no_sound"))
        self.deaf.setVisible(False)
        line.addWidget(self.deaf)
        line.addStretch(1)
        names = {id: self._say(f"monitor.rhythm.{id}") for id in DEMOS}
        line.addWidget(QLabel(self._say("monitor.window.rhythm")))
        line.addWidget(_choice(names, self.wish["rhythm"], self._beat))
        faces = {id: self._say(f"monitor.skin.{id}") for id in skins()}
        line.addWidget(QLabel(self._say("monitor.window.skin")))
        line.addWidget(_choice(faces, self.wish["skin"], self._wear))
        return row

    def press(self, key: MonitorKey) -> None:
        """A key of the monitor."""
        self.body.press(key)

    def hear(self, said: str) -> None:
        """What the process that plays has to say: that it cannot."""
        self.deaf.setVisible(SILENT in said)

    def print_ecg(self) -> None:
        """The 12-lead print-out of now."""
        rate = self.screen_.watcher.status.hr_per_min
        self._open(ecg_print(self.body, self.wish["language"], rate), "print")

    def print_gas(self) -> None:
        """The blood-gas slip of now."""
        self._open(gas_slip(self.body, self.wish)[0], "gas")

    def show_card(self) -> None:
        """First energies and doses for this body, by the guideline profile."""
        self._open(dose_card(self.body, self.wish)[0], "card")

    def advance(self, seconds_s: float) -> None:
        """Let the body live, show it, let it sound."""
        self.body.advance(seconds_s)
        self.screen_.show_now()
        self._let_sound()

    def closeEvent(self, event: QCloseEvent) -> None:  # Qt's name
        """The sound goes with the window."""
        self._timer.stop()
        if self._sound is not None:
            self._sound.closeWriteChannel()
            self._sound.waitForFinished(1000)

    def _frame(self) -> None:
        now_s = time.perf_counter()
        due_s, self._last_s = now_s - self._last_s, now_s
        self.advance(min(due_s, _LATE_S))

    def _beat(self, rhythm: str) -> None:
        self.body.show(rhythm)
        self.screen_.renew()  # its time may have begun anew

    def _wear(self, skin: str) -> None:
        self.wish["skin"] = skin
        self.screen_.renew()

    def _open(self, picture: QImage, name: str) -> None:
        shown = QDialog(self)
        shown.setWindowTitle(self._say(f"monitor.window.{name}"))
        sheet = QLabel()
        sheet.setPixmap(QPixmap.fromImage(picture))
        area = QScrollArea()
        area.setWidget(sheet)
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        room = self.screen().availableSize()
        shown.resize(
            min(picture.width() + 20, room.width()), min(picture.height() + 20, room.height())
        )
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.show()

    def _let_sound(self) -> None:
        """Tell the process that plays: a beat, with its saturation; what calls aloud."""
        if self._sound is None or self._sound.state() == QProcess.ProcessState.NotRunning:
            return
        status = self.screen_.watcher.status
        beats, aloud = status.beats, status.calls.aloud
        if beats > self._told[0]:
            spo2 = self.body.twin.vitals().spo2_pct
            self._sound.write(f"tone {spo2}\n".encode())
        if aloud != self._told[1]:
            self._sound.write(f"call {aloud}\n".encode())
        self._told = (beats, aloud)


def _sound(owner: QWidget, hear: Callable[[str], None]) -> QProcess:
    child = app.process(owner, sys.executable, ["-m", "simulator.audio.bedside"])
    child.readyReadStandardOutput.connect(
        lambda: hear(bytes(child.readAllStandardOutput().data()).decode(errors="replace"))
    )
    child.start()
    return child


def _choice(names: dict[str, str], now: str, take: Any) -> QComboBox:
    made = QComboBox()
    for id, name in names.items():
        made.addItem(name, id)
    made.setCurrentIndex(list(names).index(now))
    made.activated.connect(lambda index: take(list(names)[index]))
    return made


def main(words: list[str]) -> int:
    """Open it."""
    wish = json.loads(words[0])
    started = app.application()
    app.dress(started, settings.load())
    window = MonitorWindow(wish, body_of(wish))
    window.resize(*wish["size"])
    window.show()
    return started.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
