"""Doses compared: their plan stands in every drug's file, what is written is what the body says."""

import csv
import io

import pytest
from PIL import Image

from physiology import Patient, Twin, actions, formulary
from physiology.course import course
from physiology.validation import dose_response
from simulator.commands import main as launcher

SAMPLE = ("propofol", "naloxone", "norepinephrine", "adenosine", "nitrous_oxide", "glucose")


def read(text):
    header, *rows = csv.reader(io.StringIO(text))
    return header, [[float(cell) for cell in row] for row in rows]


def test_every_drug_says_what_is_usual_and_shows_it_by_columns_that_exist():
    known = set(next(course(Twin(dose_response.WHO), [], 0.0, 1.0)))
    for id, drug in formulary.load().items():
        usual, shown = dose_response.plan(drug)
        assert usual.source
        assert usual.route == "iv" or drug.gas is not None or usual.route in drug.routes
        own = {f"plasma_{id}_mg_l", f"effect_{id}_mg_l", f"end_tidal_{id}_pct"}
        assert set(shown.columns) <= known | own, id
        doses = [dose_response.dose_of(drug, times) for times in dose_response.TIMES]
        assert doses == sorted(doses)
        assert drug.most_mg >= 2.0 * usual.dose_mg(usual.high, dose_response.WHO.weight_kg), id


def test_a_usual_dose_in_mg():
    """0.1 ug/kg/min for 900 s in 80 kg is 0.12 mg."""
    usual, _ = dose_response.plan(formulary.load()["norepinephrine"])
    assert usual.dose_mg(0.0001, 80.0) == pytest.approx(0.12)
    assert usual.said == "0.05 to 0.5 ug/kg/min"


def test_every_drug_has_its_file_and_a_picture_that_is_not_blank():
    for id in formulary.load():
        header, rows = read((dose_response.FOLDER / f"{id}.csv").read_text("utf-8"))
        assert header[2:] == list(formulary.load()[id].shown.columns)
        assert len({row[0] for row in rows}) >= 4
        with Image.open(dose_response.FOLDER / f"{id}.png") as picture:
            assert len(picture.convert("RGB").getcolors(100_000)) > 20
    files = {path.stem for path in dose_response.FOLDER.iterdir()}
    assert files == set(formulary.load())


def test_the_command_on_the_page_gives_the_numbers_of_the_file(capsys):
    drug = formulary.load()["propofol"]
    words = dose_response.command(drug)
    asked = [part for k, part in enumerate(words.split("'")) if k % 2]
    rest = words.split("launcher.py ")[1].split("--deed")[0].split()
    tail = words.split("'")[-1].split()
    assert launcher([*rest, *(x for deed in asked for x in ("--deed", deed)), *tail]) == 0
    lived = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    dose = dose_response.dose_of(drug, 1.0)
    header, rows = read((dose_response.FOLDER / "propofol.csv").read_text("utf-8"))
    kept = [row[1:] for row in rows if row[0] == dose]
    assert len(kept) == len(lived) > 50
    for row, one in zip(kept, lived):
        assert row == pytest.approx([float(one[name]) for name in header[1:]], rel=2e-3, abs=1e-3)


def test_concentrations_stand_in_a_course():
    """A column from the first row on; 100 mg in some 4 L of a man's first pool soon after."""
    twin = Twin(Patient(age_y=34, sex="male", height_cm=176, weight_kg=80))
    deeds = [actions.parse("GiveDrug drug=propofol dose_mg=100 route=iv @1")]
    rows = list(course(twin, deeds, 0.5, 5.0))
    assert rows[0]["plasma_propofol_mg_l"] == 0.0
    assert max(row["plasma_propofol_mg_l"] for row in rows) > 5.0
    assert rows[-1]["effect_propofol_mg_l"] > 0.0
    assert [row["t_s"] for row in rows] == [0, 5, 10, 15, 20, 25, 30]


@pytest.mark.slow
@pytest.mark.parametrize("id", SAMPLE)
def test_written_doses_are_those_of_todays_body(id):
    _, found = dose_response.of_drug(id)
    header, rows = read(dose_response.as_csv(formulary.load()[id], found))
    was, kept = read((dose_response.FOLDER / f"{id}.csv").read_text("utf-8"))
    advice = "run `uv run launcher.py twin validate --doses`"
    assert header == was, advice
    assert len(rows) == len(kept), advice
    for now, then in zip(rows, kept):
        assert now == pytest.approx(then, rel=2e-3, abs=1e-3), advice
