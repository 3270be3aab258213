"""Small pieces that every page uses."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

MARKS = {"ok": ("good", "✓"), "degraded": ("warn", "!"), "missing": ("bad", "×")}


def label(words: str, name: str = "", *, wraps: bool = True) -> QLabel:
    """A line of text in one of the style sheet's roles."""
    made = QLabel(words)
    made.setObjectName(name)
    made.setWordWrap(wraps)
    if name == "chip":
        made.setSizePolicy(made.sizePolicy().Policy.Maximum, made.sizePolicy().Policy.Maximum)
    return made


def button(words: str, name: str = "", *, is_checkable: bool = False) -> QPushButton:
    """A push button; its words are what a screen reader says too."""
    made = QPushButton(words)
    made.setObjectName(name)
    made.setCheckable(is_checkable)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAccessibleName(words)
    return made


def card() -> tuple[QFrame, QVBoxLayout]:
    """A raised surface and its column."""
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(18, 16, 18, 16)
    column.setSpacing(8)
    return frame, column


def page(title: str, lead: str = "") -> tuple[QWidget, QVBoxLayout]:
    """A page with its heading; content scrolls when the window is small."""
    inside = QWidget()
    inside.setObjectName("page")
    column = QVBoxLayout(inside)
    column.setContentsMargins(34, 28, 34, 28)
    column.setSpacing(14)
    column.addWidget(label(title, "title"))
    if lead:
        column.addWidget(label(lead, "lead"))
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area, column


class Picture(QWidget):
    """A picture that fills its place, cut at the edges like a photograph in a frame."""

    def __init__(self, pixmap: QPixmap, height: int, words: str) -> None:
        super().__init__()
        self._pixmap = pixmap
        self.setFixedHeight(height)
        self.setAccessibleName(words)

    def paintEvent(self, event: QPaintEvent) -> None:  # Qt's name
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), 10, 10)
        painter.setClipPath(frame)
        scale = max(self.width() / self._pixmap.width(), self.height() / self._pixmap.height())
        width, height = round(self.width() / scale), round(self.height() / scale)
        x, y = (self._pixmap.width() - width) // 2, (self._pixmap.height() - height) // 2
        painter.drawPixmap(self.rect(), self._pixmap, QRect(x, y, width, height))
        painter.end()


def empty(layout: QLayout) -> None:
    """Remove everything from a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
