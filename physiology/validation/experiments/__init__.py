"""One function a condition of the target table: what was done, and the numbers that came of it.

Each returns {quantity: value} for its (group, condition). Every module of this folder may hold
`EXPERIMENTS`, a dictionary (group, condition) -> function; they are collected here by themselves.
What deeds alone can say is written as data instead: see conditions/ and docs/validation_grammar.md.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from physiology.validation.experiments import basic
from physiology.validation.experiments.subjects import Result, Subjects

Experiment = Callable[[Subjects], Result]


def _collected() -> dict[tuple[str, str], Experiment]:
    """Those of the first case, and over them what each part of the body brings of its own."""
    found: dict[tuple[str, str], Experiment] = dict(basic.EXPERIMENTS)
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        if module != "basic":
            found |= getattr(importlib.import_module(f"{__name__}.{module}"), "EXPERIMENTS", {})
    return found


EXPERIMENTS = _collected()
