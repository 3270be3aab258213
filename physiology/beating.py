"""The heart on the slow clock: what its arteries bring, how it is paced, what it can pump."""

import math

from physiology import layout as lay
from physiology._jit import Vector, kernel
from physiology.organs import (
    blood,
    brain,
    coronary,
    defibrillation,
    excitation,
    lungs,
    rhythm,
    tissues,
)


@kernel
def supply(
    y: Vector, par: Vector, q: float, c_ao2: float, need: float, v_o2: float, dt: float
) -> tissues.Metabolism:
    """Oxygen of the heart muscle for one slow step; `need` (mL/s) is that at rest."""
    p_r = lay.read_reflexes_p(par)
    h = lay.read_handles(y)
    s = lay.read_coronary(y)
    seen = coronary.Seen(
        q, c_ao2, need * s.f_work, s.f_work, v_o2, h.coronary_lad, h.coronary_lcx, h.coronary_rca,
        h.resistance_coronary, blood.thin(lay.read_blood(y).hb),
    )  # fmt: skip
    s, m = coronary.advance(
        s, seen, dt, coronary.Local(p_r.k_heart_o2, p_r.c_heart, p_r.t_local),
        lay.read_brain_p(par).c_muscle, lay.read_tissues_p(par), lay.read_coronary_p(par),
    )  # fmt: skip
    lay.write_coronary(y, s)
    return m


@kernel
def resistance(y: Vector, par: Vector) -> float:
    """Of the coronary bed over that at rest: three territories side by side."""
    h = lay.read_handles(y)
    seen = coronary.Seen(
        0.0, 0.0, 0.0, 1.0, 0.0, h.coronary_lad, h.coronary_lcx, h.coronary_rca,
        h.resistance_coronary, 1.0,
    )  # fmt: skip
    g1, g2, g3 = coronary.conductances(lay.read_coronary(y), seen, lay.read_coronary_p(par))
    return 1.0 / max(g1 + g2 + g3, 1e-3)


@kernel
def vigor(y: Vector, par: Vector) -> float:
    """Contractility that nerves and drugs ask for: it costs oxygen whether or not it is met."""
    x_e = lay.read_reflexes(y).x_e
    return (1.0 + lay.read_reflexes_p(par).g_e_left * x_e) * lay.read_handles(y).contractility_left


@kernel
def perfusion(y: Vector, par: Vector, mean: lay.Sums, dt: float) -> None:
    """Coronary perfusion pressure (aorta less right atrium while the heart is slack) and demand."""
    p = lay.read_coronary_p(par)
    s = lay.read_coronary(y)
    rest = lay.read_rest(y)
    rh = lay.read_rhythm(y)
    p_now = s.p_perfusion
    if mean.n_relaxed > 0.0:
        p_slack = mean.p_coronary / mean.n_relaxed
        p_now += dt * mean.n_relaxed * (p_slack - p_now) / p.t_perfusion
    f_work = 1.0
    if rest.is_set > 0.0:
        f_vf = rh.f_fibrillation if rh.kind == rhythm.VF else 0.0
        goal = coronary.work(mean.p_lv * vigor(y, par), rest.p_lv, f_vf, p)
        f_work = s.f_work + dt * (goal - s.f_work) / p.t_perfusion
    lay.write_coronary(
        y,
        coronary.State(
            s.o2_lad, s.o2_lcx, s.o2_rca, s.l_lad, s.l_lcx, s.l_rca, s.f_lad, s.f_lcx, s.f_rca,
            s.n_lad, s.n_lcx, s.n_rca, s.o2_sinus, p_now, f_work,
        ),
    )  # fmt: skip


@kernel
def potassium(y: Vector) -> float:
    """Of the plasma (mmol/L)."""
    return 1000.0 * lay.read_salts(y).k / max(lay.read_water(y).v_outside, 500.0)


@kernel
def gas_around(y: Vector) -> float:
    """Gas in the pleural spaces (L), which keeps current from the heart."""
    return (lungs.total(lay.read_gas_left(y)) + lungs.total(lay.read_gas_right(y))) / 1000.0


@kernel
def captured(y: Vector, i: lay.Inputs, par: Vector) -> float:
    """Interval (s) of stimuli that capture; 0 where none is given or none does."""
    if i.pace_ma <= 0.0:
        return 0.0
    least = excitation.threshold(
        i.pace_wire > 0.0, lay.read_brain(y).f_muscle, potassium(y), gas_around(y),
        lay.read_excitation_p(par),
    )  # fmt: skip
    return 60.0 / i.pace_rate if i.pace_ma >= least else 0.0


