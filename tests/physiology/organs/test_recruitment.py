"""Lost lung opens above its opening pressure, and shuts slowly below its closing one."""

import math

import pytest

from physiology import parameters
from physiology.organs import recruitment

TABLE = parameters.table()
P = recruitment.Params(*(TABLE[f"recruitment.{name}"].value for name in recruitment.Params._fields))


def held(f, x, seconds, dt=0.02):
    for _ in range(round(seconds / dt)):
        f = recruitment.opened(f, x, dt, P)
    return f


def test_half_opens_at_the_middle_pressure_with_its_time_constant():
    assert held(0.0, P.x_open, P.t_open) == pytest.approx(0.5 * (1.0 - math.exp(-1.0)), rel=0.01)
    assert held(0.0, P.x_open, 10.0 * P.t_open) == pytest.approx(0.5, rel=0.01)


def test_what_was_opened_stays_open_at_a_pressure_that_would_not_open_it():
    between = 0.5 * (P.x_open + P.x_close)
    never = held(0.0, between, 600.0)
    after = held(held(0.0, 40.0, 30.0), between, 600.0)
    assert never < 0.25 < 0.75 < after


def test_shutting_takes_its_own_time():
    # no pressure: all shuts; what stays after one time constant is 1/e
    left = held(1.0, -20.0, P.t_close)
    assert left == pytest.approx(math.exp(-1.0), rel=0.02)


def test_only_the_recruitable_part_comes_back():
    assert recruitment.lost(0.6, 0.5, 1.0) == pytest.approx(0.3)
    assert recruitment.lost(0.6, 0.5, 0.0) == pytest.approx(0.6)
    assert recruitment.lost(0.6, 0.0, 1.0) == pytest.approx(0.6)
