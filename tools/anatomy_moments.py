"""Moments of the twin that the pictures of the body show."""

from __future__ import annotations

from typing import Any

import numpy as np

from physiology.vitals import Truth
from simulator.anatomy.body import Body


def moment(body: Body, gas_ml: float) -> Truth:
    """The body at rest, or with so much pleural gas under tension on the left."""
    gas = body.motion["cavity_ml"] - np.array(body.motion["tissue_ml"])
    lost = min(0.4 * gas_ml, 0.78 * gas[0])  # by the left lung; the rest pushes wall and dome
    across = 0.12 * gas_ml
    values: dict[str, Any] = dict.fromkeys(Truth._fields, 0.0)
    values |= {
        "lung_left_ml": gas[0] - lost, "chest_left_ml": gas[0] - lost + gas_ml,
        "lung_right_ml": gas[1] - across, "chest_right_ml": gas[1] - across,
        "diaphragm_left_ml": 0.4 * (gas_ml - lost), "diaphragm_right_ml": -0.4 * across,
        "mediastinal_shift_ml": 0.16 * gas_ml, "cvp_mmhg": 4.0 + 0.005 * gas_ml,
    }  # fmt: skip
    return Truth(**values)
