"""Every disease has rows of its own: five sides, each with a source, each expressed and scored."""

from __future__ import annotations

import csv

import pytest

from physiology import ailments
from physiology.validation import conditions, diseases, page, score, vocabulary
from physiology.validation.score import Judged, Score, Unsaid
from physiology.validation.table import DISEASES, Row, rows

FILES = sorted(DISEASES.glob("*.csv"))
COLUMNS = ["group", "condition", "quantity", "unit", "low", "high", "time_s", "source", "note"]
NOT_A_FILE = {"hemorrhage"}  # a deed of its own


def one(aspect: str, is_right: bool) -> Judged:
    row = Row("gout", "toe", "HR", "1/min", 60.0, 80.0, "", "Sydenham 1683", "", aspect)
    return Judged(row, 70.0, is_right, False)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_side_of_a_disease_has_a_sourced_row(path):
    table = rows(path)
    assert diseases.lacking(table) == ()
    assert len(table) >= diseases.LEAST_ROWS
    assert path.stem in ailments.load() or path.stem in NOT_A_FILE
    with path.open(newline="", encoding="utf-8") as file:
        assert csv.DictReader(file).fieldnames == [*COLUMNS, "aspect"]
    for row in table:
        assert row.group == path.stem
        assert row.source.strip()
        assert row.has_number
        assert row.aspect in diseases.ASPECTS


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_row_of_a_disease_is_expressed(path):
    with path.open(newline="", encoding="utf-8") as file:
        times = [float(r["time_s"]) for r in csv.DictReader(file)]
    for row, time_s in zip(rows(path), times, strict=True):
        hit = conditions.match(row.group, row.condition, row.quantity)
        assert hit is not None, row.condition
        assert hit.sample.at_s == time_s, row.condition
        name = row.quantity.removesuffix("_change")
        assert name in hit.sample.reads or vocabulary.find(row.group, name), row.quantity


def test_a_disease_counts_with_five_sides_and_is_met_with_four_fifths():
    judged = [one(aspect, aspect != "treated") for aspect in diseases.ASPECTS]
    tally = diseases.tallies(Score(judged, []))[0]
    assert (tally.rows, tally.in_band, tally.counts, tally.is_met) == (5, 4, True, True)
    assert tally.by_aspect["treated"] == (1, 0)
    unsaid = [Unsaid(judged[4].row, "quantity", "aura")]
    tally = diseases.tallies(Score(judged[:4], unsaid))[0]
    assert (tally.rows, tally.lacks, tally.counts) == (5, ("mistreated",), False)
    assert not diseases.is_enough(Score(judged[:4], unsaid))


def test_a_page_of_diseases_by_hand():
    judged = [one(aspect, True) for aspect in diseases.ASPECTS]
    text = page.of_diseases(Score(judged, []))
    assert "| gout | 5 | 5 | 1 of 1 | 1 of 1 | 1 of 1 | 1 of 1 | 1 of 1 | met |" in text
    assert "|  | severe | toe | HR | 60 to 80 1/min | 70 | Sydenham 1683 |" in text


@pytest.mark.slow
def test_diseases_are_right_and_their_page_is_up_to_date():
    found = score.score(rows(DISEASES))
    assert diseases.is_enough(found), diseases.tallies(found)
    advice = "run `uv run launcher.py twin validate --write`"
    assert page.DISEASES.read_text(encoding="utf-8") == page.of_diseases(found), advice
