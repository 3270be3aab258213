"""The grammar of conditions, the vocabulary of quantities, the rules of right and wrong."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from physiology import actions
from physiology.errors import TwinError
from physiology.validation import conditions, expression, protocol, score, verdict, vocabulary
from physiology.validation.experiments.subjects import Subjects
from physiology.validation.table import PEERS, Row, rows


@pytest.fixture(scope="module")
def subjects():
    return Subjects()


def row(**fields):
    given = {
        "group": "g", "condition": "c", "quantity": "HR", "unit": "1/min", "low": None,
        "high": None, "trend": "", "source": "s", "note": "",
    }  # fmt: skip
    return Row(**(given | fields))


def test_both_tables_are_read():
    ours, peers = rows(), rows(PEERS)
    assert len(ours) == 257
    assert len(peers) == 2188
    assert sum(r.has_number for r in peers) == 1294
    assert all(r.source for r in peers)
    assert not next(r for r in peers if "no citation" in r.source).is_checkable


def test_a_table_that_is_none_names_its_fault(tmp_path: Path):
    bad = tmp_path / "t.csv"
    bad.write_text("group,condition,quantity,unit,source\n")
    with pytest.raises(TwinError, match="columns low and high"):
        rows(bad)
    bad.write_text("group,condition,quantity,unit,low,high,source\na,b,c,d,x,1,s\n")
    with pytest.raises(TwinError, match="line 2: low is 'x'"):
        rows(bad)


def test_sums_by_hand():
    assert expression.evaluate("2 * x - 1 / 4", {"x": 3.0}.__getitem__, {}) == 5.75
    assert expression.evaluate("-f('a') + 1", {}.__getitem__, {"f": lambda _: 2.0}) == -1.0
    assert math.isnan(expression.evaluate("1 / 0", {}.__getitem__, {}))
    for bad in ("__import__('os')", "x.y", "[1]", "1 if x else 2", "2 ** 9"):
        with pytest.raises(TwinError):
            expression.evaluate(bad, {"x": 1.0}.__getitem__, {})


def test_an_unseen_severity_is_caught():
    hit = conditions.match(
        "airway obstruction", "Turn on airway obstruction; severity = 0.45 [sampled at 180 s]"
    )
    assert hit is not None
    assert dict(hit.caught) == {"x": 0.45}
    assert conditions.filled("Obstruct closed_fraction={1 - x} @30", dict(hit.caught)) == (
        "Obstruct closed_fraction=0.55 @30"
    )
    assert conditions.match("airway obstruction", "something else") is None


def test_looks_at_one_course_share_a_run():
    a, b = (
        conditions.match("pharmacokinetics", f"propofol 2.5 mg/kg IV; t={t} s after dose")
        for t in (64, 600)
    )
    assert a is not None
    assert b is not None
    assert a.run == b.run


def test_every_deed_of_every_protocol_can_be_written():
    """Fields and words are right wherever the deed itself exists."""
    caught = {"x": 0.5, "d": 0.5, "p": 5.0, "f": 50.0, "v": 6.0, "t": 60.0}
    for p in conditions.protocols():
        known = protocol.numbers(conditions.patients()[p.patient]) | caught
        for text in p.do:
            name = text.split()[0]
            if name == "bleed" or name not in actions.ACTIONS:
                continue
            try:
                actions.parse(conditions.filled(text, known))
            except TwinError as error:
                assert "must be one of" in str(error), f"{p.id}: {error}"  # noqa: PT017


def test_every_quantity_can_be_read_or_says_what_is_missing(subjects):
    seen = protocol.start(conditions.patients()["standard_man"], subjects)
    for quantity in vocabulary.quantities().values():
        for below, _ in quantity.choose or ((math.inf, ""),):
            center = math.nan if below == math.inf else below - 1e-6
            try:
                value = vocabulary.read(quantity, seen, center)
            except vocabulary.NotBuilt:
                continue
            assert isinstance(value, float), quantity.id


def test_units_by_hand():
    known = vocabulary.quantities()
    assert vocabulary.convert(6.0, known["cardiac_output"], "mL/s", 75.0) == pytest.approx(100.0)
    assert vocabulary.convert(500.0, known["tidal_volume"], "mL/kg", 75.0) == pytest.approx(
        6.667, abs=1e-3
    )
    assert vocabulary.convert(1.0, known["lactate"], "mg/L", 75.0) == pytest.approx(89.07)
    with pytest.raises(TwinError, match="does not fit"):
        vocabulary.convert(1.0, known["heart_rate"], "mmHg", 75.0)


def test_spellings_meet():
    for name in ("Heart Rate", "HeartRate", "HR", "heart rate"):
        found = vocabulary.find("any", name)
        assert found is not None
        assert found.id == "heart_rate"


def test_a_star_says_once_what_many_rows_lack():
    found = vocabulary.find("resting renal", "LeftBowmansCapsules-Pressure")
    assert found is not None
    assert found.lacks.startswith("the inside of the kidney")
    assert vocabulary.find("any", "Aura") is None


@pytest.mark.parametrize(
    ("trend", "change", "is_right"),
    [
        ("increase", 3.0, True), ("increase", 1.0, False), ("slight decrease", -3.0, True),
        ("no change", 6.9, True), ("no change", 7.1, False), ("return to baseline", -5.0, True),
        ("no change/decrease", -30.0, True), ("no change/decrease", 8.0, False),
        ("increase/decrease", 0.5, False), ("to zero", -70.0, True), ("to zero", -60.0, False),
    ],
)  # fmt: skip
def test_trends_by_hand(trend, change, is_right):
    band = verdict.bands(vocabulary.quantities()["heart_rate"], 70.0)
    assert verdict.trend_is_right(trend, 70.0 + change, 70.0, band) is is_right


def test_words_that_are_no_trend_are_not_understood():
    band = verdict.bands(vocabulary.quantities()["heart_rate"], 70.0)
    assert verdict.trend_is_right("wobble", 71.0, 70.0, band) is None


def test_ten_percent_is_for_peers_alone():
    assert not verdict.in_band(row(low=60.0, high=80.0), 85.0)
    assert verdict.in_band(row(low=60.0, high=80.0), 85.0, 0.1)
    assert not verdict.in_band(row(low=60.0, high=80.0), 89.0, 0.1)
    assert verdict.in_band(row(high=90.0), 10.0)
    assert verdict.in_band(row(low=0.0, high=0.0), 2.0, 0.1, zero=3.5)
    assert not verdict.in_band(row(low=60.0, high=80.0), math.nan, 0.1)


def test_blood_is_let_at_the_rate_that_is_asked_for(subjects):
    hit = conditions.match(
        "nervous: Baroreceptors", "Baroreceptors / Hemorrhage [sampled at 200 s]"
    )
    assert hit is not None
    course = protocol.run([hit], subjects)
    lost = course[protocol.end_of(hit, hit.sample)].truth.blood_lost_ml
    assert lost == pytest.approx(300.0 / 60.0 * 150.0, rel=0.02)


def test_an_unseen_table_is_scored_and_what_is_unknown_listed(tmp_path: Path):
    table = tmp_path / "unseen.csv"
    table.write_text(
        "group,condition,quantity,unit,low,high,source\n"
        'resting renal,"rest, standard adult male",HeartRate,1/min,50,90,me\n'
        'resting renal,"rest, standard adult male",Aura,1,0,1,me\n'
        "moods,Monday,HeartRate,1/min,50,90,me\n"
    )
    found = score.summary(score.score(rows(table)))
    assert (found["rows"], found["expressed"], found["in_band"]) == (3, 1, 1)
    assert {r["reason"] for r in found["not_expressed"]} == {"condition", "quantity"}


def test_progress_can_stop_it():
    def stop(_fraction: float, _words: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score.judge({"organ_flow"}, stop)


def test_shares_of_a_window(subjects):
    seen = protocol.start(conditions.patients()["standard_man"], subjects)
    beats = seen.read("rate('heart.beat')", lambda _: math.nan)
    assert 45.0 < beats < 90.0
    assert np.isclose(seen.read("pulse_rate()", lambda _: math.nan), beats)
