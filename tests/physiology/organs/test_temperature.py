"""Heat balances worked out by hand."""

import pytest

from physiology import parameters
from physiology.organs import temperature

P = temperature.Params(
    *(parameters.table()[f"temperature.{n}"].value for n in temperature.Params._fields)
)
REST_W = 82.0
REST = temperature.State(P.temp_core, P.temp_shell, 0.0, 0.0, 0.0, 0.0, REST_W)


def seen(watts=REST_W, **other):
    known = {
        "q_o2": watts / P.j_per_ml, "heat_legs": 0.0, "d_command": 0.0, "f_made": 1.0,
        "f_lost": 1.0, "set_by": 0.0, "f_flow": 1.0, "f_asleep": 0.0, "f_nerves": 0.0,
        "f_muscles": 1.0,
    }  # fmt: skip
    return temperature.Seen(**(known | other))


def hours(state, i, n, p=P):
    for _ in range(round(3600 * n)):
        state = temperature.advance(state, i, REST_W, 1.0, p)
    return state


def mean(s):
    return P.f_core * s.temp_core + (1.0 - P.f_core) * s.temp_shell


def test_who_lies_still_keeps_his_temperature():
    s = hours(REST, seen(), 1)
    assert s.temp_core == pytest.approx(37.0, abs=1e-9)
    assert s.temp_shell == pytest.approx(34.0, abs=1e-9)


def test_a_body_that_loses_nothing_warms_by_heat_over_capacity():
    """100 W into 260 kJ/K for an hour: 360 kJ / 260 kJ/K = 1.385 K on average."""
    p = P._replace(f_breath=0.0)
    s = hours(REST, seen(100.0, f_lost=0.0), 1, p)
    assert mean(s) - mean(REST) == pytest.approx(360.0 / 260.0, abs=1e-6)


def test_four_times_the_loss_is_four_times_at_the_usual_skin():
    """At rest 0.9 * 82 = 73.8 W leave the skin; the rest goes with the breath."""
    assert temperature.from_skin(REST, REST_W, 1.0, P) == pytest.approx(73.8)
    assert temperature.from_skin(REST, REST_W, 4.0, P) == pytest.approx(4 * 73.8)
    assert temperature.from_skin(REST, REST_W, 0.5, P) == pytest.approx(0.5 * 73.8)


def test_open_vessels_cool_the_core_before_the_body_cools():
    s = hours(REST, seen(f_asleep=1.0, f_nerves=1.0), 0.5)
    assert s.temp_core < 36.6
    assert s.temp_shell > 34.3
    assert mean(s) > mean(REST) - 0.25


def test_the_awake_shiver_and_the_anesthetized_do_not():
    cold = REST._replace(temp_core=35.0, temp_shell=31.0)
    awake = hours(cold, seen(f_nerves=1.0), 0.1)
    asleep = hours(cold, seen(f_nerves=1.0, f_asleep=1.0), 0.1)
    assert awake.f_shiver > 0.5
    assert awake.f_closed > 0.9
    assert asleep.f_shiver == 0.0


def test_ten_degrees_colder_needs_less_by_q10():
    assert temperature.metabolic(27.0, P) == pytest.approx(1.0 / P.q10)
    assert temperature.metabolic(37.0, P) == 1.0
    assert temperature.heart_rate(27.0, P) == pytest.approx(1.0 / P.q10_heart)
