"""Lost lung that pressure opens, and that falls shut again without it.

::

    alveolar pressure ─▶ opens above its opening pressure (seconds) ─┐
                     └─▶ shuts below its closing pressure (minutes) ─┴─▶ share that is open

Opening and closing pressures are spread over the lung; the closing ones are lower, so that the same
end-expiratory pressure keeps more open after a deep breath than before (Hickling 1998; Bates &
Irvin 2002; Crotti 2001, unverified). How much of the lung is lost, and how much of that can be
opened at all, is for diseases to say (`lung_lost_*`, `lung_recruitable`).
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Share (0-1) of what can be opened that is open, in each lung."""

    f_left: float
    f_right: float


class Params(NamedTuple):
    """See [recruitment] of parameters.toml."""

    x_open: float
    x_open_width: float
    x_close: float
    x_close_width: float
    t_open: float
    t_close: float


@kernel
def reached(x: float, x_half: float, width: float) -> float:
    """Share of units whose pressure of opening or closing (cmH2O) lies below `x`."""
    return 1.0 / (1.0 + math.exp(min(max((x_half - x) / width, -40.0), 40.0)))


@kernel
def opened(f: float, x: float, dt: float, p: Params) -> float:
    """Open share after `dt` at alveolar pressure `x` (cmH2O)."""
    opens = reached(x, p.x_open, p.x_open_width)
    stays = reached(x, p.x_close, p.x_close_width)
    if opens > f:
        return f + (opens - f) * min(dt / p.t_open, 1.0)
    if stays < f:
        return f + (stays - f) * min(dt / p.t_close, 1.0)
    return f


@kernel
def advance(s: State, x_left: float, x_right: float, dt: float, p: Params) -> State:
    """One slow step at the alveolar pressures (cmH2O) of both lungs."""
    return State(opened(s.f_left, x_left, dt, p), opened(s.f_right, x_right, dt, p))


@kernel
def lost(f_lost: float, f_recruitable: float, f_open: float) -> float:
    """What stays lost of a lost share while `f_open` of the recruitable part is open."""
    return f_lost * (1.0 - f_recruitable * f_open)
