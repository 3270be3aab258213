"""Which organ feeds which on the body clock: skull, heat, clotting, poison, stress.

::

    flows, pressures, oxygen of the last second, handles
        ─▶ stress, fits, heat, skull, clotting ─▶ signals, oxygen need, clots
"""

import math

from physiology import causes, chemistry, wiring
from physiology import layout as lay
from physiology._jit import Vector, kernel
from physiology.organs import (
    carbon_monoxide,
    circulation,
    coagulation,
    exercise,
    intracranial,
    myogenic,
    seizure,
    stress,
    temperature,
)


@kernel
def heat(y: Vector, u: Vector, par: Vector, dt: float) -> None:
    """Core and shell; before rest is known they stand still and only note the heat made."""
    h = lay.read_handles(y)
    p = lay.read_temperature_p(par)
    s = lay.read_heat(y)
    rest = lay.read_rest(y)
    q_o2 = y[lay.TALLY_J]
    legs = lay.read_exercise(y)
    pe = lay.read_exercise_p(par)
    q_legs = min(exercise.need(legs, pe), q_o2)
    # what of it is work leaves the body
    j_legs = max(p.j_per_ml * q_legs - legs.power, 0.0)
    lay.write_exercise(y, exercise.warmed(legs, j_legs, dt, pe))
    if rest.is_set <= 0.0:
        made = p.j_per_ml * q_o2
        lay.write_heat(y, temperature.State(p.temp_core, p.temp_shell, 0.0, 0.0, 0.0, 0.0, made))
        return
    seen = temperature.Seen(
        q_o2 - q_legs, exercise.carried(legs, pe), pe.k_sweat * legs.power,
        h.heat_made, h.heat_lost, h.temperature_set,
        min(max(y[lay.TALLY_Q + circulation.SKIN], 0.0) / max(rest.q_skin, 0.1), 6.0),
        causes.sleep(y, u), lay.read_brain(y).f_stem * min(h.reflex_gain, 1.0),
        causes.able_muscles(y, u),
    )  # fmt: skip
    lay.write_heat(y, temperature.advance(s, seen, max(rest.heat, 10.0), dt, p))


@kernel
def skull(y: Vector, u: Vector, par: Vector, mean: lay.Tally, dt: float) -> None:
    """Pressure in the skull, herniation, pupils."""
    i = lay.read_inputs(u)
    angle = min(i.trunk_deg + i.tilt_deg, 90.0)
    h = lay.read_handles(y)
    p = lay.read_intracranial_p(par)
    seen = intracranial.Seen(
        mean.p_artery, lay.read_beat(y).cvp,
        lay.read_bed(par, circulation.BRAIN).r / max(y[lay.R_BED + circulation.BRAIN], 0.1),
        h.brain_volume, h.brain_mass_left, h.brain_mass_right, lay.read_brain(y).f_stem,
        h.pupil, lay.read_stress(y).x, math.sin(angle * math.pi / 180.0),
    )  # fmt: skip
    if lay.read_rest(y).is_set <= 0.0:
        lay.write_skull(y, intracranial.at_rest(seen, p))
    else:
        lay.write_skull(y, intracranial.advance(lay.read_skull(y), seen, dt, p))


@kernel
def pressure_at(y: Vector, node: int, p_artery: float) -> float:
    """About the pressure (mmHg) that drives blood out of a hole at `node`, beat averaged."""
    if node == lay.VESSELS or node == lay.VESSELS + 2 or node == lay.HEART + 1:
        return max(p_artery, 0.0)
    if lay.V_CAP <= node < lay.V_CAP + lay.N_BEDS:
        return max(y[lay.P_CAP_REST + node - lay.V_CAP], 1.0)
    if node == lay.VESSELS + 4 or node == lay.HEART + 3:
        return 15.0
    return max(lay.read_beat(y).cvp, 0.0) + 3.0


@kernel
def clotting(y: Vector, u: Vector, par: Vector, tick: int, mean: lay.Tally, dt: float) -> None:
    """What the blood has for clotting, and the clot in every hole."""
    h = lay.read_handles(y)
    p = lay.read_coagulation_p(par)
    bl = lay.read_blood(y)
    f_plasma = 1.0 - min(max(0.03 * bl.hb, 0.03), 0.75)  # a third of hemoglobin (g/dl): hematocrit
    v_shed = chemistry.blood_shed(y)
    if lay.read_rest(y).is_set <= 0.0:
        lay.write_coagulation(y, coagulation.fresh(bl.v, f_plasma, v_shed, p))
        return
    fibrinogen, factors, platelets = chemistry.clotting_given(u, tick)
    seen = coagulation.Seen(
        bl.v, f_plasma, v_shed, lay.read_heat(y).temp_core, bl.ph, y[lay.LACTATE], h.clotting,
        h.clot_lysis, h.lysis, fibrinogen, factors, platelets,
    )  # fmt: skip
    s = coagulation.advance(lay.read_coagulation(y), seen, dt, p)
    lay.write_coagulation(y, s)
    p_space = lay.read_pleura_p(par)
    for k in range(int(u[lay.INPUTS + lay.IN_VESSELS])):
        i = lay.VESSEL_HOLES + lay.VESSEL_SIZE * k
        push = pressure_at(y, int(u[i + lay.VESSEL_NODE]), mean.p_artery)
        if int(u[i + lay.VESSEL_INTO]) == lay.INTO_TISSUE:
            push -= y[lay.HEMATOMA + k] / p_space.c_tissue
        push = max(push - wiring.pressed(y, u, i), 0.0)
        area = u[i + lay.VESSEL_AREA] * (1.0 - y[lay.CLOT + k])
        q = u[i + lay.VESSEL_FACTOR] * p_space.k_blood * area * math.sqrt(push)
        y[lay.CLOT + k] = coagulation.clot(y[lay.CLOT + k], q, push, s, h.clot_lysis, dt, p)


