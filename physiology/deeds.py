"""What each deed changes in the inputs `u` (and, for a cuff, in the state `y`)."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology import ailments, conditions, dispensing, infusates
from physiology import layout as lay
from physiology.clocks import DT_S
from physiology.devices import airway, leads, sensors
from physiology.errors import TwinError, UnknownName
from physiology.layout import INPUT_NAMES, place
from physiology.noise import SHOCK, noise
from physiology.organs import rhythm

VALVES = {"none": 0.0, "in": 1.0, "out": 2.0, "seals": 3.0}
OXYGEN = {
    "nasal_cannula": airway.NASAL,
    "simple_mask": airway.SIMPLE,
    "nonrebreather_mask": airway.RESERVOIR,
    "breathing_circuit": airway.CIRCUIT,
}
TUBES = {
    "none": airway.TUBE_NONE,
    "trachea": airway.TUBE_TRACHEA,
    "bronchus_right": airway.TUBE_RIGHT,
    "bronchus_left": airway.TUBE_LEFT,
    "esophagus": airway.TUBE_ESOPHAGUS,
}
VENTILATION = {
    "off": airway.VENT_OFF,
    "volume_control": airway.VENT_VOLUME,
    "pressure_control": airway.VENT_PRESSURE,
}
PATHS = {"left_bundle": "f_left", "right_bundle": "f_right", "accessory": "f_accessory"}
CARINA_CM = 27.0  # from the teeth in adults; deeper, a tube enters the right main bronchus (Nunn)
BRUISE = 0.22  # shunt of a lung under a chest injured with severity 1 (lung contusion; tuned)
COUNTED_TICKS = 500  # the body clock adds up what ran in once a second
CONTRECOUP = 0.1  # of that, in the other lung (tuned)
# ticks from attaching a sensor to its first number
SETTLING = {
    "spo2": 5000,
    "ecg": 1500,
    "arterial_line": 1000,
    "capnograph": 3000,
    "thermometer": 15000,
}


@dataclass
class Slots:
    """Which opening has which row of `u`, and when each sensor was attached."""

    holes: dict[str, int] = field(default_factory=dict[str, int])
    vessels: dict[str, int] = field(default_factory=dict[str, int])
    fluids: int = 0
    sensors: dict[str, int] = field(default_factory=dict[str, int])
    pains: dict[str, float] = field(default_factory=dict[str, float])
    courses: dict[str, int] = field(default_factory=dict[str, int])
    drugs: dict[str, int] = field(default_factory=dict[str, int])
    clips: dict[str, str] = field(default_factory=dict[str, str])
    places: dict[str, int] = field(default_factory=dict[str, int])
    allergies: list[str] = field(default_factory=list[str])

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; shares the records, so copy before changing."""
        return dict(vars(self))


def vessel_table() -> dict[str, dict[str, Any]]:
    """Bleeding structures by id."""
    return tomllib.loads((Path(__file__).parent / "vessels.toml").read_text("utf-8"))


def fresh_inputs(seed: int) -> NDArray[np.float64]:
    """Inputs of a body to which nothing has been done."""
    u = _first_inputs().copy()
    _put(u, "seed", float(seed))
    return u


@functools.cache
def _first_inputs() -> NDArray[np.float64]:
    u = np.zeros(lay.N_INPUT)
    for name, value in {
        "p_air": 760.0, "f_air_o2": 0.2093, "f_air_co2": 0.0004, "vent_rr": 14.0,
        "vent_vt": 500.0, "vent_pip": 18.0, "vent_peep": 5.0, "vent_fio2": 0.5,
        "vent_f_in": 0.33,         "rate_per_min": 110.0, "pace_rate": 70.0,
    }.items():  # fmt: skip
        _put(u, name, value)
    return u


