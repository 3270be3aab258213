"""Captions, menu, prompt, help, hand, structure names and notice, over the picture of the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from panda3d.core import CardMaker, TextNode

from simulator.core.records import Caption, Snapshot
from simulator.scene.hud.icons import icon
from simulator.scene.hud.keys import chip, key_rows
from simulator.scene.hud.panel import panel
from simulator.scene.hud.words import line, load_font
from simulator.scene.notices import Warn
from simulator.text import catalog, text

WHITE = (0.96, 0.97, 0.97, 1.0)
SOFT = (0.80, 0.85, 0.87, 1.0)
BAR = (0.93, 0.66, 0.13, 1.0)
SIZE = 0.052
TICKS_PER_S = 500.0
HELP_WIDE, SHORT_WIDE = 1.12, 0.36  # the rows of keys; the one key that brings them back
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
    spots: list[tuple[float, float, float, float, str]] = field(default_factory=list)

    def show_menu(self, rows: Sequence[tuple[str, str]], title_key: str = "scene.menu") -> None:
        """Show rows of (key to press, text id); no rows close the menu."""
        if not rows:
            self.spots = []
        self._redraw(
            "menu",
            (tuple(rows), title_key, bool(self.shown.get("help"))) if rows else None,
            lambda: self._menu(rows, title_key),
        )

    def row_at(self, x: float, y: float) -> str:
        """The key of the menu's row under a point of the window (-1 to 1), or ""."""
        spot = self._spot(x, y)
        return spot[4] if spot else ""

    def point_at(self, x: float, y: float) -> None:
        """Light up the menu's row that a click at this point would choose."""
        spot = self._spot(x, y)
        is_row = spot is not None and (spot[4].isdigit() or spot[4] in ("Enter", "Tab"))
        chosen = spot if is_row else None
        self._redraw("pointed", chosen, lambda: self._pointed(chosen))

    def _spot(self, x: float, y: float) -> tuple[float, float, float, float, str] | None:
        across = x * self._aspect()
        for spot in self.spots:
            if spot[0] <= across <= spot[1] and spot[2] <= y <= spot[3]:
                return spot
        return None

    def _pointed(self, spot: tuple[float, float, float, float, str] | None) -> None:
        if spot is not None:
            panel(self.layers["pointed"], *spot[:4], color=(1.0, 1.0, 1.0, 0.14))

    def show_help(self, rows: Sequence[tuple[str, str]], title: str = "") -> None:
        """Rows of (keys, what they do) on the right; no rows take them away."""
        self._redraw(
            "help", (tuple(rows), title) if rows else None, lambda: self._help(rows, title)
        )

    def show_hand(self, title: str, action: str, resistance_fraction: float | None = None) -> None:
        """What the hand holds or meets, what it would do now, and how hard the needle is held."""
        steps = None if resistance_fraction is None else round(20 * min(resistance_fraction, 1.0))
        key = (title, action, steps) if title or action else None
        self._redraw("hand", key, lambda: self._hand(title, action, steps))

    def show_name(self, words: str, x: float, y: float) -> None:
        """Write a structure's name beside a point of the window; "" takes it away."""
        self._redraw(
            "name",
            (words, round(x, 3), round(y, 3)) if words else None,
            lambda: self._name(words, x, y),
        )

    def show_hint(self, words: str) -> None:
        """What is asked for now, at the top; "" takes it away."""
        self._redraw("hint", words or None, lambda: self._hint(words))

    def show_sounding(self, keys: Sequence[str]) -> None:
        """What goes on sounding now, for eyes: text ids; none takes them away."""
        keys = tuple(keys) if self.has_captions else ()
        self._redraw("sounding", keys or None, lambda: self._sounding(keys))

    def update(self, snapshot: Snapshot) -> None:
        """Captions and the notice of this moment."""
        fresh = [
            c for c in snapshot.captions if snapshot.tick - c.tick < c.duration_s * TICKS_PER_S
        ]
        fresh = fresh[-CAPTIONS_SHOWN:] if self.has_captions else []
        said = tuple((c.key, c.tick, tuple(sorted(c.fields.items(), key=str))) for c in fresh)
        key = (said, "hand" in self.layers) if said else None
        self._redraw("captions", key, lambda: self._captions(fresh))
        is_first = snapshot.sim_time_s < NOTICE_S and snapshot.phase != "over"
        where = "below" if "hint" in self.layers else "top"
        self._redraw("notice", where if is_first else None, lambda: self._notice(where))

    def _redraw(self, name: str, key: Any, draw: Any) -> None:
        key = None if key is None else (key, round(self._aspect(), 3))
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
        root, y = self.layers["captions"], -0.92 if "hand" not in self.layers else -0.70
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
        panel(root, x - width / 2 - 0.13, x + width / 2 + 0.04, y - 0.02, y + height + 0.02)
        words_at = root.attachNewNode(node)
        words_at.setPos(x, 0, y + height - size * 0.95)
        self._picture(root, source, x - width / 2 - 0.075, y + height / 2, size * 0.62)
        return height + 0.055

    def _menu(self, rows: Sequence[tuple[str, str]], title_key: str) -> None:
        root, size = self.layers["menu"], SIZE * self.scale * 0.95
        words = catalog(self.language)
        left, top = -self._aspect() + 0.05, 0.60
        room = (
            2 * self._aspect() - 0.25 - (HELP_WIDE * self.scale if "help" in self.layers else 0.0)
        )
        said = [
            line(self.font, words.get(text_id, text_id), size, WHITE, wrap=min(1.75, room))
            for _, text_id in rows
        ]
        title = line(self.font, text(title_key, self.language), size * 0.9, SOFT)
        width = max([title.getWidth(), *(node.getWidth() + 0.11 for node in said)]) + 0.10
        heights = [size * (1.20 * max(node.getNumRows(), 1) + 0.28) for node in said]
        panel(root, left, left + width, top - sum(heights) - size * 0.9, top + size * 1.2)
        root.attachNewNode(title).setPos(left + 0.04, 0, top)
        y, self.spots = top - size * 1.25, []
        for (key, _), node, height in zip(rows, said, heights, strict=True):
            wide = chip(root, self.font, key, size * 0.86, left + 0.035, y)
            root.attachNewNode(node).setPos(left + max(0.115, wide + 0.06), 0, y)
            self.spots.append((left, left + width, y + size - height, y + size, key))
            y -= height

    def _help_width(self) -> float:
        shown = self.shown.get("help")  # its key: (rows, title), aspect
        wide = HELP_WIDE if shown and shown[0][1] else SHORT_WIDE
        return wide * self.scale if "help" in self.layers else 0.0

    def _help(self, rows: Sequence[tuple[str, str]], title: str) -> None:
        root, size = self.layers["help"], SIZE * self.scale * 0.72
        wide = HELP_WIDE * self.scale
        drawn = key_rows(self.font, rows, title, size, wide if title else SHORT_WIDE)
        right = self._aspect() - 0.04
        panel(root, right - drawn.width, right, 0.96 - drawn.height, 0.96)
        drawn.node.reparentTo(root)
        drawn.node.setPos(right - drawn.width, 0, 0.96)

    def _hand(self, title: str, action: str, steps: int | None) -> None:
        root, size = self.layers["hand"], SIZE * self.scale * 0.86
        left, low = -self._aspect() + 0.05, -0.96
        name = line(self.font, title, size, WHITE)
        does = line(self.font, action, size * 0.88, SOFT, wrap=2 * self._aspect() - 0.2)
        rows = does.getNumRows() if action else 0
        high = low + size * (1.35 + 1.15 * rows) + (0.05 if steps is not None else 0.0)
        width = max(name.getWidth(), does.getWidth(), 0.5) + 0.07
        panel(root, left, left + width, low, high)
        root.attachNewNode(name).setPos(left + 0.035, 0, high - size * 1.05)
        root.attachNewNode(does).setPos(left + 0.035, 0, high - size * 2.15)
        if steps is not None:
            start, top = left + 0.035, low + 0.042
            panel(root, start, start + 0.43, top - 0.022, top, (1.0, 1.0, 1.0, 0.16))
            panel(root, start, start + 0.43 * steps / 20, top - 0.022, top, BAR)

    def _name(self, words: str, x: float, y: float) -> None:
        root, size = self.layers["name"], SIZE * self.scale
        node = line(self.font, words, size, WHITE)
        at = min(x * self._aspect() + 0.05, self._aspect() - node.getWidth() - 0.05)
        height = max(node.getNumRows(), 1) * size * 1.2
        panel(root, at - 0.025, at + node.getWidth() + 0.025, y - height + 0.02, y + 0.065)
        root.attachNewNode(node).setPos(at, 0, y)

    def _hint(self, words: str) -> None:
        root, size = self.layers["hint"], SIZE * self.scale
        room = (
            2 * self._aspect() - 0.3 - (2 * HELP_WIDE * self.scale if "help" in self.layers else 0)
        )
        node = line(self.font, words, size, WHITE, wrap=max(room, 1.0))
        node.setAlign(TextNode.ACenter)
        half, rows = node.getWidth() / 2, max(node.getNumRows(), 1)
        panel(root, -half - 0.045, half + 0.045, 0.955 - size * (1.2 * rows + 0.25), 0.955)
        root.attachNewNode(node).setPos(0, 0, 0.955 - size * 1.0)

    def _sounding(self, keys: Sequence[str]) -> None:
        root, size = self.layers["sounding"], SIZE * self.scale * 0.76
        right, y = self._aspect() - 0.05, -0.955
        for key in reversed(keys):
            node = line(self.font, text(key, self.language), size, SOFT)
            left = right - node.getWidth() - 0.13
            panel(root, left, right, y, y + size * 1.5)
            self._picture(root, "sound", left + 0.05, y + size * 0.75, size * 0.62)
            root.attachNewNode(node).setPos(left + 0.10, 0, y + size * 0.45)
            y += size * 1.75

    def _notice(self, where: str) -> None:
        root, size = self.layers["notice"], SIZE * self.scale * 0.72
        node = line(self.font, text("app.notice", self.language), size, SOFT)
        left, top = -self._aspect() + 0.05, 0.955 if where == "top" else 0.955 - size * 4.6
        panel(root, left, left + node.getWidth() + 0.06, top - size * 1.6, top)
        root.attachNewNode(node).setPos(left + 0.03, 0, top - size * 1.1)

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
