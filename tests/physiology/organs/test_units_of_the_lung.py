"""Two units in each lung: gas is only moved; shares by hand."""

import math

import numpy as np
import pytest

from physiology import parameters
from physiology.organs import gas_exchange, units
from physiology.organs.lungs import DeadSpace, Gas, total

TABLE = parameters.table()
P = units.Params(*(TABLE[f"units.{name}"].value for name in units.Params._fields))
D = DeadSpace(0.2, 0.2, 0.16, 0.0, 0.0, 0.04)
NONE = Gas(0.0, 0.0, 0.0)


def mixture(v, f_o2, f_co2):
    return Gas(v * f_o2, v * f_co2, v * (1.0 - f_o2 - f_co2))


def test_in_health_both_units_are_one_lung():
    whole = mixture(1000.0, 0.14, 0.05)
    slow = Gas(*(0.5 * x for x in whole))
    up = Gas(2.0, -1.6, 0.0)
    up_slow = Gas(*(0.5 * x for x in up))
    for q in (-300.0, 0.0, 300.0):
        got = units.share(q, whole, slow, D, NONE, up, up_slow, units.reach(0.0, P))
        assert got.slow == pytest.approx(tuple(0.5 * x for x in got.whole), abs=1e-9)


@pytest.mark.parametrize("q", [-400.0, -30.0, 0.0, 30.0, 400.0])
@pytest.mark.parametrize("uneven", [0.0, 0.5, 1.0])
def test_gas_is_only_moved(q, uneven):
    rng = np.random.default_rng(7)
    for _ in range(50):
        v, v_slow = 1500.0, rng.uniform(200.0, 1100.0)
        slow = mixture(v_slow, rng.uniform(0.05, 0.2), rng.uniform(0.03, 0.07))
        quick = mixture(v - v_slow, rng.uniform(0.1, 0.9), rng.uniform(0.02, 0.06))
        whole = Gas(*(a + b for a, b in zip(slow, quick, strict=True)))
        leak, up = Gas(3.0, 1.0, 12.0), Gas(4.0, -3.0, 0.1)
        got = units.share(q, whole, slow, D, leak, up, Gas(1.5, -1.0, 0.0), units.reach(uneven, P))
        # volume: what the airway brings, less tear and blood
        assert total(got.whole) == pytest.approx(q - total(leak) - total(up), abs=1e-9)
        # each gas, out of the airway: what the mouth side gets is what the lung loses
        if q < 0.0:
            assert sum(got.out) == pytest.approx(1.0)
            for gas in range(3):
                assert got.whole[gas] == pytest.approx(q * got.out[gas] - leak[gas] - up[gas])


def test_share_of_blood_by_hand():
    # equal bases, twice the resistance: (1/2) / (1/2 + 1) = 1/3
    assert units.flow_share(2.0, 1.0, 0.0, 0.0, P) == pytest.approx(1.0 / 3.0)
    assert units.reach(1.0, P) == pytest.approx(0.5 * (1.0 - P.f_blocked))


def test_uptake_is_the_shunt_equation():
    # Cc - Cv = 0.20 - 0.15, shunt 0.3, 5 L/min: uptake = Q (1 - s) (Cc - Cv) = 83.33 * 0.7 * 0.05
    a = gas_exchange.Alveolus(0.20, 0.45, 600.0, 35.0, 0.0, 0.3, 1.0, 0.0)
    s = gas_exchange.State(*(0.0,) * 15)._replace(c_vo2=0.15, c_vco2=0.52)
    up = gas_exchange.uptake(5000.0 / 60.0, a, s, Gas(500.0, 100.0, 500.0), 1.0)
    assert up.o2 == pytest.approx(5000.0 / 60.0 * 0.7 * 0.05)
    c_a = s.c_vo2 + up.o2 / (5000.0 / 60.0)
    assert (a.c_o2 - c_a) / (a.c_o2 - s.c_vo2) == pytest.approx(0.3), "Qs/Qt = (Cc - Ca)/(Cc - Cv)"


def test_collapse_never_empties_a_unit():
    whole = mixture(1000.0, 0.15, 0.05)
    slow = mixture(500.0, 0.12, 0.06)
    dt, reach = 0.01, units.reach(1.0, P)
    for _ in range(400):
        q = -0.9 * total(whole)  # a breath out that never ends
        got = units.share(q, whole, slow, D, NONE, NONE, NONE, reach)
        whole = Gas(*(a + dt * b for a, b in zip(whole, got.whole, strict=True)))
        slow = Gas(*(a + dt * b for a, b in zip(slow, got.slow, strict=True)))
        assert 0.0 < total(slow) < total(whole)
    assert total(whole) == pytest.approx(1000.0 * math.exp(-3.6), rel=0.05)
