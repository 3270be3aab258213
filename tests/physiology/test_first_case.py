"""The first case comes from mechanics, reflexes, fatigue and hypoxia; nothing is scripted.

Bands are those of the clinical brief (section 2), widened where the docs say so.
"""

import pytest

from physiology import DT_S, Patient, actions

LI_WEI = Patient(age_y=34, sex="male", height_cm=176, weight_kg=80)
AWAKE = (
    "Injure region=chest side=left severity_fraction=0.7",
    "OpenLung side=left area_mm2=1.5 valve=in",
    "GiveOxygen device=nonrebreather_mask flow_l_per_min=15",
)
ASLEEP = (
    "Sedate depth_fraction=1 relaxed_fraction=1",
    "PlaceTube site=trachea",
    "Ventilate mode=volume_control vt_ml=500 rr_per_min=14 fio2_fraction=0.5",
)
NEEDLE = "OpenPleura side=left area_mm2=2.1 opening=needle"
LEAD_S = 240


def do(twin, *deeds):
    for text in deeds:
        twin.apply(actions.parse(text)[1])


def run(twin, seconds):
    twin.step(round(seconds / DT_S))
    return twin.truth()


def until(twin, done, limit_s):
    start = twin.tick
    while (twin.tick - start) * DT_S < limit_s:
        if done(run(twin, 1)):
            break
    return (twin.tick - start) * DT_S


@pytest.fixture
def arrived(fresh):
    twin = fresh(LI_WEI)
    do(twin, *AWAKE)
    run(twin, LEAD_S)
    return twin


def test_arrival_looks_like_the_handover(arrived):
    t = arrived.truth()
    assert 115 <= t.hr_per_min <= 150
    assert 95 <= t.sbp_mmhg <= 112
    assert 30 <= t.rr_per_min <= 40
    assert 85 <= t.sao2_pct <= 93
    assert t.gcs >= 14
    assert t.lung_left_ml < 0.35 * t.lung_right_ml
    assert t.pleural_gas_left_ml > 1000


def test_untreated_awake_he_tires_and_dies_of_it(arrived):
    seconds = until(arrived, lambda t: t.rhythm == "pea" or t.outcome == "dead", 1500)
    assert 12 * 60 <= seconds <= 20 * 60
    until(arrived, lambda t: t.outcome == "dead", 600)
    t = arrived.truth()
    assert (t.outcome, t.cause) == ("dead", "respiratory_exhaustion")
    assert t.hr_per_min < 60


def test_the_needle_turns_everything(arrived):
    run(arrived, 100)
    before = arrived.truth()
    do(arrived, NEEDLE)
    after = run(arrived, 60)
    assert after.map_mmhg > before.map_mmhg + 8
    assert after.hr_per_min < before.hr_per_min - 15
    later = run(arrived, 120)
    assert later.rr_per_min < 30
    assert later.sao2_pct >= 91.5
    assert later.pleural_gas_left_ml > 800, "vented to the air only: the lung stays partly down"


def test_a_kinked_needle_lets_it_come_back(arrived):
    do(arrived, NEEDLE)
    free = run(arrived, 180)
    do(arrived, "OpenPleura side=left area_mm2=0 opening=needle")
    again = run(arrived, 900)
    assert again.hr_per_min > free.hr_per_min + 10
    assert again.map_mmhg < free.map_mmhg - 5


def test_the_wrong_side_makes_a_second_pneumothorax(arrived):
    do(arrived, "OpenPleura side=right area_mm2=2.1 opening=needle")
    t = run(arrived, 300)
    assert t.pleural_gas_right_ml > 200
    assert t.sao2_pct < 85


def test_ventilated_it_is_minutes(fresh):
    twin = fresh(LI_WEI)
    do(twin, *ASLEEP)
    before = run(twin, 180).map_mmhg
    do(twin, "OpenLung side=left area_mm2=0.8 valve=in")
    falls = until(twin, lambda t: t.map_mmhg < 0.75 * before, 600)
    pea = falls + until(twin, lambda t: t.rhythm == "pea", 900)
    assert 60 <= falls <= 240
    assert 4 * 60 <= pea <= 8 * 60


def test_ventilated_the_needle_brings_pressure_back(fresh):
    twin = fresh(LI_WEI)
    do(twin, *ASLEEP)
    before = run(twin, 180).map_mmhg
    do(twin, "OpenLung side=left area_mm2=0.8 valve=in")
    low = run(twin, 150).map_mmhg
    do(twin, NEEDLE)
    back = until(twin, lambda t: t.map_mmhg > low + 0.8 * (before - low), 300)
    assert low < 0.8 * before
    assert 5 <= back <= 120
