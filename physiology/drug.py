"""What is known of one drug: the records that a file of `physiology/drugs` becomes."""

from __future__ import annotations

from typing import Any, NamedTuple

MG = {"ug": 1e-3, "mg": 1.0, "g": 1e3}  # in one of the units of mass of a dose
L_PER_MOL = 25.45  # of a gas at 37 degC and 760 mmHg


class Route(NamedTuple):
    """How a dose gets into the blood: share that arrives (0-1), half time of absorption (s)."""

    bioavailability: float
    half_s: float
    source: str


class Effect(NamedTuple):
    """One handle a drug turns: where it stands at full effect; half of that at `ec50`.

    `ec50` is mg/L, or a multiple of MAC where `is_mac`. Effects that `adds` on one handle are
    summed over drugs before Hill's law; others act one by one.
    """

    acts_on: str
    at_most: float
    ec50: float
    is_mac: bool
    gamma: float
    receptor: str
    adds: bool
    source: str


class Antagonism(NamedTuple):
    """A receptor a drug blocks, and the concentration that doubles what others need there.

    `at_most` above 1 is the greatest factor that it reaches.
    """

    receptor: str
    ki_mg_l: float
    at_most: float
    source: str


class Binding(NamedTuple):
    """A drug that this one takes out of the body, and the mg of it that bind one mg."""

    drug: str
    mg_per_mg: float
    source: str


class Model(NamedTuple):
    """One published kinetic model as expressions of covariates."""

    covariates: dict[str, str]
    volumes_l: tuple[str, ...]
    clearances_l_per_min: tuple[str, ...]
    ke0_per_min: str
    source: str


class Gas(NamedTuple):
    """An inhaled agent: partition into blood, molar mass, MAC at 40 years, a vaporizer's most."""

    blood_gas: float
    g_per_mol: float
    mac_40_pct: float
    most_pct: float
    source: str

    @property
    def mg_per_l_pct(self) -> float:
        """Concentration (mg/L) of one percent of it in warm gas."""
        return 0.01 * 1000.0 * self.g_per_mol / L_PER_MOL


class Fluid(NamedTuple):
    """A drug that acts as what it dissolves into: a row of fluids.toml, and mg in a mL of it."""

    fluid: str
    mg_per_ml: float


class Presentation(NamedTuple):
    """An ampoule, bag or vial as one region stocks it."""

    region: str
    mg_per_ml: float
    volume_ml: float
    dose_is: str
    label: str


class Usual(NamedTuple):
    """What is usually given to an adult at once, or by a pump where `is_rate`.

    `low`, `high` are mg (or % of inspired gas), of each kg where `is_per_kg`, a minute where
    `is_rate`. `over_s` is how long a dose takes, and how long a pump runs where one is shown.
    """

    low: float
    high: float
    is_per_kg: bool
    is_rate: bool
    unit: str
    route: str
    over_s: float
    source: str

    @property
    def said(self) -> str:
        """The range as its file says it: ``0.05 to 0.5 ug/kg/min``."""
        mg = MG.get(self.unit.split("/")[0], 1.0)
        return f"{self.low / mg:g} to {self.high / mg:g} {self.unit}"

    def dose_mg(self, amount: float, weight_kg: float) -> float:
        """What an `amount`, measured as `low` is, means: a dose (mg), or an inspired share (%)."""
        return (
            amount
            * (weight_kg if self.is_per_kg else 1.0)
            * (self.over_s / 60.0 if self.is_rate else 1.0)
        )


class Shown(NamedTuple):
    """How its doses are compared: columns of a course, minutes, when it is given, what before."""

    columns: tuple[str, ...]
    minutes: float
    given_at_s: float
    before: tuple[str, ...]


class Drug(NamedTuple):
    """One drug file.

    `allergen`: how severe anaphylaxis is (0-1) in somebody allergic to it. `models` by name, the
    `default_model` among them; none where it is a `fluid`.
    """

    id: str
    names: dict[str, Any]
    most_mg: float
    flow_share: float
    allergen: float
    models: dict[str, Model]
    default_model: str
    routes: dict[str, Route]
    effects: tuple[Effect, ...]
    antagonizes: tuple[Antagonism, ...]
    potentiates: tuple[Effect, ...]
    binds: tuple[Binding, ...]
    gas: Gas | None
    fluid: Fluid | None
    salt: dict[str, Any]
    presentations: tuple[Presentation, ...]
    usual: tuple[Usual, ...]
    shown: Shown | None
