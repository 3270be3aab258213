"""Sheets of marks: what a good run is, as data. Rules are a closed list; nothing is evaluated.

A sheet names moments (patterns over the log), marks, safety-critical errors, and the answers that
the body should give after release. Every row carries its threshold, unit, and source.

>>> sheet = load(sheet_path("needle_decompression"))
>>> sheet.marks[0].id
'safety_team_bleeding'
"""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from learning.errors import SheetError

GRADES = ("S", "M", "O")  # read in a source, from memory (check first), expert opinion

DERIVED = (
    "handover", "end", "awake", "own_airway", "puncture", "pleura", "release", "settled",
    "steel_out", "reexamined", "not_better", "false_success",
)  # fmt: skip
"""Moments that Python finds (see learning.chronicle); a sheet need not define them."""

MEASURES = (
    "attempts", "depth_past_pleura_mm", "spare_length_mm", "rib_share", "highest_rib_share",
    "nearest_sternum_mm", "harmed", "tip_rests_in_gas", "verdict_fits", "angle_deg",
    "midclavicular_mm", "lateral_mm",
)  # fmt: skip
"""Numbers that Python takes from the needle's way (see learning.measures)."""

MARK_RULES: dict[str, frozenset[str]] = {
    "by": frozenset({"moments", "since", "full_s", "zero_s"}),
    "before": frozenset({"moments", "then"}),
    "span": frozenset({"begin", "until", "bounds_s", "margin_s"}),
    "measure": frozenset({"measure", "bounds", "margin"}),
    "matches": frozenset({"event", "where"}),
    "share": frozenset({"moments", "full_fraction"}),
}
ERROR_RULES: dict[str, frozenset[str]] = {
    "happened": frozenset({"moments"}),
    "happened_before": frozenset({"moments", "then"}),
    "missing": frozenset({"moments", "since", "within_s"}),
    "outside": frozenset({"measure", "bounds"}),
}
_NUMBERS = frozenset({"full_s", "zero_s", "margin", "margin_s", "within_s", "full_fraction"})
_COMMON = frozenset(
    {"id", "rule", "source", "source_zh", "grade", "unit", "group", "points", "only_if"}
)


