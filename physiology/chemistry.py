"""Which organ feeds which on the body clock: water, salts, sugar, protein, urine (every second).

::

    blood shed, drips ─▶ [ plasma ◀─▶ tissue ◀─▶ cells ] ─▶ urine, skin, gut
                              │ salts, sugar, albumin
                              ▼
                    acid and base ─▶ base excess of the slow clock

Every amount that comes or goes is written into `Balance`.
"""

from typing import NamedTuple

from physiology import layout as lay
from physiology._jit import Vector, kernel
from physiology.clocks import BODY_TICKS, DT_S, SLOW_TICKS
from physiology.handles import Handles
from physiology.organs import acid_base, circulation, electrolytes, fluids, glucose, kidney

RENAL_VEIN = lay.V_VEIN + circulation.RENAL
V_ISF = lay.VESSELS + circulation.State._fields.index("v_isf")
M_HB = lay.VESSELS + circulation.State._fields.index("m_hb")
VOLUME, SODIUM, POTASSIUM, CHLORIDE, ALBUMIN, GLUCOSE = range(6)  # pairs of Balance
K_CELL = lay.SALTS + electrolytes.State._fields.index("k_cell")
V_SHED = lay.WATER + fluids.State._fields.index("v_shed")
V_PLASMA = lay.WATER + fluids.State._fields.index("v_plasma")
ANIONS = lay.SALTS + electrolytes.State._fields.index("anions")
V_TAKEN = lay.WATER + fluids.State._fields.index("v_taken")


class Load(NamedTuple):
    """An amount of everything: water (mL), solutes (mmol), albumin (g)."""

    v: float
    na: float
    k: float
    cl: float
    ca: float
    glucose: float
    citrate: float
    albumin: float


class Levels(NamedTuple):
    """Concentrations outside the cells: mmol/L; albumin of plasma g/L."""

    na: float
    k: float
    cl: float
    ca: float
    glucose: float
    citrate: float
    anions: float
    albumin: float


@kernel
def blood_volume(y: Vector) -> float:
    """All the circulating blood (mL)."""
    v = y[lay.VESSELS] + y[lay.VESSELS + 2] + y[lay.VESSELS + 3] + y[lay.VESSELS + 4]
    v += y[lay.VESSELS + 5] + y[lay.VESSELS + 6] + y[lay.VESSELS + 7]
    for i in range(1, 5):
        v += y[lay.HEART + i]
    for b in range(lay.N_BEDS):
        v += y[lay.V_CAP + b] + y[lay.V_VEIN + b]
    return v


@kernel
def levels(y: Vector, v_outside: float, v_plasma: float) -> Levels:
    """What is dissolved in `v_outside` (mL) outside the cells, `v_plasma` of it plasma."""
    s = lay.read_salts(y)
    k = 1000.0 / max(v_outside, 500.0)
    return Levels(
        s.na * k, s.k * k, s.cl * k, s.ca * k, lay.read_sugar(y).m_glucose * k, s.citrate * k,
        s.anions * k, 1000.0 * lay.read_water(y).m_albumin / max(v_plasma, 100.0),
    )  # fmt: skip


@kernel
def note(y: Vector, what: int, amount: float, is_in: bool) -> None:
    """Write an amount into the balance; `what` as the pairs of `Balance` stand."""
    y[lay.BALANCE + 2 * what + (0 if is_in else 1)] += amount


@kernel
def take(y: Vector, load: Load, is_in: bool) -> None:
    """Solutes of `load` come in or leave; the water is moved by who calls."""
    sign = 1.0 if is_in else -1.0
    s = lay.read_salts(y)
    lay.write_salts(
        y,
        electrolytes.State(
            s.na + sign * load.na, s.k + sign * load.k, s.cl + sign * load.cl,
            max(s.ca + sign * load.ca, 0.0), max(s.citrate + sign * load.citrate, 0.0), s.anions,
            s.v_cell, s.k_cell, s.osm,
        ),
    )  # fmt: skip
    y[lay.WATER] += sign * load.albumin
    y[lay.SUGAR] += sign * load.glucose
    note(y, VOLUME, load.v, is_in)
    note(y, SODIUM, load.na, is_in)
    note(y, POTASSIUM, load.k, is_in)
    note(y, CHLORIDE, load.cl, is_in)
    note(y, ALBUMIN, load.albumin, is_in)
    note(y, GLUCOSE, load.glucose, is_in)


