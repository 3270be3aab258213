"""One function a condition of the target table: what was done, and the numbers that came of it.

Each returns {quantity: value} for its (group, condition). Every module of this folder may hold
`EXPERIMENTS`, a dictionary (group, condition) -> function; they are collected here by themselves.
What deeds alone can say is written as data instead: see conditions/ and docs/validation_grammar.md.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from physiology.validation.experiments.subjects import Result, Subjects

Experiment = Callable[[Subjects], Result]


def _collected() -> dict[tuple[str, str], Experiment]:
    found: dict[tuple[str, str], Experiment] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found |= getattr(loaded, "EXPERIMENTS", {})
    return found


EXPERIMENTS = _collected()
