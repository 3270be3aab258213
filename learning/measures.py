"""Numbers taken from the needle's way: one function each, by the name that sheets use.

Every measure belongs to the attempt that counts: the first that let gas out of the right chest,
else the last one. Only `attempts`, `nearest_sternum_mm` and `harmed` look at all attempts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from learning.chronicle import (
    GAS_IDS,
    PLEURA_IDS,
    Chronicle,
    Line,
    is_better,
    is_forward_entry,
    judged_from,
)  # fmt: skip
from learning.objectives import Sheet

HARMED_TISSUES = ("artery", "vein", "lung", "heart", "liver", "spleen", "organ", "vessel")
HARMED_IDS = (
    "lung", "heart", "liver", "spleen", "diaphragm", "intercostal_artery", "intercostal_vein",
    "internal_thoracic_artery", "internal_thoracic_vein", "mediastinum", "stomach", "pericardium",
)  # fmt: skip


RESTS_AFTER_S = 10.0  # a catheter that slips back does so at once (O)
INTERSPACE_MM = 16.0  # adult anterior interspace where the log gives none (unverified)


class Measured(NamedTuple):
    """A number and the line it was read from; NaN and None where there was nothing to measure."""

    value: float
    line: Line | None


NOTHING = Measured(math.nan, None)


def measure(name: str, story: Chronicle, sheet: Sheet) -> Measured:
    """Take one measure.

    Raises
    ------
    KeyError
        No measure of that name; sheets are checked against `MEASURES` when they are loaded.
    """
    return MEASURES[name](story, sheet)


def counted_puncture(story: Chronicle) -> Line | None:
    """The puncture that counts: the one that led to release, else the last."""
    punctures = story.moments["puncture"]
    release = story.first("release")
    if release is not None:
        before = [line for line in punctures if line.tick <= release.tick]
        if before:
            return before[-1]
    return punctures[-1] if punctures else None


def attempt_lines(story: Chronicle, puncture: Line) -> list[Line]:
    """Everything the trainee's hands did with that needle until the next puncture with it."""
    tool = puncture.event.data.get("tool")
    later = [
        x
        for x in story.moments["puncture"]
        if x.number > puncture.number and x.event.data.get("tool") == tool
    ]
    until = later[0].number if later else math.inf
    return [
        line
        for line in story.lines[puncture.number - 1 :]
        if line.number < until
        and line.event.source == "trainee"
        and line.event.data.get("tool") == tool
    ]


def way(story: Chronicle, puncture: Line | None = None) -> list[Line]:
    """The crossings of an attempt by its needle, in the order of depth; of the one that counts."""
    puncture = puncture or counted_puncture(story)
    if puncture is None:
        return []
    crossed = [
        line
        for line in attempt_lines(story, puncture)
        if line.event.kind == "crossing" and line.event.data.get("part", "needle") == "needle"
    ]
    return sorted(crossed, key=lambda x: (float(x.event.data.get("depth_mm") or 0.0), x.number))


def attempts(story: Chronicle, sheet: Sheet) -> Measured:
    """How often the skin was punctured; NaN for never."""
    punctures = story.moments["puncture"]
    return Measured(float(len(punctures)), punctures[-1]) if punctures else NOTHING


def depth_past_pleura_mm(story: Chronicle, sheet: Sheet) -> Measured:
    """How far the steel went beyond the parietal pleura at its deepest (mm)."""
    puncture = counted_puncture(story)
    if puncture is None:
        return NOTHING
    best = NOTHING
    for line in attempt_lines(story, puncture):
        data = line.event.data
        if line.event.kind != "tip" or data.get("part", "needle") != "needle":
            continue
        past = data.get("past_pleura_mm")
        if isinstance(past, int | float) and past > 0 and not past <= best.value:
            best = Measured(float(past), line)
    return best


def pleura_depth_mm(story: Chronicle, sheet: Sheet) -> Measured:
    """Skin to parietal pleura along the needle (mm): met, else predicted at the puncture."""
    for line in way(story):
        data = line.event.data
        if data.get("structure") in PLEURA_IDS and is_forward_entry(data):
            return Measured(float(data["depth_mm"]), line)
    return _at_puncture("pleura_depth_mm")(story, sheet)


def spare_length_mm(story: Chronicle, sheet: Sheet) -> Measured:
    """Length of the needle beyond the depth of the pleura (mm); negative cannot reach."""
    length = _at_puncture("length_mm")(story, sheet)
    depth = pleura_depth_mm(story, sheet)
    return Measured(length.value - depth.value, length.line)


