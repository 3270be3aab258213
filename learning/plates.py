"""The pictures of a run: what each of them needs, taken from its story and recordings."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from learning import medicines
from learning.assessment import Assessment
from learning.chronicle import Chronicle, Line, is_forward_entry
from learning.measures import attempt_lines, way
from learning.pictures.body import Course, course
from learning.pictures.needle import Layer, Needle, cross_section, front_view
from learning.pictures.svg import BLUE, GREEN, PURPLE, VERMILION
from learning.pictures.timeline import Moments, Panel, timeline
from learning.wording import Words, deeds, wrong_dose

STOP_MM = 10.0  # past the pleura; the sheet's mark "depth" gives the same line with its source
LEAST_GAS_MM = 1.0  # a thinner gap between pleura and lung is no gas to stop in
LEAD_S = 30.0  # of the time before the end of handover
SMOOTH_S = 9  # lung and pleura breathe: their curves are means over about three breaths
F64 = npt.NDArray[np.float64]

Read = Callable[[str], list[tuple[float, float]]]

COURSES = (  # text id under "curve", quantities of Truth, floor and ceiling of the picture
    ("pleural_gas", ("pleural_gas_left_ml", "pleural_gas_right_ml"), 0.0, 500.0),
    ("pleural_pressure", ("pleural_pressure_left_mmhg", "pleural_pressure_right_mmhg"), -8.0, 8.0),
    ("lungs", ("lung_left_ml", "lung_right_ml"), 0.0, 2000.0),
    ("shift", ("mediastinal_shift_ml",), 0.0, 200.0),
    ("cvp", ("cvp_mmhg",), 0.0, 15.0),
    ("output", ("cardiac_output_l_per_min",), 0.0, 8.0),
    ("fatigue", ("fatigue_fraction",), 0.0, 100.0),
    ("consciousness", ("consciousness_fraction",), 0.0, 100.0),
)


def story_picture(columns: dict[str, F64], judged: Assessment, words: Words) -> str:
    """The timeline, with what the monitor showed (columns of vitals.csv)."""
    story = judged.story
    release = story.first("release")
    moments = Moments(
        start_s=begin_s(story),
        end_s=story.at_s(story.end_tick),
        release_s=None if release is None else story.at_s(release.tick),
        is_dead=judged.outcome == "dead",
    )
    errors = [(e.at_s, words(f"error.{e.row.id}")) for e in judged.errors if e.at_s is not None]
    doses = medicines.given(story)
    errors += [(dose.at_s, wrong_dose(dose, words)) for dose in doses if dose.is_wrong]
    at = [story.at_s(int(tick)) for tick in columns.get("tick", np.empty(0))]

    def shown(name: str) -> list[tuple[float, float]]:
        values = columns.get(name, np.full(len(at), np.nan))
        return [
            (s, float(v))
            for s, v in zip(at, values, strict=True)
            if moments.start_s <= s <= moments.end_s
        ]

    def true(name: str) -> list[tuple[float, float]]:
        return [p for p in _course_of(story, name) if moments.start_s <= p[0] <= moments.end_s]

    return timeline(moments, deeds(story, words), errors, _panels(shown, true), words)


def begin_s(story: Chronicle) -> float:
    """Where pictures begin (s): the trainee's arrival, at most half a minute before the start."""
    return max(-LEAD_S, story.at_s(story.start_tick))


def _panels(shown: Read, true: Read) -> list[Panel]:
    """The four curves; what they show besides the data is what a normal patient would need."""
    spo2, hr, cuff = shown("spo2_pct"), shown("hr_per_min"), _cuffs(shown("nibp_sys_mmhg"))
    return [
        Panel("spo2", BLUE, (70.0, 100.0), spo2, true("sao2_pct")),
        Panel("hr", GREEN, (60.0, 150.0), hr, true("hr_per_min")),
        Panel("sbp", VERMILION, (50.0, 130.0), cuff, true("sbp_mmhg"), True),
        Panel("rr", PURPLE, (8.0, 40.0), shown("rr_per_min"), true("rr_per_min")),
    ]


