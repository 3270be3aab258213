"""Who lies on the trolley."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from physiology import conditions
from physiology.errors import OutOfRange

Sex = Literal["male", "female"]

RANGES = {
    "age_y": (2.0, 110.0, "no law here reaches below two years"),
    "height_cm": (75.0, 220.0, "human stature"),
    "weight_kg": (8.0, 250.0, "human mass from two years on"),
    "hb_g_dl": (3.0, 22.0, "survivable hemoglobin"),
}
HEAVIEST_BMI = 110.0  # kg/m2
SEED_MOST = 2**53  # the largest whole number that the vector of inputs keeps exactly


@dataclass(frozen=True)
class Patient:
    """A person, as far as the equations need to know one.

    Parameters
    ----------
    age_y : float
        Age (years).
    sex : {"male", "female"}
    height_cm, weight_kg : float
        Stature (cm) and mass (kg).
    conditions : tuple of str
        What he has had for long, such as ``"copd:0.6"``: see `physiology.conditions`.
    hb_g_dl : float or None
        Hemoglobin (g/dl); None takes the usual value for the sex.
    seed : int
        Seed of the counter-based random numbers of this body.

    Raises
    ------
    TwinError
        A number outside its possible range; the message names field, value, and rule.
    """

    age_y: float
    sex: Sex
    height_cm: float
    weight_kg: float
    conditions: tuple[str, ...] = ()
    hb_g_dl: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.sex not in ("male", "female"):
            raise OutOfRange(f"patient: sex is {self.sex!r}; use 'male' or 'female'")
        for field, (low, high, why) in RANGES.items():
            value = getattr(self, field)
            if value is None and field == "hb_g_dl":
                continue
            if not isinstance(value, int | float) or not low <= value <= high:
                raise OutOfRange(
                    f"patient: {field} is {value!r}; "
                    f"it must be a number from {low:g} to {high:g} ({why})"
                )
        seed = cast(object, self.seed)  # whatever a file or a caller gave
        if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed <= SEED_MOST:
            raise OutOfRange(
                f"patient: seed is {seed!r}; it must be a whole number from 0 to {SEED_MOST}"
            )
        if self.bmi_kg_per_m2 > HEAVIEST_BMI:
            raise OutOfRange(
                f"patient: weight_kg {self.weight_kg:g} at height_cm {self.height_cm:g} is a body "
                f"mass index of {self.bmi_kg_per_m2:.0f}; it must be at most {HEAVIEST_BMI:g}"
            )
        conditions.check(self.conditions, self.age_y, self.sex)

    @property
    def bmi_kg_per_m2(self) -> float:
        """Body mass index (kg/m2)."""
        return self.weight_kg / (self.height_cm / 100.0) ** 2
