"""``case check|test|schema``: look after case files."""

from __future__ import annotations

import argparse
import json
from typing import Any

from simulator.core.checking import Finding, check_case
from simulator.core.scenario import case_ids, case_schema

HELP = "check case files"
EXAMPLE = "launcher.py case check tension_pneumothorax"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One deed, and its case."""
    deeds = parser.add_subparsers(dest="deed", metavar="check|test|schema", required=True)
    for name, words in (
        ("check", "read a case, and say what is wrong or missing"),
        ("test", "check it, and play its first minute with nobody there"),
    ):
        deed = deeds.add_parser(name, help=words)
        deed.add_argument("case", metavar="CASE", nargs="?", help="id or file; default: all")
        deed.add_argument("--json", action="store_true", help="one JSON object")
    deeds.add_parser("schema", help="print the JSON schema of a case file")


def run(args: argparse.Namespace) -> int:
    """Do it."""
    if args.deed == "schema":
        print(json.dumps(case_schema(), indent=1))
        return 0
    findings: list[Finding] = []
    for name in [args.case] if args.case else case_ids():
        findings += check_case(name)
        if args.deed == "test" and not any(f.kind == "error" for f in findings):
            findings += _played(name)
    if args.json:
        print(json.dumps({"findings": [f._asdict() for f in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            where = f"{finding.file}:{finding.line}" if finding.line else finding.file
            print(f"{where}: {finding.kind}: {finding.advice}")
        if not findings:
            print("nothing found")
    return 1 if any(finding.kind == "error" for finding in findings) else 0


def _played(name: str) -> list[Any]:
    """The first minute with nobody there: it has to run, and to replay bit for bit."""
    from simulator.core.checking import rehearse_minute
    from simulator.core.setup import Wish, build
    from simulator.rigs.plan import load_plan
    from simulator.rigs.scripted import ScriptedRig

    setup = build(Wish(name, rig="offscreen", trainee="idle", fps_hz=30.0), None)
    return rehearse_minute(setup, ScriptedRig(load_plan("idle"), setup.room, 30.0, {}))
