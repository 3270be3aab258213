"""``monitor --demo RHYTHM``: a body on the monitor, in a window or as a picture."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from physiology.actions import parse
from physiology.compiling import compile_equations
from simulator import settings
from simulator.commands.doctor import apt_remedy
from simulator.commands.window import has_screen
from simulator.core.scenario import load_person, person_ids
from simulator.core.solo import DEMOS, demo_of
from simulator.errors import InputError, MachineError
from simulator.progress import TerminalBar
from simulator.text import LANGUAGES, text

HELP = "show a rhythm on the patient monitor"
EXAMPLE = "launcher.py monitor --demo atrial_fibrillation"
SIZES = (320, 4096)
LONGEST_S = 3600.0
FILES = ("screenshot", "print", "gas", "card")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which heart, which face, and where it is shown."""
    parser.add_argument(
        "--demo", metavar="RHYTHM", default="sinus", help=f"one of {', '.join(DEMOS)}"
    )
    parser.add_argument(
        "--patient", metavar="FILE", default="",
        help=f"whose heart: an id ({', '.join(person_ids())}), or a file; default: an adult",
    )  # fmt: skip
    parser.add_argument(
        "--do", "--deed", action="append", default=[], metavar="DEED",
        help="what else is done to the body: 'Name field=value … @s', seconds from the start",
    )  # fmt: skip
    parser.add_argument(
        "--skin", choices=settings.choices("monitor_skin"), help="default: settings"
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language; default: settings")
    parser.add_argument(
        "--size", metavar="WxH", default="1280x800", help="of the window or the picture (pixels)"
    )
    parser.add_argument("--screenshot", metavar="FILE", help="write a picture (PNG), no window")
    parser.add_argument("--print", metavar="FILE", help="write the 12-lead ECG (PNG), no window")
    parser.add_argument(
        "--gas", metavar="FILE", help="write a blood-gas slip (PNG) and print it, no window"
    )
    parser.add_argument(
        "--card", metavar="FILE",
        help="write first energies and doses for this body (PNG) and print them, no window",
    )  # fmt: skip
    parser.add_argument(
        "--region", choices=settings.choices("guideline_region"),
        help="guideline profile of --card; default: settings",
    )  # fmt: skip
    parser.add_argument(
        "--at", type=float, default=20.0, metavar="S",
        help="pictures: how long the rhythm has lasted then (s), default 20",
    )  # fmt: skip
    parser.add_argument("--silent", action="store_true", help="window: no sound")


def run(args: argparse.Namespace) -> int:
    """Check everything, then show."""
    language = args.lang or settings.load().language
    wish = _wish(args, language)
    bar, label = TerminalBar(), text("play.compiling", language)
    compile_equations(lambda share: bar(share, label))
    files = {n: getattr(args, n) for n in FILES if getattr(args, n)}
    if files:
        from simulator.monitor.demo import write

        for line in write(wish, {name: Path(file) for name, file in files.items()}, args.at):
            print(line)
        return 0
    return _window(wish, language)


def _wish(args: argparse.Namespace, language: str) -> dict[str, Any]:
    """What is asked for, checked, as plain words: the window is another process."""
    demo_of(args.demo)
    for words in args.do:
        parse(words)
    if args.patient:
        load_person(args.patient)
    if not 0.0 <= args.at <= LONGEST_S:
        raise InputError(f"--at is {args.at:g}; give 0 to {LONGEST_S:g} seconds")
    try:
        width, height = (int(n) for n in args.size.lower().split("x"))
    except ValueError:
        raise InputError(f"--size is {args.size!r}; write it as 1280x800") from None
    if not all(SIZES[0] <= n <= SIZES[1] for n in (width, 2 * height)):
        raise InputError(
            f"--size is {args.size}; a width of {SIZES[0]} to {SIZES[1]} and a height of "
            f"{SIZES[0] // 2} to {SIZES[1] // 2} can be drawn"
        )
    chosen = settings.load()
    return {
        "rhythm": args.demo, "patient": args.patient, "deeds": args.do, "language": language,
        "skin": args.skin or chosen.monitor_skin, "theme": chosen.theme,
        "pressure": chosen.pressure_unit, "temperature": chosen.temperature_unit,
        "glucose": chosen.glucose_unit, "region": args.region or chosen.guideline_region,
        "size": [width, height], "is_silent": args.silent,
    }  # fmt: skip


def _window(wish: dict[str, Any], language: str) -> int:
    if not has_screen():
        raise MachineError(text("monitor.window.no_screen", language))
    command = [sys.executable, "-m", "simulator.console.monitor_window", json.dumps(wish)]
    code = subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode
    if code < 0:
        raise MachineError(
            text("window.no_qt", language, why=f"signal {-code}", remedy=apt_remedy(language))
        )
    return code
