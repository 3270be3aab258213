"""Ions and water of cells and of the fluid around them.

::

    infusions ─▶ [ plasma + interstitium: Na K Cl Ca ] ─▶ urine, blood shed, gut
                     │ K: pump, pH, insulin, nerves   │ water: osmosis
                     ▼                                ▼
                 [ cells: K, other solutes, water ]

Small solutes are one pool outside the cells; sodium and chloride stay there, potassium and water
cross. Cells hold what osmoles they hold, so that effective osmolality 2 (Na + K) + glucose is the
same on both sides after minutes (Edelman 1958). Potassium outside approaches a goal that falls with
what the cells have lost (Sterns 1981) and with insulin and nerves, and rises with acid (Adrogue
1981). Ionized calcium is held by bone, bound by citrate, and freed by acid.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Amounts outside cells (mmol), cell water (mL), cell potassium (mmol), osmoles (mOsm/L)."""

    na: float
    k: float
    cl: float
    ca: float
    citrate: float
    anions: float
    v_cell: float
    k_cell: float
    osm: float


class Params(NamedTuple):
    """See [electrolytes] of parameters.toml."""

    na0: float
    k0: float
    cl0: float
    ca0: float
    anions0: float
    v_cell: float
    k_cell: float
    k_osmosis: float
    k_potassium: float
    g_cell: float
    g_ph: float
    g_insulin: float
    g_nerves: float
    g_osm: float
    k_bone: float
    g_ca_ph: float
    k_citrate: float
    g_citrate: float
    m_anions: float


@kernel
def osmolality(na: float, k: float, glucose: float) -> float:
    """Effective osmolality (mOsm/L) of fluid with these concentrations (mmol/L).

    >>> round(osmolality(140.0, 4.0, 5.0))
    293
    """
    return 2.0 * (na + k) + glucose


@kernel
def into_cells(s: State, osm_out: float, osm_rest: float, dt: float, p: Params) -> float:
    """Water that enters the cells in `dt` (mL), by the difference in osmolality."""
    held = p.v_cell * osm_rest + 200.0 * (s.k_cell - p.k_cell)  # most is made up for by Na and H
    osm_in = held / max(s.v_cell, 1000.0)
    push = min(max(osm_in - osm_out, -100.0), 100.0)
    most = 0.002 * s.v_cell
    return min(max(dt * p.k_osmosis * push, -most), most)


@kernel
def pumped(action: float) -> float:
    """Share of the pump that insulin drives, less that at rest (`action` 1)."""
    return action / (max(action, 0.0) + 3.0) - 0.25


@kernel
def potassium_goal(
    f_cell: float, d_ph: float, f_insulin: float, nerves: float, d_osm: float, p: Params
) -> float:
    """Potassium outside (mmol/L) at which none crosses.

    `f_cell`: cell potassium over that at rest; `d_ph`: pH above rest; `f_insulin`: see `pumped`;
    `nerves`: sympathetic activity above rest (0-1); `d_osm`: osmolality above rest (mOsm/L).
    """
    x = p.g_cell * (f_cell - 1.0) - p.g_ph * d_ph - p.g_insulin * f_insulin
    x += p.g_osm * max(d_osm, 0.0) - p.g_nerves * nerves
    return p.k0 * math.exp(min(max(x, -3.0), 1.5))


@kernel
def from_cells(k_out: float, goal: float, shift: float, dt: float, p: Params) -> float:
    """Potassium that leaves the cells in `dt` (mmol); `shift` (mmol/s) is what a cause adds."""
    return dt * (p.k_potassium * (goal - k_out) + shift)


@kernel
def ionized_calcium(ca: float, citrate: float, d_ph: float, p: Params) -> float:
    """Ionized calcium (mmol/L) beside `citrate` (mmol/L), `d_ph` above resting pH."""
    free = ca / (1.0 + p.g_citrate * max(citrate, 0.0))
    return free * min(max(1.0 - p.g_ca_ph * d_ph, 0.5), 1.5)
