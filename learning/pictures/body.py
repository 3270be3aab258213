"""What went on inside: small curves, all on the same time axis, with the moment of release."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from learning.pictures.svg import (
    FAINT,
    GREEN,
    INK,
    SOFT,
    Scale,
    clock,
    curve,
    label,
    line,
    picture,
)  # fmt: skip

WIDTH, HEIGHT, TOP, BOTTOM, LEFT, RIGHT = 330.0, 150.0, 34.0, 126.0, 4.0, 244.0
DASHES = ("none", "5 3")
SMALL = 10.0  # curves of so little are told with a decimal


@dataclass(frozen=True)
class Course:
    """One or two quantities of one unit, over time."""

    title: str
    lines: tuple[tuple[str, str, Sequence[tuple[float, float]]], ...]  # name, color, (s, value)
    floor: float
    ceiling: float


def course(one: Course, start_s: float, end_s: float, release_s: float | None) -> str:
    """Draw one small picture."""
    values = [v for _, _, points in one.lines for _, v in points if math.isfinite(v)]
    low, high = min([one.floor, *values]), max([one.ceiling, *values])
    x, y = Scale(start_s, max(end_s, start_s + 1.0), LEFT, RIGHT), Scale(low, high, BOTTOM, TOP)
    parts = [label(LEFT, 16.0, one.title, class_="quantity", fill=INK)]
    parts.append(line(LEFT, y(max(low, 0.0)), RIGHT, y(max(low, 0.0)), stroke=FAINT))
    if release_s is not None:
        parts.append(
            line(x(release_s), TOP - 6, x(release_s), BOTTOM, stroke=GREEN, stroke_width=1.2)
        )
    last_y = -math.inf
    ends: list[tuple[float, str, str]] = []
    for (name, color, points), dash in zip(one.lines, DASHES, strict=False):
        way = [(x(s), y(v)) for s, v in points]
        parts.append(curve(way, stroke=color, stroke_width=2.0, stroke_dasharray=dash))
        known = [v for _, v in points if math.isfinite(v)]
        if known:
            ends.append((y(known[-1]), f"{_figure(known[-1], one)} {name}".strip(), color))
    for end_y, words, color in sorted(ends):
        last_y = max(end_y + 4.0, last_y + 14.0)
        parts.append(label(RIGHT + 5.0, last_y, words, class_="last", fill=color))
    parts.append(label(LEFT, 144.0, clock(start_s), class_="tick"))
    parts.append(label(RIGHT, 144.0, clock(end_s), class_="tick", text_anchor="end"))
    parts.append(line(LEFT, BOTTOM, RIGHT, BOTTOM, stroke=SOFT, stroke_width=0.8))
    return picture(WIDTH, HEIGHT, one.title, "".join(parts), "course")


def _figure(value: float, one: Course) -> str:
    """The last value; of small quantities with a decimal, and never a minus before nothing."""
    digits = 1 if one.ceiling < SMALL else 0
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")
