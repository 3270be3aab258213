"""The last runs: outcome, score, and the way into each debrief."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.console import app
from simulator.console.widgets import button, card, empty, label, page
from simulator.core.library import runs_folder

_SHOWN = 30


@dataclass(frozen=True)
class RunLine:
    """What one run folder says about itself."""

    folder: Path
    title: dict[str, str]  # of its case, by language, as the log keeps it
    trainee: str
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
        lines = recent_runs(runs_folder())
        if not lines:
            self._list.addWidget(label(self._say("window.no_runs"), "lead"))
        for line in lines:
            self._list.addWidget(self._row(line))

    def _row(self, line: RunLine) -> QWidget:
        frame, column = card()
        row = QHBoxLayout()
        column.addLayout(row)
        words = QVBoxLayout()
        words.addWidget(label(line.title.get(self._language) or line.folder.name, "cardtitle"))
        when = datetime.datetime.fromtimestamp(line.when_s).strftime("%Y-%m-%d  %H:%M")
        who = f"  ·  {line.trainee}" if line.trainee else ""
        words.addWidget(label(f"{when}{who}  ·  {line.folder.name}", "faint"))
        row.addLayout(words, 1)
        if line.score_fraction is not None:
            percent = round(100 * line.score_fraction)
            row.addWidget(label(self._say("window.score", percent=percent), "chip", wraps=False))
        if line.outcome:
            outcome = self._say(f"window.outcome.{line.outcome}")
            row.addWidget(label(outcome, "chip", wraps=False))
        words_of = "open_debrief" if line.has_page else "make_debrief"
        show = button(self._say(f"window.{words_of}"), "primary" if line.has_page else "")
        show.clicked.connect(lambda: self._debrief(line))
        row.addWidget(show)
        place = button(self._say("window.open_folder"))
        place.clicked.connect(lambda: _open(line.folder))
        row.addWidget(place)
        return frame

    def _debrief(self, line: RunLine) -> None:
        page = line.folder / "debrief.html"
        if line.has_page:
            _open(page)
            return
        words = app.command("debrief", str(line.folder), "--lang", self._language)
        child = app.process(self, *words)
        child.finished.connect(lambda code: self._made(child, code, page))
        child.start()

    def _made(self, child: QProcess, code: int, page: Path) -> None:
        said = bytes(child.readAllStandardError().data()).decode("utf-8", "replace").strip()
        self.refresh()
        if code == 0:
            _open(page)
        else:
            self._list.insertWidget(0, label("× " + said.removeprefix("theatrum: "), "bad"))


def _line(folder: Path) -> RunLine:
    log = folder / "log.jsonl"
    title, trainee, outcome, score = {}, "", "", None
    try:
        with log.open(encoding="utf-8") as file:
            header = json.loads(file.readline())["data"]
        title, trainee = dict(header["case"]["title"]), str(header["trainee"])
        debrief = json.loads((folder / "debrief.json").read_text(encoding="utf-8"))
        outcome = debrief["outcome"] if debrief["outcome"] in ("alive", "dead") else ""
        score = float(debrief["score"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # an unfinished or damaged run is listed with what can be read
    has_page = (folder / "debrief.html").is_file()
    return RunLine(folder, title, trainee, log.stat().st_mtime, outcome, score, has_page)


def _open(place: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
