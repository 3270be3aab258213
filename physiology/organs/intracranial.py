"""The skull: brain, blood and cerebrospinal fluid share one box (Monro-Kellie).

::

    mass, swelling ──┐
    arterial blood ──┼─▶ volume ─(exponential)─▶ pressure ─▶ grips vessels, drains fluid
    fluid ───────────┘                                └─▶ herniation ─▶ pupils, stem, Cushing

Pressure follows volume exponentially, fluid is made at a constant rate and drained in proportion
to pressure (Ursino & Lodi 1997), and hangs down towards the spine when the head is up
(`p_column`; Feldman 1992). Blood volume goes with a power of flow (Grubb 1974; the part that
has tone lies between the 14 mL of Ursino and the whole 56). What can be displaced is finite:
drainage slows as the reserve of fluid is used up, so that a mass is borne for a while and then is
not (Langfitt 1965, unverified). A side whose mass is greater herniates first.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Pressure (mmHg), arterial blood and displaceable fluid (mL); herniation of each side (0-1);
    width of each pupil (mm) and how well it reacts (0-1); volume of all else against normal (mL).
    """

    p: float
    v_artery: float
    v_csf: float
    f_hernia_left: float
    f_hernia_right: float
    d_pupil_left: float
    d_pupil_right: float
    f_react_left: float
    f_react_right: float
    v_other: float


class Params(NamedTuple):
    """See [intracranial] of parameters.toml."""

    k_stiff: float
    p_normal: float
    p_most: float
    v_artery: float
    k_grubb: float
    t_artery: float
    p_collapse: float
    v_csf: float
    r_outflow: float
    q_csf: float
    p_sinus: float
    p_hernia: float
    p_hernia_width: float
    v_side: float
    t_hernia: float
    t_release: float
    d_pupil: float
    d_blown: float
    k_stress: float
    p_cushing: float
    p_cushing_width: float
    p_perfusion: float
    k_cushing_vessel: float
    k_cushing_vagus: float
    f_distortion: float
    k_cushing_set: float
    p_column: float
    p_head: float
    f_refill: float


class Seen(NamedTuple):
    """Arterial and central venous pressure (mmHg), conductance of brain vessels over that at rest,
    masses (mL: everywhere, left, right), function of the stem (0-1), width that drugs add (mm),
    catecholamines over those at rest, sine of the head's angle above the heart.
    """

    p_artery: float
    p_veins: float
    f_conductance: float
    v_brain: float
    v_left: float
    v_right: float
    f_stem: float
    d_pupil: float
    x_stress: float
    f_up: float


@kernel
def bounded(x: float) -> float:
    """Keep `x` in 0-1."""
    return min(max(x, 0.0), 1.0)


@kernel
def pressure(v_added: float, p: Params) -> float:
    """Pressure (mmHg) of a skull that holds `v_added` mL more than at `p_normal`."""
    return min(p.p_normal * math.exp(min(p.k_stiff * v_added, 5.0)), p.p_most)


@kernel
def refilled(p_skull: float, p_veins: float, p: Params) -> float:
    """Pressure (mmHg) where room was made: veins of the brain fill what lies below their own."""
    return p_skull + p.f_refill * max(p_veins - p_skull, 0.0)


@kernel
def volume(p_skull: float, p: Params) -> float:
    """Inverse of `pressure`: mL more than at `p_normal`."""
    return math.log(max(p_skull, 0.1) / p.p_normal) / p.k_stiff


@kernel
def sinus(p_veins: float, p: Params) -> float:
    """Pressure in the venous sinuses (mmHg)."""
    return max(p_veins, 0.0) + p.p_sinus


@kernel
def blood_volume(f_conductance: float, p: Params) -> float:
    """Blood (mL) in the vessels that have tone (Grubb 1974)."""
    return p.v_artery * math.exp(p.k_grubb * math.log(max(f_conductance, 0.05)))


@kernel
def at_rest(i: Seen, p: Params) -> State:
    """The skull in balance: what is made is drained."""
    p_skull = sinus(i.p_veins, p) + p.q_csf * p.r_outflow
    v_artery = blood_volume(i.f_conductance, p)
    v_other = volume(p_skull, p) - (v_artery - p.v_artery)
    d = pupil(0.0, 1.0, 0.0, i.x_stress, p)
    return State(p_skull, v_artery, p.v_csf, 0.0, 0.0, d, d, 1.0, 1.0, v_other)


