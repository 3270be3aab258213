"""A dose from hand to body: which drug gets which place in the vectors, and how it runs in."""

from __future__ import annotations

import functools
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from physiology import formulary, parameters, pharmacy
from physiology import layout as lay
from physiology import pharmacology as kinetics
from physiology.actions import GiveDrug, SetVaporizer
from physiology.clocks import DRUG_TICKS, DT_S
from physiology.drug import Drug
from physiology.errors import Conflict, OutOfRange, UnknownName

Numbers = NDArray[np.float64]


@functools.cache
def blood() -> kinetics.Params:
    """How fast blood takes a drug from a vein or a bone, from the table."""
    rows = parameters.table()
    return kinetics.Params(*(rows[f"pharmacology.{n}"].value for n in kinetics.Params._fields))


def give(
    drug: Drug,
    action: GiveDrug,
    u: Numbers,
    y: Numbers,
    drugs: dict[str, int],
    places: dict[str, int],
    models: dict[str, str],
    tick: int,
) -> None:
    """Give a dose: at once into its place, or by a pump that runs `over_s`.

    Parameters
    ----------
    drugs, places : dict
        Slot by drug id, place by ``drug/route``; new ones are added.
    models : dict
        Kinetic model by drug id, where another than the drug's own was asked for.

    Raises
    ------
    TwinError
        A route it is not given by, a dose above its most, or too many at once.
    """
    pharmacy.leaves_per_s(drug, action.route, blood())
    pharmacy.model_of(drug, action.drug)
    if action.dose_mg > drug.most_mg:
        raise OutOfRange(
            f"GiveDrug: dose_mg is {action.dose_mg:g}; of {drug.id} it must be from 0 (stop) "
            f"to {drug.most_mg:g}"
        )
    if action.dose_mg <= 0.0:
        _stop(u, places.get(f"{drug.id}/{action.route}"), tick)
    elif action.over_s > 0.0:
        ticks = max(round(action.over_s / DT_S), 1)
        infuse(
            drug, action.drug, action.route, action.dose_mg / (ticks * DT_S), ticks, u, drugs,
            places, models, tick,
        )  # fmt: skip
    else:
        slot, place = _room(drug, action.drug, action.route, u, drugs, places, models)
        y[lay.DRUG_PLACES + place] += action.dose_mg
        y[lay.DRUGS + kinetics.N_AMOUNTS * slot + kinetics.GIVEN] += action.dose_mg


def infuse(
    drug: Drug,
    asked: str,
    route: str,
    mg_per_s: float,
    ticks: int,
    u: Numbers,
    drugs: dict[str, int],
    places: dict[str, int],
    models: dict[str, str],
    tick: int,
) -> int:
    """Let a drug, `asked` for by that name, run in for `ticks`; returns the number of its pump."""
    pump = _free_pump(u, tick)
    _, place = _room(drug, asked, route, u, drugs, places, models)
    at = lay.PUMPS + kinetics.N_PUMP * pump
    u[at : at + 4] = place, mg_per_s, tick, tick + ticks
    n = u[lay.INPUTS + lay.IN_PUMPS]
    u[lay.INPUTS + lay.IN_PUMPS] = max(n, pump + 1.0)
    return pump


def _room(
    drug: Drug,
    asked: str,
    route: str,
    u: Numbers,
    drugs: dict[str, int],
    places: dict[str, int],
    models: dict[str, str],
) -> tuple[int, int]:
    """Slot and place of a drug by this route, noted in `u`; the body is unchanged if it fails."""
    key = f"{drug.id}/{route}"
    k, share = pharmacy.leaves_per_s(drug, route, blood())
    model = pharmacy.model_of(drug, asked)
    _check_room("GiveDrug", drug.id, key, drugs, places)
    _choose(drug, model, drugs, models)
    slot, place = _register(drug.id, key, u, drugs, places)
    at = lay.PLACES + kinetics.N_PLACE * place
    u[at : at + 3] = slot, k, share
    return slot, place


def vaporize(
    action: SetVaporizer,
    u: Numbers,
    drugs: dict[str, int],
    places: dict[str, int],
) -> None:
    """Let an agent be breathed in at `inspired_pct` of every breath from now on.

    Raises
    ------
    TwinError
        Unknown, no gas, more than its vaporizer gives, or too many drugs at once.
    """
    drug = formulary.find(action.drug, "SetVaporizer: drug")
    if ":" in action.drug:
        raise UnknownName(f"SetVaporizer: {drug.id} has no models; leave {action.drug!r} without")
    if drug.gas is None:
        raise UnknownName(f"SetVaporizer: {drug.id} is no inhaled agent; use GiveDrug")
    if action.inspired_pct > drug.gas.most_pct:
        raise OutOfRange(
            f"SetVaporizer: inspired_pct is {action.inspired_pct:g}; of {drug.id} it must be from "
            f"0 to {drug.gas.most_pct:g}"
        )
    key = f"{drug.id}/inhaled"
    if key not in places and action.inspired_pct <= 0.0:
        return
    _check_room("SetVaporizer", drug.id, key, drugs, places)
    slot, place = _register(drug.id, key, u, drugs, places)
    at = lay.PLACES + kinetics.N_PLACE * place
    u[at : at + 4] = slot, 0.0, 1.0, action.inspired_pct * drug.gas.mg_per_l_pct


