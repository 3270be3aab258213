"""The first case comes from mechanics, reflexes, fatigue and hypoxia; nothing is scripted.

The deeds are those of the case files; the bands are those of the clinical brief (section 2), a
little room on either side.
"""

import tomllib
from pathlib import Path

import pytest

from physiology import DT_S, Patient, actions
from physiology.validation.record import do

CASES = Path(__file__).parents[2] / "scenarios" / "cases"
LI_WEI = Patient(age_y=34, sex="male", height_cm=176, weight_kg=80)
NEEDLE = "OpenPleura side={side} area_mm2=2.0 opening=needle"  # a 14G catheter's bore
KINKED = "OpenPleura side=left area_mm2=0 opening=needle"


def run(twin, seconds):
    twin.step(round(seconds / DT_S))
    return twin.truth()


def until(twin, done, limit_s):
    start = twin.tick
    while (twin.tick - start) * DT_S < limit_s:
        if done(run(twin, 1)):
            break
    return (twin.tick - start) * DT_S


def arrive(twin, case, until_s=None):
    """Live through what the case file says happened before the learner came."""
    told = tomllib.loads((CASES / f"{case}.toml").read_text("utf-8"))
    for at_s, deed in sorted((actions.parse(t) for t in told["before"]), key=lambda x: x[0]):
        if until_s is not None and at_s > until_s:
            break
        if round(at_s / DT_S) > twin.tick:
            twin.step(round(at_s / DT_S) - twin.tick)
        twin.apply(deed)
    if until_s is None:
        twin.step(round(told["arrive_s"] / DT_S) - twin.tick)
    return twin


def mean(seen, name):
    return sum(getattr(t, name) for t in seen) / len(seen)


def about(twin):
    """A few seconds of truth: one moment stands somewhere in a breath."""
    return [run(twin, 1) for _ in range(5)]


@pytest.fixture(scope="module")
def saved(fresh):
    return arrive(fresh(LI_WEI), "tension_pneumothorax").save()


@pytest.fixture
def arrived(saved):
    from physiology import Twin

    return Twin.restore(saved)


def test_arrival_looks_like_the_handover(arrived):
    seen = about(arrived)
    assert 118 <= mean(seen, "hr_per_min") <= 138
    assert 98 <= mean(seen, "sbp_mmhg") <= 112
    assert 33 <= mean(seen, "rr_per_min") <= 39
    assert 86 <= mean(seen, "sao2_pct") <= 91
    assert 2.0 <= mean(seen, "capillary_refill_s") <= 4.0
    assert mean(seen, "sweat_fraction") > 0.4
    t = seen[-1]
    assert t.gcs == 15
    assert t.lung_left_ml < 0.35 * t.lung_right_ml
    assert t.pleural_gas_left_ml > 1000


def test_untreated_awake_he_gets_worse_in_the_order_of_the_brief(arrived):
    minutes = {0: about(arrived)}
    for minute in range(1, 13):
        run(arrived, 55)
        minutes[minute] = about(arrived)

    def at(minute, name):
        return mean(minutes[minute], name)

    assert 86 <= at(5, "sbp_mmhg") <= 98
    assert 80 <= at(5, "sao2_pct") <= 86
    assert 72 <= at(9, "sbp_mmhg") <= 88
    assert at(10, "sao2_pct") < 80.5
    assert any(at(m, "consciousness_fraction") < 0.7 for m in range(5, 8)), "confused"
    assert all(at(m, "consciousness_fraction") > 0.4 for m in range(9)), "not yet gone"
    assert 138 <= max(at(m, "hr_per_min") for m in minutes) <= 152
    assert at(12, "rr_per_min") < at(7, "rr_per_min") - 5
    for name, most in (("sbp_mmhg", 4.0), ("sao2_pct", 1.0)):
        for minute in range(1, 11):
            assert at(minute, name) < at(minute - 1, name) + most, "no way back by itself"


def test_untreated_awake_he_tires_and_dies_of_it(arrived):
    seconds = until(arrived, lambda t: t.rhythm == "bradycardia", 1500)
    assert arrived.truth().sao2_pct < 70, "hypoxia slows the heart"
    seconds += until(arrived, lambda t: t.rhythm == "pea", 600)
    assert 12 * 60 <= seconds <= 20 * 60
    until(arrived, lambda t: t.outcome == "dead", 600)
    t = arrived.truth()
    assert (t.outcome, t.cause) == ("dead", "respiratory_exhaustion")
    assert t.hr_per_min < 60


