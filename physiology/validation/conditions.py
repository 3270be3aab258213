"""Conditions as data: which deeds bring a body into what a table's words say, and when to look.

The grammar is written down in docs/validation_grammar.md; the files are conditions/*.toml. A
pattern such as ``"obstruction, severity = {x} [sampled at {t} s]"`` catches the numbers of an
unseen table; ``{*}`` stands for any words. Deeds may calculate:
``"Obstruct closed_fraction={0.9 * x} @30"``.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from physiology.errors import TwinError
from physiology.patient import Patient
from physiology.validation.expression import evaluate

FOLDER = Path(__file__).with_name("conditions")
PATIENTS = FOLDER / "patients.toml"
HOLE = re.compile(r"\{([^{}]*)\}")
NUMBER = r"([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
PROTOCOL_FIELDS = {"id", "group", "patient", "do", "sample", "note", "lacks"}
SAMPLE_FIELDS = {
    "condition", "at_s", "over_s", "name", "versus", "against", "kinds", "reads", "only",
    "peer_look",
}  # fmt: skip


class Sample(NamedTuple):
    """One look at the course: the mean over the `over_s` seconds before `at_s`.

    `versus` names the look that changes are counted from ("start": at rest, before the first
    deed); `against` gives single quantities another one, `kinds` another meaning of their number,
    `reads` another quantity by id. `only` keeps the look for these quantities of the condition.
    `peer_look` names the moment of the other engines' runs (peer_runs.csv) quoted beside it.
    """

    condition: str
    at_s: float | str
    over_s: float
    name: str
    versus: str
    against: Mapping[str, str]
    kinds: Mapping[str, str]
    reads: Mapping[str, str]
    peer_look: str
    only: tuple[str, ...]


class Protocol(NamedTuple):
    """Who, what is done, when it is looked at."""

    id: str
    groups: tuple[str, ...]
    patient: str
    do: tuple[str, ...]
    samples: tuple[Sample, ...]
    lacks: str


class Matched(NamedTuple):
    """A condition of a table, understood: the protocol, the numbers caught, the look."""

    protocol: Protocol
    caught: tuple[tuple[str, float], ...]
    sample: Sample

    @property
    def run(self) -> tuple[str, tuple[tuple[str, float], ...]]:
        """Rows with equal `run` are read from one and the same course: the deeds are alike."""
        used = {w for text in self.protocol.do for hole in HOLE.findall(text) for w in words(hole)}
        return self.protocol.id, tuple(pair for pair in self.caught if pair[0] in used)


def words(text: str) -> list[str]:
    """The words of a sum."""
    return re.findall(r"[a-z_]\w*", text)


@functools.cache
def patients() -> dict[str, Patient]:
    """The people of patients.toml by id."""
    people = _read(PATIENTS)
    for fields in people.values():
        fields["conditions"] = tuple(fields.get("conditions", ()))
    return {name: Patient(**fields) for name, fields in people.items()}


@functools.cache
def protocols() -> tuple[Protocol, ...]:
    """Every protocol of every file, in the order of file names.

    Raises
    ------
    TwinError
        A file says something that the grammar does not know, or an id occurs twice.
    """
    found: list[Protocol] = []
    for path in sorted(FOLDER.glob("*.toml")):
        if path != PATIENTS:
            found += [_protocol(path, p) for p in _read(path).get("protocol", [])]
    names = [p.id for p in found]
    for name in names:
        if names.count(name) > 1:
            raise TwinError(f"conditions: id {name!r} occurs twice")
    return tuple(found)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TwinError(f"{path.name}: cannot be read ({error})") from error


def _protocol(path: Path, p: dict[str, Any]) -> Protocol:
    where = f"{path.name}, protocol {p.get('id', '?')!r}"
    _known(where, p, PROTOCOL_FIELDS, {"id", "group", "sample"})
    person = p.get("patient", "standard_man")
    if person not in patients():
        raise TwinError(f"{where}: patient {person!r} is not in patients.toml")
    groups = _listed(p["group"])
    samples = [s for raw in p["sample"] for s in _samples(where, raw)]
    names = {"start"} | {s.name for s in samples}
    for s in samples:
        for other in (s.versus, *s.against.values()):
            if other not in names:
                raise TwinError(f"{where}: {s.condition!r} is set against {other!r}, not a name")
    return Protocol(
        p["id"], tuple(groups), person, tuple(p.get("do", ())), tuple(samples), p.get("lacks", "")
    )


def _samples(where: str, raw: dict[str, Any]) -> list[Sample]:
    _known(where, raw, SAMPLE_FIELDS, {"at_s"})
    texts = _listed(raw.get("condition", []))
    name = raw.get("name", "")
    if not texts and not name:
        raise TwinError(f"{where}: a sample needs a condition or a name")
    return [
        Sample(
            text, raw["at_s"], float(raw.get("over_s", 20.0)), name or text,
            raw.get("versus", "start"), raw.get("against", {}), raw.get("kinds", {}),
            raw.get("reads", {}), raw.get("peer_look", ""),
            tuple(raw.get("only", ())),
        )
        for text in texts or [""]
    ]  # fmt: skip


def _listed(words: Any) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def _known(where: str, given: dict[str, Any], known: set[str], needed: set[str]) -> None:
    for key in given:
        if key not in known:
            raise TwinError(f"{where}: {key!r} is unknown; known are {', '.join(sorted(known))}")
    for key in sorted(needed - set(given)):
        raise TwinError(f"{where}: {key!r} is missing")


@functools.cache
def _pattern(text: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Regular expression of a condition's words, and the names of what it catches."""
    parts: list[str] = []
    names: list[str] = []
    at = 0
    for hole in HOLE.finditer(text):
        parts.append(re.escape(text[at : hole.start()]))
        if hole[1] == "*":
            parts.append(".*")
        else:
            parts.append(NUMBER)
            names.append(hole[1])
        at = hole.end()
    parts.append(re.escape(text[at:]))
    return re.compile("".join(parts)), tuple(names)


def match(group: str, condition: str, quantity: str = "") -> Matched | None:
    """What is to be done for this condition; None when no protocol knows its words.

    A look that is kept for single quantities comes before one that is for all.
    """
    found = _matches(group, condition)
    for m in found:
        if quantity in m.sample.only:
            return m
    return next((m for m in found if not m.sample.only), None)


@functools.cache
def _matches(group: str, condition: str) -> tuple[Matched, ...]:
    found: list[Matched] = []
    for protocol in protocols():
        if group not in protocol.groups and "*" not in protocol.groups:
            continue
        for sample in protocol.samples:
            pattern, names = _pattern(sample.condition)
            hit = pattern.fullmatch(condition.strip()) if sample.condition else None
            if hit:
                caught = tuple(zip(names, map(float, hit.groups()), strict=True))
                found.append(Matched(protocol, caught, sample))
    return tuple(found)


def filled(text: str, known: Mapping[str, float]) -> str:
    """`text` with every ``{sum}`` worked out from `known` numbers."""

    def number(hole: re.Match[str]) -> str:
        return f"{calculate(hole[1], known):.9g}"

    return HOLE.sub(number, text)


def calculate(text: str | float, known: Mapping[str, float]) -> float:
    """A number, or a sum of known words."""
    if isinstance(text, int | float):
        return float(text)

    def look(word: str) -> float:
        if word not in known:
            raise TwinError(f"conditions: {word!r} in {text!r} is not known")
        return known[word]

    return evaluate(text.strip("{}"), look, {"least": min, "most": max})
