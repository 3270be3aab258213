"""Alive, in arrest, or dead: the body decides, nobody scripts it.

Arrest is a circulation without a pulse to feel (systolic below `p_palpable`; Deakin & Low 2000), or
with less than `f_flow` of the output at rest, for `t_arrest`.
Arrest that lasts `t_dead` without a better circulation is death. The electrical rhythm outlives the
pulse (pulseless electrical activity) and then stops. The cause is what stood out when the
circulation failed.
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
    """0 alive, 1 arrest, 2 dead; seconds without output; cause; smoothed output (mL/s); rhythm."""

    stage: float
    t_without: float
    cause: float
    q_out: float
    f_electric: float


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
def advance(s: State, i: Signs, dt: float, p: Params) -> State:
    """One slow step."""
    q_out = s.q_out + dt * (i.q_now - s.q_out) / 4.0
    failing = q_out < p.f_flow * i.q_rest or i.p_systolic < p.p_palpable
    t_without = s.t_without + dt if failing else max(s.t_without - 2.0 * dt, 0.0)
    stage = s.stage
    cause = s.cause
    if stage == ALIVE and t_without > p.t_arrest:
        stage = ARREST
        cause = reason(i, p)
    elif stage == ARREST and t_without <= 0.0:
        stage = ALIVE
        cause = 0.0
    elif stage == ARREST and t_without > p.t_dead:
        stage = DEAD
    f_electric = s.f_electric
    if stage == DEAD and t_without > p.t_electric:
        f_electric = 0.0
    if stage == DEAD:
        t_without = s.t_without + dt
    return State(stage, t_without, cause, q_out, f_electric)
