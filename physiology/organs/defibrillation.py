"""What current through the heart does to its rhythm: ends it, starts fibrillation, or nothing.

::

    current of the chest ─▶ a share crosses the heart ─▶ density ─▶ above the threshold: one front
                            (gas around it takes some)              in the T wave, between two
                                                                    limits: fibrillation

Fibrillation ends where the density everywhere exceeds what stops every wave front: fresh, about
6.8 mA/cm2, the 2.7 V/cm of a biphasic pulse (Zhou 1993, unverified) through muscle of 2.5 mS/cm.
About 4 % of the current of the chest crosses the heart (Lerman & Deale 1990, unverified). The
threshold rises as the amplitude of fibrillation falls, which perfusion alone keeps up
(`rhythm.fibrillation`), with muscle that lacks oxygen, and while the coronaries are not perfused
(Edelson 2006: pauses before the shock; gains tuned). Nothing is drawn by lot: the same heart at the
same moment answers the same shock in the same way. Between people thresholds differ; `share` says
for how many of them a shock suffices.

A shock upon the T wave finds part of the muscle excitable and part not. Between `j_least` and an
upper limit of vulnerability near the threshold (Chen 1986, unverified) wave fronts break and
ventricular fibrillation begins (Lown 1962: small shocks are the more dangerous); stronger ones stop
the fronts that they make.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel
from physiology.organs import rhythm


class State(NamedTuple):
    """A shock that has yet to fall, and the density (mA/cm2) that the last one had in the heart.

    `i_chest` current (A, peak) from pads at the best place, 0: none waits; `is_synced` 1: it waits
    for an R wave; `n_armed` number of the beat in which it was armed; `t_left` s until it is given
    up.
    """

    i_chest: float
    is_synced: float
    n_armed: float
    t_left: float
    density: float


class Params(NamedTuple):
    """See [defibrillation] of parameters.toml."""

    f_heart: float
    a_heart: float
    j_fresh: float
    k_starved: float
    k_ischemia: float
    f_af: float
    f_vt: float
    f_reentry: float
    j_least: float
    f_upper: float
    s_people: float


class Seen(NamedTuple):
    """The heart that the current meets."""

    kind: float  # of rhythm.RHYTHMS
    f_fibrillation: float  # amplitude, 0-1
    f_perfused: float  # 0-1, see rhythm.revived
    f_ischemic: float  # acutely ischemic share of the muscle
    t_now: float  # s since the ventricles were excited
    t_beat: float  # s
    f_qt: float  # length of QT over that in health at this rate


@kernel
def density(i_chest: float, f_gas: float, p: Params) -> float:
    """Current density (mA/cm2) in the heart; `f_gas` is what gas around it adds to its path."""
    return 1000.0 * p.f_heart * i_chest / (p.a_heart * f_gas)


@kernel
def threshold(i: Seen, p: Params) -> float:
    """Density (mA/cm2) above which this rhythm ends."""
    j = p.j_fresh * (1.0 + p.k_starved * (1.0 - i.f_perfused)) * (1.0 + p.k_ischemia * i.f_ischemic)
    if i.kind == rhythm.VF:
        return j / max(i.f_fibrillation, 0.01)
    if i.kind == rhythm.AF:
        return p.f_af * j
    if i.kind == rhythm.VT or i.kind == rhythm.VT_FAST:
        return p.f_vt * j
    if i.kind == rhythm.FLUTTER or i.kind == rhythm.SVT:
        return p.f_reentry * j
    return j


@kernel
def is_vulnerable(i: Seen) -> bool:
    """Whether the muscle is recovering: the top of the T wave."""
    t = i.f_qt * math.sqrt(i.t_beat)
    return rhythm.VULNERABLE[0] * t < i.t_now < rhythm.VULNERABLE[1] * t


@kernel
def after(j: float, i: Seen, p: Params) -> float:
    """The rhythm after a shock of density `j` (mA/cm2)."""
    if i.kind == rhythm.ASYSTOLE:
        return i.kind
    if i.kind != rhythm.VF and is_vulnerable(i) and p.j_least < j < p.f_upper * p.j_fresh:
        return rhythm.VF
    if i.kind not in rhythm.SHOCKABLE or j < threshold(i, p):
        return i.kind
    if i.kind == rhythm.VF and i.f_fibrillation <= rhythm.F_PULSE:
        return rhythm.PEA
    return rhythm.SINUS


def share(j: float, j_threshold: float, s_people: float) -> float:
    """Share of people (0-1) whose threshold, spread log-normally, lies below a density.

    >>> share(7.0, 7.0, 0.25), round(share(10.0, 7.0, 0.25), 2)
    (0.5, 0.92)
    """
    return 0.5 * (1.0 + math.erf(math.log(j / j_threshold) / (s_people * math.sqrt(2.0))))
