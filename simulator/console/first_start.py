"""The first start: language, notice, sound, hands. ``python -m simulator.console.first_start``.

Exit code 0: answered, the settings are written; 1: closed before the notice was accepted.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable

from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simulator import settings
from simulator.console import CLOSED, TUTORIAL, TUTORIAL_WANTED, app, emblem
from simulator.console.hands import hands_picture
from simulator.console.widgets import button, card, empty, label
from simulator.core.scenario import case_ids
from simulator.errors import InputError, MachineError
from simulator.settings import Settings
from simulator.sources import KINDS, sources

STEPS = ("language", "notice", "sound", "hands")
_LANGUAGES = {"en": "English", "zh": "简体中文"}
HANDS = ("look", "move", "grip", "press", "speak")


class FirstStart(QDialog):
    """Four short steps; nothing is kept before the notice is accepted."""

    def __init__(self, chosen: Settings) -> None:
        super().__init__()
        self.chosen = chosen
        self.is_tutorial_wanted = False
        self._child: QProcess | None = None
        self.setWindowIcon(QIcon(emblem.mark(128)))
        self.resize(1000, 640)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._build(0)

    def show_step(self, name: str) -> None:
        """Go to one of `STEPS`."""
        index = STEPS.index(name)
        self._stack.setCurrentIndex(index)
        self._back.setVisible(index > 0)
        is_last = index == len(STEPS) - 1
        self._next.setText(self._say("first.done" if is_last else "first.next"))
        self._next.setEnabled(name != "notice" or self._accepted.isChecked())
        dots = ["●" if at == index else "○" for at in range(len(STEPS))]
        self._dots.setText("  ".join(dots))

    def keep(self) -> bool:
        """Write the answers; False where the folder cannot be written (said, and play goes on)."""
        made = dataclasses.replace(self.chosen, is_first_start_done=True)
        try:
            settings.save(made)
        except MachineError as error:
            self._sound_words.setText(f"× {error}")
            sys.stderr.write(f"theatrum: {error}\n")
            return False
        self.chosen = made
        return True

    def test_sound(self) -> None:
        """Three tones from a process of its own."""
        if self._child is not None:
            return
        self._sound_words.setText(self._say("first.sound_playing"))
        self._child = app.process(
            self, sys.executable, ["-m", "simulator.audio", str(self.chosen.volume_fraction)]
        )
        self._child.finished.connect(self._sound_over)
        self._child.start()

    def _build(self, step: int) -> None:
        empty(self._whole)
        self._say = app.speaker(self.chosen.language)
        self.setWindowTitle(self._say("app.name"))
        self._stack = QStackedWidget()
        makers: tuple[Callable[[], QWidget], ...] = (
            self._language_step, self._notice_step, self._sound_step, self._hands_step,
        )  # fmt: skip
        for make in makers:
            self._stack.addWidget(make())
        self._whole.addWidget(self._stack, 1)
        self._whole.addWidget(self._foot())
        self.show_step(STEPS[step])

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setObjectName("side")
        row = QHBoxLayout(foot)
        row.setContentsMargins(28, 14, 28, 14)
        self._back = button(self._say("first.back"))
        self._back.clicked.connect(lambda: self._go(-1))
        self._dots = label("", "faint", wraps=False)
        self._next = button(self._say("first.next"), "primary")
        self._next.setDefault(True)
        self._next.clicked.connect(lambda: self._go(1))
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self._dots)
        row.addStretch(1)
        row.addWidget(self._next)
        return foot

    def _go(self, by: int) -> None:
        index = self._stack.currentIndex() + by
        if index >= len(STEPS):
            self.keep()
            self.accept()
            return
        self.show_step(STEPS[max(index, 0)])

    def _step(self, title: str, lead: str) -> tuple[QWidget, QVBoxLayout]:
        made = QWidget()
        made.setObjectName("page")
        column = QVBoxLayout(made)
        column.setContentsMargins(44, 36, 44, 20)
        column.setSpacing(14)
        column.addWidget(label(self._say(title), "title"))
        column.addWidget(label(self._say(lead), "lead"))
        return made, column

    def _language_step(self) -> QWidget:
        made = QWidget()
        made.setObjectName("page")
        column = QVBoxLayout(made)
        column.setContentsMargins(44, 40, 44, 20)
        column.addStretch(1)
        picture = QLabel()
        mark = emblem.mark(240)
        mark.setDevicePixelRatio(2.0)
        picture.setPixmap(mark)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(picture)
        for words, role in (("Theatrum", "title"), (self._say("window.subtitle"), "lead")):
            line = label(words, role)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addSpacing(26)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addStretch(1)
        for code, words in _LANGUAGES.items():
            one = button(words, "choice", is_checkable=True)
            one.setChecked(code == self.chosen.language)
            one.clicked.connect(lambda _=False, code=code: self._speak(code))
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return made

    def _speak(self, code: str) -> None:
        self.chosen = dataclasses.replace(self.chosen, language=code)  # pyright: ignore[reportArgumentType]
        self._build(0)

    def _notice_step(self) -> QWidget:
        made, column = self._step("first.notice_title", "app.notice")
        frame, inside = card()
        for key in ("first.notice_patient", "first.notice_data", "first.notice_stop"):
            inside.addWidget(label("–  " + self._say(key)))
        column.addWidget(frame)
        frame, inside = card()
        inside.addWidget(label(self._say("window.licenses"), "section"))
        inside.addWidget(label(self._say("licenses.own")))
        for kind in KINDS:
            names = "、" if self.chosen.language == "zh" else ", "
            stands = names.join(one.name for one in sources() if one.kind == kind)
            inside.addWidget(label(f"{self._say(f'licenses.{kind}')}: {stands}", "faint"))
        column.addWidget(frame)
        self._accepted = QCheckBox(self._say("first.accept"))
        self._accepted.setChecked(self.chosen.is_first_start_done)
        self._accepted.toggled.connect(lambda on: self._next.setEnabled(on))
        column.addWidget(self._accepted)
        column.addStretch(1)
        return made

    def _sound_step(self) -> QWidget:
        made, column = self._step("first.sound_title", "first.sound_lead")
        play = button("♪  " + self._say("first.sound_play"), "primary")
        play.clicked.connect(self.test_sound)
        row = QHBoxLayout()
        row.addWidget(play)
        row.addStretch(1)
        column.addLayout(row)
        self._sound_words = label("")
        column.addWidget(self._sound_words)
        volume = QSlider(Qt.Orientation.Horizontal)
        volume.setRange(0, 100)
        volume.setValue(round(100 * self.chosen.volume_fraction))
        volume.valueChanged.connect(self._loud)
        volume.setAccessibleName(self._say("settings.volume_fraction.title"))
        frame, inside = card()
        inside.addWidget(label(self._say("settings.volume_fraction.title")))
        inside.addWidget(volume)
        captions = QCheckBox(self._say("settings.has_captions.title"))
        captions.setChecked(self.chosen.has_captions)
        captions.toggled.connect(self._caption)
        inside.addWidget(captions)
        column.addWidget(frame)
        column.addStretch(1)
        return made

    def _loud(self, percent: int) -> None:
        self.chosen = dataclasses.replace(self.chosen, volume_fraction=percent / 100.0)

    def _caption(self, on: bool) -> None:
        self.chosen = dataclasses.replace(self.chosen, has_captions=on)

    def _sound_over(self) -> None:
        if self._child is None:
            return
        said = bytes(self._child.readAllStandardOutput().data()).decode("utf-8", "replace")
        self._child = None
        try:
            is_silent = bool(json.loads(said)["is_silent"])
        except (ValueError, KeyError):
            is_silent = True
        key = "first.sound_none" if is_silent else "first.sound_heard"
        self._sound_words.setText(("! " if is_silent else "✓ ") + self._say(key))

    def _hands_step(self) -> QWidget:
        made, column = self._step("first.hands_title", "first.hands_lead")
        grid = QHBoxLayout()
        grid.setSpacing(14)
        for name in HANDS:
            frame, inside = card()
            picture = QLabel()
            drawn = hands_picture(name, 272, 187)
            drawn.setDevicePixelRatio(2.0)
            picture.setPixmap(drawn)
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            picture.setAccessibleName(self._say(f"first.hands.{name}_title"))
            inside.addWidget(picture)
            inside.addWidget(label(self._say(f"first.hands.{name}_title"), "cardtitle"))
            inside.addWidget(label(self._say(f"first.hands.{name}"), "faint"))
            inside.addStretch(1)
            grid.addWidget(frame, 1)
        column.addLayout(grid)
        if TUTORIAL in case_ids():
            start = button(self._say("first.tutorial"))
            start.clicked.connect(self._tutorial)
            column.addWidget(start)
        column.addStretch(1)
        return made

    def _tutorial(self) -> None:
        self.is_tutorial_wanted = True
        self.keep()
        self.accept()


def main() -> int:
    """Ask; whoever started this plays the tutorial when it was wanted, one window at a time."""
    started = app.application()
    try:
        chosen = settings.load()
    except (InputError, MachineError) as error:
        sys.stderr.write(f"theatrum: {error}\n")
        return 2
    app.dress(started, chosen)
    wizard = FirstStart(chosen)
    if wizard.exec() != QDialog.DialogCode.Accepted:
        return CLOSED
    return TUTORIAL_WANTED if wizard.is_tutorial_wanted else 0


if __name__ == "__main__":
    sys.exit(main())
