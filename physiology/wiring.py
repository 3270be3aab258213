"""Which organ feeds which, on one page: the fast rates (every 2 ms).

::

    deeds u ─┐                                   ┌─▶ rates dy
    state y ─┼─▶ breathing muscle, ventilator ─▶ lungs, pleura ─▶ thorax ─▶ heart, vessels
    table p ─┘                                   └─▶ outputs (pressures, flows)
"""

import math
from typing import NamedTuple

from physiology import layout as lay
from physiology._jit import Vector, kernel
from physiology.devices import ventilator
from physiology.handles import Handles
from physiology.organs import breathing, circulation, fluids, heart, lungs, pleura, units
from physiology.units import MMHG_PER_CMH2O

UTERUS = lay.HANDLES + Handles._fields.index("uterus")
MOST = 15.0  # 1/s: no hole empties a space faster than this, so that a step cannot overdraw it


class Table(NamedTuple):
    """Parameters of the organs that the fast clock needs."""

    heart: heart.Params
    circulation: circulation.Params
    lungs: lungs.Params
    pleura: pleura.Params
    breathing: breathing.Params
    ventilator: ventilator.Params
    fluids: fluids.Params


@kernel
def read_table(par: Vector) -> Table:
    """The parts of the table that `fast_rates` uses."""
    return Table(
        lay.read_heart_p(par),
        lay.read_circulation_p(par),
        lay.read_lungs_p(par),
        lay.read_pleura_p(par),
        lay.read_breathing_p(par),
        lay.read_ventilator_p(par),
        lay.read_fluids_p(par),
    )


@kernel
def hole_rates(
    y: Vector, u: Vector, m: lungs.Mechanics, air: lungs.Gas, dy: Vector, p: Table
) -> tuple[lungs.Gas, lungs.Gas]:
    """Gas through every hole of lung and chest wall; returns what each lung loses."""
    lost_left = lungs.Gas(0.0, 0.0, 0.0)
    lost_right = lungs.Gas(0.0, 0.0, 0.0)
    n = int(u[lay.INPUTS + lay.IN_HOLES])
    for k in range(n):
        i = lay.HOLES + 4 * k
        area = u[i + lay.HOLE_AREA]
        if area <= 0.0:
            continue
        is_left = u[i + lay.HOLE_SIDE] == 0.0
        gas = lay.read_gas_left(y) if is_left else lay.read_gas_right(y)
        lung = lay.read_lung_left(y) if is_left else lay.read_lung_right(y)
        x_pleura = m.x_pleura_left if is_left else m.x_pleura_right
        v_gas = lungs.total(gas)
        inside = lungs.fraction(gas, v_gas)
        if u[i + lay.HOLE_INTO_LUNG] > 0.0:
            x_lung = m.x_alveoli_left if is_left else m.x_alveoli_right
            v_lung = lungs.total(lung)
            if u[i + lay.HOLE_VALVE] == pleura.VALVE_SEALS:
                rest = lay.read_rest(y)
                v_rest = rest.v_left if is_left else rest.v_right
                area *= pleura.unsealed(v_lung, v_rest, x_lung - x_pleura, p.pleura)
            q = pleura.hole_flow(
                x_lung, x_pleura, area, p.pleura.k_viscous_lung, p.pleura.k_inertial,
                u[i + lay.HOLE_VALVE],
            )  # fmt: skip
            q = (
                min(q * lungs.outflow_gate(v_lung, p.lungs), v_lung * MOST)
                if q > 0.0
                else max(q, -v_gas * MOST)
            )
            c = pleura.carried(q, lungs.fraction(lung, v_lung), inside)
            if is_left:
                lost_left = pleura.add(lost_left, c)
            else:
                lost_right = pleura.add(lost_right, c)
        else:
            q = pleura.hole_flow(
                0.0, x_pleura, area * pleura.freed(v_gas, x_pleura < 0.0, p.pleura),
                p.pleura.k_viscous_wall, p.pleura.k_inertial,
                u[i + lay.HOLE_VALVE],
            )  # fmt: skip
            if q < 0.0:
                q = max(q, -v_gas * MOST)
            c = pleura.carried(q, air, inside)
        base = lay.GAS_LEFT if is_left else lay.GAS_RIGHT
        dy[base] += c.o2
        dy[base + 1] += c.co2
        dy[base + 2] += c.n2
    return lost_left, lost_right


