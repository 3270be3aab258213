"""How a patient's age, sex and size change the table: laws with sources, before any fit.

The table is the reference adult (male, 30 y, 178 cm, 75 kg). Flows go with body surface, volumes
with surface or stature, pressures stay.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from physiology import conditions, growth, spirometry
from physiology.layout import PARAM_NAMES
from physiology.organs.circulation import BEDS
from physiology.patient import Patient

INDEX = {name: i for i, name in enumerate(PARAM_NAMES)}
FAT_HALF = 14.0  # kg/m2 above 25: scale of what weight on the chest does
HB_G_DL = {"male": 14.5, "female": 13.4}  # WHO 2011: usual adult means


class Body(NamedTuple):
    """Scaled table, blood volume (mL) and hemoglobin (g/dl) of one patient."""

    par: NDArray[np.float64]
    blood_ml: float
    hb_g_dl: float


def surface_m2(height_cm: float, weight_kg: float) -> float:
    """Body surface (m2), Du Bois 1916."""
    return 0.007184 * height_cm**0.725 * weight_kg**0.425


def blood_volume_ml(patient: Patient) -> float:
    """Blood volume (mL): Nadler 1962, lean-capped above BMI 35 (Lemmens 2006); children by weight.

    A pregnancy brings 40 % more by its end (Hytten 1985).
    """
    carried = conditions.weeks(patient.conditions)
    adult = _nadler_ml(patient, patient.weight_kg - 12.0 * carried / 40.0)
    adult *= 1.0 + 0.4 * growth.near_term(carried)
    return growth.blend(growth.blood_ml(patient), adult, patient.age_y)


def _nadler_ml(patient: Patient, w: float) -> float:
    h = patient.height_cm / 100.0
    w = min(w, 35.0 * h * h + 0.35 * max(w - 35.0 * h * h, 0.0))
    if patient.sex == "male":
        return 1000.0 * (0.3669 * h**3 + 0.03219 * w + 0.6041)
    return 1000.0 * (0.3561 * h**3 + 0.03308 * w + 0.1833)


def oxygen_use_ml_per_s(patient: Patient) -> float:
    """Oxygen use at rest (mL STPD/s): Mifflin-St Jeor 1990, of children Schofield 1985.

    Through Weir (4.83 kcal per L).
    """
    base = 10.0 * patient.weight_kg + 6.25 * patient.height_cm - 5.0 * patient.age_y
    adult = max(base + (5.0 if patient.sex == "male" else -161.0), 300.0)
    kcal_per_day = growth.blend(growth.kcal_per_day(patient), adult, patient.age_y)
    return kcal_per_day / 4.83 / 1440.0 * 1000.0 / 60.0


REFERENCE = Patient(age_y=30.0, sex="male", height_cm=178.0, weight_kg=75.0)


def scale(par: NDArray[np.float64], patient: Patient) -> Body:
    """The table for this patient."""
    out = par.copy()
    f_size = surface_m2(patient.height_cm, patient.weight_kg) / surface_m2(178.0, 75.0)
    f_o2 = oxygen_use_ml_per_s(patient) / oxygen_use_ml_per_s(REFERENCE)
    f_heart = f_size * (1.0 if patient.sex == "male" else 0.93)  # Maceira 2006: smaller per surface
    old = max(patient.age_y - 30.0, 0.0)
    blood_ml = blood_volume_ml(patient)
    _heart(out, f_heart, old)
    _vessels(out, f_size, blood_ml / blood_volume_ml(REFERENCE), old)
    _lungs(out, spirometry.f_lung(patient), patient)
    _scale(out, f_o2, "tissues.q_o2")
    _scale(out, 1.0 / f_o2, "tissues.k_lactate_made")
    _scale(out, f_o2, "tissues.j_lactate_half")
    _scale(out, f_o2, "gas_exchange.v_art", "gas_exchange.v_ven", "gas_exchange.v_n2")
    _scale(out, f_size, "fluids.v_isf", "fluids.k_filter", "breathing.x_effort")
    out[INDEX["breathing.x_effort"]] /= f_size
    _scale(out, math.sqrt(patient.weight_kg / 75.0), "excitation.i_pads")
    _scale(out, f_heart ** (2.0 / 3.0), "defibrillation.a_heart")  # an area
    if patient.sex == "female":  # 22.5 kg to 38 mm, men 29.8 (Tomlinson 2007)
        _scale(out, 0.755, "sternum.k_foot", "sternum.k_deep")
    _scale(out, patient.weight_kg / 75.0, "temperature.c_body", "exercise.q_unloaded")
    _scale(out, f_size, "temperature.e_sweat")
    _reflexes(out, patient, old)
    _chemistry(out, patient, f_size, f_o2)
    _child(out, patient, f_size, f_o2)
    carried = growth.near_term(conditions.weeks(patient.conditions))
    _pregnant(out, carried)
    hb = growth.blend(growth.hb_g_dl(patient.age_y), HB_G_DL[patient.sex], patient.age_y)
    hb *= 1.0 - 0.14 * carried  # plasma grows more than red cells (Hytten 1985)
    return Body(out, blood_ml, patient.hb_g_dl if patient.hb_g_dl is not None else hb)


def _child(out: NDArray[np.float64], patient: Patient, f_size: float, f_o2: float) -> None:
    """Faster heart and breath, lower pressure, more flow for their size; nothing for adults."""
    young = 1.0 - growth.grown(patient.age_y)
    if young <= 0.0:
        return
    f_pressure = growth.map_mmhg(patient.age_y) / growth.ADULT_MAP
    for bed in BEDS:
        for name in ("r", "r_vein", "g_r"):
            _scale(out, (f_pressure * f_size / f_o2) ** young, f"bed.{bed}.{name}")
    for name in ("r_ao", "r_tv", "r_pa", "r_pc", "r_pv"):
        _scale(out, (f_size / f_o2) ** young, f"circulation.{name}")
    _scale(out, f_pressure**young, "reflexes.p_set", "reflexes.p_carotid_flow")
    # a pulse as tall as an adult's on a lower mean comes nearer to it between beats (tuned)
    _scale(out, (0.75 * f_pressure) ** young, "breathing.p_unloaded")
    # stiffer for their stroke than an adult's: pulse pressure is nearly his (Flynn 2017; tuned)
    _scale(out, 0.73**young, "circulation.c_ao", "circulation.c_sa")
    f_period = (growth.ADULT_HR / growth.heart_rate_per_min(patient.age_y)) ** young
    _scale(out, f_period, "reflexes.t0", "reflexes.g_ts", "reflexes.g_tv", "heart.t_atrial")
    f_rr = growth.breaths_per_min(patient.age_y) / out[INDEX["breathing.rr_added"]]
    _scale(out, f_rr**young, "breathing.rr", "breathing.rr_added")


def _pregnant(out: NDArray[np.float64], f: float) -> None:
    """Late pregnancy (`f` 0-1), lying on the back: Hytten 1985, Clark 1989, Nunn; see growth."""
    for bed in BEDS:
        for name in ("r", "g_r"):
            _scale(out, 1.0 - 0.30 * f, f"bed.{bed}.{name}")  # resistance -21 to -30 %
    out[INDEX["reflexes.p_set"]] -= 5.0 * f
    _scale(out, 1.0 - 0.14 * f, "reflexes.t0")  # heart rate +15 to 20
    for side in ("lv", "rv", "la", "ra"):
        _scale(out, 1.0 + 0.1 * f, f"heart.v0_{side}")
    _scale(out, 1.0 - 0.12 * f, "heart.k_lv", "heart.k_rv")  # chambers widen
    _scale(out, 1.0 + 0.9 * f, "circulation.r_tv")  # the womb lies on the cava (Bieber 1997)
    _scale(out, 1.0 + 0.2 * f, "tissues.q_o2")
    _scale(out, 1.0 - 0.2 * f, "lungs.v0_wall")  # functional residual capacity -20 %
    for name in ("p_set", "p_arterial"):
        out[INDEX[f"breathing.{name}"]] -= 8.5 * f  # progesterone: arterial PCO2 about 30
    out[INDEX["gas_exchange.be0"]] -= 3.5 * f  # which the kidney has answered


def _scale(out: NDArray[np.float64], factor: float, *names: str) -> None:
    for name in names:
        out[INDEX[name]] *= factor


def _heart(out: NDArray[np.float64], f: float, old: float) -> None:
    for side in ("lv", "rv"):
        _scale(out, f, f"heart.v0_{side}")
        _scale(out, 1.0 / f, f"heart.e_{side}", f"heart.k_{side}", f"heart.kr_{side}")
    for side in ("la", "ra"):
        _scale(out, f, f"heart.v0_{side}")
        _scale(out, 1.0 / f, f"heart.e_{side}_min", f"heart.e_{side}_add")
    _scale(out, f, "heart.v_peri", "heart.v_septum_lv", "heart.v_septum_rv")
    _scale(out, 1.0 / f, "heart.k_peri")
    _scale(out, 1.0 / f, "heart.r_mitral", "heart.r_tricuspid")
    _scale(out, 1.0 / f, "heart.r_aortic", "heart.r_pulmonic")
    _scale(
        out, 1.0 + 0.004 * old, "heart.e_lv", "heart.k_lv"
    )  # Redfield 2005: both stiffen with age


def _vessels(out: NDArray[np.float64], f: float, f_blood: float, old: float) -> None:
    for vessel in ("ao", "sa", "tv", "pa", "pc", "pv"):
        _scale(out, f, f"circulation.c_{vessel}")
        _scale(out, f_blood, f"circulation.v0_{vessel}")
    for name in ("r_ao", "l_ao", "r_tv", "r_pa", "r_pc", "r_pv"):
        _scale(out, 1.0 / f, f"circulation.{name}")
    _scale(out, f, "circulation.v_legs", "circulation.v_tilt", "circulation.k_suction")
    for bed in BEDS:
        for name in ("r", "r_vein", "g_r"):
            _scale(out, 1.0 / f, f"bed.{bed}.{name}")
        for name in ("c_cap", "c_vein", "v_o2", "v_co2"):
            _scale(out, f, f"bed.{bed}.{name}")
        for name in ("v0_cap", "v0_vein", "g_v"):
            _scale(out, f_blood, f"bed.{bed}.{name}")
        _scale(out, 1.0 + 0.003 * old, f"bed.{bed}.r")  # Franklin 1997: resistance rises with age
    stiff = math.exp(-0.011 * old)  # pulse-wave velocity reference values 2010
    _scale(out, stiff, "circulation.c_ao", "circulation.c_sa")


def _lungs(out: NDArray[np.float64], f: float, patient: Patient) -> None:
    for name in ("v_max", "v0", "c_wall", "v0_wall", "c_media", "v_wall_asleep", "v_wide", "v_sit"):
        _scale(out, f, f"lungs.{name}")
    for name in ("k_limit", "q_least", "v_trap", "v_residual", "v_wide_out", "v_toe"):
        _scale(out, f, f"lungs.{name}")
    _scale(out, patient.weight_kg and min(f, 1.4), "lungs.v_dead")
    _scale(out, 1.0 / f, "lungs.r_upper", "lungs.r_lower")
    old = max(patient.age_y - 30.0, 0.0)
    # airways close earlier with age (Quanjer 1993: residual volume), flow falls (GLI-2012; tuned)
    _scale(out, 1.0 + 0.012 * old, "lungs.v_trap", "lungs.v_residual")
    _scale(out, 1.0 - 0.007 * old, "lungs.k_limit")
    # the first ten units of body mass index tell most (Jones & Nzekwu 2006; steepness tuned)
    fat = FAT_HALF * (1.0 - math.exp(-max(patient.bmi_kg_per_m2 - 25.0, 0.0) / FAT_HALF))
    _scale(out, math.exp(-0.05 * fat), "lungs.c_wall")  # Pelosi 1998
    _scale(out, math.exp(-0.04 * fat), "lungs.v0_wall")  # Jones & Nzekwu 2006: FRC falls
    # asleep it falls further, the heavier the belly (Pelosi 1998; tuned)
    _scale(out, 1.0 + 0.108 * fat, "lungs.v_wall_asleep")
    _scale(
        out, 1.0 + 0.012 * max(patient.age_y - 30.0, 0.0), "gas_exchange.f_shunt"
    )  # Sorbini 1968


def water_l(patient: Patient) -> float:
    """Body water (L), Watson 1980; no more than 65 % of the body, as in a small child."""
    h, w = patient.height_cm, patient.weight_kg
    if patient.sex == "male":
        water = 2.447 - 0.09516 * patient.age_y + 0.1074 * h + 0.3362 * w
    else:
        water = -2.097 + 0.1069 * h + 0.2466 * w
    return min(max(water, 0.3 * w), 0.65 * w)


def _chemistry(out: NDArray[np.float64], patient: Patient, f_size: float, f_o2: float) -> None:
    f_water = water_l(patient) / water_l(REFERENCE)
    for name in ("v_cell", "k_cell", "k_osmosis", "k_potassium"):
        _scale(out, f_water, f"electrolytes.{name}")
    old = max(patient.age_y - 40.0, 0.0)
    _scale(out, f_size * max(1.0 - 0.0075 * old, 0.3), "kidney.gfr")  # Lindeman 1985
    for name in ("m_na", "m_k", "m_urea"):
        _scale(out, f_size, f"kidney.{name}")
    _scale(out, f_size, "acid_base.k_excrete", "acid_base.m_excrete", "electrolytes.m_anions")
    _scale(out, f_o2, "glucose.m_liver")
    _scale(out, patient.weight_kg / REFERENCE.weight_kg, "fluids.m_body", "fluids.q_dry")


def _reflexes(out: NDArray[np.float64], patient: Patient, old: float) -> None:
    gain = math.exp(-0.018 * old)  # Laitinen 1998: baroreflex falls about threefold from 25 to 70 y
    _scale(out, gain, "reflexes.g_ts")
    _scale(out, 1.0 + 0.0045 * old, "reflexes.p_set")
    fastest = 60.0 / (208.0 - 0.7 * patient.age_y)  # Tanaka 2001
    out[INDEX["reflexes.t_min"]] = fastest
