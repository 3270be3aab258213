"""What the patient answers and what images show follows the body; nothing of it is scripted."""

import pytest

from physiology import Patient, Twin
from physiology.actions import OpenLung, PlaceTube
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody
from simulator.core.examiner import Examiner
from simulator.core.now import Now
from simulator.core.recorder import Recorder
from simulator.core.records import Command, Hand, quat_between
from simulator.core.room import load_room
from simulator.core.scenario import load_case
from simulator.core.session import _mask_before
from simulator.core.shocks import Shocks
from simulator.core.talk import ANSWERS, Talk, _answer_key, load_phrases, seen
from simulator.core.tools import Tools
from simulator.procedures import examination
from simulator.rigs.menu import PAGE
from simulator.rigs.replay import _command
from simulator.text import catalog

LI_WEI = Patient(34.0, "male", 176.0, 80.0)
ROOM = load_room("resuscitation_bay")


@pytest.fixture(scope="module")
def truth():
    return Twin(LI_WEI).truth()


@pytest.fixture
def now():
    return Now(Twin(LI_WEI), LivingBody(load_body(LI_WEI)), Recorder(None).log)


@pytest.mark.parametrize(
    ("conscious", "work", "hardest", "key"),
    [
        (1.0, 0.2, 0.2, "breath_full"),
        (1.0, 1.2, 1.2, "breath_short"),
        (1.0, 0.6, 1.2, "breath_better"),
        (1.0, 3.0, 3.0, "breath_short"),  # breathing slowly because exhausted is no relief
        (0.6, 0.6, 1.2, "confused"),
        (0.3, 0.6, 1.2, "mumbles"),
        (0.1, 0.6, 1.2, "silent"),
    ],
)
def test_the_answer_follows_effort_and_wakefulness(truth, conscious, work, hardest, key):
    body = truth._replace(consciousness_fraction=conscious, work_of_breathing_fraction=work)
    assert _answer_key("ask_breathing", body, hardest) == key
    for language in ("en", "zh"):
        for phrase in ANSWERS:
            assert f"patient.{_answer_key(phrase, body, hardest)}" in catalog(language)


@pytest.mark.parametrize(
    ("left_ml", "right_ml", "shift_ml", "film", "probe"),
    [
        (0.0, 0.0, 0.0, ["film_clear"], ["efast_sliding"]),
        (900.0, 0.0, 10.0, ["film_gas_left"], ["efast_no_sliding_left"]),
        (1800.0, 0.0, 300.0, ["film_gas_left", "film_shift_right"], ["efast_no_sliding_left"]),
        (0.0, 1800.0, -300.0, ["film_gas_right", "film_shift_left"], ["efast_no_sliding_right"]),
        (900.0, 900.0, 0.0, ["film_gas_both"], ["efast_no_sliding_both"]),
    ],
)
def test_images_show_what_is_there(truth, left_ml, right_ml, shift_ml, film, probe):
    body = truth._replace(
        pleural_gas_left_ml=left_ml, pleural_gas_right_ml=right_ml, mediastinal_shift_ml=shift_ml
    )
    assert seen("chest_film", body) == [f"nurse.{key}" for key in film]
    assert seen("efast", body) == [f"nurse.{key}" for key in probe]
    for key in [*film, *probe]:
        assert f"nurse.{key}" in catalog("en")
        assert f"nurse.{key}" in catalog("zh")


def test_who_comes_with_a_tube_wears_no_mask():
    assert _mask_before(load_case("tension_pneumothorax")) == (10.0, True)
    assert _mask_before(load_case("tension_pneumothorax_ventilated"))[1] is False
    assert _mask_before(load_case("tutorial_hands")) == (0.0, False)


def test_a_tube_is_known_to_those_who_draw(now):
    assert not now.is_tubed
    now.do(PlaceTube("trachea"), "trainee")
    assert now.is_tubed
    now.do(PlaceTube("none"), "trainee")
    assert not now.is_tubed


def hand_on(now, site, side):
    """A bare hand 15 mm over a landmark, its fingers towards the skin."""
    mark = now.anatomy.landmarks[site, side]
    at = tuple(s - 0.015 * i for s, i in zip(mark.skin_m, mark.inward, strict=True))
    return Hand("one", "right", at, quat_between((0.0, 1.0, 0.0), mark.inward))


def rested(now, hand, seconds=3.2):
    case = load_case("tension_pneumothorax")
    examiner = Examiner(examination.load(), ROOM, case.injuries)
    tools = Tools([], {}, ROOM, (0.0, 0.0, 0.0))
    for _ in range(round(seconds / 0.02)):
        now.twin.step(10)
        now.tick += 10
        examiner.moment(now, (), (hand,), tools)
    return [e.data for e in now.log.events if e.kind == "felt"]


