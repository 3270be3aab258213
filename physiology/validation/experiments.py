"""One function a condition of the target table: what was done, and the numbers that came of it.

Each returns {quantity: value} for its (group, condition). A row whose quantity or condition is not
here is one this body cannot express yet (drugs, arrhythmias, children, glucose …).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from physiology.layout import PARAM_NAMES
from physiology.organs import blood
from physiology.organs.circulation import BEDS
from physiology.patient import Patient
from physiology.twin import Twin
from physiology.validation import record as rec
from physiology.validation.record import MAN, OLD, WOMAN, bleed, branch, col, do, run, samples

Result = dict[str, float]
ASLEEP = "Sedate depth_fraction=1 relaxed_fraction=1"
TUBE = "PlaceTube site=trachea"


class Subjects:
    """Settled bodies, made once each and branched from."""

    def __init__(self) -> None:
        self._saved: dict[Patient, bytes] = {}

    def fresh(self, who: Patient = MAN) -> Twin:
        """A copy of the settled body of `who`."""
        if who not in self._saved:
            self._saved[who] = Twin(who).save()
        return Twin.restore(self._saved[who])

    def ventilated(self, fio2: float = 0.5, peep: float = 5.0) -> Twin:
        """The man, asleep, relaxed, tubed, on volume control for three minutes."""
        twin = self.fresh()
        air = f"rr_per_min=12 vt_ml=520 peep_cmh2o={peep} fio2_fraction={fio2}"
        do(twin, ASLEEP, TUBE, f"Ventilate mode=volume_control {air}")
        return run(twin, 180)


def _rest(twin: Twin) -> Result:
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
    return (
        h | b | {"VO2": used, "VCO2": made, "core_temp": 37.0, "Hb": float(col(r, "held.hb")[-1])}
    )


def rest_male(s: Subjects) -> Result:
    """Supine, awake, air."""
    out = _rest(s.fresh())
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
    return _rest(twin) | {"blood_volume": volume}


def elderly(s: Subjects) -> Result:
    """Supine, awake, air."""
    return _rest(s.fresh(OLD)) | {
        "HR_max": 60.0 / float(s.fresh(OLD).par[_index("reflexes.t_min")])
    }


def _index(name: str) -> int:
    return PARAM_NAMES.index(name)


def organ_flow(s: Subjects) -> Result:
    """Flow of each bed by the Fick principle."""
    twin = s.fresh()
    r = samples(twin, 60, 10)
    par = twin.par
    out: Result = {}
    flows: dict[str, float] = {}
    for b, bed in enumerate(BEDS):
        use = par[_index("tissues.q_o2")] * par[_index(f"bed.{bed}.f_o2")]
        gap = (col(r, "exchange.c_ao2") - r[:, rec.lay.BED_O2 + b]).mean()
        flows[bed] = use / gap
    total = sum(flows.values())
    named = {"coronary": "heart", "renal": "renal", "muscle": "muscle", "splanchnic": "splanchnic"}
    out |= {f"{k}_fraction_CO": flows[v] / total for k, v in named.items()}
    out["brain_fraction_CO"] = flows["brain"] / total
    out["cerebral_fraction_CO"] = flows["brain"] / total
    out["skin_plus_other_fraction_CO"] = flows["skin"] / total
    out["CBF"] = flows["brain"] * 60.0 / rec.BRAIN_100G
    q_o2 = par[_index("tissues.q_o2")] * 60.0
    out["CMRO2"] = q_o2 * par[_index("bed.brain.f_o2")] / rec.BRAIN_100G
    out["MVO2"] = q_o2 * par[_index("bed.heart.f_o2")] / rec.HEART_100G
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
    out = _rest(s.fresh())
    par = twin.par
    ees = par[_index("heart.e_lv")] * twin.state[rec.place("held.f_left")]
    c = par[_index("circulation.c_ao")] + par[_index("circulation.c_sa")]
    return out | {"Ees": ees, "Ea_over_Ees": out["Ea"] / ees, "total_arterial_compliance": c}


def cmr(s: Subjects) -> Result:
    """Ventricular volumes as magnetic resonance gives them."""
    man, woman = _rest(s.fresh()), _rest(s.fresh(WOMAN))
    out = {f"{k}_CMR_men": man[k] for k in ("LVEDV", "LVESV", "RVEDV", "RVESV")}
    return out | {f"{k}_CMR_women": woman[k] for k in ("LVEDV", "LVESV", "RVEDV", "RVESV")}


def cascade(s: Subjects) -> Result:
    """Alveolar oxygen and delivery at rest."""
    out = _rest(s.fresh())
    r = samples(s.fresh(), 30)
    return {"PAO2": out["PAO2"], "DO2": out["CO"] * 1000.0 * float(col(r, "exchange.c_ao2").mean())}


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
    return {"shunt_fraction": 100.0 * float(twin.par[_index("gas_exchange.f_shunt")])}


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
    c_lung = par[_index("lungs.k_stiff")] * (par[_index("lungs.v_max")] - v)
    c = 1.0 / (1.0 / c_lung + 1.0 / par[_index("lungs.c_wall")])
    raw = (par[_index("lungs.r_upper")] + par[_index("lungs.r_lower")]) * 1000.0
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


def _change(before: Result, after: Result) -> Result:
    out: Result = {f"{k}_change": after[k] - before[k] for k in before}
    relative = ("SV", "CO", "VE")
    return out | {
        f"{k}_change": 100.0 * (after[k] / before[k] - 1.0) for k in relative if before.get(k)
    }


def _state(twin: Twin, seconds: float = 30) -> Result:
    r = samples(twin, seconds)
    return rec.hemodynamics(r) | rec.breathing(r)


def bleed_1000(s: Subjects) -> Result:
    """A litre in half an hour."""
    twin = s.fresh()
    before = _state(branch(twin))
    bleed(twin, 1000, 1770)
    after = _state(twin)
    out = _change(before, after)
    return out | {"HR": after["HR"], "CVP_change": after["CVP"] - before["CVP"]}


def bleed_375(s: Subjects) -> Result:
    """Blood donation."""
    twin = s.fresh()
    before = _state(branch(twin))
    bleed(twin, 375, 384)
    return _change(before, _state(twin, 20))


def atls(fraction: float, wait_s: float) -> Callable[[Subjects], Result]:
    """A share of the blood volume in a quarter of an hour, then waiting."""

    def trial(s: Subjects) -> Result:
        twin = s.fresh()
        do(twin, "Injure region=limb severity_fraction=0.3")  # the table is of the injured
        bleed(twin, fraction * twin.truth().blood_volume_ml, 880)
        run(twin, wait_s)
        return _state(twin, 20) | {"BE": run(twin, max(900 - wait_s, 0)).truth().be_mmol_l}

    return trial


def refill(s: Subjects) -> Result:
    """Plasma regained in the hour after a litre."""
    twin = s.fresh()
    volume = twin.truth().blood_volume_ml
    bleed(twin, 1000, 600)
    run(twin, 3000)
    t = twin.truth()
    return {"plasma_refill": t.blood_volume_ml - (volume - t.blood_lost_ml)}


def crystalloid(s: Subjects) -> Result:
    """A litre in half an hour, an hour later."""
    twin = s.fresh()
    volume = twin.truth().blood_volume_ml
    do(twin, "GiveFluid fluid=crystalloid volume_ml=1000 over_s=1800")
    run(twin, 5400)
    return {"blood_volume_gain": twin.truth().blood_volume_ml - volume}


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
    """Preoxygenated, anaesthetised, airway closed: seconds to 90 %."""
    twin = s.ventilated(1.0)
    run(twin, 300)
    do(twin, "Ventilate mode=off", "Obstruct closed_fraction=1", "PlaceTube site=none")
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


def tension_spontaneous(s: Subjects) -> Result:
    """A valve-like tear of the left lung, breathing air by himself."""
    twin = s.fresh()
    before = _state(branch(twin), 20)
    do(twin, TEAR)
    run(twin, 280)
    after = _state(twin, 20)
    return {"MAP_change": 100.0 * (after["MAP"] / before["MAP"] - 1.0), "SaO2": after["SaO2"]}


TEAR = "OpenLung side=left area_mm2=0.45 valve=in"


def tension_ventilated(s: Subjects) -> Result:
    """The same tear under volume control."""
    twin = s.ventilated(0.5)
    before = _state(branch(twin), 20)
    do(twin, TEAR)
    run(twin, 280)
    after = _state(twin, 20)
    return {"MAP_change": 100.0 * (after["MAP"] / before["MAP"] - 1.0)}


def decompression(s: Subjects) -> Result:
    """Seconds from the needle until mean pressure has come four fifths of the way back."""
    twin = s.ventilated(0.5)
    before = _state(branch(twin), 20)["MAP"]
    do(twin, TEAR)
    run(twin, 240)
    low = twin.truth().map_mmhg
    do(twin, "OpenPleura side=left area_mm2=2.1 opening=needle")
    goal = low + 0.8 * (before - low)
    return {"MAP_recovery_time": rec.until(twin, lambda t: t.map_mmhg >= goal, 300)}


def tamponade(s: Subjects) -> Result:
    """Blood into the pericardium until output has fallen to two thirds."""
    twin = s.fresh()
    normal = twin.truth().cardiac_output_l_per_min
    do(twin, "OpenVessel name=heart_right_ventricle side=none area_mm2=6 into=pericardium")
    rec.until(twin, lambda t: t.cardiac_output_l_per_min < 0.52 * normal, 900)
    do(twin, "OpenVessel name=heart_right_ventricle side=none area_mm2=0 into=pericardium")
    run(twin, 120)
    r = samples(twin, 60)
    return rec.hemodynamics(r) | {"pulsus_paradoxus": _pulsus(r)}


def _pulsus(r: rec.Array) -> float:
    beat = np.floor(col(r, "heart.beat"))
    tops = np.array([col(r, "out.p_ao")[beat == b].max() for b in np.unique(beat)[1:-1]])
    return float(np.percentile(tops, 95) - np.percentile(tops, 5))


def no_effusion(s: Subjects) -> Result:
    """Fall of systolic pressure with quiet breathing."""
    return {"pulsus": _pulsus(samples(s.fresh(), 60))}


def leg_raise(s: Subjects) -> Result:
    """Legs to 45 degrees for a minute."""
    twin = s.fresh()
    before = _state(branch(twin))
    do(twin, "RaiseLegs angle_deg=45")
    run(twin, 60)
    return _change(before, _state(twin))


def peep(s: Subjects) -> Result:
    """End-expiratory pressure from 0 to 20 cmH2O."""
    twin = s.ventilated(0.5, 0.0)
    before = _state(branch(twin))
    do(
        twin,
        "Ventilate mode=volume_control rr_per_min=12 vt_ml=520 peep_cmh2o=20 fio2_fraction=0.5",
    )
    run(twin, 300)
    return _change(before, _state(twin))


def ppv(s: Subjects) -> Result:
    """Pulse-pressure variation at 8 ml/kg."""
    twin = s.fresh()
    do(twin, ASLEEP, TUBE, "Ventilate mode=volume_control rr_per_min=12 vt_ml=600")
    run(twin, 180)
    r = samples(twin, 40)
    beat = np.floor(col(r, "heart.beat"))
    ao = col(r, "out.p_ao")
    pp = np.array([np.ptp(ao[beat == b]) for b in np.unique(beat)[1:-1]])
    high, low = np.percentile(pp, 95), np.percentile(pp, 5)
    return {"PPV": float(100.0 * (high - low) / (0.5 * (high + low)))}


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


def washout(s: Subjects) -> Result:
    """Hypercapnia of apnea, then 6 L/min: half time of the fall to the new level."""
    twin = s.ventilated(1.0)
    run(twin, 200)
    do(twin, "Ventilate mode=pressure_control pip_cmh2o=0 peep_cmh2o=0 fio2_fraction=1")
    run(twin, 420)
    high = twin.truth().paco2_mmhg
    do(twin, "Ventilate mode=volume_control rr_per_min=12 vt_ml=500 fio2_fraction=1")
    end = run(branch(twin), 2400).truth().paco2_mmhg
    return {"PaCO2_half_time": rec.until(twin, lambda t: t.paco2_mmhg < 0.5 * (high + end), 1500)}


def massive_bleed_be(fraction: float) -> Callable[[Subjects], Result]:
    """Base excess half an hour after the bleeding began."""
    return atls(fraction, 900)


REST = "supine, air, 30 y 75 kg"
EXPERIMENTS: dict[tuple[str, str], Callable[[Subjects], Result]] = {
    ("rest_male", REST): rest_male,
    ("rest_female", "supine, air, 30 y 60 kg"): rest_female,
    ("elderly", "75 y 70 kg"): elderly,
    ("organ_flow", "rest male"): organ_flow,
    ("organ_flow", "PaCO2 40->25"): cbf_hypocapnia,
    ("pv_loop", "rest male"): pv_loop,
    ("pv_loop", "rest, CMR incl. papillaries rules differ from other series"): cmr,
    ("gas_exchange", "O2 cascade"): cascade,
    ("gas_exchange", "dissociation pH7.4 37C"): dissociation,
    ("gas_exchange", "PO2 40"): so2_at(40.0),
    ("gas_exchange", "PO2 60"): so2_at(60.0),
    ("gas_exchange", "PCO2 20 acute from 40"): ph_hypocapnia,
    ("gas_exchange", "healthy"): shunt,
    ("gas_exchange", "one-lung ventilation FiO2 1.0 lateral"): one_lung,
    ("gas_exchange", "one-lung ventilation"): one_lung,
    ("resp_mechanics", "male 30 y 178 cm"): mechanics_awake,
    ("resp_mechanics", "anaesthetised paralysed"): mechanics_asleep,
    ("resp_mechanics", "induction of anaesthesia"): induction,
    ("haemorrhage", "1000 ml in 3 stages, healthy conscious men"): bleed_1000,
    ("haemorrhage", "1000 ml, healthy men"): bleed_1000,
    ("haemorrhage", "375 ml phlebotomy over 6.4 min"): bleed_375,
    ("haemorrhage", "375 ml phlebotomy"): bleed_375,
    ("haemorrhage", "class I <15%"): atls(0.10, 20),
    ("haemorrhage", "class II 15-30%"): atls(0.225, 20),
    ("haemorrhage", "class III 30-40%"): atls(0.35, 20),
    ("haemorrhage", "class IV >40%"): atls(0.43, 20),
    ("haemorrhage", "class III 31-40%"): massive_bleed_be(0.36),
    ("haemorrhage", "1000 ml untreated, 1 h"): refill,
    ("haemorrhage", "1 L crystalloid, 60 min after end"): crystalloid,
    ("apnoea", "anaesthetised, first minute"): apnea_co2,
    ("apnoea", "anaesthetised, minutes 2-4"): apnea_co2,
    ("apnoea", "anaesthetised apnoeic oxygenation 15 min"): apneic_oxygenation,
    ("apnoea", "preox healthy controls, anaesthetised"): berthoud,
    ("apnoea", "awake breath-hold, first 20 s"): breath_hold,
    ("obstructive", "tension ptx spontaneous, 5 min"): tension_spontaneous,
    ("obstructive", "tension ptx ventilated, minutes"): tension_ventilated,
    ("obstructive", "needle decompression"): decompression,
    ("obstructive", "tamponade human"): tamponade,
    ("obstructive", "tamponade"): tamponade,
    ("obstructive", "no effusion"): no_effusion,
    ("manoeuvre", "passive leg raise healthy"): leg_raise,
    ("ventilation", "PEEP 0->20"): peep,
    ("ventilation", "euvolaemia IPPV 8 ml/kg"): ppv,
    ("ventilation", "oesophageal intubation"): esophagus,
    ("ventilation", "right main-stem"): right_main_stem,
    ("ventilation", "apnoea->IPPV 6 L/min"): washout,
}
