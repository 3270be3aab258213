"""Random people, random deeds: whatever is done, the body neither raises nor leaves the numbers."""

from __future__ import annotations

import dataclasses
import math
import typing
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from physiology import actions, deeds
from physiology.actions import ACTIONS, LIMITS
from physiology.errors import TwinError
from physiology.layout import STATE_NAMES
from physiology.patient import Patient
from physiology.twin import Twin

SECONDS = 120
DEEDS = 8
FLOORS = ("v_", "lung_", "dead_space", "pleura_", "spaces", "exchange.c_", "bed_", "lactate")


def patient(rng: np.random.Generator) -> Patient:
    """Anybody the model admits."""
    return Patient(
        age_y=float(rng.uniform(16, 110)),
        sex="male" if rng.random() < 0.5 else "female",
        height_cm=float(rng.uniform(125, 215)),
        weight_kg=float(rng.uniform(38, 240)),
        hb_g_dl=float(rng.uniform(3.0, 22.0)) if rng.random() < 0.5 else None,
        seed=int(rng.integers(0, 2**31)),
    )


def deed(rng: np.random.Generator) -> actions.Action:
    """Any deed, any legal field."""
    kind = ACTIONS[str(rng.choice(sorted(ACTIONS)))]
    hints = typing.get_type_hints(kind)
    fields: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        fields[field.name] = _value(field.name, hints[field.name], rng)
    return actions.make(kind.__name__, fields)


def _value(name: str, hint: Any, rng: np.random.Generator) -> Any:
    words = _words(hint)
    if words:
        return words[int(rng.integers(len(words)))]
    if hint is float:
        low, high = LIMITS[name]
        edge = rng.random()
        if edge < 0.15:
            return low
        if edge < 0.3:
            return high
        return float(low + (high - low) * rng.random() ** 3)
    if name == "name":
        return str(rng.choice(sorted(deeds.vessel_table())))
    return str(rng.choice(["a", "b"]))


def _words(hint: Any) -> list[Any]:
    if typing.get_origin(hint) is Literal:
        return list(typing.get_args(hint))
    return [w for part in typing.get_args(hint) if part is not type(None) for w in _words(part)]


def one(seed: int) -> str:
    """One life; "" when nothing broke."""
    rng = np.random.default_rng(seed)
    who = patient(rng)
    try:
        twin = Twin(who)
    except (ArithmeticError, ValueError) as error:
        return f"seed {seed}: {who}: {error!r}"
    done: list[actions.Action] = []
    for _ in range(DEEDS):
        action = deed(rng)
        try:
            twin.apply(action)
            done.append(action)
        except TwinError:
            pass  # refused, as it should be when it cannot be
        except (ArithmeticError, ValueError, KeyError, IndexError) as error:
            return f"seed {seed}: {action}: {error!r}"
        twin.step(int(SECONDS / DEEDS * 500))
        wrong = broken(twin)
        if wrong:
            return f"seed {seed}: {wrong} after {done[-3:]}"
    return ""


def broken(twin: Twin) -> str:
    """What is impossible in this state; "" when nothing is."""
    y = twin.state
    bad = np.flatnonzero(~np.isfinite(y))
    if bad.size:
        return f"{STATE_NAMES[bad[0]]} is {y[bad[0]]}"
    for i, name in enumerate(STATE_NAMES):
        if (
            name.startswith(("v_cap", "v_vein", "lung_", "pleura_", "spaces", "bed_o2"))
            and y[i] < -0.05
        ):
            return f"{name} is {y[i]:g}"
    truth = twin.truth()
    for name, value in truth._asdict().items():
        if isinstance(value, float) and not math.isfinite(value):
            return f"truth {name} is {value}"
    twin.vitals()
    return ""


def fuzz(runs: int, seed: int = 0, told: Callable[[float, str], None] | None = None) -> list[str]:
    """Many lives; the failures."""
    failures: list[str] = []
    for k in range(runs):
        if told:
            told(k / runs, f"body {k + 1} of {runs}")
        found = one(seed * 1_000_003 + k)
        if found:
            failures.append(found)
    return failures
