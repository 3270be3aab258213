"""How much gas and tissue the lungs of a patient hold at rest, lying down."""

from __future__ import annotations

from physiology.patient import Patient
from simulator.anatomy.skeleton import REFERENCE_STATURE_CM


def functional_residual_ml(patient: Patient) -> float:
    """Gas of both lungs at rest, supine (ml).

    Source: ECSC 1993 (sitting FRC: 2.34 H + 0.009 A - 1.09 male, 2.24 H + 0.001 A - 1.00 female;
    recalled, unverified), times 0.72 for lying down (tuned).
    """
    h, a = patient.height_cm / 100.0, patient.age_y
    male = patient.sex == "male"
    sitting = 2.34 * h + 0.009 * a - 1.09 if male else 2.24 * h + 0.001 * a - 1.0
    return 720.0 * sitting


def tissue_ml(patient: Patient) -> tuple[float, float]:
    """Tissue and blood of the left and right lung (ml), 0.9 l in all.

    Source: ICRP 89, lungs with blood 1.2 kg (recalled, unverified), tuned.
    """
    total = 900.0 * (patient.height_cm / REFERENCE_STATURE_CM) ** 3
    return 0.46 * total, 0.54 * total
