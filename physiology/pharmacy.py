"""A drug in one patient: where it goes in the body, and what it does there.

One file a drug in `physiology/drugs/` (`physiology.drug_file` reads it); adding one needs no code.
Rates and volumes may depend on the patient by small sums of published covariates; effects are on
handles, never on a monitor. A drug with several published models is named with one, or has its
default: ``propofol:marsh``.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from physiology import formulary, handles
from physiology import pharmacology as kinetics
from physiology.covariates import kinetic
from physiology.drug import Drug, Effect, Presentation
from physiology.drug_file import receptors
from physiology.errors import TwinError, UnknownName, near
from physiology.patient import Patient

INTO_BLOOD = ("iv", "io")  # all but gases can be given so; what delays it is his own blood


def model_of(drug: Drug, name: str) -> str:
    """The kinetic model that a name such as ``propofol:marsh`` asks for, "" for none."""
    asked = name.partition(":")[2].strip().casefold()
    if asked and asked not in drug.models:
        raise UnknownName(f"GiveDrug: {drug.id} has no model {asked!r}; {near(asked, drug.models)}")
    return asked


def leaves_per_s(drug: Drug, route: str, blood: kinetics.Params) -> tuple[float, float]:
    """Rate constant (1/s) of leaving the place of a dose, and the share that arrives."""
    if route in drug.routes:
        row = drug.routes[route]
        return math.log(2.0) / row.half_s, row.bioavailability
    if route in INTO_BLOOD and drug.gas is None:
        return (blood.k_vein if route == "iv" else blood.k_bone), 1.0
    known = [*(INTO_BLOOD if drug.gas is None else ("SetVaporizer",)), *drug.routes]
    raise UnknownName(
        f"GiveDrug: {drug.id} is not given by route {route!r}; it is by {', '.join(known)}"
    )


@functools.lru_cache(maxsize=4096)
def _constants(id: str, who: Patient, model: str) -> NDArray[np.float64]:
    return constants(formulary.load()[id], who, model)


def fill(
    par: NDArray[np.float64],
    start: int,
    given: Mapping[str, int],
    who: Patient,
    models: Mapping[str, str] | None = None,
) -> None:
    """Write the constants of every drug in the body (`given`: slot by id) to `par[start:]`."""
    for id, slot in given.items():
        at = start + kinetics.N_CONSTANTS * slot
        par[at : at + kinetics.N_CONSTANTS] = _constants(id, who, (models or {}).get(id, ""))
        bound = [b for b in formulary.load()[id].binds if b.drug in given]
        for n, binding in enumerate(bound):
            i = at + kinetics.BINDINGS + 2 * n
            par[i : i + 2] = given[binding.drug], binding.mg_per_mg


def constants(drug: Drug, who: Patient, model: str = "") -> NDArray[np.float64]:
    """What kernels need to know of a drug in this patient, flat (`pharmacology.N_CONSTANTS`)."""
    volumes, clearances, ke0 = kinetic(drug, who, model)
    row = np.zeros(kinetics.N_CONSTANTS)
    row[kinetics.FLOW_SHARE], row[kinetics.V1] = drug.flow_share, volumes[0]
    values, vectors = _modes(volumes, clearances, ke0)
    row[kinetics.LAMBDA : kinetics.LAMBDA + 4] = values
    row[kinetics.VECTORS : kinetics.VECTORS + 16] = vectors.ravel()
    row[kinetics.INVERSE : kinetics.INVERSE + 16] = np.linalg.inv(vectors).ravel()
    row[kinetics.BLOOD_GAS] = drug.gas.blood_gas if drug.gas else 0.0
    for n, a in enumerate(drug.antagonizes):
        at = kinetics.ANTAGONISMS + kinetics.N_ANTAGONISM * n
        row[at : at + kinetics.N_ANTAGONISM] = receptors().index(a.receptor), a.ki_mg_l, a.at_most
    for n, e in enumerate(drug.potentiates):
        at = kinetics.POTENTIATIONS + kinetics.N_POTENTIATION * n
        row[at : at + kinetics.N_POTENTIATION] = _effect(drug, e, who)
    for n, e in enumerate(drug.effects):
        at = kinetics.EFFECTS + kinetics.N_EFFECT * n
        row[at : at + kinetics.N_EFFECT] = *_effect(drug, e, who), float(e.adds)
    return row


def _effect(drug: Drug, e: Effect, who: Patient) -> tuple[float, float, float, float, float]:
    """Handle, greatest effect, EC50 (mg/L of blood), slope and receptor of one effect."""
    ec50 = e.ec50
    if e.is_mac and drug.gas is not None:
        ec50 *= mac_pct(drug, who.age_y) * drug.gas.mg_per_l_pct * drug.gas.blood_gas
    handle = handles.Handles._fields.index(e.acts_on)
    receptor = receptors().index(e.receptor) if e.receptor else -1
    return float(handle), e.at_most, ec50, e.gamma, float(receptor)


def mac_pct(drug: Drug, age_y: float) -> float:
    """Minimal alveolar concentration (%) at an age: Mapleson 1996, Nickalls & Mapleson 2003."""
    if drug.gas is None:
        raise TwinError(f"{drug.id} is no gas: it has no MAC")
    return drug.gas.mac_40_pct * math.pow(10.0, -0.00269 * (max(age_y, 1.0) - 40.0))


def counted_mg(drug: Drug, ampoule: Presentation) -> float:
    """What a whole ampoule holds (mg) as `GiveDrug` counts it: salt or base, as doses are.

    >>> norepinephrine = formulary.find("norepinephrine")
    >>> [counted_mg(norepinephrine, p) for p in norepinephrine.presentations if p.region == "cn"]
    [1.0, 5.0]
    """
    mg = ampoule.mg_per_ml * ampoule.volume_ml
    counts_salt = drug.salt.get("dose_is", "base") == "salt"
    if not drug.salt or counts_salt or ampoule.dose_is == "base":
        return mg  # labels and doses speak of the same
    return mg * float(drug.salt["base_fraction"])


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
