"""Two units in each lung: one that fresh gas reaches easily, one that it reaches late.

::

    airway ─┬─ (1 - f) ─▶ [ quick unit ] ─▶ blood (1 - w)
            │                  ⇅ collateral
            └───  f  ────▶ [ slow unit ] ──▶ blood w

Half of the lung's gas lies in each at rest. `f`, the slow unit's part of every change of volume,
falls as ventilation gets uneven; `w`, its part of the blood, rises a little with disease and falls
with hypoxic vasoconstriction. Venous admixture, alveolar dead space, the slow washout of nitrogen
and the gap between end-tidal and arterial carbon dioxide follow (two-compartment lung of Riley &
Cournand 1949; spread as in West 1969, unverified).

Gas that meets no blood at all is gas of the quick unit: its share of the blood is what clot, and
pressure in the alveoli above that in the vessels (zone 1 of West 1964), leave of it.

The slow unit is part of the whole lung's gas, which is what is stored besides: whatever passes
between the units cancels, so that no gas is made or lost.
"""

from typing import NamedTuple

from physiology._jit import kernel
from physiology.organs import lungs
from physiology.organs.lungs import DeadSpace, Gas

T_EVEN = 20.0  # s in which collateral ways bring both units to the same size (tuned)
F_BIG = 0.65  # of the lung: from here on the slow unit empties with the quick one (tuned)


class Params(NamedTuple):
    """See [units] of parameters.toml."""

    f_blocked: float
    f_flow: float
    f_asleep: float
    f_health: float
    f_fallen: float
    p_height: float


class Sharing(NamedTuple):
    """What one lung does with the gas that comes and goes (mL/s)."""

    whole: Gas  # rate of change of all its gas
    slow: Gas  # of which in the slow unit
    out: Gas  # fractions of what it breathes out


@kernel
def reach(uneven: float, p: Params) -> float:
    """Part of each change of volume that the slow unit takes; a half in health."""
    return 0.5 * (1.0 - p.f_blocked * uneven)


@kernel
def spread(uneven: float, slack: float, p: Params) -> float:
    """Unevenness of a lung that disease has made `uneven`, in a body as `slack` as 0-1."""
    return 1.0 - (1.0 - uneven) * (1.0 - p.f_asleep * slack) * (1.0 - p.f_health)


@kernel
def fallen(slack: float, p: Params) -> float:
    """Part of a lung that falls shut where it lies lowest when the muscles go `slack` (0-1)
    (atelectasis of anesthesia, Hedenstierna 1985, unverified); pressure opens it again.
    """
    return p.f_fallen * slack


@kernel
def unperfused(f_clot: float, p_alveoli: float, p_artery: float, reach_: float, p: Params) -> float:
    """Part of the quick unit's blood that is kept from it.

    `f_clot` of the lung's units are closed to blood by clot, and those that lie so high that the
    pressure of the pulmonary artery (mmHg at mid height) does not reach that of their gas.
    """
    f_high = min(max(0.5 + 0.5 * (p_alveoli - p_artery) / p.p_height, 0.0), 0.9)
    f = 1.0 - (1.0 - f_clot) * (1.0 - f_high)
    return min(f / (1.0 - reach_), 0.97)


@kernel
def flow_share(f_r_slow: float, f_r_quick: float, uneven: float, f_kept: float, p: Params) -> float:
    """Part of the lung's blood that the slow unit gets, by the resistance factors of both.

    `f_kept` of the quick unit's blood is kept from it.
    """
    base = 0.5 * (1.0 + p.f_flow * uneven)
    slow = base / f_r_slow
    return slow / (slow + (1.0 - base) * (1.0 - f_kept) / f_r_quick)


@kernel
def rest_of(whole: Gas, slow: Gas) -> Gas:
    """The gas of the quick unit."""
    return Gas(
        max(whole.o2 - slow.o2, 0.0), max(whole.co2 - slow.co2, 0.0), max(whole.n2 - slow.n2, 0.0)
    )