def rib_share(story: Chronicle, sheet: Sheet) -> Measured:
    """Where between the ribs: 0 on the upper border of the rib below, 1 under the rib above.

    Without the height of the interspace at that place, `INTERSPACE_MM` is taken.
    """
    puncture = counted_puncture(story)
    return _share_of(puncture) if puncture is not None else NOTHING


def highest_rib_share(story: Chronicle, sheet: Sheet) -> Measured:
    """The highest `rib_share` of all attempts: how near any needle came to the rib above."""
    best = NOTHING
    for line in story.moments["puncture"]:
        got = _share_of(line)
        if not math.isnan(got.value) and not got.value <= best.value:
            best = got
    return best


def nearest_sternum_mm(story: Chronicle, sheet: Sheet) -> Measured:
    """The most medial puncture of all attempts, lateral of the sternal edge (mm)."""
    best = NOTHING
    for line in story.moments["puncture"]:
        value = line.event.data.get("lateral_mm")
        if isinstance(value, int | float) and not value >= best.value:
            best = Measured(float(value), line)
    return best


def harmed(story: Chronicle, sheet: Sheet) -> Measured:
    """How many vessels and organs any needle entered; NaN without a puncture."""
    if not story.moments["puncture"]:
        return NOTHING
    hit: list[Line] = []
    for line in story.lines:
        data = line.event.data
        if line.event.kind != "crossing" or not is_forward_entry(data):
            continue
        if data.get("structure") in HARMED_IDS or data.get("tissue") in HARMED_TISSUES:
            hit.append(line)
    return Measured(float(len(hit)), hit[0] if hit else story.moments["puncture"][0])


def tip_rests_in_gas(story: Chronicle, sheet: Sheet) -> Measured:
    """1 where what stayed in the chest had its tip in the gas of the right side, 0 elsewhere.

    Looked at `RESTS_AFTER_S` after the steel came out, or where the tip was last seen without that.
    """
    puncture = counted_puncture(story)
    if puncture is None:
        return NOTHING
    lines = attempt_lines(story, puncture)
    out = next((x for x in lines if x.event.kind == "steel_removed"), None)
    until = math.inf if out is None else out.tick + round(RESTS_AFTER_S / story.dt_s)
    places = ("tip", "steel_removed")
    resting = [x for x in lines if x.event.kind in places and x.tick <= until]
    if not resting:
        return Measured(0.0, puncture)
    data = resting[-1].event.data
    place = data.get("tip_in") or data.get("in")
    is_side = puncture.event.data.get("side") == story.affected
    return Measured(float(place in GAS_IDS and is_side), resting[-1])


def verdict_fits(story: Chronicle, sheet: Sheet) -> Measured:
    """1 where the trainee's last word on the patient after the needle agrees with the body."""
    puncture = story.first("puncture")
    if puncture is None:
        return NOTHING
    verdicts = {"said_better": True, "said_not_better": False}
    spoken = [
        (line, says)
        for name, says in verdicts.items()
        for line in story.moments.get(name, ())
        if line.tick > puncture.tick
    ]
    if not spoken:
        return Measured(0.0, None)
    line, says_better = max(spoken, key=lambda pair: pair[0].tick)
    since = judged_from(story, line.tick) or puncture
    is_so = is_better(story, since.tick, line.tick, sheet.better)
    return Measured(float(is_so == says_better), line)


def _share_of(puncture: Line) -> Measured:
    above = puncture.event.data.get("above_rib_mm")
    if not isinstance(above, int | float):
        return NOTHING
    under = puncture.event.data.get("under_rib_mm")
    height = float(above) + float(under) if isinstance(under, int | float) else INTERSPACE_MM
    return Measured(float(above) / max(height, 1.0), puncture)


def _at_puncture(field: str) -> Callable[[Chronicle, Sheet], Measured]:
    """The number that was measured where the counted needle met the skin."""

    def read(story: Chronicle, sheet: Sheet) -> Measured:
        puncture = counted_puncture(story)
        value = puncture.event.data.get(field) if puncture is not None else None
        return Measured(float(value), puncture) if isinstance(value, int | float) else NOTHING

    return read


MEASURES: dict[str, Callable[[Chronicle, Sheet], Measured]] = {
    "attempts": attempts,
    "depth_past_pleura_mm": depth_past_pleura_mm,
    "spare_length_mm": spare_length_mm,
    "rib_share": rib_share,
    "highest_rib_share": highest_rib_share,
    "nearest_sternum_mm": nearest_sternum_mm,
    "harmed": harmed,
    "tip_rests_in_gas": tip_rests_in_gas,
    "verdict_fits": verdict_fits,
    "angle_deg": _at_puncture("angle_deg"),
    "midclavicular_mm": _at_puncture("midclavicular_mm"),
    "lateral_mm": _at_puncture("lateral_mm"),
}
