"""Tissues: oxygen used, carbon dioxide made, lactate when oxygen runs short.

::

    arterial blood ─q─▶ [ bed: oxygen store, carbon dioxide store ] ─q─▶ venous pool

A bed uses what it needs until its own oxygen content falls below a critical one (Connett 1985; a
steep gate). What is missed becomes lactate and buffered acid, the less the more of it is there:
glycogen runs out and acid stops the enzymes (`lactate_most`), so that a dead body's cells come to
an end too. The liver clears lactate as long as it is perfused.
"""

from typing import NamedTuple

from physiology._jit import kernel


class Params(NamedTuple):
    """See [tissues] of parameters.toml."""

    q_o2: float
    f_rq: float
    k_brain: float
    k_heart: float
    k_other: float
    f_acid_co2: float
    k_lactate_made: float
    j_lactate_half: float
    k_lactate_cleared: float
    lactate0: float
    lactate_most: float
    f_lag: float
    k_work: float
    k_distress: float
    f_asleep: float


class Metabolism(NamedTuple):
    """Oxygen used and missed, carbon dioxide made (mL STPD/s)."""

    used: float
    missed: float
    co2: float


@kernel
def metabolism(c_o2: float, c_critical: float, need: float, p: Params) -> Metabolism:
    """Oxygen use of one bed whose content is `c_o2`."""
    x = max(c_o2, 0.0) / c_critical
    x2 = x * x
    x4 = min(x2 * x2, 1000.0)
    x8 = x4 * x4
    used = need * x8 / (1.0 + x8)
    missed = max(need - used - p.f_lag * need, 0.0)
    return Metabolism(need - missed if missed <= 0.0 else used, missed, p.f_rq * used)


@kernel
def fuel(lactate: float, p: Params) -> float:
    """0-1: what glycolysis can still give to cells whose blood holds `lactate` (mmol/L)."""
    x = max(lactate - p.lactate0, 0.0) / (p.lactate_most - p.lactate0)
    return max(1.0 - x * x, 0.0)


@kernel
def lactate_rate(lactate: float, missed: float, added: float, f_liver: float, p: Params) -> float:
    """Change of lactate (mmol/L/s); `f_liver`: splanchnic flow over its flow at rest.

    Glycolysis has a ceiling: half of it is reached when `j_lactate_half` of oxygen is missed.
    `added` (mmol/L/s) is what disease makes of it with oxygen present.
    """
    made = p.k_lactate_made * missed / (1.0 + missed / p.j_lactate_half) + added
    made *= fuel(lactate, p)
    f_clear = min(max(f_liver, 0.1), 1.5)
    return made - p.k_lactate_cleared * f_clear * (lactate - p.lactate0)
