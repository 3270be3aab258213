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
at its receptor raise the concentration it needs (Gaddum 1957): EC50 (1 + sum c / Ki), up to a
factor where the antagonist itself has a ceiling. Effects that say so add up before Hill's law as
doses of one drug would (Loewe 1926), and others may lower what they need: the response surface of
Bouillon 2004, U = sum c / EC50 over what opioids leave of the stimulus.

A drug may bind another, molecule for molecule, and both are gone (sugammadex). Gases come and go
by the lung: alveolar gas is one space between what is breathed in and blood that passes it
(Kety 1951)::

    inspired ─ ventilation ─▶ alveolar gas ◀─ output x blood/gas partition ─▶ plasma
"""

import math
from typing import NamedTuple

import numpy as np

from physiology import handles
from physiology._jit import Vector, kernel

N_DRUGS = 16
N_PLACES = 24  # drug and route together
N_PUMPS = 24  # doses that run in over a while
N_EFFECTS = 14
N_ANTAGONISMS = 3
N_POTENTIATIONS = 4
N_BINDINGS = 2
N_RECEPTORS = 16
FLOW_MOST = 2.5  # times resting output: faster blood carries no more of a drug away


class Params(NamedTuple):
    """See [pharmacology] of parameters.toml."""

    k_vein: float
    k_bone: float


# of each drug in the body: amounts (mg), concentration at the effect site (mg/L), totals (mg), and
# what is in the gas of the lungs (mg)
A1, A2, A3, C_EFFECT, GONE, GIVEN, A_GAS = range(7)
N_AMOUNTS = 7
# of each place: which drug, rate constant of leaving (1/s), share that arrives; of a gas what is
# breathed in (mg/L)
PLACE_DRUG, PLACE_K, PLACE_SHARE, PLACE_INSPIRED = range(4)
N_PLACE = 4
# of each pump: which place, rate (mg/s), first and last tick
PUMP_PLACE, PUMP_RATE, PUMP_FROM, PUMP_TO = range(4)
N_PUMP = 4
# of each drug, for this patient
FLOW_SHARE, V1, LAMBDA = 0, 1, 2
VECTORS = LAMBDA + 4
INVERSE = VECTORS + 16
N_ANTAGONISM, N_POTENTIATION, N_EFFECT = 3, 5, 6  # numbers of each
BLOOD_GAS = INVERSE + 16  # partition coefficient; 0 of what is no gas
BINDINGS = BLOOD_GAS + 1  # each: slot of what it binds, mg that bind a mg of it (0: none)
ANTAGONISMS = BINDINGS + 2 * N_BINDINGS  # each: receptor, Ki (mg/L), greatest factor (0: any)
# each like an effect, on what the others need
POTENTIATIONS = ANTAGONISMS + N_ANTAGONISM * N_ANTAGONISMS
EFFECTS = POTENTIATIONS + N_POTENTIATION * N_POTENTIATIONS
EFFECT_HANDLE, EFFECT_MOST, EFFECT_EC50, EFFECT_GAMMA, EFFECT_RECEPTOR, EFFECT_ADDS = range(6)
N_CONSTANTS = EFFECTS + N_EFFECT * N_EFFECTS
V_GAS_LEAST = 0.3  # L: of the lungs, so that nothing is divided by an empty chest
K_BIND = 0.5  # 1/s: free pairs find each other within seconds (Bom 2002, unverified)


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
def breathe(
    y: Vector, at: int, c_in: float, va: float, q: float, v_gas: float, blood_gas: float,
    v1: float, dt: float,
) -> float:  # fmt: skip
    """Let a gas pass the lungs for `dt` (s); returns what blood took up (mg, less than 0: gave).

    `c_in` inspired (mg/L), `va` alveolar ventilation and `q` output (L/s), `v_gas` lungs (L).
    """
    v = max(v_gas, V_GAS_LEAST)
    out = max(va, 0.0) + q * blood_gas
    before = y[at + A_GAS]
    c_blood = y[at + A1] / v1
    if out <= 1e-9:
        return 0.0
    goal = (va * c_in + q * c_blood) / out
    x = out * dt / v
    e = math.exp(-x)
    now = goal + (before / v - goal) * e
    mean = goal + (before / v - goal) * (1.0 - e) / x
    y[at + A_GAS] = max(now * v, 0.0)
    y[at + GIVEN] += va * c_in * dt
    y[at + GONE] += va * mean * dt
    # what blood takes is what the gas lost, so that nothing is made
    return before - y[at + A_GAS] + va * (c_in - mean) * dt


@kernel
def bind(y: Vector, amounts: int, par: Vector, table: int, n: int, dt: float) -> None:
    """Let free pairs of drugs that bind each other vanish, in plasma and where they act."""
    f = 1.0 - math.exp(-K_BIND * dt)
    for k in range(n):
        for b in range(N_BINDINGS):
            i = table + N_CONSTANTS * k + BINDINGS + 2 * b
            ratio = par[i + 1]
            if ratio <= 0.0:
                continue
            own = amounts + N_AMOUNTS * k
            other = amounts + N_AMOUNTS * int(par[i])
            m = f * min(y[other + A1], y[own + A1] / ratio)
            y[other + A1] -= m
            y[other + GONE] += m
            y[own + A1] -= m * ratio
            y[own + GONE] += m * ratio
            c = f * min(y[other + C_EFFECT], y[own + C_EFFECT] / ratio)
            y[other + C_EFFECT] -= c
            y[own + C_EFFECT] -= c * ratio


@kernel
def blockade(y: Vector, amounts: int, par: Vector, table: int, n: int) -> Vector:
    """By how much each receptor's antagonists raise what is needed there, as a factor."""
    blocked = np.ones(N_RECEPTORS)
    for k in range(n):
        c = y[amounts + N_AMOUNTS * k + C_EFFECT]
        for a in range(N_ANTAGONISMS):
            i = table + N_CONSTANTS * k + ANTAGONISMS + N_ANTAGONISM * a
            if par[i + 1] > 0.0:
                x = c / par[i + 1]
                room = par[i + 2] - 1.0
                blocked[int(par[i])] += room * x / (room + x) if room > 0.0 else x
    return blocked


