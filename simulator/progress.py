"""Long work says how far it is, and can be stopped.

A `Progress` is any callable ``(fraction, label_key)``; it raises `Cancelled` to stop the work.
"""

from __future__ import annotations

import sys
from typing import Protocol


class Cancelled(Exception):
    """The user stopped a long piece of work; whatever it had begun is undone."""


class Progress(Protocol):
    """Told how far a piece of work is."""

    def __call__(self, fraction: float, label: str) -> None:
        """`fraction` 0-1 of the whole; `label` a text already in the user's language."""
        ...


def silent(fraction: float, label: str) -> None:
    """Tell nobody."""


class TerminalBar:
    """A bar on standard error, redrawn in place on a terminal, a line per tenth elsewhere."""

    def __init__(self, width: int = 32) -> None:
        self.width = width
        self._shown = -1

    def __call__(self, fraction: float, label: str) -> None:
        """Draw."""
        steps = 100 if sys.stderr.isatty() else 10
        step = int(fraction * steps)
        if step == self._shown:
            return
        self._shown = step
        filled = int(fraction * self.width)
        end = "\n" if fraction >= 1.0 or not sys.stderr.isatty() else ""
        start = "\r\033[K" if sys.stderr.isatty() else ""
        bar = "#" * filled + "." * (self.width - filled)
        sys.stderr.write(f"{start}[{bar}] {fraction * 100:3.0f} %  {label}{end}")
        sys.stderr.flush()

    def say(self, line: str) -> None:
        """A line of its own above the bar, which is drawn again at its next step."""
        start = "\r\033[K" if sys.stderr.isatty() else ""
        sys.stderr.write(f"{start}{line}\n")
        sys.stderr.flush()
