"""Where the needle went: a cut through the chest wall to scale, and the place between the ribs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from learning.pictures.svg import (
    GREEN,
    INK,
    PURPLE,
    SOFT,
    VERMILION,
    Scale,
    label,
    line,
    picture,
    shape,
    tag,
)  # fmt: skip
from learning.wording import Words

TISSUE_COLORS = {
    "skin": "#e6b896", "fat": "#f6e2a8", "muscle": "#cf7f6f", "wall": "#dd9c82", "bone": "#efe7d2",
    "cartilage": "#dfe6e4", "pleura": "#9fc6dd", "gas": "#dcecf6", "lung": "#eeb7b5",
    "artery": "#c0392b", "vein": "#3b5b92", "heart": "#a33a3a", "organ": "#8c5a3c",
}  # fmt: skip
OTHER = "#e9d8cf"
ARTERY, VEIN = "#c0392b", "#3b5b92"


@dataclass(frozen=True)
class Layer:
    """One layer of the way, by depth from the skin along the needle."""

    name: str
    tissue: str
    from_mm: float
    to_mm: float


@dataclass(frozen=True)
class Needle:
    """One needle as it was used.

    Parameters
    ----------
    number : int
        Attempt.
    side : str
        Of the chest.
    deepest_mm, catheter_mm, length_mm : float
        Depth of the steel's tip and of the catheter's at their deepest; length of the needle (mm).
    pleura_mm : float or None
        Depth of the parietal pleura, where it was met or is known.
    is_pleura_met : bool
    lateral_mm, midclavicular_mm, above_rib_mm, interspace_mm : float or None
        As in the log's `skin_punctured`.
    """

    number: int
    side: str
    deepest_mm: float
    catheter_mm: float
    length_mm: float
    pleura_mm: float | None
    is_pleura_met: bool
    has_gas: bool
    layers: tuple[Layer, ...]
    lateral_mm: float | None
    midclavicular_mm: float | None
    above_rib_mm: float | None
    interspace_mm: float | None
    ribs: tuple[str, str] = ("", "")  # names of those below and above, where known


def cross_section(needle: Needle, stop_mm: float, words: Words) -> str:
    """The layers met, the needle in them, and where to stop (`stop_mm` past the pleura)."""
    floor_mm = (
        max(needle.length_mm, needle.deepest_mm, needle.catheter_mm, needle.pleura_mm or 0.0, 45.0)
        + 12.0
    )
    hub_mm = max(needle.length_mm - needle.deepest_mm, 0.0) + 14.0
    y = Scale(-hub_mm, floor_mm, 12.0, 452.0)
    parts = [_ground(needle, y, floor_mm)]
    parts += [_layer(layer, y, is_odd=i % 2 == 1) for i, layer in enumerate(needle.layers)]
    parts += _names([(y(n.from_mm), y(n.to_mm), n.name, n.from_mm) for n in needle.layers])
    if needle.is_pleura_met and not needle.has_gas:
        parts.append(_no_gas(needle, y, words))
    elif needle.pleura_mm is not None:
        parts.append(_stop_zone(needle, y, stop_mm, words))
    parts.append(_ruler(y, floor_mm))
    parts.append(_shaft(needle, y, words))
    return picture(560.0, 484.0, words("page.cross_section"), "".join(parts), "section")


def front_view(needles: Sequence[Needle], words: Words) -> str:
    """The interspace from in front: sternum, lines, ribs, and every puncture of the last side."""
    side = needles[-1].side
    shown = [n for n in needles if n.side == side]
    widest = max([110.0, *[(n.lateral_mm or 0.0) + 18.0 for n in shown]])
    height_mm = next((n.interspace_mm for n in reversed(shown) if n.interspace_mm), 16.0)
    ends = (540.0, 20.0) if side == "right" else (20.0, 540.0)  # the patient's right is at our left
    x = Scale(-18.0, widest, *ends)
    y = Scale(-14.0, height_mm + 14.0, 420.0, 92.0)
    parts = [
        _rib(x, y, (-14.0, 0.0), _rib_name(shown, 0, words("page.rib_below"))),
        _rib(x, y, (height_mm, height_mm + 14.0), _rib_name(shown, 1, words("page.rib_above"))),
        _bundle(x, y, height_mm, words),
        _sternum(x, words),
        _mid_line(x, shown, words),
    ]
    for needle in shown:
        if needle.lateral_mm is not None and needle.above_rib_mm is not None:
            parts.append(_hole(needle, x(needle.lateral_mm), y(needle.above_rib_mm)))
    for at_mm in range(0, int(widest), 25):
        words_mm = f"{at_mm} mm" if at_mm == 0 else f"{at_mm}"
        parts.append(label(x(at_mm), 448.0, words_mm, class_="tick", text_anchor="middle"))
        parts.append(line(x(at_mm), 424.0, x(at_mm), 430.0, stroke=SOFT))
    return picture(560.0, 484.0, words("page.front_view"), "".join(parts), "window")


def _rib_name(needles: Sequence[Needle], which: int, unnamed: str) -> str:
    """The rib's own name, where all the needles went through one space."""
    names = {needle.ribs[which] for needle in needles}
    return names.pop() or unnamed if len(names) == 1 else unnamed


