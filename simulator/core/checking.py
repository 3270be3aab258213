"""What is wrong or missing in a case, beyond what its schema says."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from learning.events import Log
from simulator.core.records import Rig
from simulator.core.replaying import replay
from simulator.core.room import load_room
from simulator.core.scenario import (
    SCENARIOS,
    Case,
    case_file,
    line_of,
    load_case,
    load_person,
    near,
)
from simulator.core.session import Session, Setup
from simulator.errors import ScenarioError
from simulator.procedures import needle_decompression

KNOWN_TOOLS = ("stethoscope", "oxygen_mask")
MINUTE_S = 60.0


class Finding(NamedTuple):
    """One remark; kind "error" makes the case unplayable, "warning" wants a look."""

    file: str
    line: int | None
    kind: str
    advice: str


def check_case(name: str) -> list[Finding]:
    """Everything that can be said about a case without playing it."""
    try:
        path = case_file(name)
        case = load_case(name)
    except ScenarioError as error:
        return [Finding(name, None, "error", str(error))]
    raw = path.read_text(encoding="utf-8")
    findings = _joins(path.name, raw, case) + _header(path.name, raw, case)
    return sorted(findings, key=lambda f: (f.kind, f.line or 0))


def rehearse_minute(setup: Setup, rig: Rig) -> list[Finding]:
    """Play a case for a minute with these hands, then replay what was logged."""
    session = Session(setup, rig)
    session.prepare()
    rig.start(None)
    while session.phase != "over" and session.clock.time_s < MINUTE_S:
        frame = rig.step_begin()
        session.take(frame)
        session.advance(frame)
        rig.step_end(session.snapshot())
    session.finish()
    found = replay(Log(tuple(setup.recorder.log.events)))
    if found.is_exact:
        return []
    at_s = found.first_difference_s or 0.0
    file = setup.header["case"]["file"]
    return [Finding(file, None, "error", f"its replay differs from second {at_s:.0f} on")]


def _joins(file: str, raw: str, case: Case) -> list[Finding]:
    findings: list[Finding] = []

    def tell(field: str, advice: str) -> None:
        findings.append(Finding(file, line_of(raw, field), "error", advice))

    try:
        load_person(case.patient)
    except ScenarioError as error:
        tell("patient", str(error))
    try:
        load_room(case.room)
    except ScenarioError as error:
        tell("room", str(error))
    known = [*needle_decompression.load().devices, *KNOWN_TOOLS]
    for tool in case.tools:
        if tool not in known:
            tell("tools", f"tool {tool!r} is unknown; {near(tool, known)}")
    procedures = [p.stem for p in (SCENARIOS / "procedures").glob("*.toml") if "." not in p.stem]
    for procedure in case.procedures:
        if procedure not in procedures:
            tell("procedures", f"procedure {procedure!r} is unknown; {near(procedure, procedures)}")
    return findings


def _header(file: str, raw: str, case: Case) -> list[Finding]:
    findings: list[Finding] = []
    if not case.reviewers:
        advice = "no clinician has reviewed this case; add reviewers and review_date"
        findings.append(Finding(file, line_of(raw, "reviewers"), "warning", advice))
    line = line_of(raw, "expires")
    try:
        expires = datetime.date.fromisoformat(case.expires)
    except ValueError:
        advice = f"expires is {case.expires!r}; write a date as 2028-12-31"
        return [*findings, Finding(file, line, "error", advice)]
    if expires < datetime.datetime.now(datetime.UTC).date():
        advice = f"expired on {case.expires}; review it and set a new date"
        findings.append(Finding(file, line, "warning", advice))
    return findings
