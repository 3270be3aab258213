"""Captions, menu, hints, structure names and the notice, over the picture of the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from panda3d.core import CardMaker, NodePath, TextNode, TransparencyAttrib

from simulator.core.records import Caption, Snapshot
from simulator.scene.hud.icons import icon
from simulator.scene.hud.words import line, load_font
from simulator.scene.notices import Warn
from simulator.text import catalog, text

WHITE = (0.96, 0.97, 0.97, 1.0)
SOFT = (0.80, 0.85, 0.87, 1.0)
KEY = (0.86, 0.90, 0.91, 0.95)
PANEL = (0.035, 0.055, 0.065, 0.80)
SIZE = 0.052
TICKS_PER_S = 500.0
CAPTIONS_SHOWN = 3
NOTICE_S = 6.0


@dataclass
class Hud:
    """The flat layer. A desktop rig opens the menu and tells which entry is chosen."""

    base: Any
    language: str
    scale: float
    has_captions: bool
    font: Any
    layers: dict[str, Any] = field(default_factory=dict)
    icons: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)

    def show_menu(self, rows: Sequence[tuple[str, str]], title_key: str = "scene.menu") -> None:
        """Show rows of (key to press, text id); no rows close the menu."""
        self._redraw(
            "menu", (tuple(rows), title_key) if rows else None, lambda: self._menu(rows, title_key)
        )

    def show_name(self, words: str, x: float, y: float) -> None:
        """Write a structure's name beside a point of the window; "" takes it away."""
        self._redraw(
            "name",
            (words, round(x, 3), round(y, 3)) if words else None,
            lambda: self._name(words, x, y),
        )

    def show_hint(self, words: str) -> None:
        """One line of help in the corner; "" takes it away."""
        self._redraw("hint", words or None, lambda: self._hint(words))

    def update(self, snapshot: Snapshot) -> None:
        """Captions and the notice of this moment."""
        fresh = [
            c for c in snapshot.captions if snapshot.tick - c.tick < c.duration_s * TICKS_PER_S
        ]
        fresh = fresh[-CAPTIONS_SHOWN:] if self.has_captions else []
        key = (
            tuple((c.key, c.tick, tuple(sorted(c.fields.items(), key=str))) for c in fresh) or None
        )
        self._redraw("captions", key, lambda: self._captions(fresh))
        is_first = snapshot.sim_time_s < NOTICE_S and snapshot.phase != "over"
        self._redraw("notice", is_first or None, self._notice)

    def _redraw(self, name: str, key: Any, draw: Any) -> None:
        if self.shown.get(name) == key:
            return
        self.shown[name] = key
        old = self.layers.pop(name, None)
        if old is not None:
            old.removeNode()
        if key is not None:
            self.layers[name] = self.base.aspect2d.attachNewNode(name)
            draw()

    def _captions(self, captions: list[Caption]) -> None:
        root, y = self.layers["captions"], -0.92
        for caption in reversed(captions):
            words = self._said(caption)
            y += self._boxed_line(root, words, 0.0, y, caption.source)

    def _said(self, caption: Caption) -> str:
        words = catalog(self.language)
        is_known = caption.key in words
        said = text(caption.key, self.language, **caption.fields) if is_known else caption.key
        who = words.get(f"scene.source.{caption.source}", "")
        return f"{who}{words['scene.says']}{said}" if who else said

    def _boxed_line(self, root: Any, words: str, x: float, y: float, source: str) -> float:
        size = SIZE * self.scale
        node = line(self.font, words, size, WHITE, wrap=min(2.3, 2 * self._aspect() - 0.6))
        node.setAlign(TextNode.ACenter)
        width, height = node.getWidth(), max(node.getNumRows(), 1) * size * 1.18
        self._panel(root, x - width / 2 - 0.13, x + width / 2 + 0.04, y - 0.02, y + height + 0.02)
        words_at = root.attachNewNode(node)
        words_at.setPos(x, 0, y + height - size * 0.95)
        self._picture(root, source, x - width / 2 - 0.075, y + height / 2, size * 0.62)
        return height + 0.055

    def _menu(self, rows: Sequence[tuple[str, str]], title_key: str) -> None:
        root, size = self.layers["menu"], SIZE * self.scale * 0.95
        words = catalog(self.language)
        keys = [line(self.font, key, size * 0.86, (0.05, 0.07, 0.08, 1.0)) for key, _ in rows]
        said = [
            line(self.font, words.get(text_id, text_id), size, WHITE, wrap=1.3)
            for _, text_id in rows
        ]
        title = line(self.font, text(title_key, self.language), size * 0.9, SOFT)
        width = max([title.getWidth(), *(node.getWidth() + 0.11 for node in said)]) + 0.08
        heights = [size * (1.20 * max(node.getNumRows(), 1) + 0.28) for node in said]
        left, top = -self._aspect() + 0.05, 0.60
        self._panel(root, left, left + width, top - sum(heights) - size * 0.9, top + size * 1.2)
        root.attachNewNode(title).setPos(left + 0.04, 0, top)
        y = top - size * 1.25
        for key, node, height in zip(keys, said, heights, strict=True):
            self._panel(
                root, left + 0.035, left + 0.035 + size * 1.1, y - size * 0.28, y + size * 0.82, KEY
            )
            key.setAlign(TextNode.ACenter)
            root.attachNewNode(key).setPos(left + 0.035 + size * 0.55, 0, y)
            root.attachNewNode(node).setPos(left + 0.115, 0, y)
            y -= height

    def _name(self, words: str, x: float, y: float) -> None:
        root, size = self.layers["name"], SIZE * self.scale
        node = line(self.font, words, size, WHITE)
        at = min(x * self._aspect() + 0.05, self._aspect() - node.getWidth() - 0.05)
        height = max(node.getNumRows(), 1) * size * 1.2
        self._panel(root, at - 0.025, at + node.getWidth() + 0.025, y - height + 0.02, y + 0.065)
        root.attachNewNode(node).setPos(at, 0, y)

    def _hint(self, words: str) -> None:
        root, size = self.layers["hint"], SIZE * self.scale * 0.78
        node = line(self.font, words, size, SOFT)
        node.setAlign(TextNode.ARight)
        right = self._aspect() - 0.05
        self._panel(
            root,
            right - node.getWidth() - 0.03,
            right + 0.03,
            0.90 - size * (node.getNumRows() - 1) * 1.2,
            0.97,
        )
        root.attachNewNode(node).setPos(right, 0, 0.918)

    def _notice(self) -> None:
        root = self.layers["notice"]
        self._boxed_line(root, text("app.notice", self.language), 0.0, 0.80, "system")

    def _panel(
        self, root: Any, left: float, right: float, low: float, high: float, color: Any = PANEL
    ) -> None:
        card = CardMaker("panel")
        card.setFrame(left, right, low, high)
        card.setColor(*color)
        NodePath(card.generate()).reparentTo(root)
        root.setTransparency(TransparencyAttrib.MAlpha)
        root.setDepthTest(False)
        root.setDepthWrite(False)

    def _picture(self, root: Any, source: str, x: float, y: float, half: float) -> None:
        if source not in self.icons:
            self.icons[source] = icon(source)
        card = CardMaker("icon")
        card.setFrame(x - half, x + half, y - half, y + half)
        node = root.attachNewNode(card.generate())
        node.setTexture(self.icons[source])

    def _aspect(self) -> float:
        return self.base.getAspectRatio()


def make_hud(base: Any, options: Any, warn: Warn) -> Hud:
    """The empty flat layer."""
    return Hud(
        base, options.language, options.text_size_fraction, options.has_captions, load_font(warn)
    )
