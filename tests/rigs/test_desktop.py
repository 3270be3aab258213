"""Mouse and keyboard as a hand, without a window: pointer, fingers, menu."""

import numpy as np
import pytest

from simulator.anatomy.living import LivingBody
from simulator.core.records import Choice, ToolState, quat_of, rotate
from simulator.core.room import load_room
from simulator.rigs import pointer as pointing
from simulator.rigs.fingers import Fingers
from simulator.rigs.menu import PAGE, Menu
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
    assert abs(rotate(bare.orientation, (0.0, 1.0, 0.0)) @ pointer.direction) < 0.01
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
    assert menu.rows(many)[-1] == ("0", "menu.more")
    menu, _ = menu.chosen(0, many, "one")
    closed, command = menu.chosen(2, many, "one")
    assert command.value == f"c{PAGE + 1}"
    assert not closed.is_open
    for language in LANGUAGES:
        for key in ("menu.more", "scene.menu", "rig.begin", "rig.help.title"):
            assert catalog(language)[key]


def test_a_digit_for_nothing_does_nothing():
    assert Menu().chosen(1, choices(3), "one") == (Menu(), None)
    assert Menu(True).chosen(7, choices(3), "one") == (Menu(True), None)
    assert Menu(True, "talk").chosen(9, choices(3), "one")[1] is None
    assert Menu(True, "talk").chosen(0, choices(3), "one")[0] == Menu(True, "talk", 0)
