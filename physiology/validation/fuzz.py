"""Random people, random deeds, absurd ones too: the body neither raises nor leaves the numbers."""

from __future__ import annotations

import dataclasses
import math
import typing
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from physiology import actions, ailments, deeds, formulary, pharmacy
from physiology.actions import ACTIONS, LIMITS
from physiology.errors import TwinError
from physiology.layout import STATE_NAMES
from physiology.many import spread
from physiology.patient import Patient
from physiology.twin import Twin

SECONDS = 120
DEEDS = 8
LIVES = 4  # of one body: settling takes longer than such a life; as many as `many.CHUNK`
ABSURD: tuple[Any, ...] = (
    math.nan,
    math.inf,
    -math.inf,
    -1.0,
    1e30,
    "much",
    "",
    None,
    10**400,
    "1e999",
    [],
    True,
)
NEVER_BELOW_ZERO = (
    "v_cap", "v_vein", "lung_", "pleura_", "spaces", "bed_o2", "heart.v_", "vessels.v_", "drug.",
    "drug_place", "lactate",
)  # fmt: skip
BREAKS = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
CAN_WAKE_THE_DEAD = {"Compress", "Defibrillate", "Pace"}


def patient(rng: np.random.Generator) -> Patient:
    """Anybody the model admits, children, the pregnant and the ill included."""
    age = float(rng.uniform(2, 110) if rng.random() < 0.7 else rng.uniform(2, 16))
    grown = min(age / 16.0, 1.0)
    height = float(rng.uniform(80, 95) + grown * rng.uniform(45, 120))
    bmi = float(rng.uniform(13.5, 20.0) + grown * rng.uniform(0.0, 35.0))
    sex = "male" if rng.random() < 0.5 else "female"
    return Patient(
        age_y=age,
        sex=sex,
        height_cm=height,
        weight_kg=max(bmi * (height / 100.0) ** 2, 8.5),
        conditions=_conditions(rng, sex, age),
        hb_g_dl=float(rng.uniform(3.0, 22.0)) if rng.random() < 0.3 else None,
        seed=int(rng.integers(0, 2**31)),
    )


def _conditions(rng: np.random.Generator, sex: str, age: float) -> tuple[str, ...]:
    chronic = [id for id, ailment in ailments.load().items() if ailment.is_chronic]
    found: list[str] = []
    if chronic and rng.random() < 0.3:
        found.append(f"{rng.choice(chronic)}:{rng.random():.3f}")
    if sex == "female" and 16 < age < 50 and rng.random() < 0.2:
        found.append(f"pregnant:{rng.uniform(20, 42):.1f}")
    if rng.random() < 0.1:
        found.append(f"allergy:{rng.choice(sorted(formulary.load()))}")
    return tuple(found)


def deed(rng: np.random.Generator) -> actions.Action:
    """Any deed, any legal field; drugs and diseases come up as often as all others together."""
    kinds = sorted(ACTIONS)
    pick = rng.random()
    kind = ACTIONS["GiveDrug" if pick < 0.25 else "Develop" if pick < 0.5 else rng.choice(kinds)]
    return actions.make(kind.__name__, legal(kind, rng))


def legal(kind: type, rng: np.random.Generator) -> dict[str, Any]:
    """Legal values for every field of a deed."""
    hints = typing.get_type_hints(kind)
    fields = {f.name: _value(f.name, hints[f.name], rng) for f in dataclasses.fields(kind)}
    if kind is actions.GiveDrug:
        drug = formulary.load()[fields["drug"]]
        fields["dose_mg"] = _number(0.0, drug.most_mg, rng)
        fields["route"] = str(rng.choice([*pharmacy.INTO_BLOOD, *drug.routes]))
    if kind is actions.SetVaporizer:
        gases = {id: d.gas for id, d in formulary.load().items() if d.gas is not None}
        fields["drug"] = str(rng.choice(sorted(gases)))
        fields["inspired_pct"] = _number(0.0, gases[fields["drug"]].most_pct, rng)
    if kind is actions.Develop and not ailments.load()[fields["disease"]].is_sided:
        fields["side"] = None
    return fields


def absurd(rng: np.random.Generator) -> tuple[str, dict[str, Any]]:
    """A deed with one field that makes no sense."""
    kind = ACTIONS[str(rng.choice(sorted(ACTIONS)))]
    fields = legal(kind, rng)
    if fields:
        name = str(rng.choice(sorted(fields)))
        fields[name] = ABSURD[int(rng.integers(len(ABSURD)))]
    return kind.__name__, fields


