"""Where things stand: from skin and attached sensors to rectangles. Design size 1024 x 640."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.monitor.skins import Skin

DESIGN_WIDTH_PX = 1024.0
DESIGN_HEIGHT_PX = 640.0
PX_PER_MM = 4.0  # of a screen 256 mm wide, the usual 12 inches, where nobody says how large it is
_HEADER_PX = 46.0
_GAP_PX = 6.0
_LABEL_PX = 19.0


@dataclass(frozen=True)
class Rect:
    """A rectangle in image pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column past it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row past it."""
        return self.y + self.height


@dataclass(frozen=True)
class Layout:
    """All places for one set of attached sensors."""

    scale: float  # image pixels per design pixel
    px_per_mm: float  # of the screen: the sweep and the ECG's height are true to it
    header: Rect
    traces: dict[str, Rect]
    labels: dict[str, Rect]  # above each trace
    numbers: dict[str, Rect]


@dataclass(frozen=True)
class _Page:
    """What the arrangements share."""

    skin: Skin
    width: int
    height: int
    scale: float
    rows: tuple[tuple[str, float], ...]
    boxes: tuple[tuple[str, ...], ...]

    def px(self, design: float) -> int:
        return round(design * self.scale)

    @property
    def gap(self) -> int:
        return self.px(_GAP_PX)

    @property
    def top(self) -> int:
        return self.px(_HEADER_PX) + self.gap


def arrange(
    width_px: int,
    height_px: int,
    skin: Skin,
    attached: frozenset[str],
    shown: frozenset[str],
    width_mm: float | None = None,
) -> Layout:
    """Give every attached trace a row, and every number that is `shown` its box.

    Parameters
    ----------
    shown : frozenset of str
        Boxes beyond the traces' own that have something to say: "nibp", "temp", "vent".
    width_mm : float or None
        How wide the picture is on the screen; None: as on a screen of 12 inches.
    """
    scale = min(width_px / DESIGN_WIDTH_PX, height_px / DESIGN_HEIGHT_PX)
    rows = [r for r in skin.traces if r[0] in attached or r[0] in skin.always]
    if "capno" in attached:
        rows = [r for r in rows if r[0] != "resp"]  # the capnogram counts breaths better
    has = {name for name, _ in rows} | shown
    rows = rows[: skin.most]
    boxes = tuple(tuple(n for n in row if n in has) for row in skin.numbers)
    page = _Page(skin, width_px, height_px, scale, tuple(rows), tuple(b for b in boxes if b))
    make: dict[str, Callable[[_Page], tuple[Rect, dict[str, Rect]]]] = {
        "beside": _foot, "panel": _panel, "strip": _strip,
    }  # fmt: skip
    room, numbers = make[skin.places](page)
    traces, labels, bands = _rows(page, room)
    if skin.places == "beside":
        split, right = room.right + page.gap, width_px - page.gap
        numbers |= {n: Rect(split, y, right - split, h) for n, (y, h) in bands.items()}
    per_mm = PX_PER_MM * scale if width_mm is None else width_px / width_mm
    header = Rect(0, 0, width_px, page.px(_HEADER_PX))
    return Layout(scale, per_mm, header, traces, labels, numbers)


def _rows(
    page: _Page, room: Rect
) -> tuple[dict[str, Rect], dict[str, Rect], dict[str, tuple[int, int]]]:
    """Traces one below the other: each trace, its label, and its whole band (top, height)."""
    share = room.height / sum(weight for _, weight in page.rows)
    label = page.px(_LABEL_PX)
    traces: dict[str, Rect] = {}
    labels: dict[str, Rect] = {}
    bands: dict[str, tuple[int, int]] = {}
    y = float(room.y)
    for name, weight in page.rows:
        top, bottom = round(y), round(y + share * weight) - page.gap
        labels[name] = Rect(room.x, top, room.width, label)
        traces[name] = Rect(room.x, top + label, room.width, bottom - top - label)
        bands[name] = (top, bottom - top)
        y += share * weight
    return traces, labels, bands


def _foot(page: _Page) -> tuple[Rect, dict[str, Rect]]:
    """Numbers stand beside their traces; the others below, the first of them as wide as may be."""
    gap, foot, beside = page.gap, page.px(page.skin.foot_px), page.px(page.skin.numbers_px)
    split = page.width - beside
    room = Rect(gap, page.top, split - 2 * gap, page.height - foot - gap - page.top)
    names = page.boxes[0]
    numbers: dict[str, Rect] = {}
    right = page.width - gap
    for name in reversed(names):
        left = gap if name == names[0] else max(right - beside + gap, gap)
        numbers[name] = Rect(left, page.height - foot, right - left, foot - gap)
        right = left - gap
    return room, numbers


def _panel(page: _Page) -> tuple[Rect, dict[str, Rect]]:
    """Tiles in a column at the right, some rows of two."""
    gap, wide = page.gap, page.px(page.skin.numbers_px)
    split = page.width - wide
    room = Rect(gap, page.top, split - 2 * gap, page.height - page.top)
    share = (page.height - page.top) / len(page.boxes)
    numbers: dict[str, Rect] = {}
    for index, row in enumerate(page.boxes):
        top, bottom = page.top + round(index * share), page.top + round((index + 1) * share) - gap
        each = (wide - gap) / len(row)
        for k, name in enumerate(row):
            left = split + round(k * each)
            right = split + round((k + 1) * each) - (gap if k + 1 < len(row) else 0)
            numbers[name] = Rect(left, top, right - left, bottom - top)
    return room, numbers


def _strip(page: _Page) -> tuple[Rect, dict[str, Rect]]:
    """One row of tiles above traces that take the whole width; pressures need more room."""
    gap, tall = page.gap, page.px(page.skin.foot_px)
    room = Rect(gap, page.top + tall, page.width - 2 * gap, page.height - page.top - tall)
    names = page.boxes[0]
    weights = [1.45 if name in ("nibp", "abp") else 1.0 for name in names]
    unit = (page.width - gap) / sum(weights)
    numbers: dict[str, Rect] = {}
    x = float(gap)
    for name, weight in zip(names, weights):
        left, right = round(x), round(x + unit * weight) - gap
        numbers[name] = Rect(left, page.top, right - left, tall - gap)
        x += unit * weight
    return room, numbers
