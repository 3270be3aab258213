"""Size of healthy lungs by age, sex and height: forced vital capacity of GLI-2012.

ln(FVC) = a0 + a1 ln(height) + a2 ln(age) + spline(age), liters, cm, years, ages 3 to 95, of the
largest of its groups (Quanjer 2012 Eur Respir J 40:1324). Constants and spline are those of its
supplement as the package pyspiro 0.3.6 carries them (not re-read in the paper);
the spline is kept by year up to 25 and is within 0.2 % of it between.

Lungs do not shrink after 25: what an old man can no longer breathe out stays in them, which is the
law of `lungs.v_residual`. So size is taken at 25 at the latest.

>>> who = Patient(age_y=30, sex="male", height_cm=178, weight_kg=75)
>>> round(fvc_l(who), 2), f_lung(who)
(5.55, 1.0)
"""

from __future__ import annotations

import math

import numpy as np

from physiology.patient import Patient

FULL_Y = 25.0  # spline and a2 together peak near it
LAW = {"male": (-11.2281, 2.4135, 0.0865), "female": (-10.4030, 2.2633, 0.0234)}  # a0, a1, a2
SPLINE_Y = (*(float(y) for y in range(3, 24)), 25.0)
SPLINE = {
    "male": (
        -0.0938, -0.0731, -0.0589, -0.0591, -0.0632, -0.0622, -0.0547, -0.0418, -0.0308, -0.0178,
        0.0038, 0.0346, 0.0693, 0.1020, 0.1287, 0.1478, 0.1603, 0.1672, 0.1697, 0.1692, 0.1665,
        0.1571,
    ),
    "female": (
        -0.1940, -0.1530, -0.1276, -0.1153, -0.1045, -0.0918, -0.0731, -0.0461, -0.0154, 0.0166,
        0.0473, 0.0749, 0.0977, 0.1151, 0.1273, 0.1355, 0.1406, 0.1436, 0.1453, 0.1460, 0.1459,
        0.1436,
    ),
}  # fmt: skip


def _median_l(sex: str, age_y: float, height_cm: float) -> float:
    age = min(max(age_y, SPLINE_Y[0]), FULL_Y)
    a0, a1, a2 = LAW[sex]
    spline = float(np.interp(age, SPLINE_Y, SPLINE[sex]))
    return math.exp(a0 + a1 * math.log(height_cm) + a2 * math.log(age) + spline)


def fvc_l(who: Patient) -> float:
    """Median forced vital capacity (L), in adults that of their youth."""
    return _median_l(who.sex, who.age_y, who.height_cm)


def f_lung(who: Patient) -> float:
    """Lung size over that of the reference adult (male, 178 cm)."""
    return fvc_l(who) / _median_l("male", FULL_Y, 178.0)
