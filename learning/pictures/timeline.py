"""The story on one time axis: what hands did above, what monitor and body showed below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from learning.pictures.svg import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    PURPLE,
    SOFT,
    VERMILION,
    Scale,
    clock,
    curve,
    label,
    line,
    picture,
    shape,
    tag,
)  # fmt: skip
from learning.wording import LANES, Deed, Words

WIDTH, LEFT, RIGHT = 1180.0, 112.0, 1070.0
LANE_TOP, LANE_STEP, MARKER = 48.0, 30.0, 20.0
PANEL_TOP, PANEL_STEP, PANEL_HEIGHT = 236.0, 112.0, 80.0
NAMED_FROM = 200.0  # a narrower stretch has no room for its name
LANE_COLORS = {
    "words": SOFT, "examination": BLUE, "treatment": GREEN, "needle": PURPLE, "errors": VERMILION,
}  # fmt: skip
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    """One quantity over time.

    Parameters
    ----------
    id : str
        Text id under "curve".
    color : str
    bounds : tuple of float
        Lowest and highest value that the panel always shows; it grows with the data.
    shown, true : sequence of (s, value)
        What the monitor showed, what was so. NaN leaves a gap.
    dots : bool
        Draw what was shown as single readings (a cuff), not as a line.
    """

    id: str
    color: str
    bounds: tuple[float, float]
    shown: Points
    true: Points
    dots: bool = False


@dataclass(frozen=True)
class Moments:
    """Seconds, from the end of handover, that the whole picture is cut by."""

    start_s: float
    end_s: float
    release_s: float | None
    is_dead: bool


def timeline(
    moments: Moments,
    deeds: Sequence[Deed],
    errors: Sequence[tuple[float, str]],
    panels: Sequence[Panel],
    words: Words,
) -> str:
    """Draw it."""
    x = Scale(moments.start_s, max(moments.end_s, moments.start_s + 60.0), LEFT, RIGHT)
    bottom = PANEL_TOP + len(panels) * PANEL_STEP
    parts = [_phases(moments, x, bottom, words), _axis(moments, x, bottom)]
    parts += [_lane(i, name, x, deeds, words) for i, name in enumerate(LANES)]
    parts.append(_error_lane(len(LANES), x, errors, words))
    for i, panel in enumerate(panels):
        parts.append(_panel(panel, PANEL_TOP + i * PANEL_STEP, x, words))
    return picture(WIDTH, bottom + 34.0, words("page.story"), "".join(parts), "timeline")


def _phases(moments: Moments, x: Scale, bottom: float, words: Words) -> str:
    """The time with gas trapped and the time after, tinted and named, and their edges."""
    until = moments.release_s if moments.release_s is not None else moments.end_s
    parts = [_phase(x(0.0), x(until), bottom, VERMILION, words("page.tension_on"))]
    if moments.release_s is not None:
        parts.append(_phase(x(until), x(moments.end_s), bottom, GREEN, words("page.after_release")))
        parts.append(_edge(x(until), bottom, words("page.release"), GREEN))
    parts.append(_edge(x(0.0), bottom, words("page.handover"), SOFT))
    end = words("page.death") if moments.is_dead else words("page.end")
    parts.append(_edge(x(moments.end_s), bottom, end, VERMILION if moments.is_dead else SOFT))
    return "".join(parts)


def _phase(left: float, right: float, bottom: float, color: str, name: str) -> str:
    """A tinted stretch of time, named where there is room between the names of its edges."""
    top, wide = 28.0, max(right - left, 0.0)
    tint = tag("rect", x=left, y=top, width=wide, height=bottom - top, fill=color, opacity=0.055)
    if wide <= NAMED_FROM:
        return tint
    at = left + wide / 2
    return tint + label(at, 22.0, name, class_="phase", fill=color, text_anchor="middle")


def _edge(x: float, bottom: float, words: str, color: str) -> str:
    return line(x, 28.0, x, bottom, stroke=color, stroke_width=1.4) + label(
        x, 22.0, words, class_="edge", fill=color, text_anchor="middle"
    )


def _axis(moments: Moments, x: Scale, bottom: float) -> str:
    length = x.high - x.low
    step = next((s for s in (30.0, 60.0, 120.0, 300.0) if length / s <= 12.0), 600.0)
    parts: list[str] = []
    at = math.ceil(x.low / step) * step
    while at <= x.high:
        parts.append(line(x(at), PANEL_TOP - 8, x(at), bottom, stroke=FAINT, stroke_width=0.7))
        parts.append(label(x(at), bottom + 20.0, clock(at), class_="tick", text_anchor="middle"))
        at += step
    return "".join(parts)


def _lane(index: int, name: str, x: Scale, deeds: Sequence[Deed], words: Words) -> str:
    y = LANE_TOP + index * LANE_STEP
    mine = [deed for deed in deeds if deed.lane == name]
    parts = [_lane_head(y, words(f"page.lane_{name}"))]
    for deed, at in zip(mine, _spread([x(d.at_s) for d in mine]), strict=True):
        stem = line(x(deed.at_s), y + 13.0, at, y + 8.0, stroke=LANE_COLORS[name])
        parts.append(stem + _marker(name, at, y, str(deed.number), deed.label))
    return "".join(parts)


def _error_lane(index: int, x: Scale, errors: Sequence[tuple[float, str]], words: Words) -> str:
    y = LANE_TOP + index * LANE_STEP
    parts = [_lane_head(y, words("page.lane_errors"))]
    made = sorted(errors)
    for (_, title), at in zip(made, _spread([x(at_s) for at_s, _ in made]), strict=True):
        parts.append(_marker("errors", at, y, "!", title))
    return "".join(parts)


def _spread(wanted: Sequence[float]) -> list[float]:
    """Crowded markers move right, at the end left; stems show where from."""
    step = min(MARKER, (RIGHT - LEFT) / max(len(wanted), 1))
    placed: list[float] = []
    for at in wanted:
        placed.append(max(at, placed[-1] + step) if placed else at)
    limit = RIGHT
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - step
    return placed


def _lane_head(y: float, words: str) -> str:
    return label(LEFT - 14.0, y + 4.0, words, class_="lane", text_anchor="end") + line(
        LEFT, y + 13.0, RIGHT, y + 13.0, stroke=FAINT, stroke_width=0.7
    )


def _marker(lane: str, x: float, y: float, sign: str, title: str) -> str:
    """A shape for each kind, so that color is never needed: ■ ● ◆ ▼ ▲."""
    shapes = {
        "words": tag("rect", x=x - 8, y=y - 8, width=16, height=16, rx=2),
        "examination": tag("circle", cx=x, cy=y, r=8.5),
        "treatment": _at(x, y, (0, -10.5), (10.5, 0), (0, 10.5), (-10.5, 0)),
        "needle": _at(x, y, (-9, -9), (9, -9), (9, 3), (0, 12), (-9, 3)),
        "errors": _at(x, y, (0, -10), (10, 8), (-10, 8)),
    }
    down = {"needle": 3.4, "errors": 6.0}.get(lane, 3.6)
    number = label(x, y + down, sign, class_="number", text_anchor="middle")
    return tag(
        "g",
        tag("title", _plain(title)) + shapes[lane] + number,
        class_="marker",
        fill=LANE_COLORS[lane],
    )


def _at(x: float, y: float, *corners: tuple[float, float]) -> str:
    return shape([(x + dx, y + dy) for dx, dy in corners])


def _panel(panel: Panel, top: float, x: Scale, words: Words) -> str:
    values = [v for _, v in (*panel.shown, *panel.true) if math.isfinite(v)]
    low, high = min([panel.bounds[0], *values]), max([panel.bounds[1], *values])
    y = Scale(low, high, top + PANEL_HEIGHT, top)
    title = words(f"curve.{panel.id}")
    parts = [label(LEFT, top - 9.0, title, class_="quantity halo", fill=panel.color)]
    for guide in _guides(low, high):
        parts.append(line(LEFT, y(guide), RIGHT, y(guide), stroke=FAINT, stroke_width=0.8))
        parts.append(
            label(LEFT - 14.0, y(guide) + 4.0, f"{guide:g}", class_="tick", text_anchor="end")
        )
    true = [(x(s), y(v)) for s, v in panel.true]
    parts.append(
        curve(true, stroke=INK, stroke_width=1.1, stroke_dasharray="1.5 2.5", opacity=0.75)
    )
    shown = [(x(s), y(v)) for s, v in panel.shown]
    if panel.dots:
        parts += [
            tag("circle", cx=a, cy=b, r=3.4, fill=panel.color) for a, b in shown if math.isfinite(b)
        ]
    else:
        parts.append(curve(shown, stroke=panel.color, stroke_width=2.4, stroke_linejoin="round"))
    parts += _lasts(panel, y, words)
    return "".join(parts)


def _guides(low: float, high: float) -> list[float]:
    """Round values with a thin line, at most five of them."""
    step = next((s for s in (5.0, 10.0, 20.0, 40.0, 50.0) if (high - low) / s <= 4.0), 100.0)
    first = math.ceil(low / step)
    return [step * i for i in range(first, math.floor(high / step) + 1)]


def _lasts(panel: Panel, y: Scale, words: Words) -> list[str]:
    """The last values, beside the ends of their curves, kept apart."""
    body, monitor = _last(panel.true), _last(panel.shown)
    ends = [
        (body, INK, words("page.body_line")),
        (monitor, panel.color, words("page.monitor_line")),
    ]
    known = sorted((y(v), f"{v:.0f} {name}", color) for v, color, name in ends if v is not None)
    parts: list[str] = []
    last = -math.inf
    for at, name, color in known:
        last = max(at + 4.0, last + 15.0)
        parts.append(label(RIGHT + 9.0, last, name, class_="last", fill=color))
    return parts


def _last(points: Points) -> float | None:
    return next((v for _, v in reversed(points) if math.isfinite(v)), None)


def _plain(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
