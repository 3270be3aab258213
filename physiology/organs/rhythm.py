"""Conduction and rhythm: what makes the ventricles beat, when, and whether the atria go with them.

::

    sinus node ─▶ atria ─▶ AV node (delay, refractory time) ─▶ ventricles
       nerves, oxygen        flutter, fibrillation          escape, ectopy, VT, VF

Time runs in beats: the phase of the ventricles is a state of the heart, and once a beat, at its
start, the length of the coming one is chosen. Where conduction is 1:1 or n:1 the phase of the atria
follows from that of the ventricles; where it is broken they have a clock of their own.

AV block is not a rhythm here but what becomes of a node whose refractory time (`t_refractory` times
the handle `av_delay`) outlasts the interval of the atria: 2:1 and more, and beyond `n_block` none
passes and an escape focus takes over (Marriott's Practical Electrocardiography 12e, unverified).
Deeds may break the bundle itself (`av_block_*`): second degree with waits that grow (Wenckebach),
or "mobitz", which drops a beat without a warning.

Ventricular fibrillation begins by deed, or by a hazard: `k_ischemia` times the acutely ischemic
share of the muscle, `k_potassium` for every mmol/L above `k_high`, ventricular tachycardia that
does not perfuse the heart; the handle `irritability` multiplies all. Its amplitude fades without
coronary perfusion (Weaver 1985, unverified) and grows again with it; below `f_flat` it is
asystole. A shock ends it the more easily, the larger it is (`defibrillation`).

Potassium of the plasma: above `k_slow` it slows conduction (wide QRS, P lost), above `k_still`
nothing is excited any more; below `k_restless` come early beats, below `k_low` torsade begins
(Weisberg 2008, unverified; hazards tuned). Pulseless electricity conducts and does not contract:
muscle that has run out of energy couples again only when it is perfused.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel
from physiology.noise import BEAT, ENDING, FIBRILLATION, happens, noise

RHYTHMS = (
    "sinus", "ectopy", "av_block_1", "av_block_2", "av_block_3", "atrial_fibrillation",
    "atrial_flutter", "svt", "vt", "vt_polymorphic", "vf", "pea", "asystole", "vt_fast",
    "av_block_2_mobitz",
)  # fmt: skip
SINUS, ECTOPY, BLOCK_1, BLOCK_2, BLOCK_3 = 0.0, 1.0, 2.0, 3.0, 4.0
AF, FLUTTER, SVT, VT, VT_POLY, VF, PEA, ASYSTOLE = 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0
VT_FAST, MOBITZ = 13.0, 14.0
SHOCKABLE = (AF, FLUTTER, SVT, VT, VT_FAST, VT_POLY, VF)
F_PULSE = 0.6  # amplitude of fibrillation above which a shock leaves a pulse at once (tuned)
VULNERABLE = (0.24, 0.36)  # s after the beat, for one a second: the top of the T wave (Marriott)
DISSOCIATED = 0.0  # `n_atrial`: the atria have their own clock


class State(NamedTuple):
    """What drives the ventricles, and the beat that runs.

    `kind` index of RHYTHMS; `t_in` seconds in it; `n_beat` number of the running beat; `f_beat` its
    length over that of the pacemaker; `t_beat` (s); `n_atrial` atrial beats in it; `t_atrial`
    interval of the atria (s); `t_lead` by how much they are ahead (s); `f_atrial`, `f_ventricle`
    how much muscle contracts together (0-1); `is_wide` 1: it began in a ventricle;
    `f_fibrillation` amplitude of VF (0-1); `f_coupled` muscle that answers its electricity (0-1);
    `f_qrs`, `f_t` width of QRS and height of T over those at normal potassium; `is_paced` 1: a
    stimulus will end the running beat.
    """

    kind: float
    t_in: float
    n_beat: float
    f_beat: float
    t_beat: float
    n_atrial: float
    t_atrial: float
    t_lead: float
    f_atrial: float
    f_ventricle: float
    is_wide: float
    f_fibrillation: float
    f_coupled: float
    f_qrs: float
    f_t: float
    is_paced: float


class Params(NamedTuple):
    """See [rhythm] of parameters.toml."""

    t_pr: float
    t_refractory: float
    n_block: float
    t_escape: float
    f_overdrive: float
    t_tired: float
    f_ectopic: float
    f_early: float
    f_focus: float
    t_af: float
    k_af: float
    f_af: float
    t_flutter: float
    t_svt: float
    t_vt: float
    t_vt_poly: float
    f_vt: float
    f_vt_poly: float
    k_ischemia: float
    k_potassium: float
    k_high: float
    k_vt: float
    k_vt_poly: float
    k_vt_poly_ends: float
    p_vt: float
    t_fade: float
    t_revive: float
    f_flat: float
    p_revive: float
    p_revive_width: float
    t_couple: float
    t_vt_fast: float
    f_vt_fast: float
    k_slow: float
    k_qrs: float
    k_still: float
    k_restless: float
    k_low: float
    k_torsade: float
    f_dropped: float


class Seen(NamedTuple):
    """What the conduction system sees: clock, nerves, oxygen, salt, what its muscle is given."""

    n_beat: float  # whole beats so far
    t_sinus: float  # s between beats of the sinus node
    f_sinus: float  # 0-1 function left to pacemakers by oxygen and acid
    av_delay: float
    vagal: float  # spikes/s added
    irritability: float
    f_ischemic: float  # acutely ischemic share of the muscle
    potassium: float  # mmol/L
    p_perfusion: float  # coronary perfusion pressure, mmHg
    t_paced: float  # s between stimuli that capture; 0: none does
    is_fixed: float  # 1: stimuli come whatever the heart does


class Beat(NamedTuple):
    """The running beat: its length (s), the atria in it, how strong it is."""

    t_beat: float
    n_atrial: float
    t_atrial: float
    t_lead: float
    f_atrial: float
    f_ventricle: float


@kernel
def escape(i: Seen, p: Params) -> float:
    """Interval (s) of an escape focus; it fails with the sinus node's oxygen."""
    return p.t_escape / (0.12 + 0.88 * i.f_sinus)


