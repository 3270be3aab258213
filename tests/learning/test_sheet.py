"""Sheets of marks: every row sourced, every text there, every mistake named."""

import pytest

from learning.assessment import _RULES
from learning.errors import LearningError, SheetError
from learning.measures import MEASURES
from learning.objectives import MARK_RULES, load, sheet_path
from learning.objectives import MEASURES as MEASURE_NAMES
from learning.text import catalog, text

PATH = sheet_path("needle_decompression")
SHEET = load(PATH)


def spoiled(tmp_path, old, new):
    words = PATH.read_text(encoding="utf-8")
    assert old in words
    file = tmp_path / "spoiled.marks.toml"
    file.write_text(words.replace(old, new, 1), encoding="utf-8")
    return file


def test_names_of_rules_and_measures_agree():
    assert set(_RULES) == set(MARK_RULES)
    assert set(MEASURES) == set(MEASURE_NAMES)


def test_every_row_has_texts_a_source_and_points():
    words = {language: catalog(language) for language in ("en", "zh")}
    for language in words:
        for row in SHEET.marks:
            assert words[language][f"mark.{row.id}"]
            assert words[language][f"group.{row.group}"]
        for row in SHEET.errors:
            assert words[language][f"error.{row.id}"]
            assert words[language][f"error_why.{row.id}"]
        assert all(f"question.{q}" in words[language] for q in SHEET.questions)
        assert all(f"answer.{a.id}" in words[language] for a in SHEET.answers)
    assert all(row.points > 0 for row in SHEET.marks)
    rows = SHEET.marks + SHEET.errors + SHEET.answers
    assert all(len(row.source) > 20 and len(row.source_zh) > 8 for row in rows)
    assert len({row.id for row in SHEET.marks}) == len(SHEET.marks)


def test_both_catalogs_have_the_same_keys():
    assert set(catalog("en")) == set(catalog("zh"))
    assert all(words.strip() for words in catalog("zh").values())


def test_unknown_language_is_named():
    with pytest.raises(LearningError, match="'fr'"):
        text("outcome.alive", "fr")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('rule = "by"', 'rule = "bye"', "did you mean 'by'"),
        ("full_s = 15.0", "fulls = 15.0", "'fulls' is unknown"),
        ("zero_s = 45.0", "", "'zero_s' is missing"),
        ('grade = "O"', 'grade = "X"', "grade is 'X'"),
        ('since = "handover"', 'since = "hand_over"', "did you mean 'handover'"),
        ('measure = "angle_deg"', 'measure = "angel_deg"', "did you mean 'angle_deg'"),
        ('[{ kind = "help_called" }', '[{ what = "help_called" }', "has no 'kind'"),
        ('[[mark]]\nid = "oxygen"', "[[mark]]\nid = oxygen", "not readable as TOML"),
        ("needed = 2", "", "'needed' is missing"),
        ("bounds = [65.0, inf]", "bounds = [65.0]", "bounds"),
        ("points = 2\n", 'points = "two"\n', "points"),
    ],
)
def test_a_spoiled_sheet_is_refused_in_one_sentence(tmp_path, old, new, said):
    with pytest.raises(SheetError, match=r"spoiled\.marks\.toml") as caught:
        load(spoiled(tmp_path, old, new))
    assert said in str(caught.value)


def test_a_missing_sheet_is_named():
    with pytest.raises(SheetError, match=r"no_such\.marks\.toml"):
        load(sheet_path("no_such"))