SLID_MM = 1.0
SHAFT_X, WALL_X = 200.0, (64.0, 330.0)


def _ground(needle: Needle, y: Scale, floor_mm: float) -> str:
    """What nobody met, faintly, so that the needle does not hang in the air."""
    x0, x1 = WALL_X
    return tag("rect", x=x0, y=y(0.0), width=x1 - x0, height=y(floor_mm) - y(0.0), fill="#f7f1ec")


def _layer(layer: Layer, y: Scale, *, is_odd: bool) -> str:
    x0, x1 = WALL_X
    top, height = y(layer.from_mm), max(y(layer.to_mm) - y(layer.from_mm), 1.5)
    color = TISSUE_COLORS.get(layer.tissue, OTHER)
    body = tag("rect", x=x0, y=top, width=x1 - x0, height=height, fill=color)
    if is_odd:  # neighbors of one tissue stay apart
        body += tag("rect", x=x0, y=top, width=x1 - x0, height=height, fill=INK, opacity=0.07)
    if layer.tissue in ("gas", "lung"):  # a pattern too, never color alone
        dots = range(int(x0) + 12, int(x1) - 4, 22)
        rows = range(int(top) + 10, int(top + height) - 4, 16)
        radius = 1.4 if layer.tissue == "gas" else 3.2
        body += "".join(
            tag(
                "circle",
                cx=cx + (8 if i % 2 else 0),
                cy=cy,
                r=radius,
                fill="none",
                stroke="#6d8ea3",
                stroke_width=0.8,
            )
            for i, cy in enumerate(rows)
            for cx in dots
        )
    return body + line(x0, top, x1, top, stroke="#8a6a5a", stroke_width=0.8)


def _names(rows: Sequence[tuple[float, float, str, float]]) -> list[str]:
    """Names at the right, pushed apart where layers are thin, with a leader to their layer."""
    parts: list[str] = []
    last = -100.0
    for top, bottom, name, depth_mm in rows:
        wanted = (top + min(bottom, top + 40.0)) / 2
        at = max(wanted, last + 17.0)
        last = at
        parts.append(line(WALL_X[1], wanted, WALL_X[1] + 16.0, at, stroke=SOFT, stroke_width=0.8))
        parts.append(label(WALL_X[1] + 21.0, at + 4.5, f"{name}", class_="name"))
        parts.append(label(552.0, at + 4.5, f"{depth_mm:.0f} mm", class_="tick", text_anchor="end"))
    return parts


