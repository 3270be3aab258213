"""Two lungs, their half chests, a mediastinum between, and the airway to the mouth.

::

    mouth ─R_upper─ carina ┬─R_left── left lung  ─(tear)─ left pleura  ─ left chest wall  ┐
    (dead space)         └─R_right─ right lung ─(tear)─ right pleura ─ right chest wall ┘

Lung: exponential pressure-volume curve (Salazar & Knowles 1964) with a foot. Each half chest is a
spring filled by lung, pleural gas and pleural blood; the halves push on each other through the
mediastinum.
Gases are volumes of O2, CO2 and N2 that are only ever moved: apneic mass flow, absorption
atelectasis and denitrogenation follow from that. Pressures here are cmH2O.

On the way out the airways collapse where the pressure around them exceeds that inside: flow out of
a lung is at most k sqrt(recoil - x_critical), whatever the effort (the waterfall of Pride 1967,
with the square root of wave speed, Dawson & Elliott 1977, unverified), and the less the smaller the
lung. Narrow airways (`flow_limit`) collapse at a higher pressure: gas is trapped, breaths stack.

A tube takes the place of the upper airway: its pressure rises with the square of flow as well
(Rohrer 1915; Guttmann 1993, unverified).
"""

import math
from typing import NamedTuple

from physiology._jit import kernel

FRC_OF_V_MAX = 2400.0 / 6800.0  # what an awake lung rests at, of all it can hold (Quanjer 1993)


class Gas(NamedTuple):
    """Volumes of three gases (mL BTPS)."""

    o2: float
    co2: float
    n2: float


class DeadSpace(NamedTuple):
    """Fractions of O2 and CO2 in three parts of the dead space, mouth to carina."""

    o2_a: float
    o2_b: float
    o2_c: float
    co2_a: float
    co2_b: float
    co2_c: float


class Params(NamedTuple):
    """See [lungs] of parameters.toml."""

    v_max: float
    v0: float
    k_stiff: float
    x_toe: float
    v_toe: float
    c_wall: float
    v0_wall: float
    c_media: float
    r_upper: float
    r_lower: float
    v_dead: float
    v_closing: float
    v_wide: float
    f_left: float
    v_residual: float
    v_sit: float
    f_wall_asleep: float
    v_wall_asleep: float
    f_recoil_asleep: float
    k_grunt: float
    x_compression: float
    x_lean: float
    k_splint: float
    f_limp: float
    f_stiff: float
    k_limit: float
    q_least: float
    f_limit: float
    x_tube: float
    x_critical: float
    v_trap: float
    f_trap: float
    v_wide_out: float
    p_air: float
    p_vapor: float
    r_tube: float
    k_tube: float
    f_r_asleep: float


class Mechanics(NamedTuple):
    """Pressures (cmH2O) and the volume that pushes the mediastinum to the right (mL)."""

    x_pleura_left: float
    x_pleura_right: float
    x_alveoli_left: float
    x_alveoli_right: float
    v_shift: float


class Airflow(NamedTuple):
    """Flow (mL/s) into the mouth and into each lung; airway pressure (cmH2O)."""

    q_mouth: float
    q_left: float
    q_right: float
    x_mouth: float


@kernel
def total(g: Gas) -> float:
    """All the gas (mL)."""
    return g.o2 + g.co2 + g.n2


@kernel
def recoil(v: float, f_size: float, f_recoil: float, p: Params) -> float:
    """Elastic recoil (cmH2O) of one lung with `f_size` of the tissue.

    Below `v_toe` units close one by one and the rest is floppy: the curve bends over to a foot
    (Venegas 1998, unverified).
    """
    x = (p.v_max * f_size - v) / ((p.v_max - p.v0) * f_size)
    toe = max(1.0 - v / (p.v_toe * f_size), 0.0)
    return f_recoil * (p.x_toe * toe * toe - math.log(max(x, 0.02)) / p.k_stiff)


