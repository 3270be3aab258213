"""A syringe or volumetric pump: it knows milliliters an hour, and what is in them only by hearsay.

>>> right = Infusion(mg_per_ml=0.1, ml_per_h=6.0, volume_ml=50.0)
>>> round(right.ug_per_min, 9), round(right._replace(ml_per_h=60.0).ug_per_min, 9)
(10.0, 100.0)
>>> right.runs_s / 3600.0
8.333333333333334
"""

from typing import NamedTuple

S_PER_H = 3600.0


class Infusion(NamedTuple):
    """What is in the syringe and how fast it runs."""

    mg_per_ml: float
    ml_per_h: float
    volume_ml: float

    @property
    def ug_per_min(self) -> float:
        """Dose rate as prescriptions say it."""
        return 1000.0 * self.mg_per_ml * self.ml_per_h / 60.0

    @property
    def runs_s(self) -> float:
        """Until it is empty (s)."""
        return self.volume_ml / self.ml_per_h * S_PER_H

    @property
    def dose_mg(self) -> float:
        """All that is in it."""
        return self.mg_per_ml * self.volume_ml
