"""The body. No graphics, no wall clock, no randomness but its own seed.

>>> from physiology import Patient, Twin
>>> twin = Twin(Patient(age_y=34, sex="male", height_cm=176, weight_kg=80))
>>> twin.step(500)  # one second
>>> round(twin.truth().cardiac_output_l_per_min) in (4, 5, 6, 7)
True
"""

from physiology import actions, errors
from physiology.clocks import DT_S
from physiology.patient import Patient
from physiology.twin import Twin
from physiology.vitals import Truth, Vitals

__all__ = ["DT_S", "Patient", "Truth", "Twin", "Vitals", "actions", "errors"]
