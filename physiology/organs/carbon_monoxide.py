"""Carbon monoxide: it takes hemoglobin away and holds on to the oxygen of the rest.

Half of it is gone after 320 min on air, 80 min on oxygen (Peterson & Stewart 1970; Weaver 2000,
unverified): the washout goes with arterial PO2. The hemoglobin left binds tighter (Roughton &
Darling 1944): after Haldane's first law P50 falls to 1 / (1 + f + 2 f2) with `f` bound, which is
the same as blood that many degrees colder (see `blood.saturation`).
"""

import math
from typing import NamedTuple

from physiology._jit import kernel
from physiology.organs.blood import LN10


class State(NamedTuple):
    """Share of what was breathed in that is washed out again, hemoglobin bound now (0-1)."""

    f_washed: float
    f_bound: float


class Params(NamedTuple):
    """See [carbon_monoxide] of parameters.toml."""

    t_half: float
    p_air: float
    k_oxygen: float


@kernel
def curve_temp(temp_core: float, f_bound: float) -> float:
    """Temperature (degC) of the dissociation curve that core and carbon monoxide make together."""
    return temp_core - math.log(1.0 + f_bound + 2.0 * f_bound * f_bound) / (0.024 * LN10)


@kernel
def advance(s: State, f_taken: float, p_o2: float, dt: float, p: Params) -> State:
    """One step of the body clock; `f_taken`: hemoglobin that the poisoning bound."""
    if f_taken <= 0.0:
        return State(0.0, 0.0)
    rate = 0.6931 / p.t_half * (1.0 + p.k_oxygen * max(p_o2 / p.p_air - 1.0, 0.0))
    washed = s.f_washed + dt * rate * (1.0 - s.f_washed)
    return State(washed, f_taken * (1.0 - washed))
