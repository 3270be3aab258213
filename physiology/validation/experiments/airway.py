"""Airway, lungs and the drive to breathe: air, spirometer, sick lungs, oxygen stored and lost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from physiology.patient import Patient
from physiology.twin import Twin
from physiology.validation import record as rec
from physiology.validation.experiments import lungs, rest
from physiology.validation.experiments.subjects import ASLEEP, TUBE, Result, Subjects, index, state
from physiology.validation.record import Array, col, do, run, samples

P_DRY = 713.0
OBESE = Patient(age_y=40, sex="male", height_cm=175, weight_kg=127)  # Benumof's obese adult
STOUT = Patient(age_y=45, sex="male", height_cm=176, weight_kg=105)  # BMI 34, Ramachandran's
MORBID = Patient(age_y=40, sex="female", height_cm=163, weight_kg=125)  # BMI 47
OLDER = Patient(age_y=65, sex="male", height_cm=172, weight_kg=78)
OXYGEN = "GiveOxygen device=breathing_circuit flow_l_per_min=30"


# air


def air(deed: str, wait_s: float, who: Patient | None = None) -> Callable[[Subjects], Result]:
    """Another air for a while: blood gases of the last 30 s."""

    def trial(s: Subjects) -> Result:
        twin = s.fresh(who) if who else s.fresh()
        do(twin, deed)
        run(twin, wait_s - 30)
        return rec.breathing(samples(twin, 30))

    return trial


def older_patients(s: Subjects) -> Result:
    """An older man with moderate airway disease, 15 % oxygen at 530 m."""
    twin = s.fresh(OLDER)
    do(twin, "Develop disease=copd severity_fraction=0.5")
    run(twin, 1800)
    do(twin, "SetAir pressure_mmhg=713 o2_fraction=0.15")
    run(twin, 870)
    return rec.breathing(samples(twin, 30))


# spirometer


def spirometry(twin: Twin) -> Result:
    """Forced expiration, sitting: volumes (L), peak flow (L/min), by back extrapolation (ATS)."""
    do(twin, "RaiseTrunk angle_deg=80")
    run(twin, 60)
    frc = rec.breathing(samples(twin, 20))["FRC"]
    do(twin, "ForceBreath")
    r = samples(twin, 11, 2)
    v = col(r, "out.v_left") + col(r, "out.v_right")
    full = int(v.argmax())
    out = -col(r, "out.q_mouth")[full:]
    peak = int(out.argmax())
    start_s = peak * 0.004 - (v[full] - v[full + peak]) / out[peak]
    at_1s = full + round((start_s + 1.0) / 0.004)
    fvc = float(v[full] - v[full:].min())
    fev1 = float(v[full] - v[min(at_1s, v.size - 1)])
    return {
        "FVC": fvc / 1000.0, "FEV1": fev1 / 1000.0, "FEV1_FVC": 100.0 * fev1 / fvc,
        "PEF": float(out[peak]) * 0.06, "FRC_sitting": frc / 1000.0,
    }  # fmt: skip


def mechanics(s: Subjects) -> Result:
    """Lying, what the table's curves say; sitting, what the spirometer says."""
    return lungs.mechanics_awake(s) | spirometry(s.fresh())


def elderly(s: Subjects) -> Result:
    """At rest, and at the spirometer."""
    return rest.elderly(s) | {"FEV1_FVC": spirometry(s.fresh(rec.OLD))["FEV1_FVC"]}


def copd_spirometry(s: Subjects) -> Result:
    """FEV1 over that of the same man in health."""
    twin = s.fresh()
    do(twin, "Develop disease=copd severity_fraction=0.85")
    run(twin, 1800)
    return {"FEV1": 100.0 * spirometry(twin)["FEV1"] / spirometry(s.fresh())["FEV1"]}


def copd_gases(s: Subjects) -> Result:
    """The worst stage, settled."""
    twin = s.fresh()
    do(twin, "Develop disease=copd severity_fraction=1")
    run(twin, 3600)
    return rec.breathing(samples(twin, 30))


