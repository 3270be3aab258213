"""Quantities and units as data: what a table calls them, and how they are read from a look.

The words stand in quantities/*.toml and units.toml; docs/validation_grammar.md says how to add one.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from physiology.errors import TwinError
from physiology.validation.table import Row
from physiology.validation.watched import NotBuilt, Watched

HERE = Path(__file__).parent
FOLDER = HERE / "quantities"
UNITS = HERE / "units.toml"
FIELDS = {
    "names", "unit", "read", "choose", "moves", "steady", "zero", "basis", "g_per_mol", "groups",
    "share_source", "lacks",
}  # fmt: skip
BASES = ("own", "lumped", "share")
MOVES, STEADY, ZERO = 0.02, 0.10, 0.05  # dead bands as a share of the baseline, see the grammar


class Quantity(NamedTuple):
    """One thing that can be read.

    `basis`: "own" is a state or output of this body, "lumped" stands for a part that the body
    does not tell apart (its one interstitial space for the muscle's), "share" is a sourced
    anatomical share of a larger whole. `lacks` says why it cannot be read at all.
    """

    id: str
    names: tuple[str, ...]
    groups: tuple[str, ...]
    unit: str
    choose: tuple[tuple[float, str], ...]  # centers below the number are read by the expression
    moves: float | None
    steady: float | None
    zero: float | None
    basis: str
    g_per_mol: float | None
    lacks: str


class Unit(NamedTuple):
    """Dimension, and the factor that brings a number to the dimension's base."""

    dimension: str
    factor: float
    per_kg: bool


class Slip(NamedTuple):
    """A printed unit that cannot have been meant, and the one that was."""

    group: str
    quantity: str
    unit: str
    meant: str


@functools.cache
def quantities() -> dict[str, Quantity]:
    """Every quantity by id.

    Raises
    ------
    TwinError
        A file cannot be read, or says what the vocabulary does not know.
    """
    found: dict[str, Quantity] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for name, raw in _toml(path).items():
            if name in found:
                raise TwinError(f"{path.name}: quantity {name!r} occurs twice")
            found[name] = _quantity(f"{path.name}, {name}", name, raw)
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TwinError(f"{path.name}: cannot be read ({error})") from error


def _quantity(where: str, name: str, raw: dict[str, Any]) -> Quantity:
    for key in raw:
        if key not in FIELDS:
            raise TwinError(f"{where}: {key!r} is unknown; known are {', '.join(sorted(FIELDS))}")
    basis = raw.get("basis", "own")
    if basis not in BASES:
        raise TwinError(f"{where}: basis is {basis!r}; it must be one of {', '.join(BASES)}")
    if basis == "share" and not raw.get("share_source"):
        raise TwinError(f"{where}: a share needs share_source")
    choose = [(float(c.get("below", math.inf)), c["read"]) for c in raw.get("choose", [])]
    if "read" in raw:
        choose = [(math.inf, raw["read"])]
    return Quantity(
        name, tuple(raw.get("names", ())), tuple(raw.get("groups", ("*",))), raw.get("unit", ""),
        tuple(choose), raw.get("moves"), raw.get("steady"), raw.get("zero"), basis,
        raw.get("g_per_mol"), raw.get("lacks", ""),
    )  # fmt: skip


@functools.cache
def _by_name() -> dict[tuple[str, str], Quantity]:
    found: dict[tuple[str, str], Quantity] = {}
    for quantity in quantities().values():
        for group in quantity.groups:
            for name in quantity.names:
                found.setdefault((group, plain(name)), quantity)
    return found


def plain(name: str) -> str:
    """A name without capitals, blanks and percent signs, so that spellings meet."""
    return "".join(c for c in name.lower() if c.isalnum() or c in "-+/*")


def find(group: str, name: str) -> Quantity | None:
    """The quantity that a table calls `name`; its own group's meaning comes first."""
    known = _by_name()
    word = plain(name)
    exact = known.get((group, word)) or known.get(("*", word))
    return exact or next((q for pattern, q in _patterns() if fnmatchcase(word, pattern)), None)


@functools.cache
def _patterns() -> tuple[tuple[str, Quantity], ...]:
    """Names with a star, which stand for many: what is lacking is said once."""
    return tuple(
        (plain(name), quantity)
        for quantity in quantities().values()
        for name in quantity.names
        if "*" in name
    )


@functools.cache
def _units() -> tuple[dict[str, Unit], tuple[Slip, ...]]:
    raw = _toml(UNITS)
    known: dict[str, Unit] = {}
    for dimension, factors in raw["dimension"].items():
        for text, factor in factors.items():
            known[text] = Unit(dimension, float(factor), False)
            known[f"{text}/kg"] = Unit(dimension, float(factor), True)
    for text, same in raw["same"].items():
        known[text] = known[same]
    return known, tuple(Slip(**s) for s in raw.get("slip", []))


def meant_unit(row: Row) -> str:
    """The row's unit, or what it must have been when the printed one is a known slip."""
    for slip in _units()[1]:
        if (slip.group, plain(slip.quantity), slip.unit) == (
            row.group, plain(row.quantity), row.unit,
        ):  # fmt: skip
            return slip.meant
    return row.unit


def convert(value: float, quantity: Quantity, unit: str, weight_kg: float) -> float:
    """A number in the quantity's own unit, in `unit`.

    Raises
    ------
    TwinError
        The units do not fit each other.
    """
    known = _units()[0]
    if unit == quantity.unit:
        return value
    if unit not in known or quantity.unit not in known:
        raise TwinError(f"unit {unit!r} does not fit {quantity.id} ({quantity.unit})")
    old, new = known[quantity.unit], known[unit]
    base = value * old.factor
    if (old.dimension, new.dimension) == ("amount concentration", "mass concentration"):
        base = base * _molar(quantity, unit)
    elif (old.dimension, new.dimension) == ("mass concentration", "amount concentration"):
        base = base / _molar(quantity, unit)
    elif old.dimension != new.dimension:
        raise TwinError(f"unit {unit!r} does not fit {quantity.id} ({quantity.unit})")
    return base / new.factor / (weight_kg if new.per_kg and not old.per_kg else 1.0)


def _molar(quantity: Quantity, unit: str) -> float:
    if quantity.g_per_mol is None:
        raise TwinError(f"unit {unit!r} needs the molar mass of {quantity.id}")
    return quantity.g_per_mol


def read(quantity: Quantity, seen: Watched, center: float = math.nan) -> float:
    """The quantity in its own unit; `center` of the band tells apart values of one name.

    Raises
    ------
    NotBuilt
        The body has no such state.
    """
    if quantity.lacks:
        raise NotBuilt(quantity.lacks)
    for below, text in quantity.choose:
        if below == math.inf or center < below:
            return seen.read(text, lambda word: read(_named(quantity, word), seen))
    raise TwinError(f"{quantity.id}: nothing is read for a band about {center:g}")


def _named(quantity: Quantity, word: str) -> Quantity:
    known: Mapping[str, Quantity] = quantities()
    if word not in known:
        raise TwinError(f"quantity {quantity.id}: {word!r} is not a quantity")
    return known[word]
