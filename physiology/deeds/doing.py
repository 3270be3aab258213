"""What each deed changes in the inputs `u` (and, for some, in the state `y`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology import ailments, conditions, dispensing, formulary
from physiology import layout as lay
from physiology.deeds import air, electricity, fluids, hands, pumps, watching, wounds
from physiology.deeds.slots import Slots, put, slot
from physiology.drug import Drug
from physiology.errors import TwinError
from physiology.organs import rhythm

# deeds that set inputs, and no more: which field goes where
PUTS: dict[type, dict[str, str]] = {
    deed.RaiseTrunk: {"angle_deg": "trunk_deg"},
    deed.RaiseLegs: {"angle_deg": "legs_deg"},
    deed.Tilt: {"angle_deg": "tilt_deg"},
    deed.Sedate: {"depth_fraction": "f_sedated", "relaxed_fraction": "f_relaxed"},
    deed.Obstruct: {"closed_fraction": "f_obstructed"},
    deed.Strain: {"effort_mmhg": "p_strain"},
    deed.LowerBodySuction: {"suction_mmhg": "p_suction"},
    deed.Exercise: {"power_w": "power_w"},
}


def apply(
    action: deed.Action, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots, tick: int
) -> None:
    """Do `action` at `tick`.

    Raises
    ------
    TwinError
        The deed cannot be: unknown structure, missing side, too many openings.
    """
    if type(action) in PUTS:
        for field, name in PUTS[type(action)].items():
            put(u, name, getattr(action, field))
        return
    match action:
        case deed.OpenPleura() | deed.OpenLung():
            wounds.open_hole(action, u, slots)
        case deed.OpenVessel() | deed.Bleed():
            wounds.open_vessel(action, u, y, slots)
        case deed.Press():
            wounds.press(action, u, slots)
        case deed.Drain():
            wounds.drain(action, y)
        case deed.Injure():
            wounds.injure(action, u, slots)
        case deed.Develop():
            _develop(action, u, y, slots, tick)
        case deed.Compress():
            hands.compress(action, u, tick)
        case deed.GiveOxygen():
            air.give_oxygen(action, u)
        case deed.SetAir():
            air.set_air(action, u, y)
        case deed.ForceBreath():
            air.force_breath(action, u, tick)
        case deed.PlaceTube():
            air.place_tube(action, u)
        case deed.Ventilate():
            air.ventilate(action, u, y)
        case deed.HoldVentilator():
            air.hold_ventilator(action, u, y, tick)
        case deed.SetTransducer():
            watching.set_transducer(action, u, y, slots)
        case deed.ZeroTransducer():
            watching.zero_transducer(action, u, y, slots)
        case deed.FlushLine():
            watching.flush_line(action, u, y, slots, tick)
        case deed.RunPump():
            drug = pumps.run(action, u, y, slots, tick)
            if action.rate_ml_per_h > 0.0:
                _react(drug, u, y, slots, tick)
        case deed.GiveFluid():
            fluids.run_in(action.fluid, action.volume_ml, action.over_s, u, slots, tick)
        case deed.GiveDrug():
            _give_drug(action, u, y, slots, tick)
        case deed.SetVaporizer():
            dispensing.vaporize(action, u, slots.drugs, slots.places)
        case deed.SetConduction():
            electricity.set_conduction(action, y)
        case deed.SetRhythm():
            electricity.set_rhythm(y, rhythm.RHYTHMS.index(action.rhythm))
        case deed.Shock():
            electricity.shock(action, y)
        case deed.Pace():
            electricity.pace(action, u)
        case deed.Attach():
            watching.attach(action, u, slots, tick)
        case deed.Detach():
            slots.sensors.pop(action.sensor, None)
        case deed.CycleNibp():
            watching.cycle_cuff(action, u, y, slots, tick)
        case _:
            raise TwinError(f"{type(action).__name__}: no room of physiology/deeds does it")


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
        i = lay.COURSES + 4 * slot(slots.courses, course.key, lay.N_DISEASES, "Develop")
        u[i + lay.COURSE_AIM] = action.severity_fraction
        u[i + lay.COURSE_RISE] = action.over_s or course.rise_s
        u[i + lay.COURSE_FALL] = action.over_s or course.fall_s
        u[i + lay.COURSE_ROW] = ailments.rows()[course.key]
    put(u, "n_courses", float(len(slots.courses)))
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
    drug = formulary.find(action.drug)
    if drug.fluid is not None:
        fluids.give_solution(drug, drug.fluid, action, u, slots, tick)
    else:
        dispensing.give(drug, action, u, y, slots.drugs, slots.places, slots.models, tick)
    if action.dose_mg > 0.0:
        _react(drug, u, y, slots, tick)


def _react(
    drug: Drug, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots, tick: int
) -> None:
    """Who is allergic to it answers, whatever the dose."""
    if drug.id in slots.allergies:
        apply(deed.Develop("anaphylaxis", drug.allergen), u, y, slots, tick)
