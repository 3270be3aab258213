"""What is breathed, through what, and who pushes it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology import layout as lay
from physiology.deeds.slots import put
from physiology.devices import airway
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
    "off": airway.VENT_OFF,
    "volume_control": airway.VENT_VOLUME,
    "pressure_control": airway.VENT_PRESSURE,
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
    was_off = u[INPUT_NAMES.index("inputs.vent")] == 0.0
    put(u, "vent", VENTILATION[action.mode])
    put(u, "vent_rr", action.rr_per_min)
    put(u, "vent_vt", action.vt_ml)
    put(u, "vent_pip", action.pip_cmh2o)
    put(u, "vent_peep", action.peep_cmh2o)
    put(u, "vent_fio2", action.fio2_fraction)
    put(u, "vent_f_in", action.inspiration_fraction)
    if was_off:
        y[place("clocks.push")] = 0.0


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
