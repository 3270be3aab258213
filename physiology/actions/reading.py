"""Every kind of deed, the limits of its numbers; how one is read from words and kept as data."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from typing import Any, Literal

from physiology.actions.care import (
    Compress,
    Drain,
    GiveDrug,
    GiveFluid,
    GiveOxygen,
    Pace,
    PlaceTube,
    Press,
    Sedate,
    SetVaporizer,
    Shock,
)
from physiology.actions.circumstances import (
    Exercise,
    ForceBreath,
    LowerBodySuction,
    RaiseLegs,
    RaiseTrunk,
    SetAir,
    Strain,
    Tilt,
)
from physiology.actions.harm import (
    Bleed,
    Develop,
    Injure,
    Obstruct,
    OpenLung,
    OpenPleura,
    OpenVessel,
    SetConduction,
    SetRhythm,
)
from physiology.actions.machines import (
    FlushLine,
    HoldVentilator,
    RunPump,
    SetTransducer,
    Ventilate,
    ZeroTransducer,
)
from physiology.actions.watching import (
    Attach,
    CycleNibp,
    Detach,
)
from physiology.errors import OutOfRange, TwinError, UnknownName, near

Action = (
    OpenPleura | OpenLung | OpenVessel | Bleed | Press | Injure | Develop | GiveOxygen | PlaceTube
    | Ventilate | Sedate | Obstruct | GiveFluid | GiveDrug | Compress | RaiseLegs | RaiseTrunk
    | SetAir | ForceBreath | Attach | Detach | CycleNibp | SetConduction | SetRhythm | Shock | Pace
    | Tilt | Strain | LowerBodySuction | Exercise | Drain | SetVaporizer | HoldVentilator
    | SetTransducer | ZeroTransducer | FlushLine | RunPump
)  # fmt: skip

ACTIONS: dict[str, type] = {kind.__name__: kind for kind in typing.get_args(Action)}

LIMITS = {
    "area_mm2": (0.0, 2000.0),
    "rate_ml_per_min": (0.0, 3000.0),
    "push_mmhg": (0.0, 400.0),
    "severity_fraction": (0.0, 1.0),
    "depth_fraction": (0.0, 1.0),
    "relaxed_fraction": (0.0, 1.0),
    "closed_fraction": (0.0, 1.0),
    "conducts_fraction": (0.0, 1.0),
    "fio2_fraction": (0.1, 1.0),
    "leak_fraction": (0.0, 1.0),
    "effort_fraction": (0.0, 1.0),
    "o2_fraction": (0.0, 1.0),
    "co2_fraction": (0.0, 0.3),
    "pressure_mmhg": (150.0, 4000.0),
    "flow_l_per_min": (0.0, 60.0),
    "depth_cm": (0.0, 40.0),
    "cuff_cmh2o": (0.0, 120.0),
    "rr_per_min": (1.0, 80.0),
    "vt_ml": (20.0, 2000.0),
    "pip_cmh2o": (0.0, 80.0),
    "peep_cmh2o": (0.0, 30.0),
    "inspiration_fraction": (0.1, 0.8),
    "volume_ml": (0.0, 10000.0),
    "dose_mg": (0.0, 1e6),
    "over_s": (0.0, 86400.0),
    "rate_per_min": (1.0, 200.0),
    "angle_deg": (-30.0, 90.0),
    "every_s": (0.0, 3600.0),
    "current_ma": (0.0, 200.0),
    "energy_j": (0.0, 400.0),
    "impedance_ohm": (25.0, 175.0),
    "lean_cm": (0.0, 4.0),
    "duty_fraction": (0.2, 0.8),
    "effort_mmhg": (0.0, 100.0),
    "suction_mmhg": (0.0, 100.0),
    "power_w": (0.0, 500.0),
    "inspired_pct": (0.0, 80.0),
    "support_cmh2o": (0.0, 60.0),
    "trigger_l_per_min": (0.3, 30.0),
    "cycle_fraction": (0.05, 0.8),
    "inspiration_s": (0.2, 5.0),
    "hold_s": (0.1, 30.0),
    "height_cm": (-100.0, 100.0),
    "drift_mmhg": (-100.0, 100.0),
    "natural_hz": (0.0, 100.0),
    "damping_fraction": (0.01, 5.0),
    "flush_s": (0.1, 10.0),
    "rate_ml_per_h": (0.0, 1200.0),
    "concentration_mg_per_ml": (1e-6, 1000.0),
}


def make(name: str, fields: dict[str, Any]) -> Action:
    """Build a deed from its name and plain fields, checking every one.

    Raises
    ------
    TwinError
        Unknown deed or field, a word outside its list, a number that is not finite or out of range.
    """
    kind = ACTIONS.get(name)
    if kind is None:
        raise UnknownName(f"deed {name!r} is unknown; {near(name, ACTIONS)}")
    hints = typing.get_type_hints(kind)
    for field in fields:
        if field not in hints:
            raise UnknownName(f"{name}: field {field!r} is unknown; {near(field, hints)}")
    for field in dataclasses.fields(kind):
        if field.default is dataclasses.MISSING and field.name not in fields:
            raise TwinError(f"{name}: field {field.name!r} is missing; it has no default")
    return kind(**{f: _checked(name, f, hints[f], v) for f, v in fields.items()})


def parse(text: str) -> tuple[float, Action]:
    """Read ``Name field=value … @seconds``.

    Returns
    -------
    (at_s, action) : tuple of float and Action
        `at_s` is 0 without an ``@``.
    """
    words = text.split()
    if not words:
        raise TwinError(
            "deed is empty; write for example 'GiveOxygen device=simple_mask flow_l_per_min=6 @30'"
        )
    at_s = 0.0
    if words[-1].startswith("@"):
        at_s = _number("deed", "@", words.pop()[1:])
        if not math.isfinite(at_s) or at_s < 0.0:
            raise TwinError(
                f"deed: @{at_s:g} is not a time; give seconds from the start, 0 or more"
            )
    fields: dict[str, Any] = {}
    for word in words[1:]:
        key, equals, value = word.partition("=")
        if not equals:
            raise TwinError(f"{words[0]}: {word!r} is not field=value")
        if key in fields:
            raise TwinError(f"{words[0]}: field {key!r} is given twice; leave one out")
        fields[key] = value
    return at_s, make(words[0], fields)


def to_dict(action: Action) -> dict[str, Any]:
    """The deed as plain data, as the log keeps it: ``{"action": name, field: value, …}``."""
    return {"action": type(action).__name__} | dataclasses.asdict(action)


def from_dict(data: dict[str, Any]) -> Action:
    """The deed back from `to_dict`."""
    fields = {key: value for key, value in data.items() if key != "action"}
    return make(str(data.get("action", "")), fields)


def _checked(name: str, field: str, hint: Any, value: Any) -> Any:
    options = _options(hint)
    if options is not None:
        if value in ("", "none") and None in options and "none" not in options:
            return None
        if value not in options:
            words = [option for option in options if option is not None]
            raise UnknownName(f"{name}: {field} is {value!r}; it must be one of {', '.join(words)}")
        return value
    if hint is float:
        number = _number(name, field, value)
        low, high = LIMITS[field]
        if not low <= number <= high:
            raise OutOfRange(
                f"{name}: {field} is {number:g}; it must be a number from {low:g} to {high:g}"
            )
        return number
    return str(value)


def _number(name: str, field: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise OutOfRange(f"{name}: {field} is {value!r}; it must be a number") from None


def _options(hint: Any) -> list[str | None] | None:
    """The words a field may hold; None where it is not a choice."""
    if typing.get_origin(hint) is Literal:
        return list(typing.get_args(hint))
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        words: list[str | None] = []
        for part in typing.get_args(hint):
            words += [None] if part is type(None) else (_options(part) or [])
        return words
    return None