# sick lungs on the ventilator


def _ventilated_with(s: Subjects, disease: str, setting: str, wait_s: float) -> Twin:
    twin = s.fresh()
    do(twin, ASLEEP, TUBE, f"Ventilate mode=volume_control {setting}", disease)
    return run(twin, wait_s)


def _ards(s: Subjects, peep: float, severity: float) -> Twin:
    setting = f"rr_per_min=22 vt_ml=430 peep_cmh2o={peep} fio2_fraction=0.7"
    disease = f"Develop disease=ards severity_fraction={severity} over_s=300"
    return _ventilated_with(s, disease, setting, 2400)


def static_compliance(r: Array) -> float:
    """Tidal volume over the swing of alveolar pressure (mL/cmH2O), both lungs together."""
    v = col(r, "out.v_left") + col(r, "out.v_right")
    x = 0.5 * (col(r, "out.x_alveoli_left") + col(r, "out.x_alveoli_right"))
    return float((v.max() - v.min()) / (x[v.argmax()] - x[v.argmin()]))


def ards(s: Subjects) -> Result:
    """Moderate to severe, low tidal volumes, PEEP 9."""
    twin = _ards(s, 9.0, 0.85)
    r = samples(twin, 30)
    return {
        "Crs_static": static_compliance(r),
        "PaO2_FiO2": rec.breathing(r)["PaO2"] / 0.7,
    }


def ards_recruited(s: Subjects) -> Result:
    """The same lung at PEEP 5, then at 15 for half an hour."""
    twin = _ards(s, 5.0, 0.85)
    before = rec.breathing(samples(twin, 30))["PaO2"]
    do(
        twin,
        "Ventilate mode=volume_control rr_per_min=22 vt_ml=430 peep_cmh2o=15 fio2_fraction=0.7",
    )
    run(twin, 1800)
    after = rec.breathing(samples(twin, 30))["PaO2"]
    return {"PaO2_FiO2_change": 100.0 * (after / before - 1.0)}


def asthma_ventilated(s: Subjects) -> Result:
    """Severe attack, 12 L/min: resistance by occlusion, pressure left when the next breath comes.

    Resistance: what the flow costs between the mouth and the alveoli, over the flow.
    """
    setting = "rr_per_min=20 vt_ml=600 peep_cmh2o=0 fio2_fraction=0.5"
    disease = "Develop disease=asthma severity_fraction=0.9 over_s=60"
    twin = _ventilated_with(s, disease, setting, 900)
    r = samples(twin, 12)
    q = col(r, "out.q_mouth")
    x = 0.5 * (col(r, "out.x_alveoli_left") + col(r, "out.x_alveoli_right"))
    pushing = q > 0.9 * q.max()
    return {
        "Raw": float(((col(r, "out.x_mouth") - x)[pushing] / q[pushing]).mean() * 1000.0),
        "auto_PEEP": float(x.min()),
    }


# the drive to breathe


def _hypoxic(s: Subjects, is_isocapnic: bool, done: Callable[[Twin], float], wait_s: float) -> Twin:
    """Air with less oxygen, steered until `done` is 0; carbon dioxide added to hold end-tidal."""
    twin = s.fresh()
    want = float(twin.state[rec.place("breath.etco2")])
    o2, co2 = 0.2093, 0.0004
    for _ in range(round(wait_s / 5.0)):
        run(twin, 5)
        o2 = min(max(o2 - 0.0015 * done(twin), 0.05), 0.2093)
        if is_isocapnic:
            miss = want - float(twin.state[rec.place("breath.etco2")])
            co2 = min(max(co2 + 0.0006 * miss, 0.0), 0.08)
        do(twin, f"SetAir o2_fraction={o2:.5f} co2_fraction={co2:.5f}")
    return twin


