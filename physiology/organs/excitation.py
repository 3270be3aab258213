"""How excitation spreads and recovers: bundles, injured and dead muscle, salt, cold, drugs.

::

    territories without oxygen ─▶ current of injury (ST)      dead ones ─▶ silence (Q)
    calcium, cold, drugs ─▶ QT        potassium, cold ─▶ U and J waves

It changes no pump and no rhythm, only the picture that electrodes take. A territory that lacks
oxygen and still lives is less excited than its neighbors, and a current flows toward it while they
are (ST elevation over it, Janse 1980, unverified); it comes and goes within a minute of its blood.
Where all muscle lacks oxygen, its inner layer lacks most, and ST sinks (Kleber 2000, unverified).
Directions and heights tuned by eye.
"""

from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Factors on the picture.

    `f_qt` length of QT over that in health at this rate; `st_x`, `st_y`, `st_z` current of injury
    (mV, toward left, feet, back); `q_lad`, `q_lcx`, `q_rca` share of a territory that is dead;
    `j_cold` height of Osborn's wave and `u_low` of U (mV); `f_left`, `f_right` what the bundle
    branches conduct (0-1); `f_accessory` how much muscle an extra path excites early (0-1).
    """

    f_qt: float
    st_x: float
    st_y: float
    st_z: float
    q_lad: float
    q_lcx: float
    q_rca: float
    j_cold: float
    u_low: float
    f_left: float
    f_right: float
    f_accessory: float


class Params(NamedTuple):
    """See [excitation] of parameters.toml."""

    i_pads: float
    i_wire: float
    k_gas: float
    u_injury: float
    u_inner: float
    t_injury: float
    g_calcium: float
    g_cold: float
    temp_j: float
    u_j: float
    u_u: float


class Seen(NamedTuple):
    """What the muscle meets: function and death of three territories (0-1), function of all (0-1),
    calcium over that at rest, potassium (mmol/L), core temperature (degC), QT under drugs.
    """

    f_lad: float
    f_lcx: float
    f_rca: float
    n_lad: float
    n_lcx: float
    n_rca: float
    f_all: float
    calcium: float
    potassium: float
    temp: float
    qt_interval: float


@kernel
def threshold(is_wire: bool, f_muscle: float, potassium: float, gas_l: float, p: Params) -> float:
    """Current (mA) above which a stimulus captures.

    Muscle without oxygen or under potassium needs more; through pads also a large chest (its table
    is scaled) and one with `gas_l` (L) around its lungs (Zoll 1985, Falk 1983: 42-60 mA in the
    healthy; unverified).
    """
    f = (1.0 + 0.3 * max(potassium - 5.5, 0.0)) / max(f_muscle, 0.02)
    if is_wire:
        return p.i_wire * f
    return p.i_pads * f * (1.0 + p.k_gas * gas_l)


@kernel
def length(i: Seen, p: Params) -> float:
    """Of QT over that in health."""
    f = 1.0 + p.g_calcium * (1.0 - i.calcium) + p.g_cold * max(37.0 - i.temp, 0.0)
    return min(max(i.qt_interval * f, 0.75), 2.0)


@kernel
def advance(s: State, i: Seen, dt: float, p: Params) -> State:
    """One step of `dt` (s)."""
    a = p.u_injury * (1.0 - i.f_lad) * (1.0 - i.n_lad)
    b = p.u_injury * (1.0 - i.f_lcx) * (1.0 - i.n_lcx)
    c = p.u_injury * (1.0 - i.f_rca) * (1.0 - i.n_rca)
    low = min(max(3.5 - i.potassium, 0.0), 1.5)
    d = p.u_inner * (1.0 - i.f_all) + 0.5 * p.u_u * low
    x = 0.25 * a + 0.30 * b - 0.28 * c - 0.70 * d
    y = -0.10 * a + 0.58 * b + 0.94 * c - 0.65 * d
    z = -0.95 * a + 0.55 * b + 0.20 * c + 0.30 * d
    f = min(dt / p.t_injury, 1.0)
    return State(
        length(i, p),
        s.st_x + f * (x - s.st_x), s.st_y + f * (y - s.st_y), s.st_z + f * (z - s.st_z),
        i.n_lad, i.n_lcx, i.n_rca,
        p.u_j * min(max(p.temp_j - i.temp, 0.0) / 6.0, 1.0), p.u_u * low,
        s.f_left, s.f_right, s.f_accessory,
    )  # fmt: skip