def apply(
    action: deed.Action, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots, tick: int
) -> None:
    """Do `action` at `tick`.

    Raises
    ------
    TwinError
        The deed cannot be: unknown structure, missing side, too many openings.
    """
    match action:
        case deed.OpenPleura() | deed.OpenLung():
            _open_hole(action, u, slots)
        case deed.Press():
            _press(action, u, slots)
        case deed.OpenVessel() | deed.Bleed():
            _open_vessel(action, u, y, slots)
        case deed.Injure():
            _injure(action, u, slots)
        case deed.Develop():
            _develop(action, u, y, slots, tick)
        case deed.GiveOxygen():
            _put(u, "oxygen_device", OXYGEN[action.device] if action.flow_l_per_min > 0 else 0.0)
            _put(u, "q_oxygen", action.flow_l_per_min * 1000.0 / 60.0)
            _put(u, "f_leak", action.leak_fraction)
        case deed.SetAir():
            _set_air(action, u, y)
        case deed.RaiseTrunk():
            _put(u, "trunk_deg", action.angle_deg)
        case deed.ForceBreath():
            _put(u, "forced_tick", float(max(tick, 1)))
            _put(u, "f_forced", action.effort_fraction)
            _put(u, "forced_out", 1.0 if action.out == "forced" else 0.0)
        case deed.PlaceTube():
            site = action.site
            if site == "trachea" and action.depth_cm > CARINA_CM:
                site = "bronchus_right"
            _put(u, "tube", TUBES[site])
            _put(u, "cuff_cmh2o", action.cuff_cmh2o)
        case deed.Ventilate():
            _ventilate(action, u, y)
        case deed.Sedate():
            _put(u, "f_sedated", action.depth_fraction)
            _put(u, "f_relaxed", action.relaxed_fraction)
        case deed.Obstruct():
            _put(u, "f_obstructed", action.closed_fraction)
        case deed.GiveFluid():
            _give_fluid(action, u, slots, tick)
        case deed.GiveDrug():
            _give_drug(action, u, y, slots, tick)
        case deed.Compress():
            _put(u, "depth_cm", action.depth_cm)
            _put(u, "rate_per_min", action.rate_per_min)
        case deed.RaiseLegs():
            _put(u, "legs_deg", action.angle_deg)
        case deed.Tilt():
            _put(u, "tilt_deg", action.angle_deg)
        case deed.Strain():
            _put(u, "p_strain", action.effort_mmhg)
        case deed.LowerBodySuction():
            _put(u, "p_suction", action.suction_mmhg)
        case deed.Exercise():
            _put(u, "power_w", action.power_w)
        case deed.Pace():
            _put(u, "pace_ma", action.current_ma)
            _put(u, "pace_rate", action.rate_per_min)
            _put(u, "pace_wire", float(action.through == "wire"))
            _put(u, "pace_fixed", float(action.mode == "fixed"))
        case deed.Drain():
            _drain(action, y)
        case deed.SetConduction():
            y[place(f"excitation.{PATHS[action.path]}")] = action.conducts_fraction
        case deed.SetRhythm():
            _set_rhythm(y, rhythm.RHYTHMS.index(action.rhythm))
        case deed.Shock():
            _shock(action, u, y, tick)
        case deed.Attach():
            if action.sensor == "ecg":
                slots.clips = _clips(action.site)
            slots.sensors.setdefault(action.sensor, tick)
        case deed.Detach():
            slots.sensors.pop(action.sensor, None)
        case deed.CycleNibp():
            _cycle_cuff(action, u, y, slots, tick)


def _clips(site: str) -> dict[str, str]:
    """Which clips of the electrocardiogram are not where they belong."""
    if site not in leads.PLACEMENTS:
        known = ", ".join(repr(name) for name in leads.PLACEMENTS)
        raise UnknownName(f"Attach: site {site!r} is no way to place the electrodes; use {known}")
    return dict(leads.PLACEMENTS[site])


def _put(u: NDArray[np.float64], name: str, value: float) -> None:
    u[INPUT_NAMES.index(f"inputs.{name}")] = value


