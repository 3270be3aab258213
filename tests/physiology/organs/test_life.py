"""Arrest: its clock, hands, and the way back, by hand."""

import pytest

from physiology import parameters
from physiology.organs import life

T = parameters.table()
P = life.Params(*(T[f"life.{name}"].value for name in life.Params._fields))


def signs(**changes):
    gone = dict(
        q_now=0.0, q_rest=90.0, p_systolic=20.0, p_chest=0.0, p_sac=0.0, f_fatigue=0.0, f_lost=0.0,
        sat=0.97, rr=0.0, is_compressed=False, f_pump=0.0, p_perfusion=0.0, c_brain=0.12,
    )  # fmt: skip
    return life.Signs(**(gone | changes))


def state(f_reserve=0.0, stage=life.ALIVE):
    return life.State(stage, 0.0, 0.0, 0.0, 1.0, f_reserve, 0.0)


def until(s, i, stage, limit=2000.0, dt=0.5):
    t = 0.0
    while s.stage != stage and t < limit:
        s = life.advance(s, i, dt, P)
        t += dt
    return s, t


def test_death_comes_after_three_minutes_where_oxygen_was_gone_before():
    s, t = until(state(), signs(c_brain=0.03), life.DEAD)
    assert t == pytest.approx(P.t_dead, abs=1.0)
    assert s.cause == life.SHOCK


def test_a_heart_that_stops_in_health_leaves_more_time():
    _, t = until(state(f_reserve=1.0), signs(), life.DEAD)
    assert t == pytest.approx(P.t_dead * (1.0 + P.k_reserve), abs=1.0)


def test_hands_that_fill_the_coronaries_stop_the_clock_for_an_hour():
    good = signs(is_compressed=True, p_perfusion=20.0)
    s, _ = until(state(), signs(c_brain=0.03), life.ARREST)
    held, _ = until(s, good, life.DEAD)
    assert held.stage == life.ARREST
    _, t = until(s, good, life.DEAD, limit=5000.0)
    assert t == pytest.approx(P.t_longest, abs=2.0)
    _, t = until(s, signs(is_compressed=True, p_perfusion=8.0), life.DEAD)
    assert t < P.t_dead


def test_a_pulse_of_hands_is_no_life_but_a_heart_that_beats_is():
    s, _ = until(state(), signs(), life.ARREST)
    pushed = signs(is_compressed=True, p_systolic=80.0, q_now=40.0, p_perfusion=20.0)
    assert until(s, pushed, life.ALIVE, limit=60.0)[0].stage == life.ARREST
    beats = pushed._replace(f_pump=0.8)
    back, t = until(s, beats, life.ALIVE, limit=60.0)
    assert back.stage == life.ALIVE
    assert t < 10.0


def test_the_dead_stay_dead():
    s, _ = until(state(), signs(c_brain=0.03), life.DEAD)
    well = signs(q_now=90.0, p_systolic=120.0, f_pump=1.0, p_perfusion=75.0)
    assert until(s, well, life.ALIVE, limit=600.0)[0].stage == life.DEAD
