"""Sensors on the slow clock, and the bookkeeping of beats and breaths on the fast one."""

from physiology import layout as lay
from physiology._jit import Vector, kernel
from physiology.clocks import BODY_TICKS
from physiology.devices import sensors, transducer, ventilator
from physiology.organs import blood, circulation, lungs

T_PAUSE = 15.0  # s without a breath after which the rate is published as 0


@kernel
def skin_perfusion(y: Vector, q_skin: float) -> float:
    """Skin flow over that at rest, times how full the pulse is (0-1.5)."""
    rest = lay.read_rest(y)
    beat = lay.read_beat(y)
    pulse = min(max((beat.sbp - beat.dbp) / 35.0, 0.0), 1.2)
    f = q_skin / rest.q_skin if rest.is_set > 0.0 else 1.0
    return min(max(f, 0.0), 1.5) * pulse


@kernel
def sense(y: Vector, u: Vector, par: Vector, tick: int, dt: float, q_skin: float) -> None:
    """One slow step of oximeter and cuff."""
    p = lay.read_sensors_p(par)
    s = lay.read_sensors(y)
    beat = lay.read_beat(y)
    x = lay.read_exchange(y)
    # two wavelengths take carbon monoxide for oxygen
    sat = blood.saturation_of(x.c_ao2, x.p_ao2, lay.read_held(y).hb)
    sat = min(sat + lay.read_monoxide(y).f_bound, 1.0)
    f_skin = skin_perfusion(y, q_skin)
    i = lay.read_inputs(u)
    f_here = sensors.reaching(f_skin, i.spo2_site, p)
    k = dt * sensors.delay_rate(f_here, i.spo2_site, p)
    s0 = s.s0 + k * (sat - s.s0)
    s1 = s.s1 + k * (s.s0 - s.s1)
    s2 = s.s2 + k * (s.s1 - s.s2)
    s3 = s.s3 + k * (s.s2 - s.s3)
    s4 = s.s4 + k * (s.s3 - s.s4)

    stage = s.cuff_stage
    p_cuff = s.p_cuff
    t_cuff = s.t_cuff + dt
    n = s.n_cuff
    result = sensors.Reading(s.nibp_sys, s.nibp_dia, s.nibp_map, 1.0)
    at = s.nibp_tick
    failed = s.nibp_failed
    next_tick = s.next_tick
    if stage == sensors.IDLE and next_tick > 0.0 and tick >= next_tick:
        stage = sensors.INFLATING
        t_cuff = 0.0
        p_cuff = 0.0
        n = 0.0
        next_tick = tick + i.cuff_every * float(BODY_TICKS) if i.cuff_every > 0.0 else 0.0
    elif stage == sensors.INFLATING:
        p_cuff += dt * p.k_inflate
        if p_cuff >= max(p.p_cuff_up, s.nibp_sys + p.p_cuff_add):
            stage = sensors.DEFLATING
    elif stage == sensors.DEFLATING:
        p_cuff -= dt * p.k_deflate
        if beat.number > s.seen_beat and n < lay.N_CUFF:
            y[lay.CUFF_P + int(n)] = p_cuff
            y[lay.CUFF_A + int(n)] = sensors.oscillation(beat.sbp, beat.dbp, p_cuff, p)
            n += 1.0
        if p_cuff <= p.p_cuff_end:
            stage = sensors.IDLE
            p_cuff = 0.0
            got = sensors.read_cuff(y, lay.CUFF_P, lay.CUFF_A, int(n), p)
            failed = 1.0
            if got.is_found > 0.0 and got.sys >= p.p_sys_min:
                failed = 0.0
                result = got
                at = tick
    lay.write_sensors(
        y,
        lay.Sensors(
            s0, s1, s2, s3, s4,
            s.spo2 + dt * (s4 - s.spo2) / p.t_average,
            s.perfusion + dt * (f_skin - s.perfusion) / 4.0,
            stage, p_cuff, t_cuff, n, result.sys, result.dia, result.map_, at, failed,
            next_tick, beat.number, s.n_weak,
            s.temp
            + dt
            * (lay.read_heat(y).temp_core + (p.temp_site + i.temp_added) - s.temp)
            / (p.t_temp + i.t_temp_added),
            s.pulse + dt * (f_here - s.pulse) / 4.0,
        ),
    )  # fmt: skip


