"""Sensors on the patient: oximeter, arm cuff.

Oximeter: a finger sees arterial blood late (five stages of transport, slower when skin flow is
low), an ear sooner, a toe later; the box averages over `t_average`, and below `f_perfusion_min` it
shows nothing.

Cuff: inflates, then lets down over the pulse. Each heartbeat leaves an oscillation: the change of
arm-artery volume between diastole and systole under that cuff pressure, a sigmoid of transmural
pressure (Drzewiecki 1994). Mean is where oscillations are largest, systole and diastole where they
pass fixed fractions of that (Geddes 1982). Too small everywhere: the measurement fails.
"""

import math
from typing import NamedTuple

from physiology._jit import Vector, kernel

FINGER, EAR, TOE = 0.0, 1.0, 2.0
IDLE, INFLATING, DEFLATING = 0.0, 1.0, 2.0


class Params(NamedTuple):
    """See [sensors] of parameters.toml."""

    t_finger: float
    t_ear: float
    t_toe: float
    g_ear: float
    t_finger_max: float
    t_average: float
    f_perfusion_min: float
    p_cuff_up: float
    p_cuff_add: float
    k_inflate: float
    k_deflate: float
    p_cuff_end: float
    p_artery_width: float
    f_systolic: float
    f_diastolic: float
    a_min: float
    p_sys_min: float
    temp_site: float
    t_temp: float


@kernel
def reaching(f_skin: float, site: float, p: Params) -> float:
    """Perfusion where the oximeter sits: vessels of the ear narrow less than those of limbs."""
    return math.exp(p.g_ear * math.log(max(f_skin, 1e-6))) if site == EAR else f_skin


@kernel
def delay_rate(f_here: float, site: float, p: Params) -> float:
    """Rate (1/s) of each of five delay stages at a site with perfusion `f_here`."""
    t = min(p.t_finger / max(f_here, 0.1), p.t_finger_max)
    if site == EAR:
        t *= p.t_ear / p.t_finger
    elif site == TOE:
        t *= p.t_toe / p.t_finger
    return 5.0 / t


@kernel
def oscillation(p_sys: float, p_dia: float, p_cuff: float, p: Params) -> float:
    """Relative pulse volume under the cuff, 0-1."""
    up = 1.0 / (1.0 + math.exp(-min(max((p_sys - p_cuff) / p.p_artery_width, -30.0), 30.0)))
    down = 1.0 / (1.0 + math.exp(-min(max((p_dia - p_cuff) / p.p_artery_width, -30.0), 30.0)))
    return up - down


class Reading(NamedTuple):
    """Cuff result (mmHg); `is_found` 0 when it failed."""

    sys: float
    dia: float
    map_: float
    is_found: float


@kernel
def read_cuff(y: Vector, start_p: int, start_a: int, n: int, p: Params) -> Reading:
    """Evaluate the stored oscillations, high cuff pressure first."""
    top = 0
    for i in range(n):
        if y[start_a + i] > y[start_a + top]:
            top = i
    high = y[start_a + top]
    if n < 5 or high < p.a_min:
        return Reading(0.0, 0.0, 0.0, 0.0)
    p_sys = y[start_p]
    for i in range(1, top + 1):
        want = p.f_systolic * high
        below = y[start_a + i - 1]
        above = y[start_a + i]
        if below < want <= above:
            f = (want - below) / (above - below)
            p_sys = y[start_p + i - 1] + f * (y[start_p + i] - y[start_p + i - 1])
    p_dia = y[start_p + n - 1]
    for j in range(n - 1, top, -1):
        want = p.f_diastolic * high
        above = y[start_a + j - 1]
        below = y[start_a + j]
        if below < want <= above:
            f = (want - below) / (above - below)
            p_dia = y[start_p + j] + f * (y[start_p + j - 1] - y[start_p + j])
    return Reading(p_sys, p_dia, y[start_p + top], 1.0)
