"""Reflexes of the circulation: baroreceptors, low-pressure and chemoreceptors, stretch, pain.

::

    arterial pressure, its slope ─▶ carotid sinus ─┐
    great-vein pressure ─▶ cardiopulmonary ────────┼─▶ sympathetic (2 branches) ─▶ R, V0, E, T
    PO2, PCO2 ─▶ carotid body ─────────────────────┤
    lung volume, pain, brain hypoxia ──────────────┴─▶ vagus ─▶ T

Ursino 1998 and Ursino & Magosso 2000 for afferents, efferents and effectors; Heldt 2002 for the
cardiopulmonary arm. Pure delays are chains of three lags, so that they are ordinary state.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Lagged afferents, delay chains, effector activities, local flow control."""

    p_baro: float
    p_low: float
    a_chemo: float
    a_stretch: float
    d1: float
    d2: float
    d3: float
    h1: float
    h2: float
    h3: float
    w1: float
    w2: float
    w3: float
    x_r: float
    x_v: float
    x_e: float
    x_ts: float
    x_tv: float
    l_brain: float
    l_muscle: float
    l_co2: float
    p_before: float
    p_o2_seen: float
    p_co2_seen: float
    f_sweat: float


class Params(NamedTuple):
    """See [reflexes] of parameters.toml."""

    p_set: float
    p_slope: float
    a_min: float
    a_max: float
    t_lead: float
    t_baro: float
    p_low_set: float
    t_low: float
    k_low: float
    chemo_max: float
    chemo_min: float
    p_o2_half: float
    p_o2_slope: float
    k_chemo_co2: float
    t_chemo: float
    chemo_rest: float
    k_stretch: float
    t_stretch: float
    w_baro_vessel: float
    w_chemo_vessel: float
    w_stretch_vessel: float
    w_baro_heart: float
    w_chemo_heart: float
    thr_vessel: float
    thr_heart: float
    k_pain_heart: float
    k_pain_vessel: float
    p_reset_pain: float
    k_hypoxia: float
    c_brain_alarm: float
    fes_inf: float
    fes_zero: float
    k_fes: float
    fes_max: float
    fes_min: float
    fev_zero: float
    fev_inf: float
    fab_zero: float
    k_fev: float
    k_vagus_chemo: float
    k_vagus_pain: float
    t_delay: float
    t_delay_veins: float
    t_r: float
    t_v: float
    t_e: float
    t_ts: float
    t_tv: float
    t0: float
    g_ts: float
    g_tv: float
    t_min: float
    f_reflex: float
    g_e_left: float
    g_e_right: float
    k_brain_o2: float
    k_heart_o2: float
    k_muscle_o2: float
    k_brain_co2: float
    c_brain: float
    c_heart: float
    c_muscle: float
    t_local: float
    t_co2: float
    t_carotid: float
    p_carotid_flow: float
    k_carotid_flow: float
    t_sweat: float
    x_sweat: float
    x_sweat_width: float
    f_asleep: float


class Seen(NamedTuple):
    """What the receptors see in this slow step."""

    p_artery: float
    p_great_veins: float
    v_above_rest: float
    p_o2: float
    p_co2: float
    c_brain: float
    c_muscle: float
    f_pain: float
    f_gain: float
    a_sympathetic: float  # spikes/s that disease or drugs add
    a_vagal: float
    p_set: float  # mmHg by which disease or drugs move the set point
    f_chemo: float  # share of its answer that drugs leave the carotid body


@kernel
def carotid_body(p_o2: float, p_co2: float, p: Params) -> float:
    """Discharge of the carotid body; hypoxia and carbon dioxide multiply."""
    e = math.exp((max(p_o2, 15.0) - p.p_o2_half) / p.p_o2_slope)
    k = p.k_chemo_co2
    if p_o2 < 40.0:
        k -= 1.6
    elif p_o2 < 80.0:
        k -= 1.2 * (80.0 - p_o2) / 30.0
    by_o2 = (p.chemo_max + p.chemo_min * e) / (1.0 + e)
    return by_o2 * max(0.0, 1.0 + 0.14 * k * math.log(max(p_co2, 10.0) / 40.0))


@kernel
def sympathetic(drive: float, p: Params) -> float:
    """Efferent discharge (spikes/s) for a summed `drive`."""
    a = p.fes_inf + (p.fes_zero - p.fes_inf) * math.exp(min(p.k_fes * drive, 3.0))
    return min(a, p.fes_max)


@kernel
def effect(discharge: float, p: Params) -> float:
    """Logarithmic effector (Ursino 1998)."""
    x = discharge - p.fes_min
    return math.log(x + 1.0) if x > 0.0 else 0.0


@kernel
def bounded(x: float, low: float, high: float) -> float:
    """Keep `x` inside."""
    return min(max(x, low), high)


