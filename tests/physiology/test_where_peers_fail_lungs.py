"""Where every engine that was run fails, and this one must hold: stores, and breathing in shock."""

import itertools

import numpy as np
import pytest

from physiology import DT_S, Patient
from physiology.validation.record import bleed, do

WHO = (
    Patient(age_y=30, sex="male", height_cm=178, weight_kg=75),
    Patient(age_y=34, sex="male", height_cm=176, weight_kg=80),
)


def run(twin, seconds):
    twin.step(round(seconds / DT_S))
    return twin.truth()


def least_over(twin, seconds):
    return min(run(twin, 1).paco2_mmhg for _ in range(round(seconds)))


@pytest.mark.parametrize("who", WHO)
def test_carbon_dioxide_has_stores_after_apnea(who, fresh):
    """Three minutes without a breath, then an ordinary ventilator: 15 mmHg in 30 s at most."""
    twin = fresh(who)
    do(
        twin,
        "Sedate depth_fraction=1 relaxed_fraction=1",
        "PlaceTube site=trachea",
        "Ventilate mode=volume_control rr_per_min=12 vt_ml=520 fio2_fraction=1",
    )
    run(twin, 240)
    do(twin, "Ventilate mode=off")
    start = twin.truth().paco2_mmhg
    high = run(twin, 180).paco2_mmhg
    assert high > start + 12.0
    do(twin, "Ventilate mode=volume_control rr_per_min=12 vt_ml=520 fio2_fraction=1")
    assert high - least_over(twin, 30) < 15.0


@pytest.mark.parametrize("who", WHO)
def test_carbon_dioxide_has_stores_after_a_shut_airway(who, fresh):
    """Three minutes of a shut airway after oxygen, then open again, awake.

    He gasps at 30-40 L/min, which washes out more than an ordinary ventilator would; but arterial
    blood quietens him within seconds. Other engines end at 23 mmHg and pH 7.63.
    """
    twin = fresh(who)
    do(twin, "GiveOxygen device=breathing_circuit flow_l_per_min=30")
    run(twin, 240)
    do(twin, "Obstruct closed_fraction=1")
    assert run(twin, 180).paco2_mmhg > 55.0
    do(twin, "Obstruct closed_fraction=0")
    assert least_over(twin, 60) > 27.0
    assert twin.truth().ph < 7.50
    assert twin.truth().paco2_mmhg > 33.0, "a minute later near rest again"


def test_bleeding_brings_tachypnea_lactate_and_acidosis(fresh):
    twin = fresh()
    run(twin, 30)
    before = [run(twin, 2) for _ in range(8)]
    bleed(twin, 0.38 * before[-1].blood_volume_ml, 900)
    soon = [run(twin, 2) for _ in range(8)]
    run(twin, 900)
    later = [run(twin, 2) for _ in range(8)]

    def mean(seen, name):
        return np.mean([getattr(t, name) for t in seen])

    assert mean(soon, "rr_per_min") > mean(before, "rr_per_min") + 6.0
    assert mean(soon, "paco2_mmhg") < mean(before, "paco2_mmhg") - 2.0
    assert mean(later, "lactate_mmol_l") > 3.0
    assert mean(later, "be_mmol_l") < -3.0
    assert mean(later, "ph") < mean(before, "ph")


def test_the_more_blood_is_lost_the_faster_the_breath(fresh):
    seen = []
    for share in (0.0, 0.2, 0.35, 0.42):
        twin = fresh()
        if share:
            bleed(twin, share * twin.truth().blood_volume_ml, 600)
        else:
            run(twin, 600)
        seen.append(np.mean([run(twin, 2).rr_per_min for _ in range(10)]))
    assert all(b > a - 0.8 for a, b in itertools.pairwise(seen))
    assert seen[3] > seen[0] + 8.0
