"""A made-up hand whose pushes are known: depth, rate, lean, duty and pauses are found again."""

import math

import numpy as np
import pytest

from learning import compressions as counted
from physiology import Patient, Twin
from physiology.actions import SetRhythm
from simulator.procedures import compressions as cpr

REST_M = 0.9
MAN = Patient(age_y=30, sex="male", height_cm=178, weight_kg=75)


def hand(spells, noise_mm=0.0, fps=90.0, jitter_s=0.0, seed=1):
    """Samples of a hand.

    Each spell is (seconds, depth in cm, rate a minute, lean in cm); depth 0 is a pause with the
    hand 3 cm above the chest. Pushes are cosines, half of each cycle below half of the way.
    """
    rng = np.random.default_rng(seed)
    t, depth, now = [], [], 0.0
    for seconds, deep, rate, lean in spells:
        at = np.arange(0.0, seconds, 1.0 / fps)
        wave = 0.5 * (1.0 - np.cos(2.0 * np.pi * at * rate / 60.0))
        t.append(now + at)
        depth.append(lean + (deep - lean) * wave if deep > 0 else np.full(len(at), -3.0))
        now += seconds
    t, depth = np.concatenate(t), np.concatenate(depth)
    t = t + np.sort(rng.uniform(-jitter_s, jitter_s, len(t))) if jitter_s else t
    return t, REST_M - depth / 100.0 + rng.normal(0.0, noise_mm / 1000.0, len(t))


def found(spells, **how):
    return cpr.compressions(*hand(spells, **how), REST_M)


@pytest.mark.parametrize("noise_mm", [0.0, 1.0, 2.0])
@pytest.mark.parametrize(("depth", "rate", "lean"), [(5.5, 110, 0.0), (4, 140, 1.0), (6, 80, 0.5)])
def test_every_push_is_found_as_it_was(noise_mm, depth, rate, lean):
    pushes = found([(30, depth, rate, lean)], noise_mm=noise_mm)
    assert len(pushes) == 30 * rate // 60
    allowed = 0.05 + 0.12 * noise_mm
    assert np.mean([p.depth_cm for p in pushes]) == pytest.approx(depth, abs=allowed)
    assert np.mean([p.lean_cm for p in pushes[1:]]) == pytest.approx(lean, abs=allowed)
    rates = [p.rate_per_min for p in pushes[1:]]
    assert np.mean(rates) == pytest.approx(rate, abs=0.5)
    assert np.std(rates[1:]) < 0.5 + 3.0 * noise_mm  # the trace begins within the first push
    duties = [p.duty_fraction for p in pushes[:-1]]
    assert np.mean(duties) == pytest.approx(0.5, abs=0.03)


def test_uneven_and_slow_cameras_see_the_same():
    plain = found([(20, 5.5, 110, 0.3)])
    for fps, jitter in ((72, 0.004), (45, 0.008), (120, 0.002)):
        other = found([(20, 5.5, 110, 0.3)], fps=fps, jitter_s=jitter, noise_mm=0.5)
        assert len(other) == len(plain)
        depths = [p.depth_cm for p in other]
        assert np.mean(depths) == pytest.approx(5.5, abs=0.15)


def test_trembling_and_resting_are_no_pushes():
    assert found([(20, 1.5, 110, 0.0)], noise_mm=2.0) == ()
    assert found([(10, 0, 0, 0)], noise_mm=3.0) == ()
    assert cpr.compressions(np.array([0.0]), np.array([0.9]), REST_M) == ()
    assert cpr.compressions(np.array([]), np.array([]), REST_M) == ()


def test_a_debrief_counts_by_hand():
    """60 s: 18 s good (30 pushes at 100), 6 s off, 36 s shallow, fast and leaning (72 at 120)."""
    pushes = found([(18, 5.5, 100, 0), (6, 0, 0, 0), (36, 4.5, 120, 1.0)])
    q = counted.quality(pushes, 0.0, 60.0)
    assert q.n == 102
    assert q.depth_cm == pytest.approx((30 * 5.5 + 72 * 4.5) / 102, abs=0.05)
    assert q.in_depth_fraction == pytest.approx(30 / 102)
    assert q.released_fraction == pytest.approx(31 / 102, abs=0.011)  # the first after the pause
    # the last push of the first spell passes half of the way down at 17.4 + 0.15 s, the first of
    # the second (2.25 cm) at 24.0 + 0.10 s
    ((begins, ends),) = q.pauses
    assert begins == pytest.approx(17.55, abs=0.03)
    assert ends == pytest.approx(24.10, abs=0.03)
    assert q.compression_fraction == pytest.approx(1.0 - 6.55 / 60.0, abs=0.001)
    before, after = counted.around(pushes, 20.0)
    assert before == pytest.approx(20.0 - 17.55, abs=0.03)
    assert after == pytest.approx(24.10 - 20.0, abs=0.03)
    assert counted.around((), 20.0) == (math.inf, math.inf)
    assert q.longest_pause_s == pytest.approx(6.55, abs=0.05)
    nothing = counted.quality((), 0.0, 10.0)
    assert nothing.n == 0
    assert nothing.compression_fraction == 0.0
    assert math.isnan(nothing.depth_cm)


