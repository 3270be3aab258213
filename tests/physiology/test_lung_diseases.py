"""Diseases of airway and lung: worse with severity, better with the right treatment, reversible."""

import numpy as np
import pytest

from physiology import DT_S, ailments
from physiology.layout import place
from physiology.validation.record import do

LUNG = (
    "aspiration", "asthma", "copd", "ards", "lung_contusion", "pneumonia", "simple_pneumothorax",
    "open_pneumothorax", "tension_pneumothorax", "hemothorax", "upper_airway_obstruction",
    "laryngospasm",
)  # fmt: skip
ASLEEP = "Sedate depth_fraction=1 relaxed_fraction=1"
TUBE = "PlaceTube site=trachea"


def run(twin, seconds):
    twin.step(round(seconds / DT_S))
    return twin.truth()


def develop(disease, severity, over_s=60):
    side = " side=left" if ailments.find(disease).is_sided else ""
    return f"Develop disease={disease} severity_fraction={severity} over_s={over_s}{side}"


def auto_peep(twin):
    lowest = 99.0
    for _ in range(60):
        twin.step(50)
        y = twin.state
        lowest = min(
            lowest, 0.5 * (y[place("out.x_alveoli_left")] + y[place("out.x_alveoli_right")])
        )
    return lowest


@pytest.mark.parametrize("disease", LUNG)
def test_more_of_it_is_worse(disease, fresh):
    seen = []
    for severity in (0.0, 0.4, 0.9):
        twin = fresh()
        do(twin, develop(disease, severity))
        run(twin, 240)
        seen.append(np.mean([run(twin, 1).pao2_mmhg for _ in range(8)]))
        assert np.isfinite(twin.state).all()
    assert seen[0] > seen[1] - 2.0
    assert seen[1] > seen[2] - 2.0  # a lung that is flat already cannot get worse
    assert seen[2] < seen[0] - 5.0


@pytest.mark.parametrize("disease", ["asthma", "ards", "aspiration", "pneumonia", "laryngospasm"])
def test_what_goes_leaves_the_body_well(disease, fresh):
    twin = fresh()
    before = run(twin, 60)
    do(twin, develop(disease, 0.6))
    run(twin, 300)
    do(twin, develop(disease, 0.0))
    after = run(twin, 1200)
    assert after.outcome == "alive"
    assert after.sao2_pct == pytest.approx(before.sao2_pct, abs=1.0)
    assert after.paco2_mmhg == pytest.approx(before.paco2_mmhg, abs=2.0)


def test_unevenness_opens_a_gap_between_end_tidal_and_arterial(fresh):
    gaps = []
    for severity in (0.0, 0.5, 1.0):
        twin = fresh()
        do(twin, develop("copd", severity))
        run(twin, 600)
        gaps.append(
            np.mean([run(twin, 2).paco2_mmhg - twin.state[place("breath.etco2")] for _ in range(9)])
        )
    assert gaps[0] < gaps[1] < gaps[2]
    assert gaps[2] > 3.0


def test_oxygen_corrects_unevenness_but_not_shunt(fresh):
    rise = {}
    for disease in ("copd", "pneumonia"):
        twin = fresh()
        do(twin, develop(disease, 1.0))
        before = run(twin, 600).pao2_mmhg
        do(twin, "GiveOxygen device=breathing_circuit flow_l_per_min=30")
        rise[disease] = run(twin, 900).pao2_mmhg - before
    assert rise["copd"] > rise["pneumonia"] + 100.0


def test_asthma_on_the_ventilator_slow_is_right_and_fast_is_wrong(fresh):
    trapped = []
    for rate in (8, 14, 24):
        twin = fresh()
        air = f"rr_per_min={rate} vt_ml=500 peep_cmh2o=0 fio2_fraction=0.6"
        do(twin, ASLEEP, TUBE, develop("asthma", 0.9), f"Ventilate mode=volume_control {air}")
        run(twin, 420)
        trapped.append(auto_peep(twin))
    assert trapped[0] < trapped[1] < trapped[2]
    assert trapped[2] > 6.0


def test_end_expiratory_pressure_opens_a_recruitable_lung(fresh):
    seen = []
    for peep in (5, 15):
        twin = fresh()
        air = f"rr_per_min=22 vt_ml=430 peep_cmh2o={peep} fio2_fraction=0.7"
        do(twin, ASLEEP, TUBE, develop("ards", 0.8), f"Ventilate mode=volume_control {air}")
        seen.append(run(twin, 1200).pao2_mmhg)
    assert seen[1] > 1.1 * seen[0]


def test_a_relaxant_opens_a_shut_larynx_and_a_tube_passes_a_swollen_throat(fresh):
    twin = fresh()
    do(twin, develop("laryngospasm", 1.0, 1), "Sedate depth_fraction=1")
    shut = run(twin, 60)
    assert shut.tidal_ml < 60.0
    do(twin, "Sedate depth_fraction=1 relaxed_fraction=1")
    do(twin, "Ventilate mode=pressure_control pip_cmh2o=15 peep_cmh2o=0 fio2_fraction=1")
    assert run(twin, 40).tidal_ml > 250.0
    twin = fresh()
    do(twin, develop("upper_airway_obstruction", 1.0, 1))
    assert run(twin, 60).tidal_ml < 100.0
    do(twin, ASLEEP, TUBE, "Ventilate mode=volume_control vt_ml=450")
    assert run(twin, 40).tidal_ml > 350.0


def test_a_small_tear_seals_and_leaves_half_a_lung(fresh):
    twin = fresh()
    do(twin, develop("simple_pneumothorax", 1.0))
    rest = twin.truth().lung_left_ml
    half, later = run(twin, 1800), run(twin, 1800)
    assert 0.2 * rest < later.lung_left_ml < 0.8 * rest
    assert later.pleural_gas_left_ml < half.pleural_gas_left_ml + 250.0
    assert later.rhythm == "sinus"
    assert later.sbp_mmhg > 95


def test_gas_grows_with_altitude_and_air_gets_thin(fresh):
    twin = fresh()
    do(twin, develop("simple_pneumothorax", 0.5))
    low = run(twin, 300)
    do(twin, "SetAir pressure_mmhg=526")
    high = twin.truth().pleural_gas_left_ml, run(twin, 600)
    # Boyle in wet gas: (760 - 47) / (526 - 47)
    y = sum(twin.state[place(f"pleura_left.{g}")] for g in ("o2", "co2", "n2"))
    assert y >= 0.9 * low.pleural_gas_left_ml * 713.0 / 479.0
    assert high[1].sao2_pct < low.sao2_pct - 4.0
