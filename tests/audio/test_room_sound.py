"""Sound as a part of the room: heard with a window, silent without one, said when it cannot be."""

import json
import os
import subprocess
import sys

CODE = """
import json, sys
from types import SimpleNamespace
sys.path.insert(0, "tests/monitor")
from monitor_signals import snapshot
from simulator.scene.sound import sound_part
from simulator.scene.stage import StageOptions
world = SimpleNamespace(
    base=SimpleNamespace(windowType="{kind}"), layout=SimpleNamespace(monitor_m=(0.0, 1.0, 1.6))
)
said = []
parts, sounding = sound_part(world, StageOptions(language="en"), said.append)
for frame in range(60):
    for part in parts:
        part.run(snapshot(10.0 + frame / 30.0, sensors="ecg spo2", hr_per_min=76.0, spo2_pct=97.0))
print(json.dumps({{"parts": [p.name for p in parts], "said": said}}))
"""


def run(kind, **env):
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(kind=kind)],
        capture_output=True, text=True, env=os.environ | env, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_with_a_window_the_room_sounds():
    assert run("onscreen", ALSOFT_DRIVERS="null") == {"parts": ["sound"], "said": []}


def test_a_buffer_is_heard_by_nobody():
    assert run("offscreen") == {"parts": [], "said": []}


def test_a_device_that_does_not_open_is_said_once():
    told = run("onscreen", ALSOFT_DRIVERS="no_such_driver")
    assert len(told["said"]) == 1
    assert "no sound device" in told["said"][0]


def test_an_offscreen_buffer_opens_without_sound():
    code = (
        "from simulator.scene.window import open_base\n"
        "base = open_base(True, (64, 36))\n"
        "assert base.windowType == 'offscreen'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