@kernel
def plasma_load(v: float, c: Levels) -> Load:
    """What `v` (mL) of plasma holds; its volume is not counted as water gone (it is blood)."""
    m = 0.001 * v
    return Load(
        0.0, m * c.na, m * c.k, m * c.cl, m * c.ca, m * c.glucose, m * c.citrate, m * c.albumin
    )


@kernel
def ran_in(u: Vector, i: int, tick: int) -> float:
    """What the drip at `i` brought (mL) in the second before `tick`, by the slow steps it ran."""
    first = max(u[i + lay.FLUID_FROM], tick - float(BODY_TICKS))
    last = min(u[i + lay.FLUID_TO], float(tick))
    if last <= first:
        return 0.0
    n = float(SLOW_TICKS)
    steps = int((last + n - 1.0) // n) - int((first + n - 1.0) // n)
    return u[i + lay.FLUID_RATE] * (DT_S * n) * steps


@kernel
def drips(u: Vector, tick: int) -> Load:
    """What ran in during the second before `tick`."""
    out = Load(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for k in range(int(u[lay.INPUTS + lay.IN_FLUIDS])):
        i = lay.FLUIDS + lay.FLUID_SIZE * k
        v = ran_in(u, i, tick)
        out = Load(
            out.v + v, out.na + v * u[i + lay.FLUID_NA], out.k + v * u[i + lay.FLUID_K],
            out.cl + v * u[i + lay.FLUID_CL], out.ca + v * u[i + lay.FLUID_CA],
            out.glucose + v * u[i + lay.FLUID_GLUCOSE],
            out.citrate + v * u[i + lay.FLUID_CITRATE],
            out.albumin + v * u[i + lay.FLUID_ALBUMIN],
        )  # fmt: skip
    return out


@kernel
def clotting_given(u: Vector, tick: int) -> tuple[float, float, float]:
    """Fibrinogen (g), factors (L of plasma) and platelets (mL of blood's) of a second's drips."""
    fibrinogen = 0.0
    factors = 0.0
    platelets = 0.0
    for k in range(int(u[lay.INPUTS + lay.IN_FLUIDS])):
        i = lay.FLUIDS + lay.FLUID_SIZE * k
        v = ran_in(u, i, tick)
        fibrinogen += v * u[i + lay.FLUID_FIBRINOGEN]
        factors += 0.001 * v * u[i + lay.FLUID_FACTORS]
        platelets += v * u[i + lay.FLUID_PLATELETS]
    return fibrinogen, factors, platelets


@kernel
def blood_shed(y: Vector) -> float:
    """All blood that has left the vessels, wherever it is (mL)."""
    v = 0.0
    for k in range(lay.N_SPACES):
        v += y[lay.SPACES + k]
    return v


@kernel
def shed(y: Vector) -> float:
    """Plasma lost with blood since the last look (mL)."""
    w = lay.read_water(y)
    v = blood_shed(y)
    m = y[lay.M_HB_SHED]
    lost = v - w.v_shed - fluids.red_volume(m - w.m_hb_shed)
    y[V_SHED] = v
    y[V_SHED + 1] = m
    return lost


@kernel
def plasma_now(y: Vector) -> float:
    """Volume of the plasma (mL)."""
    return max(blood_volume(y) - fluids.red_volume(y[M_HB]), 100.0)


@kernel
def slow_losses(y: Vector, h: Handles, c: Levels, dt: float, p: fluids.Params) -> None:
    """Fluid, potassium and red cells that a disease takes, or gives back, over time.

    What comes back is drunk and taken up, at most 2 mL/s; what is taken leaves at most at 3 mL/s
    (both guards, tuned).
    """
    w = lay.read_water(y)
    step = dt * p.k_lost * (h.fluid_lost * p.m_body - w.v_taken)
    dv = min(max(step, -2.0 * dt), min(3.0 * dt, 0.005 * y[V_ISF]))
    y[V_ISF] -= dv
    m = 0.001 * p.f_lost * abs(dv)
    take(y, Load(abs(dv), m * c.na, m * c.k, m * c.cl, 0.0, 0.0, 0.0, 0.0), dv < 0.0)
    step = dt * p.k_lost * (h.potassium_lost * p.m_body - w.k_taken)
    dk = min(max(step, -dt), min(dt, 0.001 * y[K_CELL]))
    y[K_CELL] -= dk
    note(y, POTASSIUM, abs(dk), dk < 0.0)
    dm = min(dt * p.k_lost * (h.red_cells_lost * w.m_hb_rest - w.m_hb_taken), 0.01 * y[M_HB])
    y[M_HB] -= dm
    v_red = fluids.red_volume(dm)
    take(y, plasma_load(abs(v_red), c), v_red > 0.0)
    y[V_TAKEN] = w.v_taken + dv
    y[V_TAKEN + 1] = w.k_taken + dk
    y[V_TAKEN + 2] = w.m_hb_taken + dm


@kernel
def protein(y: Vector, h: Handles, rest: lay.Rest, dt: float, p: fluids.Params) -> None:
    """Albumin escapes into the tissue and comes back with the lymph."""
    w = lay.read_water(y)
    v_isf = max(y[V_ISF], 500.0)
    q_lymph = fluids.lymph(v_isf, rest.v_isf, 0.001 * p.albumin * rest.v_plasma, p)
    dm = dt * (fluids.escape(w.m_albumin, h.protein_leak, p) - q_lymph * w.m_albumin_tissue / v_isf)
    y[lay.WATER] = w.m_albumin - dm
    y[lay.WATER + 1] = w.m_albumin_tissue + dm


@kernel
def sugar(y: Vector, h: Handles, glucose_now: float, dt: float, p: glucose.Params) -> None:
    """Glucose, insulin, ketones."""
    s = lay.read_sugar(y)
    causes = glucose.Causes(
        h.insulin_made, h.insulin_effect, h.glucose_made, h.ketones_made, h.insulin_given / 60.0
    )
    f = glucose.flux(s, glucose_now, causes, p)
    s = glucose.advance(s, glucose_now, causes, dt, p)
    lay.write_sugar(
        y,
        glucose.State(
            max(s.m_glucose + dt * (f.made - f.used), 0.0), s.insulin, s.action, s.alarm, s.ketones
        ),
    )
    note(y, GLUCOSE, dt * f.made, True)
    note(y, GLUCOSE, dt * f.used, False)


@kernel
def cells(y: Vector, h: Handles, rest: lay.Rest, c: Levels, dt: float, par: Vector) -> None:
    """Water and potassium cross into cells and out; calcium and citrate find their level."""
    p = lay.read_electrolytes_p(par)
    s = lay.read_salts(y)
    osm0 = electrolytes.osmolality(p.na0, p.k0, lay.read_glucose_p(par).glucose0)
    osm = electrolytes.osmolality(c.na, c.k, c.glucose) + h.osmoles
    dv = electrolytes.into_cells(s, osm, osm0, dt, p)
    dv = min(dv, 0.01 * y[V_ISF])
    y[V_ISF] -= dv
    d_ph = lay.read_blood(y).ph - rest.ph
    nerves = min(max(lay.read_reflexes(y).x_e - rest.nerves, 0.0), 1.0)
    goal = electrolytes.potassium_goal(
        s.k_cell / p.k_cell, d_ph, electrolytes.pumped(lay.read_sugar(y).action), nerves,
        osm - osm0, p,
    )  # fmt: skip
    dk = electrolytes.from_cells(c.k, goal, h.potassium_shift, dt, p)
    dk = max(dk, -0.05 * s.k)
    f_liver = min(max(y[lay.TALLY_Q + circulation.SPLANCHNIC] / max(rest.q_liver, 0.1), 0.1), 1.5)
    v = lay.read_water(y).v_outside
    lay.write_salts(
        y,
        electrolytes.State(
            s.na, s.k + dk, s.cl, s.ca + dt * p.k_bone * (0.001 * p.ca0 * v - s.ca),
            s.citrate * (1.0 - dt * p.k_citrate * f_liver), s.anions, s.v_cell + dv,
            s.k_cell - dk, osm,
        ),
    )  # fmt: skip


@kernel
def urine(
    y: Vector, h: Handles, rest: lay.Rest, c: Levels, mean: lay.Tally, dt: float, par: Vector
) -> None:
    """What the kidney takes from the blood of its own vein."""
    p = lay.read_kidney_p(par)
    pe = lay.read_electrolytes_p(par)
    pa = lay.read_acid_base_p(par)
    s = lay.read_salts(y)
    osm0 = electrolytes.osmolality(pe.na0, pe.k0, lay.read_glucose_p(par).glucose0)
    seen = kidney.Seen(
        y[lay.TALLY_Q + circulation.RENAL] / max(rest.q_kidney, 0.1), s.osm - osm0,
        plasma_now(y) / max(rest.v_plasma, 100.0) - 1.0, rest.p_mean, rest.p_veins, c.na, c.k,
        pe.k0, c.glucose, h.filtration_renal, h.urine, h.osmoles,
    )  # fmt: skip
    ks = kidney.advance(lay.read_kidney(y), mean.p_artery, mean.p_great_veins, seen, dt, p)
    f_gfr = ks.gfr / p.gfr
    out = kidney.excrete(ks, seen, f_gfr, p)
    q = min(out.q, 0.02 * max(y[RENAL_VEIN], 0.0) / dt)
    k = min(out.k, 0.01 * s.k)
    acid = acid_base.acid_excreted(lay.read_blood(y).ph - rest.ph, f_gfr, pa)
    cl = min(max(out.na + k - 0.001 * lay.read_acid(y).sid * q + acid, 0.0), 0.01 * s.cl)
    y[RENAL_VEIN] -= q * dt
    lost = min(out.glucose, 0.01 * c.glucose) * dt
    take(y, Load(q * dt, out.na * dt, k * dt, cl * dt, 0.0, lost, 0.0, 0.0), False)
    made = pe.m_anions * (1.0 - f_gfr * c.anions / pe.anions0)
    y[ANIONS] = max(s.anions + dt * made, 0.0)
    lay.write_kidney(y, kidney.State(ks.p_mean, ks.p_veins, ks.adh, ks.gfr, q, ks.v_urine + q * dt))


@kernel
def balance_acids(y: Vector, rest: lay.Rest, par: Vector) -> None:
    """Strong ions and weak acid set the base excess that the slow clock goes on with."""
    p = lay.read_electrolytes_p(par)
    w = lay.read_water(y)
    c = levels(y, w.v_outside, w.v_plasma)
    d_ph = lay.read_blood(y).ph - rest.ph
    sid = acid_base.strong_ions(c.na, c.k, c.ca, c.cl)
    # potassium crosses membranes for hydrogen ions: its own changes move no base
    fixed = acid_base.strong_ions(c.na - p.na0, 0.0, c.ca - p.ca0, c.cl - p.cl0)
    acids = lay.read_sugar(y).ketones - lay.read_glucose_p(par).ketones0
    acids += c.anions - p.anions0 + 3.0 * c.citrate
    albumin0 = lay.read_fluids_p(par).albumin
    be = acid_base.base_excess(
        lay.read_exchange_p(par).be0, fixed, acids, c.albumin - albumin0,
        lay.read_acid_base_p(par),
    )  # fmt: skip
    ca = electrolytes.ionized_calcium(c.ca, c.citrate, d_ph, p)
    lay.write_acid(y, acid_base.State(be, sid, ca))


@kernel
def look(y: Vector) -> None:
    """Note the volumes of plasma and of all fluid outside the cells."""
    v = plasma_now(y)
    y[V_PLASMA] = v
    y[V_PLASMA + 1] = v + y[V_ISF]


@kernel
def settle(y: Vector, mean: lay.Tally, par: Vector, dt: float) -> None:
    """Before the body knows its own rest, only pressures are followed."""
    k = lay.read_kidney(y)
    f = dt / 20.0
    p = k.p_mean + f * (mean.p_artery - k.p_mean)
    veins = k.p_veins + f * (mean.p_great_veins - k.p_veins)
    lay.write_kidney(y, kidney.State(p, veins, k.adh, lay.read_kidney_p(par).gfr, 0.0, 0.0))
    look(y)


@kernel
def advance(y: Vector, u: Vector, par: Vector, tick: int, mean: lay.Tally, dt: float) -> None:
    """One second of chemistry."""
    rest = lay.read_rest(y)
    if rest.is_set <= 0.0:
        settle(y, mean, par, dt)
        return
    p = lay.read_fluids_p(par)
    h = lay.read_handles(y)
    w = lay.read_water(y)
    c = levels(y, w.v_outside, w.v_plasma)  # as they were when blood was shed
    take(y, plasma_load(shed(y), c), False)
    take(y, drips(u, tick), True)
    slow_losses(y, h, c, dt, p)
    protein(y, h, rest, dt, p)
    dry = min(p.q_dry * dt, 0.001 * y[V_ISF])
    y[V_ISF] -= dry
    note(y, VOLUME, dry, False)
    look(y)
    w = lay.read_water(y)
    c = levels(y, w.v_outside, w.v_plasma)
    sugar(y, h, c.glucose, dt, lay.read_glucose_p(par))
    cells(y, h, rest, c, dt, par)
    urine(y, h, rest, c, mean, dt, par)
    look(y)
    balance_acids(y, rest, par)
