"""The breastbone under hands: the force that a depth asks for, and how a chest softens.

::

    force = f (k_foot d + k_deep d²)      f = 1 - f_soft (1 - exp(-n / n_soft))

A second-degree law of depth, the mean of ten adults (Tsitlik 1983); stiffness `f` falls with the
number `n` of compressions done, by 31 % after 3500 of them (Russell 2021; Tomlinson 2007 saw the
fall too, and women's chests three quarters as stiff as men's). A shallow compression counts in
proportion to 5 cm (tuned). What the push does to blood is no matter of force here: it follows from
depth (`holding.chest`).
"""

import math
from typing import NamedTuple

from physiology._jit import kernel

FULL_CM = 5.0  # a compression of this depth counts as one


class State(NamedTuple):
    """Compressions done since the start, shallow ones in part."""

    n_pressed: float


class Params(NamedTuple):
    """See [sternum] of parameters.toml."""

    k_foot: float
    k_deep: float
    f_soft: float
    n_soft: float


@kernel
def advance(s: State, depth_cm: float, rate_per_min: float, dt: float) -> State:
    """One step of `dt` (s) under hands."""
    return State(s.n_pressed + dt * rate_per_min / 60.0 * min(depth_cm / FULL_CM, 1.0))


def stiffness(n_pressed: float, f_soft: float, n_soft: float) -> float:
    """Of the chest over that untouched.

    >>> round(stiffness(3500.0, 0.32, 1000.0), 2), stiffness(0.0, 0.32, 1000.0)
    (0.69, 1.0)
    """
    return 1.0 - f_soft * (1.0 - math.exp(-n_pressed / n_soft))


def force_n(depth_cm: float, f_stiff: float, k_foot: float, k_deep: float) -> float:
    """Force (N) that holds the breastbone at a depth.

    >>> round(force_n(5.0, 1.0, 54.9, 10.8), 1)
    544.5
    """
    return f_stiff * (k_foot * depth_cm + k_deep * depth_cm * depth_cm)
