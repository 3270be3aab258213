"""Small words for writing SVG: tags, text, scales, and curves with gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# Okabe & Ito's colors (jfly.uni-koeln.de/color): told apart with every kind of color vision.
BLUE, GREEN, VERMILION, PURPLE = "#0072B2", "#007A59", "#C44E00", "#A0457C"
INK, SOFT, FAINT = "#1d2a35", "#5b6a78", "#d5dce2"


@dataclass(frozen=True)
class Scale:
    """A straight line from numbers to picture units."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a number lies in the picture."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def tag(name: str, content: str = "", /, **attributes: float | str) -> str:
    """One element; numbers lose what nobody can see, `_` in names becomes `-`."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{words}>{content}</{name}>" if content else f"<{name}{words}/>"


def label(x: float, y: float, words: str, **attributes: float | str) -> str:
    """A line of text."""
    return tag("text", escape(words), x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: float | str) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def curve(points: Sequence[tuple[float, float]], **attributes: float | str) -> str:
    """A line through points; a point that is not finite leaves a gap."""
    path, is_drawing = "", False
    for x, y in points:
        if not (math.isfinite(x) and math.isfinite(y)):
            is_drawing = False
            continue
        path += f"{'L' if is_drawing else 'M'}{_value(x)} {_value(y)}"
        is_drawing = True
    return tag("path", d=path, fill="none", **attributes) if path else ""


def shape(corners: Sequence[tuple[float, float]], **attributes: float | str) -> str:
    """A closed shape with these corners."""
    words = " ".join(f"{_value(x)},{_value(y)}" for x, y in corners)
    return tag("polygon", points=words, **attributes)


def picture(width: float, height: float, title: str, content: str, extra_class: str = "") -> str:
    """A whole picture, with its title for screen readers."""
    head = tag("title", escape(title))
    return tag(
        "svg",
        head + content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        role="img",
        class_=f"picture {extra_class}".strip(),
    )


def clock(at_s: float) -> str:
    """Seconds as m:ss, with a minus before handover."""
    whole = round(abs(at_s))
    return f"{'−' if at_s < 0 and whole else ''}{whole // 60}:{whole % 60:02d}"


def _value(value: float | str) -> str:
    if isinstance(value, str):
        return escape(value, quote=True)
    return f"{round(value, 2):g}" if abs(value) < 1e5 else f"{value:.0f}"