def _over_80(twin: Twin) -> float:
    return 0.25 * (twin.truth().sao2_pct - 80.0)


def _over_50(twin: Twin) -> float:
    y = twin.state
    v = sum(y[rec.place(f"lung_left.{g}")] for g in ("o2", "co2", "n2"))
    return 0.1 * float(y[rec.place("lung_left.o2")] / v * P_DRY - 50.0)


def hypoxia(
    is_isocapnic: bool, done: Callable[[Twin], float], wait_s: float
) -> Callable[[Subjects], Result]:
    """Ventilation and heart rate before and in hypoxia."""

    def trial(s: Subjects) -> Result:
        before = state(s.fresh(), 60)
        twin = _hypoxic(s, is_isocapnic, done, wait_s)
        after = state(twin, 60)
        per_pct = (after["VE"] - before["VE"]) / max(before["SaO2"] - after["SaO2"], 0.1)
        return {
            "HVR": per_pct, "acute_HVR": per_pct,
            "VE_change": 100.0 * (after["VE"] / before["VE"] - 1.0),
            "HR_change": after["HR"] - before["HR"],
        }  # fmt: skip

    return trial


# oxygen stored and lost


def _end_tidal_o2(twin: Twin) -> float:
    """Fraction of oxygen (dry) at the mouth at the end of a breath out."""
    r = samples(twin, 8, 5)
    q, o2 = col(r, "out.q_mouth"), col(r, "dead_space.o2_a")
    starts = np.flatnonzero((q[:-1] < -1.0) & (q[1:] >= -1.0))
    return float(o2[starts[-1]]) if starts.size else float(o2[-1])


def _oxygen_held(twin: Twin, r: Array) -> float:
    """Oxygen in lungs and blood (L), mean over the breaths of a record: one breath holds 0.4 L."""
    o2 = col(r, "lung_left.o2") + col(r, "lung_right.o2")
    held = o2.mean() * P_DRY / 863.0
    for pool in ("art", "ven"):
        volume = twin.par[index(f"gas_exchange.v_{pool}")]
        held += volume * col(r, f"exchange.c_{pool[0]}o2").mean()
    return float(held) / 1000.0


def tidal_oxygen(s: Subjects) -> Result:
    """Three minutes of quiet breathing from a circuit of oxygen."""
    before = samples(s.fresh(), 15)
    twin = s.fresh()
    do(twin, OXYGEN)
    run(twin, 165)
    held = _oxygen_held(twin, samples(twin, 15))
    return {"FETO2": _end_tidal_o2(twin), "O2_store_gain": held - _oxygen_held(twin, before)}


def deep_breaths(s: Subjects) -> Result:
    """Four deep breaths of oxygen in half a minute: what the fourth one gives at its end."""
    twin = s.fresh()
    do(twin, OXYGEN)
    for _ in range(3):
        do(twin, "ForceBreath out=easy effort_fraction=0.16")  # two liters deep
        run(twin, 7.5)
    do(twin, "ForceBreath out=easy effort_fraction=0.16")
    r = samples(twin, 7.5)
    full = int((col(r, "out.v_left") + col(r, "out.v_right")).argmax())
    out = full + int((col(r, "out.q_mouth")[full:] < -50.0).argmax())
    end = out + int((col(r, "out.q_mouth")[out:] > -10.0).argmax())
    return {"FETO2": float(col(r, "dead_space.o2_a")[end])}


def oxygen_lost(s: Subjects) -> Result:
    """Air again after three minutes of oxygen: what is left after 25 s."""
    twin = s.fresh()
    do(twin, OXYGEN)
    run(twin, 180)
    do(twin, "GiveOxygen device=breathing_circuit flow_l_per_min=0")
    run(twin, 17)
    return {"FETO2": _end_tidal_o2(twin)}


