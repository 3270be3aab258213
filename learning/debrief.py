"""Debrief of a run: debrief.json for machines, debrief.html for people, from recorded data alone.

>>> from pathlib import Path
>>> write(Path("RUN"), "en")                                              # doctest: +SKIP
PosixPath('RUN/debrief.html')
"""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

from learning import medicines
from learning.assessment import Assessment, Mark, assess
from learning.errors import LogError
from learning.objectives import load, sheet_path
from learning.page import render
from learning.recording import Recording, open_run
from learning.wording import Say, Words

DEFAULT_SHEET = "needle_decompression"


def write(
    run_folder: Path, language: str, say: Say | None = None, *, is_partial_allowed: bool = False
) -> Path:
    """Judge a run and write its debrief beside it.

    Parameters
    ----------
    run_folder : Path
        Holds log.jsonl, poses.msgpack, vitals.csv.
    language : {"en", "zh"}
    say : callable or None
        Gives the simulator's own words for a phrase or order id, or None.
    is_partial_allowed : bool
        Judge a log that stops early (a crash) instead of refusing it.

    Returns
    -------
    Path
        The page; debrief.json lies beside it. Both are written whole or not at all.

    Raises
    ------
    LogError
        A file is missing, the log was edited or stops early, or the poses do not fit it.
    SheetError
        The sheet of marks is wrong.
    LearningError
        The language is unknown.
    """
    words = Words(language, say)
    recording = read(run_folder, is_partial_allowed=is_partial_allowed)
    judged = judge(recording)
    record = to_record(recording, judged, words)
    page = render(recording, judged, words)
    _write(run_folder / "debrief.json", json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    return _write(run_folder / "debrief.html", page)


def read(run_folder: Path, *, is_partial_allowed: bool = False) -> Recording:
    """Open a run folder that can be judged.

    Raises
    ------
    LogError
        As in `write`.
    """
    try:
        recording = open_run(run_folder)
    except OSError as error:
        raise LogError(
            f"{run_folder.name}: {Path(error.filename or '').name or 'the folder'} cannot be read "
            f"({error.strerror}); give a run folder that `play` wrote"
        ) from None
    except ValueError as error:
        raise LogError(f"{run_folder.name}: {error}; give a run folder that `play` wrote") from None
    log = recording.log
    if log.is_edited:
        raise LogError(
            f"{run_folder.name}, log.jsonl: {log.problem}; only a log as recorded can be judged"
        )
    if log.problem and not is_partial_allowed:
        raise LogError(
            f"{run_folder.name}, log.jsonl: {log.problem}; only a whole log is judged, "
            "unless you ask for the part that is there (--partial)"
        )
    return recording


def judge(recording: Recording) -> Assessment:
    """Marks and errors of a run, by the sheet of its case's first procedure."""
    case: dict[str, Any] = recording.log.header.get("case") or {}
    procedures: list[str] = case.get("procedures") or [DEFAULT_SHEET]
    return assess(recording.log.events, load(sheet_path(procedures[0])))


def to_record(recording: Recording, judged: Assessment, words: Words) -> dict[str, Any]:
    """What debrief.json holds; its keys are an interface and stay."""
    return {
        "outcome": judged.outcome,
        "cause": judged.cause,
        "score": judged.score,
        "critical_errors": [error.row.id for error in judged.errors]
        + (["wrong_dose"] if any(d.is_wrong for d in medicines.given(judged.story)) else []),
        "marks": [_mark(mark, words) for mark in judged.marks],
        "vitals_end": _vitals_end(recording),
    }


def _mark(mark: Mark, words: Words) -> dict[str, Any]:
    return {
        "id": mark.row.id,
        "title": words(f"mark.{mark.row.id}"),
        "points": mark.points,
        "of": mark.row.points,
        "at_s": mark.at_s,
        "evidence": {
            "measured": mark.measured,
            "unit": mark.row.unit,
            "rule": mark.row.rule,
            "asked": {key: _plain(value) for key, value in mark.row.setting.items()},
            "reason": mark.reason.removeprefix("reason."),
            "log_lines": list(mark.lines),
        },
        "source": f"{mark.row.source} [{mark.row.grade}]",
    }


def _vitals_end(recording: Recording) -> dict[str, float | None]:
    return {
        name: _plain(float(values[-1]))
        for name, values in recording.vitals().items()
        if name != "tick" and len(values)
    }


def _plain(value: Any) -> Any:
    """JSON has no infinity and no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def _write(path: Path, words: str) -> Path:
    """Whole or not at all: a temporary file takes the place of the old one in one step."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(words, encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise LogError(
            f"{path.name} cannot be written ({error.strerror}); make room or copy the run"
        ) from None
    return path
