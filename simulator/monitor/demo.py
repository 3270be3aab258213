"""What ``launcher.py monitor`` shows, without its window: body, painter, and pictures of both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from physiology import Patient
from physiology.actions import parse
from simulator.core.scenario import load_person
from simulator.core.solo import Solo
from simulator.errors import MachineError
from simulator.monitor import blood_gas, ecg_paper
from simulator.monitor import dose_card as card
from simulator.monitor.header import clock_words
from simulator.monitor.painter import MonitorPainter
from simulator.monitor.watch import Watcher
from simulator.text import text

_FPS = 15
_SWEEP_S = 32.0  # before a picture: the slow traces have run once


def body_of(wish: dict[str, Any]) -> Solo:
    """The body that was wished for, its rhythm set."""
    patient = (
        load_person(wish["patient"]).patient(seed=0)
        if wish["patient"]
        else Patient(age_y=34.0, sex="male", height_cm=176.0, weight_kg=80.0)
    )
    body = Solo(patient, [parse(words) for words in wish["deeds"]])
    body.show(wish["rhythm"])
    return body


def painter_of(
    wish: dict[str, Any], patient: Patient, size: tuple[int, int], width_mm: float | None = None
) -> MonitorPainter:
    """The monitor that was wished for, at that size."""
    return MonitorPainter(
        *size, wish["language"], theme=wish["theme"], pressure=wish["pressure"],
        temperature=wish["temperature"], skin=wish["skin"], age_y=patient.age_y, width_mm=width_mm,
    )  # fmt: skip


def ecg_print(body: Solo, language: str, hr_per_min: float) -> QImage:
    """The 12-lead print-out of this moment, with the rate that the monitor shows."""
    taken = _taken(body.snapshot().sim_time_s, language)
    head = ecg_paper.Head(person_words(body.patient, language), taken, hr_per_min)
    return ecg_paper.paper(ecg_paper.leads_of(body.twin.waveform), head, language)


def gas_slip(body: Solo, wish: dict[str, Any]) -> tuple[QImage, str]:
    """The blood-gas slip of this moment, as a picture and in words."""
    language = wish["language"]
    made = blood_gas.rows(
        body.twin.truth(), language, pressure=wish["pressure"], glucose=wish["glucose"]
    )
    person = person_words(body.patient, language)
    taken = _taken(body.snapshot().sim_time_s, language)
    return (
        blood_gas.slip_picture(made, language, person=person, taken=taken),
        blood_gas.slip_text(made, language, person=person, taken=taken),
    )


def dose_card(body: Solo, wish: dict[str, Any]) -> tuple[QImage, str]:
    """First energies and doses for this body, as a picture and in words."""
    language, profile = wish["language"], wish["region"]
    made = card.rows(body.patient, profile, language)
    person = person_words(body.patient, language)
    return (
        card.card_picture(made, profile, person, language),
        card.card_text(made, profile, person, language),
    )


def person_words(patient: Patient, language: str) -> str:
    """Who it is, for the head of a print-out."""
    sex = text(f"monitor.window.{patient.sex}", language)
    return text(
        "monitor.window.person", language, age=f"{patient.age_y:.0f}", sex=sex,
        weight=f"{patient.weight_kg:.0f}",
    )  # fmt: skip


def write(wish: dict[str, Any], files: dict[str, Path], at_s: float) -> list[str]:
    """Write the pictures "screenshot", "print", "gas", "card"; what is to be said about them.

    Raises
    ------
    MachineError
        A file cannot be written.
    """
    body = body_of(wish)
    watcher = Watcher(body.patient.age_y)
    painter = painter_of(wish, body.patient, tuple(wish["size"]))

    def live(seconds_s: float) -> None:
        body.advance(seconds_s)
        moment = body.snapshot()
        painter.paint(moment, watcher.update(moment))

    body.advance(max(at_s - _SWEEP_S, 0.0))
    for _ in range(round(min(at_s, _SWEEP_S) * _FPS)):
        live(1.0 / _FPS)
    while not painter.is_lit:  # a picture shows an alarm's color, not the dark half of its flash
        live(0.05)
    said: list[str] = []
    for name, file in files.items():
        if name == "screenshot":
            picture = painter.image
        elif name == "print":
            picture = ecg_print(body, wish["language"], watcher.status.hr_per_min)
        else:
            picture, words = (gas_slip if name == "gas" else dose_card)(body, wish)
            said.append(words)
        if not picture.save(str(file), "PNG"):  # pyright: ignore[reportCallIssue, reportArgumentType]
            raise MachineError(
                f"--{name} {file}: cannot be written; is its folder there and writable?"
            )
        said.append(text("monitor.window.saved", wish["language"], file=str(file)))
    return said


def _taken(now_s: float, language: str) -> str:
    return text("monitor.window.taken", language, clock=clock_words(now_s))
