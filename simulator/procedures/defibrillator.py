"""A defibrillator as hands use it: choose, charge, shock. What the shock does is the body's affair.

A plain record of knobs and of when the capacitor is full; each verb returns the machine as it is
afterwards. Energy and impedance say how long charging takes and what flows
(`physiology.devices.defibrillator`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from physiology.actions import Shock
from physiology.devices.defibrillator import LEAST_OHM, MOST_OHM, charge_s

Place = Literal["anterolateral", "anteroposterior", "apex_too_medial", "side_by_side"]
Refusal = Literal["", "no_pads", "poor_contact", "not_charged", "charging"]
ENERGIES_J = (1, 2, 5, 10, 20, 30, 50, 70, 100, 120, 150, 170, 200, 250, 300, 360)
HOLDS_S = 60.0  # then a machine that nobody fires empties itself (usual 30-60 s)


@dataclass(frozen=True)
class Machine:
    """Knobs, pads and capacitor.

    `pads` is None while none stick to the chest; `charged_s` is when the charge is (or was) full,
    None while nothing charges.
    """

    energy_j: float = 200.0
    is_synced: bool = False
    pads: Place | None = None
    impedance_ohm: float = 75.0
    charged_s: float | None = None


class Fired(NamedTuple):
    """The machine afterwards, the deed or None, and why there is none."""

    machine: Machine
    deed: Shock | None
    refusal: Refusal


def stick(machine: Machine, pads: Place | None, impedance_ohm: float = 75.0) -> Machine:
    """Put pads on, or take them off (None)."""
    return replace(machine, pads=pads, impedance_ohm=impedance_ohm)


def choose(machine: Machine, energy_j: float) -> Machine:
    """Turn the knob to the step nearest to an energy (J); what is charged is let go."""
    nearest = min(ENERGIES_J, key=lambda step: abs(step - energy_j))
    return replace(machine, energy_j=float(nearest), charged_s=None)


def sync(machine: Machine, is_on: bool) -> Machine:
    """Wait for R waves, or do not."""
    return replace(machine, is_synced=is_on)


def charge(machine: Machine, now_s: float) -> Machine:
    """Begin to charge; a machine that charges or is ready goes on."""
    if state(machine, now_s) != "empty":
        return machine
    return replace(machine, charged_s=now_s + charge_s(machine.energy_j))


def state(machine: Machine, now_s: float) -> Literal["empty", "charging", "ready"]:
    """Of the capacitor."""
    full_s = machine.charged_s
    if full_s is None or now_s > full_s + HOLDS_S:
        return "empty"
    return "ready" if now_s >= full_s else "charging"


def fire(machine: Machine, now_s: float) -> Fired:
    """Press the button.

    The switch for R waves goes off after a shock, as it does on most machines: whoever converts a
    rhythm that then fibrillates should not press in vain.
    """
    refusal = _refusal(machine, now_s)
    if refusal or machine.pads is None:
        return Fired(machine, None, refusal)
    mode = "synchronized" if machine.is_synced else "unsynchronized"
    deed = Shock(machine.energy_j, mode, machine.pads, machine.impedance_ohm)
    return Fired(replace(machine, charged_s=None, is_synced=False), deed, "")


def _refusal(machine: Machine, now_s: float) -> Refusal:
    if machine.pads is None:
        return "no_pads"
    if not LEAST_OHM <= machine.impedance_ohm <= MOST_OHM:
        return "poor_contact"
    now = state(machine, now_s)
    if now == "charging":
        return "charging"
    return "" if now == "ready" else "not_charged"
