"""Doses held against what is usual, worked out by hand."""

import dataclasses
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
    assert (one.state == "over") == one.is_wrong == (times > 1.5)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"drug": "potassium_chloride", "dose_mg": 1490.0}, "fast"),  # an hour is usual
        ({"drug": "potassium_chloride", "dose_mg": 1490.0, "over_s": 3600.0}, "usual"),
        ({"drug": "norepinephrine", "dose_mg": 4.0}, "push"),
        ({"drug": "amiodarone", "dose_mg": 300.0}, "usual"),  # pushed in cardiac arrest
        ({"drug": "salbutamol", "dose_mg": 5.0, "route": "inhaled"}, "usual"),
    ],
)
def test_haste_is_an_error_where_time_is_usual(tmp_path, fields, state):
    (one,) = given(tmp_path, dose(**fields))
    assert one.state == state
    assert one.is_wrong == (state in ("fast", "push"))


def test_a_slip_of_ten_at_the_pump(tmp_path):
    """0.1 mg/mL at 48 mL/h is 0.08 mg/min: 1 ug/kg/min in 80 kg, twice the most."""
    slow = dose(drug="norepinephrine", rate_ml_per_h=4.8, concentration_mg_per_ml=0.1)
    fast = dose(drug="norepinephrine", rate_ml_per_h=48.0, concentration_mg_per_ml=0.1)
    pumps = [
        dataclasses.replace(one, data=one.data | {"action": "RunPump"}) for one in (slow, fast)
    ]
    usual, wrong = given(tmp_path, *pumps)
    assert (usual.state, wrong.state) == ("usual", "over")
    assert wrong.times == pytest.approx(2.0)


def test_what_others_gave_and_what_came_after_the_end_is_not_the_trainees(tmp_path):
    found = given(
        tmp_path,
        dose(source="scenario", drug="fentanyl", dose_mg=2.0),
        dose(source="instructor", drug="fentanyl", dose_mg=2.0),
    )
    assert found == []


@pytest.mark.parametrize(
    ("mg", "words"),
    [(1000.0, "1000 mg"), (25000.0, "25 g"), (0.05, "50 µg"), (1.5, "1.5 mg"), (1234.0, "1230 mg")],
)
def test_masses_as_people_say_them(mg, words):
    assert medicines.said(mg) == words


def test_a_thousand_times_is_not_written_as_a_power():
    assert medicines.figure(1234.0, 2) == "1200"


def test_an_unusual_way_is_not_judged_and_a_stopped_pump_is_no_dose(tmp_path):
    (one,) = given(
        tmp_path,
        dose(drug="heparin", dose_mg=50.0, route="im"),
        dose(drug="heparin", dose_mg=0.0),
    )
    assert one.usual is None
    assert one.state == "unknown"
    assert not one.is_wrong


def test_a_wrong_dose_is_an_error_of_safety_though_the_patient_lived(tmp_path):
    run = write_run(tmp_path / "wrong", added(good_run(), dose(drug="fentanyl", dose_mg=2.0)))
    page = debrief.write(run, "zh")
    record = json.loads(page.with_name("debrief.json").read_text("utf-8"))
    assert record["outcome"] == "alive"
    assert record["critical_errors"] == ["wrong_dose"]
    assert "芬太尼" in page.read_text("utf-8")
    assert "上限的 8.3 倍" in page.read_text("utf-8")  # 25 ug/kg; 3 are usual


def test_without_medicines_the_page_has_no_place_for_them(tmp_path):
    page = debrief.write(write_run(tmp_path / "none", good_run()), "en")
    assert "Medicines" not in page.read_text("utf-8")
