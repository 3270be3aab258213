"""Fonts and lines of text for the flat layer and for print in the room."""

from __future__ import annotations

from typing import Any

from panda3d.core import Filename, FontPool, TextNode

from simulator.errors import MachineError
from simulator.scene.notices import Warn
from simulator.text.fonts import cjk_font_path

PIXELS_PER_UNIT = 48
LINE_HEIGHT = 1.2  # of the size of the letters; panels count on it


def load_font(warn: Warn) -> Any:
    """The font of both languages; without it Panda3D's own Latin one, and that is said."""
    try:
        font = FontPool.loadFont(Filename.fromOsSpecific(str(cjk_font_path())).getFullpath())
    except MachineError as error:
        warn(f"{error}")
        font = None
    if font is None:
        warn("font: the Chinese font cannot be loaded, so Chinese shows as boxes; run 'uv sync'.")
        return TextNode.getDefaultFont()
    if font.getNumPages() == 0:  # the pool hands out one font to everybody who asks
        font.setPixelsPerUnit(PIXELS_PER_UNIT)
        font.setPageSize(512, 512)
    font.setLineHeight(LINE_HEIGHT)
    return font


def line(
    font: Any, words: str, size: float, color: tuple[float, float, float, float], wrap: float = 0.0
) -> TextNode:
    """A text node; `size` and `wrap` in units of the flat layer (its height is 2)."""
    node = TextNode("words")
    node.setFont(font)
    node.setText(words)
    node.setTextColor(*color)
    node.setTextScale(size)
    if wrap:
        node.setWordwrap(wrap)
    return node
