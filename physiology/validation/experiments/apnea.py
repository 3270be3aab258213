"""No breathing: how carbon dioxide rises and falls again, how long oxygen lasts."""

from __future__ import annotations

from physiology.validation import record as rec
from physiology.validation.experiments.subjects import Result, Subjects
from physiology.validation.record import branch, do, run


def apnea_co2(s: Subjects) -> Result:
    """Ventilated with oxygen, then disconnected with an open airway."""
    twin = s.ventilated(1.0)
    run(twin, 300)
    start = twin.truth().paco2_mmhg
    do(twin, "Ventilate mode=off", "GiveOxygen device=nonrebreather_mask flow_l_per_min=15")
    run(twin, 60)
    first = twin.truth().paco2_mmhg
    run(twin, 180)
    later = twin.truth().paco2_mmhg
    return {"PaCO2_rise": first - start, "PaCO2_rise_rate": (later - first) / 3.0}


def apneic_oxygenation(s: Subjects) -> Result:
    """A quarter of an hour without breathing, oxygen in the airway."""
    twin = s.ventilated(1.0)
    run(twin, 300)
    do(twin, "Ventilate mode=pressure_control pip_cmh2o=0 peep_cmh2o=0 fio2_fraction=1")
    run(twin, 60)
    start = twin.truth().paco2_mmhg
    run(twin, 840)
    return {"PaCO2_rise_rate": (twin.truth().paco2_mmhg - start) / 14.0}


def berthoud(s: Subjects) -> Result:
    """Preoxygenated, anaesthetised, intubated and disconnected: seconds to 90 %.

    The tube stands open to the air, as in Berthoud 1991 (apnea began with the intubation).
    """
    twin = s.ventilated(1.0)
    run(twin, 300)
    do(twin, "Ventilate mode=off")
    return {"time_to_SpO2_90": rec.until(twin, lambda t: t.sao2_pct < 90.0, 1200)}


def breath_hold(s: Subjects) -> Result:
    """Twenty seconds without breathing, awake."""
    twin = s.fresh()
    start = twin.truth().paco2_mmhg
    do(twin, "Sedate depth_fraction=0 relaxed_fraction=1")
    run(twin, 20)
    y = twin.state
    v = sum(y[rec.place(f"lung_left.{g}")] for g in ("o2", "co2", "n2"))
    return {"PETCO2_rise": float(y[rec.place("lung_left.co2")] / v * 713.0) - start}


def washout(s: Subjects) -> Result:
    """Hypercapnia of apnea, then 6 L/min: half time of the fall to the new level.

    Without PEEP before and after: pressure would fill the lung with fresh gas at once. A quarter of
    an hour of apnea, so that the stores are full: after a short one half of the fall is the step
    between venous and alveolar blood that comes back with the first breaths.
    """
    twin = s.ventilated(1.0, 0.0)
    do(twin, "Ventilate mode=pressure_control pip_cmh2o=0 peep_cmh2o=0 fio2_fraction=1")
    run(twin, 900)
    high = twin.truth().paco2_mmhg
    do(twin, "Ventilate mode=volume_control rr_per_min=12 vt_ml=500 peep_cmh2o=0 fio2_fraction=1")
    end = run(branch(twin), 2400).truth().paco2_mmhg
    return {"PaCO2_half_time": rec.until(twin, lambda t: t.paco2_mmhg < 0.5 * (high + end), 1500)}