@pytest.mark.parametrize(
    ("site", "what", "findings"),
    [
        ("finger_index", "capillary_refill", {"quick"}),
        ("jugular_vein", "neck_veins", {"soft"}),
        ("wrist_radial", "pulse", {"strong"}),
        ("trachea_suprasternal", "trachea", {"midline"}),
    ],
)
def test_each_place_tells_a_hand_its_own(now, site, what, findings):
    side = None if site.startswith("trachea") else "right"
    felt = rested(now, hand_on(now, site, side))
    assert [data["what"] for data in felt] == [what]
    assert {data["finding"] for data in felt} <= findings
    shown = [e.data["key"] for e in now.log.events if e.kind == "caption"]
    assert all(key in catalog("en") and key in catalog("zh") for key in shown)


@pytest.mark.parametrize("lung_ml", [0.0, 60.0])
def test_a_palm_on_the_flank_feels_the_chest_and_not_the_arm(now, lung_ml):
    if lung_ml:
        now.do(OpenLung("left", 6.0, "in"), "scenario")
        now.twin.step(500 * 60)
        now.tick += 500 * 60
    felt = rested(now, hand_on(now, "fifth_intercostal_anterior_axillary", "left"))
    assert {"crepitus", "expansion"} <= {data["what"] for data in felt}
    assert {data["side"] for data in felt} == {"left"}


def test_the_good_side_tells_of_the_one_that_lags(now):
    now.do(OpenLung("left", 6.0, "in"), "scenario")
    now.twin.step(500 * 60)
    now.tick += 500 * 60
    found = rested(now, hand_on(now, "fifth_intercostal_anterior_axillary", "right"))
    assert [d["finding"] for d in found if d["what"] == "expansion"] == ["leads"]
    shown = [e.data["key"] for e in now.log.events if e.kind == "caption"]
    assert "felt.expansion_lags_left" in shown
    assert "felt.expansion_equal" not in shown


def test_a_called_for_ct_rings(now):
    case = load_case("tension_pneumothorax")
    talk = Talk(load_phrases(), case, ROOM.phone_m, 0.0, False)
    talk.obey(now, Command("one", "use", "order.ct"))
    now.tick += 500 * 1200
    talk.moment(now)
    assert [cue.sound for cue in now.sounds] == ["phone"]
    assert now.sounds[0].position_m == ROOM.phone_m


def test_the_keys_of_the_monitor_are_pressed_logged_and_played_again(now):
    """From the menu to the watcher: silence answers what calls, and a replay presses it again."""
    talk = Talk(load_phrases(), load_case("tension_pneumothorax"), ROOM.phone_m, 0.0, False)
    offered = {c.id: c for c in talk.choices("running") if c.group == "monitor"}
    assert set(offered) == {"press.silence", "press.pause", "alarm_log"}
    assert len({c.group for c in talk.choices("running")}) <= PAGE, "every group has a digit"
    for choice in offered.values():
        assert choice.text_key in catalog("en")
        assert choice.text_key in catalog("zh")
    now.tick = 700
    command = Command("one", offered["press.silence"].kind, "press.silence")
    assert talk.knows(command)
    talk.obey(now, command)
    assert now.presses == ((700, "silence"),)
    again = _command(now.log.events[-1], 200)
    assert (again.kind, again.value, again.time_s) == ("use", "press.silence", 1.0)
    assert not talk.knows(Command("one", "use", "press.start"))


def test_a_shock_needs_pads_and_a_charge_and_is_logged_with_its_energy(now):
    shocks = Shocks()

    def say(word, later_s=0.0):
        shocks.obey(now, Command("one", "use", f"defib.{word}"))
        for _ in range(round(later_s * 50)):
            now.tick += 10
            shocks.moment(now)
        return [e.data["key"] for e in now.log.events if e.kind == "caption"][-1]

    assert say("shock") == "nurse.shock_no_pads"
    assert say("pads", 16.0) == "nurse.pads_on"
    assert say("shock") == "nurse.shock_not_charged"
    say("energy_150")
    say("charge", 1.0)
    assert say("shock") == "nurse.shock_charging"
    assert say("sync", 4.0) == "nurse.shock_ready"  # 1 s + 150 J / 60 W
    say("shock")
    (deed,) = (e.data for e in now.log.events if e.kind == "deed")
    assert (deed["action"], deed["energy_j"], deed["mode"]) == ("Shock", 150.0, "synchronized")
    assert not shocks.machine.is_synced, "whoever fibrillates now is not asked for R waves"
    assert not shocks.knows(Command("one", "use", "defib.explode"))
    assert {c.group for c in shocks.choices("running")} == {"monitor"}
    assert shocks.choices("brief") == ()
