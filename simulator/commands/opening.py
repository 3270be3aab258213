"""The window before and after the case: opened at once, kept answering, and the debrief's page."""

from __future__ import annotations

import os
import time
import webbrowser
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.commands.warming import warm
from simulator.core.scenario import load_case, load_person
from simulator.core.setup import Wish
from simulator.errors import MachineError
from simulator.progress import Progress, TerminalBar
from simulator.text import text

WARM = 0.7  # of a first start's bar
LEAVING_S = 2.5  # to read two lines


@dataclass
class Window:
    """An open window, covered by a bar until the case is ready."""

    base: Any
    loading: Any
    language: str
    closed: list[bool] = field(default_factory=list)
    begin: float = 0.0  # of the bar: what warming up has used
    leaves_s: float = 0.0  # on the monotonic clock

    def warm(self, wish: Wish) -> None:
        """Make what a first start needs, in a process of its own.

        Raises
        ------
        Cancelled
            The window was closed.
        """
        case = load_case(wish.case)
        person = wish.patient or case.patient
        patient = load_person(person).patient(0)
        told = self.share(0.0, WARM)
        if warm(person, patient, case.room, self.language, told, self.loading.pump):
            self.begin = WARM

    def share(self, begin: float, end: float) -> Progress:
        """A part of the bar in the window; the terminal shows each part as a whole."""
        bar, start = TerminalBar(), self.begin

        def tell(fraction: float, label: str) -> None:
            bar(fraction, label)
            self.loading(start + (1.0 - start) * (begin + (end - begin) * fraction), label)

        return tell

    def loaded(self, is_kept: bool) -> None:
        """Uncover the room, or close the window."""
        from simulator.scene.loading import CLOSE

        if not is_kept:
            self.base.destroy()
            return
        self.loading.close()
        self.base.accept(CLOSE, self.closed.append, [True])

    def leaving(self) -> None:
        """Say that the case is over, and what comes next."""
        from simulator.scene.loading import show_leaving
        from simulator.scene.notices import say

        show_leaving(self.base, self.language, say)
        self.leaves_s = time.monotonic() + LEAVING_S

    def linger(self) -> None:
        """Stay until what `leaving` said can have been read."""
        time.sleep(max(self.leaves_s - time.monotonic(), 0.0))

    def is_closing(self) -> bool:
        """Whether somebody has closed the window."""
        return bool(self.closed) or self.base.win.isClosed()


def open_window(language: str) -> Window | MachineError:
    """The window with its bar; or why none opens."""
    from simulator.scene.loading import show_loading
    from simulator.scene.notices import say
    from simulator.scene.window import open_base

    try:
        base = open_base(offscreen=False, size=(1280, 720))
    except MachineError as error:
        return error
    window = Window(base, show_loading(base, language, say), language)
    window.loading(0.0, text("play.building", language))
    return window


def labelled(bar: Progress, key: str, language: str) -> Progress:
    """A bar that says what it is about where the work has no words of its own."""

    def tell(fraction: float, label: str) -> None:
        bar(fraction, label or text(key, language))

    return tell


def show_page(page: Path) -> bool:
    """Open a page in the browser that this desktop has; False where there is none with a window."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(browser) is webbrowser.GenericBrowser and not os.environ.get("BROWSER"):
        return False  # it would take over the terminal
    return browser.open(page.absolute().as_uri())
