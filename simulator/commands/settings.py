"""``settings``: show or set what the launcher's settings page edits."""

from __future__ import annotations

import argparse
import dataclasses
import json

from simulator import settings

HELP = "show or set language, sound, units, …"
EXAMPLE = "launcher.py settings set language zh"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two deeds: show, set."""
    deeds = parser.add_subparsers(dest="deed", metavar="show|set", required=True)
    show = deeds.add_parser("show", help="print every setting")
    show.add_argument("--json", action="store_true", help="one JSON object")
    change = deeds.add_parser("set", help="change one setting")
    change.add_argument("key", metavar="KEY", help=", ".join(settings.FIELDS))
    change.add_argument(
        "value",
        metavar="VALUE",
        help="true|false, a number, or a word; `settings show` lists what each may be",
    )


def run(args: argparse.Namespace) -> int:
    """Do it."""
    if args.deed == "set":
        path = settings.save(settings.changed(args.key, args.value))
        print(f"{args.key} = {args.value}  ({path})")
        return 0
    values = dataclasses.asdict(settings.load())
    if args.json:
        print(
            json.dumps(
                {"file": str(settings.settings_path()), "settings": values}, ensure_ascii=False
            )
        )
        return 0
    print(f"# {settings.settings_path()}")
    for name, value in values.items():
        words, span = settings.choices(name), settings.bounds(name)
        shown = str(value).lower() if isinstance(value, bool) else value
        later = "   [nothing reads it yet]" if name in settings.LATER else ""
        may = f"   ({' | '.join(words)})" if words else ""
        may = f"   ({span[0]:g} to {span[1]:g})" if span else may
        print(f"{name} = {shown}{may}{later}")
    return 0