def _set_rhythm(y: NDArray[np.float64], kind: float) -> None:
    """Give the lead to a rhythm; pulseless electricity and standstill have lost their muscle."""
    y[place("rhythm.kind")] = kind
    y[place("rhythm.t_in")] = 0.0
    y[place("rhythm.f_beat")] = 1.0
    y[place("rhythm.n_beat")] = -1.0
    y[place("rhythm.f_fibrillation")] = 1.0
    y[place("rhythm.f_coupled")] = 0.0 if kind in (rhythm.PEA, rhythm.ASYSTOLE) else 1.0


def _shock(action: deed.Shock, u: NDArray[np.float64], y: NDArray[np.float64], tick: int) -> None:
    """Defibrillate, convert, or do harm: chance by counter-based noise."""
    kind = float(y[place("rhythm.kind")])
    f = float(y[place("rhythm.f_fibrillation")]) if kind == rhythm.VF else 1.0
    seed = int(u[INPUT_NAMES.index("inputs.seed")]) & 0x7FFFFFFF
    is_lucky = 0.5 * (noise(seed, tick, SHOCK) + 1.0) < rhythm.shock_chance(f, action.energy_j)
    if kind in rhythm.SHOCKABLE:
        if is_lucky:
            _set_rhythm(y, rhythm.SINUS if f > rhythm.F_PULSE else rhythm.PEA)
    elif kind != rhythm.ASYSTOLE and action.energy_j > 0.0:
        t_beat = float(y[place("held.t_beat")])
        t_now = float(y[place("heart.beat")]) % 1.0 * t_beat
        low, high = rhythm.VULNERABLE
        if low * t_beat**0.5 < t_now < high * t_beat**0.5:  # on the T wave
            _set_rhythm(y, rhythm.VF)


def _drain(action: deed.Drain, y: NDArray[np.float64]) -> None:
    """What is drained leaves the body."""
    at = place(f"spaces.v_{action.space}")
    volume = min(action.volume_ml, max(float(y[at]), 0.0))
    y[at] -= volume
    y[place("spaces.v_outside")] += volume


def _slot(known: dict[str, int], key: str, limit: int, what: str) -> int:
    if key not in known:
        if len(known) >= limit:
            raise TwinError(
                f"{what}: {key!r} would be number {limit + 1}; a body here has {limit} at most"
            )
        known[key] = len(known)
    return known[key]


def _open_hole(
    action: deed.OpenPleura | deed.OpenLung, u: NDArray[np.float64], slots: Slots
) -> None:
    is_lung = isinstance(action, deed.OpenLung)
    key = f"{'lung' if is_lung else 'pleura'}/{action.side}/{action.opening}"
    k = lay.HOLES + 4 * _slot(slots.holes, key, lay.N_HOLES, type(action).__name__)
    u[k + lay.HOLE_SIDE] = 0.0 if action.side == "left" else 1.0
    u[k + lay.HOLE_AREA] = action.area_mm2
    u[k + lay.HOLE_VALVE] = VALVES[action.valve]
    u[k + lay.HOLE_INTO_LUNG] = 1.0 if is_lung else 0.0
    _put(u, "n_holes", float(len(slots.holes)))


def _open_vessel(
    action: deed.OpenVessel | deed.Bleed,
    u: NDArray[np.float64],
    y: NDArray[np.float64],
    slots: Slots,
) -> None:
    table, what = vessel_table(), type(action).__name__
    if action.name not in table:
        raise UnknownName(
            f"{what}: name {action.name!r} does not bleed here; "
            f"known are {', '.join(sorted(table))}"
        )
    node = str(table[action.name]["node"])
    if ("{side}" in node or action.into == "pleura") and action.side is None:
        raise TwinError(
            f"{what}: {action.name} into {action.into} needs a side; give left or right"
        )
    node = node.format(side=action.side)
    key = f"{action.name}/{action.side}/{action.opening}"
    slot = _slot(slots.vessels, key, lay.N_VESSELS, what)
    y[lay.CLOT + slot] = 0.0  # what is cut anew bleeds anew
    k = lay.VESSEL_HOLES + lay.VESSEL_SIZE * slot
    into = {
        "outside": lay.INTO_OUTSIDE,
        "pericardium": lay.INTO_PERICARDIUM,
        "abdomen": lay.INTO_ABDOMEN,
        "tissue": lay.INTO_TISSUE,
        "pleura": lay.INTO_PLEURA_LEFT if action.side == "left" else lay.INTO_PLEURA_RIGHT,
    }[action.into]
    u[k + lay.VESSEL_NODE] = lay.NODES[node]
    by_rate = isinstance(action, deed.Bleed)
    u[k + lay.VESSEL_AREA] = 0.0 if by_rate else action.area_mm2
    u[k + lay.VESSEL_RATE] = action.rate_ml_per_min / 60.0 if by_rate else 0.0
    u[k + lay.VESSEL_INTO] = into
    u[k + lay.VESSEL_FACTOR] = float(table[action.name]["factor"])
    _put(u, "n_vessels", float(len(slots.vessels)))


