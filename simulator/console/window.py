"""The launcher window. It is its own process: ``python -m simulator.console.window``."""

from __future__ import annotations

import dataclasses
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simulator import settings
from simulator.console import TUTORIAL, app, emblem
from simulator.console.pages.cases import CasesPage
from simulator.console.pages.licenses import LicensesPage
from simulator.console.pages.machine import MachinePage
from simulator.console.pages.runs import RunsPage
from simulator.console.pages.settings import SettingsPage
from simulator.console.widgets import button, label
from simulator.errors import InputError, MachineError
from simulator.settings import Settings

PAGES = ("cases", "runs", "settings", "machine", "licenses")
_LANGUAGE_NAMES = {"en": "English", "zh": "中文"}


class LauncherWindow(QMainWindow):
    """Rebuilt whole when language or look changes: it is small, and so nothing is forgotten."""

    def __init__(self, chosen: Settings) -> None:
        super().__init__()
        self._chosen = chosen
        self.setWindowIcon(QIcon(emblem.mark(128)))
        self.resize(1180, 780)
        self.setMinimumSize(760, 480)
        self._build("cases")

    def show_page(self, name: str) -> None:
        """Go to one of `PAGES`."""
        index = PAGES.index(name)
        self._stack.setCurrentIndex(index)
        self._navigation[index].setChecked(True)
        if name == "runs":
            self.runs.refresh()
        if name == "machine" and not self._is_machine_checked:
            self._is_machine_checked = True
            self.machine.check()

    def choose(self, made: Settings) -> None:
        """Take changed settings; the window looks and speaks anew when it has to."""
        before, self._chosen = self._chosen, made
        look = ("language", "theme", "text_size_fraction")
        if any(getattr(before, name) != getattr(made, name) for name in look):
            self._is_stale = True
            self._renew()

    def _renew(self) -> None:
        """Build anew, but never under a case that is being played: its process would end."""
        self.runs.refresh()
        if self._is_stale and not self.cases.is_playing:
            app.dress(app.application(), self._chosen)
            self._build(PAGES[self._stack.currentIndex()])

    def _build(self, current: str) -> None:
        language = self._chosen.language
        say = app.speaker(language)
        self.setWindowTitle(say("app.name"))
        self._is_machine_checked = self._is_stale = False
        self.runs = RunsPage(language)
        self.cases = CasesPage(language, self._renew)
        self.machine = MachinePage(language)
        self.settings = SettingsPage(self._chosen, self.choose)
        self._stack = QStackedWidget()
        for one in (self.cases, self.runs, self.settings, self.machine, LicensesPage(language)):
            self._stack.addWidget(one)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side(say))
        row.addWidget(self._stack, 1)
        self.setCentralWidget(whole)
        self.show_page(current)

    def _side(self, say: app.Say) -> QWidget:
        side = QWidget()
        side.setObjectName("side")
        side.setFixedWidth(round(226 * max(1.0, 0.5 + 0.5 * self._chosen.text_size_fraction)))
        column = QVBoxLayout(side)
        column.setContentsMargins(14, 22, 14, 18)
        column.setSpacing(4)
        top = QHBoxLayout()
        picture = QLabel()
        mark = emblem.mark(112)
        mark.setDevicePixelRatio(2.0)
        picture.setPixmap(mark)
        top.addWidget(picture)
        names = QVBoxLayout()
        names.addWidget(label("Theatrum", "brand", wraps=False))
        names.addWidget(label(say("window.subtitle"), "brandsub"))
        top.addLayout(names, 1)
        column.addLayout(top)
        column.addSpacing(22)
        self._navigation = []
        for name in PAGES:
            one = button(say(f"window.{name}"), "nav", is_checkable=True)
            one.setAutoExclusive(True)
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            one.clicked.connect(lambda _=False, name=name: self.show_page(name))
            self._navigation.append(one)
            column.addWidget(one)
        column.addStretch(1)
        column.addLayout(self._languages())
        column.addWidget(label(say("window.education"), "faint"))
        return side

    def _languages(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for code, words in _LANGUAGE_NAMES.items():
            one = button(words, "lang", is_checkable=True)
            one.setChecked(code == self._chosen.language)
            one.clicked.connect(lambda _=False, code=code: self._speak(code))
            row.addWidget(one)
        row.addStretch(1)
        return row

    def _speak(self, code: str) -> None:
        if not self.settings.put("language", code):  # it is said on its page; speak anyway
            self.choose(dataclasses.replace(self._chosen, language=code))  # pyright: ignore[reportArgumentType]


def main() -> int:
    """Open the window, after the first start's questions where they were not answered yet."""
    started = app.application()
    started.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    try:
        chosen = settings.load()
    except (InputError, MachineError) as error:
        sys.stderr.write(f"theatrum: {error}\n")
        return 2
    app.dress(started, chosen)
    is_tutorial_wanted = False
    if settings.first_start_needed(chosen):
        from simulator.console.first_start import FirstStart

        wizard = FirstStart(chosen)
        if wizard.exec() != QDialog.DialogCode.Accepted:
            return 0
        chosen, is_tutorial_wanted = settings.load(), wizard.is_tutorial_wanted
        app.dress(started, chosen)
    window = LauncherWindow(chosen)
    window.show()
    if is_tutorial_wanted:
        window.cases.play(TUTORIAL)
    return started.exec()


if __name__ == "__main__":
    sys.exit(main())
