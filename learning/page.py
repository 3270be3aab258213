"""The debrief as a page: everything the template needs, as plain words and pictures."""

from __future__ import annotations

import functools
import math
import re
from pathlib import Path
from typing import Any, cast

import jinja2
import numpy as np

from learning import medicines
from learning.assessment import Assessment, CriticalError, Mark
from learning.chronicle import Chronicle, sample
from learning.handiwork import compressed
from learning.medicines import Given
from learning.motion import Motion, measure_motion
from learning.objectives import Answer, Row
from learning.pictures.svg import clock
from learning.plates import body_pictures, needle_pictures, story_picture
from learning.recording import Recording
from learning.wording import Words, deeds, place, wrong_dose


def render(recording: Recording, judged: Assessment, words: Words) -> str:
    """The whole page, self-contained, the same bytes for the same run."""
    doses = medicines.given(judged.story)
    context = {
        "t": words,
        "language": "zh-CN" if words.language == "zh" else "en",
        "judged": judged,
        "score_pct": int(judged.score * 100 + 1e-9),  # 100 only for everything
        "points": f"{sum(m.points for m in judged.marks):g}",
        "of": f"{sum(m.row.points for m in judged.marks):g}",
        "problem": recording.log.problem,
        "facts": _facts(judged.story, words),
        "cause": words.named("cause", judged.cause),
        "errors": [*(_error(e, words) for e in judged.errors), *_wrong_doses(doses, words)],
        "timeline": story_picture(recording.vitals(), judged, words),
        "deeds": [{"number": d.number, "at": clock(d.at_s), "lane": d.lane, "label": d.label}
                  for d in deeds(judged.story, words)],
        "needles": needle_pictures(judged.story, words),
        "answers": _answers(judged, words),
        "medicines": [_medicine(dose, words) for dose in doses],
        "compressions": compressed(judged.story, words),
        "groups": _groups(judged, words),
        "strengths": [words(f"mark.{m.row.id}") for m in _strengths(judged)],
        "gaps": [(words(f"mark.{m.row.id}"), _threshold(m.row, words)) for m in _gaps(judged)],
        "questions": [words(f"question.{q}") for q in judged.sheet.questions],
        "courses": body_pictures(judged.story, words),
        "hands": _hands(recording, judged.story, words),
        "grades": [(grade, words(f"grade.{grade}")) for grade in ("S", "M", "O")],
    }  # fmt: skip
    return _environment().get_template("debrief.html.jinja").render(context)


@functools.cache
def _environment() -> jinja2.Environment:
    folder = Path(__file__).parent / "templates"
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def _facts(story: Chronicle, words: Words) -> list[tuple[str, str]]:
    header = story.header
    patient: dict[str, Any] = header.get("patient") or {}
    case: dict[str, Any] = header.get("case") or {}
    title = _of_language(case.get("title"), words) or words.named("case", str(case.get("id", "")))
    facts = [(words("page.case"), title)]
    if patient:
        who = words(
            "page.patient_of",
            name=_of_language(header.get("patient_name"), words),
            sex=words.named("sex", patient.get("sex")),
            age=f"{patient.get('age_y', math.nan):g}",
            height=f"{patient.get('height_cm', math.nan):g}",
            weight=f"{patient.get('weight_kg', math.nan):g}",
        )
        facts.append((words("page.patient"), who))
    facts.append((words("page.length"), clock(story.at_s(story.end_tick))))
    if header.get("trainee"):
        name = _of_language(header.get("trainee_name"), words) or str(header["trainee"])
        facts.append((words("page.trainee"), words("page.scripted", name=name)))
    if header.get("rig"):
        facts.append((words("page.rig"), words.named("rig", str(header["rig"]))))
    for key, name in (("started_at", "date"), ("seed", "seed")):
        if header.get(key) not in (None, ""):
            facts.append((words(f"page.{name}"), str(header[key])[:16].replace("T", " ")))
    return facts


def _of_language(value: Any, words: Words) -> str:
    """A text that the header holds once, or in both languages."""
    if isinstance(value, dict):
        return str(cast("dict[str, Any]", value).get(words.language, ""))
    return str(value or "")


def _error(error: CriticalError, words: Words) -> dict[str, str]:
    return {
        "title": words(f"error.{error.row.id}"),
        "why": words(f"error_why.{error.row.id}"),
        "at": "" if error.at_s is None else clock(error.at_s),
        "lines": ", ".join(str(n) for n in error.lines),
        "source": _source(error.row, words),
        "grade": error.row.grade,
    }


