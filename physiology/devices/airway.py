"""What is on, in, or instead of the mouth: oxygen devices, tubes.

A mask is a tap and a room: oxygen at its flow, room air for the rest of what is drawn in. With a
reservoir the bag collects during expiration, so minute ventilation is what counts; without one it
is the peak of inspiration (Wettstein 2005; Wagstaff 2007, unverified).
"""

from typing import NamedTuple

from physiology._jit import kernel

NONE, NASAL, SIMPLE, RESERVOIR, CIRCUIT = 0.0, 1.0, 2.0, 3.0, 4.0
TUBE_NONE, TUBE_TRACHEA, TUBE_RIGHT, TUBE_LEFT, TUBE_ESOPHAGUS = 0.0, 1.0, 2.0, 3.0, 4.0


class Params(NamedTuple):
    """See [airway] of parameters.toml."""

    f_nasal_max: float
    f_simple_max: float
    f_reservoir_max: float
    f_peak: float


@kernel
def is_tracheal(tube: float) -> bool:
    """Whether a tube lies in the trachea or beyond: it holds the way open."""
    return tube > TUBE_NONE and tube < TUBE_ESOPHAGUS


@kernel
def inspired_o2(
    device: float, q_oxygen: float, ve: float, f_air: float, f_in: float, f_leak: float, p: Params
) -> float:
    """Fraction of oxygen breathed in (dry); `ve` and `q_oxygen` in mL/s.

    A breathing circuit gives pure oxygen as far as its flow reaches, but for the share `f_leak`
    that is drawn in past the mask.
    """
    if device == NONE or q_oxygen <= 0.0:
        return f_air
    if device == CIRCUIT:
        share = (1.0 - f_leak) * min(q_oxygen / max(ve, 50.0), 1.0)
        return f_air + (1.0 - f_air) * share
    if device == RESERVOIR:
        need = max(ve, 50.0)
        top = p.f_reservoir_max
    else:
        need = max(ve / f_in * p.f_peak, 100.0)
        top = p.f_nasal_max if device == NASAL else p.f_simple_max
    share = min(q_oxygen / need, 1.0)
    return min(f_air + (1.0 - f_air) * share, top)
