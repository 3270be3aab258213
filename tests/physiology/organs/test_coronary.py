"""The heart's own arteries: conductances, what a closed one stops and kills, by hand."""

import math

import pytest

from physiology import parameters
from physiology.organs import coronary, tissues

T = parameters.table()
P = coronary.Params(*(T[f"coronary.{name}"].value for name in coronary.Params._fields))
TISSUE = tissues.Params(*(T[f"tissues.{name}"].value for name in tissues.Params._fields))
LAW = coronary.Local(70.0, 0.07, 10.0)
GATE = 0.038


def state(**changes):
    calm = dict.fromkeys(coronary.State._fields, 0.0) | dict(
        o2_lad=0.07, o2_lcx=0.07, o2_rca=0.07, f_lad=1.0, f_lcx=1.0, f_rca=1.0,
        p_perfusion=75.0, f_work=1.0,
    )  # fmt: skip
    return coronary.State(**(calm | changes))


def seen(**changes):
    # 4 mL/s bring 4 x (0.19 - 0.07) = 0.48 mL/s of oxygen: what is needed
    calm = dict(q=4.0, c_ao2=0.19, need=0.48, f_work=1.0, v_o2=90.0)
    calm |= dict(h_lad=1.0, h_lcx=1.0, h_rca=1.0, h_all=1.0, f_thin=1.0)
    return coronary.Seen(**(calm | changes))


def run(s, i, seconds, dt=0.1):
    for _ in range(round(seconds / dt)):
        s, _ = coronary.advance(s, i, dt, LAW, GATE, TISSUE, P)
    return s


def test_open_arteries_share_as_their_muscle():
    g = coronary.conductances(state(), seen(), P)
    assert g == pytest.approx((0.45, 0.25, 0.30))


def test_a_stenosis_costs_the_reserve_first():
    # arterioles at rest 1, wide open 1 / 5; a stenosis of 0.25 behind them
    assert coronary.conductance(1.25, 1.0, 0.0) == pytest.approx(1.0 / 1.25)
    assert coronary.conductance(1.25, 1.0, 4.0) == pytest.approx(1.0 / 0.45)
    assert coronary.conductance(1.0, 1.0, 4.0) == pytest.approx(5.0)


def test_three_alike_are_one():
    s, m = coronary.advance(state(), seen(), 0.02, LAW, GATE, TISSUE, P)
    one = tissues.metabolism(0.07, TISSUE.k_heart, 0.48, TISSUE)
    assert m.used == pytest.approx(one.used)
    now = 0.07 + 0.02 * (4.0 * (0.19 - 0.07) - one.used) / 90.0
    assert s.o2_lad == s.o2_rca == pytest.approx(now)


def test_oxygen_is_neither_made_nor_lost():
    s = state(o2_lad=0.03, o2_lcx=0.05, l_lad=2.0)
    i = seen(h_lad=8.0)
    shares = (P.f_lad, P.f_lcx, 1.0 - P.f_lad - P.f_lcx)

    def held(x):
        return 90.0 * sum(f * c for f, c in zip(shares, x[:3], strict=True))

    after, m = coronary.advance(s, i, 0.02, LAW, GATE, TISSUE, P)
    brought = 0.02 * (4.0 * (0.19 - after.o2_sinus) - m.used)
    assert held(after) - held(s) == pytest.approx(brought, rel=1e-9)


def test_a_closed_artery_stops_its_own_wall_only():
    s = run(state(), seen(q=2.5, h_lad=41.0), 90.0)
    assert s.f_lad < 0.1
    assert s.f_lcx > 0.9
    assert coronary.left(s, P) == pytest.approx(1.0 - P.w_left_lad * (1.0 - s.f_lad), abs=0.03)
    assert coronary.ischemic(s, P) == pytest.approx(P.f_lad, rel=0.15)


def test_muscle_dies_in_hours_and_stays_dead():
    # dead' = (1 - dead) / t_necrosis at full lack: half of it after t ln 2 = 83 min
    s = run(state(), seen(q=2.5, h_lad=61.0), 7200.0 * math.log(2.0), dt=0.5)
    assert s.n_lad == pytest.approx(0.5, abs=0.06)  # a little less: collaterals
    assert s.n_lcx < 0.01
    later = run(s, seen(), 7200.0, dt=0.5)
    assert later.n_lad >= s.n_lad
    assert later.f_lad > 0.8, "what lives wakes again"
    assert coronary.left(later, P) < 0.85


def test_demand_follows_tension_and_fibrillation_costs():
    assert coronary.work(50.0, 50.0, 0.0, P) == pytest.approx(1.0)
    assert coronary.work(0.0, 50.0, 0.0, P) == P.f_basal
    assert coronary.work(0.0, 50.0, 1.0, P) == P.f_basal + P.f_fibrillating
    assert coronary.work(1e9, 50.0, 0.0, P) == P.f_basal + (1.0 - P.f_basal) * P.f_work_max
