"""What the fast clock holds until the next slow step: heart, lungs, chest wall, airway, drips."""

import math
from typing import NamedTuple

from physiology import beating, causes
from physiology import layout as lay
from physiology._jit import Vector, kernel
from physiology.clocks import DT_S
from physiology.devices import airway
from physiology.organs import (
    brain,
    breathing,
    circulation,
    exercise,
    heart,
    lungs,
    recruitment,
    sternum,
    units,
)
from physiology.units import MMHG_PER_CMH2O


@kernel
def infusions(u: Vector, tick: int, f_red: float) -> tuple[float, float]:
    """Plasma-like and red fluid running in now (mL/s); red holds `f_red` g hemoglobin a mL."""
    plasma = 0.0
    red = 0.0
    for k in range(int(u[lay.INPUTS + lay.IN_FLUIDS])):
        i = lay.FLUIDS + lay.FLUID_SIZE * k
        if u[i + lay.FLUID_FROM] <= tick < u[i + lay.FLUID_TO]:
            q_red = u[i + lay.FLUID_RATE] * min(u[i + lay.FLUID_HB] / f_red, 1.0)
            red += q_red
            plasma += u[i + lay.FLUID_RATE] - q_red
    return plasma, red


@kernel
def inspired(y: Vector, u: Vector, par: Vector) -> float:
    """Fraction of oxygen at the mouth."""
    i = lay.read_inputs(u)
    if i.vent > 0.0 and i.tube != airway.TUBE_ESOPHAGUS:
        return i.vent_fio2
    if i.tube == airway.TUBE_TRACHEA or i.tube == airway.TUBE_LEFT or i.tube == airway.TUBE_RIGHT:
        return i.f_air_o2
    p = lay.read_airway_p(par)
    f_in = lay.read_breathing_p(par).f_inspiration
    return airway.inspired_o2(
        i.oxygen_device, i.q_oxygen, lay.read_breath(y).ve, i.f_air_o2, f_in, i.f_leak, p
    )


class Chest(NamedTuple):
    """Wall and airway as the fast clock will hold them: factors, a volume (mL), pushes on thorax
    (cmH2O) and heart (mmHg).
    """

    f_wall: float
    v0_wall: float
    f_recoil: float
    x_push: float
    f_open: float
    f_braked: float
    f_limp: float
    p_push: float


@kernel
def leaning(i: lay.Inputs, p: lungs.Params) -> float:
    """What hands that do not let go press the chest with all the time (cmH2O)."""
    return p.x_lean * min(i.lean_cm, i.depth_cm) if i.depth_cm > 0.0 else p.x_lean * i.lean_cm


@kernel
def wear(y: Vector, u: Vector, par: Vector, dt: float) -> None:
    """A chest under hands softens."""
    i = lay.read_inputs(u)
    if i.depth_cm > 0.0:
        s = sternum.advance(lay.read_sternum(y), i.depth_cm, i.rate_per_min, dt)
        lay.write_sternum(y, s)


@kernel
def chest(y: Vector, u: Vector, par: Vector, br: brain.State, tick: int) -> Chest:
    """What pain, sleep, a tube and compressing hands make of the chest."""
    i = lay.read_inputs(u)
    h = lay.read_handles(y)
    rest = lay.read_rest(y)
    p = lay.read_lungs_p(par)
    limp = causes.slackness(y, u)
    guarded = i.f_pain_chest * (1.0 - limp) * br.f_stem  # a spinal reflex: it outlives the mind
    f_guard = 1.0 / (1.0 + p.k_splint * guarded)  # around where it rests, not where it would go
    v_rest = rest.v_left + rest.v_right if rest.is_set > 0.0 else p.v0_wall
    mind = max(max(br.f_cortex * h.awake, lay.read_signals(y).f_tone), h.throat_tone * br.f_stem)
    # an unconscious throat falls shut unless it is held
    tone = 1.0 if i.vent > 0.0 else p.f_limp + (1.0 - p.f_limp) * mind
    # cords in spasm open when the muscles are paralysed, or when the stem that shuts them fails
    f_cords = 1.0 - h.larynx_closed * causes.able_muscles(y, u) * br.f_stem
    f_natural = (1.0 - i.f_obstructed) * tone * f_cords
    f_grunt = 1.0 / (1.0 + p.k_grunt * lay.read_breathing(y).d_collapse * br.f_stem)
    has_tube = airway.is_tracheal(i.tube)
    x_push = 0.0
    p_push = 0.0
    if i.depth_cm > 0.0:
        cycle = (tick - i.press_tick) * DT_S * i.rate_per_min / 60.0
        cycle -= math.floor(cycle)
        if cycle < i.f_duty:
            p_h = lay.read_heart_p(par)
            f_push = heart.pressed(i.depth_cm, p_h) * math.sin(math.pi * cycle / i.f_duty)
            x_push = p.x_compression * f_push
            p_push = p_h.p_compression * f_push
    x_push = max(x_push, leaning(i, p))
    x_push += i.p_strain / MMHG_PER_CMH2O
    shut = 1.0 if i.p_strain > 0.0 else 0.0
    return Chest(
        (1.0 - (1.0 - p.f_wall_asleep) * limp) * f_guard,
        v_rest
        + (p.v0_wall - v_rest) * f_guard
        - p.v_wall_asleep * limp
        + p.v_sit * math.sin(i.trunk_deg * math.pi / 180.0),  # the belly no longer lies on it
        1.0 + (p.f_recoil_asleep - 1.0) * limp,
        x_push,
        1.0 if has_tube else f_natural * f_natural * h.airway_open * (1.0 - shut),
        1.0 if has_tube else f_grunt,
        limp,
        p_push,
    )


