"""Machines at the bedside: what is set on them, rightly or not."""

from dataclasses import dataclass
from typing import Literal

from physiology.actions.care import Way


@dataclass(frozen=True)
class Ventilate:
    """Connect a ventilator. In pressure control `pip_cmh2o` is set, in volume control `vt_ml`.

    `inspiration_fraction` is the part of each breath that goes in. These two follow the clock and
    do not ask the patient; the other three wait for his effort, felt as a flow of
    `trigger_l_per_min`. "pressure_support" adds `support_cmh2o` until flow has fallen to
    `cycle_fraction` of its peak; "cpap" adds nothing; "simv" gives `vt_ml` within `inspiration_s`
    `rr_per_min` times a minute, at an effort where there is one, and supports what he breathes
    besides. Who does not breathe gets nothing from pressure support or CPAP.
    """

    mode: Literal[
        "volume_control", "pressure_control", "pressure_support", "simv", "cpap", "off"
    ]  # fmt: skip
    rr_per_min: float = 14.0
    vt_ml: float = 500.0
    pip_cmh2o: float = 18.0
    peep_cmh2o: float = 5.0
    fio2_fraction: float = 0.5
    inspiration_fraction: float = 0.33
    support_cmh2o: float = 10.0
    trigger_l_per_min: float = 2.0
    cycle_fraction: float = 0.25
    inspiration_s: float = 1.0


@dataclass(frozen=True)
class HoldVentilator:
    """Shut both valves at the next end of a breath in (plateau) or out (total PEEP)."""

    end: Literal["inspiration", "expiration"]
    hold_s: float = 1.0


@dataclass(frozen=True)
class SetTransducer:
    """How the gauge of the arterial line hangs, and how its column of water swings: all four anew.

    `height_cm` above the heart (less than 0: below), `drift_mmhg` its own error before it is
    zeroed; what it was zeroed by stays. `natural_hz` 0 is an ideal column; ordinary ones have
    10-25 Hz and a damping of 0.2-0.7, a bubble brings both too low and too much.
    """

    height_cm: float = 0.0
    drift_mmhg: float = 0.0
    natural_hz: float = 0.0
    damping_fraction: float = 0.6


@dataclass(frozen=True)
class ZeroTransducer:
    """Call what the gauge reads now zero: open to air as it should be, or still to the patient."""

    open_to: Literal["air", "patient"] = "air"


@dataclass(frozen=True)
class FlushLine:
    """Open the arterial line to its pressure bag for a while; how it swings back is its test."""

    flush_s: float = 1.0


@dataclass(frozen=True)
class RunPump:
    """Run a syringe or volumetric pump: a rate, and what is said to be in the syringe.

    Setting it anew for the same drug and route begins a full syringe at that rate; 0 stops it.
    Nobody checks the rate or the label: a slip of ten runs in. Its water is not counted.
    """

    drug: str
    rate_ml_per_h: float
    concentration_mg_per_ml: float
    volume_ml: float = 50.0
    route: Way = "iv"
