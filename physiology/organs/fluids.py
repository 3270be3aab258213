"""Water and protein between capillaries, tissue and lymph.

::

    capillaries ──filtration (Starling)──▶ tissue ──lymph──▶ great veins
        │ protein escapes                     │ lymph brings it back

Around the patient's own balance at rest: j = f_share (k_filter (p_lymph + p_cap - p_rest
- s_reflect d_colloid - d_tissue) - q_lymph). Colloid pressure is Landis & Pappenheimer 1963 for
albumin and the globulins beside it. A leak raises k_filter and the escape of albumin, and lowers
how well the wall holds protein back (Fleck 1985; Hahn 2010 for infused fluid, Lister 1963 for
refill).
"""

from typing import NamedTuple

from physiology._jit import kernel

RED_G_PER_ML = 0.333  # hemoglobin in red cells (MCHC, Guyton)
PROTEIN_PER_ALBUMIN = 1.67  # total protein over albumin in g/L (42 of 70, Guyton)


class State(NamedTuple):
    """Albumin in plasma and tissue (g); volumes (mL) and hemoglobin (g) when last looked at."""

    m_albumin: float
    m_albumin_tissue: float
    v_plasma: float
    v_outside: float
    v_shed: float
    m_hb_shed: float
    v_taken: float
    k_taken: float
    m_hb_taken: float
    m_hb_rest: float


class Params(NamedTuple):
    """See [fluids] of parameters.toml."""

    k_filter: float
    k_tissue: float
    v_isf: float
    f_blood_hb: float
    albumin: float
    f_tissue: float
    k_escape: float
    s_reflect: float
    g_reflect: float
    g_lymph: float
    k_lost: float
    f_lost: float
    q_dry: float
    m_body: float


@kernel
def red_volume(m_hb: float) -> float:
    """Volume of the red cells (mL) that hold `m_hb` (g).

    >>> round(red_volume(737.0))
    2213
    """
    return m_hb / RED_G_PER_ML


@kernel
def colloid(albumin: float) -> float:
    """Colloid osmotic pressure (mmHg) at this albumin (g/L)."""
    c = 0.1 * PROTEIN_PER_ALBUMIN * min(max(albumin, 0.0), 120.0)
    return 2.1 * c + 0.16 * c * c + 0.009 * c * c * c


@kernel
def lymph(v_tissue: float, v_rest: float, m_albumin0: float, p: Params) -> float:
    """Lymph flow (mL/s): at rest it brings back the albumin that escapes; more from wet tissue."""
    q0 = p.k_escape * m_albumin0 / (0.001 * p.f_tissue * p.albumin)
    x = 1.0 + p.g_lymph * (v_tissue / max(v_rest, 100.0) - 1.0)
    return q0 * min(max(x, 0.05), 8.0)


@kernel
def reflection(protein_leak: float, p: Params) -> float:
    """How well the capillary wall holds protein back (0-1)."""
    return p.s_reflect / (1.0 + p.g_reflect * max(protein_leak - 1.0, 0.0))


@kernel
def pull_inward(albumin: float, albumin_tissue: float, protein_leak: float, p: Params) -> float:
    """Colloid pull into the capillaries, less that at rest (mmHg)."""
    rest = p.s_reflect * (colloid(p.albumin) - colloid(p.f_tissue * p.albumin))
    now = reflection(protein_leak, p) * (colloid(albumin) - colloid(albumin_tissue))
    return now - rest


@kernel
def filtration(
    push: float, v_above: float, q_lymph: float, q_lymph_rest: float, leak: float, p: Params
) -> float:
    """Flow out of the capillaries of a whole body (mL/s), lymph taken off.

    `push`: capillary pressure above rest less the colloid pull gained (mmHg); `v_above`: tissue
    water above rest (mL); `leak`: filtration coefficient over that at rest.
    """
    out = p.k_filter * push - p.k_tissue * v_above + q_lymph_rest
    return leak * out - q_lymph


@kernel
def escape(m_albumin: float, leak: float, p: Params) -> float:
    """Albumin that leaves the plasma (g/s)."""
    return min(p.k_escape * leak, 0.002) * m_albumin
