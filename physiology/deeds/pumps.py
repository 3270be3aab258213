"""Syringe and volumetric pumps: a rate in mL/h of what is said to be in the syringe."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology import dispensing, formulary, pharmacology, pharmacy
from physiology import layout as lay
from physiology.clocks import DT_S
from physiology.deeds import fluids
from physiology.deeds.slots import Slots
from physiology.devices.infusion_pump import S_PER_H, Infusion
from physiology.drug import Drug
from physiology.errors import TwinError, UnknownName


def run(
    action: deed.RunPump, u: NDArray[np.float64], y: NDArray[np.float64], slots: Slots, tick: int
) -> Drug:
    """Run the pump of this drug and route at another rate, until its syringe is empty.

    Raises
    ------
    TwinError
        Unknown drug or route, nothing in the syringe, or too many at once.
    """
    drug = formulary.find(action.drug, "RunPump: drug")
    pharmacy.model_of(drug, action.drug)
    key = f"{drug.id}/{action.route}"
    if drug.fluid is not None and action.route not in pharmacy.INTO_BLOOD:
        raise UnknownName(
            f"RunPump: {drug.id} is not given by route {action.route!r}; "
            f"it is by {', '.join(pharmacy.INTO_BLOOD)}"
        )
    if action.rate_ml_per_h <= 0.0:
        _halt(key, drug, u, slots, tick)
        return drug
    if action.volume_ml <= 0.0:
        raise TwinError("RunPump: volume_ml is 0; an empty syringe gives nothing")
    syringe = Infusion(action.concentration_mg_per_ml, action.rate_ml_per_h, action.volume_ml)
    if drug.fluid is not None:
        volume = syringe.dose_mg / drug.fluid.mg_per_ml
        row = fluids.run_in(drug.fluid.fluid, volume, syringe.runs_s, u, slots, tick)
    else:
        row = dispensing.infuse(
            drug, action.drug, action.route, syringe.mg_per_ml * syringe.ml_per_h / S_PER_H,
            max(round(syringe.runs_s / DT_S), 1), u, slots.drugs, slots.places, slots.models, tick,
        )  # fmt: skip
    _halt(key, drug, u, slots, tick)
    slots.pumps[key] = [row, tick]
    return drug


def _halt(key: str, drug: Drug, u: NDArray[np.float64], slots: Slots, tick: int) -> None:
    """Stop what this pump is giving, unless its place has passed on to another since."""
    if key not in slots.pumps:
        return
    row, since = slots.pumps.pop(key)
    if drug.fluid is not None:
        at = lay.FLUIDS + lay.FLUID_SIZE * row
        begun, ends = at + lay.FLUID_FROM, at + lay.FLUID_TO
    else:
        at = lay.PUMPS + pharmacology.N_PUMP * row
        begun, ends = at + pharmacology.PUMP_FROM, at + pharmacology.PUMP_TO
    if u[begun] == since:
        u[ends] = min(u[ends], float(tick))
