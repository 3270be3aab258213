"""Acid and base: what strong ions and weak acids make of the base excess.

::

    lactate, ketones, Na, K, Ca, Cl, anions, citrate ─▶ strong-ion difference ─┐
    albumin ───────────────────────────────────────────▶ weak acid ────────────┴─▶ base excess

Base excess is the carried quantity of Van Slyke's equation (`blood.ph`). It moves one for one with
the strong-ion difference outside the cells, and by 0.28 mmol/L for each g/L of albumin that is
missing (Gilfix 1993; Story 2004). Everything but lactate changes slowly and is carried here;
lactate is taken off on the slow clock, where it is made, with other acids of cells short of oxygen.
"""

from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Base excess without lactate, inorganic strong-ion difference, ionized calcium (mmol/L)."""

    be: float
    sid: float
    ca: float


class Params(NamedTuple):
    """See [acid_base] of parameters.toml."""

    k_albumin: float
    f_lactate: float
    k_excrete: float
    m_excrete: float


@kernel
def strong_ions(na: float, k: float, ca: float, cl: float) -> float:
    """Strong-ion difference of the inorganic ions (mmol/L).

    >>> strong_ions(140.0, 4.0, 1.2, 104.0)
    42.4
    """
    return na + k + 2.0 * ca - cl


@kernel
def base_excess(be0: float, d_sid: float, d_acids: float, d_albumin: float, p: Params) -> float:
    """Base excess (mmol/L) from changes since rest: strong ions, acids (mmol/L), albumin (g/L)."""
    be = be0 + d_sid - d_acids - p.k_albumin * d_albumin
    return min(max(be, -40.0), 40.0)


@kernel
def acid_excreted(d_ph: float, f_filtration: float, p: Params) -> float:
    """Acid that the kidney takes away above what it does at rest (mmol/s).

    It answers within days, more at lower pH; an alkaline body lets bicarbonate go.
    """
    answer = min(max(-p.k_excrete * d_ph, -p.m_excrete), p.m_excrete)
    return answer * min(f_filtration, 1.2)
