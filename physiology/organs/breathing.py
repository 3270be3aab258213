"""Breathing: how strongly and how often, and how long the muscles can keep it up.

::

    brain, arterial PCO2 ──┐                          ┌─▶ rate
    carotid body ──────────┼─▶ drive ─(brain alive?)──┤
    pain, injury, collapse ┘                          └─▶ effort ─(fatigue)─▶ muscle pressure

Effort over the effort that can be kept up is the tension-time index over its critical value
(Bellemare & Grassino 1982); above it the muscles tire, the sooner the less oxygen they are brought
(Roussos 1982; the time constants are compressed from hours for teaching, tuned).
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Central and peripheral drives, brain-tissue PCO2, fatigue, effort index, injury drive."""

    d_central: float
    d_peripheral: float
    p_brain_co2: float
    f_fatigue: float
    f_effort: float
    d_injury: float
    d_collapse: float
    x_high: float


class Params(NamedTuple):
    """See [breathing] of parameters.toml."""

    x_effort: float
    rr: float
    rr_added: float
    f_inspiration: float
    g_central_effort: float
    g_central_rate: float
    g_peripheral_effort: float
    g_peripheral_rate: float
    g_injury_effort: float
    g_injury_rate: float
    g_collapse_effort: float
    g_collapse_rate: float
    g_tension_rate: float
    g_pressure_rate: float
    p_unloaded: float
    f_breath: float
    d_least: float
    k_acid: float
    be_free: float
    t_central: float
    t_peripheral: float
    t_injury: float
    p_set: float
    p_arterial: float
    f_arterial: float
    x_max: float
    x_expire: float
    t_expire: float
    f_effort_max: float
    f_rate_max: float
    f_tension: float
    k_flat: float
    t_fatigue: float
    t_rest: float
    f_variability: float
    k_active: float
    k_round: float
    k_brake: float
    k_let_go: float
    p_narcosis: float
    p_narcosis_width: float


class Pattern(NamedTuple):
    """Breaths per minute, muscle pressure reached and wanted (cmH2O)."""

    rr: float
    x_peak: float
    x_wanted: float


@kernel
def muscle(f_phase: float, rr: float, x_peak: float, p: Params) -> float:
    """Muscle pressure (cmH2O, negative sucks in) at `f_phase` of a breath.

    Quiet breathing draws in by a ramp, a little rounded (Whitelaw & Derenne 1993, unverified), and
    the diaphragm lets go slowly, so that flow out is braked (Agostoni & Citterio 1979; Shee 1985,
    unverified). A hard one draws in at once, lets go at once, and presses out.
    """
    if rr < 0.5:
        return 0.0
    t_breath = 60.0 / rr
    t_in = p.f_inspiration * t_breath
    t = f_phase * t_breath
    hard = min(max((x_peak / p.x_effort - 1.0) / 0.4, 0.0), 1.0)
    if t < t_in:
        f = t / t_in
        ramp = f * (1.0 + p.k_round * (1.0 - f))
        return -x_peak * (ramp + hard * (math.sin(0.5 * math.pi * f) - ramp))
    t_out = t_breath - t_in
    k = p.k_brake + (p.k_let_go - p.k_brake) * hard
    floor = math.exp(-k)
    x = -x_peak * (math.exp(-k * (t - t_in) / t_out) - floor) / (1.0 - floor)
    press = x_peak - 1.4 * p.x_effort
    if press > 0.0:  # active expiration when drive is high
        q = math.sin(math.pi * (t - t_in) / t_out)
        x += p.k_active * press * q * q
    return x


@kernel
def forced(x: float, v: float, v_residual: float, v_max: float) -> float:
    """Muscle pressure (cmH2O) of a greatest effort `x` in a lung that holds `v` mL.

    Muscles that draw in are weak when the lung is full, those that press out when it is empty:
    total lung capacity and residual volume follow (Agostoni & Mead 1964, unverified; shape tuned).
    """
    f = min(max((v - v_residual) / (v_max - v_residual), 0.0), 1.0)
    if x < 0.0:
        f3 = f * f * f
        return x * (1.0 - f3 * f3)
    return x * min(f / 0.4, 1.0)


@kernel
def effort_asked(t: float, f_strength: float, is_forced: bool, p: Params) -> float:
    """Effort (cmH2O at best length) `t` seconds into a breath that was asked for.

    Full in, then blown out with all force, or let go. 0: it is over.
    """
    if t < 3.0:
        return -p.x_max * f_strength * min(t / 1.0, 1.0) - 1e-9
    if not is_forced:
        return -1e-9 if t < 6.0 else 0.0
    if t < 10.0:
        return p.x_expire * f_strength * (1.0 - math.exp(-(t - 3.0) / p.t_expire)) + 1e-9
    return 0.0


