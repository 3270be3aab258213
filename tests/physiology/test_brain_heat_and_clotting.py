"""Diseases of brain, temperature, clotting and poison: what the whole body makes of them."""

import pytest

from physiology import DT_S
from physiology.validation.record import do


def run(twin, minutes):
    twin.step(round(60 * minutes / DT_S))
    return twin.truth()


def test_at_rest_nothing_moves(fresh):
    twin = fresh()
    first = twin.truth()
    last = run(twin, 30)
    assert 5.0 < last.icp_mmhg < 15.0
    assert last.icp_mmhg == pytest.approx(first.icp_mmhg, abs=0.5)
    assert last.core_temp_degc == pytest.approx(37.0, abs=0.05)
    assert last.pupil_left_mm == last.pupil_right_mm
    assert last.pupils_react == "both"
    assert last.clotting_fraction == pytest.approx(1.0, abs=0.02)
    assert last.catecholamine_fraction == pytest.approx(1.0, abs=0.3)


def test_a_hematoma_widens_one_pupil_raises_pressure_and_slows_the_heart(fresh):
    twin = fresh()
    before = run(twin, 1)
    do(twin, "Develop disease=intracranial_hematoma side=left severity_fraction=1")
    seen = [run(twin, 1) for _ in range(66)]
    first = next(t for t in seen if t.pupils_react != "both")
    assert first.pupils_react == "right"
    assert first.pupil_left_mm > first.pupil_right_mm + 1
    late = max(seen[40:], key=lambda t: t.map_mmhg)
    assert late.map_mmhg > before.map_mmhg + 15
    assert late.hr_per_min < before.hr_per_min + 8, "pressure rises, rate does not"
    assert min(t.hr_per_min for t in seen[40:]) < before.hr_per_min - 3
    assert seen[-1].gcs < 9
    do(twin, "Develop disease=intracranial_hematoma side=left severity_fraction=0")
    after = run(twin, 20)
    assert after.gcs >= 14
    assert after.map_mmhg < late.map_mmhg - 10


def test_status_epilepticus_and_what_is_left_when_it_stops(fresh):
    twin = fresh()
    do(twin, "Develop disease=status_epilepticus severity_fraction=1")
    fit = run(twin, 3)
    assert fit.gcs == 3
    assert fit.hr_per_min > 100
    assert fit.lactate_mmol_l > 2.5
    assert fit.paco2_mmhg > 42
    assert fit.core_temp_degc > 37.05
    do(twin, "Develop disease=status_epilepticus severity_fraction=0")
    assert run(twin, 4).gcs < 13
    assert run(twin, 40).gcs == 15


def test_carbon_monoxide_fools_the_oximeter_and_oxygen_washes_it_out(fresh):
    twin = fresh()
    do(
        twin,
        "Attach sensor=spo2",
        "Develop disease=carbon_monoxide_poisoning severity_fraction=0.5",
    )
    t = run(twin, 25)
    assert 22 < t.cohb_pct < 32
    assert t.sao2_pct < 78
    assert t.pao2_mmhg > 75
    assert twin.vitals().spo2_pct >= 95
    assert t.gcs < 15
    do(twin, "GiveOxygen device=nonrebreather_mask flow_l_per_min=15")
    later = run(twin, 60)
    assert later.cohb_pct < 0.75 * t.cohb_pct
    assert later.gcs == 15


def test_malignant_hyperthermia_shows_in_carbon_dioxide_before_heat(fresh):
    twin = fresh()
    do(twin, "Sedate depth_fraction=1 relaxed_fraction=1", "PlaceTube site=trachea")
    do(twin, "Ventilate mode=volume_control rr_per_min=12 vt_ml=520 fio2_fraction=0.5")
    start = run(twin, 3)
    do(twin, "Develop disease=malignant_hyperthermia severity_fraction=1")
    early = run(twin, 10)
    assert early.paco2_mmhg > start.paco2_mmhg + 6
    assert early.core_temp_degc < start.core_temp_degc + 0.2
    late = run(twin, 15)
    assert late.core_temp_degc > early.core_temp_degc + 0.25
    assert late.hr_per_min > start.hr_per_min + 15
    assert late.ph < 7.25


@pytest.mark.slow
def test_ice_water_makes_shiver_then_sleep_and_slows_the_heart(fresh):
    twin = fresh()
    do(twin, "Develop disease=hypothermia severity_fraction=1")
    first = run(twin, 30)
    assert first.shivering_fraction > 0.6
    assert first.hr_per_min > 72
    late = run(twin, 150)
    assert late.core_temp_degc < 31
    assert late.shivering_fraction < 0.2
    assert late.hr_per_min < 55
    assert late.gcs < 13
    assert late.clotting_fraction < 0.6


def test_a_cut_cord_leaves_low_pressure_and_a_slow_heart(fresh):
    twin = fresh()
    before = run(twin, 1)
    do(twin, "Develop disease=spinal_cord_injury severity_fraction=1")
    t = run(twin, 15)
    assert 50 < t.map_mmhg < before.map_mmhg - 15
    assert 40 < t.hr_per_min < before.hr_per_min - 4
    assert t.tidal_ml < 0.8 * before.tidal_ml
    assert t.gcs >= 14


def test_a_nick_stops_bleeding_and_an_opened_artery_does_not(fresh):
    lost = {}
    for area in (0.1, 3.0):
        twin = fresh()
        do(twin, f"OpenVessel name=intercostal_artery side=left area_mm2={area} into=outside")
        early = run(twin, 4).blood_lost_ml
        lost[area] = (early, run(twin, 4).blood_lost_ml - early)
    assert lost[0.1][1] < 0.35 * lost[0.1][0]
    assert lost[3.0][1] > 0.5 * lost[3.0][0]
    assert twin.truth().fibrinogen_g_l < 2.8


@pytest.mark.slow
@pytest.mark.parametrize("disease", ["raised_icp", "organophosphate_poisoning", "heat_stroke"])
def test_the_worst_kills_and_the_half_of_it_does_not_within_an_hour(fresh, disease):
    for severity, outcome in ((0.5, "alive"), (1.0, "dead")):
        twin = fresh()
        do(twin, f"Develop disease={disease} severity_fraction={severity}")
        assert run(twin, 60 if severity < 1 else 180).outcome == outcome
