"""The real OpenAL, writing what it plays to a WAV file; and no device at all."""

import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest

from simulator.audio import synth
from simulator.text import catalog

SCRIPT = """
import json, sys, time
sys.path.insert(0, "tests/monitor")
from monitor_signals import snapshot
from simulator.audio.soundscape import Soundscape
from simulator.core.records import Head, SoundCue
room = Soundscape(1.0)
head = (Head("a", (0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0)),)
place = {"side": "right", "site": "axilla", "gain_left_fraction": 0.0, "gain_right_fraction": 1.0}
start = time.monotonic()
cues = [(0.2, "beep", 100.0), (0.6, "beep", 88.0), (1.0, "beep", 76.0), (1.4, "hiss", 0.0)]
beats, flow = 0, {"flow_right_ml_per_s": 400.0}
while (now := time.monotonic() - start) < 4.6:
    sounds, spo2 = (), 100.0
    if cues and now >= cues[0][0]:
        at, name, spo2 = cues.pop(0)
        beats += name == "beep"
        sounds = (SoundCue("hiss", (0.0, 0.5, 0.0), 0),) if name == "hiss" else ()
    listening = place if 3.6 < now < 4.4 else None
    moment = snapshot(now, listening_at=listening, sounds=sounds, truths=flow)
    room.update(moment, beats=beats, spo2_pct=spo2)
    time.sleep(0.01)
room.close()
print(json.dumps({"is_silent": room.is_silent}))
"""


def run(code, **env):
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | env,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound")
    wav = folder / "out.wav"
    conf = folder / "alsoft.conf"
    conf.write_text(f"[general]\ndrivers=wave\nfrequency=44100\n[wave]\nfile={wav}\n")
    told = run(SCRIPT, ALSOFT_CONF=str(conf), ALSOFT_DRIVERS="wave")
    assert told["is_silent"] is False
    from scipy.io import wavfile

    rate, raw = wavfile.read(wav)
    samples = raw.reshape(len(raw), -1).astype(float).mean(axis=1)
    return samples / max(np.abs(samples).max(), 1e-9), rate


def onsets(samples, rate):
    envelope = np.convolve(np.abs(samples), np.ones(int(0.01 * rate)) / int(0.01 * rate), "same")
    loud = envelope > 0.02
    edges = np.flatnonzero(loud[1:] & ~loud[:-1])
    return [i for i, before in zip(edges, [-rate, *edges]) if i - before > 0.12 * rate]


def test_three_beeps_are_played_at_the_pitch_of_their_saturation(recording):
    samples, rate = recording
    starts = onsets(samples, rate)[:3]
    found = []
    for start in starts:
        piece = samples[start + int(0.01 * rate) : start + int(0.08 * rate)]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 17))
        found.append(np.argmax(spectrum) * rate / (1 << 17))
    wanted = [synth.BEEP_HZ * synth.beep_rate_fraction(s) for s in (100.0, 88.0, 76.0)]
    assert found == pytest.approx(wanted, rel=0.02)
    gaps_s = np.diff(starts) / rate
    assert gaps_s == pytest.approx([0.4, 0.4], abs=0.08)


def test_the_hiss_is_bright_and_the_breath_is_low(recording):
    samples, rate = recording
    start = onsets(samples, rate)[3]

    def centroid(piece):
        power = np.abs(np.fft.rfft(piece)) ** 2
        return float((np.fft.rfftfreq(len(piece), 1 / rate) * power).sum() / power.sum())

    hiss = samples[start : start + int(0.5 * rate)]
    breath = samples[start + int(2.6 * rate) : start + int(2.9 * rate)]
    assert np.sqrt(np.mean(breath**2)) > 0.01
    assert centroid(hiss) > 2000.0 > 700.0 > centroid(breath)


def test_without_a_device_it_is_silent_says_so_and_still_captions():
    code = """
import json, sys
sys.path.insert(0, "tests/monitor")
from monitor_signals import snapshot
from simulator.audio.soundscape import Soundscape
room = Soundscape(1.0)
keys = room.update(snapshot(1.0, nibp_state="measuring"), beats=3, alarm_priority="high")
room.close()
print(json.dumps({"is_silent": room.is_silent, "keys": keys}))
"""
    told = run(code, ALSOFT_DRIVERS="alsa", ALSA_CONFIG_PATH="/nonexistent")
    if not told["is_silent"]:
        pytest.skip("this machine has a sound card")
    assert told["keys"] == ["sound.alarm_high", "sound.nibp_pump"]


def test_every_sound_has_a_caption_in_both_languages():
    told = run(
        "import json; from simulator.audio.soundscape import SOUNDS; print(json.dumps(SOUNDS))"
    )
    for language in ("en", "zh"):
        assert {f"sound.{name}" for name in told} <= set(catalog(language))


def test_oxygen_is_told_when_it_begins_and_not_for_ever():
    code = """
import dataclasses, json, sys
sys.path.insert(0, "tests/monitor")
from monitor_signals import snapshot
from simulator.audio.soundscape import Soundscape
from simulator.core.records import ToolState
room, told = Soundscape(1.0), []
for at_s, flow in ((1.0, 0.0), (2.0, 10.0), (5.0, 10.0), (7.0, 10.0), (8.0, 15.0), (13.0, 15.0)):
    mask = ToolState(
        "oxygen_mask", "oxygen_mask", (0.0, 0.9, 1.0), (1.0, 0.0, 0.0, 0.0), place="patient",
        data={"flow_l_per_min": flow},
    )
    keys = room.update(dataclasses.replace(snapshot(at_s), tools=(mask,)))
    told.append("sound.oxygen_flow" in keys)
room.close()
print(json.dumps(told))
"""
    assert run(code, ALSOFT_DRIVERS="null") == [False, True, True, False, True, False]


