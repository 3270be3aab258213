"""Fluid between capillaries and tissue: refill after bleeding, loss of infused crystalloid.

Starling forces around the patient's own balance at rest: j = f k_filter (p_cap - p_rest - dp_onc)
- f k_tissue (v_tissue - v_tissue_rest). The colloid term stands for the dilution of plasma protein
(Hahn 2010 volume kinetics; Lister 1963 for the speed of refill).
"""

from typing import NamedTuple

from physiology._jit import kernel


class Params(NamedTuple):
    """See [fluids] of parameters.toml."""

    k_filter: float
    k_tissue: float
    k_colloid: float
    v_isf: float
    f_blood_hb: float


@kernel
def filtration(
    p_cap: float,
    p_rest: float,
    v_tissue: float,
    v_tissue_rest: float,
    f_diluted: float,
    f_share: float,
    p: Params,
) -> float:
    """Flow out of the capillaries of one bed (mL/s); `f_diluted`: protein over that at rest."""
    push = p_cap - p_rest - p.k_colloid * (f_diluted - 1.0)
    return f_share * (p.k_filter * push - p.k_tissue * (v_tissue - v_tissue_rest))