@kernel
def note_beat(y: Vector, out: lay.Outputs, dt: float) -> None:
    """Follow the beat; publish it when the next one starts, or when none comes."""
    b = lay.read_beat(y)
    s = lay.read_heart(y)
    n = b.n + 1.0
    p_max = max(b.p_max, out.p_ao)
    p_min = min(b.p_min, out.p_ao)
    p_sum = b.p_sum + out.p_ao
    cvp_sum = b.cvp_sum + out.p_tv
    ejected = b.v_ejected + dt * out.q_aortic
    v_max = max(b.v_lv_max, s.v_lv)
    v_min = min(b.v_lv_min, s.v_lv)
    count = float(int(s.beat))
    t_since = b.t_since + dt
    if count > b.number or t_since > 5.0:
        lay.write_beat(
            y,
            lay.Beat(
                count, 0.0, out.p_ao, out.p_ao, 0.0, 0.0, 0.0, s.v_lv, s.v_lv,
                p_max, p_min, p_sum / n, cvp_sum / n, ejected, 0.0, v_max, v_min,
            ),
        )  # fmt: skip
    else:
        lay.write_beat(
            y,
            lay.Beat(
                b.number, n, p_max, p_min, p_sum, cvp_sum, ejected, v_max, v_min,
                b.sbp, b.dbp, b.map_, b.cvp, b.sv, t_since, b.v_lv_ed, b.v_lv_es,
            ),
        )  # fmt: skip


@kernel
def leading(y: Vector, vent_rr: float, is_led: bool) -> float:
    """Number of the running breath of who leads: below 0 the ventilator's, else the patient's own.

    The ventilator (`vent_rr` 1/min) takes the lead where the patient asks for clearly fewer
    breaths, and keeps it (`is_led`) until he asks for more. One that waits for him has it as long
    as it answers him.
    """
    c = lay.read_clocks(y)
    held = lay.read_held(y)
    if held.vent >= ventilator.SUPPORT:
        machine = lay.read_ventilator(y)
        return -1.0 - machine.n if machine.t_since < T_PAUSE else float(int(c.breath))
    if held.vent > 0.0 and held.rr < max((1.1 if is_led else 0.8) * vent_rr, 0.5):
        return -1.0 - float(int(c.push))
    return float(int(c.breath))


@kernel
def note_breath(y: Vector, vent_rr: float, out: lay.Outputs, p_co2_mouth: float, dt: float) -> bool:
    """Follow the breath; publish it when the next one starts. Returns True at that moment."""
    b = lay.read_breath(y)
    v = out.v_left + out.v_right
    v_max = max(b.v_max, v)
    v_min = min(b.v_min, v)
    co2_max = max(b.co2_max, p_co2_mouth)
    x_max = max(b.x_max, out.x_mouth)
    v_out = b.v_out + dt * max(-out.q_mouth, 0.0)
    t_since = b.t_since + dt
    count = leading(y, vent_rr, b.number < 0.0)
    has_new_lead = (count < 0.0) != (b.number < 0.0)  # the breath that runs goes on
    number = count if has_new_lead else b.number
    if count != number or t_since > T_PAUSE:
        is_breath = count != number and t_since > 0.4
        # after a pause, which was published as none, the breath before it has to be counted in
        t_breath = t_since if b.rr > 0.0 else t_since + T_PAUSE
        rr = 60.0 / t_breath if is_breath else 0.0
        tidal = v_max - v_min if is_breath else 0.0
        ve = v_out / max(t_since, 0.4)
        lay.write_breath(
            y,
            lay.Breath(
                count, v, v, p_co2_mouth, out.x_mouth, 0.0,
                tidal, b.rr + 0.4 * (rr - b.rr) if b.rr > 0.0 and rr > 0.0 else rr,
                co2_max, x_max, 0.0, v_out, b.ve + 0.4 * (ve - b.ve),
            ),
        )  # fmt: skip
        return True
    lay.write_breath(
        y,
        lay.Breath(
            number, v_max, v_min, co2_max, x_max, t_since, b.tidal, b.rr, b.etco2,
            b.x_paw_peak, v_out, b.vt_exp, b.ve,
        ),
    )  # fmt: skip
    return False


