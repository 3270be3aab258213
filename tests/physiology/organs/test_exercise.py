"""Work worked out by hand."""

import pytest

from physiology import parameters
from physiology.organs import exercise

P = exercise.Params(*(parameters.table()[f"exercise.{n}"].value for n in exercise.Params._fields))


def at(power, warmth=0.0):
    return exercise.State(float(power), warmth)


def test_a_hundred_watts_need_what_the_table_says():
    """0.18 mL/s for each watt and 4.375 mL/s for moving the legs: 22.375 mL/s."""
    assert exercise.need(at(100.0), P) == pytest.approx(22.375)


def test_sugar_takes_the_place_of_fat_as_work_grows():
    assert exercise.quotient(at(0.0), 0.8, P) == pytest.approx(0.8)
    assert exercise.quotient(at(P.w_rq), 0.8, P) == pytest.approx(0.5 * (0.8 + P.rq))
    assert 0.97 < exercise.quotient(at(261.0), 0.8, P) < P.rq


def test_light_work_makes_no_lactate():
    assert exercise.lactate(at(100.0), P) == 0.0
    assert exercise.lactate(at(250.0), P) == pytest.approx(100.0 * P.k_lactate)


def test_legs_warm_before_the_body_does():
    """300 W for as long as blood needs to carry it off: 63 % of what it will carry in the end."""
    s = at(100.0)
    for _ in range(round(P.t_legs)):
        s = exercise.warmed(s, 300.0, 1.0, P)
    assert exercise.carried(s, P) == pytest.approx(300.0 * (1.0 - 0.3679), rel=2e-3)