@kernel
def pressed(y: Vector, u: Vector, i: int) -> float:
    """What presses on the hole at `i` from outside (mmHg): hands, or the uterus around it."""
    return u[i + lay.VESSEL_PRESS] + u[i + lay.VESSEL_UTERUS] * y[UTERUS]


@kernel
def bleed_rates(
    y: Vector, u: Vector, nodes: Vector, out: lay.Outputs, hb: float, dy: Vector, p: Table
) -> None:
    """Blood through every opened vessel (orifice law, or a set rate), to where it goes."""
    n = int(u[lay.INPUTS + lay.IN_VESSELS])
    for k in range(n):
        dy[lay.HEMATOMA + k] = 0.0
        i = lay.VESSEL_HOLES + lay.VESSEL_SIZE * k
        area = u[i + lay.VESSEL_AREA] * (1.0 - y[lay.CLOT + k])
        rate = u[i + lay.VESSEL_RATE]
        if area <= 0.0 and rate <= 0.0:
            continue
        node = int(u[i + lay.VESSEL_NODE])
        into = int(u[i + lay.VESSEL_INTO])
        p_out = 0.0
        if into == lay.INTO_PLEURA_LEFT:
            p_out = out.x_pleura_left * MMHG_PER_CMH2O
        elif into == lay.INTO_PLEURA_RIGHT:
            p_out = out.x_pleura_right * MMHG_PER_CMH2O
        elif into == lay.INTO_PERICARDIUM:
            p_out = out.p_sac
        elif into == lay.INTO_ABDOMEN:
            p_out = y[lay.SPACES + lay.INTO_ABDOMEN] / p.pleura.v_abdomen_c
        elif into == lay.INTO_TISSUE:  # each wound has its own
            p_out = y[lay.HEMATOMA + k] / p.pleura.c_tissue
        free = max(nodes[node] - p_out, 0.0)
        push = max(free - pressed(y, u, i), 0.0)
        q = u[i + lay.VESSEL_FACTOR] * p.pleura.k_blood * area * math.sqrt(push)
        if rate > 0.0:  # as set, as long as there is pressure and nothing presses
            q = rate * math.sqrt(push / max(free, 1.0))
        q *= circulation.emptying(y[node])
        dy[node] -= q
        dy[lay.SPACES + into] += q
        if into == lay.INTO_TISSUE:
            dy[lay.HEMATOMA + k] = q
        dy[lay.VESSELS + 9] -= q * hb / 100.0
        dy[lay.M_HB_SHED] += q * hb / 100.0


