"""A pacemaker captures above the threshold of this chest and this muscle, and not below."""

import numpy as np
import pytest

from physiology.validation.record import do

BLOCKED = "SetRhythm rhythm=av_block_3"


@pytest.fixture
def paced(fresh):
    def make(*deeds, wait_s=20):
        twin = fresh()
        do(twin, *deeds)
        twin.step(500 * wait_s)
        return twin

    return make


def test_enough_current_takes_the_lead_and_lifts_the_output(paced):
    alone = paced(BLOCKED)
    weak = paced(BLOCKED, "Pace current_ma=35 rate_per_min=75")
    strong = paced(BLOCKED, "Pace current_ma=80 rate_per_min=75")
    assert alone.truth().hr_per_min < 45
    assert weak.truth().hr_per_min == pytest.approx(alone.truth().hr_per_min, abs=3)
    assert strong.truth().hr_per_min == pytest.approx(75, abs=1)
    assert strong.truth().rhythm == "paced"
    assert strong.truth().cardiac_output_l_per_min > 1.05 * alone.truth().cardiac_output_l_per_min
    assert np.ptp(weak.waveform("ecg", 2.0)) > np.ptp(alone.waveform("ecg", 2.0)), "spikes show"


def test_on_demand_it_waits_for_the_heart(paced):
    waits = paced("Pace current_ma=80 rate_per_min=45")
    goes_on = paced("Pace current_ma=80 rate_per_min=100 mode=fixed")
    assert waits.truth().rhythm == "sinus"
    assert goes_on.truth().hr_per_min == pytest.approx(100, abs=1)


def test_gas_around_the_lungs_keeps_the_current_from_the_heart(paced):
    at_the_edge = "Pace current_ma=68 rate_per_min=75"
    assert paced(BLOCKED, at_the_edge).truth().rhythm == "paced"
    held = paced(BLOCKED, "OpenPleura side=left area_mm2=60 opening=hole", at_the_edge, wait_s=60)
    assert held.truth().rhythm == "av_block_3"


def test_a_heart_without_energy_is_excited_at_most_and_moves_no_blood(paced):
    twin = paced("SetRhythm rhythm=asystole", "Pace current_ma=200 rate_per_min=70", wait_s=12)
    assert twin.truth().rhythm in ("pea", "asystole")
    assert twin.truth().map_mmhg < 30


def test_it_does_not_end_fibrillation(paced):
    twin = paced("SetRhythm rhythm=vf", "Pace current_ma=200 rate_per_min=70", wait_s=6)
    assert twin.truth().rhythm == "vf"
