"""Dilution by hand; which holes close."""

import math

import pytest

from physiology import parameters
from physiology.organs import coagulation

P = coagulation.Params(
    *(parameters.table()[f"coagulation.{n}"].value for n in coagulation.Params._fields)
)
SEEN = coagulation.Seen(5000.0, 0.56, 0.0, 37.0, 7.4, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0)
FRESH = coagulation.fresh(5000.0, 0.56, 0.0, P)


def test_water_dilutes_by_the_plasma():
    """2.8 L of plasma and 2 L of water: 2.8 g/L becomes 2.8 * 2.8 / 4.8 = 1.633."""
    s = coagulation.advance(FRESH, SEEN._replace(v_blood=7000.0, f_plasma=4800 / 7000), 1.0, P)
    assert s.fibrinogen == pytest.approx(2.8 * 2.8 / 4.8)
    assert s.platelets == pytest.approx(250 * 5 / 7)
    assert 0.5 < s.f_clots < 0.95


def test_what_bleeds_carries_its_share_away():
    """A fifth of the blood lost and replaced by water: four fifths of the platelets."""
    s = coagulation.advance(FRESH, SEEN._replace(v_shed=1000.0), 1.0, P)
    assert s.m_fibrinogen == pytest.approx(0.8 * FRESH.m_fibrinogen)
    assert s.platelets == pytest.approx(200.0)


def test_cold_and_acid_slow_and_each_drug_does_what_it_says():
    def quality(**other):
        return coagulation.advance(FRESH, SEEN._replace(**other), 1.0, P).f_clots

    assert quality() == pytest.approx(1.0)
    assert quality(temp=32.5) == pytest.approx(math.exp(-P.k_cold * 4.0))
    assert quality(ph=7.0) == pytest.approx(1.0 - P.k_acid * 0.35)
    assert quality(f_clotting=0.5) == pytest.approx(0.5)


def minutes(q0, p, s=FRESH, f_lysis=1.0, n=20, start=0.0):
    """Share closed of a hole that let `q0` (mL/s) through when it was open."""
    now = start
    for _ in range(60 * n):
        now = coagulation.clot(now, q0 * (1.0 - now), p, s, f_lysis, 1.0, P)
    return now


def test_a_small_hole_closes_in_minutes_a_large_one_does_not():
    assert minutes(0.2, 90.0) > 0.95
    assert minutes(5.0, 90.0) < 0.01


def test_a_clot_gives_way_to_pressure_and_to_lysis():
    dissolving = FRESH._replace(f_lysis=1.0)
    assert minutes(0.2, 220.0, start=0.95) < minutes(0.2, 90.0, start=0.95)
    kept = minutes(1.5, 90.0, dissolving, f_lysis=0.1, n=30, start=0.9)
    assert kept > minutes(1.5, 90.0, dissolving, n=30, start=0.9) + 0.05
