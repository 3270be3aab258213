"""Skull, temperature, and what poisons and fits do: pressures, cooling, crises."""

from __future__ import annotations

from physiology.twin import Twin
from physiology.validation import record as rec
from physiology.validation.experiments.subjects import ASLEEP, Result, Subjects
from physiology.validation.record import branch, do, run, samples


def _skull(twin: Twin, seconds: float = 20) -> tuple[float, float]:
    """Mean arterial and mean intracranial pressure over the next `seconds` (mmHg)."""
    r = samples(twin, seconds)
    return float(rec.col(r, "out.p_ao").mean()), float(rec.col(r, "skull.p").mean())


def perfusion_under_pressure(s: Subjects) -> Result:
    """A brain swells to 40 mmHg in an anesthetized man, whose mean pressure is about 90."""
    twin = s.ventilated(0.5)
    do(twin, "Develop disease=raised_icp severity_fraction=1")
    rec.until(twin, lambda t: t.icp_mmhg >= 40.0, 1800)
    p_artery, p_skull = _skull(twin)
    return {"CPP": p_artery - p_skull}


def hyperventilation(s: Subjects) -> Result:
    """Ventilated at a normal PCO2 with a brain that has swollen; then PCO2 to 30 within minutes."""
    twin = s.ventilated(0.5)
    do(twin, "Develop disease=raised_icp severity_fraction=0.6")
    do(twin, "Ventilate mode=volume_control rr_per_min=10 vt_ml=470 fio2_fraction=0.5")
    run(twin, 7200)
    before = _skull(branch(twin))[1]
    do(twin, "Ventilate mode=volume_control rr_per_min=16 vt_ml=580 fio2_fraction=0.5")
    rec.until(twin, lambda t: t.paco2_mmhg <= 30.0, 900)
    run(twin, 60)
    return {"ICP_change": 100.0 * (_skull(twin)[1] / before - 1.0)}


def anesthesia_hour(s: Subjects) -> Result:
    """Core temperature over the first hour asleep, uncovered no more than before."""
    twin = s.fresh()
    before = twin.truth().core_temp_degc
    do(twin, ASLEEP, "PlaceTube site=trachea", "Ventilate mode=volume_control fio2_fraction=0.4")
    run(twin, 3600)
    return {"core_temp_change": twin.truth().core_temp_degc - before}


def hyperthermia_crisis(s: Subjects) -> Result:
    """Malignant hyperthermia in an anesthetized man, nothing done: kelvin an hour at its height."""
    twin = s.ventilated(0.5)
    do(twin, "Develop disease=malignant_hyperthermia severity_fraction=1")
    run(twin, 900)
    before = twin.truth().core_temp_degc
    run(twin, 900)
    return {"temp_rise_rate": 4.0 * (twin.truth().core_temp_degc - before)}


EXPERIMENTS = {
    ("shock", "ICP 40 MAP 90"): perfusion_under_pressure,
    ("shock", "mannitol/hyperventilation PaCO2 30"): hyperventilation,
    ("shock", "MH crisis"): hyperthermia_crisis,
    ("metabolic", "anaesthesia first hour"): anesthesia_hour,
}
