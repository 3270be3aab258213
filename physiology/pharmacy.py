"""Drugs as data: what each is called, where it goes in a body, and what it does there.

One file a drug in `physiology/drugs/`; adding one needs no code. Rates and volumes may depend on
the patient by small sums of published covariates; effects are on handles, never on a monitor.

>>> find("Adrenaline").id, find("肾上腺素").id
('epinephrine', 'epinephrine')
"""

from __future__ import annotations

import difflib
import functools
import math
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from physiology import handles
from physiology import pharmacology as kinetics
from physiology.errors import TwinError, UnknownName
from physiology.patient import Patient
from physiology.validation.expression import evaluate

FOLDER = Path(__file__).parent / "drugs"
RECEPTORS = Path(__file__).with_name("receptors.toml")
KEYS = {"names", "most_mg", "flow_share", "allergen", "sources", "covariates", "model", "routes",
        "effects", "antagonizes"}  # fmt: skip
MODEL_KEYS = {"volumes_l", "clearances_l_per_min", "ke0_per_min", "source"}
EFFECT_KEYS = {"acts_on", "at_most", "ec50", "unit", "gamma", "receptor", "source"}
ANTAGONISM_KEYS = {"receptor", "ki", "unit", "source"}
ROUTE_KEYS = {"bioavailability", "half_s", "source"}
ROUTES = ("iv", "io", "im", "sc", "in", "inhaled", "buccal")
INTO_BLOOD = ("iv", "io")  # every drug can be given so; what delays it is the patient's own blood
MG_PER_L = {"mg/L": 1.0, "ug/mL": 1.0, "ug/L": 1e-3, "ng/mL": 1e-3, "ng/L": 1e-6, "pg/mL": 1e-6}
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "exp": math.exp,
    "power": math.pow,
    "least": min,
    "most": max,
}


class Route(NamedTuple):
    """How a dose gets into the blood: share that arrives (0-1), half time of absorption (s)."""

    bioavailability: float
    half_s: float
    source: str


class Effect(NamedTuple):
    """One handle a drug turns: where it stands at full effect; half of that at `ec50_mg_l`."""

    acts_on: str
    at_most: float
    ec50_mg_l: float
    gamma: float
    receptor: str
    source: str


class Antagonism(NamedTuple):
    """A receptor a drug blocks, and the concentration that doubles what others need there."""

    receptor: str
    ki_mg_l: float
    source: str


class Drug(NamedTuple):
    """One drug file: kinetics as expressions of covariates.

    `allergen`: how severe anaphylaxis is (0-1) in somebody allergic to it.
    """

    id: str
    names: dict[str, Any]
    most_mg: float
    flow_share: float
    allergen: float
    covariates: dict[str, str]
    volumes_l: tuple[str, ...]
    clearances_l_per_min: tuple[str, ...]
    ke0_per_min: str
    routes: dict[str, Route]
    effects: tuple[Effect, ...]
    antagonizes: tuple[Antagonism, ...]


@functools.cache
def load(folder: Path = FOLDER) -> dict[str, Drug]:
    """Every drug by id, checked.

    Raises
    ------
    TwinError
        A file with an unknown key, handle, unit or word, or a number out of its range.
    """
    return {path.stem: read(path) for path in sorted(folder.glob("*.toml"))}


@functools.cache
def receptors() -> tuple[str, ...]:
    """Every receptor by name (`physiology/receptors.toml`)."""
    names = tuple(tomllib.loads(RECEPTORS.read_text("utf-8")))
    if len(names) > kinetics.N_RECEPTORS:
        raise TwinError(f"{RECEPTORS.name}: {len(names)} receptors; {kinetics.N_RECEPTORS} at most")
    return names


def read(path: Path) -> Drug:
    """One drug file, checked; the expressions are tried on an ordinary patient."""
    file = path.name
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TwinError(f"{file}: {error}") from error
    _check_keys(file, data, KEYS, ("names", "most_mg", "model"))
    model = data["model"]
    _check_keys(f"{file}: model", model, MODEL_KEYS, tuple(MODEL_KEYS))
    drug = Drug(
        path.stem,
        data["names"],
        _within(file, "most_mg", data["most_mg"], 1e-6, 1e6),
        float(data.get("flow_share", 0.5)),
        float(data.get("allergen", 0.8)),
        {k: str(v) for k, v in data.get("covariates", {}).items()},
        tuple(str(v) for v in model["volumes_l"]),
        tuple(str(v) for v in model["clearances_l_per_min"]),
        str(model["ke0_per_min"]),
        {name: _route(file, name, row) for name, row in data.get("routes", {}).items()},
        tuple(_effect(file, row) for row in data.get("effects", ())),
        tuple(_antagonism(file, row) for row in data.get("antagonizes", ())),
    )
    _check_sizes(file, drug)
    constants(drug, Patient(age_y=30.0, sex="male", height_cm=178.0, weight_kg=75.0))
    return drug


