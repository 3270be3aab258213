"""Gas between alveoli and blood, the arterial and venous pools, and the blood-gas electrodes.

::

    quick, slow unit ─(1 - shunt)─▶ end-capillary ─┐
    venous pool ──────────(shunt)──────────────────┴─▶ arterial pool ─▶ beds ─▶ venous pool

Uptake is what the lung loses and the blood gains, to the last bit: both use the same number, held
for one slow step. Pools are equivalent volumes; one transport flow (the sum of the beds) passes
through all of them, so that oxygen and carbon dioxide are conserved whatever the vessels store.
PO2 and PCO2 follow the contents with a lag of `t_electrode` instead of an inner Newton loop.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel
from physiology.organs import blood, units
from physiology.organs.lungs import Gas, fraction, total

BTPS = 863.0  # mL at 37 degC, wet, times mmHg dry, per mL STPD (West)
N2_SOLUBLE = 1.65e-5  # mL STPD per mL blood and mmHg at 37 degC (Farhi 1967, unverified)


class State(NamedTuple):
    """Contents (mL STPD/mL), partial pressures (mmHg), tissue nitrogen; of each lung the flow
    (mL/s), the vascular resistance factor, the share of closed airways, and the share of its blood
    that the slow unit gets (0-1).
    """

    c_ao2: float
    c_aco2: float
    c_vo2: float
    c_vco2: float
    p_ao2: float
    p_aco2: float
    p_tn2: float
    q_left: float
    q_right: float
    f_r_left: float
    f_r_right: float
    f_closed_left: float
    f_closed_right: float
    f_slow_left: float
    f_slow_right: float


class Params(NamedTuple):
    """See [gas_exchange] of parameters.toml."""

    f_shunt: float
    f_shunt_collapse: float
    f_collapse: float
    f_collapse_width: float
    f_closing: float
    f_closing_width: float
    f_closed_most: float
    t_closing: float
    t_opening: float
    k_pressed: float
    k_hpv: float
    p_hpv: float
    p_hpv_width: float
    p_venous: float
    k_alkaline: float
    k_collapse_r: float
    t_hpv: float
    v_art: float
    v_ven: float
    v_n2: float
    t_electrode: float
    t_flow: float
    be0: float


class Alveolus(NamedTuple):
    """What one unit offers the blood: contents, shunt, where resistance and closure tend to."""

    c_o2: float
    c_co2: float
    p_o2: float
    p_co2: float
    p_n2: float
    f_shunt: float
    f_resistance: float
    f_closed: float


class Lung(NamedTuple):
    """One lung: uptake (mL STPD/s) of all of it and of its slow unit; where it tends to."""

    up: Gas
    up_slow: Gas
    f_resistance: float
    f_closed: float
    f_slow: float


@kernel
def below(f: float, f_half: float, f_width: float) -> float:
    """0-1: falls from 1 to 0 as `f` rises past `f_half`."""
    return 1.0 / (1.0 + math.exp(min(max((f - f_half) / f_width, -40.0), 40.0)))


@kernel
def alveolus(
    f: Gas,
    v: float,
    v_rest: float,
    f_bruised: float,
    f_closed: float,
    f_air: float,
    ph_blood: float,
    be: float,
    hb: float,
    hb_free: float,
    temp: float,
    p_dry: float,
    p: Params,
) -> Alveolus:
    """End-capillary contents and resistance of one unit with gas fractions `f`.

    A lung far below its volume at rest is airless at once; one only somewhat smaller closes airways
    whose gas the blood then absorbs over minutes (`f_closed`). Closing ends when what is left
    open (`f_air`) is stretched enough. Of the hemoglobin `hb`, `hb_free` can carry oxygen, on the
    dissociation curve of `temp` (degC).
    """
    p_o2 = max(f.o2 * p_dry, 0.5)
    p_co2 = max(f.co2 * p_dry, 2.0)
    ph = blood.ph(p_co2, be, hb)
    sat = blood.saturation(p_o2, ph, temp, be)
    f_size = v / max(v_rest, 50.0)
    f_airless = max(below(f_size, p.f_collapse, p.f_collapse_width), f_closed)
    f_shunt = p.f_shunt + (1.0 - p.f_shunt) * p.f_shunt_collapse * f_airless
    f_shunt = f_shunt + (1.0 - f_shunt) * f_bruised
    # an airless lung senses mixed venous blood, not the last gas in it (Marshall 1994)
    p_sensed = min(p_o2, 150.0) * (1.0 - f_airless) + p.p_venous * f_airless
    # alkaline blood blunts the reflex (Marshall 1994), a bruised lung has less of it
    f_hpv = (1.0 - f_bruised) * (1.0 - min(max(p.k_alkaline * (ph_blood - 7.42), 0.0), 0.7))
    hpv = 1.0 + p.k_hpv * f_hpv / (1.0 + math.exp((p_sensed - p.p_hpv) / p.p_hpv_width))
    return Alveolus(
        blood.o2_content(p_o2, sat, hb_free),
        blood.co2_content(p_co2, ph, sat, hb),
        p_o2,
        p_co2,
        f.n2 * p_dry,
        f_shunt,
        hpv * (1.0 + p.k_collapse_r * f_airless),
        p.f_closed_most * below(f_size / f_air, p.f_closing, p.f_closing_width),
    )


@kernel
def uptake(q: float, a: Alveolus, s: State, held: Gas, most: float) -> Gas:
    """Gas (mL STPD/s) that blood flow `q` takes from one unit holding `held`.

    At most `most` (mL STPD/s per mL held), so that a step cannot empty it.
    """
    q_seen = q * (1.0 - a.f_shunt)
    return Gas(
        min(q_seen * (a.c_o2 - s.c_vo2), most * held.o2),
        min(q_seen * (a.c_co2 - s.c_vco2), most * held.co2),
        min(q_seen * N2_SOLUBLE * (a.p_n2 - s.p_tn2), most * held.n2),
    )


@kernel
def lung(
    whole: Gas,
    slow: Gas,
    q: float,
    f_slow: float,
    uneven: float,
    f_kept: float,
    v_rest: float,
    f_bruised: float,
    f_closed: float,
    f_air: float,
    ph_blood: float,
    be: float,
    hb: float,
    hb_free: float,
    temp: float,
    p_dry: float,
    s: State,
    dt: float,
    p: Params,
    pu: units.Params,
) -> Lung:
    """Both units of one lung with blood flow `q`, of which the slow one gets `f_slow`.

    Vessels of the units lie side by side; the lung's resistance is that of both. `f_kept` of the
    quick unit's blood is kept from it.
    """
    v = total(whole)
    quick = units.rest_of(whole, slow)
    own_slow = fraction(slow, total(slow))
    own_quick = fraction(quick, total(quick))
    a_slow = alveolus(
        own_slow, v, v_rest, f_bruised, f_closed, f_air, ph_blood, be, hb, hb_free,
        temp, p_dry, p,
    )  # fmt: skip
    a = alveolus(
        own_quick, v, v_rest, f_bruised, f_closed, f_air, ph_blood, be, hb, hb_free,
        temp, p_dry, p,
    )  # fmt: skip
    most = 0.2 * p_dry / (BTPS * dt)
    up_slow = uptake(q * f_slow, a_slow, s, slow, most)
    up = uptake(q * (1.0 - f_slow), a, s, quick, most)
    base = units.flow_share(1.0, 1.0, uneven, 0.0, pu)
    return Lung(
        Gas(up.o2 + up_slow.o2, up.co2 + up_slow.co2, up.n2 + up_slow.n2),
        up_slow,
        1.0 / (base / a_slow.f_resistance + (1.0 - base) / a.f_resistance),
        a.f_closed,
        units.flow_share(a_slow.f_resistance, a.f_resistance, uneven, f_kept, pu),
    )


@kernel
def closed(now: float, goal: float, x_pressed: float, dt: float, p: Params) -> float:
    """Share of closed airways after `dt`: they close slowly and open fast.

    The blood takes minutes to empty a lung; gas that presses on it from outside with `x_pressed`
    (cmH2O) shuts it sooner.
    """
    t_closing = p.t_closing / (1.0 + p.k_pressed * max(x_pressed, 0.0))
    return now + dt * (goal - now) / (t_closing if goal > now else p.t_opening)


@kernel
def advance(
    s: State,
    up: Gas,
    q_total: float,
    o2_back: float,
    co2_back: float,
    q_left: float,
    q_right: float,
    left: Lung,
    right: Lung,
    x_pressed: float,
    be: float,
    hb: float,
    hb_free: float,
    temp: float,
    dt: float,
    p: Params,
) -> State:
    """One slow step. `o2_back`, `co2_back`: what the beds return (mL STPD/s)."""
    ph = blood.ph(max(s.p_aco2, 3.0), be, hb)
    po2 = max(s.p_ao2, 1.0)
    sat = blood.saturation(po2, ph, temp, be)
    slope = blood.HUFNER * hb_free * blood.saturation_slope(po2, ph, temp, be) + blood.O2_DISSOLVED
    miss_o2 = (s.c_ao2 - blood.o2_content(po2, sat, hb_free)) / (slope * p.t_electrode)
    miss_co2 = s.c_aco2 - blood.co2_content(max(s.p_aco2, 3.0), ph, sat, hb)

    c_ao2 = s.c_ao2 + dt * (q_total * (s.c_vo2 - s.c_ao2) + up.o2) / p.v_art
    c_aco2 = s.c_aco2 + dt * (q_total * (s.c_vco2 - s.c_aco2) + up.co2) / p.v_art
    c_vo2 = s.c_vo2 + dt * (o2_back - q_total * s.c_vo2) / p.v_ven
    c_vco2 = s.c_vco2 + dt * (co2_back - q_total * s.c_vco2) / p.v_ven
    return State(
        c_ao2,
        c_aco2,
        c_vo2,
        c_vco2,
        max(s.p_ao2 + dt * min(max(miss_o2, -400.0), 400.0), 0.5),
        max(s.p_aco2 + dt * miss_co2 / (0.0042 * p.t_electrode), 2.0),
        s.p_tn2 + dt * up.n2 / p.v_n2,
        s.q_left + dt * (q_left - s.q_left) / p.t_flow,
        s.q_right + dt * (q_right - s.q_right) / p.t_flow,
        s.f_r_left + dt * (left.f_resistance - s.f_r_left) / p.t_hpv,
        s.f_r_right + dt * (right.f_resistance - s.f_r_right) / p.t_hpv,
        closed(s.f_closed_left, left.f_closed, x_pressed, dt, p),
        closed(s.f_closed_right, right.f_closed, x_pressed, dt, p),
        s.f_slow_left + dt * (left.f_slow - s.f_slow_left) / p.t_hpv,
        s.f_slow_right + dt * (right.f_slow - s.f_slow_right) / p.t_hpv,
    )
