"""The verbs of the command line: one module a verb, imported only when it is used.

A verb module has ``HELP`` (one line), ``EXAMPLE`` (one command), ``add_arguments(parser)`` and
``run(args) -> int``. Exit codes: 0 done, 1 done and the answer is no, 2 wrong input, 3 the machine
lacks something.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from physiology.errors import TwinError
from simulator.crash import watched
from simulator.errors import InputError, MachineError
from simulator.progress import Cancelled

VERBS = (
    "play", "replay", "debrief", "runs", "anatomy", "twin", "monitor", "case",
    "settings", "doctor", "cache", "licenses",
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Run one verb; without any, open the launcher window."""
    args = _parser(arguments).parse_args(arguments)
    name = args.verb or "window"
    with watched(name):
        return _run(name, args)


def _run(name: str, args: argparse.Namespace) -> int:
    verb = importlib.import_module(f"simulator.commands.{name}")
    try:
        return verb.run(args)
    except (InputError, TwinError) as error:
        print(f"theatrum: {error}", file=sys.stderr)
        return 2
    except MachineError as error:
        print(f"theatrum: {error}", file=sys.stderr)
        return 3
    except (KeyboardInterrupt, Cancelled):
        print("theatrum: stopped; nothing half-written was kept.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="launcher.py",
        description="Theatrum, the anatomy theater with a living patient. For education only.",
        epilog="Without a verb the launcher window opens. Each verb: launcher.py VERB --help. "
        "Exit codes: 0 done; 1 done, and the answer is no; 2 wrong input; 3 this machine lacks "
        "something; 130 stopped.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    asked = next((word for word in arguments if not word.startswith("-")), None)
    is_overview = asked is None and bool({"-h", "--help"} & set(arguments))
    for name in VERBS:
        if asked == name or is_overview:  # only the verb in use is imported: others may be slow
            module = importlib.import_module(f"simulator.commands.{name}")
            sub = verbs.add_parser(name, help=module.HELP, epilog=f"Example: {module.EXAMPLE}")
            module.add_arguments(sub)
        else:
            verbs.add_parser(name)
    return parser
