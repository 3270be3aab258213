"""Heart and circulation where every engine that we ran fails (issue 3): each promise a test."""

import numpy as np
import pytest

from physiology import layout as lay
from physiology.validation.record import branch, col, do, samples

TUBE = (
    "PlaceTube site=trachea",
    "Ventilate mode=volume_control rr_per_min=10 vt_ml=500 peep_cmh2o=0 fio2_fraction=1",
)
HANDS = "Compress depth_cm=5 rate_per_min=110"
HANDS_OFF = "Compress depth_cm=0 rate_per_min=100"


def run(twin, seconds):
    twin.step(round(seconds * 500))
    return twin.truth()


def output(twin, seconds=20):
    """Mean flow through the aortic valve (mL/s)."""
    return float(col(samples(twin, seconds), "out.q_aortic").mean())


def suffocated(fresh):
    """An airway shut until the heart has lost its pulse: the body, and its rates on the way."""
    twin = fresh()
    do(twin, "Obstruct closed_fraction=1")
    rates = []
    for _ in range(240):
        t = run(twin, 5)
        rates.append(t.hr_per_min)
        if t.rhythm == "pea":
            run(twin, 30)
            return twin, rates
    raise AssertionError("he outlived twenty minutes without air")


def revived(twin, drug, seconds=300):
    """Whether air, hands and (with `drug`) epinephrine bring a pulse back."""
    do(twin, "Obstruct closed_fraction=0", *TUBE, HANDS)
    for k in range(round(seconds / 10)):
        if drug and k % 18 == 0:
            do(twin, "GiveDrug drug=epinephrine dose_mg=1 route=iv")
        t = run(twin, 10)
        if t.outcome == "dead":
            return False
        if t.rhythm != "pea":
            do(twin, HANDS_OFF)
            t = run(twin, 30)
            return t.rhythm == "sinus" and t.sbp_mmhg > 60
    return False


def test_hypoxia_ends_in_bradycardia_pea_and_asystole_and_return_is_decided_by_cpr(fresh):
    """...with adrenaline and time: hypoxia slows the heart, then takes the pulse, then the ECG."""
    twin, rates = suffocated(fresh)
    assert max(rates) > rates[0] + 8, "at first it goes faster"
    assert min(rates) < 45, "then it slows"
    assert twin.truth().rhythm == "pea"
    assert twin.truth().outcome == "alive", "not yet"
    assert revived(branch(twin), drug=True), "helped at once he comes back"
    left = branch(twin)
    run(left, 600)
    assert left.truth().outcome == "dead"
    assert left.truth().rhythm == "asystole"
    assert not revived(left, drug=True), "nobody comes back after ten minutes"


def test_cardiac_output_during_cpr_comes_from_the_circuit(fresh):
    """No hands, no flow; deeper hands more; a bled man less; a hole in a great vessel bleeds."""
    twin = fresh()
    do(twin, "SetRhythm rhythm=vf")
    run(twin, 60)
    assert output(branch(twin)) < 1.0
    flow = {}
    for depth in (3, 4, 5, 6):
        helped = branch(twin)
        do(helped, *TUBE, f"Compress depth_cm={depth} rate_per_min=100")
        run(helped, 40)
        flow[depth] = output(helped)
    assert 0.5 < flow[3] < flow[4] < flow[5] < flow[6]
    empty = fresh()
    do(empty, "OpenVessel name=femoral_artery side=left area_mm2=12")
    run(empty, 120)
    do(empty, "OpenVessel name=femoral_artery side=left area_mm2=0", "SetRhythm rhythm=vf")
    run(empty, 60)
    do(empty, *TUBE, "Compress depth_cm=5 rate_per_min=100")
    run(empty, 40)
    assert empty.truth().blood_lost_ml > 800
    assert output(empty) < 0.85 * flow[5]


@pytest.mark.parametrize(
    "deeds",
    [
        ("OpenVessel name=heart_right_ventricle side=none area_mm2=6 into=pericardium",),
        ("Develop disease=tension_pneumothorax side=left severity_fraction=1",),
    ],
    ids=["tamponade", "pneumothorax"],
)
def test_tamponade_and_pneumothorax_raise_heart_rate_until_the_end(deeds, fresh):
    """The heart answers a failing output for as long as there is any, and slows only at the end."""
    twin = fresh()
    normal = run(twin, 10)
    do(twin, *deeds)
    rates, pressures = [normal.hr_per_min], [normal.map_mmhg]
    while twin.truth().outcome == "alive" and len(rates) < 360:
        t = run(twin, 10)
        rates.append(t.hr_per_min)
        pressures.append(t.map_mmhg)
    rates, pressures = np.array(rates), np.array(pressures)
    low = int(np.argmax(pressures < 0.7 * normal.map_mmhg))
    assert low > 0, "pressure falls"
    assert rates[low] > normal.hr_per_min + 20
    assert rates.max() > normal.hr_per_min + 30
    smooth = np.convolve(rates, np.ones(6) / 6.0, "valid")
    top = int(np.argmax(smooth))
    assert np.diff(smooth[:top:6]).min() > -6.0, "no slowing before the end"
    assert pressures[top] < 0.8 * normal.map_mmhg, "still rising when pressure is already low"


def test_potassium_of_the_plasma_reaches_the_conduction_of_the_heart(fresh):
    """Too much widens QRS; too little flattens T."""
    qrs = lay.place("rhythm.f_qrs")
    twin = fresh()
    do(twin, "Develop disease=hyperkalemia severity_fraction=1")
    run(twin, 2400)
    held = twin.state[lay.place("salts.k")]
    potassium = 1000.0 * held / twin.state[lay.place("water.v_outside")]
    assert potassium > 7.0
    assert twin.state[qrs] > 1.25
    low = fresh()
    do(low, "Develop disease=hypokalemia severity_fraction=1")
    run(low, 3000)
    assert low.state[lay.place("rhythm.f_t")] < 0.8
    assert low.state[qrs] == 1.0


def test_a_pulseless_electrical_rhythm_has_no_pulse_until_the_muscle_is_fed(fresh):
    twin = fresh()
    do(twin, "SetRhythm rhythm=pea")
    t = run(twin, 60)
    assert t.rhythm == "pea"
    assert t.hr_per_min > 15
    assert t.map_mmhg < 30
    assert output(twin) < 1.0
    do(twin, *TUBE, HANDS)
    for _ in range(30):
        t = run(twin, 10)
        if t.rhythm != "pea":
            break
    assert t.rhythm != "pea", "hands feed it"