def test_bands_are_those_of_the_guidelines():
    for depth, rate, in_depth, in_rate in (
        (5.5, 110, 1.0, 1.0), (4.7, 110, 0.0, 1.0), (6.4, 110, 0.0, 1.0), (5.5, 92, 1.0, 0.0),
        (5.5, 130, 1.0, 0.0),
    ):  # fmt: skip
        q = counted.quality(found([(20, depth, rate, 0)]), 0.0, 20.0)
        assert (q.in_depth_fraction, q.in_rate_fraction) == (in_depth, in_rate)


def test_deeds_never_know_the_future_and_say_nothing_twice():
    t, height = hand([(6, 5.5, 110, 0.4), (4, 0, 0, 0), (6, 5.0, 100, 0)], noise_mm=0.3)
    whole = cpr.deeds(cpr.compressions(t, height, REST_M), t[-1])
    stops = [(at, d) for at, d in whole if d.depth_cm == 0.0]
    assert len(stops) == 1
    assert 6.0 < stops[0][0] < 6.8
    assert whole[-1][1].rate_per_min == pytest.approx(100, abs=3)
    assert whole[0][1].rate_per_min == cpr.USUAL_PER_MIN
    assert whole[1][1].lean_cm == pytest.approx(0.4, abs=0.11)
    for cut_s in (3.3, 6.5, 8.0, 12.1):
        seen = t <= cut_s
        part = cpr.deeds(cpr.compressions(t[seen], height[seen], REST_M), cut_s)
        known = tuple(x for x in whole if x[0] <= t[seen][-1] - 0.02)
        assert part[: len(known)] == known
    steady = cpr.deeds(found([(30, 5.5, 120, 0)]), 30.0)
    assert len(steady) <= 6


@pytest.mark.parametrize("frames", [1, 3, 20])
def test_followed_frame_by_frame_the_body_is_told_the_same(frames):
    t, height = hand([(9, 5.5, 110, 0.4), (4, 0, 0, 0), (9, 4.6, 125, 0)], noise_mm=0.5)
    whole = [d for _, d in cpr.deeds(cpr.compressions(t, height, REST_M), t[-1])]
    follower, told = cpr.Follower(REST_M), []
    for k in range(0, len(t), frames):
        follower, deeds = cpr.follow(
            follower, tuple(t[k : k + frames].tolist()), tuple(height[k : k + frames].tolist())
        )
        told += deeds
    assert len(follower.t_s) < 6.5 * 90
    assert told == whole
    assert sum(d.depth_cm == 0.0 for d in told) == 1


def test_a_hand_clock_that_beats_with_the_steps_loses_no_push():
    """50 samples a second for 40 s: every sample lies on a step, but for its last bits."""
    follower, seen = cpr.Follower(REST_M), []
    for k in range(2000):
        t = 0.02 * (6000 + k)
        depth_m = 0.0275 * (1.0 - math.cos(2.0 * math.pi * t * 112.0 / 60.0))
        follower, _ = cpr.follow(follower, (t,), (REST_M - depth_m,))
        seen += follower.pushes
    assert len(seen) in (74, 75)  # 40 s at 112 a minute
    assert max(np.diff([p.start_s for p in seen])) < 0.6


def test_a_hands_trace_moves_blood_in_a_body():
    """Good hands, and hands that lean and stop: from samples to flow, through deeds alone."""
    saved = Twin(MAN).save()

    def flow(spells):
        twin = Twin.restore(saved)
        t, height = hand(spells, noise_mm=0.5)
        twin.apply(SetRhythm("vf"))
        told = list(cpr.deeds(cpr.compressions(t, height, REST_M), t[-1]))
        total = 0.0
        for tick in range(0, round(t[-1] * 500), 50):
            while told and told[0][0] * 500 <= tick:
                twin.apply(told.pop(0)[1])
            twin.step(50)
            total += twin.truth().cardiac_output_l_per_min
        return total

    good = flow([(40, 5.5, 110, 0)])
    shallow = flow([(40, 4.0, 110, 0)])
    halting = flow([(10, 5.5, 110, 0), (10, 0, 0, 0), (10, 5.5, 110, 0), (10, 0, 0, 0)])
    assert good > 1.5 * shallow
    assert good > 1.3 * halting
