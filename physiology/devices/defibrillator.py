"""The defibrillator: what its capacitor sends through a chest of given impedance, and how soon.

A biphasic truncated exponential: a capacitor charged to V₀ discharges for `PULSE_S` through the
chest, turned round half way. The machine measures impedance and chooses V₀ so that the chest takes
the energy that was asked for, as far as its voltage reaches::

    E = ½ C V₀² (1 - exp(-2 T / (Z C)))      i = V₀ / Z

So current, which is what the heart answers, falls with impedance although energy does not. Sizes
are those of machines on the market (no one copied, from memory, unverified): 15 to 20 A through an
ordinary chest is what guidelines name for biphasic shocks (Deakin 2010).
"""

from __future__ import annotations

import math
from typing import NamedTuple

CAPACITOR_F = 200e-6
PULSE_S = 0.012  # both phases together
MOST_V = 2500.0
CHARGER_W = 60.0  # 200 J in about 4 s, 360 J in 7 s
START_S = 1.0
LEAST_OHM, MOST_OHM = 25.0, 175.0  # IEC 60601-2-4 tests in this range; outside it no shock is given
# share of the current that crosses the heart, over that of pads below the right clavicle and in the
# left axilla; in front and behind is as good (Kerber 1981), pads too near each other feed a path
# through the wall between them (Camacho 1995; shares tuned)
PADS = {
    "anterolateral": 1.0,
    "anteroposterior": 1.0,
    "apex_too_medial": 0.6,
    "side_by_side": 0.4,
}


class Pulse(NamedTuple):
    """One shock as it leaves the machine."""

    peak_v: float
    peak_a: float
    energy_j: float


def pulse(energy_j: float, impedance_ohm: float) -> Pulse:
    """What goes through a chest.

    Parameters
    ----------
    energy_j : float
        Energy that was asked for (J).
    impedance_ohm : float
        Of chest and pads together (ohm).

    Returns
    -------
    Pulse
        Leading edge (V, A) and delivered energy (J), which is less where voltage does not reach.

    Examples
    --------
    >>> round(pulse(200.0, 75.0).peak_a, 1), round(pulse(200.0, 150.0).peak_a, 1)
    (21.1, 12.7)
    """
    f_given = 1.0 - math.exp(-2.0 * PULSE_S / (impedance_ohm * CAPACITOR_F))
    peak_v = min(math.sqrt(2.0 * energy_j / (CAPACITOR_F * f_given)), MOST_V)
    return Pulse(peak_v, peak_v / impedance_ohm, 0.5 * CAPACITOR_F * peak_v**2 * f_given)


def charge_s(energy_j: float) -> float:
    """Seconds until the machine is ready with this energy (J).

    >>> round(charge_s(200.0), 1), charge_s(0.0)
    (4.3, 0.0)
    """
    return START_S + energy_j / CHARGER_W if energy_j > 0.0 else 0.0
