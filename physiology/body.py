"""Which organ feeds which on the body clock (every second): what takes minutes and hours.

::

    flows, pressures, oxygen of the last second ─▶ fluids, kidney, chemistry, heat, clotting
"""

from physiology import beating, chemistry, homeostasis
from physiology import layout as lay
from physiology._jit import Vector, kernel


@kernel
def add_tally(
    y: Vector, n: int, p_artery: float, p_great_veins: float, used: float, missed: float
) -> None:
    """Add one slow step of `n` fast ones to the sums that the body clock will read."""
    t = lay.read_tally(y)
    ve = lay.read_breath(y).ve
    lay.write_tally(y, lay.Tally(t.p_artery + p_artery, t.p_great_veins + p_great_veins, t.ve + ve))
    for b in range(lay.N_BEDS):
        y[lay.TALLY_Q + b] += max(y[lay.SUM_Q_CAP + b] / n, 0.0)
    y[lay.TALLY_J] += used
    y[lay.TALLY_J + 1] += missed


@kernel
def means(y: Vector, n: int) -> lay.Tally:
    """Turn the sums over `n` slow steps into means, in place for the beds, and clear the rest."""
    k = 1.0 / n
    t = lay.read_tally(y)
    lay.write_tally(y, lay.Tally(0.0, 0.0, 0.0))
    for b in range(lay.N_BEDS):
        y[lay.TALLY_Q + b] *= k
    for b in range(2):
        y[lay.TALLY_J + b] *= k
    return lay.Tally(t.p_artery * k, t.p_great_veins * k, t.ve * k)


@kernel
def clear(y: Vector) -> None:
    """Empty the sums of the beds for the next second."""
    for b in range(lay.N_BEDS):
        y[lay.TALLY_Q + b] = 0.0
    for b in range(2):
        y[lay.TALLY_J + b] = 0.0


@kernel
def body_step(y: Vector, u: Vector, par: Vector, tick: int, n: int, dt: float) -> None:
    """Everything on the body clock, once; `n` slow steps have passed since the last."""
    mean = means(y, n)
    chemistry.advance(y, u, par, tick, mean, dt)
    homeostasis.advance(y, u, par, mean, dt)
    beating.excite(y, par, dt)
    clear(y)