@kernel
def conducted(
    kind: float, f_beat: float, is_wide: float, n: float, i: Seen, t_twitch: float, p: Params
) -> Beat:
    """A beat that came through the AV node, every `n`-th of the atria's, or too early."""
    lead = t_twitch + p.t_pr * (i.av_delay - 1.0)
    if kind == BLOCK_1:
        lead += p.t_pr
    length = n * i.t_sinus
    f = 1.0
    if kind == ECTOPY:
        length = f_beat * i.t_sinus
        f = p.f_focus if is_wide > 0.0 else 1.0
    elif kind == BLOCK_2 and n == f_beat:  # Wenckebach: each atrial beat waits longer in the node
        if n == 1.0:
            lead += p.t_tired
            length += p.t_tired
        else:
            length -= p.t_tired
    if n > 1.0 and length > p.f_overdrive * escape(i, p):
        # a focus that was driven takes its time (overdrive suppression)
        return focus(p.f_overdrive * escape(i, p), 1.0, i)
    return Beat(length, n, i.t_sinus, min(lead, 0.9 * i.t_sinus), 1.0, f)


@kernel
def focus(t: float, f: float, i: Seen) -> Beat:
    """A beat until that of a focus below the node; the atria go on by themselves."""
    return Beat(t, DISSOCIATED, i.t_sinus, 0.0, 1.0, f)


@kernel
def passed(i: Seen, p: Params) -> float:
    """How many atrial beats it takes until one passes the AV node."""
    n = math.ceil(p.t_refractory * i.av_delay / i.t_sinus)
    return max(n, 1.0)


