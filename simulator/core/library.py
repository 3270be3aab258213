"""Where runs live, and what can be done to them: list, find, rename, delete."""

from __future__ import annotations

import datetime
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from learning.events import read_log
from simulator.core.scenario import is_file, near
from simulator.errors import InputError, RunError
from simulator.settings import data_dir


@dataclass(frozen=True)
class RunLine:
    """One run, as a list shows it."""

    name: str
    case: str
    trainee: str
    started_at: str
    length_s: float
    outcome: str
    problem: str


def runs_folder() -> Path:
    """Where runs are kept: THEATRUM_DATA, the setting data_folder, or the user's data folder."""
    return data_dir() / "runs"


def new_run(case: str, trainee: str) -> Path:
    """A folder's name for a new run; it does not exist yet."""
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    name = f"{stamp}-{case}" + (f"-{trainee}" if trainee else "")
    folder = runs_folder() / name
    number = 2
    while folder.exists():
        folder = runs_folder() / f"{name}-{number}"
        number += 1
    return folder


def find_run(name: str) -> Path:
    """A run by folder or by name.

    Raises
    ------
    RunError
        No such run; suggests the nearest.
    """
    for folder in (Path(name), runs_folder() / name):
        if name and is_file(folder / "log.jsonl"):
            return folder
    known = [path.name for path in _folders()]
    hint = near(name, known) if known else "there are no runs yet; `launcher.py play` makes one"
    raise RunError(f"run {name!r} is unknown; {hint}")


def list_runs() -> list[RunLine]:
    """Every run, newest first; damaged ones too, with what is wrong."""
    return [_line(folder) for folder in reversed(_folders())]


def rename_run(name: str, new_name: str) -> Path:
    """Give a run another name.

    Raises
    ------
    InputError
        The name is not one, or taken.
    """
    folder = find_run(name)
    if re.fullmatch(r"[\w\-. ]{1,80}", new_name) is None or new_name.startswith("."):
        raise InputError(
            f"name {new_name!r} is not possible: use 1 to 80 letters, digits, spaces, - _ or ."
        )
    target = folder.parent / new_name
    if target.exists():
        raise InputError(f"a run named {new_name!r} is there already; choose another name")
    return folder.rename(target)


def delete_run(name: str) -> Path:
    """Remove a run folder. It is moved aside first, so that none is ever half there."""
    folder = find_run(name)
    aside = folder.with_name(f".{folder.name}.deleted")
    folder.rename(aside)
    shutil.rmtree(aside)
    return folder


def _folders() -> list[Path]:
    base = runs_folder()
    if not base.is_dir():
        return []
    found = [p for p in base.iterdir() if (p / "log.jsonl").is_file() and p.name[0] != "."]
    return sorted(found)


def _line(folder: Path) -> RunLine:
    try:
        log = read_log(folder / "log.jsonl")
    except (OSError, ValueError) as error:
        return RunLine(folder.name, "", "", "", 0.0, "", str(error))
    header = log.header
    begun = next((e.tick for e in log.of_kind("phase") if e.data["phase"] == "running"), None)
    length_s = 0.0 if begun is None else (log.events[-1].tick - begun) * header["dt_s"]
    outcome = next((str(e.data["outcome"]) for e in log.of_kind("outcome")), "")
    return RunLine(
        folder.name,
        header["case"]["id"],
        header["trainee"],
        header["started_at"],
        length_s,
        outcome,
        log.problem,
    )
