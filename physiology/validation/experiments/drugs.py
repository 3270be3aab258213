"""Drugs: what a syringe does to pressure, heart, breath and mind, and how long it lasts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from physiology import formulary, pharmacy
from physiology import layout as lay
from physiology import pharmacology as kinetics
from physiology.patient import Patient
from physiology.twin import Twin
from physiology.validation import record as rec
from physiology.validation.experiments import airway
from physiology.validation.experiments.subjects import TUBE, Result, Subjects, state
from physiology.validation.record import MAN, OLD, branch, col, do, run, samples

REFERENCE = Patient(age_y=35, sex="male", height_cm=175, weight_kg=70)  # of the kinetic tables
WITH_OXYGEN = "GiveOxygen device=nonrebreather_mask flow_l_per_min=15"
BREATHED_FOR = "Ventilate mode=volume_control rr_per_min=12 vt_ml=520 peep_cmh2o=0 fio2_fraction=1"


def amount(twin: Twin, drug: str, what: int) -> float:
    """One of the amounts of a drug in the body (mg; mg/L at the effect site)."""
    at = lay.DRUGS + kinetics.N_AMOUNTS * twin.slots.drugs[drug]
    return float(twin.state[at + what])


def plasma_mg_l(twin: Twin, drug: str) -> float:
    """Concentration in plasma."""
    volumes, _, _ = pharmacy.kinetic(formulary.load()[drug], twin.patient)
    return amount(twin, drug, kinetics.A1) / volumes[0]


def relative(before: Result, after: Result, name: str) -> float:
    """Change in percent."""
    return 100.0 * (after[name] / before[name] - 1.0)


def resistance(found: Result) -> float:
    """Systemic vascular resistance, mmHg min/L."""
    return (found["MAP"] - found["CVP"]) / found["CO"]


def epinephrine(ug_per_kg_min: float) -> Callable[[Subjects], Result]:
    """A quarter of an hour of an infusion (Stratton 1985)."""

    def experiment(s: Subjects) -> Result:
        twin = s.fresh()
        before = state(branch(twin))
        mg = ug_per_kg_min * MAN.weight_kg * 14.5 / 1000.0
        do(twin, f"GiveDrug drug=epinephrine dose_mg={mg} over_s=870")
        run(twin, 840)
        after = state(twin)
        return {
            "HR_change": after["HR"] - before["HR"],
            "CO_change": relative(before, after, "CO"),
            "SVR_change": 100.0 * (resistance(after) / resistance(before) - 1.0),
            "EF_change": (after["LVEF"] - before["LVEF"]) / 100.0,
        }

    return experiment


def propofol_slowly(s: Subjects) -> Result:
    """2.5 mg/kg at 10 mg/s, oxygen by mask; pressure two minutes later."""
    twin = s.fresh()
    before = state(branch(twin))
    dose = 2.5 * MAN.weight_kg
    do(twin, WITH_OXYGEN, f"GiveDrug drug=propofol dose_mg={dose} over_s={dose / 10.0}")
    run(twin, 105)
    return {"MAP_change": relative(before, state(twin), "MAP")}


def propofol_kept_up(s: Subjects) -> Result:
    """2.5 mg/kg, then 0.2 mg/kg/min, breathed for; pressure ten minutes later."""
    twin = s.fresh()
    before = state(branch(twin))
    do(
        twin,
        f"GiveDrug drug=propofol dose_mg={2.5 * MAN.weight_kg} over_s=20",
        f"GiveDrug drug=propofol dose_mg={0.2 * 10.5 * MAN.weight_kg} over_s=630",
    )
    run(twin, 60)
    do(twin, TUBE, BREATHED_FOR)
    run(twin, 525)
    return {"DBP_change": state(twin)["DBP"] - before["DBP"]}


def propofol_resistance(s: Subjects) -> Result:
    """2 mg/kg in a man of 60; resistance a minute later."""
    twin = s.fresh(Patient(age_y=60, sex="male", height_cm=174, weight_kg=78))
    before = state(branch(twin))
    do(twin, WITH_OXYGEN, f"GiveDrug drug=propofol dose_mg={2.0 * 78}")
    run(twin, 52)
    after = state(twin, 16)
    return {"SVR_change": 100.0 * (resistance(after) / resistance(before) - 1.0)}


def sleep(s: Subjects) -> Result:
    """2 mg/kg: seconds until he no longer answers, and what his brain holds then."""
    twin = s.fresh()
    do(twin, f"GiveDrug drug=propofol dose_mg={2.0 * MAN.weight_kg}")
    seconds = rec.until(twin, lambda t: t.consciousness_fraction < 0.5, 180)
    ce = amount(twin, "propofol", kinetics.C_EFFECT)
    _, clearances, _ = pharmacy.kinetic(formulary.load()["propofol"], REFERENCE)
    return {"time_to_LOC": seconds, "Ce_LOC": ce, "clearance": clearances[0]}


def elderly(s: Subjects) -> Result:
    """The old man at rest, and the dose of propofol that puts him to sleep."""
    low, high = 0.3, 3.0
    for _ in range(6):
        dose = 0.5 * (low + high)
        twin = s.fresh(OLD)
        do(twin, f"GiveDrug drug=propofol dose_mg={dose * OLD.weight_kg}")
        slept = rec.until(twin, lambda t: t.consciousness_fraction < 0.5, 180) < 180
        low, high = (low, dose) if slept else (dose, high)
    return airway.elderly(s) | {"propofol_ED_hypnosis_mg_per_kg": high}


def half_time(drug: str, held_min: float, model: str = "") -> Callable[[Subjects], Result]:
    """Minutes for plasma to halve after a constant plasma level of `held_min`."""

    def experiment(s: Subjects) -> Result:
        it = formulary.load()[drug]
        volumes, clearances, _ = pharmacy.kinetic(it, REFERENCE, model)
        row = pharmacy.constants(it, REFERENCE, model)
        full = 1.0 - np.exp([-c / v * held_min for c, v in zip(clearances, volumes)])
        y = np.zeros(kinetics.N_AMOUNTS)
        y[:3] = [volumes[0], *(v * f for v, f in zip(volumes[1:], full[1:]))]
        seconds = 0
        while y[0] > 0.5 * volumes[0] and seconds < 86_400:
            kinetics.disposition(y, 0, row, 0, 0.0, 1.0, 1.0)
            seconds += 1
        hours = round(held_min / 60.0)
        return {f"context_sens_half_time_{hours}h": seconds / 60.0}

    return experiment


def fentanyl_peak(s: Subjects) -> Result:
    """Minutes from a dose to the highest concentration where it acts."""
    twin = s.fresh()
    do(twin, "GiveDrug drug=fentanyl dose_mg=0.05")
    seen: list[float] = []
    for _ in range(600):
        run(twin, 1)
        seen.append(amount(twin, "fentanyl", kinetics.C_EFFECT))
    return {"t_peak_effect": (int(np.argmax(seen)) + 1) / 60.0}


def fentanyl_breathing(s: Subjects) -> Result:
    """2 ug/kg: ventilation five minutes later, over a minute."""
    twin = s.fresh()
    before = state(branch(twin), 60)
    do(twin, f"GiveDrug drug=fentanyl dose_mg={0.002 * MAN.weight_kg}")
    run(twin, 270)
    return {"VE_change": relative(before, state(twin, 60), "VE")}


def _depressed(s: Subjects) -> Twin:
    """A quarter of an hour of fentanyl at an even level, breathed for: hardly a drive of his."""
    twin = s.fresh()
    do(
        twin,
        TUBE,
        BREATHED_FOR,
        "GiveDrug drug=fentanyl dose_mg=0.35",
        "GiveDrug drug=fentanyl dose_mg=2.4 over_s=14400",
    )
    return run(twin, 900)


def naloxone(s: Subjects) -> Result:
    """0.4 mg: seconds until half of what it gives back is there, minutes until it is lost again."""
    twin = _depressed(s)
    low = twin.state[rec.place("handles.drive")]
    do(twin, "GiveDrug drug=naloxone dose_mg=0.4")
    drive: list[float] = []
    for _ in range(90 * 60):
        run(twin, 1)
        drive.append(float(twin.state[rec.place("handles.drive")]))
    half = 0.5 * (low + max(drive))
    there = int(np.argmax(np.array(drive) >= half))
    best = int(np.argmax(drive))
    gone = np.array(drive[best:]) < half
    lost = best + int(np.argmax(gone)) if gone.any() else len(drive)
    return {"onset": there + 1.0, "duration": (lost - there) / 60.0}


def phenylephrine(s: Subjects) -> Result:
    """100 ug: highest mean pressure within a minute and a half, and how far the heart slows.

    The reflex's gain is the slope of beat length on systolic pressure while pressure rises.
    """
    twin = s.fresh()
    before = state(branch(twin))
    do(twin, "GiveDrug drug=phenylephrine dose_mg=0.1")
    r = samples(twin, 90)
    mean, systole, beat = col(r, "beat.map_"), col(r, "beat.sbp"), col(r, "held.t_beat")
    smooth = np.convolve(mean, np.ones(500) / 500, "valid")
    top = int(np.argmax(smooth)) + 250
    slope = np.polyfit(systole[:top], 1000.0 * beat[:top], 1)[0]
    return {"MAP_change": float(smooth.max()) - before["MAP"], "baroreflex_gain": float(slope)}


def bupivacaine(s: Subjects) -> Result:
    """An infusion that would kill: plasma level when the brain begins to convulse."""
    twin = s.fresh()
    do(twin, "GiveDrug drug=bupivacaine dose_mg=400 over_s=2400")
    for _ in range(2400):
        run(twin, 1)
        if twin.state[rec.place("handles.seizure")] > 0.1:
            break
    return {"CNS_toxic_plasma": plasma_mg_l(twin, "bupivacaine")}


def child(age_y: float, height_cm: float, weight_kg: float) -> Callable[[Subjects], Result]:
    """A child at rest."""

    def experiment(s: Subjects) -> Result:
        twin = s.fresh(Patient(age_y, "male", height_cm, weight_kg))
        volume = twin.truth().blood_volume_ml / weight_kg
        found = state(twin)
        return found | {"RR_median": found["RR"], "HR_median": found["HR"], "blood_volume": volume}

    return experiment


EXPERIMENTS = {
    ("pkpd", "epinephrine 0.025 ug/kg/min"): epinephrine(0.025),
    ("pkpd", "epinephrine 0.05 ug/kg/min"): epinephrine(0.05),
    ("pkpd", "epinephrine 0.1 ug/kg/min"): epinephrine(0.1),
    ("pkpd", "propofol 2.5 mg/kg at 10 mg/s ASA I-II"): propofol_slowly,
    ("pkpd", "propofol 2.5 mg/kg + infusion"): propofol_kept_up,
    ("pkpd", "propofol 2 mg/kg CABG pts"): propofol_resistance,
    ("pkpd", "propofol"): sleep,
    ("pkpd", "propofol 2 mg/kg"): sleep,
    ("pkpd", "propofol (constant plasma target)"): half_time(
        "propofol", 120.0, "marsh"
    ),  # as its note asks
    ("pkpd", "fentanyl (constant plasma target)"): half_time("fentanyl", 240.0),
    ("pkpd", "fentanyl"): fentanyl_peak,
    ("pkpd", "fentanyl 2 ug/kg"): fentanyl_breathing,
    ("pkpd", "naloxone 0.4 mg iv"): naloxone,
    ("pkpd", "naloxone iv"): naloxone,
    ("pkpd", "phenylephrine 100 ug bolus"): phenylephrine,
    ("pkpd", "bupivacaine"): bupivacaine,
    ("manoeuvre", "phenylephrine bolus healthy men 23-77 y"): phenylephrine,
    ("elderly", "75 y 70 kg"): elderly,
    ("child", "2 y"): child(2.0, 87.0, 12.5),
    ("child", "5 y 18 kg"): child(5.0, 110.0, 18.0),
    ("child", "10 y"): child(10.0, 138.0, 32.0),
}