def _register(
    id: str, key: str, u: Numbers, drugs: dict[str, int], places: dict[str, int]
) -> tuple[int, int]:
    """Slot of a drug and its place by this route, new ones where there are none."""
    slot = drugs.setdefault(id, len(drugs))
    place = places.setdefault(key, len(places))
    u[lay.INPUTS + lay.IN_DRUGS] = len(drugs)
    u[lay.INPUTS + lay.IN_PLACES] = len(places)
    return slot, place


def _choose(drug: Drug, model: str, drugs: dict[str, int], models: dict[str, str]) -> None:
    """Note the model asked for; one body knows one of each drug."""
    now = models.get(drug.id, drug.default_model)
    if not model or model == now:
        return
    if drug.id in drugs:
        raise Conflict(
            f"GiveDrug: {drug.id} is in this body by model {now!r} already; one body knows one"
        )
    models[drug.id] = model


def _check_room(
    what: str, id: str, key: str, drugs: dict[str, int], places: dict[str, int]
) -> None:
    for name, known, most, kind in (
        (id, drugs, kinetics.N_DRUGS, "drugs"),
        (key, places, kinetics.N_PLACES, "drugs and routes"),
    ):
        if name not in known and len(known) >= most:
            raise Conflict(f"{what}: {name} would be one too many; a body here has {most} {kind}")


def _free_pump(u: Numbers, tick: int) -> int:
    """The first pump whose dose has been counted to its end."""
    counted = (tick - 1) // DRUG_TICKS * DRUG_TICKS
    for pump in range(kinetics.N_PUMPS):
        at = lay.PUMPS + kinetics.N_PUMP * pump
        if u[at + kinetics.PUMP_RATE] == 0.0 or u[at + kinetics.PUMP_TO] <= counted:
            return pump
    raise Conflict(
        f"GiveDrug: over_s asks for one pump more; {kinetics.N_PUMPS} are running: wait, or stop "
        "one (dose_mg=0)"
    )


def _stop(u: Numbers, place: int | None, tick: int) -> None:
    for pump in range(kinetics.N_PUMPS):
        at = lay.PUMPS + kinetics.N_PUMP * pump
        if place is not None and u[at + kinetics.PUMP_PLACE] == place:
            u[at + kinetics.PUMP_TO] = min(u[at + kinetics.PUMP_TO], float(tick))


def in_body_mg(y: Numbers, drugs: dict[str, int], places: dict[str, int]) -> dict[str, float]:
    """What of each drug is still in the body (mg), where it was given included."""
    found: dict[str, float] = {}
    for id, slot in drugs.items():
        at = lay.DRUGS + kinetics.N_AMOUNTS * slot
        found[id] = float(y[at + kinetics.A1 : at + kinetics.A3 + 1].sum() + y[at + kinetics.A_GAS])
        for key, place in places.items():
            if key.startswith(f"{id}/"):
                found[id] += float(y[lay.DRUG_PLACES + place])
    return found


def levels(
    y: Numbers, par: Numbers, drugs: dict[str, int], wanted: Iterable[str]
) -> dict[str, float]:
    """Of each drug the concentration in plasma and where it acts (mg/L), of a gas end-tidal %."""
    found: dict[str, float] = {}
    gases = end_tidal_pct(y, drugs)
    for id in sorted({*drugs, *wanted}):
        drug = formulary.find(id)
        plasma = effect = 0.0
        if id in drugs and drug.models:
            at = lay.DRUGS + kinetics.N_AMOUNTS * drugs[id]
            v1 = float(par[lay.DRUG_TABLE + kinetics.N_CONSTANTS * drugs[id] + kinetics.V1])
            plasma, effect = float(y[at + kinetics.A1]) / v1, float(y[at + kinetics.C_EFFECT])
        if drug.models:
            found |= {f"plasma_{id}_mg_l": plasma, f"effect_{id}_mg_l": effect}
        if drug.gas is not None:
            found[f"end_tidal_{id}_pct"] = gases.get(id, 0.0)
    return found


def end_tidal_pct(y: Numbers, drugs: dict[str, int]) -> dict[str, float]:
    """What alveolar gas holds of each inhaled agent (%), as an analyzer reads it."""
    found: dict[str, float] = {}
    for id, slot in drugs.items():
        gas = formulary.load()[id].gas
        if gas is not None:
            mg = float(y[lay.DRUGS + kinetics.N_AMOUNTS * slot + kinetics.A_GAS])
            v = float(y[lay.place("out.v_left")] + y[lay.place("out.v_right")]) / 1000.0
            found[id] = mg / max(v, kinetics.V_GAS_LEAST) / gas.mg_per_l_pct
    return found
