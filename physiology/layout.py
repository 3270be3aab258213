"""Where everything lies in the two flat vectors, and kernels that read and write it by name.

`y` is the whole state: blocks of named numbers and of arrays over the six beds, one after another.
`u` is what deeds have set. Kernels see NamedTuples; only this page and the solver see indices.
"""

from __future__ import annotations

from physiology import pharmacology
from physiology._blocks import Reel
from physiology._jit import Vector, kernel
from physiology.devices import airway, sensors, transducer, ventilator
from physiology.handles import N_HANDLES, Handles
from physiology.organs import (
    acid_base,
    brain,
    breathing,
    carbon_monoxide,
    circulation,
    coagulation,
    coronary,
    defibrillation,
    electrolytes,
    excitation,
    exercise,
    fluids,
    gas_exchange,
    glucose,
    heart,
    intracranial,
    kidney,
    life,
    lungs,
    myogenic,
    pleura,
    recruitment,
    reflexes,
    rhythm,
    seizure,
    sternum,
    stress,
    temperature,
    tissues,
    units,
)
from physiology.records import (
    Balance,
    Beat,
    BloodNow,
    Breath,
    Clocks,
    Held,
    Inputs,
    Ledger,
    Outputs,
    Rest,
    Sensors,
    Signals,
    Spaces,
    Sums,
    Tally,
)

N_BEDS = len(circulation.BEDS)
N_HOLES = 12  # pleural and lung holes together
N_VESSELS = 12
N_FLUIDS = 8
N_DISEASES = 32  # courses: a disease whose effects come on at several speeds has one each
N_CUFF = 64  # heartbeats one cuff measurement can hold

_y = Reel()
HEART, read_heart, write_heart = _y.block(heart.State, "heart")
VESSELS, read_vessels, write_vessels = _y.block(circulation.State, "vessels")
V_CAP = _y.array("v_cap", N_BEDS)
V_VEIN = _y.array("v_vein", N_BEDS)
CLOCKS, read_clocks, write_clocks = _y.block(Clocks, "clocks")
LUNG_LEFT, read_lung_left, write_lung_left = _y.block(lungs.Gas, "lung_left")
LUNG_RIGHT, read_lung_right, write_lung_right = _y.block(lungs.Gas, "lung_right")
SLOW_LEFT, read_slow_left, write_slow_left = _y.block(lungs.Gas, "slow_left")
SLOW_RIGHT, read_slow_right, write_slow_right = _y.block(lungs.Gas, "slow_right")
DEAD, read_dead, write_dead = _y.block(lungs.DeadSpace, "dead_space")
GAS_LEFT, read_gas_left, write_gas_left = _y.block(lungs.Gas, "pleura_left")
GAS_RIGHT, read_gas_right, write_gas_right = _y.block(lungs.Gas, "pleura_right")
SPACES, read_spaces, write_spaces = _y.block(Spaces, "spaces")
HEMATOMA = _y.array("hematoma", N_VESSELS)  # of the blood in tissue (mL), what each hole gave
N_FAST = len(_y.names)

EXCHANGE, read_exchange, write_exchange = _y.block(gas_exchange.State, "exchange")
RECRUITMENT, read_recruitment, write_recruitment = _y.block(recruitment.State, "recruitment")
REFLEXES, read_reflexes, write_reflexes = _y.block(reflexes.State, "reflexes")
BREATHING, read_breathing, write_breathing = _y.block(breathing.State, "breathing")
BRAIN, read_brain, write_brain = _y.block(brain.State, "brain")
LIFE, read_life, write_life = _y.block(life.State, "life")
BED_O2 = _y.array("bed_o2", N_BEDS)
BED_CO2 = _y.array("bed_co2", N_BEDS)
RHYTHM, read_rhythm, write_rhythm = _y.block(rhythm.State, "rhythm")
_, read_excitation, write_excitation = _y.block(excitation.State, "excitation")
CORONARY, read_coronary, write_coronary = _y.block(coronary.State, "coronary")
EXERCISE, read_exercise, write_exercise = _y.block(exercise.State, "exercise")
LEDGER, read_ledger, write_ledger = _y.block(Ledger, "ledger")
LACTATE = _y.array("lactate", 1)
_, read_sternum, write_sternum = _y.block(sternum.State, "sternum")
_, read_shock, write_shock = _y.block(defibrillation.State, "shock")

