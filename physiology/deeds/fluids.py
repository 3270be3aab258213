"""What runs into a vein, and for how long."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology import infusates, pharmacy
from physiology import layout as lay
from physiology.clocks import BODY_TICKS, DT_S
from physiology.deeds.slots import Slots, put
from physiology.drug import Drug, Fluid
from physiology.errors import OutOfRange, TwinError, UnknownName

# two wide cannulas and a pressure infuser: some 1 L/min each (Barcelona 2003, unverified)
FASTEST_ML_PER_S = 33.0


def give_solution(
    drug: Drug,
    dissolved: Fluid,
    action: deed.GiveDrug,
    u: NDArray[np.float64],
    slots: Slots,
    tick: int,
) -> None:
    """A salt or a sugar acts as what it dissolves into: it runs in as a fluid."""
    pharmacy.model_of(drug, action.drug)
    if action.route not in pharmacy.INTO_BLOOD:
        raise UnknownName(
            f"GiveDrug: {drug.id} is not given by route {action.route!r}; "
            f"it is by {', '.join(pharmacy.INTO_BLOOD)}"
        )
    if not 0.0 < action.dose_mg <= drug.most_mg:
        raise OutOfRange(
            f"GiveDrug: dose_mg is {action.dose_mg:g}; of {drug.id} it must be above 0 and at most "
            f"{drug.most_mg:g}"
        )
    volume = action.dose_mg / dissolved.mg_per_ml
    run_in(dissolved.fluid, volume, action.over_s, u, slots, tick)


def run_in(
    fluid: str, volume_ml: float, over_s: float, u: NDArray[np.float64], slots: Slots, tick: int
) -> int:
    """Let so much of a fluid run into a vein from now on; returns which line it runs through.

    A line carries no more than `FASTEST_ML_PER_S`, however hard the bag is squeezed.
    """
    line = _free_line(u, slots, tick)
    k = lay.FLUIDS + lay.FLUID_SIZE * line
    ticks = max(round(max(over_s, volume_ml / FASTEST_ML_PER_S) / DT_S), 10)
    u[k + lay.FLUID_RATE] = volume_ml / (ticks * DT_S)
    u[k + lay.FLUID_FROM] = tick
    u[k + lay.FLUID_TO] = tick + ticks
    u[k + lay.FLUID_HB : k + lay.FLUID_SIZE] = infusates.mixture(fluid)
    put(u, "n_fluids", float(slots.fluids))
    return line


def _free_line(u: NDArray[np.float64], slots: Slots, tick: int) -> int:
    """A drip that has ended, and that the body clock has counted to its last drop."""
    for line in range(slots.fluids):
        if u[lay.FLUIDS + lay.FLUID_SIZE * line + lay.FLUID_TO] + BODY_TICKS <= tick:
            return line
    if slots.fluids == lay.N_FLUIDS:
        raise TwinError(
            f"GiveFluid: {lay.N_FLUIDS} fluids are running already; wait until one is in"
        )
    slots.fluids += 1
    return slots.fluids - 1
