"""The dark card that words stand on."""

from __future__ import annotations

from typing import Any

from panda3d.core import CardMaker, NodePath, TransparencyAttrib

DARK = (0.035, 0.055, 0.065, 0.80)


def panel(
    root: Any, left: float, right: float, low: float, high: float,
    color: tuple[float, float, float, float] = DARK,
) -> None:  # fmt: skip
    """A card under `root`, in its units (half the picture's height is 1); behind what follows."""
    card = CardMaker("panel")
    card.setFrame(left, right, low, high)
    card.setColor(*color)
    NodePath(card.generate()).reparentTo(root)
    root.setTransparency(TransparencyAttrib.MAlpha)
    root.setDepthTest(False)
    root.setDepthWrite(False)
