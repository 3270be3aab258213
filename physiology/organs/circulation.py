"""The vessels: aorta with inertance, systemic artery, six beds, great veins, one bed per lung.

::

    LV ─▶ aorta ─L─▶ artery ─┬─▶ capillaries b ─▶ veins b ─┬─▶ great veins ─▶ RA      b = 6 beds
                             └──────────── … ──────────────┘
    RV ─▶ pulmonary artery ─┬─▶ left lung  ─┬─▶ pulmonary veins ─▶ LA
                            └─▶ right lung ─┘

Topology and constants after Ursino & Magosso 2000; collapse below the unstressed volume is
logarithmic (Heldt 2002). Arterioles fall shut at a pressure that grows with their tone, so that a
standing circulation keeps more in its arteries than in its veins (Burton 1951; Maas 2013,
unverified); above `p_knee` the collagen of the veins is stretched and they take no more (Rothe
1983, unverified). Great veins enter a thorax whose pressure they feel; a shift of the mediastinum
kinks them (tuned to the tension rows of the validation).
"""

import math
from typing import NamedTuple

from physiology._jit import kernel

BEDS = ("splanchnic", "renal", "muscle", "brain", "heart", "skin")
SPLANCHNIC, RENAL, MUSCLE, BRAIN, HEART, SKIN = range(6)
F_COLLAPSED = 0.03  # of `v0`: the law of collapse ends here
F_FLAT = 0.06  # of `v0`: below this a vein gives less and less, so that it never falls below 0


class State(NamedTuple):
    """Volumes (mL), aortic flow (mL/s), interstitial fluid (mL), circulating hemoglobin (g)."""

    v_ao: float
    q_ao: float
    v_sa: float
    v_tv: float
    v_pa: float
    v_pc_left: float
    v_pc_right: float
    v_pv: float
    v_isf: float
    m_hb: float


class Params(NamedTuple):
    """See [circulation] of parameters.toml."""

    c_ao: float
    l_ao: float
    r_ao: float
    v0_ao: float
    c_sa: float
    v0_sa: float
    c_tv: float
    v0_tv: float
    r_tv: float
    c_pa: float
    v0_pa: float
    c_pc: float
    v0_pc: float
    c_pv: float
    v0_pv: float
    r_pa: float
    r_pc: float
    r_pv: float
    f_right: float
    f_cap: float
    x_kink0: float
    x_kink: float
    k_kink: float
    f_kink_limp: float
    f_coronary: float
    v_legs: float
    v_tilt: float
    k_suction: float
    p_carotid: float
    p_close: float
    k_close: float
    k_recruit: float
    f_belly: float
    f_ischemic: float
    p_knee: float
    p_stiff: float


class Bed(NamedTuple):
    """One systemic bed; see [bed.*] of parameters.toml.

    `f_legs`, `f_below`: its share of the blood that raised legs give back, and of what sinks below
    the heart in a tilted body.
    """

    r: float
    c_cap: float
    v0_cap: float
    c_vein: float
    v0_vein: float
    r_vein: float
    f_o2: float
    v_o2: float
    v_co2: float
    g_r: float
    g_v: float
    f_legs: float
    f_below: float


class BedFlow(NamedTuple):
    """Flow (mL/s) into, through and out of a bed, and its two pressures (mmHg)."""

    q_in: float
    q_cap: float
    q_out: float
    p_cap: float
    p_vein: float


@kernel
def transmural(v: float, v0: float, c: float) -> float:
    """Pressure across a vessel wall (mmHg); below `v0` it collapses but never empties."""
    if v >= v0:
        return (v - v0) / c
    return v0 / c * math.log(max(v, F_COLLAPSED * v0) / v0)


@kernel
def closing(x_r: float, p: Params) -> float:
    """Pressure (mmHg) below which arterioles fall shut, at sympathetic activity `x_r`."""
    return p.p_close + p.k_close * max(x_r - 0.5, 0.0)


@kernel
def recruited(f_flow: float, p: Params) -> float:
    """Factor on pulmonary resistance at `f_flow` times the output at rest: more flow opens and
    stretches the vessels of the lung (Kovacs 2012, unverified; gain tuned).
    """
    return 1.0 / (1.0 + p.k_recruit * max(f_flow - 1.0, 0.0))


@kernel
def ischemic(c_o2: float, c_critical: float, p: Params) -> float:
    """Factor on the resistance of a bed that runs out of oxygen: its arterioles give way."""
    return 1.0 / (1.0 + p.f_ischemic * max(1.0 - c_o2 / c_critical, 0.0))


@kernel
def venous(v: float, v0: float, c: float, p: Params) -> float:
    """Pressure across the wall of a vein (mmHg), which stiffens above `p_knee`."""
    x = transmural(v, v0, c)
    over = x - p.p_knee
    return x + over * over / p.p_stiff if over > 0.0 else x


@kernel
def bed_flow(
    v_cap: float,
    v_vein: float,
    v0_vein: float,
    r: float,
    p_artery: float,
    p_great_veins: float,
    p_squeeze: float,
    p_around: float,
    p_close: float,
    p: Params,
    b: Bed,
) -> BedFlow:
    """Flows of one bed.

    `p_squeeze` is the heart muscle's grip on its own vessels, or the skull's; `p_around` what
    presses on all of the bed from outside (a straining belly); `p_close` see `closing`.
    """
    p_cap = transmural(v_cap, b.v0_cap, b.c_cap) + p_around
    p_vein = venous(v_vein, v0_vein, b.c_vein, p) + p_around

    q_in = max((p_artery - max(p_cap, max(p_squeeze, p_close))) / r, 0.0)
    q_cap = (p_cap - p_vein) / (r * p.f_cap)
    q_out = (p_vein - max(p_great_veins, 0.0)) / b.r_vein  # veins outside the thorax collapse at 0
    if q_out < 0.0:  # valves let little back, and what is flat is not sucked at
        q_out = 0.05 * min(p_vein - p_great_veins, 0.0) / b.r_vein
    if v_vein < F_FLAT * v0_vein:  # flat, whatever presses on it: nothing is left to give
        f_flat = max(v_vein, 0.0) / (F_FLAT * v0_vein)
        q_out *= f_flat if q_out > 0.0 else 1.0
        q_cap *= f_flat if q_cap < 0.0 else 1.0
    return BedFlow(q_in, q_cap, q_out, p_cap, p_vein)


@kernel
def kink(x_pleura: float, f_limp: float, p: Params) -> float:
    """How much `x_pleura` (cmH2O, what gas presses with from its side) squeezes the cavae.

    `f_limp` (0-1): a slack diaphragm and belly yield to it and leave the cavae more room.
    """
    x_felt = x_pleura * (1.0 - (1.0 - p.f_kink_limp) * f_limp)
    x = min(max(x_felt - p.x_kink0, 0.0) / p.x_kink, 6.0)
    return 1.0 + p.k_kink * x


@kernel
def emptying(v: float) -> float:
    """0-1: a pool that is nearly empty gives nothing more (guards every outflow by a hole)."""
    return min(max((v - 2.0) / 10.0, 0.0), 1.0)
