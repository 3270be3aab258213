"""The heart's own supply: three arteries, the oxygen of their territories, what dies of its lack.

::

                    ┌─ LAD (epicardial) ─ arterioles ─┐
    artery, less ───┼─ LCx ─────────────── arterioles ─┼─▶ coronary sinus ─▶ veins
    the grip of LV  └─ RCA ─────────────── arterioles ─┘

Pressure across the bed is on the fast clock: `circulation.bed_flow`, in diastole, because the
wall's grip shuts it in systole. Here that flow is shared out by conductance. The arterioles of a
territory open up to fivefold when its own blood runs out of oxygen, and before that with what
its muscle demands (Feigl 1983, unverified). Before them lies the
epicardial artery: its handle (`coronary_lad` …) less 1 is its resistance, in that of the
arterioles at rest, so that a stenosis costs the reserve first (Gould 1974, unverified). Oxygen is
used as in every tissue (`tissues.metabolism`), less where the muscle does not contract.

Muscle without oxygen stops within seconds (`t_fail`), comes back slowly (stunning, `t_recover`),
and dies with `t_necrosis` (Reimer 1977, unverified); what is dead stays dead. The pump sees what a
territory loses against the best one: what all lose together is in `brain.f_muscle`.

Demand follows the tension-time of the left ventricle (Sarnoff 1958, unverified) and the
contractility that nerves ask for; `f_basal` needs no work, fibrillation costs `f_fibrillating`.
"""

from typing import NamedTuple

from physiology._jit import kernel
from physiology.organs import brain, tissues

TERRITORIES = ("lad", "lcx", "rca")


class State(NamedTuple):
    """By territory: oxygen (mL/mL), dilation, function left (0-1), share dead; see `advance`."""

    o2_lad: float
    o2_lcx: float
    o2_rca: float
    l_lad: float
    l_lcx: float
    l_rca: float
    f_lad: float
    f_lcx: float
    f_rca: float
    n_lad: float
    n_lcx: float
    n_rca: float
    o2_sinus: float
    p_perfusion: float
    f_work: float


class Params(NamedTuple):
    """See [coronary] of parameters.toml."""

    f_lad: float
    f_lcx: float
    w_left_lad: float
    w_left_lcx: float
    w_right_rca: float
    f_basal: float
    f_fibrillating: float
    f_work_max: float
    t_fail: float
    t_recover: float
    t_necrosis: float
    f_dead: float
    t_perfusion: float
    k_demand: float


class Seen(NamedTuple):
    """What the muscle sees: flow (mL/s), arterial oxygen, need of it all (mL/s), its arteries,
    `blood.thin`.
    """

    q: float
    c_ao2: float
    need: float
    f_work: float  # demand over that at rest
    v_o2: float
    h_lad: float
    h_lcx: float
    h_rca: float
    h_all: float
    f_thin: float


class Local(NamedTuple):
    """Law of local flow control, shared with the other beds' in `reflexes`."""

    k_o2: float
    c_o2: float
    t_local: float


class Share(NamedTuple):
    """One territory after a step."""

    o2: float
    dilation: float
    function: float
    dead: float
    used: float
    missed: float
    co2: float


@kernel
def conductance(h: float, h_all: float, dilation: float) -> float:
    """Of one territory, over that at rest: arterioles, and behind them the epicardial artery."""
    return 1.0 / (h_all / (1.0 + dilation) + max(h - 1.0, 0.0))


@kernel
def conductances(s: State, i: Seen, p: Params) -> tuple[float, float, float]:
    """Of the three, weighted by their share of muscle; they sum to 1 at rest."""
    return (
        p.f_lad * conductance(i.h_lad, i.h_all, s.l_lad),
        p.f_lcx * conductance(i.h_lcx, i.h_all, s.l_lcx),
        (1.0 - p.f_lad - p.f_lcx) * conductance(i.h_rca, i.h_all, s.l_rca),
    )


@kernel
def best(s: State) -> float:
    """Oxygen content of the territory that has most (mL/mL): the measure of the others."""
    return max(s.o2_lad, max(s.o2_lcx, s.o2_rca))


