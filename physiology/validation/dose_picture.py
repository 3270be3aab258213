"""The files of docs/pharmacology: courses as CSV, and a picture of each with its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PIL import Image

from physiology import formulary
from physiology.drug import Drug
from physiology.errors import TwinError
from physiology.many import spread
from physiology.validation import dose_response
from physiology.validation.dose_response import Dosed

Told = Callable[[float, str], None]

SHADES = ("#9ecae1", "#4292c6", "#08519c", "#d95f0e", "#7f2704")  # light to dark, over-doses warm
STROKES = (":", "--", "-", "-", "-")
WIDTHS = (1.4, 1.4, 2.0, 1.4, 1.8)
UNITS = {
    "l_per_min": "L/min", "per_min": "/min", "mmhg": "mmHg", "index_pct": "",
    "mmol_l": "mmol/L", "mg_l": "mg/L", "pct": "%", "ml": "mL", "mm": "mm", "g_l": "g/L",
    "mosm_l": "mOsm/L", "fraction": "",
}  # fmt: skip
WORDS = {
    "map_mmhg": "mean arterial pressure", "hr_per_min": "heart rate", "rr_per_min": "breaths",
    "cvp_mmhg": "central venous pressure", "paco2_mmhg": "PaCO2", "gcs": "Glasgow coma score",
    "ph": "pH", "icp_mmhg": "intracranial pressure", "eeg_index_pct": "EEG index",
    "pupil_left_mm": "pupil", "train_of_four_fraction": "train of four", "tidal_ml": "tidal volume",
    "urine_ml": "urine", "cardiac_output_l_per_min": "cardiac output",
}  # fmt: skip
DPI, FONT, COLORS = 100, 9, 48
NARROWEST = {"mmHg": 10.0, "/min": 10.0, "L/min": 1.0, "mmol/L": 0.5}  # of an axis


def write(ids: Iterable[str] = (), told: Told | None = None) -> None:
    """Let drugs (all, or those of `ids`) be given five times and write each file and picture."""
    dose_response.FOLDER.mkdir(exist_ok=True)
    for id, found in spread(dose_response.of_drug, list(ids) or list(formulary.load()), told):
        drug = formulary.load()[id]
        path = dose_response.FOLDER / f"{id}.csv"
        path.write_text(dose_response.as_csv(drug, found), encoding="utf-8", newline="\n")
        draw(drug, found, path.with_suffix(".png"))


def draw(drug: Drug, found: list[Dosed], path: Path) -> None:
    """Write the picture of one drug as PNG.

    Raises
    ------
    TwinError
        Without matplotlib, which comes with the developers' packages.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise TwinError(
            "pictures of doses need matplotlib; `uv sync` installs it with the developers' packages"
        ) from error
    names = list(found[0].values)
    figure: Any = Figure(figsize=(9.2, 1.9 * len(names) + 0.6), dpi=DPI, layout="constrained")
    axes = figure.subplots(len(names), 2, squeeze=False, width_ratios=(3, 1))
    for (course, size), name in zip(axes, names):
        _courses(course, drug, found, name)
        _sizes(size, drug, found, name)
    for row in axes[:-1]:
        row[0].tick_params(labelbottom=False)
        row[1].tick_params(labelbottom=False)
    axes[-1][0].set_xlabel("minutes since it is given")
    axes[-1][1].set_xlabel(f"dose, {_measure(drug)}")
    axes[0][0].set_title(f"{drug.names['en']}: {_doses(drug)}", loc="left", fontsize=FONT)
    axes[0][1].set_title("furthest from before", fontsize=FONT)
    axes[0][0].legend(
        title=_measure(drug), loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False,
        fontsize=FONT - 1, title_fontsize=FONT - 1,
    )  # fmt: skip
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba()))
    picture.convert("RGB").quantize(COLORS).save(path, optimize=True)


def _courses(axis: Any, drug: Drug, found: list[Dosed], name: str) -> None:
    _, shown = dose_response.plan(drug)
    for one, color, stroke, width in zip(found, SHADES, STROKES, WIDTHS):
        minutes = [(t - shown.given_at_s) / 60.0 for t in one.t_s]
        axis.plot(minutes, one.values[name], stroke, color=color, lw=width, label=f"{one.dose:g}")
    axis.axvline(0.0, color="0.6", lw=0.8)
    axis.set_xlim(-min(shown.given_at_s / 60.0, 0.15 * shown.minutes), shown.minutes)
    axis.set_ylabel(_label(name))
    _room(axis, name)


def _sizes(axis: Any, drug: Drug, found: list[Dosed], name: str) -> None:
    _, shown = dose_response.plan(drug)
    doses, ends = (
        [one.dose for one in found],
        [furthest(one, name, shown.given_at_s) for one in found],
    )
    axis.plot(doses, ends, "-", color="0.5", lw=1.0)
    for dose, end, color in zip(doses, ends, SHADES):
        axis.plot([dose], [end], "o", color=color, ms=5)
    axis.set_xscale("log")
    axis.set_xticks(doses, [f"{dose:g}" for dose in doses], rotation=45)
    axis.minorticks_off()
    _room(axis, name)


def furthest(one: Dosed, name: str, given_at_s: float) -> float:
    """The mean of three rows (pressures swing with breath) furthest from that before the dose."""
    points = [(t, x) for t, x in zip(one.t_s, one.values[name]) if x == x]
    before = [x for t, x in points if t <= given_at_s][-3:]
    after = [x for t, x in points if t > given_at_s]
    rest = sum(before) / len(before)
    means = [sum(after[k : k + 3]) / 3.0 for k in range(len(after) - 2)]
    return max(means, key=lambda x: abs(x - rest), default=rest)


def _room(axis: Any, name: str) -> None:
    """No axis so narrow that noise looks like an answer."""
    least = NARROWEST.get(_unit(name), 0.1 if name.endswith("_fraction") else 0.0)
    low, high = axis.get_ylim()
    if high - low < least:
        middle = 0.5 * (low + high)
        axis.set_ylim(middle - 0.5 * least, middle + 0.5 * least)
    if name == "gcs":
        axis.set_ylim(2.5, 15.5)
        axis.set_yticks((3, 6, 9, 12, 15))
    axis.grid(True, color="0.92", lw=0.6)
    axis.spines[["top", "right"]].set_visible(False)


def _label(name: str) -> str:
    unit = _unit(name)
    word = WORDS.get(name)
    if word is None:
        stem = name.removesuffix("_" + next((u for u in UNITS if name.endswith("_" + u)), ""))
        kind = stem.split("_")[0]
        word = {"plasma": "in plasma", "end": "end-tidal"}.get(kind, stem.replace("_", " "))
    return f"{word}\n{unit}" if unit else word


def _unit(name: str) -> str:
    return next((sign for word, sign in UNITS.items() if name.endswith("_" + word)), "")


def _measure(drug: Drug) -> str:
    return "% inspired" if drug.gas is not None else "mg"


def _doses(drug: Drug) -> str:
    usual, shown = dose_response.plan(drug)
    text = f"{usual.said} {usual.route} is usual"
    if usual.is_rate:
        text += f", by a pump for {usual.over_s / 60.0:g} min"
    elif usual.over_s >= 60.0:
        text += f", over {usual.over_s / 60.0:g} min"
    return text + ("; see the command for what went before" if shown.before else "")
