"""``runs list|open|rename|delete``: the runs on this machine."""

from __future__ import annotations

import argparse
import dataclasses
import json
import webbrowser

from simulator.core.library import (
    delete_run,
    find_run,
    list_runs,
    rename_run,
    runs_folder,
)
from simulator.errors import InputError, RunError

HELP = "list, open, rename or delete runs"
EXAMPLE = "launcher.py runs list"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One deed, and its run."""
    deeds = parser.add_subparsers(dest="deed", metavar="list|open|rename|delete", required=True)
    listed = deeds.add_parser("list", help="every run, newest first")
    listed.add_argument("--json", action="store_true", help="one JSON object")
    opened = deeds.add_parser("open", help="show a run's debrief in the browser")
    opened.add_argument("run", metavar="RUN")
    renamed = deeds.add_parser("rename", help="give a run another name")
    renamed.add_argument("run", metavar="RUN")
    renamed.add_argument("name", metavar="NAME")
    deleted = deeds.add_parser("delete", help="remove a run for good")
    deleted.add_argument("run", metavar="RUN")
    deleted.add_argument("--yes", action="store_true", help="do not ask")


def run(args: argparse.Namespace) -> int:
    """Do it."""
    acts = {"list": _list, "open": _open, "rename": _rename, "delete": _delete}
    return acts[args.deed](args)


def _list(args: argparse.Namespace) -> int:
    lines = list_runs()
    if args.json:
        runs = [dataclasses.asdict(line) for line in lines]
        print(json.dumps({"folder": str(runs_folder()), "runs": runs}, ensure_ascii=False))
        return 0
    for line in lines:
        minutes = f"{line.length_s / 60.0:5.1f} min"
        note = f"  ({line.problem})" if line.problem else ""
        print(f"{line.name}  {line.case}  {line.trainee or '-'}  {minutes}  {line.outcome}{note}")
    if not lines:
        print(f"no runs yet in {runs_folder()}")
    return 0


def _open(args: argparse.Namespace) -> int:
    folder = find_run(args.run)
    page = folder / "debrief.html"
    if not page.is_file():
        raise RunError(f"{folder.name} has no debrief; make one: launcher.py debrief {args.run}")
    webbrowser.open(page.resolve().as_uri())
    print(page)
    return 0


def _rename(args: argparse.Namespace) -> int:
    print(rename_run(args.run, args.name))
    return 0


def _delete(args: argparse.Namespace) -> int:
    folder = find_run(args.run)
    if not args.yes:
        try:
            answer = input(f"delete {folder} for good? [y/N] ")
        except EOFError:
            raise InputError("delete asks before it removes; answer y, or add --yes") from None
        if answer.strip().lower() not in ("y", "yes"):
            return 1
    print(delete_run(args.run))
    return 0
