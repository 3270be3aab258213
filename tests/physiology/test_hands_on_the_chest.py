"""Hands on the breastbone: force by hand, a chest that softens, and what leaning costs."""

import math

import numpy as np
import pytest

from physiology import Patient
from physiology.layout import INPUT_NAMES
from physiology.organs import sternum
from physiology.validation.record import branch, col, do, run, samples

TUBE = (
    "PlaceTube site=trachea",
    "Ventilate mode=volume_control rr_per_min=10 vt_ml=500 peep_cmh2o=0 fio2_fraction=1",
)
WOMAN = Patient(age_y=30, sex="female", height_cm=165, weight_kg=60)


@pytest.fixture(scope="module")
def still(fresh):
    """A man a minute into fibrillation, with a tube."""
    twin = fresh()
    do(twin, "SetRhythm rhythm=vf", *TUBE)
    return run(twin, 60)


def pressed(twin, deed, seconds=40):
    """Flow (mL/s), right atrial pressure while the hands let go, coronary perfusion pressure."""
    twin = branch(twin)
    do(twin, deed)
    run(twin, seconds)
    rec = samples(twin, 6, every=2)
    push = col(rec, "held.x_chest")
    p_ra = col(rec, "out.p_ra")[push <= push.min() + 1e-9].mean()
    return col(rec, "out.q_aortic").mean(), p_ra, twin.truth().coronary_perfusion_mmhg


def test_force_follows_depth_by_the_published_law():
    # Tsitlik: 54.9 * 4 + 10.8 * 16 = 392.4 N
    assert sternum.force_n(4.0, 1.0, 54.9, 10.8) == pytest.approx(392.4)
    # Tomlinson: 1.7 kg left on the chest hold it 3 mm deep: 54.9 * 0.3 + 10.8 * 0.09 = 17.4 N
    assert sternum.force_n(0.3, 1.0, 54.9, 10.8) / 9.81 == pytest.approx(1.7, abs=0.1)


def test_a_chest_softens_with_what_was_done_to_it(still):
    untouched = still.truth()
    assert untouched.compression_force_n == 0.0
    assert untouched.chest_stiffness_fraction == 1.0
    twin = branch(still)
    do(twin, "Compress depth_cm=5 rate_per_min=120")
    run(twin, 120)
    # 240 compressions: 1 - 0.32 (1 - exp(-0.24)) = 0.932; force 0.932 * 544.5 = 507 N
    now = twin.truth()
    assert now.chest_stiffness_fraction == pytest.approx(1 - 0.32 * (1 - math.exp(-0.24)), abs=1e-3)
    assert now.compression_force_n == pytest.approx(507.3, abs=1.0)
    do(twin, "Compress depth_cm=0")
    run(twin, 10)
    rests = twin.truth()
    assert rests.compression_force_n == 0.0
    assert rests.chest_stiffness_fraction == pytest.approx(now.chest_stiffness_fraction, abs=1e-9)


def test_a_womans_chest_asks_for_three_quarters_of_the_force(fresh):
    force = {}
    for who, twin in (("man", fresh()), ("woman", fresh(WOMAN))):
        do(twin, "Compress depth_cm=5")
        force[who] = twin.truth().compression_force_n
    assert force["man"] == pytest.approx(544.5)
    assert force["woman"] / force["man"] == pytest.approx(0.755)


def test_leaning_fills_the_right_atrium_and_starves_the_coronaries(still):
    """A fifth of 545 N is 109 N, which holds this chest 1.55 cm deep (Zuercher: 9 to 13 mmHg)."""
    assert sternum.force_n(1.55, 1.0, 54.9, 10.8) == pytest.approx(0.2 * 544.5, rel=0.03)
    q, p_ra, cpp = pressed(still, "Compress depth_cm=5")
    q_some, p_ra_some, cpp_some = pressed(still, "Compress depth_cm=5 lean_cm=0.8")
    q_much, p_ra_much, cpp_much = pressed(still, "Compress depth_cm=5 lean_cm=1.55")
    assert 0.3 < p_ra_some - p_ra < 2.5
    assert 2.5 < p_ra_much - p_ra < 5.5
    assert cpp - cpp_much > 3.0
    assert cpp > cpp_some > cpp_much
    assert q > q_some > q_much
    assert q_much < 0.95 * q


def test_hands_that_rest_on_a_still_chest_press_it(still):
    _, p_ra, _ = pressed(still, "Compress depth_cm=0 lean_cm=0", seconds=10)
    _, p_ra_leaning, _ = pressed(still, "Compress depth_cm=0 lean_cm=2", seconds=10)
    assert p_ra_leaning > p_ra + 1.0


def test_duty_and_rate_reach_the_pushes_themselves(still):
    def share(duty):
        twin = branch(still)
        do(twin, f"Compress depth_cm=5 rate_per_min=100 duty_fraction={duty}")
        rec = samples(twin, 6, every=10)
        return float((col(rec, "held.x_chest") > 0.0).mean())

    assert share(0.3) == pytest.approx(0.3, abs=0.05)
    assert share(0.7) == pytest.approx(0.7, abs=0.05)


def test_who_changes_the_rate_goes_on_from_where_the_hands_are(still):
    twin = branch(still)
    do(twin, "Compress depth_cm=5 rate_per_min=60")
    twin.step(400)  # 0.8 s
    before = samples(twin, 0.02, every=10)[-1]
    do(twin, "Compress depth_cm=5 rate_per_min=120")
    at = INPUT_NAMES.index("inputs.press_tick")
    cycle = (twin.tick - twin._u[at]) * 0.002 * 2.0 % 1.0
    assert cycle == pytest.approx(twin.tick * 0.002 % 1.0, abs=1e-6)
    rec = samples(twin, 0.04, every=10)
    push = np.append(col(before[None, :], "held.x_chest"), col(rec, "held.x_chest"))
    assert np.abs(np.diff(push)).max() < 8.0, "no jump of a whole push"


def test_a_pause_loses_the_pressure_and_hands_win_it_back(still):
    twin = branch(still)
    do(twin, "Compress depth_cm=5")
    run(twin, 40)
    good = twin.truth().coronary_perfusion_mmhg
    do(twin, "Compress depth_cm=0")
    run(twin, 10)
    lost = twin.truth().coronary_perfusion_mmhg
    do(twin, "Compress depth_cm=5")
    run(twin, 3)
    soon = twin.truth().coronary_perfusion_mmhg
    run(twin, 17)
    assert lost < 0.6 * good
    assert soon < 0.8 * good, "the first compressions only fill the arteries again"
    assert twin.truth().coronary_perfusion_mmhg > 0.85 * good
