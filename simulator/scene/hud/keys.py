"""Keys and what they do, as rows on the flat layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from panda3d.core import CardMaker, NodePath, TextNode

from simulator.scene.hud.words import line

INK = (0.05, 0.07, 0.08, 1.0)
FACE = (0.86, 0.90, 0.91, 0.95)
WHITE = (0.96, 0.97, 0.97, 1.0)
SOFT = (0.80, 0.85, 0.87, 1.0)


@dataclass(frozen=True)
class Rows:
    """A block whose upper left corner lies at the origin of its node."""

    node: Any
    width: float
    height: float


def chip(root: Any, font: Any, key: str, size: float, x: float, y: float) -> float:
    """One key as a light plate with its upper line at `y`; how wide it is."""
    node = line(font, key, size, INK)
    wide = max(node.getWidth() + size * 0.55, size * 1.28)
    card = CardMaker("key")
    card.setFrame(x, x + wide, y - size * 0.32, y + size * 0.95)
    card.setColor(*FACE)
    NodePath(card.generate()).reparentTo(root)
    node.setAlign(TextNode.ACenter)
    root.attachNewNode(node).setPos(x + wide / 2, 0, y)
    return wide


def key_rows(
    font: Any, rows: Sequence[tuple[str, str]], title: str, size: float, width: float
) -> Rows:
    """A title, then for each row its keys and beside them the words.

    Parameters
    ----------
    rows : sequence of (str, str)
        Keys, several parted by a space where each is a plate of its own; and the words.
    width : float
        Of the whole block, in units of the flat layer.
    """
    root = NodePath("rows")
    y, column = -size * 1.3, 0.36 * width
    if title:
        root.attachNewNode(line(font, title, size, SOFT)).setPos(0.03, 0, y)
        y -= size * 1.65
    for keys, words in rows:
        x = 0.03
        for key in keys.split("\n"):
            x += chip(root, font, key, size * 0.88, x, y) + 0.012
        node = line(font, words, size, WHITE, wrap=width - max(column, x + 0.01) - 0.03)
        root.attachNewNode(node).setPos(max(column, x + 0.01), 0, y)
        y -= size * (1.17 * max(node.getNumRows(), 1) + 0.42)
    return Rows(root, width, -y - size * 0.75)
