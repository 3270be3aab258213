"""Monro-Kellie by hand, herniation by side, and a perfusion that defends itself."""

import math

import pytest

from physiology import parameters
from physiology.organs import intracranial

P = intracranial.Params(
    *(parameters.table()[f"intracranial.{n}"].value for n in intracranial.Params._fields)
)
QUIET = intracranial.Seen(92.0, 4.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0)


def after(seconds, i, s=None):
    s = s or intracranial.at_rest(QUIET, P)
    for _ in range(seconds):
        s = intracranial.advance(s, i, 1.0, P)
    return s


def test_at_rest_what_is_made_is_drained():
    """Sinus 4 + 2 mmHg, and 0.0066 mL/s through 526.3 mmHg s/mL: 6 + 3.47 = 9.47 mmHg."""
    s = intracranial.at_rest(QUIET, P)
    assert s.p == pytest.approx(9.4736, abs=1e-3)
    assert intracranial.drained(s, QUIET.p_veins, P) == pytest.approx(P.q_csf)
    assert after(600, QUIET).p == pytest.approx(s.p, abs=1e-6)


def test_pressure_doubles_with_each_six_milliliters():
    """ln 2 / 0.11 = 6.30 mL; ten times with 20.9 mL (the pressure-volume index)."""
    assert intracranial.pressure(math.log(2) / 0.11, P) == pytest.approx(2 * P.p_normal)
    assert intracranial.pressure(20.93, P) == pytest.approx(10 * P.p_normal, rel=1e-3)
    assert intracranial.volume(intracranial.pressure(5.0, P), P) == pytest.approx(5.0)


def test_ten_milliliters_at_once_are_three_times_the_pressure():
    s = after(1, QUIET._replace(v_brain=10.0))
    assert s.p == pytest.approx(9.4736 * math.exp(1.1), rel=0.01)


def test_a_mass_is_borne_until_the_reserve_is_used_up():
    """Long after, drainage that is left is what is made: v_csf / 55 = 3.47 / (p - 6)."""
    ends = []
    for v in (30.0, 60.0):
        s = after(20_000, QUIET._replace(v_brain=v))
        assert s.v_csf / P.v_csf == pytest.approx(3.4736 / (s.p - 6.0), rel=0.02)
        ends.append(s.p)
    assert ends[0] < 20.0
    assert ends[1] > 25.0


def test_the_side_of_the_mass_loses_its_pupil_first():
    s = after(900, QUIET._replace(v_right=60.0))
    assert s.f_hernia_right > s.f_hernia_left + 0.2
    assert s.d_pupil_right > s.d_pupil_left + 1.0
    assert s.f_react_right < 0.5 < s.f_react_left


def test_drugs_narrow_and_a_dead_stem_widens_both():
    small = after(1, QUIET._replace(d_pupil=-2.0))
    wide = after(1, QUIET._replace(f_stem=0.0))
    assert small.d_pupil_left == small.d_pupil_right == pytest.approx(1.5)
    assert wide.d_pupil_left == P.d_blown
    assert wide.f_react_left == 0.0


def test_cushing_waits_for_pressure_and_poor_perfusion():
    assert intracranial.cushing(10.0, 40.0, P) == 0.0, "a bleeding man's skull is not tight"
    assert intracranial.cushing(60.0, 140.0, P) == 0.0, "perfused again"
    assert intracranial.cushing(60.0, 90.0, P) == 1.0


def test_the_column_of_fluid_hangs_down_when_the_head_is_up():
    # 30 degrees: half of 9 mmHg at once, and the sinuses drain below the heart's pressure
    up = QUIET._replace(f_up=0.5)
    first = after(1, up)
    assert first.p == pytest.approx(after(1, QUIET).p - 4.5, abs=0.2)
    assert after(1, QUIET._replace(f_up=-0.34)).p > 12.0, "head down"