HANDLES, read_handles, _ = _y.block(Handles, "handles")
SEVERITY = _y.array("severity", N_DISEASES)
DRUGS = _y.array("drug", pharmacology.N_AMOUNTS * pharmacology.N_DRUGS)
DRUG_PLACES = _y.array("drug_place", pharmacology.N_PLACES)  # mg still where it was given
DRUG_PULLS = _y.array("drug_pull", N_HANDLES)
TALLY, read_tally, write_tally = _y.block(Tally, "tally")
TALLY_Q = _y.array("tally_q", N_BEDS)  # flow through each bed (mL/s), summed
TALLY_J = _y.array("tally_j", 2)  # oxygen used and missed (mL STPD), summed

WATER, read_water, write_water = _y.block(fluids.State, "water")
SALTS, read_salts, write_salts = _y.block(electrolytes.State, "salts")
ACID, read_acid, write_acid = _y.block(acid_base.State, "acid")
KIDNEY, read_kidney, write_kidney = _y.block(kidney.State, "kidney")
SUGAR, read_sugar, write_sugar = _y.block(glucose.State, "sugar")
BALANCE, read_balance, write_balance = _y.block(Balance, "balance")
SKULL, read_skull, write_skull = _y.block(intracranial.State, "skull")
P_SKULL = SKULL  # the pressure in it comes first
HEAT, read_heat, write_heat = _y.block(temperature.State, "heat")
COAGULATION, read_coagulation, write_coagulation = _y.block(coagulation.State, "coagulation")
CLOT = _y.array("clot", N_VESSELS)  # share of each hole that clot closes
MONOXIDE, read_monoxide, write_monoxide = _y.block(carbon_monoxide.State, "monoxide")
STRESS, read_stress, write_stress = _y.block(stress.State, "stress")
SEIZURE, read_seizure, write_seizure = _y.block(seizure.State, "seizure")
SIGNALS, read_signals, write_signals = _y.block(Signals, "signals")
NEED = _y.array("need", N_BEDS)  # factor on what each bed needs of oxygen
F_LOCAL = _y.array("f_myogenic", N_BEDS)  # factor on resistance that the bed sets itself

HELD, read_held, write_held = _y.block(Held, "held")
HELD_NOISE = HELD + Held._fields.index("f_noise")  # and f_noise_rate after it
UP_LEFT, read_up_left, write_up_left = _y.block(lungs.Gas, "up_left")
UP_RIGHT, read_up_right, write_up_right = _y.block(lungs.Gas, "up_right")
UP_SLOW_LEFT, read_up_slow_left, write_up_slow_left = _y.block(lungs.Gas, "up_slow_left")
UP_SLOW_RIGHT, read_up_slow_right, write_up_slow_right = _y.block(lungs.Gas, "up_slow_right")
R_BED = _y.array("r_bed", N_BEDS)
V0_VEIN = _y.array("v0_vein", N_BEDS)
J_BED = _y.array("j_bed", N_BEDS)

SUMS, read_sums, write_sums = _y.block(Sums, "sums")
SUM_Q_CAP = _y.array("sum_q_cap", N_BEDS)
SUM_P_CAP = _y.array("sum_p_cap", N_BEDS)
BEAT, read_beat, write_beat = _y.block(Beat, "beat")
BREATH, read_breath, write_breath = _y.block(Breath, "breath")
VENTILATOR, read_ventilator, write_ventilator = _y.block(ventilator.State, "ventilator")
FACE, read_face, write_face = _y.block(ventilator.Face, "face")
LINE, read_line, write_line = _y.block(transducer.State, "line")
REST, read_rest, write_rest = _y.block(Rest, "rest")
P_CAP_REST = _y.array("p_cap_rest", N_BEDS)
SENSORS, read_sensors, write_sensors = _y.block(Sensors, "sensors")
CUFF_P = _y.array("cuff_p", N_CUFF)
CUFF_A = _y.array("cuff_a", N_CUFF)
OUTPUTS, read_outputs, write_outputs = _y.block(Outputs, "out")
BLOOD, read_blood, write_blood = _y.block(BloodNow, "blood")
STATE_NAMES = tuple(_y.names)
N_STATE = len(STATE_NAMES)
_PLACE = {name: i for i, name in enumerate(STATE_NAMES)}