def test_a_process_that_cannot_play_says_so_to_its_window():
    done = subprocess.run(
        [sys.executable, "-m", "simulator.audio.bedside"], input="tone 97\n", text=True,
        capture_output=True, env=os.environ | {"ALSOFT_DRIVERS": "no_such_driver"}, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "silent\n")


def test_a_window_of_another_process_is_heard_by_its_orders(tmp_path):
    """Two tones at two pitches, a burst, and one that a pause cuts short, from words."""
    wav, conf = tmp_path / "out.wav", tmp_path / "alsoft.conf"
    conf.write_text(f"[general]\ndrivers=wave\nfrequency=44100\n[wave]\nfile={wav}\n")
    child = subprocess.Popen(
        [sys.executable, "-m", "simulator.audio.bedside"], stdin=subprocess.PIPE, text=True,
        env=os.environ | {"ALSOFT_CONF": str(conf), "ALSOFT_DRIVERS": "wave",
                          "THEATRUM_CONFIG": str(tmp_path)},
    )  # fmt: skip
    for wait_s, order in (
        (1.5, "tone 100"), (0.6, "sing"), (0.0, "tone high"), (0.0, "tone 76"), (0.6, "call high"),
        (2.7, "call"), (0.5, "call medium"), (0.25, "call"), (0.9, ""),
    ):  # fmt: skip
        time.sleep(wait_s)
        child.stdin.write(order + "\n")
        child.stdin.flush()
    child.stdin.close()
    assert child.wait(30) == 0
    from scipy.io import wavfile

    rate, raw = wavfile.read(wav)
    samples = raw.reshape(len(raw), -1).astype(float).mean(axis=1)
    samples /= np.abs(samples).max()
    starts = onsets(samples, rate)
    assert len(starts) == 13  # two tones, ten pulses, and the first of a burst that was silenced

    def pitch(start):
        piece = samples[start + int(0.01 * rate) : start + int(0.08 * rate)]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 17))
        return np.argmax(spectrum) * rate / (1 << 17)

    assert [pitch(s) for s in starts[:2]] == pytest.approx([880.0, 440.0], rel=0.02)


SPATIAL = """
import dataclasses, json, sys, time
sys.path.insert(0, "tests/monitor")
from monitor_signals import snapshot
from simulator.audio.soundscape import Soundscape
from simulator.core.records import Head
room = Soundscape(1.0, monitor_m=(1.0, 0.3, 0.0), ventilator_m=(-1.0, 0.3, 0.0))
head = (Head("a", (0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0)),)
start, beats, told = time.monotonic(), 0, []
while (now := time.monotonic() - start) < 4.4:
    phase = (now % 1.4) / 1.4  # a push every 1.4 s: gas in for a third, then back
    flow = {"flow_left_ml_per_s": 300.0 if phase < 0.35 else -200.0, "breath_phase_fraction": phase}
    on = {"paw_peak_cmh2o": 20.0} if now > 1.0 else {}
    moment = dataclasses.replace(snapshot(now, truths=flow, **on), heads=head)
    beats += 0.4 < now and beats == 0
    keys = room.update(moment, beats=beats, spo2_pct=100.0)
    told += keys
    time.sleep(0.01)
room.close()
print(json.dumps({"told": sorted(set(told))}))
"""


def test_the_ventilator_stands_left_breathes_with_the_twin_and_the_monitor_hangs_right(tmp_path):
    """Stereo: a beep from the right at 0.4 s; pushes at 1.4, 2.8 and 4.2 s from the left."""
    wav, conf = tmp_path / "out.wav", tmp_path / "alsoft.conf"
    conf.write_text(
        f"[general]\ndrivers=wave\nfrequency=44100\nchannels=stereo\n[wave]\nfile={wav}\n"
    )
    told = run(SPATIAL, ALSOFT_CONF=str(conf), ALSOFT_DRIVERS="wave")
    assert told == {"told": ["sound.ventilator"]}
    from scipy.io import wavfile

    rate, raw = wavfile.read(wav)
    both = raw.astype(float)
    mono = both.mean(axis=1)
    starts = onsets(mono / np.abs(mono).max(), rate)

    def sides(start, seconds_s):
        piece = both[start : start + round(seconds_s * rate)]
        return np.sqrt((piece**2).mean(axis=0))

    left, right = sides(starts[0], 0.09)
    assert right > 1.5 * left, "the monitor hangs on the right"
    breaths = starts[1:]
    left, right = sides(breaths[0], 0.8)
    assert left > 1.5 * right, "the ventilator stands on the left"
    assert (breaths[0] - starts[0]) / rate == pytest.approx(1.0, abs=0.12)
    valves_s = np.array(breaths) / rate - breaths[0] / rate
    assert min(abs(valves_s - 1.4)) < 0.12, "the next push of the twin's own clock"