def test_the_needle_turns_everything(arrived):
    do(arrived, "Attach sensor=spo2")
    run(arrived, 90)
    before = mean(about(arrived), "map_mmhg")
    do(arrived, NEEDLE.format(side="left"))
    run(arrived, 55)
    assert mean(about(arrived), "map_mmhg") > before + 8
    run(arrived, 110)
    assert mean(about(arrived), "rr_per_min") < 28
    run(arrived, 5)
    assert arrived.vitals().spo2_pct >= 92
    later = run(arrived, 115)
    assert later.hr_per_min < 115
    assert later.pleural_gas_left_ml > 800, "vented to the air only: the lung stays partly down"


def test_a_kinked_needle_lets_it_come_back(arrived):
    do(arrived, NEEDLE.format(side="left"))
    free = run(arrived, 180)
    do(arrived, KINKED)
    seconds = until(arrived, lambda t: t.sbp_mmhg < free.sbp_mmhg - 15, 1800)
    assert 5 * 60 <= seconds + 180 <= 30 * 60
    assert arrived.truth().hr_per_min > free.hr_per_min + 10


def test_the_wrong_side_makes_a_slow_second_pneumothorax(arrived):
    from physiology import Twin

    idle = Twin.restore(arrived.save())
    do(arrived, NEEDLE.format(side="right"))
    worse, left_alone = run(arrived, 300), run(idle, 300)
    assert worse.pleural_gas_right_ml > 200
    assert worse.sao2_pct < left_alone.sao2_pct - 2
    assert run(arrived, 60).rhythm == "sinus", "not dead within six minutes"
    pea = 360 + until(arrived, lambda t: t.rhythm == "pea", 1500)
    assert pea < 360 + until(Twin.restore(idle.save()), lambda t: t.rhythm == "pea", 1500)
    assert pea > 9 * 60


def test_gas_on_both_sides_squeezes_from_both(arrived):
    from physiology import Twin

    idle = Twin.restore(arrived.save())
    do(arrived, NEEDLE.format(side="right"), "OpenLung side=right area_mm2=1.0 valve=none")
    for _ in range(4):  # after that a heart without oxygen slows and empties larger strokes
        run(arrived, 55), run(idle, 55)
        worse, left_alone = about(arrived), about(idle)
        assert mean(worse, "sao2_pct") < mean(left_alone, "sao2_pct") + 1
        assert mean(worse, "sbp_mmhg") < mean(left_alone, "sbp_mmhg") - 2
        assert mean(worse, "cvp_mmhg") > mean(left_alone, "cvp_mmhg")


@pytest.fixture
def ventilated(fresh):
    return arrive(fresh(LI_WEI), "tension_pneumothorax_ventilated", until_s=1389)


def tear(twin):
    twin.step(round(1390 / DT_S) - twin.tick)
    do(twin, "OpenLung side=left area_mm2=0.85 valve=in opening=rib_tear")


def test_ventilated_it_is_minutes(ventilated):
    twin = ventilated
    do(twin, "Attach sensor=spo2")
    before, pressed = run(twin, 1), twin.vitals().paw_peak_cmh2o
    tear(twin)
    soon = run(twin, 90)
    assert soon.sao2_pct < before.sao2_pct - 2, "saturation falls first"
    assert soon.map_mmhg > 0.9 * before.map_mmhg, "pressure holds"
    falls = 90 + until(twin, lambda t: t.map_mmhg < 0.75 * before.map_mmhg, 600)
    assert 2 * 60 <= falls <= 4 * 60
    low = run(twin, 1)
    assert low.pleural_pressure_left_mmhg > 2.5
    pea = falls + 1 + until(twin, lambda t: t.rhythm == "pea", 900)
    assert twin.vitals().paw_peak_cmh2o > pressed + 7, "volume control: the airway shows it"
    assert twin.truth().pleural_pressure_left_mmhg > 5
    assert 5 * 60 <= pea <= 8 * 60
    assert twin.truth().cause == "tension_pneumothorax"


def test_ventilated_the_needle_brings_pressure_back(ventilated):
    twin = ventilated
    before = run(twin, 5).map_mmhg
    tear(twin)
    do(twin, "Attach sensor=spo2")
    low = run(twin, 185).map_mmhg
    do(twin, NEEDLE.format(side="left"))
    back = until(twin, lambda t: t.map_mmhg > low + 0.8 * (before - low), 300)
    assert low < 0.8 * before
    assert 10 <= back <= 120
    later = run(twin, 180 - back)
    assert later.outcome == "alive"
    assert twin.vitals().spo2_pct >= 92
    assert later.pleural_gas_left_ml > 800, "vented to the air only: the lung stays partly down"
