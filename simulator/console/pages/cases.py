"""Cases as cards. Playing runs in a process of its own; the window shows how far it is."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from simulator.console import TUTORIAL, app, emblem
from simulator.console.widgets import Picture, button, card, label, page
from simulator.core.scenario import Case, case_ids, load_case
from simulator.errors import InputError

_PICTURE = (400, 210)
_GAP, _MARGINS = 18, 84  # pixels between cards; of the page and its scroll bar
_BAR = re.compile(r"\[[#.]+\]\s+(\d+) %\s+(.*)")


class CasesPage(QWidget):
    """All cases, and the one that is being played."""

    def __init__(self, language: str, is_played: Callable[[], None]) -> None:
        super().__init__()
        self._language, self._say, self._is_played = language, app.speaker(language), is_played
        self._child: QProcess | None = None
        self._last_words = ""
        area, column = page(self._say("window.cases"), self._say("window.cases_lead"))
        self._news, self._news_words, self._bar = self._banner()
        column.addWidget(self._news)
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._buttons: list[QWidget] = []
        self._made = self._cards()
        self._columns = 0
        self._lay_out(2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def showEvent(self, event: QShowEvent) -> None:  # Qt's name
        """Begin at the first case, not at the navigation."""
        super().showEvent(event)
        if self._buttons:
            self._buttons[0].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's name
        """As many cards side by side as fit at this text size, three at most."""
        super().resizeEvent(event)
        widest = max((made.minimumSizeHint().width() for made in self._made), default=1)
        room = self.width() - _MARGINS + _GAP
        self._lay_out(max(1, min(3, room // (widest + _GAP))))

    @property
    def is_playing(self) -> bool:
        """Whether a case runs now."""
        return self._child is not None

    def play(self, case_id: str, *words: str) -> None:
        """Run ``play`` with these further words; one case at a time."""
        if self._child is not None:
            return
        program, arguments = app.command("play", case_id, "--lang", self._language, *words)
        self._child = app.process(self, program, arguments)
        self._child.readyReadStandardError.connect(self._read)
        self._child.finished.connect(self._over)
        self._child.errorOccurred.connect(self._failed)
        self._tell(self._say("window.starting"), 0)
        for one in self._buttons:
            one.setEnabled(False)
        self._child.start()

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        for index in range(max(self._columns, columns)):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)
        self._columns = columns
        for index, made in enumerate(self._made):
            self._grid.addWidget(made, index // columns, index % columns)

    def _cards(self) -> list[QFrame]:
        made = []
        for case_id in sorted(case_ids(), key=lambda name: name != TUTORIAL):  # it comes first
            try:
                made.append(self._card(load_case(case_id)))
            except InputError as error:  # a broken case is shown, and does not hide the others
                made.append(self._broken(case_id, str(error)))
        return made

    def _card(self, case: Case) -> QFrame:
        frame, column = card()
        picture = Picture(_picture(case), _PICTURE[1], getattr(case.title, self._language))
        column.addWidget(picture)
        column.addWidget(label(getattr(case.title, self._language), "cardtitle"))
        column.addWidget(label(getattr(case.summary, self._language), "lead"))
        column.addLayout(self._chips(case))
        if not case.reviewers:
            column.addWidget(label("! " + self._say("window.not_reviewed"), "faint"))
        column.addStretch(1)
        row = QHBoxLayout()
        start = button(self._say("window.start"), "primary")
        start.clicked.connect(lambda: self.play(case.id))
        ways = [start]
        if not case.prompts:  # prompts wait for a person
            watch = button(self._say("window.watch_expert"))
            watch.clicked.connect(lambda: self.play(case.id, "--trainee", "expert"))
            ways.append(watch)
        for one in ways:
            row.addWidget(one)
            self._buttons.append(one)
        row.addStretch(1)
        column.addLayout(row)
        return frame

    def _chips(self, case: Case) -> QHBoxLayout:
        row = QHBoxLayout()
        minutes = self._say("window.minutes", minutes=round(case.end.max_min))
        for words in (
            self._say(f"window.level.{case.level}"),
            minutes,
            self._say(f"window.mode.{case.mode}"),
        ):
            row.addWidget(label(words, "chip", wraps=False))
        row.addStretch(1)
        return row

    def _broken(self, case_id: str, words: str) -> QFrame:
        frame, column = card()
        column.addWidget(label(f"× {case_id}", "bad"))
        column.addWidget(label(words, "lead"))
        return frame

    def _banner(self) -> tuple[QFrame, QLabel, QProgressBar]:
        frame = QFrame()
        frame.setObjectName("banner")
        column = QVBoxLayout(frame)
        words, bar = label(""), QProgressBar()
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        bar.setTextVisible(False)
        column.addWidget(words)
        column.addWidget(bar)
        frame.hide()
        return frame, words, bar

    def _tell(self, words: str, percent: int | None = None) -> None:
        self._news.show()
        self._news_words.setText(words)
        self._bar.setVisible(percent is not None)
        self._bar.setValue(percent or 0)

    def _read(self) -> None:
        if self._child is None:
            return
        said = bytes(self._child.readAllStandardError().data()).decode("utf-8", "replace")
        for line in re.split(r"[\r\n]+", said.replace("\033[K", "")):
            bar = _BAR.match(line.strip())
            if bar:
                self._tell(bar.group(2), int(bar.group(1)))
            elif line.strip():
                self._last_words = line.strip().removeprefix("theatrum: ")
                self._tell(self._last_words)

    def _over(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        crashed = status == QProcess.ExitStatus.CrashExit
        if crashed or code not in (0, 130):
            why = self._last_words or str(code)
            self._tell(self._say("window.play_failed", why=why))
        else:
            self._tell(self._say("window.play_over"))
        self._child = None
        for one in self._buttons:
            one.setEnabled(True)
        self._is_played()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._over(1, QProcess.ExitStatus.CrashExit)


def _picture(case: Case) -> QPixmap:
    for kind in ("png", "jpg"):
        file = app.ROOT / "assets" / "cases" / f"{case.id}.{kind}"
        if file.is_file():
            found = QPixmap(str(file))
            if not found.isNull():
                return found
    return emblem.card_picture(case.id, case.mode, 2 * _PICTURE[0], 2 * _PICTURE[1])
