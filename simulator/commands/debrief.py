"""``debrief RUN``: make the debrief of a recorded run again, from the recording alone."""

from __future__ import annotations

import argparse

from learning import debrief
from learning.errors import LearningError
from simulator import settings
from simulator.core.library import find_run
from simulator.errors import RunError
from simulator.text import LANGUAGES, catalog

HELP = "make the debrief of a run again: marks, errors, pictures"
EXAMPLE = "launcher.py debrief tension_pneumothorax-expert --lang zh"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which run, and how."""
    parser.add_argument("run", metavar="RUN", help="a run by name or folder; see `runs list`")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the page; default: settings")
    parser.add_argument("--json", action="store_true", help="print debrief.json")
    parser.add_argument(
        "--partial", action="store_true", help="judge the part that is there of a log that stops"
    )


def run(args: argparse.Namespace) -> int:
    """Judge, write, and say where."""
    language = args.lang or settings.load().language
    try:
        page = debrief.write(
            find_run(args.run), language, speaker(language), is_partial_allowed=args.partial
        )
    except LearningError as error:
        raise RunError(str(error)) from None
    if args.json:
        print(page.with_name("debrief.json").read_text(encoding="utf-8"), end="")
    else:
        print(page)
    return 0


def speaker(language: str) -> debrief.Say:
    """The simulator's own words for phrases and orders, for the debrief's timeline."""
    words = catalog(language)

    def say(id: str) -> str | None:
        """The words of a phrase id, or of an order id; None where there are none."""
        return words.get(f"say.{id}") or words.get(f"say.order.{id}")

    return say
