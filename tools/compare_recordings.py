"""Measure the recordings of real patients with the calipers that measure our own body.

    uv run python tools/compare_recordings.py FOLDER [--picture FILE]

FOLDER holds the CSV extracts; the figures land in physiology/validation/recordings.csv (the
recordings themselves, and pictures of them, are not ours to ship), and a table beside our own is
printed. The picture puts our traces beside those of one recording, for the eye.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen, QPolygonF

sys.path.insert(0, str(Path(__file__).parents[1]))

from physiology.patient import Patient
from physiology.validation import strips, waves

OUT = Path(__file__).parents[1] / "physiology/validation/recordings.csv"
MAN = Patient(age_y=34.0, sex="male", height_cm=176.0, weight_kg=80.0)
# file: name, source, seconds that are read, columns of ECG, arterial line, pleth, breath; "": none,
# or of no use (the pleth of v102s runs over its converter's end, 8 s are too few breaths to count)
RECORDS = {
    "mitbih_100_ecg_360hz_60s": (
        "mitbih_100", "MIT-BIH Arrhythmia Database record 100, man of 69 y (Moody & Mark 2001)",
        (0.0, 60.0), ("V5_mV", "", "", ""),
    ),
    "mimic2_s00001_ecg_abp_125hz_120s": (
        "mimic2_s00001", "MIMIC-II waveforms s00001, woman of 60 y, intensive care (Saeed 2011)",
        (0.0, 120.0), ("V_mV", "ABP_mmHg", "", ""),
    ),
    "icu_mixedsignals_ecg_abp_pleth_resp_62hz": (
        "mixedsignals", "wfdb-python sample mixedsignals, intensive care",
        (15.0, 200.0), ("II_mV", "ABP_mmHg", "Pleth_NU", "Resp_Ohm"),
    ),
    "mimic_041_ecg_abp_pap_pleth_resp_125hz_8s": (
        "mimic_041", "MIMIC Database 041, intensive care (Moody & Mark 1996)",
        (0.0, 8.0), ("III_mV", "ABP_mmHg", "PLETH_mV", ""),
    ),
    "challenge2015_v102s_ecg_pleth_resp_125hz_120s": (
        "v102s", "PhysioNet/CinC Challenge 2015 v102s (Clifford 2015)",
        (0.0, 120.0), ("V_mV", "", "", "RESP_NU"),
    ),
}  # fmt: skip
CUT = "v102s"  # its QRS runs over the converter's end too: when it beats is true, its shape is not
BEATS = ("pyhrv", "pyhrv 0.5.0, 4684 intervals between normal beats (Gomes 2019)")
LONG = "pyhrv_nni_long_ms.csv"
SHOWN, WIDTH, HIGH, GAP = 1875, 760, 190, 40  # samples of the picture; px
COLORS = {"ecg": "#1b6e3c", "abp": "#b3261e", "pleth": "#1f5fae"}


def strip_of(file: Path, span_s: tuple[float, float], columns: tuple[str, ...]) -> strips.Strip:
    """The columns of a recording at 250 a second."""
    head = file.open(encoding="utf-8").readline().strip().split(",")
    table = np.genfromtxt(file, delimiter=",", skip_header=1)
    t = table[:, 0]
    inside = (t >= span_s[0]) & (t <= span_s[1])
    ends = np.arange(t[inside][0], t[inside][-1], 1.0 / waves.HZ)
    lines = []
    for name in columns:
        x = table[inside, head.index(name)] if name else np.array([])
        good = np.isfinite(x)
        lines.append(np.interp(ends, t[inside][good], x[good]) if name else None)
    return strips.Strip(*lines)


def read(folder: Path) -> dict[str, tuple[str, dict[str, float]]]:
    """Name of each recording to its source and figures."""
    found = {
        name: (source, strips.figures(strip_of(folder / f"{file}.csv", span_s, columns)))
        for file, (name, source, span_s, columns) in RECORDS.items()
    }
    for quantity in waves.Calipers._fields:
        found[CUT][1].pop(quantity, None)
    rr_ms = np.loadtxt(folder / LONG, skiprows=1)
    found[BEATS[0]] = (BEATS[1], waves.variability(rr_ms)._asdict())
    return found


def write(found: dict[str, tuple[str, dict[str, float]]]) -> None:
    """The figures, one a row."""
    with OUT.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["record", "quantity", "unit", "value", "source"])
        for name, (source, figures) in found.items():
            for quantity, value in figures.items():
                rows.writerow([name, quantity, strips.unit(quantity), f"{value:.3g}", source])


def tell(found: dict[str, tuple[str, dict[str, float]]], ours: dict[str, float]) -> None:
    """A table: quantities down, recordings across, ours last."""
    names = [*found, "ours"]
    print("| quantity | " + " | ".join(names) + " |\n|---|" + "---|" * len(names))
    for quantity in ours:
        cells = [figures.get(quantity) for _, figures in found.values()] + [ours[quantity]]
        told = ["" if x is None else f"{x:.2f}" if abs(x) < 2 else f"{x:.0f}" for x in cells]
        print(f"| {quantity} | " + " | ".join(told) + " |")


def picture(folder: Path, ours: strips.Strip, out: Path) -> None:
    """Eight seconds of MIMIC 041 (left) and ours (right)."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication([])
    file = next(f for f in RECORDS if f.startswith("mimic_041"))
    theirs = strip_of(folder / f"{file}.csv", (0.0, 8.0), ("III_mV", "ABP_mmHg", "PLETH_mV", ""))
    image = QImage(2 * WIDTH + 3 * GAP, 3 * (HIGH + GAP) + 2 * GAP, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    pen = QPainter(image)
    pen.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen.setFont(QFont("Noto Sans", 13))
    sides = ((theirs, "MIMIC 041, lead III, 125 Hz"), (ours, "Theatrum, lead II"))
    for side, (strip, title) in enumerate(sides):
        left = GAP + side * (WIDTH + GAP)
        pen.setPen(QColor("black"))
        pen.drawText(QPointF(left, 28), title)
        for row, (name, color) in enumerate(COLORS.items()):
            box = QRectF(left, 2 * GAP - 20 + row * (HIGH + GAP), WIDTH, HIGH)
            draw(pen, box, getattr(strip, name)[:SHOWN], name, color)
    pen.end()
    image.save(str(out))
    del app


def draw(pen: QPainter, box: QRectF, x: waves.Line, name: str, color: str) -> None:
    """One trace, a gray line a second."""
    low, span = float(x.min()), float(np.ptp(x))
    pen.setPen(QPen(QColor("#c8c8c8"), 1))
    for k in range(0, SHOWN, round(waves.HZ)):
        at = box.left() + k / SHOWN * WIDTH
        pen.drawLine(QPointF(at, box.top()), QPointF(at, box.bottom()))
    pen.setPen(QPen(QColor(color), 1.6))
    rows = box.bottom() - (x - low) / span * HIGH
    line = [QPointF(box.left() + k / SHOWN * WIDTH, y) for k, y in enumerate(rows.tolist())]
    pen.drawPolyline(QPolygonF(line))
    pen.setPen(QColor("#555555"))
    told = {"ecg": f"ECG, {span:.1f} mV", "pleth": "pleth"}
    words = told.get(name, f"arterial line, {low:.0f}-{low + span:.0f} mmHg")
    pen.drawText(box.topLeft() + QPointF(4, -6), words)


def main() -> None:
    """Read, write, tell."""
    ask = argparse.ArgumentParser(description="Measure recordings as our own body is measured.")
    ask.add_argument("folder", type=Path)
    ask.add_argument("--picture", type=Path)
    args = ask.parse_args()
    found, ours = read(args.folder), strips.ours(MAN)
    write(found)
    tell(found, strips.figures(ours))
    if args.picture:
        picture(args.folder, ours, args.picture)


if __name__ == "__main__":
    main()
