"""Pictures of the monitor, from the real twin: ``python -m simulator.monitor.pictures FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path
from types import MappingProxyType

from PySide6.QtGui import QImage

from physiology import DT_S, Patient, Twin
from physiology.actions import parse
from simulator.core.scenario import load_case, load_person
from simulator.core.solo import snapshot_of
from simulator.monitor.painter import MonitorPainter
from simulator.text import LANGUAGES

_CASE = "tension_pneumothorax"
_WATCHED_S = 25.0  # a whole sweep of the slow traces
_FPS = 10
_LATER = MappingProxyType(
    {"arrival": (), "monitored": ("Attach sensor=arterial_line", "Attach sensor=thermometer")}
)


def write(folder: Path) -> list[Path]:
    """The monitor as the learner finds it, and with more sensors; every language."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    twin = _arrived()
    for name, deeds in _LATER.items():
        for deed in deeds:
            twin.apply(parse(deed)[1])
        painters = {language: MonitorPainter(1280, 800, language) for language in LANGUAGES}
        for _ in range(round(_WATCHED_S * _FPS)):
            twin.step(round(1.0 / (_FPS * DT_S)))
            moment = snapshot_of(twin)
            for painter in painters.values():
                painter.paint(moment)
        for language, painter in painters.items():
            file = folder / f"monitor_{name}_{language}.png"
            pixels = painter.paint(moment)
            QImage(
                pixels.data, painter.width, painter.height, 4 * painter.width,
                QImage.Format.Format_RGB32,
            ).save(str(file))  # fmt: skip
            made.append(file)
    return made


def _arrived() -> Twin:
    """The patient when the learner comes."""
    case = load_case(_CASE)
    patient: Patient = load_person(case.patient).patient(case.seed)
    twin = Twin(patient)
    for at_s, deed in case.deeds():
        if round(at_s / DT_S) > twin.tick:
            twin.step(round(at_s / DT_S) - twin.tick)
        twin.apply(deed)
    twin.step(round(case.arrive_s / DT_S) - twin.tick)
    return twin


if __name__ == "__main__":
    for written in write(Path(sys.argv[1] if len(sys.argv) > 1 else "pictures")):
        sys.stdout.write(f"{written}\n")
