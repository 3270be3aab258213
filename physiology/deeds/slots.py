"""What a body remembers of deeds besides its inputs; how an input is set."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from physiology import layout as lay
from physiology.errors import TwinError
from physiology.layout import INPUT_NAMES


@dataclass
class Slots:
    """Which opening has which row of `u`, and when each sensor was attached."""

    holes: dict[str, int] = field(default_factory=dict[str, int])
    vessels: dict[str, int] = field(default_factory=dict[str, int])
    fluids: int = 0
    sensors: dict[str, int] = field(default_factory=dict[str, int])
    pains: dict[str, float] = field(default_factory=dict[str, float])
    courses: dict[str, int] = field(default_factory=dict[str, int])
    drugs: dict[str, int] = field(default_factory=dict[str, int])
    clips: dict[str, str] = field(default_factory=dict[str, str])
    places: dict[str, int] = field(default_factory=dict[str, int])
    models: dict[str, str] = field(default_factory=dict[str, str])
    sites: dict[str, str] = field(default_factory=dict[str, str])
    pumps: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    allergies: list[str] = field(default_factory=list[str])

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; shares the records, so copy before changing."""
        return dict(vars(self))


def put(u: NDArray[np.float64], name: str, value: float) -> None:
    """Set one input by name."""
    u[INPUT_NAMES.index(f"inputs.{name}")] = value


def slot(known: dict[str, int], key: str, limit: int, what: str) -> int:
    """Row of `key` among `known`, the next free one where it is new."""
    if key not in known:
        if len(known) >= limit:
            raise TwinError(
                f"{what}: {key!r} would be number {limit + 1}; a body here has {limit} at most"
            )
        known[key] = len(known)
    return known[key]


def fresh_inputs(seed: int) -> NDArray[np.float64]:
    """Inputs of a body to which nothing has been done."""
    u = _first_inputs().copy()
    put(u, "seed", float(seed))
    return u


@functools.cache
def _first_inputs() -> NDArray[np.float64]:
    u = np.zeros(lay.N_INPUT)
    for name, value in {
        "p_air": 760.0, "f_air_o2": 0.2093, "f_air_co2": 0.0004, "vent_rr": 14.0,
        "vent_vt": 500.0, "vent_pip": 18.0, "vent_peep": 5.0, "vent_fio2": 0.5,
        "vent_f_in": 0.33, "rate_per_min": 110.0, "pace_rate": 70.0, "f_duty": 0.5,
    }.items():  # fmt: skip
        put(u, name, value)
    return u