@kernel
def flattened(x_high: float, p: Params) -> float:
    """How much worse a diaphragm pulls that `x_high` (cmH2O) has pushed flat; 1 is normal."""
    return 1.0 + p.k_flat * min(max(x_high, 0.0), 8.0)


@kernel
def pattern(
    s: State,
    f_alive: float,
    f_drive: float,
    f_rate: float,
    f_work: float,
    f_relaxed: float,
    d_arterial: float,
    p: Params,
) -> Pattern:
    """Rate and effort now; `f_alive`: the brain stem's own oxygen, 0-1.

    `d_arterial`: what arterial blood asks for within seconds (`asked`), a share of the answer to
    carbon dioxide; the brain follows in minutes.

    `f_drive`: what sleep, drugs and disease leave of the drive; `f_rate`: rate (share of that at
    rest) that receptors in the lung ask for besides; `f_work`: rate that legs at work ask for, who
    may breathe faster than any other.
    """
    narcosis = 1.0 / (1.0 + math.exp((s.p_brain_co2 - p.p_narcosis) / p.p_narcosis_width))
    f = f_alive * f_drive * narcosis
    d_co2 = (1.0 - p.f_arterial) * s.d_central + p.f_arterial * d_arterial
    effort = (
        1.0
        + p.g_central_effort * d_co2
        + p.g_peripheral_effort * s.d_peripheral
        + p.g_injury_effort * s.d_injury
        + p.g_collapse_effort * s.d_collapse
    )
    rate = (
        1.0
        + f_rate
        + f_work
        + p.g_central_rate * d_co2
        + p.g_peripheral_rate * s.d_peripheral
        + p.g_injury_rate * s.d_injury
        + p.g_collapse_rate * s.d_collapse
        + p.g_tension_rate * min(max(s.x_high, 0.0), 6.0)
    )
    effort = min(max(effort, 0.0), p.f_effort_max) * f
    slowing = 1.0 - 0.75 * s.f_fatigue * s.f_fatigue
    rate = min(max(rate, 0.0), p.f_rate_max + f_work)
    x_wanted = min(p.x_effort * effort, p.x_max) * (1.0 - f_relaxed)
    x_peak = x_wanted * (1.0 - s.f_fatigue) / flattened(s.x_high, p)
    # what drives it counts from the same step, however slowly one breathes at rest
    rr = p.rr * min(rate, 1.0) + p.rr_added * max(rate - 1.0, 0.0)
    rr *= min(1.0, 1.6 * f) * slowing
    if rr < 2.0 or f_relaxed > 0.98:
        rr = 0.0
    return Pattern(rr, x_peak, x_wanted)


@kernel
def asked(d_co2: float, be: float, f_co2: float, p: Params) -> float:
    """Drive (mmHg) that carbon dioxide `d_co2` above its threshold asks for, and acid blood."""
    d = d_co2 + p.k_acid * max(-be - p.be_free, 0.0)
    return max(d * f_co2 if d > 0.0 else d, p.d_least)


@kernel
def advance(
    s: State,
    now: Pattern,
    p_brain_co2: float,
    be: float,
    f_co2: float,
    a_chemo: float,
    f_injury: float,
    f_collapsed: float,
    f_supply: float,
    x_high: float,
    dt: float,
    p: Params,
) -> State:
    """One slow step. `f_supply`: oxygen delivery over that at rest; `f_co2`: gain of the answer."""
    d_co2 = asked(p_brain_co2 - p.p_set, be, f_co2, p)
    f_able = p.x_max * (1.0 - 0.5 * s.f_fatigue) / flattened(s.x_high, p)
    f_index = now.x_wanted / f_able * p.f_inspiration * 0.64 * (1.0 if now.rr > 0.0 else 0.0)
    keep = p.f_tension * min(max(f_supply, 0.3), 1.0)
    load = min(f_index / keep, 3.0)
    # what is tired cannot tire twice: the muscle nears exhaustion, it does not fall into it
    gain = (load - 1.0) * (1.0 - s.f_fatigue) / p.t_fatigue if load > 1.0 else 0.0
    ease = s.f_fatigue / p.t_rest if load < 0.95 else 0.0
    return State(
        s.d_central + dt * (d_co2 - s.d_central) / p.t_central,
        s.d_peripheral + dt * (a_chemo - s.d_peripheral) / p.t_peripheral,
        p_brain_co2,
        min(max(s.f_fatigue + dt * (gain - ease), 0.0), 0.98),
        s.f_effort + dt * (load - s.f_effort) / 2.0,
        s.d_injury + dt * (f_injury - s.d_injury) / p.t_injury,
        s.d_collapse + dt * (f_collapsed - s.d_collapse) / p.t_injury,
        s.x_high + dt * (x_high - s.x_high) / 4.0,
    )
