"""Wrist and finger at the end of a tube; fibrillation that fades with the blood of its muscle."""

import numpy as np
import pytest

from physiology import Twin
from physiology.devices import traces
from physiology.validation.record import do


def test_a_step_rings_down_to_its_own_height():
    """By hand: 1 arrives as 1 + f, then each echo takes or adds (1 + f) f^k; f = 0.4."""
    rises = np.cumsum(traces.tube(0.1, 0.4))
    at = [rises[round(t * traces.HZ)] for t in (0.2, 0.4, 0.6)]
    assert rises[0] == pytest.approx(0.0, abs=1e-3)
    # echoes beyond the fifth are left out, and what is left is scaled to 1: by 1.4 x 0.7216 = 1.01
    assert at == pytest.approx([1.4, 0.84, 1.064], rel=0.03)
    assert rises[-1] == pytest.approx(1.0)


@pytest.fixture
def twin(fresh):
    body = fresh()
    body.step(500 * 35)
    return body


def test_the_wrist_is_later_taller_and_has_the_same_mean(twin):
    wrist = twin.waveform("abp", 20.0).astype(float)
    truth = twin.truth()
    assert wrist.mean() == pytest.approx(truth.map_mmhg, abs=2.0)
    assert truth.sbp_mmhg + 2.0 < wrist.max() < truth.sbp_mmhg + 15.0
    assert wrist.min() == pytest.approx(truth.dbp_mmhg, abs=3.0)


@pytest.mark.parametrize("name", ["abp", "pleth", "ecg", "resp"])
def test_a_short_look_is_the_end_of_a_long_one(twin, name):
    np.testing.assert_array_equal(twin.waveform(name, 1.0), twin.waveform(name, 30.0)[-250:])


def test_a_restored_body_draws_from_its_first_sample(twin):
    again = Twin.restore(twin.save())
    assert again.waveform("abp", 2.0).size == 0
    again.step(20)
    wrist = again.waveform("abp", 2.0)
    assert wrist.size == 10
    assert 50.0 < wrist.min() <= wrist.max() < 150.0


def test_fibrillation_fades_without_coronary_perfusion_and_grows_under_hands(fresh):
    twin = fresh()
    do(twin, "SetRhythm rhythm=vf")
    heights = []
    for seconds in (10, 290):
        twin.step(500 * seconds)
        heights.append(np.abs(twin.waveform("ecg_v5", 8.0)).mean())
    # nothing flows: exp(-290 / t_fade), t_fade 480 s = 0.55
    assert heights[1] / heights[0] == pytest.approx(0.55, abs=0.15)
    do(twin, "Compress depth_cm=5.5 rate_per_min=110", "GiveDrug drug=epinephrine dose_mg=1")
    twin.step(500 * 150)
    do(twin, "Compress depth_cm=0")
    twin.step(500 * 8)
    assert np.abs(twin.waveform("ecg_v5", 7.0)).mean() > 1.1 * heights[1]
