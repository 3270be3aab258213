"""Alive, in arrest, or dead: the body decides, nobody scripts it.

Arrest is a circulation without a pulse to feel (systolic below `p_palpable`; Deakin & Low 2000), or
with less than `f_flow` of the output at rest, for `t_arrest`; while hands compress, what counts is
whether the heart itself would beat (`f_own`). The cause is what stood out when circulation failed.

Arrest that lasts `t_dead` is death; a heart that stops in good health leaves more time than one
that stops after long hypoxia, up to `1 + k_reserve` as much, by the oxygen that the brain's blood
had in the minute before (Larsen 1993). The clock stands still while compressions bring a coronary
perfusion pressure of `p_effective` (Paradis 1990: nobody came back below 15), but nobody goes on
for longer than `t_longest`. The electrical rhythm outlives the pulse (pulseless electrical
activity) and stops.
"""

from typing import NamedTuple

from physiology._jit import kernel

ALIVE, ARREST, DEAD = 0.0, 1.0, 2.0
NO_CAUSE, EXHAUSTION, HYPOXIA, TENSION, TAMPONADE, EXSANGUINATION, SHOCK = range(7)
CAUSES = (
    "",
    "respiratory_exhaustion",
    "hypoxia",
    "tension_pneumothorax",
    "tamponade",
    "exsanguination",
    "circulatory_failure",
)


class State(NamedTuple):
    """0 alive, 1 arrest, 2 dead; seconds without output; cause; smoothed output (mL/s); rhythm;
    reserve (0-1) from before the arrest; seconds since it began.
    """

    stage: float
    t_without: float
    cause: float
    q_out: float
    f_electric: float
    f_reserve: float
    t_total: float


class Params(NamedTuple):
    """See [life] of parameters.toml."""

    f_flow: float
    t_arrest: float
    t_dead: float
    t_electric: float
    v_blood_lost: float
    p_chest: float
    p_sac: float
    f_tired: float
    s_hypoxia: float
    p_palpable: float
    f_own: float
    p_effective: float
    k_reserve: float
    c_none: float
    c_full: float
    t_memory: float
    t_longest: float
    k_return: float


class Signs(NamedTuple):
    """What stands out: output now and at rest (mL/s), pressures (mmHg), fractions 0-1."""

    q_now: float
    q_rest: float
    p_systolic: float
    p_chest: float
    p_sac: float
    f_fatigue: float
    f_lost: float
    sat: float
    rr: float
    is_compressed: bool
    f_pump: float  # what the heart itself would give, over what it gives in health
    p_perfusion: float
    c_brain: float  # mL/mL


@kernel
def reason(i: Signs, p: Params) -> float:
    """Which failure stands out, as an index of CAUSES."""
    if i.f_lost > p.v_blood_lost:
        return float(EXSANGUINATION)
    if i.p_sac > p.p_sac:
        return float(TAMPONADE)
    if i.f_fatigue > p.f_tired:
        return float(EXHAUSTION)
    if i.p_chest > p.p_chest:
        return float(TENSION)
    if i.sat < p.s_hypoxia:
        return float(HYPOXIA)
    return float(SHOCK)


@kernel
def reserve(s: State, i: Signs, dt: float, p: Params) -> float:
    """What oxygen there was before the circulation stopped (0-1)."""
    if s.stage != ALIVE:
        return s.f_reserve
    goal = min(max((i.c_brain - p.c_none) / (p.c_full - p.c_none), 0.0), 1.0)
    return s.f_reserve + dt * (goal - s.f_reserve) / p.t_memory


@kernel
def advance(s: State, i: Signs, dt: float, p: Params) -> State:
    """One slow step."""
    q_out = s.q_out + dt * (i.q_now - s.q_out) / 4.0
    failing = q_out < p.f_flow * i.q_rest or i.p_systolic < p.p_palpable
    if i.is_compressed or i.f_pump <= 0.0:
        failing = i.f_pump < p.f_own
    t_without = s.t_without
    if not failing:
        t_without = max(t_without - p.k_return * dt, 0.0)
    elif not (i.is_compressed and s.stage == ARREST and i.p_perfusion > p.p_effective):
        t_without += dt
    f_reserve = reserve(s, i, dt, p)
    t_total = s.t_total + dt if s.stage == ARREST else 0.0
    stage = s.stage
    cause = s.cause
    if stage == ALIVE and t_without > p.t_arrest:
        stage = ARREST
        cause = reason(i, p)
    elif stage == ARREST and t_without <= 0.0:
        stage = ALIVE
        cause = 0.0
    elif stage == ARREST:
        is_over = t_without > p.t_dead * (1.0 + p.k_reserve * f_reserve)
        stage = DEAD if is_over or t_total > p.t_longest else ARREST
    f_electric = s.f_electric
    if stage == DEAD and t_without > p.t_electric:
        f_electric = 0.0
    if stage == DEAD:
        t_without = s.t_without + dt
    return State(stage, t_without, cause, q_out, f_electric, f_reserve, t_total)
