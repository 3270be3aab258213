"""Clotting: what the blood has for it, and which holes it closes.

::

    bleeding, infusion ─▶ dilution ─┐
    cold, acid, drugs ──────────────┼─▶ how well blood clots ─▶ each hole: grows, tears, dissolves
    shock ─▶ lysis ─────────────────┘

Fibrinogen, platelets and factors are amounts that leave with the blood and are not in what is
infused: after a loss replaced by water the concentration is what dilution says. Cold and acid slow
the enzymes (Wolberg 2004, Meng 2003). Shock brings lysis (Brohi 2008). A hole clots when blood
passes slowly enough and tears open again under a pressure that its clot cannot hold.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Fibrinogen (g), platelets (1e9), factors (L of normal plasma), lysis (0-1); blood seen shed
    (mL), how well blood clots now (1 normal), fibrinogen (g/L), platelets (1e9/L).
    """

    m_fibrinogen: float
    m_platelets: float
    m_factors: float
    f_lysis: float
    v_shed: float
    f_clots: float
    fibrinogen: float
    platelets: float


class Params(NamedTuple):
    """See [coagulation] of parameters.toml."""

    fibrinogen: float
    platelets: float
    k_fibrinogen: float
    k_platelets: float
    f_factors: float
    k_cold: float
    k_acid: float
    t_lysis: float
    lactate_lysis: float
    lactate_width: float
    k_eaten: float
    q_clot: float
    t_clot: float
    p_hold: float
    k_tear: float
    t_dissolve: float


class Seen(NamedTuple):
    """Blood (mL), plasma share of it, all blood shed so far (mL), core (degC), pH, lactate
    (mmol/L), factors on speed of clotting and on lysis, lysis started (0-1); given in this step:
    fibrinogen (g), factors (L of plasma), platelets (mL of normal blood's).
    """

    v_blood: float
    f_plasma: float
    v_shed: float
    temp: float
    ph: float
    lactate: float
    f_clotting: float
    f_lysis: float
    started: float
    fibrinogen_in: float
    factors_in: float
    platelets_in: float


@kernel
def bounded(x: float) -> float:
    """Keep `x` in 0-1."""
    return min(max(x, 0.0), 1.0)


@kernel
def fresh(v_blood: float, f_plasma: float, v_shed: float, p: Params) -> State:
    """Normal blood."""
    plasma = 0.001 * v_blood * f_plasma
    return State(
        p.fibrinogen * plasma, p.platelets * 0.001 * v_blood, plasma, 0.0, v_shed, 1.0,
        p.fibrinogen, p.platelets,
    )  # fmt: skip


@kernel
def hill(c: float, half: float, normal: float) -> float:
    """Effect of a concentration, 1 at `normal`."""
    return c / (c + half) * (normal + half) / normal


@kernel
def quality(fibrinogen: float, platelets: float, factors: float, i: Seen, p: Params) -> float:
    """How well blood of these concentrations clots: 1 normal, 0 not at all."""
    f = hill(fibrinogen, p.k_fibrinogen, p.fibrinogen)
    f *= hill(platelets, p.k_platelets, p.platelets)
    f *= min(factors / p.f_factors, 1.0)  # a third of the factors is enough
    f *= math.exp(-p.k_cold * min(max(36.5 - i.temp, 0.0), 15.0))
    f *= max(1.0 - p.k_acid * max(7.35 - i.ph, 0.0), 0.1)
    return f * i.f_clotting


@kernel
def advance(s: State, i: Seen, dt: float, p: Params) -> State:
    """One step of the body clock."""
    v_blood = max(i.v_blood, 100.0)
    plasma = 0.001 * v_blood * i.f_plasma
    f_left = 1.0 - bounded(max(i.v_shed - s.v_shed, 0.0) / v_blood)
    eaten = 1.0 - dt * p.k_eaten * s.f_lysis * i.f_lysis
    fibrinogen = s.m_fibrinogen * f_left * max(eaten, 0.0)
    fibrinogen += i.fibrinogen_in + p.fibrinogen * i.factors_in
    platelets = s.m_platelets * f_left + 0.001 * p.platelets * i.platelets_in
    factors = s.m_factors * f_left + i.factors_in
    goal = max(bounded((i.lactate - p.lactate_lysis) / p.lactate_width), i.started)
    c_fibrinogen = fibrinogen / plasma
    c_platelets = platelets / (0.001 * v_blood)
    return State(
        fibrinogen, platelets, factors, s.f_lysis + dt * (goal - s.f_lysis) / p.t_lysis, i.v_shed,
        quality(c_fibrinogen, c_platelets, factors / plasma, i, p), c_fibrinogen, c_platelets,
    )  # fmt: skip


@kernel
def clot(
    now: float, q: float, p_across: float, s: State, f_lysis: float, dt: float, p: Params
) -> float:
    """Share of one hole that is closed; `q` (mL/s) passes it, `p_across` (mmHg) drives it."""
    grow = (1.0 - now) * s.f_clots / p.t_clot * math.exp(-min(q / p.q_clot, 50.0))
    holds = p.p_hold * min(s.f_clots, 1.5)
    tear = p.k_tear * max(p_across / holds - 1.0, 0.0) if holds > 1.0 else p.k_tear
    dissolve = s.f_lysis * f_lysis / p.t_dissolve
    return bounded(now + dt * (grow - now * (min(tear, 0.2) + dissolve)))
