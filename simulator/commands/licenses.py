"""``licenses``: what the product stands on, from the one table that NOTICE is made from."""

from __future__ import annotations

import argparse
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from simulator.errors import InputError, MachineError
from simulator.settings import load, system_language
from simulator.text import LANGUAGES, text

HELP = "name every data source, font, and package with its license"
EXAMPLE = "launcher.py licenses"

TABLE = Path(__file__).parents[2] / "assets" / "licenses" / "sources.toml"
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For people, for programs, for the NOTICE file."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--notice", action="store_true", help="the NOTICE file, as it is to be")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the list")


def run(args: argparse.Namespace) -> int:
    """Print."""
    if args.json:
        print(json.dumps({"sources": [asdict(s) for s in sources()]}, ensure_ascii=False))
    elif args.notice:
        print(notice(), end="")
    else:
        language = args.lang or _language()
        print(text("licenses.own", language))
        for kind in KINDS:
            print(f"\n{text(f'licenses.{kind}', language)}")
            for source in (s for s in sources() if s.kind == kind):
                print(f"  {source.name}: {source.license}")
                print(f"    {source.holder} · {source.use[language]} · {source.url}")
    return 0


def _language() -> str:
    try:
        return load().language
    except (InputError, MachineError):
        return system_language()
