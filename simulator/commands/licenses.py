"""``licenses``: what the product stands on, from the one table that NOTICE is made from."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from simulator.errors import InputError, MachineError
from simulator.settings import load, system_language
from simulator.sources import KINDS, notice, sources
from simulator.text import LANGUAGES, text

HELP = "name every data source, font, and package with its license"
EXAMPLE = "launcher.py licenses"


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
