import re

import pytest

from simulator.core.scenario import case_file, case_ids, load_case, load_person
from simulator.errors import ScenarioError

RAW = case_file("tension_pneumothorax").read_text(encoding="utf-8")
TEAR = re.findall(r"area_mm2=[\d.]+", RAW)[0]


@pytest.mark.parametrize("name", case_ids())
def test_every_case_loads_with_its_patient_and_names_who_answers_for_it(name):
    case = load_case(name)
    assert case.id == name
    assert case.authors
    assert case.sources
    assert load_person(case.patient).patient(case.seed).age_y == 34
    assert [at for at, _ in case.deeds()] == sorted(at for at, _ in case.deeds())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('level = "R1"', 'level = "R9"', ["line 4", "level is 'R9'", "one of M, R1, R2, R3"]),
        ("seed = 1", "sed = 1", ["line 8", "'sed' is unknown", "did you mean 'seed'"]),
        ("seed = 1", 'seed = "a"', ["line 8", "seed is 'a'", "expected int"]),
        ("max_min = 30.0", "max_min = 999", ["end.max_min is 999", "from 0.5 to 240"]),
        ("max_min = 30.0", "max_min = nan", ["end.max_min is nan", "from 0.5 to 240"]),
        ("max_min = 30.0", "max_mins = 9", ["did you mean 'max_min'"]),
        ('side = "left"\n\n[[inj', 'side = "up"\n\n[[inj', ["injuries[0].side is 'up'", "left"]),
        ("OpenLung side", "OpenLungs side", ["deed 'OpenLungs'", "did you mean 'OpenLung'"]),
        (TEAR, "area_mm2=-1", ["area_mm2 is -1", "from 0 to 2000"]),
        ('patient = "li_wei"\n', "", ["patient is missing; add it"]),
        ("@1440", "@9999", ["lies after arrive_s"]),
        ("[end]", "[end", ["is no TOML", "line"]),
    ],
)
def test_a_wrong_case_names_file_line_field_value_rule_and_way_out(tmp_path, old, new, words):
    path = tmp_path / "mine.toml"
    assert old in RAW
    path.write_text(RAW.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_case(str(path))
    for word in ["mine.toml", *words]:
        assert word in str(caught.value)


def test_unknown_ids_suggest_the_nearest():
    with pytest.raises(ScenarioError, match="did you mean 'tension_pneumothorax'"):
        load_case("tension_pneumotorax")
    with pytest.raises(ScenarioError, match="did you mean 'li_wei'"):
        load_person("li_wie")


def test_an_impossible_patient_is_refused(tmp_path):
    path = tmp_path / "old.toml"
    path.write_text(
        'id = "x"\nname = { en = "X", zh = "X" }\nage_y = 400\nsex = "male"\n'
        "height_cm = 176\nweight_kg = 80\n"
    )
    with pytest.raises(ScenarioError, match="age_y is 400"):
        load_person(str(path))
