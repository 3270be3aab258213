"""The ventilator: what it does to the mouth at each moment, and what its face shows.

::

               trigger, or time                 flow has fallen, or time
    WAITING ───────────────────▶ GIVEN, SUPPORTED ───────────────────▶ WAITING
       └────────▶ HELD (end of expiration)   └────────▶ HELD (end of inspiration)

In volume and pressure control a clock alone says when; the patient may draw, the machine does not
ask. The other modes wait for him: a breath begins when he draws more than the trigger flow out of
the circuit, and a supported one ends when flow has fallen to a share of its peak. Who has gas
trapped has to overcome that first, and some of his efforts go unanswered: nothing here says so, it
follows.

SIMV gives one breath of a set volume in each period, at the first effort within its window, and at
the end of the window without one; what he draws besides is supported (windows differ between
makers; one of 0.6 is ours). While valves are shut no gas flows, and the mouth shows the pressure
behind it: plateau, or all the pressure at the end of expiration.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel

OFF, VOLUME, PRESSURE, SUPPORT, SIMV, CPAP = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0
WAITING, GIVEN, SUPPORTED, HELD = 0.0, 1.0, 2.0, 3.0
Q_SHUT = 1e-6  # mL/s that leaks past shut valves: a forced flow, so that the mouth is free to rise
T_PAUSE = 15.0  # s without a breath after which the rate shown is 0
F_NEW = 0.4  # weight of the last breath in the rate shown
F_OWN = 0.15  # and in the share of it that is the patient's


class Params(NamedTuple):
    """See [ventilator] of parameters.toml."""

    x_limit: float
    t_rise: float
    f_window: float
    t_in_max: float
    t_out_least: float


class Push(NamedTuple):
    """What the ventilator does at this moment: airway pressure, forced flow, pressure limit."""

    x_mouth: float
    q_forced: float
    x_limit: float


class Settings(NamedTuple):
    """What is set: mL, mL/s, cmH2O and s; `hold_tick` when a hold was last asked for."""

    mode: float
    rr: float
    vt: float
    x_pip: float
    x_peep: float
    f_in: float
    x_support: float
    q_trigger: float
    f_cycle: float
    t_in: float
    hold_tick: float
    is_hold_out: float
    t_hold: float


class State(NamedTuple):
    """The breath now: phase and time in it, greatest flow, pressure at which expiration began, SIMV
    period that had its breath, hold that was answered; breaths begun, time since the last began,
    sum of pressure over that time, volume that went in and the most of it.
    """

    phase: float
    t: float
    q_peak: float
    x_from: float
    cycle: float
    served: float
    n: float
    t_since: float
    x_sum: float
    v: float
    v_top: float


class Face(NamedTuple):
    """What is shown of breaths before: rate, share of it that was the patient's own, mean pressure,
    inspired volume, pressure at the end of expiration; plateau and total pressure as last held, and
    the tick of that.
    """

    rr: float
    f_own: float
    x_mean: float
    vt_in: float
    x_peep: float
    x_plateau: float
    plateau_tick: float
    x_total: float
    total_tick: float


@kernel
def is_clocked(mode: float) -> bool:
    """Whether the clock alone says when a breath begins and ends."""
    return mode < SUPPORT


@kernel
def push(s: State, set_: Settings, f_phase: float, p: Params) -> Push:
    """What the machine does; `f_phase` (0-1) is where its clock stands in a breath or period."""
    peep = set_.x_peep
    if s.phase == HELD:
        return Push(peep, Q_SHUT, p.x_limit)
    if is_clocked(set_.mode):
        return clocked(set_, f_phase, p)
    if s.phase == GIVEN:
        return Push(peep, set_.vt / set_.t_in, p.x_limit)
    if s.phase == SUPPORTED:
        return Push(peep + set_.x_support * (1.0 - math.exp(-s.t / p.t_rise)), 0.0, p.x_limit)
    return Push(peep + (s.x_from - peep) * math.exp(-s.t / p.t_rise), 0.0, p.x_limit)


@kernel
def clocked(set_: Settings, f_phase: float, p: Params) -> Push:
    """Volume and pressure control; inspiration is `f_in` of each breath."""
    peep = set_.x_peep
    t_breath = 60.0 / set_.rr
    t_in = set_.f_in * t_breath
    t = f_phase * t_breath
    if set_.mode == VOLUME:
        if t < t_in:
            return Push(peep, set_.vt / t_in, p.x_limit)
        return Push(peep, 0.0, p.x_limit)
    if t < t_in:
        x = peep + max(set_.x_pip - peep, 0.0) * (1.0 - math.exp(-t / p.t_rise))
    else:
        x = peep + max(set_.x_pip - peep, 0.0) * math.exp(-(t - t_in) / p.t_rise)
    return Push(x, 0.0, p.x_limit)


@kernel
def turned(s: State, set_: Settings, clock: float, q: float, p: Params) -> float:
    """The phase of the next tick, holds apart; `clock` counts breaths or periods until then."""
    f_phase = clock - math.floor(clock)
    if is_clocked(set_.mode):
        return GIVEN if f_phase < set_.f_in else WAITING
    if s.phase == GIVEN:
        return WAITING if s.t >= set_.t_in else GIVEN
    if s.phase == SUPPORTED:
        is_full = s.t > 2.0 * p.t_rise and q <= set_.f_cycle * s.q_peak
        return WAITING if is_full or s.t > p.t_in_max else SUPPORTED
    if s.phase == WAITING and s.t < p.t_out_least:
        return WAITING
    is_drawn = q > set_.q_trigger
    is_due = set_.mode == SIMV and math.floor(clock) > s.cycle
    if is_due and (is_drawn or f_phase >= p.f_window):
        return GIVEN
    return SUPPORTED if is_drawn and not is_due else WAITING


@kernel
def breathes_in(phase: float) -> bool:
    """Whether the machine is giving a breath."""
    return GIVEN <= phase <= SUPPORTED


@kernel
def next_phase(s: State, set_: Settings, clock: float, q: float, p: Params) -> float:
    """The phase of the next tick, with holds; `q` is the flow (mL/s) at the mouth now."""
    if s.phase == HELD and s.t < set_.t_hold:
        return HELD
    phase = turned(s, set_, clock, q, p)
    if set_.hold_tick > s.served and s.phase != HELD:
        was_in = breathes_in(s.phase)
        is_in = breathes_in(phase)
        if set_.is_hold_out > 0.0 and is_in and not was_in:
            return HELD
        if set_.is_hold_out == 0.0 and was_in and not is_in:
            return HELD
    return phase


@kernel
def released(set_: Settings, phase: float, clock: float, p: Params) -> float:
    """Where the clock goes on after a hold: at the end of the part of the breath it prolonged.

    It stands within a tick of that. The pressure that held the lungs has gone with the hold.
    """
    if not is_clocked(set_.mode):
        return clock
    if phase == GIVEN:
        return math.floor(clock + 0.5)
    fallen = 3.0 * p.t_rise * set_.rr / 60.0 if set_.mode == PRESSURE else 0.0
    return math.floor(clock) + min(set_.f_in + fallen, 0.99)


@kernel
def follow(
    s: State, set_: Settings, phase: float, clock: float, q: float, x: float, dt: float
) -> State:
    """One tick on into `phase`; `q` (mL/s) and `x` (cmH2O) are flow and pressure at the mouth."""
    is_new = phase != s.phase
    begins = breathes_in(phase) and not breathes_in(s.phase)
    x_from = s.x_from
    if is_new:
        x_from = x if s.phase == SUPPORTED else set_.x_peep
    v = q * dt if begins else s.v + q * dt
    return State(
        phase,
        dt if is_new else s.t + dt,
        max(q, 0.0) if is_new else max(s.q_peak, q),
        x_from,
        math.floor(clock) if begins and phase == GIVEN else s.cycle,
        set_.hold_tick if is_new and phase == HELD else s.served,
        s.n + 1.0 if begins else s.n,
        dt if begins else s.t_since + dt,
        x * dt if begins else s.x_sum + x * dt,
        v,
        v if begins else max(s.v_top, v),
    )


@kernel
def show(f: Face, s: State, set_: Settings, phase: float, x: float, tick: int) -> Face:
    """The face at the step from `s` into `phase`; a breath is shown when the next one begins."""
    rr, f_own, x_mean, vt_in = f.rr, f.f_own, f.x_mean, f.vt_in
    if s.t_since > T_PAUSE:
        rr = 0.0
        f_own = 0.0
    if breathes_in(phase) and not breathes_in(s.phase) and s.n > 0.0:
        rr_now = 60.0 / s.t_since
        own = 1.0 if phase == SUPPORTED else 0.0
        f_own = f_own + F_OWN * (own - f_own) if rr > 0.0 else own
        rr = rr + F_NEW * (rr_now - rr) if rr > 0.0 else rr_now
        x_mean = s.x_sum / s.t_since
        vt_in = s.v_top
    is_held_out = s.phase == HELD and phase != HELD and set_.is_hold_out > 0.0
    is_held_in = s.phase == HELD and phase != HELD and set_.is_hold_out == 0.0
    return Face(
        rr, f_own, x_mean, vt_in,
        x if s.phase == WAITING and phase == WAITING else f.x_peep,
        x if is_held_in else f.x_plateau,
        float(tick) if is_held_in else f.plateau_tick,
        x if is_held_out else f.x_total,
        float(tick) if is_held_out else f.total_tick,
    )  # fmt: skip
