"""What the window shows while body, light and the patient's past are made: a bar, and a way out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from panda3d.core import CardMaker, NodePath, TextNode

from simulator.progress import Cancelled
from simulator.scene.hud.words import line, load_font
from simulator.scene.notices import Warn
from simulator.text import text

BACK = (0.055, 0.085, 0.10, 1.0)
TROUGH = (0.16, 0.21, 0.23, 1.0)
BAR = (0.44, 0.72, 0.78, 1.0)
WHITE = (0.96, 0.97, 0.97, 1.0)
SOFT = (0.70, 0.77, 0.80, 1.0)
HALF_WIDE = 0.72
EVERY_S = 0.04
CLOSE = "theatrum-close"


@dataclass
class Loading:
    """Fulfils `simulator.progress.Progress` with a picture in the window."""

    base: Any
    language: str
    root: Any
    font: Any
    title: Any
    label: Any
    percent: Any
    bar: Any
    is_cancelled: bool = False
    drawn_s: float = field(default=-1.0)

    def __call__(self, fraction: float, label: str) -> None:
        """Draw how far it is.

        Raises
        ------
        Cancelled
            Escape was pressed, or the window closed.
        """
        if label and label != self.label.getText():
            self.label.setText(label)
        self.bar.setSx(max(min(fraction, 1.0), 1e-4))
        self.percent.setText(f"{100 * min(fraction, 1.0):.0f} %")
        self.pump(is_due=fraction >= 1.0)

    def pump(self, is_due: bool = False) -> None:
        """Answer the window, and draw if the last picture is old.

        Raises
        ------
        Cancelled
            Escape was pressed, or the window closed.
        """
        now_s = time.perf_counter()
        if is_due or now_s - self.drawn_s > EVERY_S:
            self.drawn_s = now_s
            self.root.setScale(min(1.0, self.base.getAspectRatio() / 1.6))
            self.base.taskMgr.step()
        if self.is_cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Stop at the next chance."""
        self.is_cancelled = True

    def close(self) -> None:
        """Make room for the case."""
        self.base.ignore("escape")
        self.base.ignore(CLOSE)
        self.root.removeNode()
        self.base.render.show()


def show_loading(base: Any, language: str, warn: Warn) -> Loading:
    """Cover the window."""
    root = _curtain(base)
    base.win.setCloseRequestEvent(CLOSE)
    font = load_font(warn)
    _card(root, (-HALF_WIDE, HALF_WIDE, -0.115, -0.075), TROUGH)
    bar = root.attachNewNode("bar")
    bar.setPos(-HALF_WIDE, 0, 0)
    _card(bar, (0.0, 2 * HALF_WIDE, -0.115, -0.075), BAR)
    bar.setSx(1e-4)
    title = line(font, "Theatrum", 0.13, WHITE)
    label, percent = line(font, "", 0.055, SOFT), line(font, "", 0.05, SOFT)
    percent.setAlign(TextNode.ARight)
    root.attachNewNode(title).setPos(-HALF_WIDE, 0, 0.10)
    root.attachNewNode(label).setPos(-HALF_WIDE, 0, -0.03)
    root.attachNewNode(percent).setPos(HALF_WIDE, 0, -0.03)
    wide = 2 * HALF_WIDE
    cancel = line(font, text("loading.cancel", language), 0.045, SOFT, wrap=wide)
    notice = line(font, text("app.notice", language), 0.045, SOFT, wrap=wide)
    root.attachNewNode(cancel).setPos(-HALF_WIDE, 0, -0.20)
    root.attachNewNode(notice).setPos(-HALF_WIDE, 0, -0.34)
    made = Loading(base, language, root, font, title, label, percent, bar)
    base.accept("escape", made.cancel)
    base.accept(CLOSE, made.cancel)
    return made


def show_leaving(base: Any, language: str, warn: Warn) -> None:
    """Cover the window once more, while the debrief is being written."""
    root, font, wide = _curtain(base), load_font(warn), 2 * HALF_WIDE
    title = line(font, text("loading.over", language), 0.10, WHITE, wrap=wide)
    label = line(font, text("loading.debrief", language), 0.055, SOFT, wrap=wide)
    root.attachNewNode(title).setPos(-HALF_WIDE, 0, 0.10)
    root.attachNewNode(label).setPos(-HALF_WIDE, 0, -0.03)
    root.setScale(min(1.0, base.getAspectRatio() / 1.6))
    for _ in range(2):  # the second turns over what the first has drawn
        base.taskMgr.step()


def _curtain(base: Any) -> Any:
    """An even ground over room and words."""
    base.win.setClearColor(BACK)
    base.render.hide()  # a room that is half made cannot be drawn yet
    root = base.aspect2d.attachNewNode("loading")
    root.setBin("fixed", 100)
    root.setDepthTest(False)
    _card(root, (-9.0, 9.0, -9.0, 9.0), BACK)
    return root


def _card(parent: Any, frame: tuple[float, float, float, float], color: Any) -> None:
    card = CardMaker("card")
    card.setFrame(*frame)
    card.setColor(*color)
    NodePath(card.generate()).reparentTo(parent)
