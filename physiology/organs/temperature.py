"""Temperature: a core and a shell, heat made and lost, and what the body does about it.

::

    oxygen used ─▶ heat ─┬─▶ core ──(blood)──▶ shell ──▶ bed and air
                         └────────────────────▶ shell ──▶ sweat
    core, shell ─▶ error ─▶ skin vessels, sweating, shivering

Core is head and trunk, shell is limbs and skin, 2-4 K cooler (Sessler 2000): when vessels open, as
in anesthesia, heat moves from one to the other and the core cools before much heat is lost. What
the conductances are follows from the patient's own balance at rest: nobody warms or cools lying
still. Thresholds of the answers and how anesthesia moves them: Sessler 2000.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Core and shell (degC); shivering, closed and open skin vessels, sweating (0-1); heat (W)."""

    temp_core: float
    temp_shell: float
    f_shiver: float
    f_closed: float
    f_open: float
    f_sweat: float
    heat: float


class Params(NamedTuple):
    """See [temperature] of parameters.toml."""

    temp_core: float
    temp_shell: float
    temp_air: float
    c_body: float
    f_core: float
    f_core_heat: float
    f_core_legs: float
    f_breath: float
    j_per_ml: float
    f_still: float
    k_open: float
    k_closed: float
    e_sweat: float
    k_shiver: float
    d_closed: float
    d_shiver: float
    d_sweat: float
    a_closed: float
    a_shiver: float
    a_sweat: float
    t_answer: float
    q10: float
    q10_heart: float
    k_skin_closed: float
    k_skin_open: float


class Seen(NamedTuple):
    """Oxygen used but for work (mL/s), heat out of working legs (W), sweat that central command
    asks for (K), factors on heat made and lost, shift of the set point (K), skin flow over that at
    rest, anesthesia, what of the nerves answers, what of the muscles can shiver (0-1).
    """

    q_o2: float
    heat_legs: float
    d_command: float
    f_made: float
    f_lost: float
    set_by: float
    f_flow: float
    f_asleep: float
    f_nerves: float
    f_muscles: float


@kernel
def bounded(x: float) -> float:
    """Keep `x` in 0-1."""
    return min(max(x, 0.0), 1.0)


@kernel
def error(s: State, set_by: float, p: Params) -> float:
    """What the hypothalamus sees: four fifths core, one fifth shell (K above the set point)."""
    return 0.8 * (s.temp_core - p.temp_core) + 0.2 * (s.temp_shell - p.temp_shell) - set_by


@kernel
def to_shell(s: State, heat_rest: float, f_flow: float, p: Params) -> float:
    """Heat from core to shell (W): a part through still tissue, the rest with the blood."""
    k = (p.f_core_heat - p.f_breath) * heat_rest / (p.temp_core - p.temp_shell)
    vessels = (1.0 + p.k_open * s.f_open) * (1.0 - p.k_closed * s.f_closed)
    f = p.f_still + (1.0 - p.f_still) * f_flow * vessels
    return k * f * (s.temp_core - s.temp_shell)


@kernel
def from_skin(s: State, heat_rest: float, f_lost: float, p: Params) -> float:
    """Dry loss (W). `f_lost` times the usual at the usual skin: through less cover and colder air
    in equal parts when above 1, through more cover when below.
    """
    k = (1.0 - p.f_breath) * heat_rest / (p.temp_shell - p.temp_air)
    if f_lost <= 1.0:
        return k * f_lost * (s.temp_shell - p.temp_air)
    root = math.sqrt(f_lost)
    temp_air = p.temp_shell - (p.temp_shell - p.temp_air) * root
    return k * root * (s.temp_shell - temp_air)


@kernel
def advance(s: State, i: Seen, heat_rest: float, dt: float, p: Params) -> State:
    """One step of the body clock; `heat_rest` (W) is what the patient makes at rest."""
    heat = p.j_per_ml * i.q_o2 * i.f_made
    f_breath = p.f_breath * (s.temp_core - p.temp_air) / (p.temp_core - p.temp_air)
    across = to_shell(s, heat_rest, i.f_flow, p)
    sweat = p.e_sweat * s.f_sweat * min(i.f_lost, 1.0)
    core = p.f_core_heat * heat + p.f_core_legs * i.heat_legs - f_breath * heat_rest - across
    shell = (1.0 - p.f_core_heat) * heat + (1.0 - p.f_core_legs) * i.heat_legs + across
    shell -= from_skin(s, heat_rest, i.f_lost, p) + sweat
    e = error(s, i.set_by, p)
    f = i.f_nerves
    closed = bounded((-p.d_closed - p.a_closed * i.f_asleep - e) / 0.5) * f
    shiver = bounded((-p.d_shiver - p.a_shiver * i.f_asleep - e) / 1.2) * f * i.f_muscles
    shiver *= bounded((s.temp_core - 30.0) / 2.0)  # cold muscle and brain stop shivering
    warm = e - p.d_sweat - p.a_sweat * i.f_asleep
    k = min(dt / p.t_answer, 1.0)
    return State(
        min(max(s.temp_core + dt * core / (p.f_core * p.c_body), 10.0), 46.0),
        min(max(s.temp_shell + dt * shell / ((1.0 - p.f_core) * p.c_body), 0.0), 46.0),
        s.f_shiver + k * (shiver - s.f_shiver),
        s.f_closed + k * (closed - s.f_closed),
        s.f_open + k * (max(bounded(warm) * f, i.f_asleep * (1.0 - closed)) - s.f_open),
        s.f_sweat + k * (bounded(warm + i.d_command) * f - s.f_sweat),
        heat,
    )


@kernel
def metabolic(temp: float, p: Params) -> float:
    """Factor on every tissue's oxygen need."""
    return math.exp(0.1 * math.log(p.q10) * (min(max(temp, 15.0), 43.0) - p.temp_core))


@kernel
def heart_rate(temp: float, p: Params) -> float:
    """Factor on the rate of the sinus node."""
    return math.exp(0.1 * math.log(p.q10_heart) * (min(max(temp, 15.0), 42.0) - p.temp_core))


@kernel
def mind(temp: float) -> float:
    """0-1: what heat and cold leave of the cortex (Danzl & Pozos 1994; Bouchama 2002)."""
    return bounded((temp - 27.0) / 6.0) * bounded((43.0 - temp) / 2.5)


@kernel
def stem(temp: float) -> float:
    """0-1: what heat and cold leave of the brain stem."""
    return bounded((temp - 20.0) / 5.0) * bounded((44.5 - temp) / 2.0)


@kernel
def skin_resistance(s: State, asleep: float, p: Params) -> float:
    """Factor on the resistance of the skin.

    What opens in anesthesia is in the drug's own effect on resistance; here only its heat counts.
    """
    warm = max(s.f_open - asleep, 0.0)
    return (1.0 + p.k_skin_closed * s.f_closed) / (1.0 + p.k_skin_open * warm)
