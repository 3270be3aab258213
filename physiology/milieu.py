"""What salts, sugar, osmoles, carbon monoxide and thin blood pull at: the milieu acts through the
same handles as a disease.

Salts, sugar and osmoles pull at nothing while they are near normal. Thresholds: potassium 6.0 and
2.5 mmol/L (Weisberg 2008), ionized calcium 0.9 (Lang 1995), glucose 3.0 for the mind and 1.5 for
seizures (Cryer 2007), osmolality 320 mOsm/L (Nugent 2005 for DKA); recalled, unverified; slopes
tuned.
"""

import math

from physiology import layout as lay
from physiology._jit import Vector, kernel
from physiology.handles import Handles

_AT = Handles._fields.index
CONTRACTILITY_LEFT, CONTRACTILITY_RIGHT = _AT("contractility_left"), _AT("contractility_right")
SINUS_RATE, AV_DELAY, STRENGTH = _AT("sinus_rate"), _AT("av_delay"), _AT("strength")
RESISTANCE, AWAKE, SEIZURE = _AT("resistance"), _AT("awake"), _AT("seizure")
PER_HEMATOCRIT = 2.0  # fall of log resistance per share of red cells (Weiskopf 1998, tuned)
# spikes/s per share of hemoglobin lost to carbon monoxide: the aortic bodies feel the oxygen that
# blood holds, which the carotid ones do not (Lahiri 1981, unverified; tuned)
AORTIC = 12.0
HEMATOCRIT_PER_HB = 0.03  # share of red cells for a g/dL of hemoglobin: a third of it
SYMPATHETIC, BRAIN_VOLUME = _AT("sympathetic"), _AT("brain_volume")


@kernel
def salts(k: float, ca: float, pulls: Vector) -> None:
    """Heart and muscle under potassium `k` and ionized calcium `ca` (mmol/L)."""
    high = min(max(k - 6.0, 0.0), 6.0)
    low = min(max(2.5 - k, 0.0), 2.0)
    weak = -0.1 * high
    if ca < 0.9:
        weak += 0.9 * math.log(max(ca, 0.1) / 0.9)
        pulls[RESISTANCE] += 0.4 * math.log(max(ca, 0.1) / 0.9)
    pulls[CONTRACTILITY_LEFT] += weak
    pulls[CONTRACTILITY_RIGHT] += weak
    pulls[SINUS_RATE] -= 0.14 * high
    pulls[AV_DELAY] += 0.21 * high
    pulls[STRENGTH] -= 0.5 * low + 0.08 * high


@kernel
def mind(glucose: float, alarm: float, osm: float, pulls: Vector) -> None:
    """Brain under low glucose (mmol/L) and thick blood (mOsm/L); the alarm goes out by nerves."""
    if glucose < 3.0:
        pulls[AWAKE] += math.log(min(max((glucose - 1.0) / 2.0, 0.02), 1.0))
        pulls[SEIZURE] += min(max(1.5 - glucose, 0.0), 1.0)
    pulls[AWAKE] -= 0.025 * min(max(osm - 320.0, 0.0), 80.0)
    pulls[SYMPATHETIC] += 1.0 * alarm
    pulls[SINUS_RATE] += 0.25 * alarm  # epinephrine: the heart is faster, vessels of muscle open
    pulls[CONTRACTILITY_LEFT] += 0.1 * alarm
    pulls[RESISTANCE] -= 0.15 * alarm


@kernel
def pull(y: Vector, par: Vector, pulls: Vector) -> None:
    """Add what the milieu pulls at."""
    if lay.read_rest(y).is_set <= 0.0:
        return
    per_l = 1000.0 / max(lay.read_water(y).v_outside, 500.0)
    s = lay.read_salts(y)
    sugar = lay.read_sugar(y)
    salts(s.k * per_l, lay.read_acid(y).ca, pulls)
    mind(sugar.m_glucose * per_l, sugar.alarm, s.osm, pulls)
    f_monoxide = lay.read_monoxide(y).f_bound
    pulls[SYMPATHETIC] += AORTIC * f_monoxide
    pulls[SINUS_RATE] += 0.03 * AORTIC * f_monoxide
    thin = lay.read_blood(y).hb - lay.read_rest(y).hb  # thin blood runs easily
    pulls[RESISTANCE] += PER_HEMATOCRIT * HEMATOCRIT_PER_HB * min(max(thin, -14.0), 8.0)
    p = lay.read_electrolytes_p(par)
    d_osm = s.osm - 2.0 * (p.na0 + p.k0) - lay.read_glucose_p(par).glucose0
    if abs(d_osm) > 3.0:  # brain water follows the other way (tuned)
        pulls[BRAIN_VOLUME] -= 1.2 * min(max(d_osm, -60.0), 30.0)
