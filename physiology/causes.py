"""What pulls at the handles now: diseases, drugs at their effect sites, salts and sugar."""

import math

import numpy as np

from physiology import handles, milieu, pharmacology
from physiology import layout as lay
from physiology._jit import Vector, kernel
from physiology.clocks import DT_S
from physiology.organs import lungs

POTASSIUM_SHIFT = handles.Handles._fields.index("potassium_shift")
RESISTANCE = handles.Handles._fields.index("resistance")


@kernel
def diseases(y: Vector, u: Vector, par: Vector, pulls: Vector, dt: float) -> None:
    """Let every course approach the severity aimed at, and add its pulls."""
    for k in range(int(u[lay.INPUTS + lay.IN_COURSES])):
        i = lay.COURSES + 4 * k
        aim = u[i + lay.COURSE_AIM]
        now = y[lay.SEVERITY + k]
        t = u[i + lay.COURSE_RISE] if aim > now else u[i + lay.COURSE_FALL]
        now += (aim - now) * (1.0 - math.exp(-dt / max(t, 1e-3)))
        y[lay.SEVERITY + k] = now
        if now > 0.0:
            row = lay.PULLS + handles.N_HANDLES * int(u[i + lay.COURSE_ROW])
            for h in range(handles.N_HANDLES):
                pulls[h] += now * par[row + h]


@kernel
def drugs(y: Vector, u: Vector, par: Vector, tick: int, dt: float) -> None:
    """Move every drug on by `dt` (s), and note what all of them pull at."""
    n = int(u[lay.INPUTS + lay.IN_DRUGS])
    if n == 0:
        return
    rest = lay.read_rest(y)
    f_flow = 1.0
    if rest.is_set > 0.0:
        f_flow = min(max(lay.read_life(y).q_out / rest.q_out, 0.0), pharmacology.FLOW_MOST)
    come = np.zeros(pharmacology.N_DRUGS)
    pharmacology.bind(y, lay.DRUGS, par, lay.DRUG_TABLE, n, dt)
    for k in range(int(u[lay.INPUTS + lay.IN_PLACES])):
        place = lay.PLACES + pharmacology.N_PLACE * k
        slot = int(u[place + pharmacology.PLACE_DRUG])
        drug = lay.DRUGS + pharmacology.N_AMOUNTS * slot
        blood_gas = par[lay.DRUG_TABLE + pharmacology.N_CONSTANTS * slot + pharmacology.BLOOD_GAS]
        if blood_gas > 0.0:
            come[slot] += breathed(y, par, slot, u[place + pharmacology.PLACE_INSPIRED], dt)
            continue
        given = pumped(u, k, tick, dt)
        before = y[lay.DRUG_PLACES + k] + given
        k_out = u[place + pharmacology.PLACE_K] * f_flow
        left = pharmacology.staying(y[lay.DRUG_PLACES + k], given / dt, k_out, dt)
        share = u[place + pharmacology.PLACE_SHARE]
        come[slot] += share * (before - left)
        y[lay.DRUG_PLACES + k] = left
        y[drug + pharmacology.GIVEN] += given
        y[drug + pharmacology.GONE] += (1.0 - share) * (before - left)
    for slot in range(n):
        drug = lay.DRUGS + pharmacology.N_AMOUNTS * slot
        row = lay.DRUG_TABLE + pharmacology.N_CONSTANTS * slot
        pharmacology.disposition(y, drug, par, row, come[slot] / dt, f_flow, dt)
    pharmacology.add_pulls(y, lay.DRUGS, par, lay.DRUG_TABLE, n, y, lay.DRUG_PULLS)