@kernel
def pace(
    y: Vector, u: Vector, par: Vector, tick: int, t_sinus: float, f_sinus: float,
    f_electric: float, dt: float,
) -> None:  # fmt: skip
    """Let the rhythm go on; without any electricity left it is asystole."""
    i = lay.read_inputs(u)
    h = lay.read_handles(y)
    s = lay.read_coronary(y)
    seen = rhythm.Seen(
        float(int(y[lay.HEART])), t_sinus, f_sinus, h.av_delay, h.vagal, h.irritability,
        coronary.ischemic(s, lay.read_coronary_p(par)), potassium(y), s.p_perfusion,
        captured(y, i, par), i.pace_fixed,
    )  # fmt: skip
    now = lay.read_rhythm(y)
    if f_electric <= 0.0 and now.kind != rhythm.ASYSTOLE:
        now = rhythm.stopped(now)
    seed = int(i.seed) & 0x7FFFFFFF
    t_twitch = lay.read_heart_p(par).t_atrial
    lay.write_rhythm(y, rhythm.advance(now, seen, t_twitch, dt, seed, tick, lay.read_rhythm_p(par)))


@kernel
def met(y: Vector, par: Vector) -> defibrillation.Seen:
    """The heart that a shock would meet now."""
    rh = lay.read_rhythm(y)
    s = lay.read_coronary(y)
    beats = y[lay.HEART]
    t_beat = lay.read_held(y).t_beat
    return defibrillation.Seen(
        rh.kind, rh.f_fibrillation, rhythm.perfused(s.p_perfusion, lay.read_rhythm_p(par)),
        coronary.ischemic(s, lay.read_coronary_p(par)), (beats - math.floor(beats)) * t_beat,
        t_beat, lay.read_excitation(y).f_qt,
    )  # fmt: skip


@kernel
def shocked(y: Vector, par: Vector, dt: float) -> None:
    """Let a shock that waits fall, a synchronized one when a beat has begun."""
    s = lay.read_shock(y)
    if s.i_chest <= 0.0:
        return
    rh = lay.read_rhythm(y)
    has_r = rh.kind != rhythm.VF and rh.kind != rhythm.ASYSTOLE
    n_beat = float(int(y[lay.HEART]))
    if s.is_synced > 0.0 and not (has_r and n_beat > s.n_armed):
        t_left = s.t_left - dt
        i_chest = s.i_chest if t_left > 0.0 else 0.0
        lay.write_shock(y, defibrillation.State(i_chest, 1.0, s.n_armed, t_left, s.density))
        return
    p = lay.read_defibrillation_p(par)
    f_gas = 1.0 + lay.read_excitation_p(par).k_gas * gas_around(y)
    j = defibrillation.density(s.i_chest, f_gas, p)
    kind = defibrillation.after(j, met(y, par), p)
    if kind != rh.kind:
        lay.write_rhythm(y, rhythm.led_by(rh, kind))
    lay.write_shock(y, defibrillation.State(0.0, 0.0, n_beat, 0.0, j))


@kernel
def cycle(y: Vector, u: Vector) -> tuple[float, float]:
    """Length of the running cycle (s), and 1 while it runs: beats, or else the hands' own."""
    rh = lay.read_rhythm(y)
    i = lay.read_inputs(u)
    if rh.kind != rhythm.VF and rh.kind != rhythm.ASYSTOLE:
        return rh.t_beat, 1.0
    if i.depth_cm > 0.0:
        return 60.0 / i.rate_per_min, 1.0
    return rh.t_beat, 0.0


@kernel
def pump(y: Vector, par: Vector, br: brain.State) -> tuple[float, float]:
    """What is left of each ventricle's elastance: oxygen of all muscle, and single territories."""
    s = lay.read_coronary(y)
    p = lay.read_coronary_p(par)
    f = 0.05 + 0.95 * br.f_muscle
    return f * coronary.left(s, p), f * coronary.right(s, p)


@kernel
def own(y: Vector, par: Vector, br: brain.State) -> float:
    """0-1: what the heart by itself would pump now, hands or no hands; 0 where nothing beats."""
    rh = lay.read_rhythm(y)
    if rh.f_ventricle <= 0.0:
        return 0.0
    f_rate = min(max((2.0 - rh.t_beat) / 0.5, 0.02), 1.0)  # slower than 40 a minute carries little
    f = coronary.left(lay.read_coronary(y), lay.read_coronary_p(par))
    return max(br.f_muscle * rh.f_ventricle * f * f_rate, 0.001)


@kernel
def excite(y: Vector, par: Vector, dt: float) -> None:
    """What injured, salted and cold muscle makes of the electrocardiogram, on the body clock."""
    s = lay.read_coronary(y)
    ca0 = lay.read_electrolytes_p(par).ca0
    seen = excitation.Seen(
        s.f_lad, s.f_lcx, s.f_rca, s.n_lad, s.n_lcx, s.n_rca, lay.read_brain(y).f_muscle,
        lay.read_acid(y).ca / ca0, potassium(y), lay.read_heat(y).temp_core,
        lay.read_handles(y).qt_interval,
    )  # fmt: skip
    p = lay.read_excitation_p(par)
    lay.write_excitation(y, excitation.advance(lay.read_excitation(y), seen, dt, p))
