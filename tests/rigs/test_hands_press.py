"""Hands on a breastbone: a dead heart's pressure rises, by nothing but where the hands were."""

import math

import numpy as np
import pytest

from learning import compressions as counted
from learning.events import Log
from physiology import Patient, Twin
from simulator.anatomy.living import LivingBody
from simulator.core.hands import PALM_M
from simulator.core.now import Now, triple
from simulator.core.pressing import Pressing
from simulator.core.recorder import Recorder
from simulator.core.records import Hand, Pressed
from simulator.core.replaying import replay
from simulator.core.room import load_room
from simulator.core.scenario import case_file
from simulator.core.tools import Tools
from simulator.procedures.breastbone import breastbone
from simulator.scene.patient.dent import dented

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


@pytest.mark.parametrize(
    ("toward_feet_m", "is_holding", "upper_m", "count"),
    [(0.0, False, None, 9), (0.12, False, None, 0), (0.0, True, None, 0), (0.0, False, 0.03, 9)],
)
def test_bare_hands_over_the_lower_half_press_and_the_lower_one_counts(
    li_wei, toward_feet_m, is_holding, upper_m, count
):
    """5 s of a palm that goes 5 cm down and up at 110 a minute; another may lie on its back."""
    now = Now(Twin(Patient(34.0, "male", 176.0, 80.0)), LivingBody(li_wei), Recorder(None).log)
    bone = breastbone(now.body)
    rest_m = bone.middle_m + PALM_M * bone.up - toward_feet_m * bone.along
    tools = Tools([], {}, load_room("resuscitation_bay"), (0.0, 0.0, 0.0))
    tools.held_by = lambda key: "stethoscope" if is_holding else None
    pressing = Pressing()
    for k in range(250):
        deep_m = 0.025 * (1.0 - math.cos(2.0 * math.pi * 0.02 * k * 110.0 / 60.0))
        at = rest_m - deep_m * bone.up
        hands = [Hand("one", "left", triple(at), (1.0, 0.0, 0.0, 0.0))]
        if upper_m is not None:
            hands.insert(0, Hand("one", "right", triple(at + upper_m * bone.up), (1.0, 0, 0, 0)))
        now.tick += 10
        pressing.moment(now, tuple(hands), tools)
    pushes = [e.data for e in now.log.events if e.kind == "compression"]
    assert len(pushes) == count
    assert {push["hand"] for push in pushes} <= {"left"}
    assert all(push["depth_cm"] == pytest.approx(5.0, abs=0.2) for push in pushes)


def test_the_chest_that_is_seen_goes_down_where_it_is_pressed_and_asks_nobody(li_wei):
    living = LivingBody(li_wei)
    bone, before = breastbone(living), living.vertices_m.copy()
    pressed = Pressed(triple(bone.middle_m), triple(-bone.up), 0.05)
    shown, normals = dented(living.vertices_m, living.normals, living.moved, pressed)
    near = np.argmin(np.linalg.norm(before - bone.middle_m.astype(np.float32), axis=1))
    moved_m = (before - shown) @ bone.up
    assert moved_m[near] == pytest.approx(0.05, abs=0.005)
    assert np.abs(moved_m[np.abs(before[:, 1] - bone.middle_m[1]) > 0.45]).max() < 0.001
    assert np.allclose(np.linalg.norm(normals[living.moved], axis=1), 1.0, atol=1e-3)
    assert np.array_equal(living.vertices_m, before)
