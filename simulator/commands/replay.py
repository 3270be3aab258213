"""``replay RUN``: do the deeds of a run again on a fresh body, and compare."""

from __future__ import annotations

import argparse
import json
import sys

from simulator.core.library import find_run
from simulator.core.replaying import TOLERANCE, Agreement, check_files, load_run, replay
from simulator.errors import RunError
from simulator.progress import TerminalBar

HELP = "do a run's deeds again and compare"
EXAMPLE = "launcher.py replay 20261121-231500-tension_pneumothorax-expert --check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which run, and whether the answer is the exit code."""
    parser.add_argument("run", metavar="RUN", help="folder or name of a run")
    parser.add_argument("--check", action="store_true", help="exit 1 where it does not agree")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Replay; with --check a damaged log, or files that do not fit it, are the answer no."""
    folder = find_run(args.run)
    try:
        log = load_run(folder)
        if args.check:
            check_files(folder, log)
        found = replay(log, TerminalBar())
    except RunError as error:
        if not args.check:
            raise
        _say(args, {"run": folder.name, "agrees": False, "problem": str(error)}, str(error))
        return 1
    record = {
        "run": folder.name, "agrees": found.agrees, "is_exact": found.is_exact,
        "seconds": found.seconds, "first_difference_s": found.first_difference_s,
        "worst_relative": found.worst, "other_machine": list(found.other_machine), "problem": "",
    }  # fmt: skip
    _say(args, record, _sentence(found))
    return 0 if found.agrees or not args.check else 1


def _sentence(found: Agreement) -> str:
    elsewhere = "; ".join(found.other_machine)
    if found.is_exact:
        return f"agrees bit for bit over {found.seconds} seconds"
    if found.agrees:
        return (
            f"agrees to {found.worst:.1e} relative over {found.seconds} seconds (limit "
            f"{TOLERANCE:g}); not bit for bit, because it was made elsewhere: {elsewhere}"
        )
    at_s = found.first_difference_s or 0.0
    why = f"made elsewhere: {elsewhere}" if elsewhere else "the body has changed since, or the log"
    return f"differs from second {at_s:.0f} on, by up to {found.worst:.1e} relative; {why}"


def _say(args: argparse.Namespace, record: dict[str, object], sentence: str) -> None:
    if args.json:
        print(json.dumps(record, ensure_ascii=False))
    else:
        print(sentence, file=sys.stdout)