def _breathed_out(twin: Twin) -> None:
    """Let time pass until the end of a breath out (10 s at most): from there people are held."""
    place = rec.place("out.q_mouth")
    was_out = False
    for _ in range(500):
        run(twin, 0.02)
        if was_out and twin.state[place] > -10.0:
            return
        was_out = twin.state[place] < -30.0 or (was_out and twin.state[place] < -10.0)


def apnea_after_oxygen(
    who: Patient, limit_pct: float, key: str, airway: str = TUBE
) -> Callable[[Subjects], Result]:
    """Three minutes of oxygen awake, induction, no breath: seconds to a saturation.

    Intubated and disconnected, as in Berthoud 1991 and Altermatt 2005, unless `airway` closes it.
    """

    def trial(s: Subjects) -> Result:
        twin = s.fresh(who)
        do(twin, OXYGEN)
        run(twin, 175)
        _breathed_out(twin)
        do(twin, ASLEEP, airway, "GiveOxygen device=breathing_circuit flow_l_per_min=0")
        return {key: rec.until(twin, lambda t: t.sao2_pct < limit_pct, 1500)}

    return trial


EXPERIMENTS = {
    ("gas_exchange", "4559 m few h, no AMS"): air("SetAir pressure_mmhg=433", 10800),
    ("gas_exchange", "3000 m acute"): air("SetAir pressure_mmhg=526", 3600),
    ("gas_exchange", "FiO2 0.15 healthy"): air("SetAir o2_fraction=0.15", 600),
    ("gas_exchange", "FiO2 0.15, 15 min, at 530 m"): air(
        "SetAir pressure_mmhg=713 o2_fraction=0.15", 900
    ),
    ("gas_exchange", "FiO2 0.15, 15 min, at 530 m, older cardioresp. patients"): older_patients,
    ("gas_exchange", "FiO2 1.0 5 min healthy"): air(OXYGEN, 300),
    ("gas_exchange", "FiO2 1.0 5 min, mask, conscious surgical patients (leak)"): air(
        "GiveOxygen device=simple_mask flow_l_per_min=10", 300
    ),
    ("resp_mechanics", "male 30 y 178 cm"): mechanics,
    ("resp_mechanics", "moderate-severe ARDS"): ards,
    ("resp_mechanics", "moderate-severe ARDS on PEEP 8-10"): ards,
    ("resp_mechanics", "severe asthma ventilated"): asthma_ventilated,
    ("resp_mechanics", "severe asthma VE 10-16 L/min"): asthma_ventilated,
    ("resp_mechanics", "severe COPD GOLD 3-4"): copd_spirometry,
    ("resp_mechanics", "severe COPD stable hypercapnic"): copd_gases,
    ("ventilatory_control", "isocapnic hypoxia"): hypoxia(True, _over_80, 300),
    ("ventilatory_control", "isocapnic hypoxia PETO2 50, rest"): hypoxia(True, _over_50, 180),
    ("ventilatory_control", "poikilocapnic SaO2 80%"): hypoxia(False, _over_80, 600),
    ("ventilatory_control", "SaO2 80%"): hypoxia(False, _over_80, 600),
    ("apnoea", "3 min tidal O2, mouthpiece"): tidal_oxygen,
    ("apnoea", "3 min tidal O2"): tidal_oxygen,
    ("apnoea", "4 deep breaths 30 s"): deep_breaths,
    ("apnoea", "loss of preox on air, tidal breathing 25 s"): oxygen_lost,
    ("apnoea", "preox obese 127 kg"): apnea_after_oxygen(
        OBESE, 90.0, "time_to_SaO2_90", "Obstruct closed_fraction=1"
    ),
    ("apnoea", "preox morbidly obese"): apnea_after_oxygen(MORBID, 90.0, "time_to_SpO2_90"),
    ("apnoea", "preox obese, apnoeic nasal O2 vs none"): apnea_after_oxygen(
        STOUT, 95.0, "time_to_SpO2_95"
    ),
    ("ventilation", "ARDS PEEP 5->15 recruitable"): ards_recruited,
}
