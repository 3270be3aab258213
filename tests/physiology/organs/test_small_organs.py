"""Carbon monoxide, vessels that set themselves, catecholamines, fits: small laws by hand."""

import math

import pytest

from physiology import parameters
from physiology.organs import blood, carbon_monoxide, myogenic, seizure, stress


def params(module, section):
    table = parameters.table()
    return module.Params(*(table[f"{section}.{n}"].value for n in module.Params._fields))


def test_half_bound_halves_p50():
    """1 + 0.5 + 2 * 0.25 = 2: what is left is half full at 26.9 / 2 mmHg."""
    temp = carbon_monoxide.curve_temp(37.0, 0.5)
    assert blood.saturation(26.86 / 2, 7.4, temp, 0.0) == pytest.approx(0.5, abs=0.002)
    assert carbon_monoxide.curve_temp(36.0, 0.0) == 36.0


def test_half_gone_in_320_minutes_on_air_and_80_on_oxygen():
    p = params(carbon_monoxide, "carbon_monoxide")
    for p_o2, half_min in ((100.0, 320), (600.0, 80)):
        s = carbon_monoxide.State(0.0, 0.0)
        for _ in range(half_min * 6):
            s = carbon_monoxide.advance(s, 0.4, p_o2, 10.0, p)
        assert s.f_bound == pytest.approx(0.2, rel=0.002)
    assert carbon_monoxide.advance(s, 0.0, 100.0, 1.0, p) == (0.0, 0.0)


def test_kidneys_hold_their_flow_above_rest():
    """40 mmHg more at 92 - 17: resistance 1 + 0.8 * 40 / 75 = 1.427, flow up by 7.5 %, not 53 %."""
    p = params(myogenic, "myogenic")
    f = 1.0
    for _ in range(300):
        f = myogenic.advance(f, 132.0, 92.0, 0.4, p.k_renal_low, 0.8, 1.0, p)
    assert f == pytest.approx(1.0 + 0.8 * 40.0 / 75.0, rel=1e-6)
    assert myogenic.advance(1.0, 92.0, 92.0, 0.4, 0.8, 0.8, 1.0, p) == 1.0


def test_working_muscle_opens_in_proportion():
    p = params(myogenic, "myogenic")
    f = 1.0
    for _ in range(300):
        f = myogenic.hyperemia(f, 6.0, 1.0, p)
    assert f == pytest.approx(1.0 / (1.0 + p.k_work * 5.0), rel=1e-6)
    assert myogenic.hyperemia(1.0, 1.0, 1.0, p) == 1.0


def test_catecholamines_follow_the_discharge_within_minutes():
    p = params(stress, "stress")
    s = stress.State(1.0)
    for _ in range(1200):
        s = stress.advance(s, p.x_rest + 1.0, 1.0, p)
    assert s.x == pytest.approx(math.exp(p.k_discharge), rel=1e-3)


def test_readiness_below_a_threshold_is_no_fit():
    # threshold 0.4, fully spread from 0.5
    p = params(seizure, "seizure")
    found = [seizure.spread(x, p) for x in (-1.0, 0.4, 0.5, 1.0, 1.5)]
    assert found == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0])


def test_after_a_fit_the_mind_comes_back_slowly_and_muscles_tire():
    p = params(seizure, "seizure")
    s = seizure.State(0.0, 0.0, 0.0)
    for _ in range(1200):
        s = seizure.advance(s, 1.0, 1.0, p)
    assert seizure.mind(s) == pytest.approx(0.0, abs=1e-6)
    assert seizure.convulsion(s, 1.0) < 0.35
    for _ in range(60):
        s = seizure.advance(s, 0.0, 1.0, p)
    assert seizure.mind(s) == pytest.approx(1.0 - 0.8 * math.exp(-60 / p.t_after), abs=0.02)
