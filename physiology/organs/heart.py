"""The heart: four chambers in one pericardium, driven by a phase.

::

    veins ─▶ RA ─tricuspid─▶ RV ─pulmonic─▶ lungs ─▶ LA ─mitral─▶ LV ─aortic─▶ aorta

Ventricles: p = a(t) e (v - v0) + (1 - a(t)) p0 (exp(k v) - 1), with a sine-squared activation
(Ursino 1998); atria: a time-varying line (Heldt 2002). All four share the pericardium, whose
pressure is exponential in what it holds, shed blood included (Freeman & Little 1986). The
ventricles share the septum besides: what the one holds above its working volume takes `f_septum`
of that from the room of the other, so that a full right ventricle flattens it (Santamore 1998,
unverified).
"""

import math
from typing import NamedTuple

from physiology._jit import kernel
from physiology.organs import rhythm


class State(NamedTuple):
    """Beats since the start, chamber volumes (mL), beats of the atria by their own clock."""

    beat: float
    v_lv: float
    v_la: float
    v_rv: float
    v_ra: float
    atria: float


class Params(NamedTuple):
    """See [heart] of parameters.toml."""

    e_lv: float
    v0_lv: float
    p0_lv: float
    k_lv: float
    kr_lv: float
    e_rv: float
    v0_rv: float
    p0_rv: float
    k_rv: float
    kr_rv: float
    e_la_min: float
    e_la_add: float
    v0_la: float
    e_ra_min: float
    e_ra_add: float
    v0_ra: float
    r_mitral: float
    r_tricuspid: float
    r_aortic: float
    r_pulmonic: float
    t_systole: float
    f_peak: float
    t_atrial: float
    p_peri: float
    k_peri: float
    v_peri: float
    p_compression: float
    d_compression: float
    f_push_right: float
    k_twitch: float
    x_twitch: float
    f_septum: float
    v_septum_lv: float
    v_septum_rv: float


class Activation(NamedTuple):
    """How far ventricles and atria are contracted, 0-1."""

    f_ventricle: float
    f_atrium: float


class Pressures(NamedTuple):
    """Pressures (mmHg) before the ventricles' own resistance; `_muscle`: of the wall alone."""

    lv: float
    la: float
    rv: float
    ra: float
    lv_muscle: float
    rv_muscle: float
    pericardium: float


class Flows(NamedTuple):
    """Flow through each valve (mL/s) and ejection-corrected ventricular pressures (mmHg)."""

    q_mitral: float
    q_tricuspid: float
    q_aortic: float
    q_pulmonic: float
    p_lv: float
    p_rv: float


@kernel
def activation(s: State, t_beat: float, f_twitch: float, r: rhythm.State, p: Params) -> Activation:
    """Sine-squared twitches: the ventricles' with a late peak, the atria's `t_lead` before it.

    `f_twitch` is what nerves leave of the length of the ventricles'.

    Where every n-th beat of the atria is conducted, their phase follows from the ventricles'.
    """
    f_phase = s.beat - math.floor(s.beat)
    t_now = f_phase * t_beat
    t_sys = f_twitch * p.t_systole * math.sqrt(t_beat)  # as the QT interval does (Bazett 1920)
    t_peak = p.f_peak * t_sys
    f_ventricle = 0.0
    if t_now < t_peak:
        q = math.sin(0.5 * math.pi * t_now / t_peak)
        f_ventricle = q * q
    elif t_now < t_sys:
        q = math.cos(0.5 * math.pi * (t_now - t_peak) / (t_sys - t_peak))
        f_ventricle = q * q
    f_atria = s.atria
    if r.n_atrial > 0.0:
        f_atria = f_phase * r.n_atrial + r.t_lead / r.t_atrial
    t_atria = (f_atria - math.floor(f_atria)) * r.t_atrial
    t_twitch = 1.125 * p.t_atrial
    f_atrium = 0.0
    if t_atria < t_twitch:
        q = math.sin(math.pi * t_atria / t_twitch)
        f_atrium = q * q * r.f_atrial
    return Activation(f_ventricle * r.f_ventricle, f_atrium)


@kernel
def twitch(x_sympathetic: float, p: Params) -> float:
    """Factor on the length of a twitch: sympathetic nerves shorten it, which saves diastole when
    the heart is fast (Parmley & Sonnenblick 1969, unverified; gain tuned).
    """
    return 1.0 / (1.0 + p.k_twitch * max(x_sympathetic - p.x_twitch, 0.0))


@kernel
def pressed(depth_cm: float, p: Params) -> float:
    """Depth (cm) of compressions that tells: the first `d_compression` only take up the give of
    the chest (Babbs 1983, unverified).
    """
    return max(min(depth_cm, 7.0) - p.d_compression, 0.0)