_u = Reel()
INPUTS, read_inputs, write_inputs = _u.block(Inputs, "inputs")
# the first of Inputs
IN_HOLES, IN_VESSELS, IN_FLUIDS, IN_COURSES, IN_DRUGS, IN_PLACES, IN_PUMPS = range(7)
HOLES = _u.array("holes", 4 * N_HOLES)  # each: kind and side, area mm2, valve, spare
HOLE_SIDE, HOLE_AREA, HOLE_VALVE, HOLE_INTO_LUNG = range(4)
VESSEL_SIZE = 7
VESSEL_HOLES = _u.array("vessels", VESSEL_SIZE * N_VESSELS)  # each: node, area mm2, destination,
VESSEL_NODE, VESSEL_AREA, VESSEL_INTO, VESSEL_FACTOR = range(4)  # factor on the flow,
VESSEL_RATE, VESSEL_PRESS = range(4, 6)  # set rate mL/s (0: by the hole), pressure upon it mmHg
VESSEL_UTERUS = 6  # 1: in the wall of the uterus
FLUID_SIZE = 14
FLUIDS = _u.array("fluids", FLUID_SIZE * N_FLUIDS)  # each: rate mL/s, first and last tick, ...
FLUID_RATE, FLUID_FROM, FLUID_TO, FLUID_HB = range(4)  # ... hemoglobin g/mL, then in each mL:
FLUID_NA, FLUID_K, FLUID_CL, FLUID_CA, FLUID_GLUCOSE, FLUID_CITRATE = range(4, 10)  # mmol
FLUID_ALBUMIN, FLUID_FACTORS, FLUID_PLATELETS = range(10, 13)  # g, share of plasma's, of blood's
FLUID_FIBRINOGEN = 13  # g, besides that of plasma
COURSES = _u.array("courses", 4 * N_DISEASES)  # each: severity aimed at, s to rise and fall, row
COURSE_AIM, COURSE_RISE, COURSE_FALL, COURSE_ROW = range(4)
PLACES = _u.array("places", pharmacology.N_PLACE * pharmacology.N_PLACES)
PUMPS = _u.array("pumps", pharmacology.N_PUMP * pharmacology.N_PUMPS)
INPUT_NAMES = tuple(_u.names)
N_INPUT = len(INPUT_NAMES)

_p = Reel()
_, read_heart_p, _ = _p.block(heart.Params, "heart")
_, read_circulation_p, _ = _p.block(circulation.Params, "circulation")
_, read_lungs_p, _ = _p.block(lungs.Params, "lungs")
_, read_units_p, _ = _p.block(units.Params, "units")
_, read_recruitment_p, _ = _p.block(recruitment.Params, "recruitment")
_, read_pleura_p, _ = _p.block(pleura.Params, "pleura")
_, read_exchange_p, _ = _p.block(gas_exchange.Params, "gas_exchange")
_, read_tissues_p, _ = _p.block(tissues.Params, "tissues")
_, read_reflexes_p, _ = _p.block(reflexes.Params, "reflexes")
_, read_breathing_p, _ = _p.block(breathing.Params, "breathing")
_, read_brain_p, _ = _p.block(brain.Params, "brain")
_, read_fluids_p, _ = _p.block(fluids.Params, "fluids")
_, read_electrolytes_p, _ = _p.block(electrolytes.Params, "electrolytes")
_, read_acid_base_p, _ = _p.block(acid_base.Params, "acid_base")
_, read_kidney_p, _ = _p.block(kidney.Params, "kidney")
_, read_glucose_p, _ = _p.block(glucose.Params, "glucose")
_, read_life_p, _ = _p.block(life.Params, "life")
_, read_rhythm_p, _ = _p.block(rhythm.Params, "rhythm")
_, read_excitation_p, _ = _p.block(excitation.Params, "excitation")
_, read_defibrillation_p, _ = _p.block(defibrillation.Params, "defibrillation")
_, read_sternum_p, _ = _p.block(sternum.Params, "sternum")
_, read_coronary_p, _ = _p.block(coronary.Params, "coronary")
_, read_exercise_p, _ = _p.block(exercise.Params, "exercise")
_, read_airway_p, _ = _p.block(airway.Params, "airway")
_, read_ventilator_p, _ = _p.block(ventilator.Params, "ventilator")
_, read_transducer_p, _ = _p.block(transducer.Params, "transducer")
_, read_sensors_p, _ = _p.block(sensors.Params, "sensors")
_, read_intracranial_p, _ = _p.block(intracranial.Params, "intracranial")
_, read_temperature_p, _ = _p.block(temperature.Params, "temperature")
_, read_coagulation_p, _ = _p.block(coagulation.Params, "coagulation")
_, read_monoxide_p, _ = _p.block(carbon_monoxide.Params, "carbon_monoxide")
_, read_stress_p, _ = _p.block(stress.Params, "stress")
_, read_seizure_p, _ = _p.block(seizure.Params, "seizure")
_, read_myogenic_p, _ = _p.block(myogenic.Params, "myogenic")
_, read_pharmacology_p, _ = _p.block(pharmacology.Params, "pharmacology")
BED_SIZE = len(circulation.Bed._fields)
BED_PARAMS = len(_p.names)
for _bed in circulation.BEDS:
    _p.block(circulation.Bed, f"bed.{_bed}")
