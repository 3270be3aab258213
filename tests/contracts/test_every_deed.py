"""Every deed that can be written has a room that does it."""

import numpy as np
import pytest

from physiology import Patient, Twin, actions
from physiology.errors import TwinError
from physiology.validation import fuzz

MAN = Patient(age_y=30, sex="male", height_cm=178, weight_kg=75)
NEED_ANOTHER_FIRST = {
    "CycleNibp", "Detach", "Drain", "FlushLine", "HoldVentilator", "Press", "SetTransducer",
    "ZeroTransducer",
    "Shock",  # a sound heart answers only on its T wave
}  # fmt: skip


@pytest.fixture(scope="module")
def saved():
    return Twin(MAN).save()


@pytest.mark.parametrize("name", sorted(actions.ACTIONS))
def test_a_deed_changes_the_body_or_is_refused_for_a_reason(saved, name):
    kind = actions.ACTIONS[name]
    changed, refused = False, ""
    for seed in range(40):
        twin = Twin.restore(saved)
        twin.step(1 + 13 * seed)  # a shock does harm on the T wave alone
        before = twin.digest()
        try:
            twin.apply(actions.make(name, fuzz.legal(kind, np.random.default_rng(seed))))
        except TwinError as error:
            refused += str(error)
            continue
        changed = changed or twin.digest() != before
    assert "no room" not in refused
    assert changed or name in NEED_ANOTHER_FIRST
