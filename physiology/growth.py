"""Children from two years, and late pregnancy: laws with sources, as factors on the adult table.

Between 12 and 18 years the laws of children pass into those of adults.
"""

from __future__ import annotations

import numpy as np

from physiology.patient import Patient

GROWING_Y = (12.0, 18.0)
# Fleming 2011 Lancet 377:1011: medians of healthy children (113 and 26 at 2 years in its abstract,
# the later ones recalled, unverified)
FLEMING_Y = (2.0, 3.5, 5.0, 7.0, 10.0, 13.5, 16.5)
FLEMING_HR = (113.0, 104.0, 98.0, 91.0, 84.0, 78.0, 73.0)
FLEMING_RR = (26.0, 24.5, 23.0, 21.0, 19.0, 18.0, 16.0)
ADULT_HR = 67.0  # of the reference adult at rest
ADULT_MAP = 93.0
# Schofield 1985, basal energy (kcal/day): slope on kg and constant below 3, 10, 18 y
SCHOFIELD = {
    "male": ((3.0, 59.512, -30.4), (10.0, 22.706, 504.3), (18.0, 17.686, 658.2)),
    "female": ((3.0, 58.317, -31.1), (10.0, 20.315, 485.9), (18.0, 13.384, 692.6)),
}


def grown(age_y: float) -> float:
    """0 for a child, 1 for an adult."""
    low, high = GROWING_Y
    return min(max((age_y - low) / (high - low), 0.0), 1.0)


def blood_ml(who: Patient) -> float:
    """Blood volume (mL): 80 mL/kg at 2 years to 70 at 12 (Miller's Anesthesia 9e)."""
    return who.weight_kg * float(np.interp(who.age_y, (2.0, 5.0, 12.0), (80.0, 76.0, 71.0)))


def kcal_per_day(who: Patient) -> float:
    """Energy used at rest (Schofield 1985)."""
    for below, slope, constant in SCHOFIELD[who.sex]:
        if who.age_y < below:
            return slope * who.weight_kg + constant
    _, slope, constant = SCHOFIELD[who.sex][-1]
    return slope * who.weight_kg + constant


def heart_rate_per_min(age_y: float) -> float:
    """Median at rest (Fleming 2011)."""
    return float(np.interp(age_y, FLEMING_Y, FLEMING_HR))


def breaths_per_min(age_y: float) -> float:
    """Median at rest (Fleming 2011)."""
    return float(np.interp(age_y, FLEMING_Y, FLEMING_RR))


def map_mmhg(age_y: float) -> float:
    """Mean pressure: near the 50th percentile of Flynn 2017, linear in age (tuned to its rows)."""
    return 63.0 + 1.6 * age_y


def hb_g_dl(age_y: float) -> float:
    """Usual hemoglobin (Dallman 1979): 12.2 at 2 years, 13.5 at 9."""
    return float(np.interp(age_y, (2.0, 9.0, 12.0), (12.2, 13.5, 13.8)))


def blend(child: float, adult: float, age_y: float) -> float:
    """From a child's number to an adult's by age, as a ratio."""
    f = grown(age_y)
    return child ** (1.0 - f) * adult**f


def near_term(weeks: float) -> float:
    """How far the changes of pregnancy have come at `weeks` (0-1; most by 32)."""
    return min(max((weeks - 6.0) / 26.0, 0.0), 1.0)
