"""Holes, cuts, blows and what is pressed on them or let out of them."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology import layout as lay
from physiology.deeds.slots import Slots, put, slot
from physiology.errors import TwinError, UnknownName
from physiology.layout import place

VALVES = {"none": 0.0, "in": 1.0, "out": 2.0, "seals": 3.0}
BRUISE = 0.22  # shunt of a lung under a chest injured with severity 1 (lung contusion; tuned)
CONTRECOUP = 0.1  # of that, in the other lung (tuned)


@functools.cache
def vessel_table() -> dict[str, dict[str, Any]]:
    """Bleeding structures by id."""
    return tomllib.loads((Path(__file__).parents[1] / "vessels.toml").read_text("utf-8"))


def open_hole(
    action: deed.OpenPleura | deed.OpenLung, u: NDArray[np.float64], slots: Slots
) -> None:
    """A hole of the chest wall or of a lung; the same `opening` again changes it."""
    is_lung = isinstance(action, deed.OpenLung)
    key = f"{'lung' if is_lung else 'pleura'}/{action.side}/{action.opening}"
    k = lay.HOLES + 4 * slot(slots.holes, key, lay.N_HOLES, type(action).__name__)
    u[k + lay.HOLE_SIDE] = 0.0 if action.side == "left" else 1.0
    u[k + lay.HOLE_AREA] = action.area_mm2
    u[k + lay.HOLE_VALVE] = VALVES[action.valve]
    u[k + lay.HOLE_INTO_LUNG] = 1.0 if is_lung else 0.0
    put(u, "n_holes", float(len(slots.holes)))


def open_vessel(
    action: deed.OpenVessel | deed.Bleed,
    u: NDArray[np.float64],
    y: NDArray[np.float64],
    slots: Slots,
) -> None:
    """A cut, by its area or by the rate at which it bleeds."""
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
    row = slot(slots.vessels, key, lay.N_VESSELS, what)
    y[lay.CLOT + row] = 0.0  # what is cut anew bleeds anew
    k = lay.VESSEL_HOLES + lay.VESSEL_SIZE * row
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
    u[k + lay.VESSEL_UTERUS] = 1.0 if table[action.name].get("is_uterus", False) else 0.0
    put(u, "n_vessels", float(len(slots.vessels)))


def press(action: deed.Press, u: NDArray[np.float64], slots: Slots) -> None:
    """Press on all that is open of a vessel."""
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


def injure(action: deed.Injure, u: NDArray[np.float64], slots: Slots) -> None:
    """A blow: pain, and in the chest a bruised lung, a little in the other one too."""
    side = action.side or "none"
    slots.pains[f"{action.region}/{side}"] = action.severity_fraction
    chest = [v for k, v in slots.pains.items() if k.startswith("chest/")]
    other = [v for k, v in slots.pains.items() if not k.startswith("chest/")]
    put(u, "f_pain_chest", max(chest, default=0.0))
    put(u, "f_pain_other", max(other, default=0.0))
    both = slots.pains.get("chest/none", 0.0)
    for name in ("left", "right"):
        own = max(slots.pains.get(f"chest/{name}", 0.0), 0.5 * both)
        other = slots.pains.get(f"chest/{'right' if name == 'left' else 'left'}", 0.0)
        put(u, f"f_bruise_{name}", BRUISE * max(own, CONTRECOUP * other))


def drain(action: deed.Drain, y: NDArray[np.float64]) -> None:
    """What is drained leaves the body."""
    at = place(f"spaces.v_{action.space}")
    volume = min(action.volume_ml, max(float(y[at]), 0.0))
    y[at] -= volume
    y[place("spaces.v_outside")] += volume
