"""The last runs: outcome, score, and the way into each debrief."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.console import app
from simulator.console.widgets import button, card, empty, label, page
from simulator.core.scenario import load_case
from simulator.errors import InputError
from simulator.settings import data_dir

_SHOWN = 30


@dataclass(frozen=True)
class RunLine:
    """What one run folder says about itself."""

    folder: Path
    case: str
    when_s: float
    outcome: str  # "alive", "dead", "" while there is no debrief
    score_fraction: float | None
    has_page: bool


def recent_runs(folder: Path) -> list[RunLine]:
    """The newest runs of a folder, newest first; a folder that is not a run is passed over."""
    try:
        found = [one for one in folder.iterdir() if (one / "log.jsonl").is_file()]
    except OSError:
        return []
    lines = [_line(one) for one in found]
    return sorted(lines, key=lambda line: -line.when_s)[:_SHOWN]


class RunsPage(QWidget):
    """A list that can be read anew."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language, self._say = language, app.speaker(language)
        area, column = page(self._say("window.runs"), self._say("window.runs_lead"))
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        column.addLayout(self._list)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.refresh()

    def refresh(self) -> None:
        """Read the folder again."""
        empty(self._list)
        lines = recent_runs(data_dir() / "runs")
        if not lines:
            self._list.addWidget(label(self._say("window.no_runs"), "lead"))
        for line in lines:
            self._list.addWidget(self._row(line))

    def _row(self, line: RunLine) -> QWidget:
        frame, column = card()
        row = QHBoxLayout()
        column.addLayout(row)
        words = QVBoxLayout()
        words.addWidget(label(self._title(line.case), "cardtitle"))
        when = datetime.datetime.fromtimestamp(line.when_s).strftime("%Y-%m-%d  %H:%M")
        words.addWidget(label(f"{when}  ·  {line.folder.name}", "faint"))
        row.addLayout(words, 1)
        if line.score_fraction is not None:
            row.addWidget(
                label(
                    self._say("window.score", percent=round(100 * line.score_fraction)),
                    "chip",
                    wraps=False,
                )
            )
        if line.outcome:
            row.addWidget(label(self._say(f"window.outcome.{line.outcome}"), "chip", wraps=False))
        show = button(self._say("window.open_debrief"), "primary" if line.has_page else "")
        show.setEnabled(line.has_page)
        show.clicked.connect(lambda: _open(line.folder / "debrief.html"))
        row.addWidget(show)
        place = button(self._say("window.open_folder"))
        place.clicked.connect(lambda: _open(line.folder))
        row.addWidget(place)
        return frame

    def _title(self, case: str) -> str:
        try:
            return getattr(load_case(case).title, self._language)
        except InputError:
            return case or "?"


def _line(folder: Path) -> RunLine:
    log = folder / "log.jsonl"
    case, outcome, score = "", "", None
    try:
        with log.open(encoding="utf-8") as file:
            case = _case_of(json.loads(file.readline() or "{}"))
        debrief = json.loads((folder / "debrief.json").read_text(encoding="utf-8"))
        outcome = debrief["outcome"] if debrief.get("outcome") in ("alive", "dead") else ""
        score = float(debrief["score"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # an unfinished or damaged run is listed with what can be read
    return RunLine(
        folder, case, log.stat().st_mtime, outcome, score, (folder / "debrief.html").is_file()
    )


def _case_of(header: dict[str, object]) -> str:
    """The case id, wherever the header keeps it: at the top or in its data."""
    data = header.get("data")
    inside = data if isinstance(data, dict) else {}
    return str(header.get("case") or inside.get("case") or "")


def _open(place: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
