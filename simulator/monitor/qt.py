"""A QtGui that can draw text without a window: offscreen platform, our font, no QApplication.

A process that already has one (the console) keeps its own.
"""

from __future__ import annotations

import functools

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from simulator.errors import MachineError
from simulator.text.fonts import FAMILY, cjk_font_path


@functools.cache
def family() -> str:
    """The name of the loaded font family; starts an offscreen QtGui when the process has none.

    Without our font it is Qt's own default: Latin text stays readable, `is_font_missing` says so.
    """
    _application()
    try:
        handle = QFontDatabase.addApplicationFont(str(cjk_font_path()))
    except MachineError:
        return QFont().family()
    names = QFontDatabase.applicationFontFamilies(handle)
    return names[0] if names else QFont().family()


def is_font_missing() -> bool:
    """Whether Chinese would show as boxes."""
    return family() != FAMILY


def font(size_px: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Our font at a size in pixels of the image."""
    made = QFont(family())
    made.setPixelSize(max(6, round(size_px)))
    made.setWeight(weight)
    return made


@functools.cache
def _application() -> QCoreApplication:
    """The process's Qt; by argument and not environment: children still find a screen."""
    running = QGuiApplication.instance()
    return running or QGuiApplication(["theatrum", "-platform", "offscreen"])  # the cache keeps it