@dataclass(frozen=True)
class Pattern:
    """What an event must look like: its kind, and fields equal, one of a list, or within limits."""

    kind: str
    source: str
    where: dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One mark or one safety-critical error.

    Parameters
    ----------
    id : str
        Also the id of its texts: ``mark.<id>.title``, ``error.<id>.title``.
    rule : str
        One of MARK_RULES or ERROR_RULES.
    points : float
        What it is worth; 0 for errors.
    setting : dict
        The fields of the rule; numbers in `unit`.
    source, source_zh, grade : str
        Where the threshold comes from, in both languages, and how sure that is: one of GRADES.
    only_if : str
        Moment without which the row does not apply; "" applies always.
    """

    id: str
    rule: str
    group: str
    points: float
    unit: str
    setting: dict[str, Any]
    source: str
    source_zh: str
    grade: str
    only_if: str = ""


@dataclass(frozen=True)
class Answer:
    """How the body should answer release: a quantity within bounds by a time; never marked."""

    id: str
    quantity: str
    bounds: tuple[float, float]
    by_s: float
    unit: str
    source: str
    source_zh: str
    grade: str


@dataclass(frozen=True)
class Better:
    """What counts as better: signed changes from release, how many must be seen, none reversed."""

    changes: dict[str, float]
    needed: int
    source: str
    grade: str


@dataclass(frozen=True)
class Sheet:
    """A whole sheet of marks."""

    id: str
    moments: dict[str, tuple[Pattern, ...]]
    marks: tuple[Row, ...]
    errors: tuple[Row, ...]
    answers: tuple[Answer, ...]
    better: Better
    questions: tuple[str, ...]
    digest: str


def sheet_path(procedure: str) -> Path:
    """Where the sheet of a procedure lies."""
    folder = Path(__file__).resolve().parent.parent / "scenarios" / "procedures"
    return folder / f"{procedure}.marks.toml"


def load(path: Path) -> Sheet:
    """Read and check a sheet.

    Raises
    ------
    SheetError
        No such file, broken TOML, an unknown rule, field, or moment, a row without a source.
    """
    try:
        raw = path.read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
    except FileNotFoundError:
        raise SheetError(
            f"{path.name}: there is no such sheet of marks in {path.parent.name}/"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SheetError(f"{path.name}: not readable as TOML ({error})") from None
    name = path.name
    moments = {
        str(_need(name, "moment", row, "id")): _patterns(name, row)
        for row in table.get("moment", [])
    }
    marks = tuple(_row(name, "mark", row, MARK_RULES) for row in table.get("mark", []))
    errors = tuple(
        _row(name, "critical_error", row, ERROR_RULES) for row in table.get("critical_error", [])
    )
    _check_moments(name, moments, marks + errors)
    return Sheet(
        id=str(_need(name, "sheet", table, "id")),
        moments=moments,
        marks=marks,
        errors=errors,
        answers=tuple(_answer(name, row) for row in table.get("answer", [])),
        better=_better(name, dict(_need(name, "sheet", table, "better"))),
        questions=tuple(str(q) for q in table.get("questions", [])),
        digest=hashlib.sha256(raw).hexdigest()[:16],
    )


def _patterns(file: str, row: dict[str, Any]) -> tuple[Pattern, ...]:
    patterns: list[Pattern] = []
    for entry in _need(file, f"moment {row['id']!r}", row, "any"):
        where = dict(entry)
        kind = str(where.pop("kind", ""))
        if not kind:
            raise SheetError(
                f"{file}, moment {row['id']!r}: a pattern has no 'kind'; name the event kind"
            )
        patterns.append(Pattern(kind, str(where.pop("source", "")), where))
    return tuple(patterns)


def _row(file: str, table: str, row: dict[str, Any], rules: dict[str, frozenset[str]]) -> Row:
    place = f"{table} {row.get('id', '?')!r}"
    rule = str(_need(file, place, row, "rule"))
    if rule not in rules:
        raise SheetError(f"{file}, {place}: rule {rule!r} is unknown; {_near(rule, rules)}")
    for field in row:
        if field not in rules[rule] | _COMMON:
            raise SheetError(
                f"{file}, {place}: field {field!r} is unknown; {_near(field, rules[rule])}"
            )
    setting = {field: _need(file, place, row, field) for field in sorted(rules[rule])}
    for field in sorted(set(setting) & _NUMBERS):
        setting[field] = _number(file, place, field, setting[field])
    for field in sorted(set(setting) & {"bounds", "bounds_s"}):
        setting[field] = _bounds(file, place, field, setting[field])
    return Row(
        id=str(_need(file, place, row, "id")),
        rule=rule,
        group=str(row.get("group", "")),
        points=_number(file, place, "points", row.get("points", 0.0)),
        unit=str(row.get("unit", "")),
        setting=setting,
        source=str(_need(file, place, row, "source")),
        source_zh=str(_need(file, place, row, "source_zh")),
        grade=_grade(file, place, row),
        only_if=str(row.get("only_if", "")),
    )


def _answer(file: str, row: dict[str, Any]) -> Answer:
    place = f"answer {row.get('id', '?')!r}"
    return Answer(
        str(_need(file, place, row, "id")),
        str(_need(file, place, row, "quantity")),
        _bounds(file, place, "bounds", _need(file, place, row, "bounds")),
        _number(file, place, "by_s", _need(file, place, row, "by_s")),
        str(_need(file, place, row, "unit")),
        str(_need(file, place, row, "source")),
        str(_need(file, place, row, "source_zh")),
        _grade(file, place, row),
    )


def _better(file: str, row: dict[str, Any]) -> Better:
    changes = {
        str(name): _number(file, "better", f"changes.{name}", value)
        for name, value in _need(file, "better", row, "changes").items()
    }
    return Better(
        changes,
        int(_number(file, "better", "needed", _need(file, "better", row, "needed"))),
        str(_need(file, "better", row, "source")),
        _grade(file, "better", row),
    )


def _number(file: str, place: str, field: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SheetError(f"{file}, {place}: {field} is {value!r}; it must be a number")
    return float(value)


def _bounds(file: str, place: str, field: str, value: Any) -> tuple[float, float]:
    pair = cast("list[Any]", value)
    if not isinstance(value, list) or len(pair) != 2:
        raise SheetError(f"{file}, {place}: {field} is {value!r}; it must be [lowest, highest]")
    return _number(file, place, field, pair[0]), _number(file, place, field, pair[1])


def _check_moments(
    file: str, moments: dict[str, tuple[Pattern, ...]], rows: tuple[Row, ...]
) -> None:
    known = set(moments) | set(DERIVED)
    for row in rows:
        used: list[str] = list(row.setting.get("moments", []))
        used += [
            row.setting[key] for key in ("since", "then", "begin", "until") if key in row.setting
        ]
        used += [row.only_if] if row.only_if else []
        for moment in used:
            if moment not in known:
                raise SheetError(
                    f"{file}, {row.id!r}: moment {moment!r} is unknown; {_near(moment, known)}"
                )
        name = str(row.setting.get("measure", MEASURES[0]))
        if name not in MEASURES:
            raise SheetError(
                f"{file}, {row.id!r}: measure {name!r} is unknown; {_near(name, MEASURES)}"
            )


def _grade(file: str, place: str, row: dict[str, Any]) -> str:
    grade = str(_need(file, place, row, "grade"))
    if grade not in GRADES:
        raise SheetError(
            f"{file}, {place}: grade is {grade!r}; it must be one of {', '.join(GRADES)}"
        )
    return grade


def _need(file: str, place: str, row: dict[str, Any], field: str) -> Any:
    if field not in row:
        raise SheetError(f"{file}, {place}: field {field!r} is missing; every row needs it")
    return row[field]


def _near(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known))}"
