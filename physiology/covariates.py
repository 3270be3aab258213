"""What the expressions of a drug file may name, and what they come to in one body."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from physiology.drug import Drug
from physiology.errors import TwinError, near
from physiology.validation.expression import evaluate

FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "exp": math.exp,
    "power": math.pow,
    "least": min,
    "most": max,
}


class Build(Protocol):
    """What expressions ask of a body; `Patient` has all of it."""

    @property
    def age_y(self) -> float:
        """Years since birth."""
        ...

    @property
    def sex(self) -> str:
        """``"male"`` or ``"female"``."""
        ...

    @property
    def height_cm(self) -> float:
        """Standing."""
        ...

    @property
    def weight_kg(self) -> float:
        """All of it."""
        ...

    @property
    def bmi_kg_per_m2(self) -> float:
        """Weight over height squared."""
        ...


class _Ordinary(NamedTuple):
    age_y: float = 30.0
    sex: str = "male"
    height_cm: float = 178.0
    weight_kg: float = 75.0
    bmi_kg_per_m2: float = 23.7


def tried(drug: Drug) -> None:
    """Try every expression of its models on an ordinary man.

    Raises
    ------
    TwinError
        Names the file, and the word or the number that is wrong.
    """
    for model in drug.models:
        kinetic(drug, _Ordinary(), model)


def kinetic(drug: Drug, who: Build, model: str = "") -> tuple[list[float], list[float], float]:
    """Volumes (L), clearances (L/min) and ke0 (1/min) of this drug in this patient."""
    chosen = drug.models[model or drug.default_model]
    known = covariates(who)

    def name(word: str) -> float:
        if word not in known:
            raise TwinError(f"{drug.id}.toml: {word!r} is no covariate; {near(word, known)}")
        return known[word]

    for word, text in chosen.covariates.items():
        known[word] = evaluate(text, name, FUNCTIONS)
    volumes = [evaluate(text, name, FUNCTIONS) for text in chosen.volumes_l]
    clearances = [evaluate(text, name, FUNCTIONS) for text in chosen.clearances_l_per_min]
    ke0 = evaluate(chosen.ke0_per_min, name, FUNCTIONS)
    if min([*volumes, *clearances, ke0]) <= 0.0:
        raise TwinError(f"{drug.id}.toml: a volume, clearance or ke0 of {who} is not above 0")
    return volumes, clearances, ke0


def covariates(who: Build) -> dict[str, float]:
    """What the expressions of a drug file may name."""
    return {
        "age_y": who.age_y,
        "weight_kg": who.weight_kg,
        "height_cm": who.height_cm,
        "is_female": 1.0 if who.sex == "female" else 0.0,
        "bmi": who.bmi_kg_per_m2,
        "lean_kg": lean_kg(who),
        "james_kg": james_kg(who),
        "pma_weeks": 52.0 * who.age_y + 40.0,  # age from conception
    }


def lean_kg(who: Build) -> float:
    """Fat-free mass (kg), Al-Sallami 2015: adults as Janmahasatian 2005, children maturing."""
    bmi, w, age = who.bmi_kg_per_m2, who.weight_kg, max(who.age_y, 0.1)
    if who.sex == "male":
        grown = 0.88 + 0.12 / (1.0 + (age / 13.4) ** -12.7)
        return grown * 9270.0 * w / (6680.0 + 216.0 * bmi)
    grown = 1.11 - 0.11 / (1.0 + (age / 7.1) ** -1.1)
    return grown * 9270.0 * w / (8780.0 + 244.0 * bmi)


def james_kg(who: Build) -> float:
    """Lean body mass (kg) of James 1976, that Schnider and Minto used.

    It falls again in the very fat; there it is held at its top.
    """
    a, b = (1.1, 128.0) if who.sex == "male" else (1.07, 148.0)
    top = 0.5 * a / b * who.height_cm * who.height_cm  # where it would begin to fall
    w = min(who.weight_kg, top)
    return a * w - b * (w / who.height_cm) * (w / who.height_cm)
