"""Bodies from two to eighty-five years, in pregnancy and with old diseases; who cannot be."""

import pytest

from physiology import Patient, Twin, actions, conditions, growth, scaling
from physiology.ailments import Ailment
from physiology.errors import TwinError

CHILD = Patient(age_y=5, sex="male", height_cm=110, weight_kg=18)
WOMAN = Patient(age_y=31, sex="female", height_cm=162, weight_kg=62)
PREGNANT = Patient(31, "female", 162, 74, ("pregnant:36",))


def test_blood_volume_of_a_child_by_hand():
    assert scaling.blood_volume_ml(CHILD) == pytest.approx(18 * 76)
    assert scaling.oxygen_use_ml_per_s(CHILD) * 60 == pytest.approx(
        (22.706 * 18 + 504.3) / 4.83 / 1.44, rel=1e-6
    )


@pytest.mark.parametrize("sex", ["male", "female"])
def test_laws_of_children_meet_those_of_adults(sex):
    """No jump of more than a tenth between seventeen and nineteen years."""
    before, after = (Patient(age, sex, 170, 62) for age in (17.0, 19.0))
    for law in (scaling.blood_volume_ml, scaling.oxygen_use_ml_per_s):
        assert law(before) == pytest.approx(law(after), rel=0.1)
    assert growth.blend(1.0, 3.0, 40.0) == 3.0


def test_a_child_of_five_is_what_the_tables_say(fresh):
    truth = fresh(CHILD).truth()
    assert 88 <= truth.sbp_mmhg <= 110
    assert 90 <= truth.hr_per_min <= 112
    assert 19 <= truth.rr_per_min <= 27
    assert 35 <= truth.paco2_mmhg <= 42
    assert truth.sao2_pct > 95
    assert 5 * 18 <= truth.tidal_ml <= 9 * 18


def test_small_people_wake_up_with_open_lungs(fresh):
    """Closed airways are counted against their own lungs, not against the reference man's."""
    for who in (WOMAN, Patient(2, "female", 80, 9.5), Patient(85, "female", 152, 48)):
        assert fresh(who).truth().sao2_pct > 94.5, who


def test_late_pregnancy(fresh):
    with_, without = fresh(PREGNANT).truth(), fresh(WOMAN).truth()
    assert with_.blood_volume_ml == pytest.approx(1.4 * without.blood_volume_ml, rel=0.05)
    more = with_.cardiac_output_l_per_min - without.cardiac_output_l_per_min
    assert 0.7 <= more <= 2.2
    assert 28 <= with_.paco2_mmhg <= 33
    assert with_.ph == pytest.approx(7.43, abs=0.03)
    assert 10.5 <= with_.hb_g_dl <= 12.5
    assert with_.lung_left_ml + with_.lung_right_ml < 0.92 * (
        without.lung_left_ml + without.lung_right_ml
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("bad_luck",), "'bad_luck' is unknown"),
        (("anaphylaxis",), "begins suddenly"),
        (("pregnant",), "20 to 42 weeks"),
        (("pregnant:50",), "'50'.*20 to 42 weeks"),
        (("pregnant:30", "pregnant:31"), "twice"),
        (("allergy:adrenalyn",), "adrenalyn"),
    ],
)
def test_conditions_that_cannot_be_are_refused(words, message):
    with pytest.raises(TwinError, match=message):
        Patient(30, "female", 165, 62, words)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"age_y": 1.5}, "age_y is 1.5; .* 2 to 110"),
        ({"height_cm": 300}, "height_cm is 300"),
        ({"weight_kg": 5}, "weight_kg is 5"),
        ({"height_cm": 80, "weight_kg": 200}, "body mass index"),
        ({"sex": "male", "conditions": ("pregnant:30",)}, "needs 'female'"),
        ({"age_y": 70, "conditions": ("pregnant:30",)}, "12 to 55"),
        ({"hb_g_dl": float("nan")}, "hb_g_dl is nan"),
    ],
)
def test_people_who_cannot_be_are_refused(fields, message):
    who = {"age_y": 30, "sex": "female", "height_cm": 165, "weight_kg": 62} | fields
    with pytest.raises(TwinError, match=message):
        Patient(**who)


def test_diseases_that_exclude_each_other(monkeypatch):
    def made(id, excludes=()):
        return Ailment(id, {}, "", False, (), (), True, excludes)

    known = {"thin": made("thin", ("thick",)), "thick": made("thick")}
    monkeypatch.setattr(conditions.ailments, "load", lambda: known)
    conditions.parse.cache_clear()
    for words in (("thin", "thick"), ("thick", "thin")):
        with pytest.raises(TwinError, match="exclude each other"):
            conditions.parse(words)
    assert [c.value for c in conditions.parse(("thin:0.3",))] == [0.3]
    with pytest.raises(TwinError, match=r"'two'.*0 to 1"):
        conditions.parse(("thin:two",))
    conditions.parse.cache_clear()


def test_an_allergy_makes_a_dose_an_illness(fresh):
    who = Patient(30, "female", 165, 62, ("allergy:丙泊酚",))
    twin, other = Twin(who), fresh(Patient(30, "female", 165, 62))
    for body in (twin, other):
        body.apply(actions.GiveDrug("propofol", 20.0))
        body.step(90_000)
    assert list(twin.slots.courses)
    assert not other.slots.courses
    assert twin.truth().map_mmhg < other.truth().map_mmhg - 10