@kernel
def forced_effort(y: Vector, u: Vector, par: Vector, br: brain.State, tick: int) -> float:
    """Effort (cmH2O) of a forced breath that was asked for; 0 when none is going on."""
    i = lay.read_inputs(u)
    if i.forced_tick <= 0.0:
        return 0.0
    h = lay.read_handles(y)
    awake = (1.0 - i.f_sedated) * br.f_cortex * h.awake
    f_able = i.f_forced * awake * causes.able_muscles(y, u)
    f_able *= 1.0 - lay.read_breathing(y).f_fatigue
    t = (tick - i.forced_tick) * DT_S
    return breathing.effort_asked(t, f_able, i.forced_out > 0.0, lay.read_breathing_p(par))


@kernel
def hold(
    y: Vector,
    u: Vector,
    par: Vector,
    tick: int,
    bl: lay.BloodNow,
    br: brain.State,
    now: breathing.Pattern,
) -> None:
    """Write down what the fast clock holds until the next slow step."""
    i = lay.read_inputs(u)
    h = lay.read_handles(y)
    x = lay.read_exchange(y)
    held = lay.read_held(y)
    rs = lay.read_reflexes(y)
    p_r = lay.read_reflexes_p(par)
    v = lay.read_circulation_p(par)
    pu = lay.read_units_p(par)
    wall = chest(y, u, par, br, tick)
    plasma, red = infusions(u, tick, lay.read_fluids_p(par).f_blood_hb)
    f_in = inspired(y, u, par)
    # who is awake opens closed airways again with every deep effort
    f_stiff = lay.read_lungs_p(par).f_stiff * wall.f_limp
    # numba bears no choice inside a call of so many arguments
    way_left = 0.0 if i.tube == airway.TUBE_RIGHT else 1.0
    way_right = 0.0 if i.tube == airway.TUBE_LEFT else 1.0
    vent = 0.0 if i.tube == airway.TUBE_ESOPHAGUS else i.vent
    has_tube = 1.0 if airway.is_tracheal(i.tube) else 0.0
    open_ = lay.read_recruitment(y)
    lost_left = recruitment.lost(h.lung_lost_left, h.lung_recruitable, open_.f_left)
    lost_right = recruitment.lost(h.lung_lost_right, h.lung_recruitable, open_.f_right)
    f_left, f_right = beating.pump(y, par, br)
    t_beat, f_runs = beating.cycle(y, u)
    p_h = lay.read_heart_p(par)
    rest = lay.read_rest(y)
    f_open = 1.0
    if rest.is_set > 0.0:
        f_open = circulation.recruited(lay.read_life(y).q_out / max(rest.q_out, 1.0), v)
    f_work = exercise.force(lay.read_exercise(y), lay.read_exercise_p(par))
    lay.write_held(
        y,
        lay.Held(
            t_beat, f_runs,
            f_left * (1.0 + p_r.g_e_left * rs.x_e) * h.contractility_left * f_work,
            f_right * (1.0 + p_r.g_e_right * rs.x_e) * h.contractility_right * f_work,
            now.rr, now.x_peak, held.f_noise, held.f_noise_rate,
            f_open * v.r_pa / (1.0 - v.f_right) * x.f_r_left * h.lung_resistance_left,
            f_open * v.r_pa / v.f_right * x.f_r_right * h.lung_resistance_right, bl.hb, f_in,
            min(i.f_air_co2, 1.0 - f_in),  # the three gases sum to one
            plasma, red, wall.f_wall / h.wall_stiffness, wall.v0_wall,
            wall.f_recoil * h.lung_recoil, wall.x_push, wall.f_open,
            wall.f_braked,
            way_left, way_right, vent,
            circulation.kink(lay.read_breathing(y).x_high, wall.f_limp, v),
            (1.0 - f_stiff * x.f_closed_left) * (1.0 - lost_left),
            (1.0 - f_stiff * x.f_closed_right) * (1.0 - lost_right),
            h.airway_resistance + lay.read_lungs_p(par).f_r_asleep * wall.f_limp, h.flow_limit,
            units.reach(units.spread(h.uneven, wall.f_limp, pu), pu),
            forced_effort(y, u, par, br, tick), wall.p_push, h.stiffness_left, h.stiffness_right,
            heart.twitch(rs.x_e, p_h), circulation.closing(rs.x_r, v),
            has_tube, leaning(i, lay.read_lungs_p(par)),
        ),
    )  # fmt: skip