@kernel
def note_push(
    y: Vector, i: lay.Inputs, out: lay.Outputs, tick: int, dt: float, p: ventilator.Params
) -> None:
    """Let the ventilator follow what it feels at the mouth."""
    s = lay.read_ventilator(y)
    set_ = lay.set_on(i, lay.read_held(y).vent)
    clocks = lay.read_clocks(y)
    clock = clocks.push + dt * set_.rr / 60.0  # as it will stand at the next tick
    phase = ventilator.next_phase(s, set_, clock, out.q_mouth, p)
    if s.phase == ventilator.HELD and phase != ventilator.HELD:
        at = ventilator.released(set_, phase, clocks.push, p)
        lay.write_clocks(y, lay.Clocks(clocks.breath, at))
    lay.write_face(y, ventilator.show(lay.read_face(y), s, set_, phase, out.x_mouth, tick))
    lay.write_ventilator(y, ventilator.follow(s, set_, phase, clock, out.q_mouth, out.x_mouth, dt))


@kernel
def note_line(
    y: Vector, i: lay.Inputs, p_ao: float, tick: int, dt: float, p: transducer.Params
) -> None:
    """Let the arterial line follow the artery, or the bag while it is flushed."""
    p_tip = p.p_bag if tick < i.flush_tick else p_ao
    is_new = lay.read_beat(y).n == 0.0
    lay.write_line(
        y,
        transducer.follow(lay.read_line(y), p_tip, i.line_hz, i.line_damping, is_new, dt),
    )


@kernel
def add_sums(y: Vector, out: lay.Outputs, nodes: Vector, v0_tv: float, c_tv: float) -> None:
    """Add one fast step to the sums the slow clock will read."""
    s = lay.read_sums(y)
    spaces = lay.read_spaces(y)
    p_tv = circulation.transmural(lay.read_vessels(y).v_tv, v0_tv, c_tv)
    held = lay.read_held(y)
    slack = 1.0 if out.q_aortic <= 0.0 and held.x_chest <= held.x_lean else 0.0
    lay.write_sums(
        y,
        lay.Sums(
            s.p_artery + out.p_sa, s.p_great_veins + p_tv, s.q_lung_left + out.q_pc_left,
            s.q_lung_right + out.q_pc_right, s.v_left + out.v_left, s.v_right + out.v_right,
            s.q_out + out.q_aortic, s.p_sac + out.p_sac - out.p_thorax,
            s.x_high
            + lungs.squeezing(
                out.x_pleura_left, out.x_pleura_right, out.v_left, out.v_right,
                lungs.total(lay.read_gas_left(y)) + spaces.v_pleura_left,
                lungs.total(lay.read_gas_right(y)) + spaces.v_pleura_right,
            ),
            s.x_alveoli_left + out.x_alveoli_left,
            s.x_alveoli_right + out.x_alveoli_right,
            s.p_lv + out.p_lv - out.p_sac, s.p_coronary + slack * (out.p_ao - out.p_ra),
            s.n_relaxed + slack, s.p_pulmonary + out.p_pa,
        ),
    )  # fmt: skip
    for b in range(lay.N_BEDS):
        y[lay.SUM_Q_CAP + b] += nodes[lay.N_FAST + b]
        y[lay.SUM_P_CAP + b] += nodes[lay.V_CAP + b]
