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
from simulator.audio.soundscape import Soundscape
from simulator.monitor.watch import Watcher
from simulator.scene.sound import sound_part
from simulator.scene.stage import StageOptions
world = SimpleNamespace(
    base=SimpleNamespace(windowType="{kind}"), layout=SimpleNamespace(monitor_m=(0.0, 1.0, 1.6))
)
said, tones, watcher = [], [], Watcher()
Soundscape.tone = lambda self, spo2_pct: tones.append(frame)
counted = []
parts, sounding = sound_part(world, StageOptions(language="en"), said.append, watcher)
for frame in range(150):
    moment = snapshot(10.0 + frame / 30.0, sensors="ecg spo2", hr=72.0, spo2_pct=97.0)
    before = watcher.status.beats
    counted += [frame] * (watcher.update(moment).beats - before)
    for part in parts:
        part.run(moment)
told = {{"parts": [p.name for p in parts], "said": said, "tones": tones}}
print(json.dumps(told | {{"beats": counted}}))
"""


def run(kind, **env):
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(kind=kind)],
        capture_output=True, text=True, env=os.environ | env, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_with_a_window_the_room_sounds_once_a_beat_without_any_picture():
    told = run("onscreen", ALSOFT_DRIVERS="null")
    assert (told["parts"], told["said"]) == (["sound"], [])
    assert told["tones"] == told["beats"]  # each in the frame that counted it
    assert len(told["beats"]) in (5, 6, 7)  # 72 per minute for five seconds


def test_a_buffer_is_heard_by_nobody():
    told = run("offscreen")
    assert (told["parts"], told["said"], told["tones"]) == ([], [], [])


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
