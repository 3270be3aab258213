"""Settled bodies, made once for all tests of the physiology."""

from collections.abc import Callable

import pytest

from physiology import Patient, Twin

MAN = Patient(age_y=30, sex="male", height_cm=178, weight_kg=75)
LI_WEI = Patient(age_y=34, sex="male", height_cm=176, weight_kg=80)


@pytest.fixture(scope="session")
def fresh() -> Callable[..., Twin]:
    """``fresh()`` or ``fresh(patient)``: a settled body of its own."""
    saved: dict[Patient, bytes] = {}

    def make(patient: Patient = MAN) -> Twin:
        if patient not in saved:
            saved[patient] = Twin(patient).save()
        return Twin.restore(saved[patient])

    return make