@kernel
def breathed(y: Vector, par: Vector, slot: int, c_in: float, dt: float) -> float:
    """What blood takes up (mg) of a gas breathed in at `c_in` (mg/L), or gives."""
    b = lay.read_breath(y)
    v_gas = 0.001 * (lungs.total(lay.read_lung_left(y)) + lungs.total(lay.read_lung_right(y)))
    f_alveolar = max(1.0 - lay.read_lungs_p(par).v_dead / max(b.vt_exp, 50.0), 0.0)
    va = max(b.ve, 0.0) * f_alveolar / 1000.0
    q = max(lay.read_life(y).q_out, 0.0) / 1000.0
    row = lay.DRUG_TABLE + pharmacology.N_CONSTANTS * slot
    return pharmacology.breathe(
        y, lay.DRUGS + pharmacology.N_AMOUNTS * slot, c_in, va, q, v_gas,
        par[row + pharmacology.BLOOD_GAS], par[row + pharmacology.V1], dt,
    )  # fmt: skip


@kernel
def pumped(u: Vector, place: int, tick: int, dt: float) -> float:
    """What pumps brought to a place (mg) in the `dt` (s) before `tick`."""
    first = tick - round(dt / DT_S)
    mg = 0.0
    for k in range(int(u[lay.INPUTS + lay.IN_PUMPS])):
        i = lay.PUMPS + pharmacology.N_PUMP * k
        if int(u[i + pharmacology.PUMP_PLACE]) == place:
            end = min(u[i + pharmacology.PUMP_TO], float(tick))
            ran = end - max(u[i + pharmacology.PUMP_FROM], float(first))
            mg += u[i + pharmacology.PUMP_RATE] * max(ran, 0.0) * DT_S
    return mg


@kernel
def sleep(y: Vector, u: Vector) -> float:
    """How deeply drugs, disease or a deed have put him to sleep (0-1)."""
    return max(lay.read_inputs(u).f_sedated, 1.0 - lay.read_handles(y).awake)


@kernel
def slackness(y: Vector, u: Vector) -> float:
    """How slack sleep or relaxants have made the muscles (0-1)."""
    weak = 1.0 - min(lay.read_handles(y).strength, 1.0)
    return max(max(sleep(y, u), lay.read_inputs(u).f_relaxed), weak)


@kernel
def able_muscles(y: Vector, u: Vector) -> float:
    """0-1: muscles that are neither relaxed nor weak."""
    return (1.0 - lay.read_inputs(u).f_relaxed) * min(lay.read_handles(y).strength, 1.0)


@kernel
def opened_by_both(illness: float, drugs: float) -> float:
    """Pull at arterioles: those that illness or the milieu (alarm, calcium, thin blood) has opened
    have less left for a drug to open (tuned).

    >>> opened_by_both(-0.5, 0.2), round(opened_by_both(-1.0, -1.0), 2)
    (-0.3, -1.26)
    """
    if illness >= 0.0 or drugs >= 0.0:
        return illness + drugs
    cubes = -(illness * illness * illness + drugs * drugs * drugs)
    return -math.exp(math.log(max(cubes, 1e-30)) / 3.0)


@kernel
def gather(y: Vector, u: Vector, par: Vector, dt: float) -> None:
    """Set the handles for the next `dt` (s)."""
    pulls = np.zeros(handles.N_HANDLES)
    diseases(y, u, par, pulls, dt)
    milieu.pull(y, par, pulls)
    opened = opened_by_both(pulls[RESISTANCE], y[lay.DRUG_PULLS + RESISTANCE])
    for h in range(handles.N_HANDLES):
        pulls[h] += y[lay.DRUG_PULLS + h]
    pulls[RESISTANCE] = opened
    # what a relaxant that excites lets out (Gronert 1969); other drugs that hold potassium back
    # lessen it too, which is a simplification
    excited = max(y[lay.DRUG_PULLS + POTASSIUM_SHIFT], 0.0)
    spread = lay.read_handles(y).end_plate_spread
    pulls[POTASSIUM_SHIFT] += excited * max(spread - 1.0, 0.0)
    handles.settle(pulls, y, lay.HANDLES)
