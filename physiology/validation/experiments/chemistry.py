"""Shock, sugar, lactate, urine: what takes minutes and hours."""

from __future__ import annotations

import math

from physiology import scaling
from physiology.layout import LACTATE
from physiology.twin import Twin
from physiology.validation.experiments.subjects import Result, Subjects
from physiology.validation.record import MAN, do, run

SURFACE_M2 = scaling.surface_m2(MAN.height_cm, MAN.weight_kg)
MG_PER_UNIT = 0.0347  # insulin


def septic(s: Subjects) -> Result:
    """Septic shock of two hours, 30 mL/kg of crystalloid in the second."""
    twin = s.fresh()
    do(twin, "Develop disease=septic_shock severity_fraction=0.8")
    run(twin, 3600)
    do(twin, f"GiveFluid fluid=crystalloid volume_ml={30 * MAN.weight_kg} over_s=2400")
    run(twin, 3600)
    t = twin.truth()
    return {
        "CI": t.cardiac_output_l_per_min / SURFACE_M2,
        "SVR": 80.0 * (t.map_mmhg - t.cvp_mmhg) / max(t.cardiac_output_l_per_min, 0.1),
        "lactate": t.lactate_mmol_l,
    }


def lactate_half_life(s: Subjects) -> Result:
    """5 mmol/L of lactate added in sepsis, against the same body without."""
    twin = s.fresh()
    do(twin, "Develop disease=sepsis severity_fraction=0.8")
    run(twin, 3600)
    other = Twin.restore(twin.save())
    other.state[LACTATE] += 5.0
    run(twin, 1800)
    run(other, 1800)
    left = other.truth().lactate_mmol_l - twin.truth().lactate_mmol_l
    return {"lactate_half_life": 0.5 * math.log(2.0) / math.log(5.0 / max(left, 1e-3))}


def anaphylaxis(s: Subjects) -> Result:
    """Grade III after ten minutes."""
    twin = s.fresh()
    do(twin, "Develop disease=anaphylaxis severity_fraction=0.9")
    return {"HR": run(twin, 600).truth().hr_per_min}


def ketoacidosis(s: Subjects) -> Result:
    """Severe and untreated, three hours (a day in life)."""
    twin = s.fresh()
    do(twin, "Develop disease=dka severity_fraction=1")
    t = run(twin, 10_800).truth()
    return {"pH_a": t.ph, "glucose": t.glucose_mmol_l}


def insulin(s: Subjects) -> Result:
    """0.1 U/kg into a vein of a fasting man; the lowest of an hour."""
    twin = s.fresh()
    dose_mg = 0.1 * MAN.weight_kg * MG_PER_UNIT
    do(twin, f"GiveDrug drug=insulin dose_mg={dose_mg:.4f} route=iv over_s=10")
    return {"glucose_nadir": min(run(twin, 60).truth().glucose_mmol_l for _ in range(60))}


def anoxia(s: Subjects) -> Result:
    """Airway shut, asleep: the last minute before the fifth is over."""
    twin = s.fresh()
    do(twin, "Sedate depth_fraction=1 relaxed_fraction=1", "Obstruct closed_fraction=1")
    before = run(twin, 270).truth().lactate_mmol_l
    return {"lactate_rate": run(twin, 60).truth().lactate_mmol_l - before}


def low_pressure(s: Subjects) -> Result:
    """Bled to a mean pressure of 50 mmHg and held there for an hour."""
    twin = s.fresh()
    for _ in range(60):
        rate = min(max(20.0 * (twin.truth().map_mmhg - 50.0), 0.0), 200.0)
        do(twin, f"Bleed name=median_cubital_vein side=left rate_ml_per_min={rate:.1f}")
        run(twin, 60)
    return {"urine_output": twin.truth().urine_ml_per_h / MAN.weight_kg}


EXPERIMENTS = {
    ("shock", "septic (resuscitated)"): septic,
    ("shock", "septic"): septic,
    ("shock", "anaphylaxis grade III"): anaphylaxis,
    ("shock", "DKA severe"): ketoacidosis,
    ("shock", "DKA"): ketoacidosis,
    ("metabolic", "insulin 0.1 U/kg iv"): insulin,
    ("metabolic", "anoxic total"): anoxia,
    ("metabolic", "sepsis"): lactate_half_life,
    ("metabolic", "MAP 50"): low_pressure,
}
