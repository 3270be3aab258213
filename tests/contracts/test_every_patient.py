"""Every patient file: readable, with a reason in both languages, and a body that lives at rest."""

import math

import pytest

from physiology import Twin
from simulator.core.scenario import SCENARIOS, load_person

IDS = sorted(path.stem for path in (SCENARIOS / "patients").glob("*.toml"))
PEOPLE = [load_person(id) for id in IDS]


def test_both_sexes_from_two_to_eighty_five_and_one_pregnant():
    assert len(PEOPLE) >= 12
    assert {person.sex for person in PEOPLE} == {"male", "female"}
    assert min(person.age_y for person in PEOPLE) <= 2
    assert max(person.age_y for person in PEOPLE) >= 85
    assert any(c.startswith("pregnant") for person in PEOPLE for c in person.conditions)


@pytest.mark.parametrize("person", PEOPLE, ids=IDS)
def test_a_patient_has_a_name_and_a_reason_to_exist(person):
    assert person.id in IDS
    for words in (person.name, person.why):
        assert words.en
        assert words.zh


@pytest.mark.parametrize("person", PEOPLE, ids=IDS)
def test_a_patient_rests_in_balance(person):
    twin = Twin(person.patient(seed=0))
    first = twin.truth()
    twin.step(30_000)
    truth = twin.truth()
    assert truth.outcome == "alive"
    assert truth.gcs == 15
    assert all(math.isfinite(v) for v in truth._asdict().values() if isinstance(v, float))
    assert truth.sao2_pct > 88
    assert 7.33 < truth.ph < 7.47
    assert truth.map_mmhg == pytest.approx(first.map_mmhg, abs=6)