@kernel
def pericardium(s: State, v_shed: float, p_thorax: float, p: Params) -> float:
    """Pressure (mmHg) of the sac around everything it holds."""
    x = p.k_peri * (s.v_lv + s.v_rv + s.v_la + s.v_ra + v_shed - p.v_peri)
    return p.p_peri * math.exp(min(x, 5.5)) + p_thorax


@kernel
def pressures(
    s: State,
    a: Activation,
    f_left: float,
    f_right: float,
    k_left: float,
    k_right: float,
    v_shed: float,
    p_thorax: float,
    p_push: float,
    p: Params,
) -> Pressures:
    """Chamber pressures; `f_left` and `f_right` scale contractility, `k_left` … stiffness.

    `p_push`: what hands press the ventricles with, which lie between sternum and spine; the atria
    lie behind and above, so that the valves between close (Redberg 1993). The right ventricle
    yields to the side and feels less of it (tuned).
    """
    p_sac = pericardium(s, v_shed, p_thorax, p)
    v_left = s.v_lv + p.f_septum * (s.v_rv - p.v_septum_rv)
    v_right = s.v_rv + p.f_septum * (s.v_lv - p.v_septum_lv)
    stiff_l = k_left * p.p0_lv * (math.exp(min(p.k_lv * v_left, 6.0)) - 1.0)
    stiff_r = k_right * p.p0_rv * (math.exp(min(p.k_rv * v_right, 6.0)) - 1.0)
    lv = a.f_ventricle * p.e_lv * f_left * (s.v_lv - p.v0_lv) + (1.0 - a.f_ventricle) * stiff_l
    rv = a.f_ventricle * p.e_rv * f_right * (s.v_rv - p.v0_rv) + (1.0 - a.f_ventricle) * stiff_r
    la = (p.e_la_min + p.e_la_add * a.f_atrium) * (s.v_la - p.v0_la)
    ra = (p.e_ra_min + p.e_ra_add * a.f_atrium) * (s.v_ra - p.v0_ra)
    p_left = p_sac + p_push
    p_right = p_sac + p.f_push_right * p_push
    return Pressures(lv + p_left, la + p_sac, rv + p_right, ra + p_sac, lv, rv, p_sac)


@kernel
def valve(p_before: float, p_after: float, r: float) -> float:
    """A diode with a resistance."""
    return (p_before - p_after) / r if p_before > p_after else 0.0


@kernel
def flows(c: Pressures, p_aorta: float, p_pulmonary: float, p: Params) -> Flows:
    """Valve flows; ejection meets a resistance inside the ventricle (Shroff 1985)."""
    r_l = p.kr_lv * max(c.lv_muscle, 20.0)
    r_r = p.kr_rv * max(c.rv_muscle, 5.0)
    q_aortic = valve(c.lv, p_aorta, p.r_aortic + r_l)
    q_pulmonic = valve(c.rv, p_pulmonary, p.r_pulmonic + r_r)
    return Flows(
        valve(c.la, c.lv, p.r_mitral),
        valve(c.ra, c.rv, p.r_tricuspid),
        q_aortic,
        q_pulmonic,
        c.lv - q_aortic * r_l,
        c.rv - q_pulmonic * r_r,
    )


@kernel
def holding(v: float) -> float:
    """0-1: what a nearly empty chamber (mL) still gives; hands that squeeze empty none further."""
    return min(max((v - 0.5) / 2.0, 0.0), 1.0)


@kernel
def passed(q: float, v_from: float, v_to: float) -> float:
    """The flow `q` (mL/s, back when negative), as far as the pool that it leaves still gives."""
    return q * holding(v_from if q > 0.0 else v_to)


@kernel
def no_more_than_held(f: Flows, s: State) -> Flows:
    """The flows, without what a chamber does not hold."""
    return Flows(
        f.q_mitral * holding(s.v_la),
        f.q_tricuspid * holding(s.v_ra),
        f.q_aortic * holding(s.v_lv),
        f.q_pulmonic * holding(s.v_rv),
        f.p_lv,
        f.p_rv,
    )


@kernel
def rates(
    f: Flows,
    q_caval: float,
    q_pulmonary_vein: float,
    t_beat: float,
    f_runs: float,
    t_atrial: float,
) -> State:
    """Rate of change; what leaves one chamber enters the next."""
    return State(
        f_runs / t_beat,
        f.q_mitral - f.q_aortic,
        q_pulmonary_vein - f.q_mitral,
        f.q_tricuspid - f.q_pulmonic,
        q_caval - f.q_tricuspid,
        1.0 / t_atrial,
    )
