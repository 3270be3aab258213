"""Every public number ends in its unit, and conversions live in one file."""

import dataclasses
import re
import typing
from pathlib import Path

import pytest

from learning import compressions
from physiology import actions, patient, vitals
from physiology.units import SUFFIXES
from simulator.core import clock, library, records, scenario, talk
from simulator.procedures import (
    defibrillator,
    examination,
    needle_decompression,
)
from simulator.rigs import plan
from simulator.tissue import needle

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {
    "tick",
    "first_tick",
    "moments",
    "n",
    "seed",
    "gcs",
    "ph",
    "eeg_index",
}  # pure numbers, or counted
RECORDS = [
    patient.Patient, *actions.ACTIONS.values(),
    scenario.Case, scenario.Person, scenario.Injury, scenario.Prompt, scenario.Ending,
    plan.Step, needle_decompression.Bleeds, needle_decompression.Kink, needle.Device,
    records.Hand, records.Caption, records.SoundCue, records.RigFrame, records.Snapshot,
    talk.Order, library.RunLine, clock.Clock, defibrillator.Machine,
]  # fmt: skip
TUPLES = [
    vitals.Vitals, vitals.Truth, examination.Hearing, examination.Under,
    compressions.Compression, compressions.Quality,
]  # fmt: skip


def numbers(kind: type) -> list[str]:
    hints = typing.get_type_hints(kind)
    names = getattr(kind, "__struct_fields__", None) or getattr(kind, "_fields", None)
    names = names or [f.name for f in dataclasses.fields(kind)]
    return [n for n in names if hints[n] in (float, int, float | None) and n not in COUNTS]


@pytest.mark.parametrize("kind", [*RECORDS, *TUPLES], ids=lambda kind: kind.__name__)
def test_numbers_carry_their_unit(kind: type):
    wrong = [name for name in numbers(kind) if not name.endswith(SUFFIXES)]
    assert wrong == []


def test_a_number_without_unit_is_noticed():
    kind = dataclasses.make_dataclass("Bad", [("dose", float)])
    assert [n for n in numbers(kind) if not n.endswith(SUFFIXES)] == ["dose"]


def test_conversion_factors_live_in_units_only():
    factors = r"133\.32\d*|0?\.7355\d*|0?\.7356|1\.3595\d*|98\.0665|0?\.13332\d*|7\.5006\d*"
    factor = re.compile(rf"\b({factors})\b")
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for package in ("physiology", "learning", "simulator")
        for file in (ROOT / package).rglob("*.py")
        if file.name != "units.py"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if factor.search(line)
    ]
    assert found == []