def _press(action: deed.Press, u: NDArray[np.float64], slots: Slots) -> None:
    row = vessel_table().get(action.name)
    if row is None:
        raise UnknownName(f"Press: name {action.name!r} does not bleed here")
    if action.means == "tourniquet" and not row.get("is_limb", False):
        raise TwinError(f"Press: no tourniquet goes above {action.name}; use hand or packing")
    place_ = f"{action.name}/{action.side}/"
    found = [k for key, k in slots.vessels.items() if key.startswith(place_)]
    if not found:
        raise TwinError(f"Press: nothing is open at {action.name} ({action.side})")
    for k in found:
        u[lay.VESSEL_HOLES + lay.VESSEL_SIZE * k + lay.VESSEL_PRESS] = action.push_mmhg


def _injure(action: deed.Injure, u: NDArray[np.float64], slots: Slots) -> None:
    side = action.side or "none"
    slots.pains[f"{action.region}/{side}"] = action.severity_fraction
    chest = [v for k, v in slots.pains.items() if k.startswith("chest/")]
    other = [v for k, v in slots.pains.items() if not k.startswith("chest/")]
    _put(u, "f_pain_chest", max(chest, default=0.0))
    _put(u, "f_pain_other", max(other, default=0.0))
    both = slots.pains.get("chest/none", 0.0)
    for name in ("left", "right"):
        own = max(slots.pains.get(f"chest/{name}", 0.0), 0.5 * both)
        other = slots.pains.get(f"chest/{'right' if name == 'left' else 'left'}", 0.0)
        _put(u, f"f_bruise_{name}", BRUISE * max(own, CONTRECOUP * other))


def _develop(
    action: deed.Develop, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots, tick: int
) -> None:
    ailment = ailments.find(action.disease)
    if ailment.is_sided and action.side is None:
        raise TwinError(f"Develop: {ailment.id} needs a side; give left or right")
    if not ailment.is_sided and action.side is not None:
        raise TwinError(f"Develop: {ailment.id} has no sides; leave side out")
    found = ailments.courses(ailment, action.side)
    keys = [course.key for course in found]
    free = lay.N_DISEASES - len(slots.courses)
    if sum(key not in slots.courses for key in keys) > free:
        raise TwinError(
            f"Develop: {ailment.id} would be one disease too many; {free} courses of "
            f"{lay.N_DISEASES} are free"
        )
    for course in found:
        i = lay.COURSES + 4 * _slot(slots.courses, course.key, lay.N_DISEASES, "Develop")
        u[i + lay.COURSE_AIM] = action.severity_fraction
        u[i + lay.COURSE_RISE] = action.over_s or course.rise_s
        u[i + lay.COURSE_FALL] = action.over_s or course.fall_s
        u[i + lay.COURSE_ROW] = ailments.rows()[course.key]
    _put(u, "n_courses", float(len(slots.courses)))
    for row in ailment.deeds:
        apply(_made(row, action), u, y, slots, tick)


def live_with(
    words: tuple[str, ...], u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots
) -> None:
    """Let chronic conditions be there in full from the first moment."""
    for condition in conditions.diseases(words):
        action = deed.Develop(condition.id, condition.value)
        apply(action, u, y, slots, 0)
    for k in range(len(slots.courses)):
        y[lay.SEVERITY + k] = u[lay.COURSES + 4 * k + lay.COURSE_AIM]