@kernel
def pull_of(h: int, most: float, f: float) -> float:
    """What a share `f` of an effect that alone would bring handle `h` to `most` pulls."""
    if handles.IS_FACTOR[h]:
        return math.log(max(1.0 + (most - 1.0) * f, 1e-4))
    return most * f


@kernel
def wanted(par: Vector, i: int, blocked: Vector) -> float:
    """EC50 (mg/L) of the effect at `i` under the antagonists of its receptor; 0: no effect."""
    ec50 = par[i + EFFECT_EC50]
    receptor = int(par[i + EFFECT_RECEPTOR])
    return ec50 * blocked[receptor] if ec50 > 0.0 and receptor >= 0 else ec50


@kernel
def needed(y: Vector, amounts: int, par: Vector, table: int, n: int, blocked: Vector) -> Vector:
    """Share of their EC50 that drugs which add up still need at each handle (1: all of it)."""
    left = np.ones(handles.N_HANDLES)
    for k in range(n):
        c = y[amounts + N_AMOUNTS * k + C_EFFECT]
        for e in range(N_POTENTIATIONS):
            i = table + N_CONSTANTS * k + POTENTIATIONS + N_POTENTIATION * e
            ec50 = wanted(par, i, blocked)
            if ec50 <= 0.0:
                break
            f = occupied(c, ec50, par[i + EFFECT_GAMMA])
            left[int(par[i + EFFECT_HANDLE])] *= 1.0 - (1.0 - par[i + EFFECT_MOST]) * f
    return left


@kernel
def add_pulls(
    y: Vector, amounts: int, par: Vector, table: int, n: int, pulls: Vector, start: int
) -> None:
    """Write to `pulls[start:]` what all `n` drugs together pull at."""
    blocked = blockade(y, amounts, par, table, n)
    left = needed(y, amounts, par, table, n, blocked)
    shared = np.zeros((3, handles.N_HANDLES))  # of what adds up: c / EC50, and times slope, most
    for h in range(handles.N_HANDLES):
        pulls[start + h] = 0.0
    for k in range(n):
        c = y[amounts + N_AMOUNTS * k + C_EFFECT]
        for e in range(N_EFFECTS):
            i = table + N_CONSTANTS * k + EFFECTS + N_EFFECT * e
            ec50 = wanted(par, i, blocked)
            if ec50 <= 0.0:
                break
            h = int(par[i + EFFECT_HANDLE])
            if par[i + EFFECT_ADDS] > 0.0:
                x = c / (ec50 * left[h])
                shared[0, h] += x
                shared[1, h] += x * par[i + EFFECT_GAMMA]
                shared[2, h] += x * par[i + EFFECT_MOST]
            else:
                f = occupied(c, ec50, par[i + EFFECT_GAMMA])
                pulls[start + h] += pull_of(h, par[i + EFFECT_MOST], f)
    for h in range(handles.N_HANDLES):
        x = shared[0, h]
        if x > 1e-9:
            f = occupied(x, 1.0, shared[1, h] / x)
            pulls[start + h] += pull_of(h, shared[2, h] / x, f)
