"""The kidney: filtration from pressure and flow, urine from nerves, hormones and solutes.

::

    pressure, flow ─▶ filtrate ─▶ sodium left in it (pressure, filling, nerves) ─┐
                                  potassium (level), glucose (above threshold),  ├─▶ urine
    osmolality, filling ─▶ ADH ─▶ how concentrated ──────────────────────────────┘

Filtration is held between 75 and 160 mmHg and ends near 40 (Shipley & Study 1951). Volume of urine
is solute over the concentration that ADH sets (60-1200 mOsm/L); Guyton 1972 for the shape of
pressure natriuresis, Robertson 1976 for ADH. Rates at rest are a fasting day's.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Pressures seen (mmHg), ADH (1 at rest), filtrate (mL/min), urine (mL/s), its volume (mL)."""

    p_mean: float
    p_veins: float
    adh: float
    gfr: float
    q_urine: float
    v_urine: float


class Params(NamedTuple):
    """See [kidney] of parameters.toml."""

    gfr: float
    p_none: float
    p_full: float
    p_high: float
    f_flow: float
    m_na: float
    m_k: float
    m_urea: float
    g_pressure: float
    g_veins: float
    g_filling: float
    g_k: float
    g_urea: float
    glucose_most: float
    u_low: float
    u_high: float
    g_osm: float
    g_adh_filling: float
    g_adh_pressure: float
    t_adh: float


class Seen(NamedTuple):
    """What the kidney meets: flow over that at rest, osmoles and filling (share) above rest.

    Concentrations are mmol/L; `p_rest` and `p_veins_rest` mmHg.
    """

    f_flow: float
    d_osm: float
    f_filling: float
    p_rest: float
    p_veins_rest: float
    na: float
    k: float
    k_rest: float
    glucose: float
    f_handle: float
    f_left: float
    osmoles: float  # mmol/L that are filtered and not taken back


class Urine(NamedTuple):
    """Water (mL/s), sodium, potassium, glucose (mmol/s)."""

    q: float
    na: float
    k: float
    glucose: float


@kernel
def filtration(p_mean: float, f_flow: float, p: Params) -> float:
    """Filtrate over that at rest: held in the middle, none below `p_none`."""
    x = (p_mean - p.p_none) / (p.p_full - p.p_none)
    f = min(max(x, 0.0), 1.0)
    f = f * f * (3.0 - 2.0 * f)
    f *= 1.0 + 0.005 * max(p_mean - p.p_high, 0.0)
    flow = min(max(f_flow, 0.0), 1.5)
    return f * flow * (1.0 + p.f_flow) / (flow + p.f_flow)


@kernel
def adh_goal(d_osm: float, f_filling: float, d_pressure: float, p: Params) -> float:
    """ADH over that at rest; osmoles set it, loss of filling and of pressure override."""
    goal = max(1.0 + p.g_osm * d_osm, 0.0)
    goal += p.g_adh_filling * max(-f_filling - 0.05, 0.0)
    goal += p.g_adh_pressure * max(-d_pressure - 5.0, 0.0)
    return min(goal, 15.0)


@kernel
def concentration(adh: float, f_left: float, p: Params) -> float:
    """Osmolality of urine (mOsm/L); tubules that hold back less (`f_left` > 1) concentrate less."""
    x = adh * adh
    u = p.u_low + (p.u_high - p.u_low) * x / (1.0 + x)
    k = max(f_left, 1.0)
    return 300.0 + (u - 300.0) / k


@kernel
def salt(seen: Seen, p_mean: float, p_veins: float, p: Params) -> float:
    """Sodium left in the urine over that at rest (filtration aside)."""
    x = p.g_pressure * (p_mean - seen.p_rest) + p.g_veins * (p_veins - seen.p_veins_rest)
    x += p.g_filling * seen.f_filling
    return math.exp(min(max(x, -4.0), 2.5))


@kernel
def excrete(s: State, seen: Seen, f_gfr: float, p: Params) -> Urine:
    """What leaves in the urine now."""
    na = p.m_na * f_gfr * salt(seen, s.p_mean, s.p_veins, p) * seen.f_left
    na = min(na, 0.3 * f_gfr * p.gfr / 60.0 * seen.na / 1000.0)
    k = p.m_k * math.sqrt(max(f_gfr, 0.0) * min(max(seen.f_left, 0.3), 4.0))
    k *= math.exp(min(max(p.g_k * (seen.k - seen.k_rest), -2.5), 2.3))
    k *= min(f_gfr * 5.0, 1.0)
    over = max(seen.glucose - p.glucose_most, 0.0)
    sugar = f_gfr * p.gfr / 60.0 * over / 1000.0
    # what ADH makes of the collecting duct lets urea back into the blood as well
    urea = p.m_urea * f_gfr / (1.0 + p.g_urea * max(s.adh - 1.0, 0.0))
    osmoles = 2000.0 * (na + k) + 1000.0 * (sugar + urea)
    osmoles += f_gfr * p.gfr / 60.0 * seen.osmoles
    q = osmoles / concentration(s.adh, seen.f_left, p)
    return Urine(min(q, 0.3 * f_gfr * p.gfr / 60.0), na, k, sugar)


@kernel
def advance(s: State, p_artery: float, p_veins: float, seen: Seen, dt: float, p: Params) -> State:
    """One second: pressures and ADH follow, filtrate answers; `q_urine` is left as it was."""
    f_20 = 1.0 - math.exp(-dt / 20.0)
    p_mean = s.p_mean + f_20 * (p_artery - s.p_mean)
    veins = s.p_veins + f_20 * (p_veins - s.p_veins)
    goal = adh_goal(seen.d_osm, seen.f_filling, p_mean - seen.p_rest, p)
    adh = s.adh + (1.0 - math.exp(-dt / p.t_adh)) * (goal - s.adh)
    gfr = p.gfr * filtration(p_mean, seen.f_flow, p) * seen.f_handle
    return State(p_mean, veins, adh, gfr, s.q_urine, s.v_urine)
