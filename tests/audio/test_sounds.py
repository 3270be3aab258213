"""The sounds themselves: pitches, patterns, determinism; what a stethoscope makes of the twin."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from simulator.audio import synth
from simulator.audio.hearing import (
    Chest,
    Listener,
    breath_levels,
    heart_level,
    wheeze_level,
)
from simulator.text import catalog

spec = importlib.util.spec_from_file_location(
    "monitor_signals", Path("tests/monitor/monitor_signals.py")
)
signals = importlib.util.module_from_spec(spec)
sys.modules.setdefault("monitor_signals", signals)
spec.loader.exec_module(signals)


def pitch_hz(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 17))
    return np.argmax(spectrum) * synth.RATE_HZ / (1 << 17)


def bursts(samples, quiet=0.02, over=400):
    """Starts and ends (s) of the stretches louder than `quiet`."""
    loud = np.convolve(np.abs(samples), np.ones(over) / over, "same") > quiet
    edges = np.diff(np.concatenate([[0], loud.astype(int), [0]]))
    return np.flatnonzero(edges == 1) / synth.RATE_HZ, np.flatnonzero(edges == -1) / synth.RATE_HZ


MAKERS = {
    "beep": synth.beep,
    "high": lambda: synth.alarm("high"),
    "medium": lambda: synth.alarm("medium"),
    "low": lambda: synth.alarm("low"),
    "resonant": lambda: synth.percussion("resonant"),
    "hyper": lambda: synth.percussion("hyperresonant"),
    "dull": lambda: synth.percussion("dull"),
    "hiss": synth.hiss,
    "pop": synth.pop,
    "crepitus": synth.crepitus,
    "phone": synth.phone,
    "oxygen": synth.oxygen_flow,
    "pump": synth.nibp_pump,
    "in": synth.inspiration_noise,
    "ex": synth.expiration_noise,
    "wheeze": synth.wheeze_tone,
    "vent_in": synth.vent_in,
    "vent_out": synth.vent_out,
    "s1": lambda: synth.heart_sound(1),
}


def test_sounds_are_the_same_every_time_finite_and_not_clipped():
    for name, make in MAKERS.items():
        samples = make()
        assert samples.dtype == np.float32
        assert np.isfinite(samples).all()
        np.testing.assert_array_equal(samples, make())
        if name not in ("in", "ex", "wheeze"):
            assert 0.05 < np.abs(samples).max() <= 1.0


@pytest.mark.parametrize(
    "name", ["beep", "high", "resonant", "hiss", "phone", "vent_in", "vent_out", "s1"]
)
def test_short_sounds_begin_and_end_in_silence(name):
    samples = MAKERS[name]()
    assert abs(samples[0]) < 0.01
    assert abs(samples[-1]) < 0.01


@pytest.mark.parametrize("name", ["oxygen", "pump", "in", "ex", "wheeze"])
def test_loops_join_without_a_step(name):
    samples = MAKERS[name]()
    assert abs(samples[0] - samples[-1]) < 4 * np.abs(np.diff(samples)).mean()


def test_the_pulse_tone_falls_with_saturation():
    assert pitch_hz(synth.beep()) == pytest.approx(880.0, rel=0.01)
    rates = [synth.beep_rate_fraction(s) for s in (100, 98, 94, 90, 80, 60)]
    assert rates == sorted(rates, reverse=True)
    assert len(set(rates)) == 6
    assert synth.beep_rate_fraction(float("nan")) == 1.0
    assert synth.beep_rate_fraction(76.0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("priority", "pulses", "shortest_s", "longest_s"),
    [("high", 10, 0.075, 0.2), ("medium", 3, 0.125, 0.25), ("low", 2, 0.125, 0.25)],
)
def test_alarm_bursts_follow_the_standard(priority, pulses, shortest_s, longest_s):
    starts, ends = bursts(synth.alarm(priority))
    assert len(starts) == pulses
    assert ((ends - starts >= shortest_s - 0.012) & (ends - starts <= longest_s + 0.02)).all()


def test_an_alarm_has_the_harmonics_that_are_asked_for():
    samples = synth.alarm("medium")
    spectrum = np.abs(np.fft.rfft(samples, 1 << 17))

    def at(hz):
        return spectrum[int(hz * (1 << 17) / synth.RATE_HZ) - 8 :][:17].max()

    levels_db = [20 * np.log10(at(523.25 * n) / at(523.25)) for n in (2, 3, 4, 5)]
    assert min(levels_db) > -15.0


def test_percussion_notes_differ_as_the_chest_does():
    notes = {n: synth.percussion(n) for n in ("resonant", "hyperresonant", "dull")}
    low, middle, high = (pitch_hz(notes[n]) for n in ("hyperresonant", "resonant", "dull"))
    assert low < middle < high
    long_s = {
        n: np.flatnonzero(np.abs(x) > 0.05 * np.abs(x).max())[-1] / synth.RATE_HZ
        for n, x in notes.items()
    }
    assert long_s["hyperresonant"] > 1.5 * long_s["resonant"] > 2.0 * long_s["dull"]


LEFT = {"side": "left", "site": "axilla", "gain_left_fraction": 0.9, "gain_right_fraction": 0.05}
RIGHT = {"side": "right", "site": "axilla", "gain_left_fraction": 0.05, "gain_right_fraction": 0.9}


def rms_at(place, seconds_s=4.0, **truths):
    """Loudness of the stream while both lungs breathe sinusoidally with the given peak flows."""
    chest, out = Chest(), []
    for i in range(int(seconds_s * 30)):
        swing = np.sin(2 * np.pi * i / 90)
        flows = {k: v * swing for k, v in truths.items() if k.startswith("flow")}
        rest = {k: v for k, v in truths.items() if not k.startswith("flow")}
        moment = signals.snapshot(10 + i / 30, listening_at=place, truths=flows | rest)
        out.append(chest.block(1470, moment))
    return float(np.sqrt(np.mean(np.concatenate(out) ** 2)))


def test_a_lung_that_takes_no_gas_is_silent_on_its_side():
    flows = {"flow_left_ml_per_s": 10.0, "flow_right_ml_per_s": 400.0}
    left, right = rms_at(LEFT, **flows), rms_at(RIGHT, **flows)
    assert right > 10.0 * left
    assert right > 0.02


def test_expiration_is_softer_and_heart_sounds_need_a_stroke():
    truth = signals.truth(flow_left_ml_per_s=300.0)
    back = signals.truth(flow_left_ml_per_s=-300.0)
    assert breath_levels(truth, LEFT)[0] > breath_levels(back, LEFT)[1] > 0.0
    assert heart_level(signals.truth(stroke_volume_ml=70.0), LEFT) > 0.0
    assert heart_level(signals.truth(stroke_volume_ml=0.0), LEFT) == 0.0


def test_narrow_airways_sing_most_on_the_way_out_and_fall_silent_without_flow():
    def level(narrow, flow, place=RIGHT):
        truth = signals.truth(airway_narrowing_fraction=narrow, flow_right_ml_per_s=flow)
        return wheeze_level(truth, place)

    assert level(0.0, -300.0) == level(0.1, -300.0) == 0.0
    assert level(0.6, -300.0) > level(0.3, -300.0) > 0.18
    assert level(0.6, -300.0) > 1.5 * level(0.6, 300.0) > 0.0
    assert level(1.0, -20.0) < 0.06, "a silent chest"
    assert level(0.6, -300.0, LEFT) < 0.1 * level(0.6, -300.0), "each lung where it lies"


def test_a_wheeze_is_a_tone_and_is_named():
    def spectrum(narrow):
        chest, out = Chest(), []
        for i in range(90):
            truths = {"flow_right_ml_per_s": -200.0, "airway_narrowing_fraction": narrow}
            moment = signals.snapshot(i / 30, listening_at=RIGHT, truths=truths)
            out.append(chest.block(1470, moment))
        power = np.abs(np.fft.rfft(np.concatenate(out))) ** 2
        hz = np.fft.rfftfreq(90 * 1470, 1.0 / synth.RATE_HZ)
        band = power[(hz > 200) & (hz < 600)]
        return band.max() / np.median(band)

    assert spectrum(0.7) > 20.0 * spectrum(0.0)
    listener = Listener()
    for i in range(60):
        truths = {"flow_right_ml_per_s": -200.0, "airway_narrowing_fraction": 0.7}
        said = listener.heard(signals.snapshot(i / 30, listening_at=RIGHT, truths=truths))
    assert said == "sound.wheeze"
    assert "sound.wheeze" in catalog("zh")


def test_the_body_itself_wheezes_under_asthma_and_not_in_health():
    from physiology import Patient, Twin
    from physiology.validation.record import do

    loudest = {}
    for name, deed in (("ill", "Develop disease=asthma severity_fraction=0.6"), ("well", "")):
        twin = Twin(Patient(34.0, "male", 176.0, 80.0))
        if deed:
            do(twin, deed)
        twin.step(500 * 300)
        levels = []
        for _ in range(120):
            twin.step(25)
            levels.append(wheeze_level(twin.truth(), RIGHT))
        loudest[name] = max(levels)
    assert loudest["well"] == 0.0
    assert loudest["ill"] > 0.18


def test_heart_sounds_come_twice_a_beat():
    chest, out = Chest(), []
    for i in range(180):
        phase = (i / 30 * 1.0) % 1.0  # 60 per minute
        now = {"beat_phase_fraction": phase, "stroke_volume_ml": 70.0}
        out.append(chest.block(1470, signals.snapshot(i / 30, listening_at=LEFT, truths=now)))
    starts, _ = bursts(np.concatenate(out), quiet=0.01, over=3000)
    assert 9 <= len(starts) <= 12  # five or six beats, two sounds each


def test_the_stream_does_not_depend_on_the_block_size():
    moment = signals.snapshot(1.0, listening_at=LEFT, truths={"flow_left_ml_per_s": 300.0})
    one, many = Chest(), Chest()
    for chest in (one, many):
        chest.block(1000, moment)  # glide to the level first
    whole = one.block(4410, moment)
    parts = np.concatenate([many.block(441, moment) for _ in range(10)])
    np.testing.assert_allclose(whole, parts, atol=1e-6)


def test_the_caption_names_what_is_heard():
    listener = Listener()
    said = []
    for i in range(150):
        flow = 350.0 * np.sin(i / 15)
        place = RIGHT if i < 75 else LEFT
        said.append(
            listener.heard(
                signals.snapshot(i / 30, listening_at=place, truths={"flow_right_ml_per_s": flow})
            )
        )
    assert said[74] == "sound.breath_clear"
    assert said[149] == "sound.breath_absent"
    assert listener.heard(signals.snapshot(6.0)) is None
    assert {key for key in said if key} <= set(catalog("en"))
