"""Diseases as data: what each pulls at, how fast it comes and goes, and what holes it makes.

One file a disease in `physiology/diseases/`; adding one needs no code. A file says what the disease
does to handles (`physiology/handles.toml`) at severity 1, never what a monitor will show.

>>> ailments = load()
>>> "anaphylaxis" in ailments
True
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from physiology import handles
from physiology.errors import TwinError, UnknownName, near

FOLDER = Path(__file__).parent / "diseases"
SIDES = ("left", "right")
KEYS = {
    "name", "severity", "onset_s", "recovery_s", "is_sided", "is_chronic", "excludes", "effects",
    "deeds",
}  # fmt: skip
EFFECT_KEYS = {"acts_on", "at_full", "onset_s", "recovery_s", "source"}


class Effect(NamedTuple):
    """One handle that a disease turns: where it stands at severity 1, and its time constants."""

    acts_on: str
    at_full: float
    onset_s: float
    recovery_s: float
    source: str


class Ailment(NamedTuple):
    """One disease.

    `severity` says in words what 0, 0.5 and 1 mean. `deeds` are holes and injuries that it makes:
    fields of a deed, with the field named in `scales` multiplied by the severity. What `is_chronic`
    may be a patient's condition; `excludes` names diseases that cannot be there too.
    """

    id: str
    name: dict[str, str]
    severity: str
    is_sided: bool
    effects: tuple[Effect, ...]
    deeds: tuple[dict[str, Any], ...]
    is_chronic: bool = False
    excludes: tuple[str, ...] = ()


class Course(NamedTuple):
    """Effects of one disease that share their time constants: pulls at severity 1, by handle."""

    key: str
    rise_s: float
    fall_s: float
    pulls: NDArray[np.float64]


@functools.cache
def load(folder: Path = FOLDER) -> dict[str, Ailment]:
    """Every disease by id, checked.

    Raises
    ------
    TwinError
        A file with an unknown key, an unknown handle, or a number outside the handle's range.
    """
    return {path.stem: read(path) for path in sorted(folder.glob("*.toml"))}


def read(path: Path) -> Ailment:
    """One disease file, checked."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TwinError(f"{path.name}: {error}") from error
    for key in data:
        if key not in KEYS:
            raise TwinError(f"{path.name}: field {key!r} is unknown; {near(key, KEYS)}")
    for key in ("name", "severity", "onset_s", "recovery_s"):
        if key not in data:
            raise TwinError(f"{path.name}: field {key!r} is missing; every disease says it")
    is_sided = bool(data.get("is_sided", False))
    effects = tuple(_effect(path.name, e, data, is_sided) for e in data.get("effects", ()))
    return Ailment(
        path.stem,
        data["name"],
        data["severity"],
        is_sided,
        effects,
        tuple(data.get("deeds", ())),
        bool(data.get("is_chronic", False)),
        tuple(data.get("excludes", ())),
    )


def courses(ailment: Ailment, side: str | None) -> list[Course]:
    """The effects of a disease, grouped by how fast they come and go."""
    groups: dict[tuple[float, float], NDArray[np.float64]] = {}
    for effect in ailment.effects:
        key = (effect.onset_s, effect.recovery_s)
        pulls = groups.setdefault(key, np.zeros(handles.N_HANDLES))
        name = effect.acts_on.format(side=side)
        pulls[handles.Handles._fields.index(name)] += handles.pull(name, effect.at_full)
    return [
        Course(f"{ailment.id}/{side}/{n}", *key, pulls)
        for n, (key, pulls) in enumerate(groups.items())
    ]


@functools.cache
def every_course() -> tuple[Course, ...]:
    """All courses of all diseases, for both sides where they have one."""
    found: list[Course] = []
    for ailment in load().values():
        for side in SIDES if ailment.is_sided else (None,):
            found += courses(ailment, side)
    return tuple(found)


@functools.cache
def rows() -> dict[str, int]:
    """Where each course lies in `pulls`."""
    return {course.key: n for n, course in enumerate(every_course())}


@functools.cache
def pulls() -> NDArray[np.float64]:
    """What every course pulls at, flat: N_HANDLES numbers a row, as kernels read them."""
    return np.array([course.pulls for course in every_course()]).ravel()


def find(name: str) -> Ailment:
    """The disease `name`, or a sentence that says which are known."""
    known = load()
    if name not in known:
        raise UnknownName(f"Develop: disease {name!r} is unknown; {near(name, known)}")
    return known[name]


def _effect(file: str, row: dict[str, Any], data: dict[str, Any], is_sided: bool) -> Effect:
    for key in row:
        if key not in EFFECT_KEYS:
            raise TwinError(f"{file}: effect field {key!r} is unknown; {near(key, EFFECT_KEYS)}")
    for key in ("acts_on", "at_full", "source"):
        if key not in row:
            raise TwinError(f"{file}: an effect lacks {key!r}; it needs acts_on, at_full, source")
    table = handles.table()
    for name in {row["acts_on"].format(side=s) for s in SIDES} if is_sided else {row["acts_on"]}:
        if name not in table:
            raise TwinError(f"{file}: acts_on {name!r} is no handle; {near(name, table)}")
        low, high = table[name].range
        if not low <= row["at_full"] <= high:
            raise TwinError(
                f"{file}: {name} is {row['at_full']!r} at severity 1; "
                f"its range is {low:g} to {high:g} {table[name].unit}"
            )
    return Effect(
        row["acts_on"],
        float(row["at_full"]),
        float(row.get("onset_s", data["onset_s"])),
        float(row.get("recovery_s", data["recovery_s"])),
        str(row["source"]),
    )
