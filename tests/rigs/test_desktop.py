"""Mouse and keyboard as a hand, without a window: pointer, fingers, menu."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from learning.compressions import quality
from simulator.anatomy.living import LivingBody
from simulator.core.records import Choice, ToolState, quat_between, quat_of, rotate
from simulator.core.room import load_room
from simulator.procedures import examination
from simulator.procedures.breastbone import breastbone
from simulator.procedures.compressions import compressions
from simulator.rigs import pointer as pointing
from simulator.rigs.desktop import DesktopRig
from simulator.rigs.fingers import Fingers
from simulator.rigs.follow import Follow
from simulator.rigs.keys import HELP, PRESS, Held, events
from simulator.rigs.menu import PAGE, Menu
from simulator.rigs.view import KEYS, orbit
from simulator.text import LANGUAGES, catalog

ROOM = load_room("resuscitation_bay")
KEY = ("one", "right")
EYE = (0.3, 0.35, 1.6)


@pytest.fixture(scope="module")
def living(li_wei):
    return LivingBody(li_wei)


def over(living, at=(0.08, 0.42)):
    """A pointer over the chest, seen from above."""
    to = np.array([*at, 0.9]) - EYE
    ray = pointing.Ray(EYE, tuple(to / np.linalg.norm(to)))
    return pointing.aim(pointing.resting(ROOM), ray, living, ROOM, ())


def choices(count):
    return tuple(Choice(f"c{k}", "say", f"say.c{k}", "talk") for k in range(count))


def test_a_bare_hand_lies_flat_on_the_skin_and_a_tool_stands_on_it(living):
    pointer = over(living)
    assert pointer.is_on_skin
    bare = pointing.hand(pointer, KEY, None, {})
    assert rotate(bare.orientation, (0.0, 0.0, 1.0)) @ pointer.direction < -0.99
    assert abs(rotate(bare.orientation, (0.0, 1.0, 0.0)) @ pointer.direction) < 0.03
    tool = ToolState("stethoscope", "stethoscope", (0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0))
    holding = pointing.hand(pointer, KEY, tool, {})
    assert rotate(holding.orientation, (0.0, 1.0, 0.0)) @ pointer.direction > 0.99


def test_the_wheel_pushes_along_the_axis_which_then_stays(living):
    pointer = pointing.wheel(over(living), 0.03)
    for _ in range(10):
        pointer = pointing.glide(pointer, 0.1)
    assert pointer.pushed_m == pytest.approx(0.03)
    aside = pointing.aim(pointer, pointing.Ray(EYE, (0.0, 0.0, -1.0)), living, ROOM, ())
    assert aside is pointer
    back = pointing.glide(pointing.wheel(pointer, -0.03), 1.0)
    assert not back.is_locked


def test_a_click_waits_for_the_hand_and_a_quick_tap_is_not_lost(living):
    far, here = over(living, (0.02, 0.36)), over(living)
    fingers = Fingers().then("trigger", 1.0).then("trigger", 0.0)
    fingers, pointer = fingers.applied(far, here)
    assert pointer.trigger_fraction == 0.0, "it arrives first"
    seen = []
    for _ in range(2):
        fingers, pointer = fingers.applied(pointer, over(living, (0.0, 0.3)))
        seen.append(pointer.trigger_fraction)
        assert np.allclose(pointer.point_m, here.point_m), "and stays while it taps"
    assert seen == [1.0, 0.0]
    assert fingers.waiting == ()


def test_the_rhythm_of_a_key_is_that_of_the_hands(living):
    """C down for half of each 0.54 s, at 60 frames a second: good pushes, all released."""
    bone = breastbone(living)
    to = bone.middle_m - EYE
    ray = pointing.Ray(EYE, tuple(to / np.linalg.norm(to)))
    pointer = pointing.aim(pointing.resting(ROOM), ray, living, ROOM, ())
    assert bone.holds(pointer.point_m)
    at_s = np.arange(0.0, 10.8, 1.0 / 60.0)
    heights, held = [], Held()
    for t in at_s:
        held = held.pressed(PRESS) if t % 0.54 < 0.27 else held.released(PRESS)
        pointer = pointing.pressing(pointer, held.is_pressing, 1.0 / 60.0)
        held = held.framed()
        heights.append(bone.height_m(np.asarray(pointing.hand(pointer, KEY, None, {}).position_m)))
    pushes = compressions(at_s, np.array(heights), heights[-1])
    counted = quality(pushes, 0.0, 10.8)
    assert counted.n == 20
    assert (counted.in_depth_fraction, counted.in_rate_fraction) == (1.0, 1.0)
    assert counted.released_fraction == 1.0


def test_opening_the_hand_ends_a_push(living):
    pushed = pointing.glide(pointing.wheel(over(living), 0.02), 1.0)
    _, opened = Fingers().then("grip", 0.0).applied(pushed, pushed)
    assert not opened.is_locked


def test_axes_become_a_turn_and_come_back():
    random = np.random.default_rng(7)
    for _ in range(50):
        axes, _ = np.linalg.qr(random.normal(size=(3, 3)))
        axes[:, 0] *= np.sign(np.linalg.det(axes))
        for k, unit in enumerate(np.eye(3)):
            assert np.allclose(rotate(quat_of(axes), unit), axes[:, k])


def test_a_long_group_has_pages_and_every_row_has_words():
    many = choices(PAGE + 3)
    menu, _ = Menu(True).chosen(1, many, "one")
    assert menu.rows(many)[-2:] == [("0", "menu.more"), ("Tab", "menu.back")]
    assert menu.title_key == "group.talk"
    assert Menu(True).rows(many)[-1] == ("Tab", "menu.close")
    menu, _ = menu.chosen(0, many, "one")
    closed, command = menu.chosen(2, many, "one")
    assert command.value == f"c{PAGE + 1}"
    assert not closed.is_open
    for language in LANGUAGES:
        for key in (
            "menu.more",
            "menu.back",
            "menu.close",
            "scene.menu",
            "rig.begin",
            "rig.help.title",
        ):
            assert catalog(language)[key]


def test_a_digit_for_nothing_does_nothing():
    assert Menu().chosen(1, choices(3), "one") == (Menu(), None)
    assert Menu(True).chosen(7, choices(3), "one") == (Menu(True), None)
    assert Menu(True, "talk").chosen(9, choices(3), "one")[1] is None
    assert Menu(True, "talk").chosen(0, choices(3), "one")[0] == Menu(True, "talk", 0)


def cannula(**changes):
    state = ToolState("cannula_14g_80", "cannula", (0.2, 0.4, 1.3), (1.0, 0.0, 0.0, 0.0))
    return replace(state, **changes)


def test_a_hub_in_the_patient_is_taken_without_moving_it(living):
    """Whoever takes a catheter must not push or pull it by taking it."""
    at = over(living)
    turn = quat_between(np.array([0.0, 1.0, 0.0]), at.direction)
    tip = at.point_m + 0.05 * at.direction
    data = {"depth_mm": 50.0, "catheter_depth_mm": 50.0, "length_mm": 80.0}
    tool = cannula(position_m=tuple(tip), orientation=turn, place="patient", data=data)
    hub = tip - 0.08 * at.direction
    ray = pointing.Ray(EYE, tuple((hub - EYE) / np.linalg.norm(hub - EYE)))
    pointer = pointing.aim(pointing.resting(ROOM), ray, living, ROOM, (tool,))
    assert pointer.over == tool.id
    lengths_m = {"cannula_14g_80": 0.083}
    palm = pointing.reached(pointer, (tool,), lengths_m)
    assert np.linalg.norm(palm - hub) < 0.03, "the hand is at the hub"
    breathed = replace(tool, position_m=tuple(tip + 0.002), held_by=KEY)
    held = pointing.hand(replace(pointer, grip_fraction=1.0), KEY, breathed, lengths_m)
    assert np.allclose(held.position_m, palm)
    assert np.allclose(
        rotate(held.orientation, (0, 1, 0)),
        rotate(pointing.hand(pointer, KEY, None, {}).orientation, (0, 1, 0)),
    )
    drawn = pointing.glide(pointing.wheel(pointer, -0.1, is_in=True), 2.0)
    assert drawn.pushed_m == pytest.approx(-0.1)
    assert pointing.freed(drawn, breathed) is drawn, "in the patient it stays with the hub"
    assert not pointing.freed(drawn, cannula(held_by=KEY, place="hand")).is_locked


def test_a_needle_is_lifted_before_it_goes_far(living):
    here, there = over(living), over(living, (-0.10, 0.50))
    path = [here]
    for _ in range(4):
        path.append(pointing.carried(path[-1], there))
    assert np.allclose(path[1].point_m, here.point_m)
    assert path[1].lift_m > 0.05
    assert np.allclose(path[2].point_m, there.point_m)
    assert path[-1].lift_m == 0.0
    needle = cannula()
    lengths_m = {"cannula_14g_80": 0.083}
    for a, b in pairwise(path):
        hands = [pointing.hand(p, KEY, needle, lengths_m) for p in (a, b)]
        for part in np.linspace(0.0, 1.0, 9):
            tips = [np.asarray(h.position_m) + rotate(h.orientation, (0, 0.113, 0)) for h in hands]
            tip = tips[0] + part * (tips[1] - tips[0])
            assert living.nearest_skin(tuple(tip)).distance_m > 0.005, "never through the chest"


def test_a_push_waits_until_the_hand_is_there(living):
    here, there = over(living), over(living, (0.0, 0.3))
    assert not pointing.has_arrived(here, there)
    assert pointing.has_arrived(there, there)
    assert not pointing.has_arrived(here, replace(here, lift_m=0.06))


def test_a_lean_is_what_was_asked_and_is_bounded(living):
    pointer = over(living)
    assert pointing.lean_deg(pointer) == pytest.approx(0.0, abs=0.1)
    toward_head = np.array([0.0, 1.0, 0.0])
    leaned = pointing.leaned(pointer, toward_head, 10.0)
    assert 5.0 < pointing.lean_deg(leaned) < 11.0
    assert leaned.axis[1] < pointer.axis[1], "the hub leans to the head, the tip to the feet"
    for _ in range(30):
        leaned = pointing.leaned(leaned, toward_head, 10.0)
    assert pointing.lean_deg(leaned) <= 60.1


def test_keys_count_however_slow_the_frames_are():
    held = Held().pressed("w")
    assert held.pushed_mm(2.0) == pytest.approx(15.0 * 0.25), "a slow frame does not run away"
    tapped = held.released("w")
    assert tapped.pushed_mm(0.001) == pytest.approx(1.5)
    assert tapped.framed().pushed_mm(0.1) == 0.0
    assert Held().pressed("shift-w").released("w").framed().pushed_mm(1.0) == 0.0


def test_every_event_is_a_deed_of_the_rig_and_every_key_has_words():
    for name, _ in events().values():
        assert callable(getattr(DesktopRig, f"_on_{name}"))
    for language in LANGUAGES:
        words = catalog(language)
        assert all(words[f"key.{key}"] and words[f"rig.help.{key}"] for key in HELP)


def test_the_view_turns_and_stays_above_the_floor():
    view = orbit((0.95, 0.35, 1.62), (0.0, 0.4, 0.95))
    eye = view.head("one").position_m
    assert np.allclose(eye, (0.95, 0.35, 1.62))
    assert view.right() @ view.way() == pytest.approx(0.0, abs=1e-9)
    assert view.up()[2] > 0.0
    low = view.turned({key: 0.0 for key in KEYS} | {"arrow_down": 9.0, "page_up": 9.0})
    assert low.head("one").position_m[2] > 0.95
    assert low.away_m == 0.35


def test_a_head_that_turns_leaves_the_hand_where_it_is():
    picked = []

    def pick(mouse):
        picked.append(mouse)
        return pointing.Ray((*mouse, 1.0), (0.0, 0.0, -1.0))

    view = orbit((0.95, 0.35, 1.62), (0.0, 0.4, 0.95))
    away = view.at((-0.6, 1.0, 1.6), 0.75)
    follow = Follow().pointed((0.1, 0.2), view, pick).pointed((0.1, 0.2), view, pick)
    assert len(picked) == 2, "a chest that breathes is aimed at anew"
    turned = follow.pointed((0.1, 0.2), away, pick).pointed((0.1, 0.2), away, pick)
    assert turned.ray == follow.ray
    trembling = turned.pointed((0.105, 0.2), away, pick)
    assert trembling.ray == follow.ray
    assert len(picked) == 2
    assert trembling.pointed((0.2, 0.2), away, pick).ray == pick((0.2, 0.2)), "moved: it follows"
    assert trembling.called().pointed((0.105, 0.2), away, pick).ray == pick((0.105, 0.2))


def test_a_mouse_that_moves_while_the_head_turns_is_followed():
    """Frames are slow without a graphics card: F1 and a move of the mouse can share one."""
    view = orbit((0.95, 0.35, 1.62), (0.0, 0.4, 0.95))

    def pick(mouse):
        return pointing.Ray((*mouse, 1.0), (0.0, 0.0, -1.0))

    follow = Follow().pointed((0.1, 0.2), view, pick)
    follow = follow.pointed((0.4, 0.2), view.at((0.0, 0.0, 1.0), 1.0), pick)
    assert follow.ray == pick((0.4, 0.2))


@pytest.mark.parametrize(
    ("eye", "site"),
    [
        ((0.95, 0.35, 1.62), "fifth_intercostal_anterior_axillary"),
        ((0.55, 0.38, 1.90), "fifth_intercostal_anterior_axillary"),
        ((0.55, 0.38, 1.90), "auscultation_axilla"),
    ],
)
def test_a_palm_on_the_near_flank_lies_along_it(living, eye, site):
    to = np.asarray(living.body.landmarks[site, "left"].skin_m) - eye
    ray = pointing.Ray(eye, tuple(to / np.linalg.norm(to)))
    flank = pointing.aim(pointing.resting(ROOM), ray, living, ROOM, ())
    palm = pointing.hand(flank, KEY, None, {})
    fingers = rotate(palm.orientation, (0.0, 1.0, 0.0))
    assert fingers[1] > 0.7, "to the head"
    elbow = np.asarray(palm.position_m) - 0.27 * fingers
    assert elbow[2] < palm.position_m[2] + 0.1, "no arm in the middle of the picture"
    assert elbow[0] > 0.15, "nor in the chest"
    assert rotate(palm.orientation, (0.0, 0.0, 1.0)) @ flank.direction < -0.7


def test_a_dragged_view_does_not_drag_the_hand():
    view = orbit((0.95, 0.35, 1.62), (0.0, 0.4, 0.95))
    follow = Follow().pointed((0.0, 0.0), view, lambda at: pointing.Ray((*at, 1.0), (0, 0, -1)))
    ray = follow.ray
    for x in (0.1, 0.2, 0.3):
        view = view.dragged(0.1, 0.0)
        follow = follow.dragging((x, 0.0)).pointed(
            (x, 0.0), view, lambda at: pytest.fail(f"picked at {at}")
        )
    assert follow.ray == ray


@pytest.mark.parametrize(
    ("site", "side", "felt"),
    [
        ("sternal_angle", None, "angle"),
        ("mid_sternum", None, "breastbone"),
        ("second_intercostal_midclavicular", "left", "space"),
        ("second_intercostal_midclavicular", "right", "space"),
        ("umbilicus", None, ""),
        ("iv_forearm", "left", ""),
    ],
)
def test_a_fingertip_feels_bone_and_the_gap_between(living, site, side, felt):
    mark = living.body.landmarks[site, side]
    senses = examination.load()
    at, inward = np.asarray(mark.skin_m), np.asarray(mark.inward)
    assert examination.palpated(living, senses, at, inward) == felt


def test_a_finger_that_walks_down_the_chest_counts_ribs(living):
    senses = examination.load()
    met = []
    for y in np.arange(0.53, 0.42, -0.002):
        hit = living.skin_at((0.07, y, 1.6), (0.0, 0.0, -1.0))
        felt = examination.palpated(
            living, senses, np.asarray(hit.point_m), -np.asarray(hit.normal)
        )
        if felt and (not met or met[-1] != felt):
            met.append(felt)
    assert met.count("rib") == 4, "ribs 2 to 5"
    assert all({a, b} == {"rib", "space"} for a, b in pairwise(met))
    for language in LANGUAGES:
        words = ("angle", "breastbone", "collarbone", "rib", "space")
        assert all(catalog(language)[f"hand.felt.{name}"] for name in words)
