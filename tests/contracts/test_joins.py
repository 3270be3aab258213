"""Everything is joined by id, and every id leads somewhere: one walk over all joins.

Cases, patients, rooms, trainees, words, tools, sites, structures, deeds, marks, sounds, events.
"""

import ast
import csv
import re
import tomllib
from pathlib import Path

import pytest

import learning.events
from learning.objectives import load, sheet_path
from physiology.actions import parse
from physiology.deeds import vessel_table
from simulator.core.room import load_room
from simulator.core.scenario import SCENARIOS, case_ids, load_case, load_person
from simulator.core.shocks import REFUSED, WORDS
from simulator.core.talk import ANSWERS, IMAGES, load_phrases
from simulator.procedures import examination, needle_decompression
from simulator.rigs.plan import load_plan, plan_ids
from simulator.text import LANGUAGES, catalog

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "assets/anatomy/structures.tsv").read_text(encoding="utf-8")
STRUCTURES = {row["id"]: row for row in csv.DictReader(TABLE.splitlines(), delimiter="\t")}
TISSUES = {row["tissue"] for row in STRUCTURES.values()}
LANDMARKS = set(
    re.findall(r'"([a-z_]+)"', (ROOT / "simulator/anatomy/landmarks.py").read_text("utf-8"))
) | set(re.findall(r'"([a-z_]+)"', (ROOT / "simulator/anatomy/skin_marks.py").read_text("utf-8")))
RULES = needle_decompression.load()
PHRASES = load_phrases()
SAID = {id for _, ids in PHRASES.groups for id in ids}
USED = (
    {f"order.{id}" for id in PHRASES.orders}
    | {f"oxygen.flow_{flow:g}" for flow in PHRASES.flows_l_per_min}
    | {f"defib.{word}" for word in WORDS}
)
TOOLS = {*RULES.devices, "stethoscope", "oxygen_mask"}
PROCEDURES = {p.stem for p in (SCENARIOS / "procedures").glob("*.toml") if "." not in p.stem}
CORE = sorted((ROOT / "simulator/core").glob("*.py"))


def calls(name, files=CORE):
    """Arguments of every call of a method of that name: constant ones, else None."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            is_it = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_it and node.func.attr == name:
                yield [a.value if isinstance(a, ast.Constant) else None for a in node.args]


@pytest.mark.parametrize("id", case_ids())
def test_a_case_leads_to_patient_room_tools_procedures_and_bones(id):
    case = load_case(id)
    assert load_person(case.patient).id == case.patient
    assert load_room(case.room).id == case.room
    assert set(case.tools) <= TOOLS
    assert set(case.procedures) <= PROCEDURES
    assert set(case.answers) <= set(ANSWERS)
    for injury in case.injuries:
        assert STRUCTURES[injury.structure]["sided"] == "yes"


@pytest.mark.parametrize("id", plan_ids())
def test_a_trainee_says_takes_and_reaches_what_there_is(id):
    for step in load_plan(id).step:
        assert set(step.say) <= SAID | USED
        assert step.tool in {"", *TOOLS}
        assert step.site in {"", *LANDMARKS}
        assert step.over in {"", *STRUCTURES}
        for case in ("tension_pneumothorax", "tension_pneumothorax_ventilated"):
            assert step.tool in {"", *load_case(case).tools}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_can_be_said_chosen_or_answered_has_words(language):
    words = catalog(language)
    wanted = {f"say.{id}" for id in SAID | USED} | {f"group.{name}" for name, _ in PHRASES.groups}
    for about in ANSWERS.values():
        wanted |= {f"patient.{about}_short", f"patient.{about}_full"}
    for gas, clear in IMAGES.values():
        wanted |= {f"nurse.{gas}_{where}" for where in ("left", "right", "both")}
        wanted |= {f"nurse.{clear}"}
    wanted |= {f"say.defib.{word}" for word in WORDS} | set(REFUSED.values())
    for order in PHRASES.orders.values():
        is_announced = order.id not in IMAGES and order.id != "call_surgeon"
        if is_announced and (not order.deeds or any("Attach" in str(d) for d in order.deeds)):
            wanted.add(f"nurse.ready_{order.id}" if order.id != "intubation" else "nurse.will_do")
    assert wanted - set(words) == set()
    assert set(ANSWERS) <= SAID
    assert set(IMAGES) <= set(PHRASES.orders)


def test_every_caption_and_sound_of_the_session_has_words():
    from simulator.audio.soundscape import SOUNDS

    captions = {args[1] for args in calls("caption") if args[1:2] != [None]} - {"words"}
    for language in LANGUAGES:
        words = set(catalog(language))
        assert captions - words == set()
        assert {f"sound.{id}" for id in SOUNDS} - words == set()
    played = {args[0] for args in calls("sound") if args and args[0]}
    assert played <= set(SOUNDS)
    cues = {"hiss", "pop", "crepitus", "phone"}
    assert cues <= played, "a sound that is made and never played"


def test_tissues_and_structures_of_a_needle_are_those_of_the_body():
    table = tomllib.loads(needle_decompression.FILE.read_text(encoding="utf-8"))
    assert set(RULES.bleeds) <= TISSUES
    assert {needle_decompression.PLEURA, needle_decompression.LUNG} <= set(STRUCTURES)
    assert TISSUES - set(table["tissue"]) <= {"hair", "eye", "tooth"}, "tissue without a resistance"
    for id, row in STRUCTURES.items():
        if row["tissue"] in RULES.bleeds:
            assert id in vessel_table(), id


def test_places_that_the_examiner_knows_are_landmarks():
    from simulator.core import examiner

    assert {examiner.NOTCH, examiner.WRIST, examiner.FINGER, examiner.NECK} <= LANDMARKS


def test_thresholds_of_the_senses_are_all_read():
    read = {tuple(args[:2]) for args in calls("of", [*CORE, Path(examination.__file__)])}
    asked = {
        (sense, name)
        for sense, rows in examination.load().table.items()
        for name in rows
        if name != "source"
    }
    assert asked == read & asked, f"never read: {sorted(asked - read)}"
    assert {pair for pair in read if None not in pair} <= asked


def documented_kinds():
    return set(re.findall(r"^    ([a-z_]+) {1,}\S", learning.events.__doc__, re.MULTILINE))


def test_every_event_is_written_down_and_every_event_written_down_is_made():
    made = {args[1] for args in calls("write") if len(args) > 1 and args[1]}
    source = "\n".join(file.read_text(encoding="utf-8") for file in CORE)
    made |= set(re.findall(r'Event\([^,]+, "\w+", "(\w+)"', source))
    assert made - documented_kinds() == set()
    later = {"objective"}  # set by an instructor's console, which is not built yet
    assert {kind for kind in documented_kinds() if kind not in made} <= later


@pytest.mark.parametrize("name", sorted(PROCEDURES - {"examination"}))
def test_a_procedure_has_a_sheet_whose_events_are_made(name):
    sheet = load(sheet_path(name))
    kinds = {p.kind for patterns in sheet.moments.values() for p in patterns}
    assert kinds <= documented_kinds()


@pytest.mark.parametrize("order", PHRASES.orders.values(), ids=lambda order: order.id)
def test_an_order_is_deeds_that_the_body_knows(order):
    assert order.delay_s > 0.0
    rows = tomllib.loads((SCENARIOS / "talk.toml").read_text(encoding="utf-8"))["order"]
    row = next(row for row in rows if row["id"] == order.id)
    assert tuple(parse(text)[1] for text in row["deeds"]) == order.deeds
    assert row["source"]