def _cuffs(readings: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """One dot where a cuff reading is new, none while it is only being remembered."""
    return [
        (s, v)
        for i, (s, v) in enumerate(readings)
        if math.isfinite(v) and (i == 0 or readings[i - 1][1] != v)
    ]


def _course_of(story: Chronicle, name: str) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for line in story.truth:
        value = line.event.data.get(name)
        is_number = isinstance(value, int | float)
        points.append((story.at_s(line.tick), float(value) if is_number else math.nan))
    return points


def needle_pictures(story: Chronicle, words: Words) -> dict[str, Any]:
    """A cut for each attempt, and one view from in front."""
    needles = [_needle(story, index, words) for index in range(len(story.moments["puncture"]))]
    return {
        "sections": [
            {"number": n.number, "svg": cross_section(n, STOP_MM, words)} for n in needles
        ],
        "front": front_view(needles, words) if needles else "",
    }


def _needle(story: Chronicle, index: int, words: Words) -> Needle:
    puncture = story.moments["puncture"][index]
    data = puncture.event.data
    lines = attempt_lines(story, puncture)
    crossed = way(story, puncture)
    pleura = next((x for x in crossed if x.event.data.get("structure") == "parietal_pleura"), None)
    deepest, catheter = _depth_mm(lines, "needle"), _depth_mm(lines, "catheter")
    depth = _number(pleura.event.data.get("depth_mm") if pleura else data.get("pleura_depth_mm"))
    floor = max(deepest, catheter, depth or 0.0)  # up to the pleura the wall is known, met or not
    layers = _layers(story, [x.event.data for x in crossed], floor, words)
    return Needle(
        number=int(data.get("attempt") or index + 1),
        side=str(data.get("side", "")),
        deepest_mm=deepest,
        catheter_mm=catheter,
        length_mm=_number(data.get("length_mm")) or deepest,
        pleura_mm=depth,
        is_pleura_met=pleura is not None,
        has_gas=any(layer.tissue == "gas" for layer in layers),
        layers=layers,
        lateral_mm=_number(data.get("lateral_mm")),
        midclavicular_mm=_number(data.get("midclavicular_mm")),
        above_rib_mm=_number(data.get("above_rib_mm")),
        interspace_mm=_interspace(data),
        ribs=(
            words.named("structure", data.get("rib_below")),
            words.named("structure", data.get("rib_above")),
        ),
    )


def _depth_mm(lines: list[Line], part: str) -> float:
    """The deepest that the steel ("needle") or the catheter went (mm); 0 where it never did."""
    own = {"withdrawn": "needle", "catheter_advanced": "catheter"}
    depths: list[float] = []
    for line in lines:
        kind, data = line.event.kind, line.event.data
        is_told = kind in own or kind in ("crossing", "tip")
        if is_told and own.get(kind, data.get("part", "needle")) == part:
            depths.append(_number(data.get("depth_mm", data.get("depth_mm_max"))) or 0.0)
    return max(depths, default=0.0)


def _interspace(data: dict[str, Any]) -> float | None:
    """Height of the interspace where the needle went through it (mm)."""
    above, under = _number(data.get("above_rib_mm")), _number(data.get("under_rib_mm"))
    return above + under if above is not None and under is not None else None


def _layers(
    story: Chronicle, crossed: list[dict[str, Any]], floor_mm: float, words: Words
) -> tuple[Layer, ...]:
    """The chest wall's own layers, then each surface entered, lasting until the next one."""
    entered: dict[float, dict[str, Any]] = {}
    met: set[str] = set()
    at_mm = 0.0
    wall: dict[str, float] = story.header.get("layers_mm") or {"chest_wall": 1.0}
    for name, thick_mm in wall.items():
        tissue = name if name in ("skin", "fat", "muscle") else "wall"
        entered[at_mm] = {"structure": name, "tissue": tissue}
        at_mm += float(thick_mm)
    for data in crossed:
        if is_forward_entry(data) and data.get("structure") not in met:
            met.add(str(data.get("structure")))  # a rib that slides past is met once
            for key in [k for k in entered if k > float(data["depth_mm"]) and k > 0.0]:
                del entered[key]  # thinner here than this patient's usual
            entered.setdefault(float(data.get("depth_mm") or 0.0), data)
    starts = sorted(start for start in entered if start < floor_mm)
    layers: list[Layer] = []
    for start, stop in zip(starts, [*starts[1:], floor_mm], strict=True):
        data = entered[start]
        structure = str(data.get("structure", ""))
        tissue = str(data.get("tissue", ""))
        if structure == "parietal_pleura":  # behind it lies what it holds, until the lung is met
            is_open = stop - start >= LEAST_GAS_MM
            structure, tissue = (structure, "gas") if is_open else ("pleura", "wall")
        layers.append(Layer(words.named("structure", structure), tissue, start, stop))
    return tuple(layers)


def body_pictures(story: Chronicle, words: Words) -> list[str]:
    """What went on inside; quantities that this body does not know are left out."""
    release = story.first("release")
    release_s = None if release is None else story.at_s(release.tick)
    start_s, end_s = begin_s(story), story.at_s(story.end_tick)
    drawn: list[str] = []
    for id, quantities, floor, ceiling in COURSES:
        curves = tuple(_line(story, words, name, start_s, end_s) for name in quantities)
        if any(math.isfinite(v) for _, _, points in curves for _, v in points):
            drawn.append(
                course(
                    Course(words(f"curve.{id}"), curves, floor, ceiling), start_s, end_s, release_s
                )
            )
    return drawn


def _line(
    story: Chronicle, words: Words, quantity: str, start_s: float, end_s: float
) -> tuple[str, str, list[tuple[float, float]]]:
    """Name, color and course of one quantity; fractions are shown in percent."""
    side = next((s for s in ("left", "right") if f"_{s}_" in quantity), "")
    color = {"left": VERMILION, "right": BLUE, "": PURPLE}[side]
    times = 100.0 if quantity.endswith("_fraction") else 1.0
    return (
        words.named("side", side),
        color,
        _smooth(_course_of(story, quantity), times, start_s, end_s),
    )


def _smooth(
    points: list[tuple[float, float]], times: float, start_s: float, end_s: float
) -> list[tuple[float, float]]:
    inside = [p for p in points if start_s <= p[0] <= end_s]
    half = SMOOTH_S // 2
    smoothed: list[tuple[float, float]] = []
    for i, (at_s, _) in enumerate(inside):
        near = [v for _, v in inside[max(0, i - half) : i + half + 1] if math.isfinite(v)]
        smoothed.append((at_s, times * sum(near) / len(near) if near else math.nan))
    return smoothed


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