@kernel
def autoregulation(y: Vector, par: Vector, mean: lay.Tally, dt: float) -> None:
    """Kidneys and gut hold their flow, working muscle gets more."""
    rest = lay.read_rest(y)
    if rest.is_set <= 0.0:
        return
    p = lay.read_myogenic_p(par)
    x_r = lay.read_reflexes(y).x_r
    b = lay.F_LOCAL + circulation.RENAL
    y[b] = myogenic.advance(
        y[b], mean.p_artery, rest.p_artery, x_r, p.k_renal_low, p.k_renal_high, dt, p
    )
    b = lay.F_LOCAL + circulation.SPLANCHNIC
    y[b] = myogenic.advance(
        y[b], mean.p_artery, rest.p_artery, x_r, 0.0, p.k_splanchnic_high, dt, p
    )
    b = lay.F_LOCAL + circulation.MUSCLE
    y[b] = myogenic.hyperemia(y[b], y[lay.NEED + circulation.MUSCLE], dt, p)


@kernel
def signals(y: Vector, u: Vector, par: Vector, mean: lay.Tally) -> None:
    """What the other organs will feel until the next second."""
    p_t = lay.read_temperature_p(par)
    p_i = lay.read_intracranial_p(par)
    p_s = lay.read_seizure_p(par)
    warm = lay.read_heat(y)
    head = lay.read_skull(y)
    fit = lay.read_seizure(y)
    f_muscles = causes.able_muscles(y, u)
    convulsion = seizure.convulsion(fit, f_muscles)
    work = lay.read_handles(y).muscle_o2_use * (
        1.0 + p_t.k_shiver * warm.f_shiver + p_s.k_muscle * convulsion
    )
    x = intracranial.cushing(head.p, mean.p_artery, p_i)
    p_m = lay.read_myogenic_p(par)
    effort = math.log(max(work, 1.0))
    lay.write_signals(
        y,
        lay.Signals(
            p_i.k_cushing_vessel * x + p_s.k_sympathetic * fit.f_fit + p_m.k_pressor * effort,
            p_i.k_cushing_vagus * max(x, p_i.f_distortion * intracranial.distorted(head.p, p_i))
            - p_m.k_vagus * effort,
            1.0 - p_s.k_drive * fit.f_fit,
            temperature.mind(warm.temp_core) * intracranial.mind_left(head) * seizure.mind(fit),
            temperature.stem(warm.temp_core) * intracranial.stem_left(head),
            temperature.heart_rate(warm.temp_core, p_t),
            temperature.skin_resistance(warm, causes.sleep(y, u), p_t),
            p_i.k_cushing_set * x + p_s.p_set * fit.f_fit,
            p_s.f_tone * convulsion,
        ),
    )
    f = temperature.metabolic(warm.temp_core, p_t)
    for b in range(lay.N_BEDS):
        y[lay.NEED + b] = f
    y[lay.NEED + circulation.BRAIN] *= 1.0 + p_s.k_brain * fit.f_fit
    y[lay.NEED + circulation.MUSCLE] *= work


@kernel
def advance(y: Vector, u: Vector, par: Vector, tick: int, mean: lay.Tally, dt: float) -> None:
    """One step of the body clock."""
    h = lay.read_handles(y)
    lay.write_monoxide(
        y,
        carbon_monoxide.advance(
            lay.read_monoxide(y), h.carboxyhemoglobin, lay.read_exchange(y).p_ao2, dt,
            lay.read_monoxide_p(par),
        ),
    )  # fmt: skip
    lay.write_stress(
        y,
        stress.advance(lay.read_stress(y), lay.read_reflexes(y).x_e, dt, lay.read_stress_p(par)),
    )
    lay.write_seizure(
        y, seizure.advance(lay.read_seizure(y), h.seizure, dt, lay.read_seizure_p(par))
    )
    heat(y, u, par, dt)
    skull(y, u, par, mean, dt)
    clotting(y, u, par, tick, mean, dt)
    autoregulation(y, par, mean, dt)
    signals(y, u, par, mean)
