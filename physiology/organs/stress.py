"""Pain and stress: catecholamines in the blood.

Plasma catecholamines rise exponentially with the sympathetic discharge to the heart (`x_e` of the
reflexes) and leave within minutes; what feels them is metabolism and the pupils. In shock or severe
pain they stand at 10-40 times those at rest (Halter 1984; Woolf 1987, unverified).
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Catecholamines over those at rest (1 normal)."""

    x: float


class Params(NamedTuple):
    """See [stress] of parameters.toml."""

    x_rest: float
    k_discharge: float
    x_most: float
    t_plasma: float


@kernel
def advance(s: State, x_sympathetic: float, dt: float, p: Params) -> State:
    """One step of the body clock."""
    goal = min(math.exp(min(p.k_discharge * (x_sympathetic - p.x_rest), 5.0)), p.x_most)
    return State(s.x + dt * (max(goal, 0.3) - s.x) / p.t_plasma)
