"""Case files: who is sick, what happened before the learner came, what may be used, when it ends.

A case holds facts and deeds, never a course: what the patient does is up to the body.

>>> case = load_case("tension_pneumothorax")
>>> case.patient
'li_wei'
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from physiology.actions import Action, parse
from physiology.errors import TwinError
from physiology.patient import Patient
from simulator.errors import InputError, ScenarioError

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMED = 12  # so many known words are listed in an error


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text of the case itself, in both languages."""

    en: str
    zh: str


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of the handover (ATMIST)."""

    field: Literal["age", "time", "mechanism", "injuries", "signs", "treatment", "request"]
    en: str
    zh: str


class Injury(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A broken part that fingers can find: a structure's id and side."""

    structure: str
    side: Literal["left", "right"]
    crepitus_mm: float = 40.0  # how far around it emphysema and crepitus are felt [O]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a claim of the case comes from; grade S read, M memory, O opinion."""

    id: str
    text: str
    grade: Literal["S", "M", "O"]


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to wait for; an empty field stands for any. See simulator.core.triggers."""

    trigger: Literal["looked", "touched", "listened", "percussed", "said", "took", "laid_down"]
    at: str = ""  # what was looked at; where a tool was laid down
    side: Literal["left", "right"] | None = None
    tool: str = ""  # the first letters of a tool's id
    phrase: str = ""


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line that stays until everything in `when` has happened since it came."""

    id: str
    en: str
    zh: str
    when: list[When] = []
    at_least_s: float = 1.0


