"""What can be read from the state: `Vitals` as attached devices show it, `Truth` as it is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from physiology import layout as lay
from physiology.clocks import DT_S
from physiology.deeds import SETTLING, Slots
from physiology.devices import airway, leads, traces, ventilator
from physiology.layout import INPUT_NAMES, PARAM_NAMES, place
from physiology.organs import (
    acid_base,
    blood,
    circulation,
    coronary,
    fluids,
    life,
    rhythm,
    sternum,
)
from physiology.units import mmhg_from_cmh2o
from physiology.vitals import Truth, Vitals

NAN = float("nan")
SLOWEST_HR = 8.0  # /min: slower is no rhythm any more
SLOW_HR = 50.0
LONG_LEAD_S = 0.2  # from atrial to ventricular contraction; a PR interval of some 0.21 s
DOME_SHARE = (
    0.4  # part of a half chest's volume change taken by the diaphragm (Nunn: supine, tuned)
)
# consciousness from which each step of the scale is reached (tuned; confused words below 0.7 and
# none below 0.35 are also where the patient's own talk turns)
EYES_AT = (0.15, 0.35, 0.55)
WORDS_AT = (0.2, 0.35, 0.5, 0.7)
MOVES_AT = (0.05, 0.1, 0.15, 0.3, 0.45)
CUFF_WORDS = ("idle", "measuring", "measuring")
LINE_ON = INPUT_NAMES.index("inputs.line_on")
WEAKEST = PARAM_NAMES.index("sensors.f_perfusion_min")
NEAR_FATAL_RESISTANCE = 40.0  # of the small airways over that in health (tuned)
EEG_AWAKE = 93.0  # processed electroencephalogram of an awake adult (Eleveld 2018)
FACE = (
    "paw_plateau_cmh2o", "paw_mean_cmh2o", "peep_cmh2o", "peep_total_cmh2o", "vt_in_ml",
    "minute_volume_l_per_min", "vent_rr_per_min", "vent_rr_own_per_min",
)  # fmt: skip
P_NO_CAPNOGRAM = 2.0  # mmHg at the mouth below which a capnograph counts no breath


def vitals(
    y: NDArray[np.float64],
    u: NDArray[np.float64],
    par: NDArray[np.float64],
    slots: Slots,
    tick: int,
) -> Vitals:
    """What the monitor shows."""

    def shows(sensor: str) -> bool:
        return sensor in slots.sensors and tick - slots.sensors[sensor] >= SETTLING.get(sensor, 0)

    def v(name: str) -> float:
        return float(y[place(name)])

    pulse = v("sensors.pulse")
    is_alive = v("beat.sbp") - v("beat.dbp") > 3.0
    hr = _heart_rate(y)
    can_see = shows("spo2") and pulse >= par[WEAKEST]
    has_ecg = shows("ecg") and leads.is_seen(traces.MONITOR_LEAD, slots.clips)
    has_hr = has_ecg or (is_alive and (can_see or shows("arterial_line")))
    is_in_gullet = u[INPUT_NAMES.index("inputs.tube")] == airway.TUBE_ESOPHAGUS
    etco2 = 0.0 if is_in_gullet else v("breath.etco2")
    vent = u[INPUT_NAMES.index("inputs.vent")] > 0.0
    line = shows("arterial_line")
    abp = _line(y, u)
    at = v("sensors.nibp_tick")
    has_nibp = "nibp" in slots.sensors and at >= 0.0
    return Vitals(
        tick=tick,
        hr_per_min=hr if has_hr else NAN,
        spo2_pct=round(100.0 * v("sensors.spo2")) * 1.0 if can_see else NAN,
        pleth_fraction=min(pulse, 1.0) if shows("spo2") else NAN,
        nibp_sys_mmhg=round(v("sensors.nibp_sys")) * 1.0 if has_nibp else NAN,
        nibp_dia_mmhg=round(v("sensors.nibp_dia")) * 1.0 if has_nibp else NAN,
        nibp_map_mmhg=round(v("sensors.nibp_map")) * 1.0 if has_nibp else NAN,
        nibp_age_s=(tick - at) * DT_S if has_nibp else NAN,
        nibp_state=_cuff_word(y, slots),
        abp_sys_mmhg=abp[0] if line else NAN,
        abp_dia_mmhg=abp[1] if line else NAN,
        abp_map_mmhg=abp[2] if line else NAN,
        etco2_mmhg=etco2 if shows("capnograph") else NAN,
        rr_per_min=_rate_shown(shows, etco2, v("breath.rr"), v("breath.tidal")),
        temp_degc=v("sensors.temp") if shows("thermometer") else NAN,
        paw_peak_cmh2o=v("breath.x_paw_peak") if vent else NAN,
        vt_exp_ml=v("breath.vt_exp") if vent else NAN,
        **_face(y, vent),
        sensors=" ".join(sorted(slots.sensors)),
    )


def _line(y: NDArray[np.float64], u: NDArray[np.float64]) -> list[float]:
    """Systolic, diastolic and mean pressure (mmHg) as the arterial line shows them."""
    if u[LINE_ON] <= 0.0:
        return [float(y[place(f"beat.{name}")]) for name in ("sbp", "dbp", "map_")]
    i = lay.Inputs(*(float(x) for x in u[lay.INPUTS : lay.INPUTS + len(lay.Inputs._fields)]))
    added = i.line_drift - i.line_zero - mmhg_from_cmh2o(i.line_height)
    return [float(y[place(f"line.{name}")]) + added for name in ("sys", "dia", "map_")]


def _face(y: NDArray[np.float64], is_on: bool) -> dict[str, float]:
    """What stands on the ventilator besides peak pressure and expired volume."""
    if not is_on:
        return dict.fromkeys(FACE, NAN)
    size = len(ventilator.Face._fields)
    face = ventilator.Face(*(float(x) for x in y[lay.FACE : lay.FACE + size]))
    return {
        "paw_plateau_cmh2o": face.x_plateau if face.plateau_tick > 0.0 else NAN,
        "paw_mean_cmh2o": face.x_mean,
        "peep_cmh2o": face.x_peep,
        "peep_total_cmh2o": face.x_total if face.total_tick > 0.0 else NAN,
        "vt_in_ml": face.vt_in,
        "minute_volume_l_per_min": 0.06 * float(y[place("breath.ve")]),
        "vent_rr_per_min": face.rr,
        "vent_rr_own_per_min": face.rr * face.f_own,
    }


def _rate_shown(shows: Any, etco2: float, rr: float, tidal: float) -> float:
    if shows("capnograph"):
        return rr if etco2 > P_NO_CAPNOGRAM else 0.0
    if shows("ecg"):
        return rr if tidal > 60.0 else 0.0
    return NAN


def _cuff_word(y: NDArray[np.float64], slots: Slots) -> str:
    if "nibp" not in slots.sensors:
        return "off"
    stage = int(y[place("sensors.cuff_stage")])
    if stage == 0 and y[place("sensors.nibp_failed")] > 0.0:
        return "failed"
    return CUFF_WORDS[stage]


def truth(
    y: NDArray[np.float64], u: NDArray[np.float64], par: NDArray[np.float64], tick: int
) -> Truth:
    """What is so."""
    out = lay.Outputs(*(float(x) for x in y[lay.OUTPUTS : lay.OUTPUTS + len(lay.Outputs._fields)]))
    seen = lay.BloodNow(*(float(x) for x in y[lay.BLOOD : lay.BLOOD + len(lay.BloodNow._fields)]))

    def v(name: str) -> float:
        return float(y[place(name)])

    hb = seen.hb
    stage = v("life.stage")
    hr = _heart_rate(y)
    asleep = float(u[INPUT_NAMES.index("inputs.f_sedated")])
    awake = v("brain.f_cortex") * v("handles.awake") * (1.0 - asleep)
    pain = max(u[INPUT_NAMES.index(f"inputs.f_pain_{x}")] for x in ("chest", "other"))
    gas = {
        s: float(sum(y[getattr(lay, f"GAS_{s.upper()}") + k] for k in range(3)))
        for s in ("left", "right")
    }
    bled = {s: v(f"spaces.v_pleura_{s}") for s in ("left", "right")}
    chest = {
        "left": out.v_left + gas["left"] + bled["left"],
        "right": out.v_right + gas["right"] + bled["right"],
    }
    rest = {s: v(f"rest.v_{s}") for s in ("left", "right")}
    skin = skin_perfusion(y)
    sv = v("beat.sv")
    is_pulse = stage == life.ALIVE
    return Truth(
        tick=tick,
        outcome="dead" if stage == life.DEAD else "alive",
        cause=life.CAUSES[int(v("life.cause"))],
        rhythm=_rhythm(y, is_pulse, hr),
        hr_per_min=hr,
        sbp_mmhg=v("beat.sbp"),
        dbp_mmhg=v("beat.dbp"),
        map_mmhg=v("beat.map_"),
        cvp_mmhg=v("beat.cvp"),
        cardiac_output_l_per_min=v("life.q_out") * 0.06,
        stroke_volume_ml=sv,
        sao2_pct=100.0 * _sat(v("exchange.c_ao2"), v("exchange.p_ao2"), hb),
        pao2_mmhg=v("exchange.p_ao2"),
        paco2_mmhg=v("exchange.p_aco2"),
        svo2_pct=100.0 * _sat(v("exchange.c_vo2"), 40.0, hb),
        ph=seen.ph,
        be_mmol_l=seen.be,
        lactate_mmol_l=float(y[lay.LACTATE]),
        hb_g_dl=hb,
        blood_volume_ml=seen.v,
        blood_lost_ml=sum(v(f"spaces.{n}") for n in lay.Spaces._fields[: lay.N_SPACES]),
        rr_per_min=v("breath.rr"),
        tidal_ml=v("breath.tidal"),
        breath_phase_fraction=_breath_phase(y, u),
        beat_phase_fraction=v("heart.beat") % 1.0,
        lung_left_ml=out.v_left,
        lung_right_ml=out.v_right,
        flow_left_ml_per_s=out.q_left,
        flow_right_ml_per_s=out.q_right,
        pleural_gas_left_ml=gas["left"],
        pleural_gas_right_ml=gas["right"],
        pleural_blood_left_ml=bled["left"],
        pleural_blood_right_ml=bled["right"],
        pleural_pressure_left_mmhg=mmhg_from_cmh2o(out.x_pleura_left),
        pleural_pressure_right_mmhg=mmhg_from_cmh2o(out.x_pleura_right),
        pericardial_blood_ml=v("spaces.v_pericardium"),
        mediastinal_shift_ml=out.v_shift,
        chest_left_ml=chest["left"],
        chest_right_ml=chest["right"],
        diaphragm_left_ml=DOME_SHARE * (chest["left"] - rest["left"]),
        diaphragm_right_ml=DOME_SHARE * (chest["right"] - rest["right"]),
        airway_narrowing_fraction=_narrowing(v("held.f_r_airway")),
        work_of_breathing_fraction=v("breathing.f_effort"),
        fatigue_fraction=v("breathing.f_fatigue"),
        consciousness_fraction=awake,
        gcs=_coma_scale(awake),
        pain_fraction=float(pain) * (1.0 - asleep),
        skin_perfusion_fraction=min(skin, 1.0),
        capillary_refill_s=min(1.5 / max(skin, 0.15), 9.0),
        sweat_fraction=max(v("reflexes.f_sweat"), v("heat.f_sweat")),
        temp_degc=v("sensors.temp"),
        core_temp_degc=v("heat.temp_core"),
        icp_mmhg=v("skull.p"),
        cpp_mmhg=v("beat.map_") - v("skull.p"),
        pupil_left_mm=v("skull.d_pupil_left"),
        pupil_right_mm=v("skull.d_pupil_right"),
        pupils_react=_pupils(v("skull.f_react_left"), v("skull.f_react_right")),
        seizure_fraction=v("seizure.f_fit"),
        catecholamine_fraction=v("stress.x"),
        fibrinogen_g_l=v("coagulation.fibrinogen"),
        clotting_fraction=v("coagulation.f_clots"),
        cohb_pct=100.0 * v("monoxide.f_bound"),
        shivering_fraction=v("heat.f_shiver"),
        coronary_perfusion_mmhg=v("coronary.p_perfusion"),
        infarct_fraction=_dead_muscle(y),
        twitch_fraction=v("handles.twitch"),
        train_of_four_fraction=v("handles.fade"),
        eeg_index_pct=EEG_AWAKE * v("handles.eeg_index"),
        shock_waits_s=v("shock.t_left") if v("shock.i_chest") > 0.0 else 0.0,
        **_under_hands(y, u, par),
        **_chemistry(y, seen),
    )


def _narrowing(f_resistance: float) -> float:
    """Of the small airways, 0-1, by their resistance over that in health: each doubling counts."""
    return min(max(math.log(max(f_resistance, 1.0)) / math.log(NEAR_FATAL_RESISTANCE), 0.0), 1.0)


def _under_hands(
    y: NDArray[np.float64], u: NDArray[np.float64], par: NDArray[np.float64]
) -> dict[str, float]:
    """What the breastbone is to hands that press it."""

    def row(name: str) -> float:
        return float(par[PARAM_NAMES.index(f"sternum.{name}")])

    depth_cm = float(u[INPUT_NAMES.index("inputs.depth_cm")])
    n_pressed = float(y[place("sternum.n_pressed")])
    f_stiff = sternum.stiffness(n_pressed, row("f_soft"), row("n_soft"))
    return {
        "chest_stiffness_fraction": f_stiff,
        "compression_force_n": sternum.force_n(depth_cm, f_stiff, row("k_foot"), row("k_deep")),
    }


def _chemistry(y: NDArray[np.float64], seen: lay.BloodNow) -> dict[str, float]:
    """What a laboratory would find in this blood."""

    def v(name: str) -> float:
        return float(y[place(name)])

    per_l = 1000.0 / max(v("water.v_outside"), 500.0)
    na, k, cl = (v(f"salts.{ion}") * per_l for ion in ("na", "k", "cl"))
    ca, ketones = v("acid.ca"), v("sugar.ketones")
    hco3 = 0.0304 * v("exchange.p_aco2") * 10.0 ** (seen.ph - 6.1052)
    red = fluids.red_volume(v("vessels.m_hb"))
    sid = acid_base.strong_ions(na, k, ca, cl)
    return {
        "sodium_mmol_l": na, "potassium_mmol_l": k, "chloride_mmol_l": cl,
        "ionized_calcium_mmol_l": ca, "bicarbonate_mmol_l": hco3,
        "anion_gap_mmol_l": na - cl - hco3,
        "strong_ion_difference_mmol_l": float(sid) - float(y[lay.LACTATE]) - ketones,
        "glucose_mmol_l": v("sugar.m_glucose") * per_l, "ketones_mmol_l": ketones,
        "insulin_mu_l": v("sugar.insulin"),
        "albumin_g_l": 1000.0 * v("water.m_albumin") / max(v("water.v_plasma"), 100.0),
        "hematocrit_pct": 100.0 * float(red) / max(seen.v, 100.0),
        "osmolality_mosm_l": v("salts.osm"), "urine_ml_per_h": 3600.0 * v("kidney.q_urine"),
        "urine_ml": v("kidney.v_urine"), "filtration_ml_per_min": v("kidney.gfr"),
        "plasma_ml": v("water.v_plasma"), "interstitium_ml": v("vessels.v_isf"),
        "cell_water_ml": v("salts.v_cell"),
    }  # fmt: skip


def _dead_muscle(y: NDArray[np.float64]) -> float:
    """Share of the left ventricle that has died."""
    lad, lcx, rca = (float(y[place(f"coronary.n_{k}")]) for k in coronary.TERRITORIES)
    return 0.5 * lad + 0.25 * lcx + 0.25 * rca


def _pupils(left: float, right: float) -> str:
    """Which pupils answer to light: "both", "left", "right", "none"."""
    answers = [side for side, f in (("left", left), ("right", right)) if f >= 0.5]
    return "both" if len(answers) == 2 else (answers or ["none"])[0]


def _coma_scale(awake: float) -> int:
    """Glasgow coma scale of a mind that is `awake` (0-1): eyes, words and movement fail in turn."""
    return 3 + sum(sum(awake >= step for step in steps) for steps in (EYES_AT, WORDS_AT, MOVES_AT))


def _sat(content: float, p_o2: float, hb: float) -> float:
    """Saturation 0-1 (plain arithmetic: reading must not compile anything)."""
    return min(max((content - blood.O2_DISSOLVED * p_o2) / (blood.HUFNER * hb), 0.0), 1.0)


def skin_perfusion(y: NDArray[np.float64]) -> float:
    """Skin perfusion (0-1.5) as the finger sensor last averaged it."""
    return float(y[place("sensors.perfusion")])


def _heart_rate(y: NDArray[np.float64]) -> float:
    """Ventricular beats a minute, as electricity has them; none in fibrillation."""
    kind = y[place("rhythm.kind")]
    has_beats = kind not in (rhythm.VF, rhythm.ASYSTOLE)
    return 60.0 / float(y[place("rhythm.t_beat")]) if has_beats else 0.0


def _rhythm(y: NDArray[np.float64], is_pulse: bool, hr: float) -> str:
    """The rhythm in one word: what kills first, then what conducts badly, then the rate."""
    kind = float(y[place("rhythm.kind")])
    if kind == rhythm.ASYSTOLE or (hr < SLOWEST_HR and kind != rhythm.VF):
        return "asystole"
    if kind == rhythm.VT_FAST:
        return "vt"
    if kind in (rhythm.VF, rhythm.VT, rhythm.VT_POLY):
        return rhythm.RHYTHMS[int(kind)]
    if not is_pulse:
        return "pea"
    if y[place("rhythm.is_paced")] > 0.0:
        return "paced"
    if kind in (rhythm.AF, rhythm.FLUTTER, rhythm.SVT):
        return rhythm.RHYTHMS[int(kind)]
    passed = float(y[place("rhythm.n_atrial")])
    if passed == rhythm.DISSOCIATED:
        return "av_block_3"
    if passed > 1.0 or kind in (rhythm.BLOCK_2, rhythm.MOBITZ):
        return "av_block_2"
    if y[place("rhythm.t_lead")] > LONG_LEAD_S:
        return "av_block_1"
    if kind == rhythm.ECTOPY:
        return "ectopy"
    return "bradycardia" if hr < SLOW_HR else "sinus"


def _breath_phase(y: NDArray[np.float64], u: NDArray[np.float64]) -> float:
    pushed = u[INPUT_NAMES.index("inputs.vent")] > 0.0 and y[place("held.rr")] < 0.5
    return math.fmod(float(y[place("clocks.push" if pushed else "clocks.breath")]), 1.0)


def remember_rest(y: NDArray[np.float64], par: NDArray[np.float64], volume: float) -> None:
    """Note the balance that the settled body has found; refill and reflexes refer to it."""

    def v(name: str) -> float:
        return float(y[place(name)])

    q = v("life.q_out")
    vigor = 1.0 + float(par[PARAM_NAMES.index("reflexes.g_e_left")]) * v("reflexes.x_e")
    n = 10.0
    rest = lay.Rest(
        q_out=q,
        v_left=sum(y[lay.LUNG_LEFT + k] for k in range(3)),
        v_right=sum(y[lay.LUNG_RIGHT + k] for k in range(3)),
        v_pleura_left=0.0,
        v_pleura_right=0.0,
        v_isf=v("vessels.v_isf"),
        v_blood=volume,
        q_skin=float(y[lay.SUM_Q_CAP + circulation.SKIN]) / n,
        q_liver=float(y[lay.SUM_Q_CAP + circulation.SPLANCHNIC]) / n,
        do2=q * v("exchange.c_ao2"),
        hb=v("held.hb"),
        is_set=1.0,
        p_mean=v("kidney.p_mean"),
        p_veins=v("kidney.p_veins"),
        q_kidney=float(y[lay.SUM_Q_CAP + circulation.RENAL]) / n,
        ph=v("blood.ph"),
        v_plasma=v("water.v_plasma"),
        nerves=v("reflexes.x_e"),
        p_artery=v("beat.map_"),
        heat=v("heat.heat"),
        p_lv=float(y[lay.SUMS + lay.Sums._fields.index("p_lv")]) / n * vigor,
    )
    for i, value in enumerate(rest):
        y[lay.REST + i] = value