@kernel
def territory(
    o2: float, dilation: float, function: float, dead: float, share: float, q: float,
    f_best: float, i: Seen, dt: float, law: Local, gate_at: float, pt: tissues.Params, p: Params,
) -> Share:  # fmt: skip
    """One territory's step: its `share` of the muscle, its flow `q`, the gate of the best one."""
    idle = p.f_basal + (1.0 - p.f_basal) * function
    need = share * i.need * idle * (1.0 - dead)
    m = tissues.metabolism(o2, i.f_thin * pt.k_heart, need, pt)
    now = o2 + dt * (q * (i.c_ao2 - o2) - m.used) / (share * i.v_o2)
    goal = -law.k_o2 * (o2 - law.c_o2) + p.k_demand * max(i.f_work - 1.0, 0.0)
    goal = min(max(goal, -0.5), 4.0)
    gate = min(brain.gate(o2, i.f_thin * gate_at) / max(f_best, 1e-3), 1.0)
    t = p.t_fail if gate < function else p.t_recover
    lack = max(1.0 - gate, 0.0)
    lack = lack * lack
    return Share(
        now, dilation + dt * (goal - dilation) / law.t_local,
        function + dt * (gate - function) / t,
        dead + dt * lack * lack * (1.0 - dead) / p.t_necrosis,
        m.used, m.missed, m.co2,
    )  # fmt: skip


@kernel
def advance(
    s: State, i: Seen, dt: float, law: Local, gate_at: float, pt: tissues.Params, p: Params
) -> tuple[State, tissues.Metabolism]:
    """One slow step of the three territories; what they used, missed and made."""
    g1, g2, g3 = conductances(s, i, p)
    k = i.q / max(g1 + g2 + g3, 1e-9)
    q1, q2, q3 = k * g1, k * g2, k * g3
    f3 = 1.0 - p.f_lad - p.f_lcx
    f_best = brain.gate(best(s), i.f_thin * gate_at)
    a = territory(
        s.o2_lad, s.l_lad, s.f_lad, s.n_lad, p.f_lad, q1, f_best, i, dt, law, gate_at, pt, p
    )
    b = territory(
        s.o2_lcx, s.l_lcx, s.f_lcx, s.n_lcx, p.f_lcx, q2, f_best, i, dt, law, gate_at, pt, p
    )
    c = territory(s.o2_rca, s.l_rca, s.f_rca, s.n_rca, f3, q3, f_best, i, dt, law, gate_at, pt, p)
    sinus = s.o2_sinus
    if q1 + q2 + q3 > 1e-6:
        sinus = (q1 * s.o2_lad + q2 * s.o2_lcx + q3 * s.o2_rca) / (q1 + q2 + q3)
    m = tissues.Metabolism(
        a.used + b.used + c.used, a.missed + b.missed + c.missed, a.co2 + b.co2 + c.co2
    )
    s = State(
        a.o2, b.o2, c.o2, a.dilation, b.dilation, c.dilation, a.function, b.function, c.function,
        a.dead, b.dead, c.dead, sinus, s.p_perfusion, s.f_work,
    )  # fmt: skip
    return s, m


@kernel
def left(s: State, p: Params) -> float:
    """Factor on the left ventricle's elastance of what single territories lost.

    Dead muscle contracts no more, but scars and hypertrophy spare `1 - f_dead` of the loss.
    """
    rca = 1.0 - p.w_left_lad - p.w_left_lcx
    return (
        p.w_left_lad * living(s.f_lad, s.n_lad, p)
        + p.w_left_lcx * living(s.f_lcx, s.n_lcx, p)
        + rca * living(s.f_rca, s.n_rca, p)
    )


@kernel
def right(s: State, p: Params) -> float:
    """The same for the right ventricle, which the right artery feeds, and the LAD's septum."""
    w = p.w_right_rca
    return w * living(s.f_rca, s.n_rca, p) + (1.0 - w) * living(s.f_lad, s.n_lad, p)


@kernel
def living(function: float, dead: float, p: Params) -> float:
    """Of a territory: what of it contracts."""
    return function * (1.0 - p.f_dead * dead)


@kernel
def ischemic(s: State, p: Params) -> float:
    """Share of the muscle that lacks oxygen now and still lives: where fibrillation starts."""
    f3 = 1.0 - p.f_lad - p.f_lcx
    return (
        p.f_lad * (1.0 - s.f_lad) * (1.0 - s.n_lad)
        + p.f_lcx * (1.0 - s.f_lcx) * (1.0 - s.n_lcx)
        + f3 * (1.0 - s.f_rca) * (1.0 - s.n_rca)
    )


@kernel
def work(tension: float, tension_rest: float, f_fibrillating: float, p: Params) -> float:
    """Oxygen demand over that at rest, of a heart whose mean LV pressure is `tension` (mmHg)."""
    f = min(max(tension, 0.0) / max(tension_rest, 5.0), p.f_work_max)
    return p.f_basal + (1.0 - p.f_basal) * f + p.f_fibrillating * f_fibrillating
