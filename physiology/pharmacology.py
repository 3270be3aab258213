"""Drugs in the body: from where they are given to where they act.

::

    syringe ─▶ place of the dose ─▶ 1 plasma ⇄ 2, 3 tissues        at most 16 drugs at once
               (vein, muscle, …)        │ └─▶ effect site ─▶ pulls at handles
                                        └─▶ eliminated

The three pools are a mammillary system, linear in its amounts: it is advanced exactly, by the
eigenvectors of its matrix, worked out once for a patient (`physiology.pharmacy.constants`). Cardiac
output carries drugs: a share of every rate of a drug goes with it (Krejcie & Avram 1999), and so
does what leaves the place of a dose. Without flow a drug stays where it was injected.

An effect grows with the concentration c at the effect site by Hill's law (Hill 1910); antagonists
at its receptor raise the concentration it needs (Gaddum 1957): EC50 (1 + sum c / Ki).
"""

import math
from typing import NamedTuple

import numpy as np

from physiology import handles
from physiology._jit import Vector, kernel

N_DRUGS = 16
N_PLACES = 24  # drug and route together
N_PUMPS = 24  # doses that run in over a while
N_EFFECTS = 12
N_ANTAGONISMS = 2
N_RECEPTORS = 16
TICKS = 100  # between two steps of all drugs
FLOW_MOST = 2.5  # times resting output: faster blood carries no more of a drug away


class Params(NamedTuple):
    """See [pharmacology] of parameters.toml."""

    k_vein: float
    k_bone: float


# of each drug in the body: amounts (mg), concentration at the effect site (mg/L), totals (mg)
A1, A2, A3, C_EFFECT, GONE, GIVEN = range(6)
N_AMOUNTS = 6
# of each place: which drug, rate constant of leaving (1/s), share that arrives
PLACE_DRUG, PLACE_K, PLACE_SHARE = range(3)
N_PLACE = 4
# of each pump: which place, rate (mg/s), first and last tick
PUMP_PLACE, PUMP_RATE, PUMP_FROM, PUMP_TO = range(4)
N_PUMP = 4
# of each drug, for this patient
FLOW_SHARE, V1, LAMBDA = 0, 1, 2
VECTORS = LAMBDA + 4
INVERSE = VECTORS + 16
ANTAGONISMS = INVERSE + 16  # each: receptor, Ki (mg/L)
EFFECTS = ANTAGONISMS + 2 * N_ANTAGONISMS
EFFECT_HANDLE, EFFECT_MOST, EFFECT_EC50, EFFECT_GAMMA, EFFECT_RECEPTOR = range(5)
N_CONSTANTS = EFFECTS + 5 * N_EFFECTS


@kernel
def staying(amount: float, rate: float, k: float, dt: float) -> float:
    """What stays (mg) of an amount that leaves with `k` (1/s) while more comes at `rate` (mg/s)."""
    x = k * dt
    if x < 1e-12:
        return amount + rate * dt
    e = math.exp(-x)
    return amount * e + rate * (1.0 - e) / k


@kernel
def disposition(y: Vector, at: int, par: Vector, row: int, rate: float, f_flow: float, dt: float):
    """Advance one drug whose amounts are at `y[at:]` exactly; `rate` (mg/s) enters plasma.

    Every rate constant is that of the row times what `f_flow` (output over rest) makes of it.
    """
    share = par[row + FLOW_SHARE]
    t = dt * max(1.0 - share + share * f_flow, 0.02)
    before = y[at + A1] + y[at + A2] + y[at + A3]
    come = rate * dt
    modes = np.zeros(4)
    for i in range(4):
        inverse = row + INVERSE + 4 * i
        now = 0.0
        for j in range(4):
            now += par[inverse + j] * y[at + j]
        x = par[row + LAMBDA + i] * t
        e = math.exp(x)
        grown = (e - 1.0) / x if abs(x) > 1e-9 else 1.0
        modes[i] = now * e + par[inverse] * come * grown
    for j in range(4):
        now = 0.0
        for i in range(4):
            now += par[row + VECTORS + 4 * j + i] * modes[i]
        y[at + j] = max(now, 0.0)
    after = y[at + A1] + y[at + A2] + y[at + A3]
    y[at + GONE] += max(before + come - after, 0.0)


@kernel
def occupied(c: float, ec50: float, gamma: float) -> float:
    """Share of the full effect (Hill) at concentration `c`."""
    if c <= 1e-9 * ec50:
        return 0.0
    x = math.exp(min(max(gamma * math.log(c / ec50), -40.0), 40.0))
    return x / (1.0 + x)


@kernel
def add_pulls(
    y: Vector, amounts: int, par: Vector, table: int, n: int, pulls: Vector, start: int
) -> None:
    """Write to `pulls[start:]` what all `n` drugs together pull at."""
    blocked = np.zeros(N_RECEPTORS)
    for k in range(n):
        c = y[amounts + N_AMOUNTS * k + C_EFFECT]
        for a in range(N_ANTAGONISMS):
            i = table + N_CONSTANTS * k + ANTAGONISMS + 2 * a
            if par[i + 1] > 0.0:
                blocked[int(par[i])] += c / par[i + 1]
    for h in range(handles.N_HANDLES):
        pulls[start + h] = 0.0
    for k in range(n):
        c = y[amounts + N_AMOUNTS * k + C_EFFECT]
        for e in range(N_EFFECTS):
            i = table + N_CONSTANTS * k + EFFECTS + 5 * e
            if par[i + EFFECT_EC50] <= 0.0:
                break
            receptor = int(par[i + EFFECT_RECEPTOR])
            ec50 = par[i + EFFECT_EC50]
            if receptor >= 0:
                ec50 *= 1.0 + blocked[receptor]
            f = occupied(c, ec50, par[i + EFFECT_GAMMA])
            h = int(par[i + EFFECT_HANDLE])
            most = par[i + EFFECT_MOST]
            if handles.IS_FACTOR[h]:
                pulls[start + h] += math.log(max(1.0 + (most - 1.0) * f, 1e-4))
            else:
                pulls[start + h] += most * f