@kernel
def length_of_next(
    kind: float, f_beat: float, i: Seen, seed: int, p: Params
) -> tuple[float, float]:
    """Length of the coming beat over its pacemaker's interval, and whether it begins too early."""
    x = noise(seed, int(i.n_beat), BEAT)
    if kind == ECTOPY:
        if f_beat < 1.0:
            return 2.0 - p.f_early, 1.0  # the early beat, and its pause
        return (p.f_early if 0.5 * (x + 1.0) < p.f_ectopic else 1.0), 0.0
    if kind in (AF, VT_POLY):
        return 1.0 + p.f_af * x, 0.0
    if kind == BLOCK_2:
        return (1.0 if f_beat > 1.0 else 2.0), 0.0  # 3:2
    if kind == MOBITZ:  # below the node: all or nothing, two or more pass before one is dropped
        return (1.0 if f_beat > 1.0 or 0.5 * (x + 1.0) > p.f_dropped else 2.0), 0.0
    return 1.0, 0.0


@kernel
def beat(kind: float, f_beat: float, wide: float, i: Seen, t_twitch: float, p: Params) -> Beat:
    """The running beat, as nerves and oxygen shape it while it runs."""
    if kind == AF:
        t = max(p.t_af, p.k_af * i.t_sinus) * math.sqrt(max(i.av_delay, 0.1))
        return Beat(f_beat * t, DISSOCIATED, i.t_sinus, 0.0, 0.0, 1.0)
    if kind == FLUTTER:
        n = max(math.ceil(p.t_refractory * i.av_delay / p.t_flutter), 2.0)
        return Beat(n * p.t_flutter, n, p.t_flutter, t_twitch, 0.4, 1.0)
    if kind == SVT:
        return Beat(p.t_svt, 1.0, p.t_svt, 0.0, 1.0, 1.0)
    if kind == VT:
        return focus(p.t_vt, p.f_vt, i)
    if kind == VT_FAST:
        return focus(p.t_vt_fast, p.f_vt_fast, i)
    if kind == VT_POLY:
        return focus(f_beat * p.t_vt_poly, p.f_vt_poly, i)
    if kind == BLOCK_3:
        return focus(escape(i, p), 1.0, i)
    n = passed(i, p)
    if n > p.n_block:
        return focus(escape(i, p), 1.0, i)
    if kind in (BLOCK_2, MOBITZ):
        n = max(n, f_beat)
    return conducted(kind, f_beat, wide, n, i, t_twitch, p)


@kernel
def is_paced(kind: float, b: Beat, i: Seen) -> bool:
    """Whether a stimulus ends the running beat `b` before the heart would."""
    if i.t_paced <= 0.0 or kind in (VF, VT, VT_FAST, VT_POLY):
        return False
    return i.is_fixed > 0.0 or b.t_beat > i.t_paced


@kernel
def began_below(kind: float, s: State) -> float:
    """1 where the beat after `s` begins in a ventricle: a focus leads, or an escape ended `s`."""
    if kind in (VT, VT_FAST, VT_POLY, BLOCK_3) or s.is_paced > 0.0:
        return 1.0
    return 1.0 if kind == s.kind and kind != AF and s.n_atrial == DISSOCIATED else 0.0


@kernel
def perfused(p_perfusion: float, p: Params) -> float:
    """0-1: how well the muscle is perfused for electricity and pump to come back."""
    return min(max((p_perfusion - p.p_revive) / p.p_revive_width, 0.0), 1.0)


@kernel
def fibrillation(s: State, i: Seen, dt: float, p: Params) -> float:
    """Amplitude of VF: it fades without perfusion and grows with it."""
    good = perfused(i.p_perfusion, p)
    f = s.f_fibrillation
    return f + dt * (good * (1.0 - f) / p.t_revive - (1.0 - good) * f / p.t_fade)


