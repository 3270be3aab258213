"""Holes between air, lung and pleura.

::

    atmosphere ═(wound, needle)═ pleural gas ═(tear)═ lung

Each hole obeys Hagen-Poiseuille and Bernoulli in series: dp = a q + b q|q| with
a = 8 pi mu L / A² and b = rho / (2 Cd² A²). A valve lets gas only in (towards the pleura) or out.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel
from physiology.organs.lungs import Gas
from physiology.units import PA_PER_CMH2O

A_MOST = (
    150.0  # mm2: a wider hole lets gas through no slower than the airway does; it changes nothing
)
VALVE_NONE, VALVE_IN, VALVE_OUT, VALVE_SEALS = 0.0, 1.0, 2.0, 3.0


class Params(NamedTuple):
    """See [pleura] of parameters.toml."""

    k_viscous_wall: float
    k_viscous_lung: float
    k_inertial: float
    k_blood: float
    v_abdomen_c: float
    c_tissue: float
    v_contact: float
    f_contact: float
    f_seals: float
    x_opens: float


@kernel
def hole_flow(
    x_before: float, x_after: float, area: float, k_viscous: float, k_inertial: float, valve: float
) -> float:
    """Flow (mL/s) through a hole of `area` mm² from before to after (cmH2O).

    `k_viscous` (Pa s mm4/mL) and `k_inertial` (Pa s² mm4/mL²) are a A² and b A² of the law above.
    """
    if area <= 0.0:
        return 0.0
    p = (x_before - x_after) * PA_PER_CMH2O
    if (valve == VALVE_IN and p <= 0.0) or (valve == VALVE_OUT and p >= 0.0):
        return 0.0
    a2 = min(area, A_MOST) * min(area, A_MOST)
    a = k_viscous / a2
    b = k_inertial / a2
    q = 2.0 * abs(p) / (a + math.sqrt(a * a + 4.0 * b * abs(p)))
    return q if p > 0.0 else -q


@kernel
def unsealed(v_lung: float, v_rest: float, x_lung: float, p: Params) -> float:
    """0-1: what is left of a small tear; the lung that comes down around it closes it.

    What blows that lung up again (`x_lung`, alveoli over pleura, above `x_opens` cmH2O) opens it.
    """
    f_size = (v_lung / max(v_rest, 100.0) - p.f_seals) / 0.2
    return min(max(max(f_size, (x_lung - p.x_opens) / p.x_opens), 0.0), 1.0)


@kernel
def freed(v_gas: float, is_inward: bool, p: Params) -> float:
    """0-1: how free the inner end of a hole in the chest wall is; a lung against it closes it.

    Until gas has parted them: air that enters pushes the lung away (a share `f_contact` is always
    open), air that leaves draws the lung onto the hole.
    """
    x = min(v_gas / p.v_contact, 1.0)
    least = p.f_contact if is_inward else 0.0
    return least + (1.0 - least) * x * x


@kernel
def carried(q: float, before: Gas, after: Gas) -> Gas:
    """Gas carried by flow `q` (mL/s): the mixture is that of the side it comes from."""
    if q >= 0.0:
        return Gas(q * before.o2, q * before.co2, q * before.n2)
    return Gas(q * after.o2, q * after.co2, q * after.n2)


@kernel
def add(a: Gas, b: Gas) -> Gas:
    """Sum of two gas flows."""
    return Gas(a.o2 + b.o2, a.co2 + b.co2, a.n2 + b.n2)
