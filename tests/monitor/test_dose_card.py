"""The card of first energies and doses: by region, by weight, from ampoules that exist."""

from dataclasses import replace

import pytest

from physiology import Patient
from physiology.formulary import find
from simulator import settings
from simulator.core.scenario import load_person
from simulator.monitor import dose_card
from simulator.text import LANGUAGES, catalog

ADULT = Patient(34.0, "male", 176.0, 80.0)
PROFILES = settings.choices("guideline_region")


def card(patient, profile, language="en"):
    return {row.id: row for row in dose_card.rows(patient, profile, language)}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_profile_has_every_row_with_words_dose_and_ampoule(profile, language):
    for id, row in card(ADULT, profile, language).items():
        assert row.name == catalog(language)[f"monitor.card.{id}"]
        assert row.dose.endswith(("J", "mg", " g"))
        assert bool(row.ampoule) == row.volume.endswith("mL") == (not row.dose.endswith("J"))


def test_the_profile_chooses_energy_dose_and_ampoule():
    europe, china, america = (card(ADULT, p) for p in ("europe", "china", "north_america"))
    assert [c["defibrillation"].dose for c in (europe, china, america)] == [
        "150–200 J", "200 J", "120–200 J",
    ]  # fmt: skip
    assert (europe["atropine_bradycardia"].dose, america["atropine_bradycardia"].dose) == (
        "0.5 mg", "1 mg",
    )  # fmt: skip
    assert europe["magnesium_torsade"].volume == "4 mL"  # 2 g of 500 mg/mL
    assert china["magnesium_torsade"].volume == "8 mL"  # of 250 mg/mL


def test_a_child_is_dosed_by_weight_and_never_above_the_adult():
    child = load_person("xiao_yu").patient(seed=0)  # 12 kg
    made = card(child, "europe")
    assert made["defibrillation"].dose == "48 J"
    assert (made["amiodarone_arrest"].dose, made["amiodarone_arrest"].volume) == ("60 mg", "1.2 mL")
    assert card(child, "north_america")["defibrillation"].dose == "24 J"
    heavy = replace(child, age_y=11.0, height_cm=150.0, weight_kg=90.0)
    assert card(heavy, "europe")["epinephrine_arrest"].dose == "0.9 mg"
    assert card(heavy, "europe")["amiodarone_arrest"].dose == "300 mg"


def test_a_small_dose_is_drawn_from_the_thin_ampoule_where_there_is_one():
    child = load_person("xiao_yu").patient(seed=0)
    rows = [card(child, p)["epinephrine_arrest"] for p in ("europe", "china")]
    assert [row.volume for row in rows] == ["1.2 mL", "0.12 mL"]  # 0.1 mg/mL; only 1 mg/mL
    assert card(child, "europe")["epinephrine_anaphylaxis"].volume == "0.12 mL"  # into a muscle


def test_what_can_be_drawn_up_goes_before_the_fewest_ampoules():
    chosen = dose_card.ampoule_for(find("atropine"), "cn", 1.0)
    assert (chosen.mg_per_ml, chosen.volume_ml) == (1.0, 1.0)  # not a fifth of 5 mg in 1 mL
    chosen = dose_card.ampoule_for(find("amiodarone"), "eu", 300.0)
    assert chosen.volume_ml == 3.0


def test_words_and_picture_come_of_the_same_rows():
    made = dose_card.rows(ADULT, "china", "zh")
    words = dose_card.card_text(made, "china", "34", "zh")
    assert all(row.name in words and row.dose in words for row in made)
    picture = dose_card.card_picture(made, "china", "34", "zh")
    assert picture.width() > picture.height() > 500