@kernel
def part(x: float, of: float) -> float:
    """Share 0-1 that `x` is of `of`."""
    return min(max(x / max(of, 1e-6), 0.0), 1.0)


@kernel
def torn(leak: Gas, whole: Gas, slow: Gas, f_size: float) -> Gas:
    """What a tear takes from the slow unit, by what is in it; what flows back goes by size."""
    if lungs.total(leak) < 0.0:
        return Gas(leak.o2 * f_size, leak.co2 * f_size, leak.n2 * f_size)
    return Gas(
        leak.o2 * part(slow.o2, whole.o2),
        leak.co2 * part(slow.co2, whole.co2),
        leak.n2 * part(slow.n2, whole.n2),
    )


@kernel
def volume_share(reach_: float, f_size: float, dv: float) -> float:
    """Part of a change of volume `dv` that goes to a slow unit which is `f_size` of the lung."""
    if dv >= 0.0:
        return reach_
    # neither unit is emptied by the other's breath
    w = min(max((f_size - F_BIG) / 0.25, 0.0), 1.0)
    f = reach_ + w * (f_size - reach_)
    return min(f, f_size)


@kernel
def mixed(q: float, a: Gas, b: Gas, f_b: float) -> Gas:
    """Flow `q` of a mixture: `f_b` of it from `b`, the rest from `a`."""
    k = 1.0 - f_b
    return Gas(
        q * (k * a.o2 + f_b * b.o2), q * (k * a.co2 + f_b * b.co2), q * (k * a.n2 + f_b * b.n2)
    )


@kernel
def share(
    q: float,
    whole: Gas,
    slow: Gas,
    d: DeadSpace,
    leak: Gas,
    up: Gas,
    up_slow: Gas,
    reach_: float,
) -> Sharing:
    """Airway flow `q`, tear (`leak` out) and blood (`up`take) of one lung, shared by its units."""
    v = lungs.total(whole)
    v_slow = lungs.total(slow)
    f_size = part(v_slow, v)
    leak_slow = torn(leak, whole, slow, f_size)
    dv = q - lungs.total(leak) - lungs.total(up)
    q_slow = volume_share(reach_, f_size, dv) * dv + (0.5 * v - v_slow) / T_EVEN
    q_slow += lungs.total(leak_slow) + lungs.total(up_slow)
    q_quick = q - q_slow

    # what is not airway flow in the direction of `q` passes between the units
    cross = 0.0  # from the quick to the slow unit
    if q_slow * q < 0.0 or (q == 0.0 and q_slow != 0.0):
        cross = q_slow
    elif q_quick * q < 0.0:
        cross = -q_quick
    own_slow = lungs.fraction(slow, v_slow)
    own_quick = lungs.fraction(rest_of(whole, slow), v - v_slow)
    air_slow = q_slow - cross
    out = own_slow
    if q < 0.0:
        f = part(air_slow, q)
        out = mixed(1.0, own_quick, own_slow, f)
        breath = Gas(q * out.o2, q * out.co2, q * out.n2)
        into_slow = mixed(air_slow, own_slow, own_slow, 0.0)
    else:
        n2 = 1.0 - d.o2_c - d.co2_c
        breath = Gas(q * d.o2_c, q * d.co2_c, q * n2)
        into_slow = Gas(air_slow * d.o2_c, air_slow * d.co2_c, air_slow * n2)
    over = own_quick if cross > 0.0 else own_slow
    return Sharing(
        Gas(
            breath.o2 - leak.o2 - up.o2,
            breath.co2 - leak.co2 - up.co2,
            breath.n2 - leak.n2 - up.n2,
        ),
        Gas(
            into_slow.o2 + cross * over.o2 - leak_slow.o2 - up_slow.o2,
            into_slow.co2 + cross * over.co2 - leak_slow.co2 - up_slow.co2,
            into_slow.n2 + cross * over.n2 - leak_slow.n2 - up_slow.n2,
        ),
        out,
    )