@kernel
def fast_rates(
    y: Vector, u: Vector, par: Vector, t: Table, h: lay.Held, nodes: Vector, dy: Vector
) -> lay.Outputs:
    """Rates `dy` of the fast block at state `y`; `t` table, `h` held; returns `lay.Outputs`."""
    s = lay.read_heart(y)
    c = lay.read_vessels(y)
    clocks = lay.read_clocks(y)
    left = lay.read_lung_left(y)
    right = lay.read_lung_right(y)
    dead = lay.read_dead(y)
    spaces = lay.read_spaces(y)
    i = lay.read_inputs(u)
    v_left = lungs.total(left)
    v_right = lungs.total(right)

    # breathing: muscle, ventilator, chest, airways
    if h.x_forced == 0.0:
        x_muscle = breathing.muscle(
            clocks.breath - float(int(clocks.breath)),
            h.rr * h.f_noise_rate,
            h.x_peak * h.f_noise,
            t.breathing,
        )
    else:
        x_muscle = breathing.forced(h.x_forced, v_left + v_right, t.lungs.v_residual, t.lungs.v_max)
    v_pleura_left = lungs.total(lay.read_gas_left(y)) + spaces.v_pleura_left
    v_pleura_right = lungs.total(lay.read_gas_right(y)) + spaces.v_pleura_right
    m = lungs.mechanics(
        v_left, v_right, v_pleura_left, v_pleura_right, x_muscle + h.x_chest,
        h.v0_wall, h.f_wall, h.f_recoil, h.f_air_left, h.f_air_right, t.lungs,
    )  # fmt: skip
    push = ventilator.Push(0.0, 0.0, 0.0)
    k_push = i.vent_rr / 60.0
    if h.vent > 0.0:
        machine = lay.read_ventilator(y)
        push = ventilator.push(
            machine, lay.set_on(i, h.vent), clocks.push - float(int(clocks.push)), t.ventilator
        )
        if machine.phase == ventilator.HELD:  # behind shut valves the clock waits
            k_push = 0.0
    q = lungs.airflow(
        m, v_left, v_right, push.x_mouth, push.q_forced, push.x_limit,
        h.f_open, h.f_open_left, h.f_open_right, h.f_braked, h.f_r_airway, h.f_limit,
        h.f_tube, t.lungs,
    )  # fmt: skip

    # pressures around heart and vessels
    p_thorax = 0.5 * (m.x_pleura_left + m.x_pleura_right) * MMHG_PER_CMH2O
    rhythm = lay.read_rhythm(y)
    a = heart.activation(s, h.t_beat, h.f_twitch, rhythm, t.heart)
    ch = heart.pressures(
        s, a, h.f_left, h.f_right, h.k_left, h.k_right, spaces.v_pericardium,
        p_thorax, h.p_push, t.heart,
    )  # fmt: skip
    v = t.circulation
    p_ao = (c.v_ao - v.v0_ao) / v.c_ao + p_thorax
    p_sa = max((c.v_sa - v.v0_sa) / v.c_sa, 0.0)  # an empty artery lies flat
    p_pa = circulation.transmural(c.v_pa, v.v0_pa, v.c_pa) + p_thorax
    p_pv = circulation.transmural(c.v_pv, v.v0_pv, v.c_pv) + p_thorax
    p_tv = circulation.transmural(c.v_tv, v.v0_tv, v.c_tv) + p_thorax
    f_l = t.lungs.f_left
    f_r = 1.0 - f_l
    p_alv_left = m.x_alveoli_left * MMHG_PER_CMH2O
    p_alv_right = m.x_alveoli_right * MMHG_PER_CMH2O
    p_pc_left = circulation.transmural(c.v_pc_left, f_l * v.v0_pc, f_l * v.c_pc)
    p_pc_left += 0.5 * (p_alv_left + p_thorax)
    p_pc_right = circulation.transmural(c.v_pc_right, f_r * v.v0_pc, f_r * v.c_pc)
    p_pc_right += 0.5 * (p_alv_right + p_thorax)

    # flows
    f = heart.flows(ch, p_ao, p_pa, t.heart)
    f = heart.no_more_than_held(f, s)
    q_pa_left = (p_pa - max(p_pc_left, p_alv_left)) / h.r_lung_left
    q_pa_right = (p_pa - max(p_pc_right, p_alv_right)) / h.r_lung_right
    if q_pa_left < 0.0 and p_pc_left < p_pa:
        q_pa_left = 0.0
    if q_pa_right < 0.0 and p_pc_right < p_pa:
        q_pa_right = 0.0
    q_pa_left = heart.passed(q_pa_left, c.v_pa, c.v_pc_left)
    q_pa_right = heart.passed(q_pa_right, c.v_pa, c.v_pc_right)
    q_pc_left = (p_pc_left - p_pv) * (1.0 - v.f_right) / v.r_pc
    q_pc_left = heart.passed(q_pc_left, c.v_pc_left, c.v_pv)
    q_pc_right = (p_pc_right - p_pv) * v.f_right / v.r_pc
    q_pc_right = heart.passed(q_pc_right, c.v_pc_right, c.v_pv)
    q_la = (p_pv - ch.la) / v.r_pv
    q_la *= 0.25 * heart.holding(s.v_la) if q_la < 0.0 else heart.holding(c.v_pv)
    q_caval = (p_tv - ch.ra) / (v.r_tv * h.f_kink)
    q_caval *= 0.25 * heart.holding(s.v_ra) if q_caval < 0.0 else heart.holding(c.v_tv)

    # beds
    p_squeeze = v.f_coronary * max(ch.lv - p_thorax, 0.0) + p_thorax
    # who strains presses on gut and kidneys nearly as on the chest
    p_belly = v.f_belly * i.p_strain
    f_back = heart.holding(c.v_tv)  # what great veins still have to give back to the beds
    q_beds_in = 0.0
    q_beds_out = 0.0
    j_all = 0.0
    for b in range(lay.N_BEDS):
        bed = lay.read_bed(par, b)
        grip = -1.0e3
        if b == circulation.HEART:
            grip = p_squeeze
        elif b == circulation.BRAIN:  # a skull under pressure grips its vessels
            grip = y[lay.P_SKULL]
        bf = circulation.bed_flow(
            y[lay.V_CAP + b], y[lay.V_VEIN + b], y[lay.V0_VEIN + b], y[lay.R_BED + b],
            p_sa, p_tv, grip, p_belly if b <= circulation.RENAL else 0.0,
            h.p_close, v, bed,
        )  # fmt: skip
        q_out = bf.q_out if bf.q_out > 0.0 else bf.q_out * f_back
        j = y[lay.J_BED + b] * circulation.emptying(y[lay.V_CAP + b])
        dy[lay.V_CAP + b] = bf.q_in - bf.q_cap - j
        dy[lay.V_VEIN + b] = bf.q_cap - q_out
        nodes[lay.V_CAP + b] = bf.p_cap
        nodes[lay.V_VEIN + b] = bf.p_vein
        nodes[lay.N_FAST + b] = bf.q_cap
        q_beds_in += bf.q_in
        q_beds_out += q_out
        j_all += j
    dy[lay.V_VEIN + circulation.MUSCLE] += h.q_plasma_in + h.q_blood_in

    # balances
    q_ao = heart.passed(c.q_ao, c.v_ao, c.v_sa)
    lay.write_heart(dy, heart.rates(f, q_caval, q_la, h.t_beat, h.f_electric, rhythm.t_atrial))
    lay.write_vessels(
        dy,
        circulation.State(
            f.q_aortic - q_ao,
            (p_ao - p_sa - v.r_ao * c.q_ao) / v.l_ao,
            q_ao - q_beds_in,
            q_beds_out - q_caval,
            f.q_pulmonic - q_pa_left - q_pa_right,
            q_pa_left - q_pc_left,
            q_pa_right - q_pc_right,
            q_pc_left + q_pc_right - q_la,
            j_all,
            h.q_blood_in * t.fluids.f_blood_hb,
        ),
    )
    lay.write_clocks(dy, lay.Clocks(h.rr * h.f_noise_rate / 60.0, k_push))
    lay.write_gas_left(dy, lungs.Gas(0.0, 0.0, 0.0))
    lay.write_gas_right(dy, lungs.Gas(0.0, 0.0, 0.0))
    lay.write_spaces(dy, lay.Spaces(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    air = lungs.Gas(i.f_air_o2, i.f_air_co2, 1.0 - i.f_air_o2 - i.f_air_co2)
    lost_left, lost_right = hole_rates(y, u, m, air, dy, t)
    in_left = units.share(
        q.q_left, left, lay.read_slow_left(y), dead, lost_left, lay.read_up_left(y),
        lay.read_up_slow_left(y), h.f_slow,
    )  # fmt: skip
    in_right = units.share(
        q.q_right, right, lay.read_slow_right(y), dead, lost_right, lay.read_up_right(y),
        lay.read_up_slow_right(y), h.f_slow,
    )  # fmt: skip
    lay.write_lung_left(dy, in_left.whole)
    lay.write_lung_right(dy, in_right.whole)
    lay.write_slow_left(dy, in_left.slow)
    lay.write_slow_right(dy, in_right.slow)
    lay.write_dead(
        dy,
        lungs.dead_space_rates(
            dead, q.q_mouth, q.q_left, q.q_right, in_left.out, in_right.out,
            h.f_inspired_o2, h.f_inspired_co2, t.lungs,
        ),
    )  # fmt: skip
    out = lay.Outputs(
        p_ao, p_sa, f.p_lv, ch.la, f.p_rv, ch.ra, p_pa, p_pv, p_tv, ch.pericardium, p_thorax,
        m.x_pleura_left, m.x_pleura_right, m.x_alveoli_left, m.x_alveoli_right, q.x_mouth,
        x_muscle, q.q_mouth, q.q_left, q.q_right, v_left, v_right, m.v_shift,
        f.q_aortic, f.q_mitral, q_pc_left, q_pc_right, q_caval,
    )  # fmt: skip
    if i.n_vessels > 0.0:
        nodes[lay.HEART + 1] = f.p_lv
        nodes[lay.HEART + 2] = ch.la
        nodes[lay.HEART + 3] = f.p_rv
        nodes[lay.HEART + 4] = ch.ra
        nodes[lay.VESSELS] = p_ao
        nodes[lay.VESSELS + 2] = p_sa
        nodes[lay.VESSELS + 3] = p_tv
        nodes[lay.VESSELS + 4] = p_pa
        nodes[lay.VESSELS + 5] = p_pc_left
        nodes[lay.VESSELS + 6] = p_pc_right
        nodes[lay.VESSELS + 7] = p_pv
        bleed_rates(y, u, nodes, out, h.hb, dy, t)
    return out
