"""At rest: vital signs, flows of the organs, loops and volumes of the heart, the oxygen cascade."""

from __future__ import annotations

import numpy as np

from physiology.organs.circulation import BEDS
from physiology.twin import Twin
from physiology.validation import record as rec
from physiology.validation.experiments.subjects import Result, Subjects, index
from physiology.validation.record import OLD, WOMAN, branch, col, do, run, samples


def at_rest(twin: Twin) -> Result:
    """All that can be read from a body that lies still."""
    used, made = rec.oxygen_use(branch(twin), 60)
    fine = samples(branch(twin), 12, 1)
    r = samples(twin, 30)
    b = rec.breathing(r)
    h = rec.hemodynamics(r)
    h |= {
        k: v
        for k, v in rec.hemodynamics(fine, 1).items()
        if k in ("dPdt_max", "IVRT", "ejection_time")
    }
    h |= {"core_temp": float(col(r, "heat.temp_core")[-1]), "ICP": float(col(r, "skull.p").mean())}
    return h | b | {"VO2": used, "VCO2": made, "Hb": float(col(r, "held.hb")[-1])}


def rest_male(s: Subjects) -> Result:
    """Supine, awake, air."""
    out = at_rest(s.fresh())
    return out | {"mean_circulatory_filling_pressure": _filling_pressure(s.fresh())}


def _filling_pressure(twin: Twin) -> float:
    """Pressure in the great veins 7-12 s after the muscle of the heart is switched off (mmHg)."""
    y = twin.state
    found: list[float] = []
    for k in range(600):
        y[rec.place("brain.f_muscle")] = -0.0526  # contractility 0.05 + 0.95 f is nought
        y[rec.place("held.f_left")] = y[rec.place("held.f_right")] = 0.0
        twin.step(10)
        if k >= 350:
            found.append(float(y[rec.place("out.p_tv")]))
    return float(np.mean(found))


def rest_female(s: Subjects) -> Result:
    """Supine, awake, air."""
    twin = s.fresh(WOMAN)
    volume = twin.truth().blood_volume_ml / WOMAN.weight_kg
    return at_rest(twin) | {"blood_volume": volume}


def elderly(s: Subjects) -> Result:
    """Supine, awake, air."""
    return at_rest(s.fresh(OLD)) | {
        "HR_max": 60.0 / float(s.fresh(OLD).par[index("reflexes.t_min")])
    }


def organ_flow(s: Subjects) -> Result:
    """Flow of each bed by the Fick principle."""
    twin = s.fresh()
    r = samples(twin, 60, 10)
    par = twin.par
    out: Result = {}
    flows: dict[str, float] = {}
    for b, bed in enumerate(BEDS):
        use = par[index("tissues.q_o2")] * par[index(f"bed.{bed}.f_o2")]
        gap = (col(r, "exchange.c_ao2") - r[:, rec.lay.BED_O2 + b]).mean()
        flows[bed] = use / gap
    total = sum(flows.values())
    named = {"coronary": "heart", "renal": "renal", "muscle": "muscle", "splanchnic": "splanchnic"}
    out |= {f"{k}_fraction_CO": flows[v] / total for k, v in named.items()}
    out["brain_fraction_CO"] = flows["brain"] / total
    out["cerebral_fraction_CO"] = flows["brain"] / total
    out["skin_plus_other_fraction_CO"] = flows["skin"] / total
    out["CBF"] = flows["brain"] * 60.0 / rec.BRAIN_100G
    q_o2 = par[index("tissues.q_o2")] * 60.0
    out["CMRO2"] = q_o2 * par[index("bed.brain.f_o2")] / rec.BRAIN_100G
    out["MVO2"] = q_o2 * par[index("bed.heart.f_o2")] / rec.HEART_100G
    c_a = col(r, "exchange.c_ao2").mean()
    out["coronary_O2_extraction"] = float(1.0 - r[:, rec.lay.BED_O2 + 4].mean() / c_a)
    out["renal_blood_flow"] = flows["renal"] * 60.0
    return out


def cbf_hypocapnia(s: Subjects) -> Result:
    """Ventilator turned up until PaCO2 is 25."""
    twin = s.ventilated(0.3)
    before = 1.0 / twin.state[rec.lay.R_BED + 3]
    do(twin, "Ventilate mode=volume_control rr_per_min=22 vt_ml=600 fio2_fraction=0.3")
    rec.until(twin, lambda t: t.paco2_mmhg < 25.0, 900)
    run(twin, 60)
    return {"CBF_change": 100.0 * (1.0 / twin.state[rec.lay.R_BED + 3] / before - 1.0)}


def pv_loop(s: Subjects) -> Result:
    """The left ventricle's loop at rest."""
    twin = s.fresh()
    out = at_rest(s.fresh())
    par = twin.par
    ees = par[index("heart.e_lv")] * twin.state[rec.place("held.f_left")]
    c = par[index("circulation.c_ao")] + par[index("circulation.c_sa")]
    return out | {"Ees": ees, "Ea_over_Ees": out["Ea"] / ees, "total_arterial_compliance": c}


def cmr(s: Subjects) -> Result:
    """Ventricular volumes as magnetic resonance gives them."""
    man, woman = at_rest(s.fresh()), at_rest(s.fresh(WOMAN))
    out = {f"{k}_CMR_men": man[k] for k in ("LVEDV", "LVESV", "RVEDV", "RVESV")}
    return out | {f"{k}_CMR_women": woman[k] for k in ("LVEDV", "LVESV", "RVEDV", "RVESV")}


def cascade(s: Subjects) -> Result:
    """Alveolar oxygen and delivery at rest."""
    out = at_rest(s.fresh())
    r = samples(s.fresh(), 30)
    return {"PAO2": out["PAO2"], "DO2": out["CO"] * 1000.0 * float(col(r, "exchange.c_ao2").mean())}
