"""What the monitor counts as breaths when a machine and a patient share them."""

import pytest

from physiology.validation.record import do


def test_falling_asleep_on_the_ventilator_and_waking_leaves_no_gap_in_the_count(fresh):
    twin = fresh()
    do(
        twin, "Attach sensor=capnograph", "GiveDrug drug=propofol dose_mg=160 route=iv over_s=10",
        "PlaceTube site=trachea depth_cm=22 cuff_cmh2o=25",
        "Ventilate mode=volume_control rr_per_min=12 vt_ml=480",
    )  # fmt: skip
    counted = []
    for _ in range(16):
        twin.step(500 * 15)
        counted.append(twin.vitals().rr_per_min)
    assert min(counted) > 10
    assert max(counted) < 45, "two who breathe against each other"
    assert counted[7] == pytest.approx(12, abs=0.2), "asleep: the machine's"
