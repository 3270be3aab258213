"""Pumps: milliliters an hour of what is said to be in the syringe, right or wrong."""

import pytest

from physiology import dispensing
from physiology import layout as lay
from physiology import pharmacology as kinetics
from physiology.devices.infusion_pump import Infusion
from physiology.errors import TwinError
from physiology.validation.record import do

NOR = "RunPump drug=norepinephrine concentration_mg_per_ml=0.1 rate_ml_per_h={}"


def given_mg(twin, drug="norepinephrine"):
    slot = twin.slots.drugs[drug]
    return twin.state[lay.DRUGS + kinetics.N_AMOUNTS * slot + kinetics.GIVEN]


def test_concentration_times_rate_is_the_dose():
    syringe = Infusion(mg_per_ml=0.1, ml_per_h=6.0, volume_ml=50.0)
    assert syringe.ug_per_min == pytest.approx(10.0)
    assert syringe.dose_mg == pytest.approx(5.0)
    assert syringe.runs_s == pytest.approx(30000.0)


def test_a_slip_of_ten_gives_ten_times_as_much_and_shows(fresh):
    ends = []
    for rate in (6.0, 60.0):
        twin = fresh()
        do(twin, NOR.format(rate))
        twin.step(60000)
        assert given_mg(twin) == pytest.approx(0.1 * rate / 3600.0 * 120.0, rel=2e-3)
        ends.append(twin.truth().map_mmhg)
    assert ends[1] > ends[0] + 20


def test_a_wrong_label_is_the_same_slip(fresh):
    one, other = fresh(), fresh()
    do(one, "RunPump drug=norepinephrine concentration_mg_per_ml=1 rate_ml_per_h=6")
    do(other, NOR.format(60.0))
    for twin in (one, other):
        twin.step(5000)
    assert given_mg(one) == pytest.approx(given_mg(other), rel=1e-12)


def test_another_rate_takes_the_place_of_the_first_and_zero_stops(fresh):
    """60 s at 6 mL/h, 60 s at 60, then nothing: 0.01 + 0.1 mg."""
    twin = fresh()
    do(twin, NOR.format(6.0))
    twin.step(30000)
    do(twin, NOR.format(60.0))
    twin.step(30000)
    do(twin, NOR.format(0.0))
    twin.step(30000)
    assert given_mg(twin) == pytest.approx(0.11, rel=1e-9)
    assert twin.slots.pumps == {}


def test_an_empty_syringe_gives_no_more(fresh):
    """1 mL at 120 mL/h is empty after 30 s."""
    twin = fresh()
    do(twin, NOR.format(120.0) + " volume_ml=1")
    twin.step(30000)
    assert given_mg(twin) == pytest.approx(0.1, rel=1e-9)


def test_a_pump_runs_beside_a_dose_by_hand_and_only_its_own_is_stopped(fresh):
    twin = fresh()
    do(twin, "GiveDrug drug=norepinephrine dose_mg=0.06 over_s=60", NOR.format(36.0))
    twin.step(15000)
    do(twin, NOR.format(0.0))
    twin.step(30000)
    assert given_mg(twin) == pytest.approx(0.06 + 0.03, rel=1e-9)


def test_salts_run_in_as_fluids_and_can_be_stopped(fresh):
    """74.55 mg are a mmol of potassium: 400 mmol an hour, stopped after a minute."""
    twin = fresh()
    before = twin.truth().potassium_mmol_l
    do(twin, "RunPump drug=potassium_chloride concentration_mg_per_ml=74.55 rate_ml_per_h=400")
    twin.step(30000)
    after_minute = twin.state[lay.place("balance.k_in")]
    do(twin, "RunPump drug=potassium_chloride concentration_mg_per_ml=74.55 rate_ml_per_h=0")
    twin.step(30000)
    assert after_minute == pytest.approx(400 / 60.0, rel=0.05)
    assert twin.state[lay.place("balance.k_in")] == pytest.approx(after_minute, rel=0.02)
    assert twin.truth().potassium_mmol_l > before


def test_a_pump_is_saved_with_its_body(fresh):
    twin = fresh()
    do(twin, NOR.format(6.0))
    twin.step(500)
    again = type(twin).restore(twin.save())
    for body in (twin, again):
        do(body, NOR.format(0.0))
        body.step(1000)
    assert again.digest() == twin.digest()


def test_allergy_is_to_the_drug_however_it_runs_in():
    from physiology import Patient, Twin

    twin = Twin(
        Patient(
            age_y=30, sex="male", height_cm=178, weight_kg=75, conditions=("allergy:rocuronium",)
        )
    )
    do(twin, "RunPump drug=rocuronium concentration_mg_per_ml=10 rate_ml_per_h=5")
    assert any("anaphylaxis" in key for key in twin.slots.courses)


@pytest.mark.parametrize(
    ("deed", "word"),
    [
        ("RunPump drug=norepinefrin concentration_mg_per_ml=1 rate_ml_per_h=5", "norepinephrine"),
        (NOR.format(5.0) + " route=im", "route"),
        (NOR.format(5.0) + " volume_ml=0", "empty"),
        (NOR.format(5000.0), "rate_ml_per_h"),
        ("RunPump drug=sevoflurane concentration_mg_per_ml=1 rate_ml_per_h=5", "SetVaporizer"),
    ],
)
def test_what_cannot_be_pumped_is_refused_and_changes_nothing(fresh, deed, word):
    twin = fresh()
    before = twin.digest()
    with pytest.raises(TwinError, match=word):
        do(twin, deed)
    assert twin.digest() == before
    assert dispensing.in_body_mg(twin.state, twin.slots.drugs, twin.slots.places) == {}
