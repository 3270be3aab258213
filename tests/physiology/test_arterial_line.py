"""Transducer: zero, level, a column that swings, and the flush that shows how."""

import math

import numpy as np
import pytest

from physiology.clocks import DT_S
from physiology.devices import transducer
from physiology.errors import TwinError
from physiology.validation.record import do


def step_answer(hz, damping, n=2000):
    """A pressure that jumps from 0 to 100 mmHg: what the gauge shows, tick by tick."""
    s = transducer.State(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    seen = []
    for _ in range(n):
        s = transducer.follow(s, 100.0, hz, damping, False, DT_S)
        seen.append(s.p)
    return np.array(seen)


@pytest.mark.parametrize("damping", [0.1, 0.2, 0.6])
def test_a_step_overshoots_by_the_law_of_its_damping(damping):
    """Overshoot exp(-pi d / sqrt(1 - d2)), every half period by as much again."""
    root = math.sqrt(1.0 - damping**2)
    seen = step_answer(5.0, damping)
    assert seen.max() - 100.0 == pytest.approx(
        100.0 * math.exp(-math.pi * damping / root), rel=0.02
    )
    top = int(seen.argmax()) + 1
    assert top * DT_S == pytest.approx(0.5 / (5.0 * root), abs=1.5 * DT_S)
    assert seen[-1] == pytest.approx(100.0, abs=0.01)


@pytest.mark.parametrize("damping", [1.0, 2.0])
def test_much_damping_creeps_and_never_overshoots(damping):
    seen = step_answer(5.0, damping)
    assert seen.max() <= 100.0 + 1e-6
    # critical: 1 - (1 + wt) exp(-wt); at wt = 1 it is 0.264. Damped twice that, slower still
    at = round(1.0 / (2.0 * math.pi * 5.0) / DT_S) - 1
    assert seen[at] <= 27.0
    assert (seen[at] > 25.0) == (damping == 1.0)


@pytest.fixture
def line(fresh):
    twin = fresh()
    do(twin, "Attach sensor=arterial_line")
    twin.step(2500)
    return twin


def shown(twin, *deeds, ticks=3000):
    do(twin, *deeds)
    twin.step(ticks)
    v = twin.vitals()
    return v.abp_sys_mmhg, v.abp_dia_mmhg, v.abp_map_mmhg


def test_an_ideal_line_shows_what_is_so(line):
    alone = shown(line)
    truth = line.truth()
    assert alone == (truth.sbp_mmhg, truth.dbp_mmhg, truth.map_mmhg)
    ideal = shown(line, "SetTransducer")
    truth = line.truth()
    assert ideal == pytest.approx((truth.sbp_mmhg, truth.dbp_mmhg, truth.map_mmhg), abs=0.2)


def test_ten_centimeters_too_low_read_seven_too_much(line):
    """Water: 10 cm are 7.36 mmHg; all three numbers and the curve move alike."""
    for height, error in ((-10.0, 7.36), (10.0, -7.36)):
        seen = shown(line, f"SetTransducer height_cm={height}")
        truth = line.truth()
        so = (truth.sbp_mmhg, truth.dbp_mmhg, truth.map_mmhg)
        assert [a - b for a, b in zip(seen, so, strict=True)] == pytest.approx([error] * 3, abs=0.2)
        assert line.waveform("abp", 1.0).max() == pytest.approx(seen[0], abs=3.0)


def test_zero_takes_drift_away_and_nothing_else(line):
    before = shown(line, "SetTransducer drift_mmhg=12 height_cm=-10")
    after = shown(line, "ZeroTransducer open_to=air")
    assert before[2] - after[2] == pytest.approx(12.0, abs=1.0)
    assert after[2] - line.truth().map_mmhg == pytest.approx(7.36, abs=0.3), "level is not zero"
    wrong = shown(line, "ZeroTransducer open_to=patient")
    assert wrong[2] == pytest.approx(0.0, abs=2.0)


def test_damping_bends_systole_and_leaves_the_mean(line):
    ringing = shown(line, "SetTransducer natural_hz=5 damping_fraction=0.1")
    truth = line.truth()
    assert ringing[0] > truth.sbp_mmhg + 8
    assert ringing[1] < truth.dbp_mmhg
    assert ringing[2] == pytest.approx(truth.map_mmhg, abs=1.0)
    flat = shown(line, "SetTransducer natural_hz=4 damping_fraction=3", ticks=5000)
    truth = line.truth()
    assert flat[0] < truth.sbp_mmhg - 8
    assert flat[1] > truth.dbp_mmhg + 3
    assert flat[2] == pytest.approx(truth.map_mmhg, abs=1.0)


def test_a_good_column_is_nearly_ideal(line):
    seen = shown(line, "SetTransducer natural_hz=25 damping_fraction=0.6")
    truth = line.truth()
    assert seen == pytest.approx((truth.sbp_mmhg, truth.dbp_mmhg, truth.map_mmhg), abs=3.0)


def test_a_flush_shows_the_bag_and_then_the_frequency(line):
    do(line, "SetTransducer natural_hz=20 damping_fraction=0.15", "FlushLine flush_s=1")
    line.step(500)
    assert line.waveform("abp", 0.2) == pytest.approx(300.0, abs=1.0)
    line.step(150)
    after = line.waveform("abp", 0.3)
    first = int(after.argmin())
    second = first + 6 + int(after[first + 6 : first + 19].argmin())
    swing = (second - first) * 2 * DT_S  # the artery's own wave moves the second a little
    assert swing == pytest.approx(1.0 / (20.0 * math.sqrt(1.0 - 0.15**2)), abs=0.009)
    assert after.min() < line.truth().dbp_mmhg - 20


def test_there_is_no_gauge_without_a_line(fresh):
    for deed in ("SetTransducer", "ZeroTransducer", "FlushLine"):
        with pytest.raises(TwinError, match="no arterial line"):
            do(fresh(), deed)