def find(name: str, asked: str = "GiveDrug: drug") -> Drug:
    """The drug called `name` in any language, or a sentence that says what is near."""
    id = _by_name().get(name.casefold())
    if id is None:
        near = _near(name.casefold(), _by_name())
        raise UnknownName(f"{asked} {name!r} is unknown; {near}")
    return load()[id]


def leaves_per_s(drug: Drug, route: str, blood: kinetics.Params) -> tuple[float, float]:
    """Rate constant (1/s) of leaving the place of a dose, and the share that arrives."""
    if route in drug.routes:
        row = drug.routes[route]
        return math.log(2.0) / row.half_s, row.bioavailability
    if route in INTO_BLOOD:
        return (blood.k_vein if route == "iv" else blood.k_bone), 1.0
    known = [*INTO_BLOOD, *drug.routes]
    raise UnknownName(
        f"GiveDrug: {drug.id} is not given by route {route!r}; it is by {', '.join(known)}"
    )


@functools.lru_cache(maxsize=4096)
def _constants(id: str, who: Patient) -> NDArray[np.float64]:
    return constants(load()[id], who)


def fill(par: NDArray[np.float64], start: int, given: Mapping[str, int], who: Patient) -> None:
    """Write the constants of every drug in the body (`given`: slot by id) to `par[start:]`."""
    for id, slot in given.items():
        at = start + kinetics.N_CONSTANTS * slot
        par[at : at + kinetics.N_CONSTANTS] = _constants(id, who)


def kinetic(drug: Drug, who: Patient) -> tuple[list[float], list[float], float]:
    """Volumes (L), clearances (L/min) and ke0 (1/min) of this drug in this patient."""
    known = covariates(who)

    def name(word: str) -> float:
        if word not in known:
            raise TwinError(f"{drug.id}.toml: {word!r} is no covariate; {_near(word, known)}")
        return known[word]

    for word, text in drug.covariates.items():
        known[word] = evaluate(text, name, FUNCTIONS)
    volumes = [evaluate(text, name, FUNCTIONS) for text in drug.volumes_l]
    clearances = [evaluate(text, name, FUNCTIONS) for text in drug.clearances_l_per_min]
    ke0 = evaluate(drug.ke0_per_min, name, FUNCTIONS)
    if min([*volumes, *clearances, ke0]) <= 0.0:
        raise TwinError(f"{drug.id}.toml: a volume, clearance or ke0 of {who} is not above 0")
    return volumes, clearances, ke0


def constants(drug: Drug, who: Patient) -> NDArray[np.float64]:
    """What kernels need to know of a drug in this patient, flat (`pharmacology.N_CONSTANTS`)."""
    volumes, clearances, ke0 = kinetic(drug, who)
    row = np.zeros(kinetics.N_CONSTANTS)
    row[kinetics.FLOW_SHARE], row[kinetics.V1] = drug.flow_share, volumes[0]
    values, vectors = _modes(volumes, clearances, ke0)
    row[kinetics.LAMBDA : kinetics.LAMBDA + 4] = values
    row[kinetics.VECTORS : kinetics.VECTORS + 16] = vectors.ravel()
    row[kinetics.INVERSE : kinetics.INVERSE + 16] = np.linalg.inv(vectors).ravel()
    for n, a in enumerate(drug.antagonizes):
        at = kinetics.ANTAGONISMS + 2 * n
        row[at : at + 2] = receptors().index(a.receptor), a.ki_mg_l
    for n, e in enumerate(drug.effects):
        at = kinetics.EFFECTS + 5 * n
        handle = handles.Handles._fields.index(e.acts_on)
        receptor = receptors().index(e.receptor) if e.receptor else -1
        row[at : at + 5] = handle, e.at_most, e.ec50_mg_l, e.gamma, receptor
    return row