@kernel
def advance(s: State, i: Seen, dt: float, p: Params) -> State:
    """One slow step of every arc."""
    slope = (i.p_artery - s.p_before) / dt
    # below this pressure the carotid body's own flow falls and it meets less oxygen (Lahiri 1980)
    p_stagnant = p.k_carotid_flow * max(p.p_carotid_flow - s.p_baro, 0.0)
    a_chemo = carotid_body(s.p_o2_seen - p_stagnant, s.p_co2_seen, p)
    a_chemo = p.chemo_rest + i.f_chemo * (a_chemo - p.chemo_rest)
    p_baro = s.p_baro + dt * (i.p_artery + p.t_lead * slope - s.p_baro) / p.t_baro
    p_set = p.p_set + i.p_set + p.p_reset_pain * i.f_pain  # pain resets the baroreflex upward
    e = math.exp(bounded((s.p_baro - p_set) / p.p_slope, -20.0, 20.0))
    a_baro = (p.a_min + p.a_max * e) / (1.0 + e)
    low = bounded(p.p_low_set - s.p_low, -4.0, 9.0) * i.f_gain
    alarm = p.k_hypoxia * max(1.0 - i.c_brain / p.c_brain_alarm, 0.0)
    push = p.k_low * low + alarm + i.a_sympathetic

    a_baro_felt = p.fab_zero + i.f_gain * (a_baro - p.fab_zero)
    vessels = sympathetic(
        -p.w_baro_vessel * a_baro_felt
        + p.w_chemo_vessel * s.a_chemo
        - p.w_stretch_vessel * s.a_stretch
        - p.thr_vessel
        + push
        + p.k_pain_vessel * i.f_pain,
        p,
    )
    heart = sympathetic(
        -p.w_baro_heart * a_baro_felt
        + p.w_chemo_heart * s.a_chemo
        - p.thr_heart
        + push
        + p.k_pain_heart * i.f_pain,
        p,
    )
    ev = math.exp(bounded((a_baro_felt - p.fab_zero) / p.k_fev, -20.0, 20.0))
    vagus = (p.fev_zero + p.fev_inf * ev) / (1.0 + ev)
    vagus -= 0.031 * s.a_stretch + p.k_vagus_chemo * (s.a_chemo - p.chemo_rest)
    vagus -= p.k_vagus_pain * i.f_pain
    vagus += i.a_vagal

    k = 3.0 * dt / p.t_delay
    kv = 3.0 * dt / p.t_delay_veins
    x_heart = effect(s.h3, p) * i.f_gain
    return State(
        p_baro,
        s.p_low + dt * (i.p_great_veins - s.p_low) / p.t_low,
        s.a_chemo + dt * (a_chemo - s.a_chemo) / p.t_chemo,
        s.a_stretch + dt * (p.k_stretch * max(i.v_above_rest, 0.0) - s.a_stretch) / p.t_stretch,
        s.d1 + k * (vessels - s.d1),
        s.d2 + k * (s.d1 - s.d2),
        s.d3 + k * (s.d2 - s.d3),
        s.h1 + k * (heart - s.h1),
        s.h2 + k * (s.h1 - s.h2),
        s.h3 + k * (s.h2 - s.h3),
        s.w1 + kv * (s.d3 - s.w1),
        s.w2 + kv * (s.w1 - s.w2),
        s.w3 + kv * (s.w2 - s.w3),
        s.x_r + dt * (effect(s.d3, p) * i.f_gain - s.x_r) / p.t_r,
        s.x_v + dt * (effect(s.w3, p) * i.f_gain - s.x_v) / p.t_v,
        s.x_e + dt * (x_heart - s.x_e) / p.t_e,
        s.x_ts + dt * (x_heart - s.x_ts) / p.t_ts,
        s.x_tv + dt * (max(vagus, 0.0) - s.x_tv) / p.t_tv,
        s.l_brain + dt * (-p.k_brain_o2 * (i.c_brain - p.c_brain) - s.l_brain) / p.t_local,
        s.l_muscle
        + dt
        * (bounded(-p.k_muscle_o2 * (i.c_muscle - p.c_muscle), -0.5, 1.2) - s.l_muscle)
        / p.t_local,
        s.l_co2 + dt * (bounded(p.k_brain_co2 * (i.p_co2 - 40.0), -0.5, 1.2) - s.l_co2) / p.t_co2,
        i.p_artery,
        s.p_o2_seen + dt * (i.p_o2 - s.p_o2_seen) / p.t_carotid,
        s.p_co2_seen + dt * (i.p_co2 - s.p_co2_seen) / p.t_carotid,
        s.f_sweat
        + dt * (bounded((s.x_e - p.x_sweat) / p.x_sweat_width, 0.0, 1.0) - s.f_sweat) / p.t_sweat,
    )


@kernel
def beat_period(s: State, f_sinus: float, f_exercise: float, p: Params) -> float:
    """Seconds from beat to beat; a sinus node short of oxygen (`f_sinus` < 1) slows.

    The fastest rate is that of hard work (`f_exercise` 1); reflexes alone stay below it.
    """
    least = p.t_min * (p.f_reflex + (1.0 - p.f_reflex) * min(f_exercise, 1.0))
    t = max(p.t0 + p.g_ts * s.x_ts + p.g_tv * s.x_tv, least)
    return max(t / (0.12 + 0.88 * f_sinus), p.t_min)  # no node of this age fires faster