@kernel
def mechanics(
    v_left: float,
    v_right: float,
    v_pleura_left: float,
    v_pleura_right: float,
    x_muscle: float,
    v0_wall: float,
    f_wall: float,
    f_recoil: float,
    f_air_left: float,
    f_air_right: float,
    p: Params,
) -> Mechanics:
    """Pleural and alveolar pressures of both sides, solved together.

    `f_air_left`, `f_air_right`: the share of each lung that a breath reaches; the rest does not
    stretch, so the same breath stretches what is open further
    (baby lung, Gattinoni 1987, unverified).

    x_left = (h_left - m) / c_left + x_muscle and x_right = (h_right + m) / c_right + x_muscle with
    m = c_media (x_left - x_right), h: volume of the half chest above its unstressed volume.
    """
    f_l = p.f_left
    f_r = 1.0 - f_l
    h_left = v_left + v_pleura_left - f_l * v0_wall
    h_right = v_right + v_pleura_right - f_r * v0_wall
    c_left = f_l * p.c_wall * f_wall
    c_right = f_r * p.c_wall * f_wall

    x_across = (h_left / c_left - h_right / c_right) / (
        1.0 + p.c_media * (1.0 / c_left + 1.0 / c_right)
    )
    v_shift = p.c_media * x_across
    x_left = (h_left - v_shift) / c_left + x_muscle
    x_right = (h_right + v_shift) / c_right + x_muscle
    return Mechanics(
        x_left,
        x_right,
        x_left + recoil(v_left, f_l * f_air_left, f_recoil, p),
        x_right + recoil(v_right, f_r * f_air_right, f_recoil, p),
        v_shift,
    )


@kernel
def squeezing(
    x_left: float,
    x_right: float,
    v_left: float,
    v_right: float,
    v_pleura_left: float,
    v_pleura_right: float,
) -> float:
    """Pressure (cmH2O) with which the half chests squeeze the veins between them.

    A side that is filled by its lung conducts no more than the difference to the other side:
    coughing and positive pressure breathing raise both and kink nothing. Gas or blood
    (`v_pleura_*`, mL) presses on them from both sides if it must; a little of it lies in front,
    away from the mediastinum, hence the square (tuned).
    """
    x_least = min(x_left, x_right)
    v_lung = v_left if x_left < x_right else v_right
    v_pleura = v_pleura_left if x_left < x_right else v_pleura_right
    f_filled = v_pleura / max(v_pleura + v_lung, 1.0)
    x_most = max(x_left, x_right)
    return min(x_most, x_most - x_least + f_filled * f_filled * max(x_least, 0.0))


@kernel
def outflow_gate(v: float, p: Params) -> float:
    """0-1: small airways close before a lung empties."""
    return min(max((v - p.v_closing) / (1.5 * p.v_closing), 0.0), 1.0)


@kernel
def most_out(v: float, x_recoil: float, f_size: float, limit: float, p: Params) -> float:
    """Largest flow (mL/s) that can leave a lung of `f_size` holding `v` at recoil `x_recoil`.

    `limit` (0-1) is the handle `flow_limit`; `x_tube` is what the walls of healthy airways bear by
    themselves.
    """
    x = max(x_recoil + p.x_tube - p.x_critical * limit, 0.0)
    v_trap = p.v_trap * (1.0 + p.f_trap * limit)
    wide = min(max((v / f_size - v_trap) / p.v_wide_out, 0.0), 1.0)
    q = p.k_limit * math.sqrt(x) * wide
    return f_size * (1.0 - p.f_limit * limit) * max(q, p.q_least)


