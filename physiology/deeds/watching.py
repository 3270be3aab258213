"""Sensors, and how long each takes to its first number."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology.clocks import DT_S
from physiology.deeds.slots import Slots, put
from physiology.devices import capnograph, leads, sensors, thermometer
from physiology.errors import TwinError, UnknownName
from physiology.layout import INPUT_NAMES, place
from physiology.units import mmhg_from_cmh2o

# ticks from attaching a sensor to its first number
SETTLING = {
    "spo2": 5000,
    "ecg": 1500,
    "arterial_line": 1000,
    "capnograph": 3000,
    "thermometer": 15000,
}

# where an oximeter can sit; ecg, cuff and line have words of their own, or none
OXIMETER = {"": sensors.FINGER, "finger": sensors.FINGER, "ear": sensors.EAR, "toe": sensors.TOE}
MOVES = ("spo2", "capnograph", "thermometer")


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


SIDED = ("spo2", "thermometer")  # sensors of which a body has two places


def attach(action: deed.Attach, u: NDArray[np.float64], slots: Slots, tick: int) -> None:
    """Put a sensor on, where `site` says; one that is moved has to find its number anew."""
    match action.sensor:
        case "ecg":
            slots.clips = _clips(action.site)
        case "spo2":
            put(u, "spo2_site", OXIMETER[_known(action, OXIMETER)])
        case "capnograph":
            _known(action, ("", *capnograph.SITES))
        case "thermometer":
            site = thermometer.SITES[_known(action, thermometer.SITES)]
            put(u, "temp_added", site.added)
            put(u, "t_temp_added", site.t_added)
        case _:
            pass
    is_moved = action.sensor in MOVES and slots.sites.get(action.sensor, "") != action.site
    if is_moved:
        slots.sites[action.sensor] = action.site
        slots.sensors.pop(action.sensor, None)
    slots.sensors.setdefault(action.sensor, tick)


def _known(action: deed.Attach, sites: Collection[str]) -> str:
    """The kind of place that `site` names, its side left aside."""
    site = action.site
    if action.sensor in SIDED:
        site = site.removesuffix("_left").removesuffix("_right")
    if site not in sites:
        known = ", ".join(repr(name) for name in sites)
        raise UnknownName(
            f"Attach: site {action.site!r} is no place for sensor {action.sensor!r}; use {known}"
        )
    return site


def set_transducer(
    action: deed.SetTransducer, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots
) -> None:
    """Hang the gauge, and fill its line, as said."""
    _begin_line("SetTransducer", u, y, slots)
    put(u, "line_height", action.height_cm)
    put(u, "line_drift", action.drift_mmhg)
    put(u, "line_hz", action.natural_hz)
    put(u, "line_damping", action.damping_fraction)


def zero_transducer(
    action: deed.ZeroTransducer, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots
) -> None:
    """What is read now is zero from now on."""
    _begin_line("ZeroTransducer", u, y, slots)
    zero = _input(u, "line_drift")
    if action.open_to == "patient":
        zero += y[place("beat.map_")] - mmhg_from_cmh2o(_input(u, "line_height"))
    put(u, "line_zero", zero)


def flush_line(
    action: deed.FlushLine, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots, tick: int
) -> None:
    """Let the pressure of the bag through."""
    _begin_line("FlushLine", u, y, slots)
    put(u, "flush_tick", tick + round(action.flush_s / DT_S))


def _begin_line(what: str, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots) -> None:
    """From now on the line has a life of its own; it begins at what the artery shows."""
    if "arterial_line" not in slots.sensors:
        raise TwinError(f"{what}: no arterial line is in; attach sensor 'arterial_line' first")
    if _input(u, "line_on") > 0.0:
        return
    put(u, "line_on", 1.0)
    beat = {name: y[place(f"beat.{name}")] for name in ("map_", "sbp", "dbp")}
    for name, value in (
        ("p", beat["map_"]), ("dp", 0.0), ("n", 0.0),
        ("sys", beat["sbp"]), ("dia", beat["dbp"]), ("map_", beat["map_"]),
    ):  # fmt: skip
        y[place(f"line.{name}")] = value


def _input(u: NDArray[np.float64], name: str) -> float:
    return float(u[INPUT_NAMES.index(f"inputs.{name}")])
