"""Hands on the breastbone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology.clocks import DT_S
from physiology.deeds.slots import put
from physiology.errors import OutOfRange
from physiology.layout import INPUT_NAMES

DEEPEST_CM = 12.0  # half of a large adult's chest (Pickard 2006: 23 cm deep, unverified)


def compress(action: deed.Compress, u: NDArray[np.float64], tick: int) -> None:
    """Depth, rate, duty and lean from now on.

    Who changes the rate goes on from where the hands are: the cycle does not jump.
    """
    if action.depth_cm > DEEPEST_CM:
        raise OutOfRange(
            f"Compress: depth_cm is {action.depth_cm:g}; a chest goes in by 0 to {DEEPEST_CM:g}"
        )

    def now(name: str) -> float:
        return float(u[INPUT_NAMES.index(f"inputs.{name}")])

    if now("depth_cm") > 0.0 and action.rate_per_min != now("rate_per_min"):
        cycle = (tick - now("press_tick")) * DT_S * now("rate_per_min") / 60.0 % 1.0
        put(u, "press_tick", tick - cycle * 60.0 / (action.rate_per_min * DT_S))
    put(u, "depth_cm", action.depth_cm)
    put(u, "rate_per_min", action.rate_per_min)
    put(u, "f_duty", action.duty_fraction)
    put(u, "lean_cm", action.lean_cm)
