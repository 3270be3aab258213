"""Names, concepts and sources of structures, from assets/anatomy/structures.tsv."""

from __future__ import annotations

import csv
import functools
from typing import Any, cast

from simulator.anatomy.body import Side, Structure
from simulator.anatomy.tables import FOLDER, table
from simulator.errors import AnatomyError

SIDE_WORDS = {"left": ("left {}", "左{}"), "right": ("right {}", "右{}")}


@functools.cache
def rows() -> dict[str, dict[str, str]]:
    """The table by id."""
    with (FOLDER / "structures.tsv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}


def structure(
    id: str, side: str | None, vertices: slice, triangles: slice, is_closed: bool,
    note: dict[str, Any],
) -> Structure:  # fmt: skip
    """The record of one part.

    Raises
    ------
    AnatomyError
        The table has no such row.
    """
    row = rows().get(id)
    if row is None:
        raise AnatomyError(f"assets/anatomy/structures.tsv: no row for {id!r}; add one")
    origin = table("sources")[row["source"]]
    fma = row[f"fma_{side}"] if side else row["fma"]
    return Structure(
        id, cast("Side | None", side), row["system"], row["tissue"], _names(row, side),
        {"fma": fma, "uberon": row["uberon"]}, origin["source"], origin["license"],
        is_closed, vertices, triangles, note,
    )  # fmt: skip


def _names(row: dict[str, str], side: str | None) -> dict[str, str]:
    names = {language: row[language] for language in ("en", "la", "zh")}
    if side is None:
        return names
    english, chinese = SIDE_WORDS[side]
    latin = _agreeing(row["la"], side)
    return {"en": english.format(names["en"]), "la": latin, "zh": chinese.format(names["zh"])}


def _agreeing(noun: str, side: str) -> str:
    stem = {"left": "sinist", "right": "dext"}[side]
    first = noun.split()[0]
    if noun.startswith("os ") or first.endswith(("um", "ma", "men")):
        return f"{noun} {stem}rum"
    if first.endswith(("a", "ix", "go")):
        return f"{noun} {stem}ra"
    if first.endswith(("ae",)):
        return f"{noun} {stem}rae"
    if first.endswith("i"):
        return f"{noun} {stem}ri"
    return f"{noun} {stem}er"
