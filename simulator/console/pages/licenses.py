"""What the product stands on, from the table that NOTICE is made from."""

from __future__ import annotations

import html

from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from simulator.console import app
from simulator.console.widgets import label
from simulator.sources import KINDS, sources


class LicensesPage(QWidget):
    """One page of names, holders, licenses, addresses."""

    def __init__(self, language: str) -> None:
        super().__init__()
        say = app.speaker(language)
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(34, 28, 34, 28)
        column.setSpacing(14)
        column.addWidget(label(say("window.licenses"), "title"))
        column.addWidget(label(say("app.notice"), "lead"))
        column.addWidget(label(say("licenses.own"), "lead"))
        pages = QTextBrowser()
        pages.setOpenExternalLinks(True)
        pages.setHtml(listing(language))
        column.addWidget(pages, 1)


def listing(language: str) -> str:
    """The table as HTML."""
    say = app.speaker(language)
    parts = []
    for kind in KINDS:
        parts.append(f"<h3>{say(f'licenses.{kind}')}</h3>")
        for source in (one for one in sources() if one.kind == kind):
            name, holder, terms = (
                html.escape(w) for w in (source.name, source.holder, source.license)
            )
            link = f'<a style="color:#56b4e9" href="{source.url}">{source.url}</a>'
            parts.append(
                f"<p><b>{name}</b> · {html.escape(source.use[language])}<br>{holder}"
                f"<br>{terms}<br>{link}</p>"
            )
    return "".join(parts)
