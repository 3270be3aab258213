"""Doses held against what is usual, worked out by hand."""

import json

import pytest

from learning import debrief, medicines
from tests.learning.made_up_run import added, event, good_run, write_run


def dose(at_s=60.0, source="trainee", **fields):
    return event(at_s, "deed", source, action="GiveDrug", **{"over_s": 0.0, "route": "iv"} | fields)


def given(tmp_path, *doses):
    recording = debrief.read(write_run(tmp_path / "run", added(good_run(), *doses)))
    return medicines.given(debrief.judge(recording).story)


@pytest.mark.parametrize(
    ("fields", "times"),
    [
        ({"drug": "propofol", "dose_mg": 160.0}, 1.0),  # 2 of 1.5-2.5 mg/kg in 80 kg
        ({"drug": "丙泊酚", "dose_mg": 2000.0}, 10.0),  # 25 of 2.5 mg/kg
        ({"drug": "propofol", "dose_mg": 12.0}, 0.1),  # 0.15 of 1.5 mg/kg
        ({"drug": "epinephrine", "dose_mg": 1.0}, 1.0),  # in cardiac arrest
        ({"drug": "epinephrine", "dose_mg": 1.0, "route": "io"}, 1.0),
        ({"drug": "epinephrine", "dose_mg": 5.0, "route": "im"}, 10.0),
        # 0.1 ug/kg/min for 10 min, then tenfold what 0.5 ug/kg/min is
        ({"drug": "norepinephrine", "dose_mg": 0.08, "over_s": 600.0}, 1.0),
        ({"drug": "norepinephrine", "dose_mg": 4.0, "over_s": 600.0}, 10.0),
        ({"drug": "metoprolol", "dose_mg": 20.0, "over_s": 60.0}, 4.0),
    ],
)
def test_times_what_is_usual(tmp_path, fields, times):
    (one,) = given(tmp_path, dose(**fields))
    assert one.times == pytest.approx(times)
    assert one.is_over == (times > 1.5)


def test_an_unusual_way_is_not_judged_and_a_stopped_pump_is_no_dose(tmp_path):
    (one,) = given(
        tmp_path,
        dose(drug="heparin", dose_mg=50.0, route="im"),
        dose(drug="heparin", dose_mg=0.0),
    )
    assert one.usual is None
    assert not one.is_over


def test_a_wrong_dose_is_an_error_of_safety_though_the_patient_lived(tmp_path):
    run = write_run(tmp_path / "wrong", added(good_run(), dose(drug="fentanyl", dose_mg=2.0)))
    page = debrief.write(run, "zh")
    record = json.loads(page.with_name("debrief.json").read_text("utf-8"))
    assert record["outcome"] == "alive"
    assert record["critical_errors"] == ["overdose"]
    assert "芬太尼" in page.read_text("utf-8")
    assert "上限的 8.3 倍" in page.read_text("utf-8")  # 25 ug/kg; 3 are usual


def test_without_medicines_the_page_has_no_place_for_them(tmp_path):
    page = debrief.write(write_run(tmp_path / "none", good_run()), "en")
    assert "Medicines" not in page.read_text("utf-8")
