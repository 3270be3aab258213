"""Which organ feeds which on the slow clock (every 20 ms): chemistry, reflexes, drives, fate."""

import math
from typing import NamedTuple

from physiology import beating, body, causes, handles, holding
from physiology import layout as lay
from physiology._jit import Vector, kernel
from physiology.chemistry import blood_volume
from physiology.clocks import CAUSE_TICKS, DRUG_TICKS, DT_S
from physiology.organs import (
    blood,
    brain,
    breathing,
    carbon_monoxide,
    circulation,
    coronary,
    exercise,
    fluids,
    gas_exchange,
    life,
    lungs,
    recruitment,
    reflexes,
    tissues,
    units,
)
from physiology.units import MMHG_PER_CMH2O


@kernel
def blood_now(y: Vector, par: Vector) -> lay.BloodNow:
    """State of the circulating blood; noted for readers."""
    v = blood_volume(y)
    f_acid = 1.0 + lay.read_acid_base_p(par).f_lactate
    be = lay.read_acid(y).be - f_acid * (y[lay.LACTATE] - lay.read_tissues_p(par).lactate0)
    hb = 100.0 * lay.read_vessels(y).m_hb / max(v, 50.0)
    hb = max(hb, 0.5)
    be = max(be, -30.0)
    f_bound = lay.read_monoxide(y).f_bound
    now = lay.BloodNow(
        v, hb, be, blood.ph(max(lay.read_exchange(y).p_aco2, 3.0), be, hb), hb * (1.0 - f_bound),
        carbon_monoxide.curve_temp(lay.read_heat(y).temp_core, f_bound),
    )  # fmt: skip
    lay.write_blood(y, now)
    return now