def _wrong_doses(doses: list[Given], words: Words) -> list[dict[str, str]]:
    return [
        {
            "title": wrong_dose(dose, words),
            "why": words("medicine.why", usual=_range(dose))
            if dose.usual
            else words("medicine.pump"),
            "at": clock(dose.at_s),
            "lines": str(dose.line),
            "source": dose.usual.source if dose.usual else "",
            "grade": "M",
        }
        for dose in doses
        if dose.is_wrong
    ]


def _medicine(dose: Given, words: Words) -> dict[str, str]:
    amount = medicines.said(dose.dose_mg)
    if dose.dose_mg <= 0.0:
        amount = f"{medicines.said(dose.mg_per_min)}/min"
    elif dose.over_s > 0.0:
        amount = words("medicine.over_time", dose=amount, time=clock(dose.over_s))
    return {
        "at": clock(dose.at_s),
        "name": str(dose.drug.names[words.language]),
        "dose": amount,
        "route": words.named("route", dose.route),
        "usual": _range(dose),
        "sign": "⚠ " if dose.is_wrong else "",
        "verdict": _verdict(dose, words),
        "source": dose.usual.source if dose.usual else "",
    }


def _verdict(dose: Given, words: Words) -> str:
    time = clock(dose.usual.over_s) if dose.usual else ""
    return words(f"medicine.{dose.state}", times=medicines.figure(dose.times, 2), time=time)


def _range(dose: Given) -> str:
    return dose.usual.said.replace(" to ", "–").replace("ug", "µg") if dose.usual else ""


def _source(row: Row | Answer, words: Words) -> str:
    return row.source_zh if words.language == "zh" else row.source


def _answers(judged: Assessment, words: Words) -> list[dict[str, str]]:
    story = judged.story
    release = story.first("release")
    if release is None:
        return []
    rows: list[dict[str, str]] = []
    for answer in judged.sheet.answers:
        later = [_at(story, release.tick, s, answer.quantity) for s in (60.0, 180.0)]
        rows.append(
            {
                "title": words(f"answer.{answer.id}"),
                "unit": answer.unit,
                "start": _short(sample(story, release.tick, answer.quantity)),
                "one": later[0],
                "three": later[1],
                "goal": _goal(answer, words),
                "reached": _reached(story, release.tick, answer, words),
                "source": _source(answer, words),
                "grade": answer.grade,
            }
        )
    return rows


def _at(story: Chronicle, tick: int, after_s: float, quantity: str) -> str:
    then = tick + round(after_s / story.dt_s)
    return "–" if then > story.end_tick else _short(sample(story, then, quantity))


def _goal(answer: Answer, words: Words) -> str:
    low, high = answer.bounds
    if math.isinf(high) or (high >= 100.0 and answer.unit == "%"):
        bounds = f"≥ {low:g}"
    else:
        bounds = f"≤ {high:g}" if low < 1.0 else f"{low:g}–{high:g}"
    return f"{bounds} · {words('page.by', seconds=f'{answer.by_s:g}')}"


def _reached(story: Chronicle, tick: int, answer: Answer, words: Words) -> str:
    """The first sample from which the goal held for ten seconds."""
    due = tick + round(answer.by_s / story.dt_s)
    low, high = answer.bounds
    held: int | None = None
    for line in story.truth:
        if not tick <= line.tick <= min(due, story.end_tick):
            continue
        value = line.event.data.get(answer.quantity)
        is_good = isinstance(value, int | float) and low <= value <= high
        held = (held if held is not None else line.tick) if is_good else None
        if held is not None and (line.tick - held) * story.dt_s >= 10.0:
            return "✔ " + words("page.reached", seconds=f"{(held - tick) * story.dt_s:.0f}")
    return words("page.not_yet") if due > story.end_tick else "✕ " + words("page.not_reached")


def _short(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0f}"


def _groups(judged: Assessment, words: Words) -> list[dict[str, Any]]:
    groups: dict[str, list[Mark]] = {}
    for mark in judged.marks:
        groups.setdefault(mark.row.group, []).append(mark)
    return [
        {
            "title": words(f"group.{name}"),
            "points": f"{sum(m.points for m in marks):g}",
            "of": f"{sum(m.row.points for m in marks):g}",
            "marks": [_row(mark, judged.story, words) for mark in marks],
        }
        for name, marks in groups.items()
    ]