def _stop_zone(needle: Needle, y: Scale, stop_mm: float, words: Words) -> str:
    pleura = needle.pleura_mm or 0.0
    x0, x1 = WALL_X
    top, bottom = y(pleura), y(pleura + stop_mm)
    zone = tag("rect", x=x0, y=top, width=x1 - x0, height=bottom - top, fill=GREEN, opacity=0.2)
    zone += line(x0, bottom, x1, bottom, stroke=GREEN, stroke_width=1.6)
    zone += label(x0 + 8.0, bottom - 7.0, words("page.stop_here"), class_="note", fill="#00563f")
    if not needle.is_pleura_met:
        zone += line(x0, top, x1, top, stroke=VERMILION, stroke_width=1.8, stroke_dasharray="6 4")
        zone += label(x0 + 8.0, top - 6.0, words("page.pleura_here"), class_="note", fill=VERMILION)
    return zone


def _no_gas(needle: Needle, y: Scale, words: Words) -> str:
    """The lung lies against the wall: there is no room to stop in."""
    at = y(needle.pleura_mm or 0.0)
    x0, x1 = WALL_X
    edge = line(x0, at, x1, at, stroke=VERMILION, stroke_width=1.8)
    return edge + label(x0 + 8.0, at - 7.0, words("page.no_gas"), class_="note", fill=VERMILION)


def _ruler(y: Scale, floor_mm: float) -> str:
    parts = [line(56.0, y(0.0), 56.0, y(floor_mm), stroke=SOFT, stroke_width=1.0)]
    for depth in range(0, int(floor_mm) + 1, 5):
        long = depth % 10 == 0
        parts.append(
            line(
                56.0 - (8.0 if long else 4.0),
                y(depth),
                56.0,
                y(depth),
                stroke=SOFT,
                stroke_width=1.0,
            )
        )
        if long:
            parts.append(label(44.0, y(depth) + 4.0, f"{depth}", class_="tick", text_anchor="end"))
    parts.append(label(44.0, y(0.0) - 12.0, "mm", class_="tick", text_anchor="end"))
    return "".join(parts)


def _shaft(needle: Needle, y: Scale, words: Words) -> str:
    """Hub and steel at true length, the tip at its deepest; the catheter that slid on from it."""
    tip, hub = y(needle.deepest_mm), y(needle.deepest_mm - needle.length_mm)
    x = SHAFT_X
    steel_at = ((x - 4, hub), (x + 4, hub), (x + 4, tip), (x - 4, tip - 13))
    cap_at = ((x - 12, hub - 24), (x + 12, hub - 24), (x + 7, hub), (x - 7, hub))
    steel = shape(steel_at, fill="#98a4af", stroke=INK, stroke_width=0.9)
    cap = shape(cap_at, fill="#d96a2b", stroke=INK, stroke_width=0.9)
    note = label(
        x + 12.0, tip + 4.0, words("page.tip", depth=f"{needle.deepest_mm:.0f}"), class_="tip"
    )
    return _catheter(needle, y, words) + steel + cap + note


def _catheter(needle: Needle, y: Scale, words: Words) -> str:
    if needle.catheter_mm < needle.deepest_mm + SLID_MM:
        return ""
    top, end = y(needle.deepest_mm) - 13.0, y(needle.catheter_mm)
    tube = tag("rect", x=SHAFT_X - 3.0, y=top, width=6.0, height=end - top, rx=2,
               fill="#fffdf6", stroke=INK, stroke_width=0.9)  # fmt: skip
    words_mm = words("page.catheter", depth=f"{needle.catheter_mm:.0f}")
    at = max(end + 4.0, y(needle.deepest_mm) + 20.0)
    return tube + label(SHAFT_X + 12.0, at, words_mm, class_="tip")


def _band(
    x: Scale, from_mm: float, to_mm: float, top: float, height: float, **look: float | str
) -> str:
    left, right = sorted((x(from_mm), x(to_mm)))
    return tag("rect", x=left, y=top, width=right - left, height=height, **look)


