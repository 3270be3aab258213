"""Every demonstration is what its name says: the body's own word for it, and the mark on paper."""

import functools

import numpy as np
import pytest

from physiology import Patient
from physiology.layout import place
from physiology.validation.waves import beats, calipers
from simulator.core.solo import DEMOS, RHYTHMS, Solo

WORDS = {
    "sinus": "sinus", "sinus_bradycardia": "bradycardia", "sinus_tachycardia": "sinus",
    "paced_without_capture": "av_block_3", "torsades": "vt_polymorphic", "long_qt": "av_block_1",
    "hyperkalemia": "av_block_1", "hypothermia": "bradycardia", "vt_fast": "vt",
    "av_block_2_mobitz": "av_block_2",
}  # fmt: skip
pytestmark = pytest.mark.slow


@functools.cache
def shown(id):
    body = Solo(Patient(34.0, "male", 176.0, 80.0))
    body.show(id)
    body.advance(12.0)
    return body


def lead(body, name, seconds_s=10.0):
    return body.twin.waveform(f"ecg_{name}", seconds_s).astype(float)


def widths(body):
    line = lead(body, "v5")
    return calipers(line, beats(line))


@pytest.mark.parametrize("id", DEMOS)
def test_the_body_says_the_same_word(id):
    truth = shown(id).snapshot().truth
    if id in RHYTHMS or id in WORDS or id == "paced":
        assert truth.rhythm == WORDS.get(id, id)
    assert truth.outcome == "alive"


def test_potassium_widens_qrs_and_hides_p():
    well, ill = shown("sinus"), shown("hyperkalemia")
    assert 7.0 < ill.snapshot().truth.potassium_mmol_l < 9.0
    assert widths(ill).qrs_ms > 1.25 * widths(well).qrs_ms
    assert widths(ill).t_over_r > widths(well).t_over_r


def test_cold_leaves_a_wave_behind_qrs():
    body = shown("hypothermia")
    assert 26.0 < body.snapshot().truth.core_temp_degc < 31.5
    assert body.twin.state[place("excitation.j_cold")] > 0.15


def test_drugs_lengthen_qt():
    assert widths(shown("long_qt")).qtc_ms > max(460.0, 1.15 * widths(shown("sinus")).qtc_ms)


def test_stimuli_that_do_not_capture_march_through_the_escape():
    body = shown("paced_without_capture")
    assert body.snapshot().truth.hr_per_min < 45
    spikes = np.abs(np.diff(lead(body, "ii"))) > 0.12
    count = int((spikes[1:] & ~spikes[:-1]).sum())
    assert count >= 10 * 75 / 60 - 2


@pytest.mark.parametrize(
    ("id", "up", "down"),
    [
        ("stemi_anterior", "v2", "iii"),
        ("stemi_inferior", "avf", "v2"),
        ("stemi_right", "iii", "avl"),
    ],
)
def test_st_rises_over_the_closed_artery(id, up, down):
    body = shown(id)

    def st(name):
        line = lead(body, name)
        at = beats(lead(body, "v5"))[1:-1]
        return float(np.median([line[k + 22] - line[k - 14] for k in at]))

    assert st(up) > 0.1
    assert st(down) < 0.02
