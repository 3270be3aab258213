"""What is breathed, through what, and who pushes it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology import layout as lay
from physiology import parameters
from physiology.deeds.slots import put
from physiology.devices import airway, ventilator
from physiology.errors import TwinError
from physiology.layout import INPUT_NAMES, place

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
    "off": ventilator.OFF,
    "volume_control": ventilator.VOLUME,
    "pressure_control": ventilator.PRESSURE,
    "pressure_support": ventilator.SUPPORT,
    "simv": ventilator.SIMV,
    "cpap": ventilator.CPAP,
}
CARINA_CM = 27.0  # from the teeth in adults; deeper, a tube enters the right main bronchus (Nunn)


def set_air(action: deed.SetAir, u: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Another air around, at another pressure."""
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
    put(u, "p_air", action.pressure_mmhg)
    put(u, "f_air_o2", action.o2_fraction)
    put(u, "f_air_co2", action.co2_fraction)


def ventilate(action: deed.Ventilate, u: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Settings of the ventilator; one that is switched on begins with a breath."""
    was = u[INPUT_NAMES.index("inputs.vent")]
    mode = VENTILATION[action.mode]
    put(u, "vent", mode)
    put(u, "vent_rr", action.rr_per_min)
    put(u, "vent_vt", action.vt_ml)
    put(u, "vent_pip", action.pip_cmh2o)
    put(u, "vent_peep", action.peep_cmh2o)
    put(u, "vent_fio2", action.fio2_fraction)
    put(u, "vent_f_in", action.inspiration_fraction)
    put(u, "vent_support", 0.0 if action.mode == "cpap" else action.support_cmh2o)
    put(u, "vent_trigger", action.trigger_l_per_min * 1000.0 / 60.0)
    put(u, "vent_cycle", action.cycle_fraction)
    put(u, "vent_t_in", action.inspiration_s)
    if was == ventilator.OFF:
        y[place("clocks.push")] = 0.0
    if was != mode:
        _begin(mode, u, y)


def _begin(mode: float, u: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """A mode begins with nothing shown; SIMV with a breath, as at the end of a window."""
    y[lay.VENTILATOR : lay.VENTILATOR + len(ventilator.State._fields)] = 0.0
    y[lay.FACE : lay.FACE + len(ventilator.Face._fields)] = 0.0
    y[place("ventilator.served")] = u[INPUT_NAMES.index("inputs.hold_tick")]
    y[place("ventilator.x_from")] = u[INPUT_NAMES.index("inputs.vent_peep")]
    y[place("ventilator.cycle")] = period = np.floor(y[place("clocks.push")])
    if y[place("held.vent")] > ventilator.OFF:  # at once, not when organs are next asked
        y[place("held.vent")] = mode
    if mode == ventilator.SIMV:
        y[place("clocks.push")] = period + parameters.table()["ventilator.f_window"].value
        y[place("ventilator.phase")] = ventilator.GIVEN
        y[place("ventilator.n")] = 1.0


def hold_ventilator(
    action: deed.HoldVentilator, u: NDArray[np.float64], y: NDArray[np.float64], tick: int
) -> None:
    """Shut the valves when the breath is next at that end."""
    if u[INPUT_NAMES.index("inputs.vent")] == ventilator.OFF:
        raise TwinError("HoldVentilator: no ventilator is on; connect one with Ventilate first")
    if y[place("ventilator.phase")] == ventilator.HELD:
        raise TwinError("HoldVentilator: its valves are shut already; wait until they open")
    put(u, "hold_tick", float(max(tick, 1)))
    put(u, "hold_out", 1.0 if action.end == "expiration" else 0.0)
    put(u, "t_hold", action.hold_s)


def give_oxygen(action: deed.GiveOxygen, u: NDArray[np.float64]) -> None:
    """A device, and what flows through it; no flow, no device."""
    put(u, "oxygen_device", OXYGEN[action.device] if action.flow_l_per_min > 0 else 0.0)
    put(u, "q_oxygen", action.flow_l_per_min * 1000.0 / 60.0)
    put(u, "f_leak", action.leak_fraction)


def place_tube(action: deed.PlaceTube, u: NDArray[np.float64]) -> None:
    """A tube too deep in the trachea ends in the right main bronchus."""
    site = action.site
    if site == "trachea" and action.depth_cm > CARINA_CM:
        site = "bronchus_right"
    put(u, "tube", TUBES[site])
    put(u, "cuff_cmh2o", action.cuff_cmh2o)


def force_breath(action: deed.ForceBreath, u: NDArray[np.float64], tick: int) -> None:
    """One breath as deep as can be, from now on."""
    put(u, "forced_tick", float(max(tick, 1)))
    put(u, "f_forced", action.effort_fraction)
    put(u, "forced_out", 1.0 if action.out == "forced" else 0.0)
