"""The Qt application of this process: font, style, and the words of the chosen language."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QProcess
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from simulator.console.style import PALETTES, style_sheet
from simulator.monitor import qt
from simulator.settings import Settings
from simulator.text import text

ROOT = Path(__file__).parents[2]
Say = Callable[..., str]


def application() -> QApplication:
    """The one QApplication; started on first use."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else _started()
    font = QFont(qt.family())
    font.setPixelSize(15)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(font)
    return app


def dress(app: QApplication, chosen: Settings) -> None:
    """Colors and text size as chosen; Fusion draws ticks and arrows from the palette."""
    colors = PALETTES[chosen.theme]
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, color in (
        (roles.Window, colors.back), (roles.Base, colors.back), (roles.Button, colors.card),
        (roles.Text, colors.text), (roles.WindowText, colors.text), (roles.ButtonText, colors.text),
        (roles.Highlight, colors.accent), (roles.HighlightedText, colors.on_accent),
        (roles.PlaceholderText, colors.faint),
    ):  # fmt: skip
        palette.setColor(role, QColor(color))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(chosen.theme, chosen.text_size_fraction))


def speaker(language: str) -> Say:
    """``say("window.start")`` in that language."""

    def say(key: str, **fields: Any) -> str:
        return text(key, language, **fields)

    return say


def command(*words: str) -> tuple[str, list[str]]:
    """Program and arguments that run one of our verbs in a process of its own."""
    return sys.executable, [str(ROOT / "launcher.py"), *words]


def process(owner: Any, program: str, arguments: list[str]) -> QProcess:
    """A child process in the project folder; the caller connects and starts it."""
    child = QProcess(owner)
    child.setProgram(program)
    child.setArguments(arguments)
    child.setWorkingDirectory(str(ROOT))
    return child


@functools.cache
def _started() -> QApplication:
    made = QApplication(["theatrum"])  # the cache keeps it alive
    made.setStyle("Fusion")
    return made
