"""Autoregulation of kidneys and gut by the wall of their own arterioles.

Brain, heart and muscle set their vessels by the oxygen they get (see `reflexes`). Kidneys hold
their flow between about 75 and 160 mmHg whatever they use (Shipley & Study 1951); the gut does so
less well (Johnson 1986). Resistance follows the pressure of the last half minute against the
patient's own at rest, as far as the wall reaches; nothing changes at rest.
"""

from typing import NamedTuple

from physiology._jit import kernel


class Params(NamedTuple):
    """See [myogenic] of parameters.toml."""

    k_renal: float
    k_splanchnic: float
    f_low: float
    f_high: float
    p_capillary: float
    t_wall: float


@kernel
def advance(now: float, p_artery: float, p_rest: float, k: float, dt: float, p: Params) -> float:
    """Factor on the resistance of one bed after `dt`; `k` 1 holds flow, 0 leaves it to pressure."""
    f = (p_artery - p.p_capillary) / max(p_rest - p.p_capillary, 20.0)
    goal = 1.0 + k * (min(max(f, p.f_low), p.f_high) - 1.0)
    return now + dt * (goal - now) / p.t_wall
