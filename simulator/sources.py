"""What Theatrum stands on: the one table that NOTICE, the verb, and the launcher's page share."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from simulator.text import text

TABLE = Path(__file__).parents[1] / "assets" / "licenses" / "sources.toml"
KINDS = ("data", "font", "standard", "package")


@dataclass(frozen=True)
class Source:
    """One thing that others made and Theatrum uses."""

    id: str
    kind: str
    name: str
    holder: str
    license: str
    url: str
    use: dict[str, str]  # by language


def sources() -> tuple[Source, ...]:
    """The table, in its order."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["source"]
    return tuple(Source(**row) for row in rows)


def notice() -> str:
    """The NOTICE file, as the Apache License 2.0 (section 4d) has it."""
    lines = ["Theatrum", "Copyright 2026 the Theatrum authors", ""]
    lines += [
        "For education only. Theatrum gives no medical advice and is not a medical device.",
        "",
    ]
    lines += ["This product uses work of others. Made from assets/licenses/sources.toml by"]
    lines += ["'launcher.py licenses --notice'."]
    for kind in KINDS:
        lines += ["", text(f"licenses.{kind}", "en"), ""]
        for source in sources():
            if source.kind == kind:
                lines += [f"- {source.name}", f"  {source.holder}. {source.license}"]
                lines += [f"  {source.url}", f"  Used for: {source.use['en']}"]
    return "\n".join(lines) + "\n"
