"""Everything that a sheet of marks names exists: phrases, orders, deeds, events, places."""

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

import learning.events
import learning.text
from learning.objectives import load, sheet_path
from physiology.actions import ACTIONS
from physiology.vitals import Truth
from simulator.text import catalog

ROOT = Path(__file__).parents[2]
SHEET = load(sheet_path("needle_decompression"))
PATTERNS = [(name, p) for name, patterns in SHEET.moments.items() for p in patterns]
TALK = tomllib.loads((ROOT / "scenarios" / "talk.toml").read_text("utf-8"))


def words_of(value):
    """Every word that a pattern accepts, for a patient sick on the left and one on the right."""
    found = value if isinstance(value, list) else [value]
    sides = (("left", "right"), ("right", "left"))
    return {w.replace("$affected", a).replace("$other", o) for w in found for a, o in sides}


def test_phrases_and_orders_are_in_the_talk_file():
    phrases = {id for row in TALK["phrase"] for id in row["ids"]}
    orders = {row["id"] for row in TALK["order"]}
    for name, pattern in PATTERNS:
        if pattern.kind == "said":
            assert words_of(pattern.where["phrase"]) <= phrases, name
        if pattern.kind == "ordered":
            assert words_of(pattern.where["order"]) <= orders, name


def test_event_kinds_are_those_of_the_log():
    kinds = set(re.findall(r"^    ([a-z_]+) {2,}\S", learning.events.__doc__, re.MULTILINE))
    kinds |= {
        "breath_of_gas",
        "catheter_advanced",
        "skin_punctured",
        "steel_removed",
        "help_called",
    }
    assert {pattern.kind for _, pattern in PATTERNS} <= kinds
    assert {row.setting["event"] for row in SHEET.marks if row.rule == "matches"} <= kinds


def test_deeds_exist_with_their_fields():
    for name, pattern in PATTERNS:
        if pattern.kind == "deed":
            fields = {f.name for f in dataclasses.fields(ACTIONS[pattern.where["action"]])}
            assert set(pattern.where) - {"action"} <= fields, name


def test_quantities_are_those_of_the_body():
    assert {answer.quantity for answer in SHEET.answers} <= set(Truth._fields)
    assert set(SHEET.better.changes) <= set(Truth._fields)


def test_sites_are_landmarks_of_the_body():
    made = (ROOT / "simulator" / "anatomy" / "landmarks.py").read_text("utf-8")
    site = next(row for row in SHEET.marks if row.id == "site")
    for id in site.setting["where"]["site"]:
        assert f'"{id}"' in made
        assert all(learning.text.catalog(language)[f"line.{id}"] for language in ("en", "zh"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_phrase_and_order_has_words_in_the_debrief(language):
    words = catalog(language)
    own = learning.text.catalog(language)
    for row in TALK["phrase"]:
        for id in row["ids"]:
            assert words.get(f"say.{id}") or own.get(f"phrase.{id}"), id
    for row in TALK["order"]:
        assert words.get(f"say.order.{row['id']}") or own.get(f"order.{row['id']}"), row["id"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cause_of_death_has_words(language):
    own = learning.text.catalog(language)
    source = (ROOT / "physiology" / "organs" / "life.py").read_text("utf-8")
    causes = re.search(r"^CAUSES = \((.*?)^\)", source, re.MULTILINE | re.DOTALL)[1]
    for cause in re.findall(r'"([a-z_]+)"', causes):
        assert own.get(f"cause.{cause}"), cause