@kernel
def drained(s: State, p_veins: float, p: Params) -> float:
    """Fluid that leaves the skull (mL/s)."""
    push = max(s.p - sinus(p_veins, p), 0.0)
    return push / p.r_outflow * bounded(s.v_csf / p.v_csf)


@kernel
def hernia(now: float, p_skull: float, v_own: float, v_other: float, dt: float, p: Params) -> float:
    """Herniation of one side (0-1): a mass of its own brings it on, one opposite delays it."""
    p_begin = p.p_hernia - 0.5 * p.p_hernia_width * min(
        max((v_own - v_other) / p.v_side, -1.0), 1.0
    )
    goal = bounded((p_skull - p_begin) / p.p_hernia_width)
    return now + dt * (goal - now) / (p.t_hernia if goal > now else p.t_release)


@kernel
def pupil(f_hernia: float, f_stem: float, added: float, x_stress: float, p: Params) -> float:
    """Width of a pupil (mm): light, drugs, catecholamines; a pressed nerve or dead stem widens."""
    d = p.d_pupil + added + p.k_stress * math.log(max(x_stress, 1.0))
    f_lost = max(f_hernia, 1.0 - f_stem)
    return min(max(d + (p.d_blown - d) * f_lost, 1.0), 8.0)


@kernel
def reaction(f_hernia: float, f_stem: float) -> float:
    """0-1: reaction to light; the third nerve gives way before the stem."""
    return bounded(1.0 - 1.2 * f_hernia) * bounded(2.0 * f_stem - 0.4)


@kernel
def advance(s: State, i: Seen, dt: float, p: Params) -> State:
    """One step of the body clock."""
    p_up = i.f_up * p.p_head
    perfusion = i.p_artery - p_up - s.p
    f_kept = bounded(max(perfusion, 0.0) / p.p_collapse)
    v_artery = blood_volume(i.f_conductance, p) * f_kept
    v_artery = s.v_artery + dt * (v_artery - s.v_artery) / p.t_artery
    v_csf = max(s.v_csf + dt * (p.q_csf - drained(s, i.p_veins - p_up, p)), 0.0)
    v_added = s.v_other + i.v_brain + i.v_left + i.v_right
    v_added += (v_artery - p.v_artery) + (v_csf - p.v_csf)
    p_skull = refilled(pressure(v_added, p), sinus(i.p_veins - p_up, p), p) - i.f_up * p.p_column
    left = hernia(s.f_hernia_left, p_skull, i.v_left, i.v_right, dt, p)
    right = hernia(s.f_hernia_right, p_skull, i.v_right, i.v_left, dt, p)
    return State(
        p_skull,
        v_artery,
        v_csf,
        left,
        right,
        pupil(left, i.f_stem, i.d_pupil, i.x_stress, p),
        pupil(right, i.f_stem, i.d_pupil, i.x_stress, p),
        reaction(left, i.f_stem),
        reaction(right, i.f_stem),
        s.v_other,
    )


@kernel
def distorted(p_skull: float, p: Params) -> float:
    """0-1: how hard the skull presses on the stem, whatever blood still reaches it."""
    return bounded((p_skull - p.p_cushing) / p.p_cushing_width)


@kernel
def cushing(p_skull: float, p_artery: float, p: Params) -> float:
    """0-1: how hard a stem short of blood under pressure drives vessels and vagus."""
    return distorted(p_skull, p) * bounded(
        (p.p_perfusion - (p_artery - p_skull)) / p.p_perfusion * 2.0
    )


@kernel
def stem_left(s: State) -> float:
    """0-1: what herniation of both sides leaves of the stem."""
    return 1.0 - bounded(2.5 * (0.5 * (s.f_hernia_left + s.f_hernia_right) - 0.6))


@kernel
def mind_left(s: State) -> float:
    """0-1: what herniation leaves of the cortex's arousal."""
    return 1.0 - bounded(1.25 * max(s.f_hernia_left, s.f_hernia_right))