def _made(row: dict[str, Any], action: deed.Develop) -> deed.Action:
    """The deed that a disease file asks for, at this severity and side."""
    fields = {k: v for k, v in row.items() if k not in ("action", "scales")}
    if "side" in fields:
        fields["side"] = str(fields["side"]).format(side=action.side)
    for name in row.get("scales", ()):
        fields[name] = float(fields[name]) * action.severity_fraction
    return deed.make(str(row["action"]), fields)


def _give_drug(
    action: deed.GiveDrug, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots, tick: int
) -> None:
    drug = dispensing.give(action, u, y, slots.drugs, slots.places, tick)
    if drug.id in slots.allergies and action.dose_mg > 0.0:
        apply(deed.Develop("anaphylaxis", drug.allergen), u, y, slots, tick)


def _set_air(action: deed.SetAir, u: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    if action.o2_fraction + action.co2_fraction > 1.0:
        raise TwinError(
            f"SetAir: o2_fraction {action.o2_fraction:g} and co2_fraction "
            f"{action.co2_fraction:g} are more than the whole; together 1 at most"
        )
    # lungs stand open to the new pressure; what is shut in the chest grows or shrinks (Boyle)
    vapor = 47.0
    f = (u[INPUT_NAMES.index("inputs.p_air")] - vapor) / (action.pressure_mmhg - vapor)
    for side in ("LEFT", "RIGHT"):
        start = getattr(lay, f"GAS_{side}")
        y[start : start + 3] *= f
    _put(u, "p_air", action.pressure_mmhg)
    _put(u, "f_air_o2", action.o2_fraction)
    _put(u, "f_air_co2", action.co2_fraction)


def _ventilate(action: deed.Ventilate, u: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    was_off = u[INPUT_NAMES.index("inputs.vent")] == 0.0
    _put(u, "vent", VENTILATION[action.mode])
    _put(u, "vent_rr", action.rr_per_min)
    _put(u, "vent_vt", action.vt_ml)
    _put(u, "vent_pip", action.pip_cmh2o)
    _put(u, "vent_peep", action.peep_cmh2o)
    _put(u, "vent_fio2", action.fio2_fraction)
    _put(u, "vent_f_in", action.inspiration_fraction)
    if was_off:
        y[place("clocks.push")] = 0.0


def _give_fluid(action: deed.GiveFluid, u: NDArray[np.float64], slots: Slots, tick: int) -> None:
    k = lay.FLUIDS + lay.FLUID_SIZE * _free_line(u, slots, tick)
    ticks = max(round(action.over_s / DT_S), 10)
    u[k + lay.FLUID_RATE] = action.volume_ml / (ticks * DT_S)
    u[k + lay.FLUID_FROM] = tick
    u[k + lay.FLUID_TO] = tick + ticks
    u[k + lay.FLUID_HB : k + lay.FLUID_SIZE] = infusates.mixture(action.fluid)
    _put(u, "n_fluids", float(slots.fluids))


def _free_line(u: NDArray[np.float64], slots: Slots, tick: int) -> int:
    """A drip that has ended, and that the body clock has counted to its last drop."""
    for line in range(slots.fluids):
        if u[lay.FLUIDS + lay.FLUID_SIZE * line + lay.FLUID_TO] + COUNTED_TICKS <= tick:
            return line
    if slots.fluids == lay.N_FLUIDS:
        raise TwinError(
            f"GiveFluid: {lay.N_FLUIDS} fluids are running already; wait until one is in"
        )
    slots.fluids += 1
    return slots.fluids - 1


def _cycle_cuff(
    action: deed.CycleNibp, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots, tick: int
) -> None:
    if "nibp" not in slots.sensors:
        raise TwinError("CycleNibp: no cuff is on the arm; attach sensor 'nibp' first")
    _put(u, "cuff_every", action.every_s)
    if y[place("sensors.cuff_stage")] == sensors.IDLE:
        y[place("sensors.next_tick")] = max(tick, 1)
