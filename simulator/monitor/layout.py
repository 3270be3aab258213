"""Where things stand: from the attached traces to rectangles. Design size 1024 x 640."""

from __future__ import annotations

from dataclasses import dataclass

DESIGN_WIDTH_PX = 1024.0
DESIGN_HEIGHT_PX = 640.0
_HEADER_PX = 46.0
_FOOT_PX = 112.0
_NUMBERS_PX = 268.0
_GAP_PX = 6.0
_LABEL_PX = 19.0
_TALL = {"ecg": 1.25}
_ALWAYS = ("ecg", "pleth")  # their empty rows remind that nothing is attached


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
    header: Rect
    traces: dict[str, Rect]
    labels: dict[str, Rect]  # above each trace
    numbers: dict[str, Rect]


def arrange(width_px: int, height_px: int, attached: frozenset[str], has_temp: bool) -> Layout:
    """Give every attached trace a row with its number beside it; pressure and temperature below."""
    scale = min(width_px / DESIGN_WIDTH_PX, height_px / DESIGN_HEIGHT_PX)
    header, foot, gap = (round(v * scale) for v in (_HEADER_PX, _FOOT_PX, _GAP_PX))
    numbers_width = round(_NUMBERS_PX * scale)
    split = width_px - numbers_width
    rows = [
        name
        for name in ("ecg", "abp", "pleth", "capno", "resp")
        if name in attached or name in _ALWAYS
    ]
    if "capno" in rows and "resp" in rows:
        rows.remove("resp")  # the capnogram counts breaths better
    top, bottom = header + gap, height_px - foot - gap
    share = (bottom - top) / sum(_TALL.get(name, 1.0) for name in rows)
    traces: dict[str, Rect] = {}
    labels: dict[str, Rect] = {}
    numbers: dict[str, Rect] = {}
    y = float(top)
    for name in rows:
        height = share * _TALL.get(name, 1.0)
        row = (round(y), round(y + height) - gap)
        label = round(_LABEL_PX * scale)
        labels[name] = Rect(gap, row[0], split - 2 * gap, label)
        traces[name] = Rect(gap, row[0] + label, split - 2 * gap, row[1] - row[0] - label)
        numbers[name] = Rect(split, row[0], numbers_width - gap, row[1] - row[0])
        y += height
    cut = split if has_temp else width_px - gap
    numbers["nibp"] = Rect(
        gap, height_px - foot, cut - 2 * gap + (0 if has_temp else gap), foot - gap
    )
    if has_temp:
        numbers["temp"] = Rect(split, height_px - foot, numbers_width - gap, foot - gap)
    return Layout(scale, Rect(0, 0, width_px, header), traces, labels, numbers)