class Ending(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When the case is over, whichever comes first."""

    max_min: float
    after_handover_s: float = 10.0
    after_death_s: float = 15.0
    needs_reassessment: bool = True
    after_prompts: bool = False


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One case file. Field names are the file's; `before` holds deeds in the grammar of the log."""

    id: str
    title: Words
    summary: Words
    level: Literal["M", "R1", "R2", "R3"]
    mode: Literal["awake", "ventilated"]
    patient: str
    room: str = "resuscitation_bay"
    seed: int = 1
    authors: list[str]
    reviewers: list[str]
    review_date: str
    guideline_edition: str
    expires: str
    procedures: list[str]
    objectives: list[str]
    tools: list[str]
    before: list[str]  # deeds; "@s" counts from the accident
    arrive_s: float  # when the learner arrives, from the accident
    injuries: list[Injury] = []
    equipment: list[Literal["collar", "drip"]] = []  # on him at the start, besides sensors
    handover: list[Line]
    allergies: Words
    answers: dict[str, Words] = {}  # what he says to a phrase while he can speak in sentences
    prompts: list[Prompt] = []
    death: Literal["possible", "off"] = "possible"
    end: Ending
    sources: list[Source]

    def deeds(self) -> list[tuple[float, Action]]:
        """What happened before the learner came, in order of time (s from the accident)."""
        return sorted((parse(text) for text in self.before), key=lambda deed: deed[0])


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One patient file."""

    id: str
    name: Words
    age_y: float
    sex: Literal["male", "female"]
    height_cm: float
    weight_kg: float
    conditions: list[str] = []
    hb_g_dl: float | None = None
    why: Words | None = None  # why there is such a patient: what he can teach

    def patient(self, seed: int) -> Patient:
        """The person, as far as the equations need one."""
        return Patient(
            self.age_y,
            self.sex,
            self.height_cm,
            self.weight_kg,
            tuple(self.conditions),
            self.hb_g_dl,
            seed,
        )


def load_case(name: str) -> Case:
    """Read a case by id, or from a file.

    Raises
    ------
    ScenarioError
        Unknown id (with the nearest one), or a wrong file: names file, line, field, and rule.
    """
    path = _find(name, "cases", "case")
    case = _read(path, Case)
    _check_deeds(path, case)
    _check_numbers(path, case)
    return case


def load_person(name: str) -> Person:
    """Read a patient by id, or from a file.

    Raises
    ------
    ScenarioError
        Unknown id, or a wrong file.
    """
    path = _find(name, "patients", "patient")
    person = _read(path, Person)
    try:
        person.patient(0)
    except TwinError as error:
        raise ScenarioError(f"{path.name}: {error}") from None
    return person


def case_file(name: str) -> Path:
    """The file of a case."""
    return _find(name, "cases", "case")


def case_ids() -> list[str]:
    """Ids of the cases that come with Theatrum."""
    return sorted(file.stem for file in (SCENARIOS / "cases").glob("*.toml"))


def person_ids() -> list[str]:
    """Ids of the patients that come with Theatrum."""
    return sorted(file.stem for file in (SCENARIOS / "patients").glob("*.toml"))


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as the log keeps it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def case_schema() -> dict[str, Any]:
    """JSON schema of a case file, for editors."""
    return msgspec.json.schema(Case)


def near(word: str, known: list[str]) -> str:
    """The way out of a misspelling: the nearest word, else the first few that are known."""
    close = difflib.get_close_matches(word[:200], known, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]!r}?"
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return f"known are {', '.join(sorted(known)[:NAMED])}{more}"


def is_file(path: Path) -> bool:
    """Whether a path is a file; False too where it could never be one (a name too long)."""
    try:
        return path.is_file()
    except OSError:
        return False


def _find(name: str, folder: str, what: str) -> Path:
    if name.endswith(".toml") or "/" in name or "\\" in name:
        path = Path(name)
        if not is_file(path):
            raise ScenarioError(f"{what} file {name!r} does not exist; give a file or an id")
        return path
    path = SCENARIOS / folder / f"{name}.toml"
    if not is_file(path):
        known = [file.stem for file in (SCENARIOS / folder).glob("*.toml")]
        raise ScenarioError(f"{what} {name!r} is unknown; {near(name, known)}")
    return path


def _read(path: Path, kind: type[Any]) -> Any:
    try:
        raw = path.read_text(encoding="utf-8")
        table = tomllib.loads(raw)
    except OSError as error:
        raise ScenarioError(f"{path.name}: can not be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{path.name}: is no UTF-8 text; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{path.name}: is no TOML: {error}") from None
    try:
        return msgspec.convert(table, type=kind)
    except msgspec.ValidationError as error:
        raise ScenarioError(_explain(path, raw, table, kind, str(error))) from None


def _explain(path: Path, raw: str, table: dict[str, Any], kind: type[Any], message: str) -> str:
    """Turn a validator's words into: file, line, field, value, rule, way out."""
    what, _, where = message.partition(" - at `$")
    field = where.rstrip("`").lstrip(".")
    unknown = re.search(r"unknown field `(\w+)`", what)
    if unknown:
        field = f"{field}.{unknown[1]}".lstrip(".")
        known = _known_fields(kind, where)
        what = f"field {unknown[1]!r} is unknown; {near(unknown[1], known)}"
    missing = re.search(r"missing required field `(\w+)`", what)
    if missing:
        what = f"{field}{'.' if field else ''}{missing[1]} is missing; add it"
    elif not unknown:
        value = _value_at(table, field)
        rule = _words(kind, where) or what[0].lower() + what[1:].replace("`", "")
        what = f"{field} is {value!r}; {rule}" if value is not None else f"{field}: {rule}"
    line = line_of(raw, field) if field else None
    return f"{path.name}{f', line {line}' if line else ''}: {what}"


def _type_at(kind: type[Any], where: str) -> Any:
    info: Any = msgspec.inspect.type_info(kind)
    for part in re.findall(r"[a-z_]+|\[\d+\]", where):
        if isinstance(info, msgspec.inspect.StructType) and not part.startswith("["):
            info = next(f.type for f in info.fields if f.encode_name == part)
        elif isinstance(info, msgspec.inspect.ListType):
            info = info.item_type
    return info


def _known_fields(kind: type[Any], where: str) -> list[str]:
    info = _type_at(kind, where)
    fields = info.fields if isinstance(info, msgspec.inspect.StructType) else ()
    return [field.encode_name for field in fields]


def _words(kind: type[Any], where: str) -> str:
    """The rule of a field that must be one of some words; "" for any other."""
    info = _type_at(kind, where)
    if not isinstance(info, msgspec.inspect.LiteralType):
        return ""
    return f"it must be one of {', '.join(str(value) for value in info.values)}"


def _value_at(table: Any, field: str) -> Any:
    for name, index in re.findall(r"([a-z_0-9]+)|\[(\d+)\]", field):
        try:
            table = table[name] if name else table[int(index)]
        except (KeyError, IndexError, TypeError):
            return None
    return table if isinstance(table, str | int | float | bool) else None


def line_of(raw: str, field: str) -> int | None:
    """The line of a file that sets a field ("end.max_min", "injuries[1].side"); None if unsure."""
    lines = raw.splitlines()
    start = 0
    path = re.findall(r"([a-z_0-9]+)(?:\[(\d+)\])?", field)
    for name, index in path:
        table = rf"^\s*\[\[?\s*{name}\s*\]"
        key = rf"^\s*{name}\s*=|[{{,]\s*{name}\s*="
        rest = list(enumerate(lines[start:], start))
        hits = [n for n, line in rest if re.search(table, line)] or [
            n for n, line in rest if re.search(key, line)
        ]
        if not hits:
            return start + 1 if start else None
        start = hits[min(int(index or 0), len(hits) - 1)]
    return start + 1


def _check_deeds(path: Path, case: Case) -> None:
    for text in case.before:
        try:
            at_s, _ = parse(text)
        except TwinError as error:
            raise ScenarioError(f"{path.name}, before: {text!r}: {error}") from None
        if at_s > case.arrive_s:
            raise ScenarioError(
                f"{path.name}, before: {text!r} lies after arrive_s = {case.arrive_s:g}; "
                "deeds of `before` happen before the learner comes"
            )


def _check_numbers(path: Path, case: Case) -> None:
    rules = {
        "arrive_s": (case.arrive_s, 0.0, 86400.0),
        "end.max_min": (case.end.max_min, 0.5, 240.0),
        "end.after_handover_s": (case.end.after_handover_s, 0.0, 3600.0),
        "end.after_death_s": (case.end.after_death_s, 0.0, 3600.0),
    } | {
        f"prompts[{k}].at_least_s": (prompt.at_least_s, 0.0, 600.0)
        for k, prompt in enumerate(case.prompts)
    }
    for field, (value, low, high) in rules.items():
        if not low <= value <= high:
            raise ScenarioError(
                f"{path.name}: {field} is {value:g}; it must be a number from {low:g} to {high:g}"
            )
    if not case.tools:
        raise InputError(f"{path.name}: tools is empty; give at least one tool's id")