def _value(name: str, hint: Any, rng: np.random.Generator) -> Any:
    words = _words(hint)
    if words:
        return words[int(rng.integers(len(words)))]
    if hint is float:
        return _number(*LIMITS[name], rng)
    known = {
        "name": deeds.vessel_table,
        "drug": formulary.load,
        "disease": ailments.load,
    }
    return str(rng.choice(sorted(known[name]()) if name in known else ["a", "b"]))


def _number(low: float, high: float, rng: np.random.Generator) -> float:
    edge = rng.random()
    if edge < 0.15:
        return low
    if edge < 0.3:
        return high
    return float(low + (high - low) * rng.random() ** 3)


def _words(hint: Any) -> list[Any]:
    if typing.get_origin(hint) is Literal:
        return list(typing.get_args(hint))
    return [w for part in typing.get_args(hint) if part is not type(None) for w in _words(part)]


def one(seed: int) -> str:
    """One life; "" when nothing broke."""
    rng = np.random.default_rng(seed)
    body = -(-seed // LIVES)  # the first seed is lived alone, the others in chunks of a body each
    who = patient(np.random.default_rng(body + 1_000_000_007))
    try:
        twin = Twin(who)
        return _live(twin, rng, f"seed {seed}: ")
    except BREAKS as error:
        return f"seed {seed}: {who}: {error!r}"


def _live(twin: Twin, rng: np.random.Generator, told: str) -> str:
    done: list[actions.Action] = []
    died_at = -1
    for _ in range(DEEDS):
        wrong = nonsense(twin, rng) if rng.random() < 0.3 else ""
        action = deed(rng)
        try:
            twin.apply(action)
            done.append(action)
        except TwinError:
            pass  # refused, as it should be when it cannot be
        # not on a whole number of slow steps: a deed may land between two
        twin.step(int(SECONDS / DEEDS * 500) + int(rng.integers(10)))
        wrong = wrong or broken(twin)
        is_dead = twin.truth().outcome == "dead"
        if died_at >= 0 and not is_dead:
            since = {type(a).__name__ for a in done[died_at:]}
            wrong = wrong or ("" if since & CAN_WAKE_THE_DEAD else "rose from the dead")
        died_at = (died_at if died_at >= 0 else len(done)) if is_dead else -1
        if wrong:
            return f"{told}{wrong} after {done[-3:]} of {twin.patient}"
    return ""


def nonsense(twin: Twin, rng: np.random.Generator) -> str:
    """Ask for what cannot be: it must be refused in a sentence, and change nothing."""
    before = twin.digest()
    name, fields = absurd(rng)
    asked = f"{name} {fields}"
    try:
        if rng.random() < 0.2:
            asked = "step"
            twin.step((0, -5, 10**15)[int(rng.integers(3))])
        else:
            actions.make(name, fields)
            return ""  # it made sense after all
    except TwinError as error:
        if not str(error):
            return f"{asked} was refused without a word"
    return "" if twin.digest() == before else f"{asked} was refused and changed the body"


def broken(twin: Twin) -> str:
    """What is impossible in this state; "" when nothing is."""
    y = twin.state
    bad = np.flatnonzero(~np.isfinite(y))
    if bad.size:
        return f"{STATE_NAMES[bad[0]]} is {y[bad[0]]}"
    for i, name in enumerate(STATE_NAMES):
        if y[i] < -0.05 and name.startswith(NEVER_BELOW_ZERO):
            return f"{name} is {y[i]:g}"
    for name, value in twin.truth()._asdict().items():
        if isinstance(value, float) and not math.isfinite(value):
            return f"truth {name} is {value}"
    twin.vitals()
    return ""


def fuzz(
    runs: int,
    seed: int = 0,
    told: Callable[[float, str], None] | None = None,
    workers: int | None = None,
    failed: Callable[[str], None] | None = None,
) -> tuple[int, list[str]]:
    """Many lives on every core: how many were lived, and the failures; `failed` hears each."""
    jobs = [seed * 1_000_003 + k for k in range(runs)]
    failures: list[str] = []
    lived = 0
    for failure in spread(one, jobs, told, workers):
        lived += 1
        if failure:
            failures.append(failure)
            if failed:
                failed(failure)
    return lived, failures
