"""The brain and the heart muscle as users of oxygen: what fails, how fast, and what comes back.

Function follows the oxygen content of the organ's own venous blood through a steep gate with a lag.
Consciousness falls first, then the drive to breathe; the sinus node slows; the muscle weakens
(hypoxic bradycardia and electromechanical dissociation; DeBehnke 1995, unverified).
"""

from typing import NamedTuple

from physiology._jit import kernel
from physiology.organs import blood


class State(NamedTuple):
    """Function of cortex, brain stem, sinus node, heart muscle (0-1); brain PCO2 (mmHg)."""

    f_cortex: float
    f_stem: float
    f_sinus: float
    f_muscle: float
    p_co2: float


class Params(NamedTuple):
    """See [brain] of parameters.toml."""

    s_clear: float
    s_none: float
    c_stem: float
    c_sinus: float
    c_muscle: float
    t_fail: float
    t_cortex: float
    t_recover: float
    t_heart: float
    ph_none: float
    ph_full: float
    p_narcosis: float
    p_narcosis_width: float


@kernel
def gate(c: float, c_half: float) -> float:
    """0-1: function left at content `c`."""
    x = max(c, 0.0) / c_half
    x2 = min(x * x, 30.0)
    x4 = x2 * x2
    x8 = x4 * x4
    return x8 / (1.0 + x8)


@kernel
def clear(sat: float, p_co2: float, p: Params) -> float:
    """0-1: how clear a mind is whose venous blood has saturation `sat`; it clouds before it goes.

    Saturation, not content: the anemic brain is awake on half the oxygen.
    """
    f_awake = min(max((sat - p.s_none) / (p.s_clear - p.s_none), 0.0), 1.0)
    over = max(p_co2 - p.p_narcosis, 0.0) / p.p_narcosis_width
    return f_awake / (1.0 + over * over)


@kernel
def lag(now: float, goal: float, t_down: float, t_up: float, dt: float) -> float:
    """First-order approach, faster or slower by direction."""
    return now + dt * (goal - now) / (t_down if goal < now else t_up)


@kernel
def advance(
    s: State,
    c_o2_brain: float,
    c_co2_brain: float,
    c_o2_heart: float,
    ph_blood: float,
    be: float,
    hb: float,
    f_mind: float,
    f_stem: float,
    dt: float,
    p: Params,
) -> State:
    """One slow step; acid blood weakens pacemaker and muscle (Mitchell 1972).

    `f_mind`, `f_stem`: what pressure, heat, cold and fits leave of cortex and stem (0-1).
    """
    thin = blood.thin(hb)
    f_acid = min(max((ph_blood - p.ph_none) / (p.ph_full - p.ph_none), 0.0), 1.0)
    pc = max(s.p_co2, 5.0)
    ph = blood.ph(pc, be, hb)
    sat = min(max(c_o2_brain / (blood.HUFNER * hb), 0.0), 1.0)
    miss = c_co2_brain - blood.co2_content(pc, ph, sat, hb)
    awake = clear(sat, pc, p) * f_mind
    t_stem = p.t_recover / max(s.f_stem, 0.1)  # the deeper it failed, the slower it comes back
    return State(
        lag(s.f_cortex, awake, p.t_cortex, p.t_recover, dt),
        lag(s.f_stem, gate(c_o2_brain, thin * p.c_stem) * f_stem, p.t_fail, t_stem, dt),
        lag(s.f_sinus, gate(c_o2_heart, thin * p.c_sinus) * f_acid, p.t_heart, p.t_heart, dt),
        lag(s.f_muscle, gate(c_o2_heart, thin * p.c_muscle) * f_acid, p.t_heart, p.t_heart, dt),
        max(s.p_co2 + dt * miss / 0.0042, 3.0),
    )
