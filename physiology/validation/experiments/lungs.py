"""Breathing and gas: dissociation, shunt, mechanics, one lung, apnea, ventilators."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from physiology.organs import blood
from physiology.twin import Twin
from physiology.validation import record as rec
from physiology.validation.experiments.subjects import ASLEEP, TUBE, Result, Subjects, index
from physiology.validation.record import branch, col, do, run, samples


def dissociation(s: Subjects) -> Result:
    """PO2 at half saturation."""
    p = np.linspace(20, 35, 600)
    sat = [float(blood.saturation(x, 7.4, 37.0, 0.0)) for x in p]
    return {"P50": float(np.interp(0.5, sat, p))}


def so2_at(p_o2: float) -> Callable[[Subjects], Result]:
    """Saturation at one PO2."""
    return lambda s: {"SO2": 100.0 * float(blood.saturation(p_o2, 7.4, 37.0, 0.0))}


def ph_hypocapnia(s: Subjects) -> Result:
    """PaCO2 to 20 by the ventilator."""
    twin = s.ventilated(0.3)
    do(twin, "Ventilate mode=volume_control rr_per_min=28 vt_ml=750 fio2_fraction=0.3")
    rec.until(twin, lambda t: t.paco2_mmhg < 20.5, 1500)
    return {"pH_a": twin.truth().ph}


def shunt(s: Subjects) -> Result:
    """Venous admixture on air, from contents."""
    twin = s.fresh()
    return {"shunt_fraction": 100.0 * float(twin.par[index("gas_exchange.f_shunt")])}


def one_lung(s: Subjects) -> Result:
    """Tube in the right main bronchus, oxygen, 20 min."""
    twin = s.ventilated(1.0)
    do(twin, "PlaceTube site=bronchus_right")
    do(twin, "Ventilate mode=volume_control rr_per_min=14 vt_ml=400 fio2_fraction=1")
    run(twin, 1200)
    return {"PaO2": twin.truth().pao2_mmhg, "shunt_fraction": _shunt_now(twin)}


def _shunt_now(twin: Twin) -> float:
    """Share of flow that met no gas (%): shunt equation, PAO2 of the lung that breathes."""
    y = twin.state
    c_a, c_v = y[rec.place("exchange.c_ao2")], y[rec.place("exchange.c_vo2")]
    hb = y[rec.place("held.hb")]
    best = max(
        y[rec.place(f"lung_{x}.o2")]
        / max(sum(y[rec.place(f"lung_{x}.{g}")] for g in ("o2", "co2", "n2")), 1)
        for x in ("left", "right")
    )
    c_c = blood.o2_content(best * 713.0, blood.saturation(best * 713.0, 7.4, 37.0, 0.0), hb)
    return float(100.0 * (c_c - c_a) / (c_c - c_v))


def right_main_stem(s: Subjects) -> Result:
    """Tube too deep on 30 % oxygen."""
    twin = s.ventilated(0.3)
    do(twin, "PlaceTube site=bronchus_right")
    run(twin, 300)
    return {"SaO2_FiO2_0.3": twin.truth().sao2_pct}


def mechanics_awake(s: Subjects) -> Result:
    """Compliance and resistance from the table's curves around rest; pleural pressure."""
    twin = s.fresh()
    par = twin.par
    r = samples(twin, 30)
    v = rec.breathing(r)["FRC"]
    c_lung = par[index("lungs.k_stiff")] * (par[index("lungs.v_max")] - v)
    c = 1.0 / (1.0 / c_lung + 1.0 / par[index("lungs.c_wall")])
    raw = (par[index("lungs.r_upper")] + par[index("lungs.r_lower")]) * 1000.0
    return {"Crs_awake": c, "Raw": raw, "Ppl_end_exp": rec.breathing(r)["Ppl_end_exp"]}


def mechanics_asleep(s: Subjects) -> Result:
    """Static compliance on the ventilator: tidal volume over the swing of alveolar pressure."""
    twin = s.ventilated(0.5)
    r = samples(twin, 20)
    x = col(r, "out.x_alveoli_left")
    v = col(r, "out.v_left") + col(r, "out.v_right")
    return {"Crs_static": float((v.max() - v.min()) / (x[v.argmax()] - x[v.argmin()]))}


def induction(s: Subjects) -> Result:
    """Functional residual capacity before and after, without pressure at the end of expiration."""
    twin = s.fresh()
    before = rec.breathing(samples(branch(twin), 30))["FRC"]
    do(twin, ASLEEP, TUBE, "Ventilate mode=volume_control rr_per_min=10 vt_ml=500 peep_cmh2o=0")
    run(twin, 120)
    after = rec.breathing(samples(twin, 30))["FRC"]
    return {"FRC_change": 100.0 * (after / before - 1.0)}


def esophagus(s: Subjects) -> Result:
    """The tube in the wrong pipe: what the capnograph shows after half a minute."""
    twin = s.fresh()
    do(
        twin,
        ASLEEP,
        "PlaceTube site=esophagus",
        "Ventilate mode=volume_control",
        "Attach sensor=capnograph",
    )
    run(twin, 30)
    return {"EtCO2_after_6_breaths": twin.vitals().etco2_mmhg}