def _row(mark: Mark, story: Chronicle, words: Words) -> dict[str, Any]:
    share = mark.points / mark.row.points
    return {
        "title": words(f"mark.{mark.row.id}"),
        "state": "full" if share >= 1.0 else "part" if share > 0.0 else "lost",
        "sign": "●" if share >= 1.0 else "◐" if share > 0.0 else "○",
        "points": f"{mark.points:g}",
        "of": f"{mark.row.points:g}",
        "found": _found(mark, story, words),
        "asked": _threshold(mark.row, words),
        "at": "–" if mark.at_s is None else clock(mark.at_s),
        "at_s": mark.at_s,
        "lines": ", ".join(str(n) for n in mark.lines),
        "source": _source(mark.row, words),
        "grade": mark.row.grade,
    }


def _found(mark: Mark, story: Chronicle, words: Words) -> str:
    name = str(mark.row.setting.get("measure", ""))
    if mark.row.setting.get("event") == "skin_punctured" and mark.lines:
        return place(story.lines[mark.lines[0] - 1].event.data, words)
    if mark.measured is None:
        return words(mark.reason)
    if name in ("tip_rests_in_gas", "verdict_fits"):
        return words("reason.yes" if mark.measured == 1.0 else "reason.no")
    if name == "harmed":
        return f"{mark.measured:g}"
    if name == "rib_share":
        return words("page.up_the_space", share=f"{mark.measured * 100:.0f}")
    unit = words.named("unit", mark.row.unit)
    return _minus(f"{_figure(mark.measured)} {unit} · {words(mark.reason)}".replace("  ", " "))


def _figure(value: float) -> str:
    """As exact as a reader can use; what is asked for stands in whole numbers beside it."""
    return f"{value:.0f}" if abs(value) >= 100.0 else f"{round(value, 1):g}"


def _threshold(row: Row, words: Words) -> str:
    own = words.find(f"threshold.{row.id}")
    if own is not None:
        return own
    setting, unit = row.setting, words.named("unit", row.unit)
    if row.rule == "by":
        return words("threshold.by", full=f"{setting['full_s']:g}", zero=f"{setting['zero_s']:g}")
    if row.rule == "span":
        low, high = setting["bounds_s"]
        return words("threshold.span", low=f"{low:g}", high=f"{high:g}")
    if row.rule == "share":
        return words("threshold.share", full=f"{setting['full_fraction'] * 100:g}")
    if row.rule != "measure":
        return words("threshold.yes")
    low, high = setting["bounds"]
    key = "at_least" if math.isinf(high) else "at_most" if low <= 0.0 else "between"
    return _minus(words(f"threshold.{key}", low=f"{low:g}", high=f"{high:g}", unit=unit).rstrip())


def _minus(words: str) -> str:
    """A true minus before a number that leads."""
    return re.sub(r"(^|≥ |≤ )-", r"\1−", words)


def _strengths(judged: Assessment) -> list[Mark]:
    full = [m for m in judged.marks if m.points == m.row.points]
    return sorted(full, key=lambda m: -m.row.points)[:3]


def _gaps(judged: Assessment) -> list[Mark]:
    lost = [m for m in judged.marks if m.points < m.row.points]
    return sorted(lost, key=lambda m: m.points - m.row.points)[:3]


def _hands(recording: Recording, story: Chronicle, words: Words) -> list[dict[str, str]]:
    """Measures of both hands, from the end of handover on."""
    tracks = recording.poses()
    rows: list[dict[str, str]] = []
    for name in sorted(tracks):
        kind, _, side = name.partition(":")[0], *name.rpartition(":")[1:]
        if kind != "hand" or side not in ("left", "right"):
            continue
        track = tracks[name]
        inside = (track.ticks >= story.zero_tick) & (track.ticks <= story.end_tick)
        inside &= np.isfinite(track.values[:, :3]).all(axis=1)
        ticks, first = np.unique(track.ticks[inside], return_index=True)
        if len(ticks) > 50:
            times_s = (ticks * story.dt_s).astype(np.float64)
            motion = measure_motion(times_s, track.values[inside][first, :3])
            rows.append(_hand(side, motion, words))
    return rows


def _hand(side: str, motion: Motion, words: Words) -> dict[str, str]:
    return {
        "title": words(f"page.hand_{side}"),
        "path": f"{motion.path_m:.1f} m",
        "active": f"{motion.active_s:.0f} {words('unit.s')}",
        "idle": f"{motion.idle_fraction * 100:.0f} %",
        "moves": str(motion.moves),
        "sparc": "–" if math.isnan(motion.sparc) else f"{motion.sparc:.2f}",
        "ldlj": "–" if math.isnan(motion.ldlj) else f"{motion.ldlj:.1f}",
    }