@kernel
def turned(s: State, i: Seen, dt: float, seed: int, tick: int, p: Params) -> float:
    """The rhythm after this step: what starts by itself, and what ends by itself."""
    k = s.kind
    if k == VF:
        return ASYSTOLE if s.f_fibrillation < p.f_flat else VF
    if i.potassium > p.k_still:
        return ASYSTOLE
    if k == ASYSTOLE and i.t_paced > 0.0:
        return PEA  # excited, whether or not it answers
    if k in (PEA, ASYSTOLE):
        return SINUS if s.f_coupled > 0.5 and i.f_sinus > 0.5 else k
    hazard = p.k_ischemia * i.f_ischemic + p.k_potassium * max(i.potassium - p.k_high, 0.0)
    starved = max(1.0 - i.p_perfusion / p.p_vt, 0.0)
    if k in (VT, VT_FAST):
        hazard += p.k_vt * starved
    elif k == VT_POLY:
        hazard += p.k_vt_poly
    if happens(hazard * i.irritability, dt, seed, tick, FIBRILLATION):
        return VF
    torsade = p.k_torsade * max(p.k_low - i.potassium, 0.0)
    if k == SINUS and happens(torsade * i.irritability, dt, seed, tick, ENDING):
        return VT_POLY
    if k == VT_POLY and happens(p.k_vt_poly_ends, dt, seed, tick, ENDING):
        return SINUS
    if k == SVT and (i.av_delay > 2.5 or i.vagal > 4.0):
        return SINUS  # the circuit runs through the AV node
    return k


@kernel
def qrs(potassium: float, p: Params) -> float:
    """Width of QRS over that at normal potassium."""
    return 1.0 + p.k_qrs * min(max(potassium - p.k_slow, 0.0), 4.0)


@kernel
def t_wave(potassium: float) -> float:
    """Height of T over that at normal potassium: tall and narrow, or flat (shape tuned by eye)."""
    if potassium > 5.5:
        return 1.0 + 0.7 * min(potassium - 5.5, 2.5)
    return max(1.0 - 0.6 * max(3.5 - potassium, 0.0), 0.1)


@kernel
def stopped(s: State) -> State:
    """Electricity gone: asystole."""
    return State(
        ASYSTOLE, 0.0, s.n_beat, 1.0, s.t_beat, 1.0, s.t_atrial, s.t_lead, 0.0, 0.0, 0.0, 0.0, 0.0,
        s.f_qrs, s.f_t, 0.0,
    )  # fmt: skip


@kernel
def led_by(s: State, kind: float) -> State:
    """`s` with another rhythm in the lead; a muscle whose rhythm lost its pulse must recover."""
    coupled = 0.0 if kind in (PEA, ASYSTOLE) else 1.0
    return State(
        kind, 0.0, -1.0, 1.0, s.t_beat, s.n_atrial, s.t_atrial, s.t_lead, s.f_atrial,
        s.f_ventricle, s.is_wide, 1.0, coupled, s.f_qrs, s.f_t, s.is_paced,
    )  # fmt: skip


@kernel
def advance(
    s: State, i: Seen, t_twitch: float, dt: float, seed: int, tick: int, p: Params
) -> State:
    """One slow step; `t_twitch` is how far the atria are ahead of the ventricles at rest (s)."""
    kind = turned(s, i, dt, seed, tick, p)
    t_in = s.t_in + dt if kind == s.kind else 0.0
    f_vf = fibrillation(s, i, dt, p) if kind == VF else 1.0
    f_coupled = s.f_coupled
    if kind != VF:
        f_coupled += dt * perfused(i.p_perfusion, p) * (1.0 - f_coupled) / p.t_couple
    if kind != s.kind and kind == ASYSTOLE:
        f_coupled = 0.0
    f_beat = s.f_beat
    wide = s.is_wide
    is_new = i.n_beat != s.n_beat or kind != s.kind
    led = ECTOPY if kind == SINUS and i.potassium < p.k_restless else kind
    if is_new:
        f_beat, wide = length_of_next(led, s.f_beat, i, seed, p)
        wide = max(wide, began_below(kind, s))
    b = beat(led, f_beat, wide, i, t_twitch, p)
    paced = is_paced(kind, b, i)
    if paced:
        b = focus(i.t_paced, p.f_focus, i)
    f = b.f_ventricle
    if kind in (VF, PEA, ASYSTOLE):
        f = 0.0
    f_atrial = 0.0 if kind in (PEA, ASYSTOLE) else b.f_atrial
    return State(
        kind, t_in, i.n_beat, f_beat, min(max(b.t_beat, 0.15), 8.0), b.n_atrial, b.t_atrial,
        b.t_lead, f_atrial, f * f_coupled, wide, f_vf, f_coupled,
        qrs(i.potassium, p), t_wave(i.potassium), 1.0 if paced else 0.0,
    )  # fmt: skip