@kernel
def airflow(
    m: Mechanics,
    v_left: float,
    v_right: float,
    x_mouth: float,
    q_forced: float,
    x_limit: float,
    f_open: float,
    f_left: float,
    f_right: float,
    f_braked: float,
    f_r: float,
    limit: float,
    f_tube: float,
    p: Params,
) -> Airflow:
    """Flow at mouth and carina.

    `q_forced` > 0: a ventilator pushes that flow (mL/s) until the pressure reaches `x_limit`;
    otherwise the mouth is held at `x_mouth`. `f_open`, `f_left`, `f_right`: how open each way is;
    `f_braked`: what a narrowed larynx leaves of the upper airway on the way out (grunting);
    `f_r`: resistance of the small airways over that in health; `limit`: how much they collapse on
    the way out; `f_tube`: 1 with a tube in the trachea.
    """
    g_up = f_open / (p.r_tube if f_tube > 0.0 else p.r_upper)
    k_up = p.k_tube * f_tube
    # airways widen with the lung around them (Briscoe & DuBois 1958)
    wide_l = min(max(v_left / (p.f_left * p.v_wide), 0.08), 1.5)
    wide_r = min(max(v_right / ((1.0 - p.f_left) * p.v_wide), 0.08), 1.5)
    g_l = f_left * wide_l * p.f_left / (p.r_lower * f_r)
    g_r = f_right * wide_r * (1.0 - p.f_left) / (p.r_lower * f_r)
    g_sum = g_l + g_r
    x_at = x_mouth
    if q_forced > 0.0 and g_up > 1e-6 and g_sum > 1e-6:
        x_carina = (q_forced + g_l * m.x_alveoli_left + g_r * m.x_alveoli_right) / g_sum
        x_at = min(x_carina + q_forced * (1.0 / g_up + k_up * q_forced), x_limit)
    elif q_forced > 0.0:
        x_at = x_limit
    x_inside = g_l * m.x_alveoli_left + g_r * m.x_alveoli_right
    if x_inside > g_sum * x_at:
        g_up *= f_braked
    if k_up > 0.0 and g_up > 1e-6 and g_sum > 1e-6:
        x = abs(x_at - x_inside / g_sum)
        r = 1.0 / g_up + 1.0 / g_sum
        g_up = 1.0 / (1.0 / g_up + k_up * 2.0 * x / (r + math.sqrt(r * r + 4.0 * k_up * x)))
    x_carina = (g_up * x_at + x_inside) / (g_up + g_sum + 1e-9)
    q_left = g_l * (x_carina - m.x_alveoli_left)
    q_right = g_r * (x_carina - m.x_alveoli_right)
    if q_left < 0.0:
        x = m.x_alveoli_left - m.x_pleura_left
        q_left = max(q_left, -most_out(v_left, x, p.f_left, limit, p)) * outflow_gate(v_left, p)
    if q_right < 0.0:
        x = m.x_alveoli_right - m.x_pleura_right
        most = most_out(v_right, x, 1.0 - p.f_left, limit, p)
        q_right = max(q_right, -most) * outflow_gate(v_right, p)
    return Airflow(q_left + q_right, q_left, q_right, x_at)


@kernel
def fraction(g: Gas, v: float) -> Gas:
    """Fractions of the three gases in `g`."""
    below = 1.0 / max(v, 1.0)
    return Gas(g.o2 * below, g.co2 * below, g.n2 * below)


@kernel
def dead_space_rates(
    d: DeadSpace,
    q: float,
    q_left: float,
    q_right: float,
    left: Gas,
    right: Gas,
    f_o2: float,
    f_co2: float,
    p: Params,
) -> DeadSpace:
    """Serial mixing on the way in and out; lungs may also breathe into each other at the carina."""
    v = p.v_dead / 3.0
    o2_in = 0.0
    co2_in = 0.0
    q_in = 0.0
    if q >= 0.0:
        o2_a = q * (f_o2 - d.o2_a) / v
        o2_b = q * (d.o2_a - d.o2_b) / v
        co2_a = q * (f_co2 - d.co2_a) / v
        co2_b = q * (d.co2_a - d.co2_b) / v
        o2_in = q * d.o2_b
        co2_in = q * d.co2_b
        q_in = q
    else:
        o2_a = -q * (d.o2_b - d.o2_a) / v
        o2_b = -q * (d.o2_c - d.o2_b) / v
        co2_a = -q * (d.co2_b - d.co2_a) / v
        co2_b = -q * (d.co2_c - d.co2_b) / v
    if q_left < 0.0:
        o2_in -= q_left * left.o2
        co2_in -= q_left * left.co2
        q_in -= q_left
    if q_right < 0.0:
        o2_in -= q_right * right.o2
        co2_in -= q_right * right.co2
        q_in -= q_right
    return DeadSpace(
        o2_a,
        o2_b,
        (o2_in - q_in * d.o2_c) / v,
        co2_a,
        co2_b,
        (co2_in - q_in * d.co2_c) / v,
    )
