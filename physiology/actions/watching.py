"""Sensors, on and off. Vitals can show only what is attached."""

from dataclasses import dataclass
from typing import Literal


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
