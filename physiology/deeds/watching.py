"""Sensors, and how long each takes to its first number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology.deeds.slots import Slots, put
from physiology.devices import leads, sensors
from physiology.errors import TwinError, UnknownName
from physiology.layout import place

# ticks from attaching a sensor to its first number
SETTLING = {
    "spo2": 5000,
    "ecg": 1500,
    "arterial_line": 1000,
    "capnograph": 3000,
    "thermometer": 15000,
}


def _clips(site: str) -> dict[str, str]:
    """Which clips of the electrocardiogram are not where they belong."""
    if site not in leads.PLACEMENTS:
        known = ", ".join(repr(name) for name in leads.PLACEMENTS)
        raise UnknownName(f"Attach: site {site!r} is no way to place the electrodes; use {known}")
    return dict(leads.PLACEMENTS[site])


def cycle_cuff(
    action: deed.CycleNibp, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots, tick: int
) -> None:
    """Begin a measurement now."""
    if "nibp" not in slots.sensors:
        raise TwinError("CycleNibp: no cuff is on the arm; attach sensor 'nibp' first")
    put(u, "cuff_every", action.every_s)
    if y[place("sensors.cuff_stage")] == sensors.IDLE:
        y[place("sensors.next_tick")] = max(tick, 1)


def attach(action: deed.Attach, slots: Slots, tick: int) -> None:
    """Put a sensor on; electrodes where `site` says."""
    if action.sensor == "ecg":
        slots.clips = _clips(action.site)
    slots.sensors.setdefault(action.sensor, tick)
