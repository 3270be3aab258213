"""The clockwork: Heun steps of 2 ms, a slow step every ten of them, the body clock every second.

No medicine here. Time is the integer tick; whatever the number of ticks per call, the same
operations happen in the same order.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from physiology import bedside, body, slow, wiring
from physiology import layout as lay
from physiology._jit import Vector, entry, kernel
from physiology.clocks import BODY_TICKS, DT_S, SLOW_TICKS
from physiology.devices import electrocardiogram, traces, transducer
from physiology.noise import BREATH_RATE, EFFORT, noise
from physiology.organs import circulation


@kernel
def trace(
    y: Vector,
    i: lay.Inputs,
    wave: npt.NDArray[np.float32],
    now: int,
    out: lay.Outputs,
    p_co2: float,
    f_pulse: float,
) -> None:
    """One sample of every trace."""
    at = (now // traces.SAMPLE_TICKS) % traces.SAMPLES
    held = lay.read_held(y)
    beat = lay.read_beat(y)
    s = lay.read_heart(y)
    d = electrocardiogram.dipole(
        s.beat, s.atria, beat.t_since, held.t_beat, now * DT_S, lay.read_rhythm(y),
        lay.read_excitation(y),
    )  # fmt: skip
    if i.pace_ma > 0.0:
        d = electrocardiogram.stimulated(
            d, s.beat, now * DT_S, 60.0 / i.pace_rate, i.pace_wire, i.pace_fixed,
            lay.read_rhythm(y),
        )  # fmt: skip
    wave[0, at] = d.x
    wave[1, at] = d.y
    wave[2, at] = d.z
    wave[3, at] = traces.motion(
        now * DT_S, i.press_tick * DT_S, i.depth_cm, i.rate_per_min, lay.read_heat(y).f_shiver
    )
    wave[4, at] = out.p_ao
    if i.line_on > 0.0:
        wave[4, at] = lay.read_line(y).p + transducer.shift(
            i.line_height, i.line_drift, i.line_zero
        )
    wave[5, at] = out.p_sa - beat.map_
    wave[6, at] = p_co2
    wave[7, at] = (out.v_left + out.v_right) / 1000.0
    wave[8, at] = out.p_ra
    wave[9, at] = out.x_mouth
    wave[10, at] = 0.06 * out.q_mouth
    wave[11, at] = lay.read_ventilator(y).v if held.vent > 0.0 else 0.0
    wave[12, at] = min(f_pulse, 1.0)


@kernel
def bookkeeping(
    y: Vector,
    u: Vector,
    wave: npt.NDArray[np.float32],
    now: int,
    out: lay.Outputs,
    nodes: Vector,
    table: wiring.Table,
    line: transducer.Params,
    p_dry: float,
    f_variability: float,
    seed: int,
) -> None:
    """Sums, beats, breaths and traces of one tick, from the state it began with."""
    bedside.add_sums(y, out, nodes, table.circulation.v0_tv, table.circulation.c_tv)
    p_co2 = lay.read_dead(y).co2_a * p_dry
    bedside.note_beat(y, out, DT_S)
    i = lay.read_inputs(u)
    if i.line_on > 0.0:
        bedside.note_line(y, i, out.p_ao, now, DT_S, line)
    if lay.read_held(y).vent > 0.0:
        bedside.note_push(y, i, out, now, DT_S, table.ventilator)
    if bedside.note_breath(y, i.vent_rr, out, p_co2, DT_S):
        y[lay.HELD_NOISE] = 1.0 + f_variability * noise(seed, now, EFFORT)
        y[lay.HELD_NOISE + 1] = 1.0 + f_variability * noise(seed, now, BREATH_RATE)
    if now % traces.SAMPLE_TICKS == 0:
        trace(y, i, wave, now, out, p_co2, lay.read_sensors(y).pulse)


@entry
def advance(
    y: Vector, u: Vector, par: Vector, wave: npt.NDArray[np.float32], tick: int, n: int, seed: int
) -> None:
    """Advance `y` by `n` ticks from `tick`; `wave`: a ring of samples of `traces.KEPT`."""
    table = wiring.read_table(par)
    f_variability = lay.read_breathing_p(par).f_variability
    line = lay.read_transducer_p(par)
    k1 = np.zeros(lay.N_FAST)
    k2 = np.zeros(lay.N_FAST)
    guess = y.copy()
    nodes = np.zeros(lay.N_FAST + lay.N_BEDS)
    p_dry = lay.read_inputs(u).p_air - table.lungs.p_vapor
    for now in range(tick, tick + n):
        if now % SLOW_TICKS == 0:
            q_skin = y[lay.SUM_Q_CAP + circulation.SKIN] / SLOW_TICKS
            slow.slow_step(y, u, par, now, SLOW_TICKS, DT_S * SLOW_TICKS)
            if now % BODY_TICKS == 0:
                body.body_step(y, u, par, now, BODY_TICKS // SLOW_TICKS, DT_S * BODY_TICKS)
            bedside.sense(y, u, par, now, DT_S * SLOW_TICKS, q_skin)
            for j in range(lay.N_FAST, lay.N_STATE):
                guess[j] = y[j]
        for stage in range(2):  # Heun; one call site, so that it is compiled once
            at = y if stage == 0 else guess
            rates = k1 if stage == 0 else k2
            out = wiring.fast_rates(at, u, par, table, lay.read_held(at), nodes, rates)
            if stage == 0:
                bookkeeping(y, u, wave, now, out, nodes, table, line, p_dry, f_variability, seed)
                if now == tick + n - 1:
                    lay.write_outputs(y, out)
                for j in range(lay.N_FAST):
                    guess[j] = y[j] + DT_S * k1[j]
                guess[lay.HELD_NOISE] = y[lay.HELD_NOISE]
                guess[lay.HELD_NOISE + 1] = y[lay.HELD_NOISE + 1]
                if lay.read_held(y).vent > 0.0:
                    lay.write_ventilator(guess, lay.read_ventilator(y))
        for j in range(lay.N_FAST):
            y[j] = y[j] + 0.5 * DT_S * (k1[j] + k2[j])
