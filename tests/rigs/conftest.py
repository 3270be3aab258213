"""One body, and a quick case: the same accident with a larger tear and a shorter wait."""

import shutil
from pathlib import Path

import pytest

from physiology.patient import Patient
from simulator.anatomy.library import load_body
from simulator.core.scenario import case_file
from simulator.core.session import Session
from simulator.core.setup import Wish, build
from simulator.procedures import needle_decompression
from simulator.rigs.plan import load_plan
from simulator.rigs.scripted import ScriptedRig

LENGTHS_M = {n: d.reach_mm / 1000.0 for n, d in needle_decompression.load().devices.items()}


@pytest.fixture(scope="session")
def li_wei():
    return load_body(Patient(34.0, "male", 176.0, 80.0))


@pytest.fixture(scope="session")
def quick_case(tmp_path_factory):
    raw = case_file("tension_pneumothorax").read_text(encoding="utf-8")
    lines = []
    for line in raw.splitlines():
        if line.lstrip().startswith('"OpenLung'):
            line = '    "OpenLung side=left area_mm2=6 valve=in opening=rib_tear @10",'
        line = line.replace("@1440", "@50").replace("@1460", "@55").replace("@600", "@20")
        lines.append("arrive_s = 90.0" if line.startswith("arrive_s") else line)
    path = tmp_path_factory.mktemp("case") / "quick.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="session")
def quick_plan(tmp_path_factory):
    """Listen and decompress, then stop."""
    path = tmp_path_factory.mktemp("plan") / "quick.toml"
    path.write_text(QUICK, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="session")
def play(li_wei):
    def run(case, trainee, fps_hz=30.0, folder=None, body=None, for_s=None, skip=True, change=None):
        """Play, at most `for_s` seconds; returns the session. `change` edits the plan's steps."""
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        wish = Wish(str(case), "", None, "offscreen", Path(trainee).stem, fps_hz)
        setup = build(wish, folder, body=body or li_wei)
        plan = load_plan(trainee)
        plan = change(plan) if change is not None else plan
        rig = ScriptedRig(plan, setup.room, fps_hz, LENGTHS_M, is_skipping=skip)
        session = Session(setup, rig)
        session.prepare()
        rig.start(None)
        while session.phase != "over" and (for_s is None or session.clock.time_s < for_s):
            frame = rig.step_begin()
            session.take(frame)
            session.advance(frame)
            rig.step_end(session.snapshot())
        session.finish()
        return session

    return run


QUICK = """
id = "quick"
title = { en = "Quick", zh = "快" }

[[step]]
do = "take"
tool = "stethoscope"

[[step]]
do = "listen"
site = "fifth_intercostal_midaxillary"
side = "left"
for_s = 1.5
say = ["finding.left_tension", "oxygen.flow_15"]

[[step]]
do = "put_back"

[[step]]
do = "take"
tool = "cannula_14g_80"

[[step]]
do = "needle"
site = "second_intercostal_midclavicular"
side = "left"
down_mm = -4.0
past_pleura_mm = 10.0
speed_mm_per_s = 40.0
hold_s = 1.0
advance_mm = 8.0
steel = "out"
"""
