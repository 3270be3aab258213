"""Measures of hands against motions whose answer is known."""

import math

import numpy as np
import pytest

from learning.motion import RATE_HZ, ldlj, measure_motion, sparc
from tests.learning.made_up_run import hand_path


def minimum_jerk(duration_s=1.0, submovements=1):
    t = np.arange(0.0, 1.0, 1.0 / (RATE_HZ * duration_s))
    phase = (t * submovements) % 1.0
    return 30.0 * phase**2 - 60.0 * phase**3 + 30.0 * phase**4


def test_minimum_jerk_has_the_textbook_smoothness():
    speeds = minimum_jerk(duration_s=8.0)
    assert sparc(speeds) == pytest.approx(-1.41, abs=0.02)
    assert ldlj(speeds) == pytest.approx(-math.log(720.0 / 1.875**2), abs=0.1)


def test_more_submovements_are_less_smooth():
    values = [sparc(minimum_jerk(4.0, n)) for n in (1, 2, 4, 8)]
    assert values == sorted(values, reverse=True)
    jerks = [ldlj(minimum_jerk(4.0, n)) for n in (1, 2, 4, 8)]
    assert jerks == sorted(jerks, reverse=True)


def track(hz, seconds=60.0):
    times = np.arange(int(seconds * hz)) / hz
    return times, np.array([hand_path(t)["hand:one:right"][:3] for t in times])


def test_path_time_and_moves_of_a_known_hand():
    found = measure_motion(*track(90))
    ways = np.diff(track(2000)[1], axis=0)
    assert found.path_m == pytest.approx(np.sqrt((ways**2).sum(1)).sum(), rel=0.03)
    assert found.moves == 3
    assert 2.5 < found.active_s < 4.6
    assert found.idle_fraction == pytest.approx(1.0 - found.active_s / found.duration_s)


def test_frame_rate_does_not_show():
    found = [measure_motion(*track(hz)) for hz in (30, 60, 90, 120)]
    for name, within in (("path_m", 0.02), ("active_s", 0.05), ("sparc", 0.02), ("ldlj", 0.05)):
        values = [abs(getattr(one, name)) for one in found]
        assert max(values) / min(values) < 1.0 + within, name
    assert len({one.moves for one in found}) == 1


def test_a_still_hand_rests():
    found = measure_motion(np.arange(100) / 50.0, np.ones((100, 3)))
    assert (found.path_m, found.moves, found.idle_fraction) == (0.0, 0, 1.0)
    assert math.isnan(found.sparc)


@pytest.mark.parametrize(
    ("times", "positions", "said"),
    [
        (np.zeros(3), np.zeros((2, 3)), "shape"),
        (np.zeros(3), np.zeros((3, 3)), "rise"),
        (np.zeros(1), np.zeros((1, 3)), "at least two"),
        (np.arange(3.0), np.full((3, 3), np.nan), "finite"),
    ],
)
def test_bad_tracks_are_refused(times, positions, said):
    with pytest.raises(ValueError, match=said):
        measure_motion(times, positions)
