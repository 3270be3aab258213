"""Everything that can be done to a body, as deeds: frozen records, never outcomes.

A deed is written the same way in a case file, in a log and on the command line:

>>> parse("OpenPleura side=left area_mm2=1.6 valve=none @60")
(60.0, OpenPleura(side='left', area_mm2=1.6, valve='none', opening='wound'))
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import types
import typing
from dataclasses import dataclass
from typing import Any, Literal

from physiology.errors import OutOfRange, TwinError, UnknownName

Side = Literal["left", "right"]
Valve = Literal["none", "in", "out", "seals"]
Way = Literal["iv", "io", "im", "sc", "in", "inhaled", "buccal"]
OxygenDevice = Literal["nasal_cannula", "simple_mask", "nonrebreather_mask", "breathing_circuit"]


@dataclass(frozen=True)
class OpenPleura:
    """A hole from the outside air through the chest wall into the pleural space.

    `opening` names the hole, so that a catheter can be kinked (same name, smaller area) or
    withdrawn (area 0) while a wound beside it stays. `valve`: "in" lets gas only in, "out"
    only out.
    """

    side: Side
    area_mm2: float
    valve: Valve = "none"
    opening: str = "wound"


@dataclass(frozen=True)
class OpenLung:
    """A tear of the lung into its pleural space; valve "in" traps gas in the pleura.

    A small tear "seals" as the lung around it comes down.
    """

    side: Side
    area_mm2: float
    valve: Valve = "none"
    opening: str = "tear"


@dataclass(frozen=True)
class OpenVessel:
    """A hole in a vessel, heart chamber, or solid organ, by structure id; area 0 closes it.

    `into` says where the blood goes: outside, the pleural space of `side`, the pericardium, or
    the abdomen.
    """

    name: str
    side: Side | None
    area_mm2: float
    into: Literal["outside", "pleura", "pericardium", "abdomen"] = "outside"
    opening: str = "wound"


@dataclass(frozen=True)
class Bleed:
    """A bleeding that runs at a set rate, as long as the vessel has pressure; rate 0 ends it.

    For a study's "120 mL/min" and for slow bleeding whose hole nobody knows; a wound is better told
    by `OpenVessel`. It does not clot by itself.
    """

    name: str
    side: Side | None
    rate_ml_per_min: float
    into: Literal["outside", "pleura", "pericardium", "abdomen"] = "outside"
    opening: str = "bleed"


@dataclass(frozen=True)
class Press:
    """Press on every opening of a vessel: a hand, packing, or a tourniquet above it; 0 lets go.

    What bleeds at less than this pressure stops; what bleeds at more goes on, more slowly.
    """

    name: str
    side: Side | None
    push_mmhg: float
    means: Literal["hand", "packing", "tourniquet"] = "hand"


@dataclass(frozen=True)
class Injure:
    """Tissue injury and the pain of it: drives heart rate and breathing, not pressure directly."""

    region: Literal["chest", "abdomen", "pelvis", "limb", "head"]
    severity_fraction: float
    side: Side | None = None


@dataclass(frozen=True)
class Develop:
    """A disease begins, gets worse or better: `severity_fraction` 0 ends it.

    It comes on as fast as its file in `physiology/diseases/` says; `over_s` above 0 sets another
    time constant for this course. What follows is up to the body.
    """

    disease: str
    severity_fraction: float
    side: Side | None = None
    over_s: float = 0.0


@dataclass(frozen=True)
class SetRhythm:
    """What electricity or an injury does to conduction: from now on the heart beats so.

    It lasts until the body, a drug or a shock ends it; "sinus" gives the sinus node back the lead.
    """

    rhythm: Literal[
        "sinus", "ectopy", "av_block_1", "av_block_2", "av_block_3", "atrial_fibrillation",
        "atrial_flutter", "svt", "vt", "vt_polymorphic", "vf", "pea", "asystole", "vt_fast",
    ]  # fmt: skip


@dataclass(frozen=True)
class Shock:
    """A shock across the chest, not synchronized to the beat."""

    energy_j: float


@dataclass(frozen=True)
class GiveOxygen:
    """Oxygen at the face. Flow 0 takes the device off.

    `leak_fraction`: how much of each breath is drawn in past the mask of a breathing circuit.
    """

    device: OxygenDevice
    flow_l_per_min: float
    leak_fraction: float = 0.0


@dataclass(frozen=True)
class SetAir:
    """Change the air around the patient: altitude, a pressure chamber, a gas mixture."""

    pressure_mmhg: float = 760.0
    o2_fraction: float = 0.2093
    co2_fraction: float = 0.0004


@dataclass(frozen=True)
class ForceBreath:
    """Ask for a deep breath in; `out`: blown out as hard and long as can be, or let go."""

    out: Literal["forced", "easy"] = "forced"
    effort_fraction: float = 1.0


@dataclass(frozen=True)
class PlaceTube:
    """A tube in the airway, or out of it again."""

    site: Literal["trachea", "bronchus_right", "bronchus_left", "esophagus", "none"]
    depth_cm: float = 22.0
    cuff_cmh2o: float = 25.0


@dataclass(frozen=True)
class Ventilate:
    """Connect a ventilator. In pressure control `pip_cmh2o` is set, in volume control `vt_ml`.

    `inspiration_fraction` is the part of each breath that goes in.
    """

    mode: Literal["volume_control", "pressure_control", "off"]
    rr_per_min: float = 14.0
    vt_ml: float = 500.0
    pip_cmh2o: float = 18.0
    peep_cmh2o: float = 5.0
    fio2_fraction: float = 0.5
    inspiration_fraction: float = 0.33


@dataclass(frozen=True)
class Sedate:
    """Take away (1) or give back (0) the drive of breathing and consciousness, as anesthesia does.

    A stand-in for drugs, which come with their own tables: it acts on the drives only.
    """

    depth_fraction: float
    relaxed_fraction: float = 0.0


@dataclass(frozen=True)
class Obstruct:
    """Narrow the upper airway; 1 closes it."""

    closed_fraction: float


@dataclass(frozen=True)
class GiveFluid:
    """Run a fluid into a vein; what is in it stands in `physiology/fluids.toml`.

    "crystalloid" is the balanced one, "blood" what a blood bank sends: packed red cells.
    """

    fluid: Literal[
        "crystalloid", "blood", "saline", "saline_potassium", "hypertonic_saline", "glucose_5",
        "bicarbonate_8", "albumin_5", "albumin_20", "plasma", "platelets", "whole_blood",
        "packed_red_cells",
    ]  # fmt: skip
    volume_ml: float
    over_s: float


@dataclass(frozen=True)
class GiveDrug:
    """Give a drug, by any of its names; `over_s` above 0 runs it in evenly.

    Doses and infusions of one drug run side by side. Dose 0 stops what is running in of this drug
    by this route; what is in the body stays.
    """

    drug: str
    dose_mg: float
    route: Way = "iv"
    over_s: float = 0.0


@dataclass(frozen=True)
class Compress:
    """Chest compressions; depth 0 stops them."""

    depth_cm: float
    rate_per_min: float = 110.0


@dataclass(frozen=True)
class RaiseLegs:
    """Passive leg raise; 0 lays them down."""

    angle_deg: float


@dataclass(frozen=True)
class RaiseTrunk:
    """Raise the head of the bed: 0 lies flat, 80 sits up. The legs stay below."""

    angle_deg: float


@dataclass(frozen=True)
class Tilt:
    """Tilt the whole body, head up; below 0 head down, 0 lies flat. The legs stay slack."""

    angle_deg: float


@dataclass(frozen=True)
class Strain:
    """Push against a closed throat with this pressure (Valsalva); 0 lets go and breathes."""

    effort_mmhg: float


@dataclass(frozen=True)
class LowerBodySuction:
    """Suck at everything below the navel with this pressure; 0 ends it."""

    suction_mmhg: float


@dataclass(frozen=True)
class Exercise:
    """Legs that do this work on a bicycle; 0 rests."""

    power_w: float


@dataclass(frozen=True)
class Drain:
    """Take fluid out of a body space through a needle or a tube, as far as there is any."""

    space: Literal["pericardium", "pleura_left", "pleura_right", "abdomen"]
    volume_ml: float


@dataclass(frozen=True)
class Attach:
    """Put a sensor on the patient. Vitals can show only what is attached."""

    sensor: Literal["ecg", "spo2", "nibp", "arterial_line", "capnograph", "thermometer"]
    site: str = ""


@dataclass(frozen=True)
class Detach:
    """Take a sensor off."""

    sensor: Literal["ecg", "spo2", "nibp", "arterial_line", "capnograph", "thermometer"]


@dataclass(frozen=True)
class CycleNibp:
    """Start one cuff measurement now, and from then on every `every_s` (0: only this one)."""

    every_s: float = 0.0


Action = (
    OpenPleura | OpenLung | OpenVessel | Bleed | Press | Injure | Develop | GiveOxygen | PlaceTube
    | Ventilate
    | Sedate | Obstruct | GiveFluid | GiveDrug | Compress | RaiseLegs | RaiseTrunk | SetAir
    | ForceBreath | Attach | Detach | CycleNibp | SetRhythm | Shock | Tilt | Strain
    | LowerBodySuction | Exercise | Drain
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
    "energy_j": (0.0, 400.0),
    "effort_mmhg": (0.0, 100.0),
    "suction_mmhg": (0.0, 100.0),
    "power_w": (0.0, 500.0),
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
        raise UnknownName(f"deed {name!r} is unknown; {_near(name, ACTIONS)}")
    hints = typing.get_type_hints(kind)
    for field in fields:
        if field not in hints:
            raise UnknownName(f"{name}: field {field!r} is unknown; {_near(field, hints)}")
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


def _near(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known))}"
