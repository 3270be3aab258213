"""One drug file, read and checked: what it may say, and the record that it becomes.

Concentrations become mg/L; everything that may depend on the patient stays an expression.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from physiology import handles
from physiology import pharmacology as kinetics
from physiology.actions import Way
from physiology.drug import (
    MG,
    Antagonism,
    Binding,
    Drug,
    Effect,
    Fluid,
    Gas,
    Model,
    Presentation,
    Route,
    Shown,
    Usual,
)
from physiology.errors import TwinError, near

RECEPTORS = Path(__file__).with_name("receptors.toml")
KEYS = {"names", "most_mg", "flow_share", "allergen", "covariates", "model", "models",
        "default_model", "routes", "effects", "antagonizes", "potentiates", "binds", "gas",
        "fluid", "salt", "presentations", "usual", "shown"}  # fmt: skip
MODEL_KEYS = {"volumes_l", "clearances_l_per_min", "ke0_per_min", "source"}
MODELS_KEYS = MODEL_KEYS | {"covariates"}
EFFECT_KEYS = {"acts_on", "at_most", "ec50", "unit", "gamma", "receptor", "adds", "source"}
POTENTIATION_KEYS = {"acts_on", "ec50_left", "ec50", "unit", "gamma", "receptor", "source"}
ANTAGONISM_KEYS = {"receptor", "ki", "unit", "source"}
BINDING_KEYS = {"drug", "mg_per_mg", "source"}
ROUTE_KEYS = {"bioavailability", "half_s", "source"}
GAS_KEYS = {"blood_gas", "g_per_mol", "mac_40_pct", "most_pct", "source"}
FLUID_KEYS = {"fluid", "mg_per_ml", "source"}
SALT_KEYS = {"name", "base_fraction", "dose_is"}
PRESENTATION_KEYS = {"region", "mg_per_ml", "volume_ml", "dose_is", "label"}
USUAL_KEYS = {"dose", "unit", "route", "over_s", "source"}
SHOWN_KEYS = {"columns", "minutes", "given_at_s", "before"}
DOSE_IS = ("base", "salt")
REGIONS = ("us", "eu", "cn")
ROUTES: tuple[str, ...] = get_args(Way)
MG_PER_L = {"mg/L": 1.0, "ug/mL": 1.0, "ug/L": 1e-3, "ng/mL": 1e-3, "ng/L": 1e-6, "pg/mL": 1e-6}
MAC = "MAC"  # an EC50 in multiples of the minimal alveolar concentration at this age


@functools.cache
def receptors() -> tuple[str, ...]:
    """Every receptor by name (`physiology/receptors.toml`)."""
    names = tuple(tomllib.loads(RECEPTORS.read_text("utf-8")))
    if len(names) > kinetics.N_RECEPTORS:
        raise TwinError(f"{RECEPTORS.name}: {len(names)} receptors; {kinetics.N_RECEPTORS} at most")
    return names


def read(path: Path) -> Drug:
    """One drug file, checked."""
    file = path.name
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TwinError(f"{file}: {error}") from error
    _check_keys(file, data, KEYS, ("names", "most_mg"))
    models, default = _models(file, data)
    drug = Drug(
        path.stem,
        data["names"],
        _within(file, "most_mg", data["most_mg"], 1e-6, 1e6),
        _within(file, "flow_share", data.get("flow_share", 0.5), 0.0, 1.0),
        _within(file, "allergen", data.get("allergen", 0.8), 0.0, 1.0),
        models,
        default,
        {name: _route(file, name, row) for name, row in data.get("routes", {}).items()},
        tuple(_effect(file, row) for row in data.get("effects", ())),
        tuple(_antagonism(file, row) for row in data.get("antagonizes", ())),
        tuple(_potentiation(file, row) for row in data.get("potentiates", ())),
        tuple(_binding(file, row) for row in data.get("binds", ())),
        _gas(file, data["gas"]) if "gas" in data else None,
        _fluid(file, data["fluid"]) if "fluid" in data else None,
        _salt(file, data.get("salt", {})),
        tuple(_presentation(file, row) for row in data.get("presentations", ())),
        tuple(_usual(file, row) for row in data.get("usual", ())),
        _shown(file, data["shown"]) if "shown" in data else None,
    )
    _check_sizes(file, drug)
    return drug


def _models(file: str, data: dict[str, Any]) -> tuple[dict[str, Model], str]:
    """Every kinetic model: a single `[model]`, or `[models.*]` with a `default_model`."""
    shared = {k: str(v) for k, v in data.get("covariates", {}).items()}
    if "fluid" in data:
        return {}, ""
    if "models" not in data:
        if "model" not in data:
            raise TwinError(f"{file}: field 'model' is missing")
        return {"": _model(f"{file}: model", data["model"], MODEL_KEYS, shared)}, ""
    default = data.get("default_model", "")
    if default not in data["models"]:
        raise TwinError(
            f"{file}: default_model {default!r} is none of its models; "
            f"{near(str(default), data['models'])}"
        )
    return {
        name: _model(f"{file}: model {name}", row, MODELS_KEYS, shared)
        for name, row in data["models"].items()
    }, default


def _model(where: str, row: dict[str, Any], known: set[str], shared: dict[str, str]) -> Model:
    _check_keys(where, row, known, tuple(MODEL_KEYS))
    model = Model(
        shared | {k: str(v) for k, v in row.get("covariates", {}).items()},
        tuple(str(v) for v in row["volumes_l"]),
        tuple(str(v) for v in row["clearances_l_per_min"]),
        str(row["ke0_per_min"]),
        str(row["source"]),
    )
    pools = len(model.volumes_l)
    if not 1 <= pools <= 3 or len(model.clearances_l_per_min) != pools:
        raise TwinError(f"{where}: {pools} volumes; give 1 to 3, and as many clearances")
    return model


def _route(file: str, name: str, row: dict[str, Any]) -> Route:
    if name not in ROUTES:
        raise TwinError(f"{file}: route {name!r} is unknown; {near(name, ROUTES)}")
    _check_keys(f"{file}: route {name}", row, ROUTE_KEYS, tuple(ROUTE_KEYS))
    share = _within(file, f"{name} bioavailability", row["bioavailability"], 0.0, 1.0)
    half_s = _within(file, f"{name} half_s", row["half_s"], 0.1, 1e6)
    return Route(share, half_s, str(row["source"]))


def _handle(file: str, row: dict[str, Any], needed: tuple[str, ...], known: set[str]) -> str:
    _check_keys(f"{file}: effect", row, known, needed)
    name, table = row["acts_on"], handles.table()
    if name not in table:
        raise TwinError(f"{file}: acts_on {name!r} is no handle; {near(name, table)}")
    return str(name)


def _effect(file: str, row: dict[str, Any]) -> Effect:
    name = _handle(file, row, ("acts_on", "at_most", "ec50", "unit"), EFFECT_KEYS)
    low, high = handles.table()[name].range
    if handles.table()[name].kind == "offset":
        low = min(low, -high)  # it may take away as much as others may add
    return _hill(file, name, row, _within(file, f"{name} at_most", row["at_most"], low, high))


def _potentiation(file: str, row: dict[str, Any]) -> Effect:
    name = _handle(file, row, ("acts_on", "ec50_left", "ec50", "unit"), POTENTIATION_KEYS)
    left = _within(file, f"{name} ec50_left", row["ec50_left"], 0.02, 1.0)
    return _hill(file, name, row, left)


def _hill(file: str, name: str, row: dict[str, Any], at_most: float) -> Effect:
    is_mac = row["unit"] == MAC
    factor = 1.0 if is_mac else _per_l(file, row["unit"])
    return Effect(
        name,
        at_most,
        _within(file, f"{name} ec50", row["ec50"], 1e-9, 1e9) * factor,
        is_mac,
        _within(file, f"{name} gamma", row.get("gamma", 1.0), 0.2, 20.0),
        _receptor(file, row["receptor"]) if "receptor" in row else "",
        bool(row.get("adds", False)),
        _source(file, name, row),
    )


def _antagonism(file: str, row: dict[str, Any]) -> Antagonism:
    _check_keys(f"{file}: antagonizes", row, ANTAGONISM_KEYS | {"at_most"}, tuple(ANTAGONISM_KEYS))
    ki = _within(file, "ki", row["ki"], 1e-9, 1e9) * _per_l(file, row["unit"])
    most = _within(file, "at_most", row["at_most"], 1.01, 1e6) if "at_most" in row else 0.0
    return Antagonism(_receptor(file, row["receptor"]), ki, most, str(row["source"]))


def _binding(file: str, row: dict[str, Any]) -> Binding:
    _check_keys(f"{file}: binds", row, BINDING_KEYS, tuple(BINDING_KEYS))
    ratio = _within(file, "mg_per_mg", row["mg_per_mg"], 1e-3, 1e3)
    return Binding(str(row["drug"]), ratio, _source(file, "binds", row))


def _gas(file: str, row: dict[str, Any]) -> Gas:
    _check_keys(f"{file}: gas", row, GAS_KEYS, tuple(GAS_KEYS))
    limits = {
        "blood_gas": (0.01, 20.0),
        "g_per_mol": (2.0, 500.0),
        "mac_40_pct": (0.1, 200.0),
        "most_pct": (0.1, 80.0),
    }
    blood_gas, g_per_mol, mac, most = (
        _within(file, name, row[name], low, high) for name, (low, high) in limits.items()
    )
    return Gas(blood_gas, g_per_mol, mac, most, _source(file, "gas", row))


def _fluid(file: str, row: dict[str, Any]) -> Fluid:
    _check_keys(f"{file}: fluid", row, FLUID_KEYS, tuple(FLUID_KEYS))
    return Fluid(str(row["fluid"]), _within(file, "mg_per_ml", row["mg_per_ml"], 0.1, 1000.0))


def _salt(file: str, row: dict[str, Any]) -> dict[str, Any]:
    if not row:
        return {}
    _check_keys(f"{file}: salt", row, SALT_KEYS, ("name", "base_fraction"))
    _within(file, "base_fraction", row["base_fraction"], 0.05, 1.0)
    _word(file, "dose_is", row.get("dose_is", "base"), DOSE_IS)
    return row


def _presentation(file: str, row: dict[str, Any]) -> Presentation:
    _check_keys(
        f"{file}: presentations", row, PRESENTATION_KEYS, ("region", "mg_per_ml", "volume_ml")
    )
    return Presentation(
        _word(file, "region", row["region"], REGIONS),
        _within(file, "mg_per_ml", row["mg_per_ml"], 1e-6, 1e4),
        _within(file, "volume_ml", row["volume_ml"], 0.05, 2000.0),
        _word(file, "dose_is", row.get("dose_is", "base"), DOSE_IS),
        str(row.get("label", "")),
    )


def _usual(file: str, row: dict[str, Any]) -> Usual:
    _check_keys(f"{file}: usual", row, USUAL_KEYS, ("dose", "unit", "route", "source"))
    word, *per = str(row["unit"]).split("/")
    if word not in (*MG, "%") or len(set(per)) != len(per) or not set(per) <= {"kg", "min"}:
        raise TwinError(
            f"{file}: usual unit is {row['unit']!r}; write ug, mg, g or %, then /kg, /min or both"
        )
    try:
        least, most = row["dose"]
    except (TypeError, ValueError):
        raise TwinError(
            f"{file}: usual dose is {row['dose']!r}; give the least and the most"
        ) from None
    low = _within(file, "usual dose", least, 1e-9, 1e9)
    high = _within(file, "usual dose", most, low, 1e9)
    factor = MG.get(word, 1.0)
    return Usual(
        low * factor,
        high * factor,
        "kg" in per,
        "min" in per,
        str(row["unit"]),
        _word(file, "usual route", row["route"], ROUTES),
        _within(file, "usual over_s", row.get("over_s", 0.0), 0.0, 1e6),
        _source(file, "usual", row),
    )


def _shown(file: str, row: dict[str, Any]) -> Shown:
    _check_keys(f"{file}: shown", row, SHOWN_KEYS, ("columns", "minutes"))
    return Shown(
        tuple(str(name) for name in row["columns"]),
        _within(file, "shown minutes", row["minutes"], 1.0, 1440.0),
        _within(file, "shown given_at_s", row.get("given_at_s", 60.0), 0.0, 86_400.0),
        tuple(str(words) for words in row.get("before", ())),
    )


def _word(file: str, what: str, word: Any, known: tuple[str, ...]) -> str:
    if word not in known:
        raise TwinError(f"{file}: {what} is {word!r}; it must be one of {', '.join(known)}")
    return str(word)


def _source(file: str, what: str, row: dict[str, Any]) -> str:
    if not row.get("source"):
        raise TwinError(f"{file}: {what} lacks a source; write where it is from, or 'tuned'")
    return str(row["source"])


def _receptor(file: str, name: str) -> str:
    if name not in receptors():
        raise TwinError(f"{file}: receptor {name!r} is unknown; {near(name, receptors())}")
    return name


def _per_l(file: str, unit: str) -> float:
    if unit not in MG_PER_L:
        raise TwinError(f"{file}: unit {unit!r} is no concentration; {near(unit, MG_PER_L)}")
    return MG_PER_L[unit]


def _within(file: str, what: str, value: Any, low: float, high: float) -> float:
    if not isinstance(value, int | float) or not low <= value <= high:
        raise TwinError(f"{file}: {what} is {value!r}; it must be from {low:g} to {high:g}")
    return float(value)


def _check_sizes(file: str, drug: Drug) -> None:
    for what, found, most in (
        ("effects", drug.effects, kinetics.N_EFFECTS),
        ("receptors blocked", drug.antagonizes, kinetics.N_ANTAGONISMS),
        ("potentiations", drug.potentiates, kinetics.N_POTENTIATIONS),
        ("drugs bound", drug.binds, kinetics.N_BINDINGS),
    ):
        if len(found) > most:
            raise TwinError(f"{file}: {len(found)} {what}; {most} at most")
    if drug.gas is None and any(e.is_mac for e in (*drug.effects, *drug.potentiates)):
        raise TwinError(f"{file}: an effect in {MAC} needs [gas]")


def _check_keys(
    file: str, row: Mapping[str, Any], known: set[str], needed: tuple[str, ...]
) -> None:
    for key in row:
        if key not in known:
            raise TwinError(f"{file}: field {key!r} is unknown; {near(key, known)}")
    for key in needed:
        if key not in row:
            raise TwinError(f"{file}: field {key!r} is missing")