def _modes(
    volumes: list[float], clearances: list[float], ke0: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Eigenvalues (1/s) and eigenvectors of amounts 1-3 (mg) and effect site (mg/L)."""
    k = np.array(clearances) / 60.0
    a = np.zeros((4, 4))
    a[0, 0] = -k[0] / volumes[0]
    for n in range(1, len(volumes)):
        out, back = k[n] / volumes[0], k[n] / volumes[n]
        a[0, 0] -= out
        a[n, 0], a[0, n], a[n, n] = out, back, -back
    a[3, 0], a[3, 3] = ke0 / 60.0 / volumes[0], -ke0 / 60.0
    values, vectors = np.linalg.eig(a)
    if np.linalg.cond(vectors) > 1e12:  # ke0 equals a rate of the pools: part them a little
        return _modes(volumes, clearances, ke0 * 1.0001)
    return np.asarray(np.real(values)), np.asarray(np.real(vectors))


def covariates(who: Patient) -> dict[str, float]:
    """What the expressions of a drug file may name."""
    return {
        "age_y": who.age_y,
        "weight_kg": who.weight_kg,
        "height_cm": who.height_cm,
        "is_female": 1.0 if who.sex == "female" else 0.0,
        "bmi": who.bmi_kg_per_m2,
        "lean_kg": lean_kg(who),
        "pma_weeks": 52.0 * who.age_y + 40.0,  # age from conception
    }


def lean_kg(who: Patient) -> float:
    """Fat-free mass (kg), Al-Sallami 2015: adults as Janmahasatian 2005, children maturing."""
    bmi, w, age = who.bmi_kg_per_m2, who.weight_kg, max(who.age_y, 0.1)
    if who.sex == "male":
        grown = 0.88 + 0.12 / (1.0 + (age / 13.4) ** -12.7)
        return grown * 9270.0 * w / (6680.0 + 216.0 * bmi)
    grown = 1.11 - 0.11 / (1.0 + (age / 7.1) ** -1.1)
    return grown * 9270.0 * w / (8780.0 + 244.0 * bmi)


@functools.cache
def _by_name() -> dict[str, str]:
    """Drug ids by every name in lower case."""
    found: dict[str, str] = {}
    for id, drug in load().items():
        words = [id, drug.names["en"], drug.names["zh"], *drug.names.get("synonyms", ())]
        for word in words:
            if found.setdefault(str(word).casefold(), id) != id:
                raise TwinError(f"{id}.toml: name {word!r} is also {found[word.casefold()]}'s")
    return found


def _route(file: str, name: str, row: dict[str, Any]) -> Route:
    if name not in ROUTES:
        raise TwinError(f"{file}: route {name!r} is unknown; {_near(name, ROUTES)}")
    _check_keys(f"{file}: route {name}", row, ROUTE_KEYS, tuple(ROUTE_KEYS))
    share = _within(file, f"{name} bioavailability", row["bioavailability"], 0.0, 1.0)
    half_s = _within(file, f"{name} half_s", row["half_s"], 0.1, 1e6)
    return Route(share, half_s, str(row["source"]))


def _effect(file: str, row: dict[str, Any]) -> Effect:
    _check_keys(f"{file}: effect", row, EFFECT_KEYS, ("acts_on", "at_most", "ec50", "unit"))
    name, table = row["acts_on"], handles.table()
    if name not in table:
        raise TwinError(f"{file}: acts_on {name!r} is no handle; {_near(name, table)}")
    return Effect(
        name,
        _within(file, f"{name} at_most", row["at_most"], *table[name].range),
        _within(file, f"{name} ec50", row["ec50"], 1e-9, 1e9) * _per_l(file, row["unit"]),
        _within(file, f"{name} gamma", row.get("gamma", 1.0), 0.2, 20.0),
        _receptor(file, row["receptor"]) if "receptor" in row else "",
        _source(file, name, row),
    )


def _antagonism(file: str, row: dict[str, Any]) -> Antagonism:
    _check_keys(f"{file}: antagonizes", row, ANTAGONISM_KEYS, tuple(ANTAGONISM_KEYS))
    ki = _within(file, "ki", row["ki"], 1e-9, 1e9) * _per_l(file, row["unit"])
    return Antagonism(_receptor(file, row["receptor"]), ki, str(row["source"]))


def _source(file: str, what: str, row: dict[str, Any]) -> str:
    if not row.get("source"):
        raise TwinError(f"{file}: {what} lacks a source; write where it is from, or 'tuned'")
    return str(row["source"])


def _receptor(file: str, name: str) -> str:
    if name not in receptors():
        raise TwinError(f"{file}: receptor {name!r} is unknown; {_near(name, receptors())}")
    return name


def _per_l(file: str, unit: str) -> float:
    if unit not in MG_PER_L:
        raise TwinError(f"{file}: unit {unit!r} is no concentration; {_near(unit, MG_PER_L)}")
    return MG_PER_L[unit]


def _within(file: str, what: str, value: Any, low: float, high: float) -> float:
    if not isinstance(value, int | float) or not low <= value <= high:
        raise TwinError(f"{file}: {what} is {value!r}; it must be from {low:g} to {high:g}")
    return float(value)


def _check_sizes(file: str, drug: Drug) -> None:
    pools = len(drug.volumes_l)
    if not 1 <= pools <= 3 or len(drug.clearances_l_per_min) != pools:
        raise TwinError(f"{file}: {pools} volumes; give 1 to 3, and as many clearances")
    if len(drug.effects) > kinetics.N_EFFECTS:
        raise TwinError(f"{file}: {len(drug.effects)} effects; {kinetics.N_EFFECTS} at most")
    if len(drug.antagonizes) > kinetics.N_ANTAGONISMS:
        raise TwinError(f"{file}: blocks {len(drug.antagonizes)} receptors; "
                        f"{kinetics.N_ANTAGONISMS} at most")  # fmt: skip
    _within(file, "flow_share", drug.flow_share, 0.0, 1.0)
    _within(file, "allergen", drug.allergen, 0.0, 1.0)


def _check_keys(
    file: str, row: Mapping[str, Any], known: set[str], needed: tuple[str, ...]
) -> None:
    for key in row:
        if key not in known:
            raise TwinError(f"{file}: field {key!r} is unknown; {_near(key, known)}")
    for key in needed:
        if key not in row:
            raise TwinError(f"{file}: field {key!r} is missing")


def _near(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known))}"
