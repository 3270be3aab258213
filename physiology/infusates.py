"""What runs into a vein: the contents of each fluid, from `physiology/fluids.toml`.

>>> round(float(mixture("saline")[1]), 3)
0.154
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from physiology.errors import TwinError

TABLE = Path(__file__).with_name("fluids.toml")
# in the order of a row of inputs after its times (see FLUID_HB in layout.py): key, factor to per mL
CONTENTS = (
    ("hemoglobin_g_l", 1e-3), ("sodium_mmol_l", 1e-3), ("potassium_mmol_l", 1e-3),
    ("chloride_mmol_l", 1e-3), ("calcium_mmol_l", 1e-3), ("glucose_mmol_l", 1e-3),
    ("citrate_mmol_l", 1e-3), ("albumin_g_l", 1e-3), ("clotting_fraction", 1.0),
    ("platelets_fraction", 1.0), ("fibrinogen_g_l", 1e-3),
)  # fmt: skip
MOST = 6000.0  # of anything in a liter


@functools.cache
def table() -> dict[str, dict[str, Any]]:
    """Every fluid by id, checked."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))
    known = {key for key, _ in CONTENTS} | {"name", "source", "unit_ml"}
    for fluid, row in rows.items():
        for key in row:
            if key not in known:
                raise TwinError(
                    f"{TABLE.name}: {fluid}: field {key!r} is unknown; "
                    f"known are {', '.join(sorted(known))}"
                )
        for key, _ in CONTENTS:
            if not 0.0 <= float(row.get(key, 0.0)) <= MOST:
                raise TwinError(f"{TABLE.name}: {fluid}: {key} is {row[key]!r}; give 0 to {MOST:g}")
    return rows


def mixture(fluid: str) -> NDArray[np.float64]:
    """What a milliliter of `fluid` holds, in the order of CONTENTS."""
    row = table()[fluid]
    return np.array([factor * float(row.get(key, 0.0)) for key, factor in CONTENTS])