def _far_label(x: Scale, y: float, words: str, **look: float | str) -> str:
    """A label at the lateral end of the picture, whichever side that is."""
    is_mirrored = x.end < x.start
    at = x(x.high) + (14.0 if is_mirrored else -14.0)
    return label(at, y, words, text_anchor="start" if is_mirrored else "end", **look)


def _rib(x: Scale, y: Scale, mm: tuple[float, float], words: str) -> str:
    top, height = y(mm[1]), y(mm[0]) - y(mm[1])
    body = _band(x, 0.0, x.high, top, height, rx=14, fill="#efe7d2", stroke="#b9a67f")
    return body + _far_label(x, top + height / 2 + 5.0, words, class_="name")


def _bundle(x: Scale, y: Scale, height_mm: float, words: Words) -> str:
    """Vein, artery, nerve under the upper rib, drawn apart so that shapes tell them."""
    rows = [(1.0, VEIN, 5.0, "none"), (2.6, ARTERY, 3.6, "none"), (3.9, "#c9a227", 2.0, "4 2")]
    lines = "".join(
        line(x(2.0), y(height_mm - mm), x(x.high - 2.0), y(height_mm - mm),
             stroke=color, stroke_width=wide, stroke_dasharray=dash)
        for mm, color, wide, dash in rows
    )  # fmt: skip
    at = y(height_mm - 4.4) + 16.0
    return lines + _far_label(x, at, words("page.bundle"), class_="note", fill=SOFT)


def _sternum(x: Scale, words: Words) -> str:
    """Sternum, the vessels beside it, and the 25 mm that stay free of needles."""
    top, height = 70.0, 360.0
    bottom = top + height
    parts = [
        _band(x, -18.0, 0.0, top, height, rx=6, fill="#e2d8bf", stroke="#b9a67f"),
        _band(x, 0.0, 25.0, top, height, fill=VERMILION, opacity=0.13),
        line(x(25.0), top, x(25.0), bottom, stroke=VERMILION, stroke_dasharray="3 3"),
        line(x(9.0), top + 6, x(9.0), bottom - 6, stroke=ARTERY, stroke_width=3.5, opacity=0.7),
        line(x(13.0), top + 6, x(13.0), bottom - 6, stroke=VEIN, stroke_width=3.5, opacity=0.7),
        _upright(x(-9.0), (top + bottom) / 2, words("page.sternum"), class_="name",
                 text_anchor="middle"),
    ]  # fmt: skip
    anchor = "end" if x.end < x.start else "start"
    name = words("page.vessels")
    note = label(x(0.0), 472.0, name, class_="note", fill=VERMILION, text_anchor=anchor)
    return "".join(parts) + note


def _upright(x: float, y: float, words: str, **look: float | str) -> str:
    return label(x, y, words, transform=f"rotate(-90 {x:g} {y:g})", **look)


def _mid_line(x: Scale, needles: Sequence[Needle], words: Words) -> str:
    for n in needles:
        if n.lateral_mm is not None and n.midclavicular_mm is not None:
            at = x(n.lateral_mm - n.midclavicular_mm)
            dashes = line(at, 62.0, at, 420.0, stroke=PURPLE, stroke_dasharray="7 4")
            name = words("page.mid_line")
            return dashes + label(at, 52.0, name, class_="note", fill=PURPLE, text_anchor="middle")
    return ""


def _hole(needle: Needle, x: float, y: float) -> str:
    ring = tag("circle", cx=x, cy=y, r=13, fill="#ffffff", stroke=INK, stroke_width=2.2)
    cross = line(x - 19, y, x + 19, y, stroke=INK, stroke_width=1.0) + line(
        x, y - 19, x, y + 19, stroke=INK, stroke_width=1.0
    )
    return (
        cross + ring + label(x, y + 5.0, str(needle.number), class_="attempt", text_anchor="middle")
    )
