"""Every push on one time axis: how deep, how far up again, how fast, and where nobody pressed."""

from __future__ import annotations

import math

from learning.compressions import DEPTH_CM, RATE_PER_MIN, Compression, Quality
from learning.pictures.svg import (
    BLUE,
    FAINT,
    GREEN,
    SOFT,
    VERMILION,
    Scale,
    clock,
    label,
    line,
    picture,
    tag,
)
from learning.wording import Words

WIDTH, LEFT, RIGHT = 1180.0, 112.0, 1150.0
DEPTH_TOP, DEPTH_END, RATE_TOP, RATE_END = 34.0, 154.0, 192.0, 272.0
HEIGHT = 306.0
DEEPEST_CM, SLOWEST, FASTEST = 8.0, 70.0, 150.0
STEPS_S = (5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
NAMED_FROM = 46.0  # a narrower pause has no room for its seconds


def pushes_picture(pushes: tuple[Compression, ...], counted: Quality, words: Words) -> str:
    """Depth above, rate below; bands are those of the guidelines, gray is a pause."""
    first, last = pushes[0].start_s, pushes[-1].start_s
    at = Scale(first, max(last, first + 10.0), LEFT + 4.0, RIGHT - 4.0)
    depth = Scale(0.0, DEEPEST_CM, DEPTH_TOP, DEPTH_END)
    rate = Scale(SLOWEST, FASTEST, RATE_END, RATE_TOP)
    drawn = _band(depth, DEPTH_CM) + _band(rate, RATE_PER_MIN)
    drawn += "".join(_pause(at, pause, words) for pause in counted.pauses)
    for push in pushes:
        drawn += _depth(at(push.start_s), depth, push) + _rate(at(push.start_s), rate, push)
    drawn += _names(depth, rate, words) + _times(at)
    return picture(WIDTH, HEIGHT, words("page.compressions"), drawn, "timeline")


def _band(scale: Scale, bounds: tuple[float, float]) -> str:
    a, b = sorted(scale(bound) for bound in bounds)
    return tag("rect", x=LEFT, y=a, width=RIGHT - LEFT, height=b - a, fill=GREEN, opacity=0.15)


def _pause(at: Scale, pause: tuple[float, float], words: Words) -> str:
    x, end = at(pause[0]) + 4.0, at(pause[1]) - 4.0
    if end <= x:
        return ""
    box = tag(
        "rect",
        x=x,
        y=DEPTH_TOP,
        width=end - x,
        height=RATE_END - DEPTH_TOP,
        fill=FAINT,
        opacity=0.7,
    )
    said = f"{pause[1] - pause[0]:.0f} {words('unit.s')}"
    middle = (x + end) / 2.0
    is_wide = end - x >= NAMED_FROM
    return box + (label(middle, 80.0, said, text_anchor="middle", fill=SOFT) if is_wide else "")


def _depth(x: float, scale: Scale, push: Compression) -> str:
    """From where the hand let the chest come up to, down to its deepest."""
    is_good = DEPTH_CM[0] <= push.depth_cm <= DEPTH_CM[1]
    low = scale(min(push.depth_cm, DEEPEST_CM))
    color = BLUE if is_good else VERMILION
    return line(x, scale(push.lean_cm), x, low, stroke=color, stroke_width=2.2) + (
        tag("circle", cx=x, cy=low, r=2.6, fill=color)
    )


def _rate(x: float, scale: Scale, push: Compression) -> str:
    if math.isnan(push.rate_per_min):
        return ""
    is_good = RATE_PER_MIN[0] <= push.rate_per_min <= RATE_PER_MIN[1]
    y = scale(min(max(push.rate_per_min, SLOWEST), FASTEST))
    return tag("circle", cx=x, cy=y, r=2.6, fill=BLUE if is_good else VERMILION)


def _names(depth: Scale, rate: Scale, words: Words) -> str:
    top = line(LEFT, depth(0.0), RIGHT, depth(0.0), stroke=SOFT)
    low = line(LEFT, RATE_END, RIGHT, RATE_END, stroke=FAINT)
    drawn = top + low + label(8.0, DEPTH_TOP - 14.0, words("compressions.depth_axis"))
    drawn += label(8.0, RATE_TOP - 10.0, words("compressions.rate_axis"))
    for scale, values in ((depth, (0.0, *DEPTH_CM)), (rate, (80.0, *RATE_PER_MIN, 140.0))):
        for value in values:
            y = scale(value) + 4.0
            drawn += label(LEFT - 8.0, y, f"{value:g}", text_anchor="end", class_="tick")
    return drawn


def _times(at: Scale) -> str:
    step = next((s for s in STEPS_S if (at.high - at.low) / s <= 12.0), STEPS_S[-1])
    first = math.ceil(at.low / step)
    marks = [step * k for k in range(first, math.floor(at.high / step) + 1)]
    return "".join(
        label(at(s), RATE_END + 20.0, clock(s), text_anchor="middle", class_="tick") for s in marks
    )
