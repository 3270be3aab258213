"""Which rows of the table the body can express, and which it meets. Bands are never loosened."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from physiology.validation.experiments import EXPERIMENTS
from physiology.validation.experiments.subjects import Subjects

TABLE = Path(__file__).with_name("targets.csv")


class Row(NamedTuple):
    """One published range."""

    group: str
    condition: str
    quantity: str
    unit: str
    low: float
    high: float
    source: str


class Judged(NamedTuple):
    """A row and what the body did."""

    row: Row
    value: float
    is_in_band: bool
    is_held_out: bool


def rows(path: Path = TABLE) -> list[Row]:
    """Every row of the table."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Row(
                r["group"],
                r["condition"],
                r["quantity"],
                r["unit"],
                float(r["low"]),
                float(r["high"]),
                r["source"],
            )
            for r in csv.DictReader(file)
        ]


def is_held_out(row: Row) -> bool:
    """Whole conditions, fixed from the first commit, never used to fit."""
    return int(hashlib.sha256((row.group + row.condition).encode()).hexdigest(), 16) % 3 == 0


def judge(
    groups: set[str] | None = None, told: Callable[[float, str], None] | None = None
) -> list[Judged]:
    """Run every experiment (of `groups`) and compare."""
    subjects = Subjects()
    wanted = [r for r in rows() if groups is None or r.group in groups]
    keys = list(
        dict.fromkeys(
            (r.group, r.condition) for r in wanted if (r.group, r.condition) in EXPERIMENTS
        )
    )
    found: list[Judged] = []
    done: dict[Any, dict[str, float]] = {}
    for k, key in enumerate(keys):
        if told:
            told(k / len(keys), f"{key[0]}: {key[1]}")
        experiment = EXPERIMENTS[key]
        if experiment not in done:
            done[experiment] = experiment(subjects)
        for row in wanted:
            if (row.group, row.condition) == key and row.quantity in done[experiment]:
                value = float(done[experiment][row.quantity])
                found.append(Judged(row, value, row.low <= value <= row.high, is_held_out(row)))
    return found


def summary(judged: list[Judged], total: int) -> dict[str, Any]:
    """As `twin validate` prints it."""
    held = [j for j in judged if j.is_held_out]
    return {
        "rows": total,
        "expressed": len(judged),
        "in_band": sum(j.is_in_band for j in judged),
        "held_out": {"expressed": len(held), "in_band": sum(j.is_in_band for j in held)},
        "misses": [
            {
                "group": j.row.group,
                "condition": j.row.condition,
                "quantity": j.row.quantity,
                "value": round(j.value, 3),
                "low": j.row.low,
                "high": j.row.high,
                "unit": j.row.unit,
                "source": j.row.source,
                "held_out": j.is_held_out,
            }
            for j in judged
            if not j.is_in_band
        ],
    }


def is_enough(judged: list[Judged]) -> bool:
    """All expressible rest_male rows, and nine of ten of the rest."""
    rest = [j for j in judged if j.row.group == "rest_male"]
    others = [j for j in judged if j.row.group != "rest_male"]
    met = sum(j.is_in_band for j in others)
    return all(j.is_in_band for j in rest) and met >= 0.9 * len(others)


def no_peers() -> dict[str, Any]:
    """Rows of other engines are not compared yet; the keys are there all the same."""
    return {
        "rows": 0,
        "expressed": 0,
        "in_band": 0,
        "held_out": {"expressed": 0, "in_band": 0},
        "misses": [],
    }
