"""Air, position, and work: what a body is put into, or asked to do."""

from dataclasses import dataclass
from typing import Literal


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
