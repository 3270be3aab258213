"""The doctor's report, from the verb itself in a process of its own."""

from __future__ import annotations

import json

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.console import app
from simulator.console.widgets import MARKS, button, card, empty, label, page


class MachinePage(QWidget):
    """Checks on request; the first time it is shown without being asked."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language, self._say = language, app.speaker(language)
        self._child: QProcess | None = None
        area, column = page(self._say("window.machine"), self._say("window.machine_lead"))
        row = QHBoxLayout()
        self._again = button(self._say("window.check_again"), "primary")
        self._again.clicked.connect(self.check)
        self._news = label("", "lead")
        row.addWidget(self._again)
        row.addWidget(self._news, 1)
        column.addLayout(row)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        column.addLayout(self._list)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def check(self) -> None:
        """Run ``doctor --json``."""
        if self._child is not None:
            return
        self._again.setEnabled(False)
        self._news.setText(self._say("window.checking"))
        self._child = app.process(self, *app.command("doctor", "--json", "--lang", self._language))
        self._child.finished.connect(self._over)
        self._child.start()

    def show_report(self, report: dict[str, object]) -> None:
        """Put a report on the page."""
        empty(self._list)
        checks = report["checks"]
        assert isinstance(checks, list)
        for check in checks:
            self._list.addWidget(self._row(check))
        rigs = report["can_play"]
        assert isinstance(rigs, list)
        self._news.setText(self._say("doctor.can_play", rigs=", ".join(rigs) or "-"))

    def _row(self, check: dict[str, str]) -> QWidget:
        role, sign = MARKS[check["state"]]
        frame, column = card()
        top = QHBoxLayout()
        title = self._say(f"doctor.{check['name']}.title")
        top.addWidget(label(f"{sign}  {title}", role, wraps=False))
        top.addWidget(label(self._say(f"doctor.state.{check['state']}"), "chip", wraps=False))
        top.addStretch(1)
        column.addLayout(top)
        column.addWidget(label(check["detail"], "faint"))
        if check["remedy"]:
            column.addWidget(label("→ " + check["remedy"]))
        return frame

    def _over(self) -> None:
        if self._child is None:
            return
        said = bytes(self._child.readAllStandardOutput().data()).decode("utf-8", "replace")
        self._child = None
        self._again.setEnabled(True)
        try:
            self.show_report(json.loads(said))
        except (ValueError, KeyError):
            self._news.setText(self._say("window.no_report"))