@kernel
def means(y: Vector, n: int) -> lay.Sums:
    """Turn the sums of the last slow step into means, and clear the store."""
    k = 1.0 / n
    s = lay.read_sums(y)
    lay.write_sums(
        y, lay.Sums(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    )
    return lay.Sums(
        s.p_artery * k, s.p_great_veins * k, s.q_lung_left * k, s.q_lung_right * k,
        s.v_left * k, s.v_right * k, s.q_out * k, s.p_sac * k, s.x_high * k,
        s.x_alveoli_left * k, s.x_alveoli_right * k, s.p_lv * k, s.p_coronary * k,
        s.n_relaxed * k, s.p_pulmonary * k,
    )  # fmt: skip


@kernel
def both_lungs(
    y: Vector,
    u: Vector,
    par: Vector,
    mean: lay.Sums,
    q_left: float,
    q_right: float,
    dt: float,
    bl: lay.BloodNow,
) -> tuple[gas_exchange.Lung, gas_exchange.Lung]:
    """What each lung gives the blood that flows through it (mL/s)."""
    p = lay.read_exchange_p(par)
    pl = lay.read_lungs_p(par)
    pu = lay.read_units_p(par)
    s = lay.read_exchange(y)
    i = lay.read_inputs(u)
    h = lay.read_handles(y)
    rest = lay.read_rest(y)
    held = lay.read_held(y)
    open_ = lay.read_recruitment(y)
    p_dry = max(i.p_air - pl.p_vapor, 20.0)
    v_usual = lungs.FRC_OF_V_MAX * pl.v_max
    ref_l = rest.v_left if rest.is_set > 0.0 else v_usual * pl.f_left
    ref_r = rest.v_right if rest.is_set > 0.0 else v_usual * (1.0 - pl.f_left)
    shunt_l = recruitment.lost(h.shunt_left, h.lung_recruitable, open_.f_left)
    shunt_r = recruitment.lost(h.shunt_right, h.lung_recruitable, open_.f_right)
    # what is flooded is no part of the size that a lung should have
    ref_l *= 1.0 - recruitment.lost(h.lung_lost_left, h.lung_recruitable, open_.f_left)
    ref_r *= 1.0 - recruitment.lost(h.lung_lost_right, h.lung_recruitable, open_.f_right)
    slack = causes.slackness(y, u)
    fallen = units.fallen(slack, pu)
    shunt_l = 1.0 - (1.0 - shunt_l) * (1.0 - recruitment.lost(fallen, 1.0, open_.f_left))
    shunt_r = 1.0 - (1.0 - shunt_r) * (1.0 - recruitment.lost(fallen, 1.0, open_.f_right))
    uneven = units.spread(h.uneven, slack, pu)
    kept_l = units.unperfused(
        h.lung_unperfused_left, mean.x_alveoli_left * MMHG_PER_CMH2O, mean.p_pulmonary,
        held.f_slow, pu,
    )  # fmt: skip
    kept_r = units.unperfused(
        h.lung_unperfused_right, mean.x_alveoli_right * MMHG_PER_CMH2O, mean.p_pulmonary,
        held.f_slow, pu,
    )  # fmt: skip
    left = gas_exchange.lung(
        lay.read_lung_left(y), lay.read_slow_left(y), q_left, s.f_slow_left, uneven, kept_l, ref_l,
        i.f_bruise_left + (1.0 - i.f_bruise_left) * shunt_l, s.f_closed_left, held.f_air_left,
        bl.ph, bl.be, bl.hb, bl.hb_free, bl.temp, p_dry, s, dt, p, pu,
    )  # fmt: skip
    right = gas_exchange.lung(
        lay.read_lung_right(y), lay.read_slow_right(y), q_right, s.f_slow_right, uneven, kept_r,
        ref_r,
        i.f_bruise_right + (1.0 - i.f_bruise_right) * shunt_r, s.f_closed_right,
        held.f_air_right, bl.ph, bl.be, bl.hb, bl.hb_free, bl.temp, p_dry, s, dt, p, pu,
    )  # fmt: skip
    return left, right


@kernel
def gases(
    y: Vector, u: Vector, par: Vector, mean: lay.Sums, n: int, dt: float, bl: lay.BloodNow
) -> tuple[float, float, float]:
    """Lungs, pools and beds exchange gas; returns oxygen missed and used, and all their flow."""
    p = lay.read_exchange_p(par)
    pt = lay.read_tissues_p(par)
    s = lay.read_exchange(y)
    i = lay.read_inputs(u)
    h = lay.read_handles(y)
    q_total = 0.0
    for b in range(lay.N_BEDS):
        q_total += max(y[lay.SUM_Q_CAP + b] / n, 0.0)
    q_seen = max(s.q_left, 0.0) + max(s.q_right, 0.0) + 1e-6
    q_left = q_total * max(s.q_left, 0.0) / q_seen
    a_l, a_r = both_lungs(y, u, par, mean, q_left, q_total - q_left, dt, bl)
    k = gas_exchange.BTPS / max(i.p_air - lay.read_lungs_p(par).p_vapor, 20.0)
    up_l, up_r = a_l.up, a_r.up
    lay.write_up_left(y, lungs.Gas(up_l.o2 * k, up_l.co2 * k, up_l.n2 * k))
    lay.write_up_right(y, lungs.Gas(up_r.o2 * k, up_r.co2 * k, up_r.n2 * k))
    up = a_l.up_slow
    lay.write_up_slow_left(y, lungs.Gas(up.o2 * k, up.co2 * k, up.n2 * k))
    up = a_r.up_slow
    lay.write_up_slow_right(y, lungs.Gas(up.o2 * k, up.co2 * k, up.n2 * k))

    work = lay.read_breathing(y)
    o2_back = 0.0
    co2_back = 0.0
    asleep = causes.sleep(y, u)
    f_fuel = tissues.fuel(y[lay.LACTATE], pt)
    missed = 0.0
    used = 0.0
    made = 0.0
    for b in range(lay.N_BEDS):
        bed = lay.read_bed(par, b)
        q = max(y[lay.SUM_Q_CAP + b] / n, 0.0)
        c_o2 = y[lay.BED_O2 + b]
        c_co2 = y[lay.BED_CO2 + b]
        critical = pt.k_other
        if b == circulation.BRAIN:
            critical = pt.k_brain
        need = pt.q_o2 * bed.f_o2 * h.oxygen_use * (1.0 - pt.f_asleep * asleep)
        need *= y[lay.NEED + b]
        if b == circulation.BRAIN:
            need *= h.brain_o2_use
        if b == circulation.MUSCLE:  # breathing muscles lie in this bed
            need += pt.q_o2 * (
                pt.k_work * work.f_effort + pt.k_distress * (work.d_injury + work.d_collapse)
            )
            pe = lay.read_exercise_p(par)
            need += exercise.need(lay.read_exercise(y), pe)
            critical *= exercise.extraction(lay.read_exercise(y), pe)
        critical /= max(h.oxygen_access, 0.02)  # poisoned cells leave more in the blood
        if b == circulation.HEART:
            m = beating.supply(y, par, q, s.c_ao2, need, bed.v_o2, dt)
            c_o2 = lay.read_coronary(y).o2_sinus
        else:
            # a critical PO2: thin blood holds less oxygen at it
            m = tissues.metabolism(c_o2, critical * blood.thin(bl.hb), need, pt)
        co2 = m.co2 + pt.f_acid_co2 * m.missed * f_fuel
        if b == circulation.MUSCLE:
            pe = lay.read_exercise_p(par)
            co2 += m.used * (exercise.quotient(lay.read_exercise(y), pt.f_rq, pe) - pt.f_rq)
        o2_back += q * c_o2
        co2_back += q * c_co2
        missed += m.missed
        used += m.used
        made += co2
        y[lay.BED_O2 + b] += dt * (q * (s.c_ao2 - c_o2) - m.used) / bed.v_o2
        y[lay.BED_CO2 + b] = c_co2 + dt * (q * (s.c_aco2 - c_co2) + co2) / bed.v_co2
    both = lungs.Gas(up_l.o2 + up_r.o2, up_l.co2 + up_r.co2, up_l.n2 + up_r.n2)
    lay.write_exchange(
        y,
        gas_exchange.advance(
            s, both, q_total, o2_back, co2_back, mean.q_lung_left, mean.q_lung_right,
            a_l, a_r, work.x_high * causes.slackness(y, u), bl.be, bl.hb, bl.hb_free,
            bl.temp, dt, p,
        ),
    )  # fmt: skip
    ledger = lay.read_ledger(y)
    lay.write_ledger(y, lay.Ledger(ledger.o2_used + dt * used, ledger.co2_made + dt * made))
    return missed, used, q_total


class WaterNow(NamedTuple):
    """Colloid pull gained (mmHg), tissue water above rest (mL), lymph now and at rest (mL/s)."""

    p_inward: float
    v_above: float
    q_lymph: float
    q_lymph_rest: float


@kernel
def water_now(
    y: Vector, bl: lay.BloodNow, h: handles.Handles, rest: lay.Rest, p: fluids.Params
) -> WaterNow:
    """What drives water between blood and tissue, besides capillary pressure."""
    s = lay.read_vessels(y)
    w = lay.read_water(y)
    if rest.is_set <= 0.0:
        return WaterNow(0.0, 0.0, 0.0, 0.0)
    v_plasma = max(bl.v - fluids.red_volume(s.m_hb), 200.0)
    p_inward = fluids.pull_inward(
        1000.0 * w.m_albumin / v_plasma,
        1000.0 * w.m_albumin_tissue / max(s.v_isf, 500.0),
        h.protein_leak, p,
    )  # fmt: skip
    m0 = 0.001 * p.albumin * rest.v_plasma
    return WaterNow(
        p_inward, s.v_isf - rest.v_isf, fluids.lymph(s.v_isf, rest.v_isf, m0, p),
        fluids.lymph(rest.v_isf, rest.v_isf, m0, p),
    )  # fmt: skip


@kernel
def vessels(y: Vector, u: Vector, par: Vector, n: int, bl: lay.BloodNow) -> None:
    """Resistances, venous capacity and filtration of each bed until the next slow step."""
    r = lay.read_reflexes(y)
    i = lay.read_inputs(u)
    h = lay.read_handles(y)
    rest = lay.read_rest(y)
    pf = lay.read_fluids_p(par)
    f_skin = lay.read_signals(y).f_skin
    pc = lay.read_circulation_p(par)
    # legs up, or the trunk up and with it the legs below the heart
    lift = math.sin(i.legs_deg * math.pi / 180.0) - math.sin(i.trunk_deg * math.pi / 180.0)
    lift *= pc.v_legs
    sunk = pc.v_tilt * math.sin(i.tilt_deg * math.pi / 180.0)
    sunk += pc.k_suction * i.p_suction
    legs = lay.read_exercise(y)
    pe = lay.read_exercise_p(par)
    w = water_now(y, bl, h, rest, pf)
    c_critical = lay.read_tissues_p(par).k_other
    for b in range(lay.N_BEDS):
        bed = lay.read_bed(par, b)
        r_bed = bed.r + bed.g_r * r.x_r
        v0 = bed.v0_vein * (1.0 + h.venous_volume) + bed.g_v * r.x_v
        squeezed = exercise.pumped(legs, pe) if b == circulation.MUSCLE else 0.0
        v0 -= bed.f_legs * lift - bed.f_below * sunk + squeezed
        if b == circulation.BRAIN:
            r_bed = bed.r / max(0.3, 1.0 + r.l_brain + r.l_co2)
        elif b == circulation.HEART:
            r_bed = bed.r * beating.resistance(y, par)
        else:
            r_bed *= h.resistance
        if b == circulation.MUSCLE:
            # nerves narrow working muscle less (functional sympatholysis)
            r_bed -= bed.g_r * r.x_r * h.resistance * (1.0 - exercise.narrowed(legs, pe))
            r_bed *= y[lay.F_LOCAL + b] / (1.0 + r.l_muscle + exercise.dilated(legs, pe))
        elif b == circulation.SKIN:
            r_bed *= h.resistance_skin * f_skin
        elif b == circulation.SPLANCHNIC:
            r_bed *= h.resistance_splanchnic * y[lay.F_LOCAL + b]
        elif b == circulation.RENAL:
            r_bed *= h.resistance_renal * y[lay.F_LOCAL + b]
        if b == circulation.SPLANCHNIC or b == circulation.RENAL or b == circulation.SKIN:
            r_bed *= circulation.ischemic(y[lay.BED_O2 + b], c_critical, pc)
        y[lay.R_BED + b] = r_bed
        y[lay.V0_VEIN + b] = max(v0, 20.0)
        y[lay.J_BED + b] = 0.0
        if rest.is_set > 0.0:
            y[lay.J_BED + b] = bed.f_o2 * fluids.filtration(
                y[lay.SUM_P_CAP + b] / n - y[lay.P_CAP_REST + b] - w.p_inward, w.v_above,
                w.q_lymph, w.q_lymph_rest, h.capillary_leak, pf,
            )  # fmt: skip


@kernel
def fate(
    y: Vector, u: Vector, par: Vector, mean: lay.Sums, bl: lay.BloodNow, dt: float
) -> tuple[brain.State, life.State]:
    """Brain and heart muscle by the oxygen they get; alive, in arrest, or dead."""
    rest = lay.read_rest(y)
    sig = lay.read_signals(y)
    br = brain.advance(
        lay.read_brain(y), y[lay.BED_O2 + circulation.BRAIN], y[lay.BED_CO2 + circulation.BRAIN],
        coronary.best(lay.read_coronary(y)), bl.ph, bl.be, bl.hb, sig.f_mind, sig.f_stem, dt,
        lay.read_brain_p(par),
    )  # fmt: skip
    lay.write_brain(y, br)
    lf = lay.read_life(y)
    if rest.is_set > 0.0:
        x = lay.read_exchange(y)
        bs = lay.read_breathing(y)
        lf = life.advance(
            lf,
            life.Signs(
                mean.q_out, rest.q_out, lay.read_beat(y).sbp, bs.x_high * MMHG_PER_CMH2O,
                mean.p_sac if lay.read_spaces(y).v_pericardium > 30.0 else 0.0, bs.f_fatigue,
                1.0 - bl.v / rest.v_blood, blood.saturation_of(x.c_ao2, x.p_ao2, bl.hb),
                lay.read_held(y).rr, lay.read_inputs(u).depth_cm > 0.0, beating.own(y, par, br),
                lay.read_coronary(y).p_perfusion, y[lay.BED_O2 + circulation.BRAIN],
            ),
            dt, lay.read_life_p(par),
        )  # fmt: skip
    else:
        q_out = lf.q_out + dt * (mean.q_out - lf.q_out) / 4.0
        lf = life.State(life.ALIVE, 0.0, 0.0, q_out, 1.0, 1.0, 0.0)
    lay.write_life(y, lf)
    return br, lf


@kernel
def lung_loss(y: Vector, mean: lay.Sums, f_breath: float) -> tuple[float, float]:
    """Gas in the lungs above rest (mL), and the share of them lost (0-1)."""
    rest = lay.read_rest(y)
    if rest.is_set <= 0.0:
        return 0.0, 0.0
    v_above = mean.v_left + mean.v_right - (rest.v_left + rest.v_right)
    f_lost = -v_above / (rest.v_left + rest.v_right)
    # quiet breathing goes above and below its own mean: that much is not a loss
    return v_above, min(max((f_lost - f_breath) / (1.0 - f_breath), 0.0), 1.0)


@kernel
def drives(
    y: Vector,
    u: Vector,
    par: Vector,
    mean: lay.Sums,
    bl: lay.BloodNow,
    br: brain.State,
    f_living: float,
    q_total: float,
    dt: float,
) -> breathing.Pattern:
    """Reflexes of the circulation and the drive to breathe; returns how he breathes now."""
    i = lay.read_inputs(u)
    rest = lay.read_rest(y)
    x = lay.read_exchange(y)
    p_r = lay.read_reflexes_p(par)
    p_b = lay.read_breathing_p(par)
    h = lay.read_handles(y)
    sig = lay.read_signals(y)
    asleep = max(i.f_sedated, 1.0 - br.f_cortex * h.awake)
    pain = max(i.f_pain_chest, i.f_pain_other) * (1.0 - asleep) * h.pain
    v_above, f_collapsed = lung_loss(y, mean, p_b.f_breath)
    # sitting up fills the lungs without stretching what tells of a deep breath (tuned: 55 %)
    pl = lay.read_lungs_p(par)
    v_above -= 0.55 * pl.v_sit * math.sin(i.trunk_deg * math.pi / 180.0)
    # half of the receptors sit in the neck, above a heart that stands upright
    p_neck = lay.read_circulation_p(par).p_carotid
    p_sinus = mean.p_artery - p_neck * math.sin(i.tilt_deg * math.pi / 180.0)
    p_sinus -= 0.5 * i.p_strain  # the other half in the arch, which straining presses from outside
    pe = lay.read_exercise_p(par)
    f_able = min(2.0 * (1.0 - asleep), 1.0) * f_living
    f_able *= exercise.able(bl.ph, pe)
    legs = exercise.advance(lay.read_exercise(y), i.power_w, f_able, dt, pe)
    lay.write_exercise(y, legs)
    go = exercise.command(legs, pe)
    rs = reflexes.advance(
        lay.read_reflexes(y),
        reflexes.Seen(
            p_sinus, mean.p_great_veins, v_above + 80.0, x.p_ao2, x.p_aco2,
            y[lay.BED_O2 + circulation.BRAIN], y[lay.BED_O2 + circulation.MUSCLE], pain,
            (1.0 - p_r.f_asleep * i.f_sedated) * br.f_stem * h.reflex_gain,
            h.sympathetic + sig.a_sympathetic + go.sympathetic,
            h.vagal + sig.a_vagal + go.vagal, h.baro_set + sig.p_set + go.p_set, h.o2_gain,
        ),
        dt, p_r,
    )  # fmt: skip
    lay.write_reflexes(y, rs)
    bs = lay.read_breathing(y)
    now = breathing.pattern(
        bs, br.f_stem * f_living, (1.0 - i.f_sedated) * h.drive * sig.f_drive * go.f_effort,
        # low pressure in the carotid sinus quickens breathing
        h.drive_rate + p_b.g_pressure_rate * max(p_b.p_unloaded - rs.p_baro, 0.0), go.f_rate,
        1.0 - causes.able_muscles(y, u),
        breathing.asked(rs.p_co2_seen - h.p_set - p_b.p_arterial, bl.be, h.co2_gain, p_b), p_b,
    )  # fmt: skip
    f_supply = q_total * x.c_ao2 / rest.do2 if rest.is_set > 0.0 else 1.0
    bs = breathing.advance(
        bs, now, br.p_co2 - h.p_set, bl.be, h.co2_gain,
        rs.a_chemo - p_r.chemo_rest, pain, f_collapsed, f_supply,
        mean.x_high, dt, p_b,
    )  # fmt: skip
    lay.write_breathing(y, bs)
    return now


@kernel
def slow_step(y: Vector, u: Vector, par: Vector, tick: int, n: int, dt: float) -> None:
    """Everything on the slow clock, once."""
    if tick % DRUG_TICKS == 0:
        causes.drugs(y, u, par, tick, DT_S * DRUG_TICKS)
    if tick % CAUSE_TICKS == 0:
        causes.gather(y, u, par, DT_S * CAUSE_TICKS)
    beating.shocked(y, par, dt)
    holding.wear(y, u, par, dt)
    mean = means(y, n)
    lay.write_recruitment(
        y,
        recruitment.advance(
            lay.read_recruitment(y), mean.x_alveoli_left, mean.x_alveoli_right, dt,
            lay.read_recruitment_p(par),
        ),
    )  # fmt: skip
    bl = blood_now(y, par)
    missed, used, q_total = gases(y, u, par, mean, n, dt, bl)
    rest = lay.read_rest(y)
    f_liver = 1.0
    if rest.is_set > 0.0:
        f_liver = max(y[lay.SUM_Q_CAP + circulation.SPLANCHNIC] / n, 0.0) / rest.q_liver
    p_t = lay.read_tissues_p(par)
    h = lay.read_handles(y)
    f_liver *= h.lactate_cleared
    added = h.lactate_made + exercise.lactate(lay.read_exercise(y), lay.read_exercise_p(par))
    y[lay.LACTATE] += dt * tissues.lactate_rate(y[lay.LACTATE], missed, added, f_liver, p_t)
    beating.perfusion(y, par, mean, dt)
    br, lf = fate(y, u, par, mean, bl, dt)
    f_living = 0.0 if lf.stage == life.DEAD else 1.0
    now = drives(y, u, par, mean, bl, br, f_living, q_total, dt)
    t_sinus = reflexes.beat_period(
        lay.read_reflexes(y),
        br.f_sinus * h.sinus_rate * lay.read_signals(y).f_rate,
        exercise.hardness(lay.read_exercise(y), lay.read_exercise_p(par)),
        lay.read_reflexes_p(par),
    )
    beating.pace(y, u, par, tick, t_sinus, br.f_sinus, lf.f_electric, dt)
    vessels(y, u, par, n, bl)
    body.add_tally(y, n, mean.p_artery, mean.p_great_veins, used, missed)
    for b in range(lay.N_BEDS):
        y[lay.SUM_Q_CAP + b] = 0.0
        y[lay.SUM_P_CAP + b] = 0.0
    holding.hold(y, u, par, tick, bl, br, now)
