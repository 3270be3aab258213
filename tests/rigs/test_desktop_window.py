"""A person's mouse and keys, for real: an X server, a window, events that drive the needle."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NEEDED = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]


@pytest.fixture(scope="module")
def display():
    """A screen of its own."""
    if NEEDED:
        pytest.skip(f"{', '.join(NEEDED)} not installed: windows are not tried with real events")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x768x24", "+extension", "GLX"],
        pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as said:
        yield f":{said.readline().strip()}"
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def played(display, quick_case, li_wei):
    player = Path(__file__).with_name("window_player.py")
    env = os.environ | {"DISPLAY": display, "ALSOFT_DRIVERS": "null", "GALLIVM_PERF": "nopt"}
    env["PYTHONPATH"] = str(player.parents[2])
    done = subprocess.run(
        [sys.executable, str(player), quick_case],
        capture_output=True, text=True, encoding="utf-8", env=env, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_mouse_aims_where_it_points(played):
    assert played["aim_mm"] < 8.0


def test_wheel_and_keys_drive_the_needle_into_the_gas_and_draw_the_steel(played):
    kinds = played["kinds"]
    for kind in ("grabbed", "skin_punctured", "crossing", "breath_of_gas", "catheter_advanced"):
        assert kind in kinds
    assert kinds.count("skin_punctured") == 1, "never by the way from the tray to the chest"
    assert kinds.count("steel_removed") == 1
    opened = [deed for deed in played["deeds"] if deed["action"] == "OpenPleura"]
    assert {deed["side"] for deed in opened} == {"left"}
    assert opened[-1]["area_mm2"] > 0.0
    assert not [deed for deed in played["deeds"] if deed["action"] == "OpenVessel"]


def test_a_window_that_grows_shows_the_whole_room(played):
    (height, width), brightness = played["corner"]
    assert (height, width) == (500, 900)
    assert brightness > 25.0, "what was beyond the old size is drawn too"
