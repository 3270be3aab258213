"""Hands on a breastbone: a dead heart's pressure rises, by nothing but where the hands were."""

import numpy as np
import pytest

from learning import compressions as counted
from learning.events import Log
from simulator.core.replaying import replay
from simulator.core.scenario import case_file

PLAN = """
id = "presses"
title = { en = "Presses", zh = "按压" }

[[step]]
do = "wait"
for_s = 3.0

[[step]]
do = "compress"
for_s = 20.0
"""


@pytest.fixture(scope="session")
def still_heart(tmp_path_factory):
    """The healthy volunteer, relaxed, whose heart began to fibrillate as somebody came."""
    raw = case_file("tutorial_hands").read_text(encoding="utf-8")
    before = '"Sedate depth_fraction=1 relaxed_fraction=1 @58", "SetRhythm rhythm=vf @59"'
    raw = raw.replace('"CycleNibp every_s=120 @12"', before)
    raw = raw.replace('death = "off"', 'death = "possible"')
    path = tmp_path_factory.mktemp("case") / "still.toml"
    path.write_text(raw, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="session")
def presses(tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "presses.toml"
    path.write_text(PLAN, encoding="utf-8")
    return str(path)


def events(session, *kinds):
    return [e for e in session.setup.recorder.log.events if e.kind in kinds]


def pressure(session, from_s, to_s):
    """Mean arterial pressure (mmHg) between two moments of the case."""
    begun = session.clock.first_tick
    return np.mean([
        e.data["map_mmhg"] for e in events(session, "truth")
        if from_s <= (e.tick - begun) * 0.002 <= to_s
    ])  # fmt: skip


@pytest.fixture(scope="module")
def pressed(play, still_heart, presses):
    return play(still_heart, presses, for_s=34.0)


def test_hands_raise_the_pressure_of_a_dead_heart(pressed, play, still_heart):
    idle = play(still_heart, "idle", for_s=24.0)
    assert pressure(pressed, 15.0, 23.0) > 2.0 * pressure(idle, 15.0, 23.0)
    last = [e.data for e in events(pressed, "deed") if e.data["action"] == "Compress"][-1]
    assert last["depth_cm"] == 0.0, "and the body knows that they have stopped"


def test_each_push_stands_in_the_log_as_it_was(pressed):
    """20 s at 110 a minute are 36 whole pushes."""
    pushes = [e.data for e in events(pressed, "compression")]
    assert len(pushes) == 36
    assert np.mean([p["depth_cm"] for p in pushes]) == pytest.approx(5.5, abs=0.15)
    assert np.mean([p["rate_per_min"] for p in pushes[1:]]) == pytest.approx(110.0, abs=0.5)
    assert max(p["lean_cm"] for p in pushes) < counted.RELEASED_CM


def test_a_run_with_hands_replays_from_its_deeds(pressed):
    assert replay(Log(tuple(pressed.setup.recorder.log.events))).is_exact
