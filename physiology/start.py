"""A first guess of the state at rest; the twin then lets the body settle by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from physiology import layout as lay
from physiology.handles import N_HANDLES, NEUTRAL
from physiology.layout import N_BEDS, N_STATE, place
from physiology.organs import acid_base, electrolytes, fluids, lungs
from physiology.organs.circulation import BEDS, HEART
from physiology.scaling import INDEX, Body

O2_START = (0.14, 0.175, 0.14, 0.13, 0.07, 0.17)  # venous contents by bed, Guyton
CO2_START = (0.52, 0.49, 0.52, 0.53, 0.58, 0.50)


def guess(body: Body) -> NDArray[np.float64]:
    """State vector near rest for this body; blood volume and hemoglobin are exact."""
    y = np.zeros(N_STATE)
    _vessels(y, body)
    _lungs(y, body)
    _chemistry(y, body)
    _control(y)
    _solutes(y, body)
    y[lay.NEED : lay.NEED + N_BEDS] = 1.0
    y[lay.F_LOCAL : lay.F_LOCAL + N_BEDS] = 1.0
    y[lay.HANDLES : lay.HANDLES + N_HANDLES] = NEUTRAL
    return y


def _set(y: NDArray[np.float64], **values: float) -> None:
    for name, value in values.items():
        y[place(name.replace("__", "."))] = value


def _vessels(y: NDArray[np.float64], body: Body) -> None:
    def p(name: str) -> float:
        return float(body.par[INDEX[name]])

    f = p("heart.v0_lv") / 10.0
    _set(y, heart__v_lv=118 * f, heart__v_la=60 * f, heart__v_rv=125 * f, heart__v_ra=60 * f)
    for name, pressure in (("ao", 90), ("sa", 88), ("tv", 5), ("pa", 18), ("pv", 10)):
        v = p(f"circulation.v0_{name}") + p(f"circulation.c_{name}") * pressure
        y[place(f"vessels.v_{name}")] = v
    for side, share in (("left", p("lungs.f_left")), ("right", 1.0 - p("lungs.f_left"))):
        v = share * (p("circulation.v0_pc") + p("circulation.c_pc") * 10)
        y[place(f"vessels.v_pc_{side}")] = v
    y[place("vessels.q_ao")] = 80.0
    y[place("vessels.v_isf")] = p("fluids.v_isf")
    for b, bed in enumerate(BEDS):
        y[lay.V_CAP + b] = p(f"bed.{bed}.v0_cap") + p(f"bed.{bed}.c_cap") * 18
        y[lay.R_BED + b] = p(f"bed.{bed}.r")
    _veins(y, body)


def _veins(y: NDArray[np.float64], body: Body) -> None:
    """The rest of the blood, at one pressure."""
    par = body.par
    v0 = np.array(
        [par[INDEX[f"bed.{b}.v0_vein"]] + 0.385 * par[INDEX[f"bed.{b}.g_v"]] for b in BEDS]
    )
    c = np.array([par[INDEX[f"bed.{b}.c_vein"]] for b in BEDS])
    held = sum(y[place(f"heart.v_{x}")] for x in ("lv", "la", "rv", "ra"))
    held += sum(y[place(f"vessels.v_{x}")] for x in ("ao", "sa", "tv", "pa", "pv"))
    held += y[place("vessels.v_pc_left")] + y[place("vessels.v_pc_right")]
    held += y[lay.V_CAP : lay.V_CAP + N_BEDS].sum()
    left = body.blood_ml - held
    pressure = (left - v0.sum()) / c.sum()
    veins = v0 + c * pressure if pressure > 0.0 else v0 * (left / v0.sum())
    y[lay.V_VEIN : lay.V_VEIN + N_BEDS] = veins
    y[lay.V0_VEIN : lay.V0_VEIN + N_BEDS] = v0
    y[place("vessels.m_hb")] = body.hb_g_dl * body.blood_ml / 100.0


def _lungs(y: NDArray[np.float64], body: Body) -> None:
    v = lungs.FRC_OF_V_MAX * float(body.par[INDEX["lungs.v_max"]])
    f_left = float(body.par[INDEX["lungs.f_left"]])
    for side, share in (("left", f_left), ("right", 1.0 - f_left)):
        for gas, f in (("o2", 0.142), ("co2", 0.056), ("n2", 0.802)):
            y[place(f"lung_{side}.{gas}")] = v * share * f
            y[place(f"slow_{side}.{gas}")] = 0.5 * v * share * f
    for part in "abc":
        y[place(f"dead_space.o2_{part}")] = 0.2
        y[place(f"dead_space.co2_{part}")] = 0.01


def _chemistry(y: NDArray[np.float64], body: Body) -> None:
    f = body.hb_g_dl / 14.5
    y[lay.BED_O2 : lay.BED_O2 + N_BEDS] = np.array(O2_START) * f
    y[lay.BED_CO2 : lay.BED_CO2 + N_BEDS] = CO2_START
    for k in range(3):  # the three territories of the heart
        y[lay.CORONARY + k] = y[lay.BED_O2 + HEART]
    y[lay.LACTATE] = 1.0
    _set(
        y,
        exchange__c_ao2=0.19 * f, exchange__c_aco2=0.48, exchange__c_vo2=0.145 * f,
        exchange__c_vco2=0.52, exchange__p_ao2=95.0, exchange__p_aco2=40.0, exchange__p_tn2=570.0,
        exchange__q_left=40.0, exchange__q_right=50.0, exchange__f_r_left=1.0,
        exchange__f_r_right=1.0, exchange__f_slow_left=0.5, exchange__f_slow_right=0.5,
    )  # fmt: skip


def _solutes(y: NDArray[np.float64], body: Body) -> None:
    """Salts, sugar and protein at the concentrations of the table."""

    def p(name: str) -> float:
        return float(body.par[INDEX[name]])

    m_hb = body.hb_g_dl * body.blood_ml / 100.0
    v_plasma = body.blood_ml - fluids.red_volume(m_hb)
    v_out = v_plasma + p("fluids.v_isf")
    sid = acid_base.strong_ions(*(p(f"electrolytes.{x}0") for x in ("na", "k", "ca", "cl")))
    for ion in ("na", "k", "cl", "ca", "anions"):
        y[place(f"salts.{ion}")] = p(f"electrolytes.{ion}0") * v_out / 1000.0
    _set(
        y,
        salts__v_cell=p("electrolytes.v_cell"), salts__k_cell=p("electrolytes.k_cell"),
        salts__osm=electrolytes.osmolality(
            p("electrolytes.na0"), p("electrolytes.k0"), p("glucose.glucose0")
        ),
        acid__be=p("gas_exchange.be0"), acid__sid=sid, acid__ca=p("electrolytes.ca0"),
        kidney__p_mean=90.0, kidney__p_veins=4.0, kidney__adh=1.0, kidney__gfr=p("kidney.gfr"),
        sugar__m_glucose=p("glucose.glucose0") * v_out / 1000.0,
        sugar__insulin=p("glucose.insulin0"), sugar__action=1.0,
        sugar__ketones=p("glucose.ketones0"),
        water__m_albumin=p("fluids.albumin") * v_plasma / 1000.0,
        water__m_albumin_tissue=p("fluids.f_tissue") * p("fluids.albumin")
        * p("fluids.v_isf") / 1000.0,
        water__v_plasma=v_plasma, water__v_outside=v_out, water__m_hb_rest=m_hb,
    )  # fmt: skip


def _control(y: NDArray[np.float64]) -> None:
    _set(y, reflexes__p_baro=92.0, reflexes__p_low=6.0, reflexes__a_chemo=2.4)
    for chain, value in (("d", 3.13), ("h", 2.82), ("w", 3.13)):
        for k in "123":
            y[place(f"reflexes.{chain}{k}")] = value
    _set(
        y,
        reflexes__x_r=0.385, reflexes__x_v=0.385, reflexes__x_e=0.15, reflexes__x_ts=0.15,
        reflexes__x_tv=4.75, reflexes__a_stretch=5.0, reflexes__p_before=88.0,
        reflexes__p_o2_seen=95.0, reflexes__p_co2_seen=40.0, breathing__p_brain_co2=47.0,
        brain__f_cortex=1.0, brain__f_stem=1.0, brain__f_sinus=1.0, brain__f_muscle=1.0,
        brain__p_co2=47.0, life__f_electric=1.0, life__f_reserve=1.0, life__q_out=90.0,
        held__f_noise=1.0,
        held__f_noise_rate=1.0, held__t_beat=0.85, held__hb=14.0,
        held__f_kink=1.0, held__f_air_left=1.0, held__f_air_right=1.0, held__f_braked=1.0,
        held__f_r_airway=1.0, held__f_slow=0.5,
        rhythm__f_beat=1.0, rhythm__t_beat=0.85, rhythm__n_atrial=1.0, rhythm__t_atrial=0.85,
        rhythm__t_lead=0.16, rhythm__f_atrial=1.0, rhythm__f_ventricle=1.0,
        rhythm__f_fibrillation=1.0, rhythm__f_coupled=1.0, rhythm__f_qrs=1.0, rhythm__f_t=1.0,
        excitation__f_qt=1.0, excitation__f_left=1.0, excitation__f_right=1.0,
        coronary__f_lad=1.0,
        coronary__f_lcx=1.0, coronary__f_rca=1.0, coronary__p_perfusion=75.0,
        coronary__f_work=1.0,
        beat__sbp=120.0, beat__dbp=75.0,
        beat__map_=90.0, breath__rr=13.0, breath__tidal=500.0, breath__ve=110.0,
        sensors__s0=0.97, sensors__s1=0.97, sensors__s2=0.97, sensors__s3=0.97, sensors__s4=0.97,
        sensors__spo2=0.97, sensors__perfusion=1.0, sensors__temp=36.8, sensors__nibp_sys=0.0,
        sensors__nibp_tick=-1.0, heat__temp_core=37.0, heat__temp_shell=34.0, skull__p=9.5,
        stress__x=1.0, signals__f_drive=1.0, signals__f_mind=1.0, signals__f_stem=1.0,
        signals__f_rate=1.0, signals__f_skin=1.0,
    )  # fmt: skip
