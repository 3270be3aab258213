"""Tables of published values: one reader for both styles of column, bands never touched.

Ours has `low`, `high`; the peers' has `expected_low`, `expected_high`, `trend`. Either limit may be
missing, and a row may give a direction instead of numbers.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import NamedTuple

from physiology.errors import TwinError

HERE = Path(__file__).parent
TARGETS = HERE / "targets.csv"
PEERS = HERE / "peers.csv"
DRUGS = HERE / "drugs.csv"  # groups are ids of drugs
DISEASES = HERE / "diseases"  # a folder: one table a disease, its id the name of file and group
NEEDED = ("group", "condition", "quantity", "unit", "source")
LIMITS = (("low", "high"), ("expected_low", "expected_high"))
UNCITED = ("no citation", "recalled")


class Row(NamedTuple):
    """One published value: a band, one side of it, or a direction."""

    group: str
    condition: str
    quantity: str
    unit: str
    low: float | None
    high: float | None
    trend: str
    source: str
    note: str
    aspect: str = ""  # of a disease: see diseases.py

    @property
    def has_number(self) -> bool:
        """Whether the row gives a number at all."""
        return self.low is not None or self.high is not None

    @property
    def is_checkable(self) -> bool:
        """Whether the row names a source that somebody has looked into."""
        if any(word in self.source for word in UNCITED) or not self.source.strip():
            return False
        if "unverified" in self.note:
            return False
        return not (self.note == "R" or self.note.startswith(("R ", "R,")))


def rows(path: Path = TARGETS) -> list[Row]:
    """Every row of a table, or of all tables of a folder in the order of their names.

    Raises
    ------
    TwinError
        A file cannot be read, a column is missing, or a limit is not a number.
    """
    if path.is_dir():
        return [row for one in sorted(path.glob("*.csv")) for row in rows(one)]
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or []
            low, high = _limits(path, list(names))
            return [_row(path, k + 2, r, low, high) for k, r in enumerate(reader)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TwinError(f"{path}: cannot be read as a table ({error})") from error


def is_of_peers(path: Path) -> bool:
    """Whether a table is written in the peers' style, and so judged by their margin."""
    if path.is_dir():
        return False
    with path.open(newline="", encoding="utf-8") as file:
        return "expected_low" in (csv.DictReader(file).fieldnames or [])


def _limits(path: Path, names: list[str]) -> tuple[str, str]:
    for name in NEEDED:
        if name not in names:
            raise TwinError(f"{path}: column {name!r} is missing; it has {', '.join(names)}")
    for low, high in LIMITS:
        if low in names and high in names:
            return low, high
    raise TwinError(f"{path}: give columns low and high, or expected_low and expected_high")


def _row(path: Path, line: int, r: dict[str, str], low: str, high: str) -> Row:
    def limit(name: str) -> float | None:
        text = (r[name] or "").strip()
        if not text:
            return None
        try:
            return float(text)
        except ValueError:
            raise TwinError(f"{path}, line {line}: {name} is {text!r}, not a number") from None

    return Row(
        r["group"], r["condition"], r["quantity"], (r["unit"] or "").strip(),
        limit(low), limit(high), (r.get("trend") or "").strip(), r["source"] or "",
        (r.get("note") or "").strip(), (r.get("aspect") or "").strip(),
    )  # fmt: skip


def is_held_out(row: Row) -> bool:
    """Whole conditions, fixed from the first commit, never used to fit."""
    return int(hashlib.sha256((row.group + row.condition).encode()).hexdigest(), 16) % 3 == 0
