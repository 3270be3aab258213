"""The parameter table: read it, check it, hand it out as one flat vector.

>>> from physiology import parameters
>>> parameters.table()["heart.e_lv"].unit
'mmHg/mL'
"""

from __future__ import annotations

import difflib
import functools
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from physiology.errors import TwinError
from physiology.layout import PARAM_NAMES

FOLDER = Path(__file__).parent


class Row(NamedTuple):
    """One parameter: value in `unit`, allowed range, key of its source."""

    value: float
    unit: str
    low: float
    high: float
    source: str


def table(path: Path = FOLDER / "parameters.toml") -> dict[str, Row]:
    """Every row by ``section.name``, checked.

    Raises
    ------
    TwinError
        A row missing, unknown, incomplete, or outside its own range.
    """
    rows: dict[str, Row] = {}
    _collect(tomllib.loads(path.read_text("utf-8")), "", rows, path.name)
    for name in rows:
        if name not in PARAM_NAMES:
            near = difflib.get_close_matches(name, PARAM_NAMES, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise TwinError(f"{path.name}: parameter {name!r} is unknown to every organ{hint}")
    for name in PARAM_NAMES:
        if name not in rows:
            raise TwinError(
                f"{path.name}: parameter {name!r} is missing; every organ needs its rows"
            )
    return rows


@functools.cache
def values() -> NDArray[np.float64]:
    """The table as the vector that kernels read."""
    rows = table()
    found = np.array([rows[name].value for name in PARAM_NAMES])
    found.flags.writeable = False
    return found


def sources() -> dict[str, dict[str, Any]]:
    """What each source key stands for."""
    return tomllib.loads((FOLDER / "sources.toml").read_text("utf-8"))


def _collect(node: dict[str, Any], prefix: str, rows: dict[str, Row], file: str) -> None:
    for key, value in node.items():
        name = f"{prefix}{key}"
        if "value" not in value:
            _collect(value, f"{name}.", rows, file)
        else:
            rows[name] = _row(name, value, file)


def _row(name: str, value: dict[str, Any], file: str) -> Row:
    if set(value) != {"value", "unit", "range", "source"}:
        raise TwinError(f"{file}: {name} has {sorted(value)}; it needs value, unit, range, source")
    low, high = (float(x) for x in value["range"])
    row = Row(float(value["value"]), str(value["unit"]), low, high, str(value["source"]))
    if not low <= row.value <= high:
        raise TwinError(
            f"{file}: {name} is {row.value:g}; its range is {low:g} to {high:g} {row.unit}"
        )
    return row
