"""Working legs: what a bicycle asks of muscle, vessels, nerves and breathing.

::

    power ─ lag ─▶ oxygen need of muscle, dilation there, squeeze of its veins (muscle pump)
               └─▶ central command: vagus off, sympathetic on, baroreflex reset, breathing,
                   force of the heart (nerves, catecholamines, its own rate: Bowditch)

Muscle turns about a quarter of its energy into work (Astrand 2003, unverified), burns more sugar
the harder it works, makes lactate before it lacks oxygen, and warms itself before it warms the
body. Breathing goes with the work itself and is only trimmed by carbon dioxide (Wasserman,
unverified; gains tuned).
"""

from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Power as the body feels it (W); warmth (J) that blood has yet to carry off the legs."""

    power: float
    warmth: float


class Params(NamedTuple):
    """See [exercise] of parameters.toml."""

    t_on: float
    k_o2: float
    k_flow: float
    v_pump: float
    w_pump: float
    k_vagal: float
    k_sympathetic: float
    k_reset: float
    p_reset_most: float
    k_effort: float
    k_rate: float
    f_extraction: float
    q_unloaded: float
    k_force: float
    w_half: float
    w_fastest: float
    ph_stops: float
    ph_width: float
    rq: float
    w_rq: float
    w_lactate: float
    k_lactate: float
    t_legs: float
    k_sweat: float


class Command(NamedTuple):
    """What goes out to the body: spikes/s, mmHg, factor on effort, share of resting rate."""

    sympathetic: float
    vagal: float
    p_set: float
    f_effort: float
    f_rate: float


@kernel
def advance(s: State, power_w: float, f_awake: float, dt: float, p: Params) -> State:
    """One slow step; who is not awake does not pedal."""
    return State(s.power + dt * (power_w * f_awake - s.power) / p.t_on, s.warmth)


@kernel
def warmed(s: State, heat: float, dt: float, p: Params) -> State:
    """One step of the body clock in which the legs' work makes `heat` (W): they warm first."""
    return State(s.power, s.warmth + dt * (heat - carried(s, p)))


@kernel
def carried(s: State, p: Params) -> float:
    """Heat (W) that blood carries from working legs to the core (Saltin 1968)."""
    return s.warmth / p.t_legs


@kernel
def command(s: State, p: Params) -> Command:
    """Central command at this power."""
    return Command(
        p.k_sympathetic * s.power,
        -p.k_vagal * s.power,
        min(p.k_reset * s.power, p.p_reset_most),
        1.0 + p.k_effort * s.power,
        p.k_rate * s.power,
    )


@kernel
def able(ph: float, p: Params) -> float:
    """What acid leaves of a muscle's strength (0-1)."""
    return min(max((ph - p.ph_stops) / p.ph_width, 0.0), 1.0)


@kernel
def hardness(s: State, p: Params) -> float:
    """How near to the work that opens the whole of the heart rate; 1 and more is beyond it."""
    return s.power / p.w_fastest


@kernel
def need(s: State, p: Params) -> float:
    """Oxygen (mL/s) that working legs need besides: for the work, and for moving at all (ACSM)."""
    return p.k_o2 * s.power + p.q_unloaded * min(s.power / 20.0, 1.0)


@kernel
def quotient(s: State, f_rq: float, p: Params) -> float:
    """Carbon dioxide made for oxygen used by the muscles: the harder they work, the more sugar they
    burn (Brooks & Mercier 1994); `f_rq` at rest.
    """
    x = s.power / p.w_rq
    x4 = x * x * x * x
    return f_rq + (p.rq - f_rq) * x4 / (1.0 + x4)


@kernel
def lactate(s: State, p: Params) -> float:
    """Lactate (mmol/L of the body's water a second) of fast fibers that work near the most calls
    for, though oxygen reaches them (Wasserman; Brooks).
    """
    return p.k_lactate * max(s.power - p.w_lactate, 0.0)


@kernel
def dilated(s: State, p: Params) -> float:
    """Conductance that work adds to that of resting muscle, as a share of it."""
    return p.k_flow * s.power / (1.0 + s.power / p.w_half)


@kernel
def force(s: State, p: Params) -> float:
    """Factor on the elastance of the ventricles."""
    return 1.0 + p.k_force * s.power / (1.0 + s.power / p.w_half)


@kernel
def narrowed(s: State, p: Params) -> float:
    """What nerves still reach in working muscle (0-1; Remensnyder 1962, unverified)."""
    return 1.0 / (1.0 + s.power / p.w_pump)


@kernel
def extraction(s: State, p: Params) -> float:
    """Factor on the oxygen content that muscle needs: work opens capillaries (Krogh 1919)."""
    return p.f_extraction + (1.0 - p.f_extraction) / (1.0 + s.power / p.w_pump)


@kernel
def pumped(s: State, p: Params) -> float:
    """Blood (mL) that the muscle pump keeps out of the veins of the legs."""
    return p.v_pump * (1.0 - 1.0 / (1.0 + s.power / p.w_pump))
