"""Which diseases count: five sides of each, scored by sourced rows (diseases/<disease id>.csv).

A row's `aspect` says which side of the disease it speaks of. A disease counts when every side has a
row that the body was asked, five in all; it is met when at least `MET` of its rows are in band.

>>> from physiology.validation.table import DISEASES, rows
>>> lacking(row for row in rows(DISEASES) if row.group == "asthma")
()
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from physiology.validation.score import Score
from physiology.validation.table import Row

ASPECTS = ("mild", "severe", "course", "treated", "mistreated")
LEAST_ROWS = 5
MET = 0.8  # share of a disease's rows
ENOUGH = 0.8  # share of all rows of all diseases: below it the slow test fails


class Tally(NamedTuple):
    """One disease: its rows, how many were asked and are right, the sides that no row speaks of."""

    disease: str
    rows: int
    expressed: int
    in_band: int
    by_aspect: dict[str, tuple[int, int]]  # expressed, in band
    lacks: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether at least five rows, one on each side, scored it."""
        return self.expressed >= LEAST_ROWS and not self.lacks

    @property
    def is_met(self) -> bool:
        """Whether most of what was asked is right."""
        return self.counts and self.in_band >= MET * self.rows


def lacking(rows: Iterable[Row]) -> tuple[str, ...]:
    """Sides of a disease that none of its rows speaks of."""
    there = {row.aspect for row in rows}
    return tuple(aspect for aspect in ASPECTS if aspect not in there)


def tallies(found: Score) -> list[Tally]:
    """Every disease that was scored, in the order of names."""
    ids = sorted({j.row.group for j in found.judged} | {u.row.group for u in found.unsaid})
    return [_tally(found, disease) for disease in ids]


def _tally(found: Score, disease: str) -> Tally:
    judged = [j for j in found.judged if j.row.group == disease]
    unsaid = sum(u.row.group == disease for u in found.unsaid)
    sides = {
        aspect: (
            sum(j.row.aspect == aspect for j in judged),
            sum(j.row.aspect == aspect and j.is_in_band for j in judged),
        )
        for aspect in ASPECTS
    }
    return Tally(
        disease, len(judged) + unsaid, len(judged), sum(j.is_in_band for j in judged),
        sides, lacking(j.row for j in judged),
    )  # fmt: skip


def is_enough(found: Score) -> bool:
    """Whether every disease counts and the share of right rows is what the slow test asks."""
    each = tallies(found)
    right, total = sum(t.in_band for t in each), sum(t.rows for t in each)
    return all(t.counts for t in each) and right >= ENOUGH * total
