"""Everything that a session is made of, from names: case, patient, seed, run folder."""

from __future__ import annotations

import dataclasses
import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from physiology import Twin
from simulator.anatomy.body import Body
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody
from simulator.core.recorder import Recorder, machine
from simulator.core.room import load_room
from simulator.core.scenario import (
    SCENARIOS,
    Case,
    Person,
    case_file,
    file_hash,
    is_file,
    load_case,
    load_person,
)
from simulator.core.session import Setup
from simulator.progress import Progress, silent


@dataclass(frozen=True)
class Wish:
    """What somebody wants to play.

    Parameters
    ----------
    case, patient : str
        Ids or files; `patient` "" takes the case's own.
    seed : int or None
        None takes the case's own.
    trainee : str
        Id of the script that plays; "" for a person.
    """

    case: str
    patient: str = ""
    seed: int | None = None
    rig: str = ""
    trainee: str = ""
    fps_hz: float = 0.0
    language: str = "en"


def build(
    wish: Wish, folder: Path | None, progress: Progress = silent, body: Body | None = None
) -> Setup:
    """Load what was wished for.

    Parameters
    ----------
    folder : Path or None
        Where the run is written; None keeps it in memory.
    body : Body or None
        Another body than the patient's own, for experiments.

    Raises
    ------
    ScenarioError
        A file is wrong; nothing has been written then.
    """
    case = load_case(wish.case)
    person = load_person(wish.patient or case.patient)
    room = load_room(case.room)
    seed = case.seed if wish.seed is None else wish.seed
    patient = person.patient(seed)
    recorder = Recorder(folder)
    whole = body if body is not None else load_body(patient, progress, wish.language)
    twin = Twin(patient)
    header = _header(wish, case, person, whole, seed)
    return Setup(case, room, twin, LivingBody(whole), recorder, header)


def _header(wish: Wish, case: Case, person: Person, body: Body, seed: int) -> dict[str, Any]:
    path = case_file(wish.case)
    return machine() | {
        "case": {
            "id": case.id,
            "file": path.name,
            "sha256": file_hash(path),
            "mode": case.mode,
            "title": msgspec.to_builtins(case.title),
            "objectives": case.objectives,
            "procedures": case.procedures,
        },
        "patient": dataclasses.asdict(person.patient(seed)),
        "patient_name": msgspec.to_builtins(person.name),
        "body": body.digest,
        "layers_mm": body.layers_mm,
        "seed": seed,
        "rig": wish.rig,
        "trainee": wish.trainee,
        "trainee_name": _trainee_name(wish.trainee),
        "fps_hz": wish.fps_hz,
        "language": wish.language,
        "seats": ["one"],
        "started_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }


def _trainee_name(id: str) -> dict[str, str]:
    """The name of a script in both languages; empty for a person, or a script of one's own."""
    path = SCENARIOS / "trainees" / f"{id}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["title"] if is_file(path) else {}