PARAM_NAMES = tuple(_p.names)
N_PARAM = len(PARAM_NAMES)
# after the table: constants of each drug in the body (physiology.pharmacy), and then what each
# course of `ailments.rows` pulls at, N_HANDLES a row
DRUG_TABLE = N_PARAM
PULLS = DRUG_TABLE + pharmacology.N_CONSTANTS * pharmacology.N_DRUGS


@kernel
def set_on(i: Inputs, vent: float) -> ventilator.Settings:
    """What is set on the ventilator, `vent` its mode as it reaches the lungs."""
    return ventilator.Settings(
        vent, i.vent_rr, i.vent_vt, i.vent_pip, i.vent_peep, i.vent_f_in, i.vent_support,
        i.vent_trigger, i.vent_cycle, i.vent_t_in, i.hold_tick, i.hold_out, i.t_hold,
    )  # fmt: skip


@kernel
def read_bed(par: Vector, b: int) -> circulation.Bed:
    """Parameters of systemic bed `b`."""
    i = BED_PARAMS + b * BED_SIZE
    return circulation.Bed(
        par[i], par[i + 1], par[i + 2], par[i + 3], par[i + 4], par[i + 5],
        par[i + 6], par[i + 7], par[i + 8], par[i + 9], par[i + 10], par[i + 11], par[i + 12],
    )  # fmt: skip


# places a hole can drain, as indices of `y`: the volume itself is the node
NODES = {
    "left_ventricle": HEART + 1,
    "left_atrium": HEART + 2,
    "right_ventricle": HEART + 3,
    "right_atrium": HEART + 4,
    "aorta": VESSELS + 0,
    "artery": VESSELS + 2,
    "great_veins": VESSELS + 3,
    "pulmonary_artery": VESSELS + 4,
    "lung_left": VESSELS + 5,
    "lung_right": VESSELS + 6,
    "pulmonary_veins": VESSELS + 7,
} | {
    f"{bed}_{part}": start + b
    for part, start in (("capillaries", V_CAP), ("veins", V_VEIN))
    for b, bed in enumerate(circulation.BEDS)
}
# where shed blood goes: the volumes of `Spaces`, in their order
INTO_PLEURA_LEFT, INTO_PLEURA_RIGHT, INTO_PERICARDIUM, INTO_ABDOMEN = range(4)
INTO_OUTSIDE, INTO_TISSUE = range(4, 6)
N_SPACES = len(Spaces._fields) - 1  # all but the hemoglobin in them
M_HB_SHED = SPACES + Spaces._fields.index("m_hb_shed")


def place(name: str) -> int:
    """Index in `y` of a name such as ``heart.v_lv``."""
    return _PLACE[name]
