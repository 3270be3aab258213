"""What is given to a body or done to help it."""

from dataclasses import dataclass
from typing import Literal

from physiology.actions.harm import Side

Way = Literal["iv", "io", "im", "sc", "in", "inhaled", "buccal"]
OxygenDevice = Literal["nasal_cannula", "simple_mask", "nonrebreather_mask", "breathing_circuit"]


@dataclass(frozen=True)
class GiveOxygen:
    """Oxygen at the face. Flow 0 takes the device off.

    `leak_fraction`: how much of each breath is drawn in past the mask of a breathing circuit.
    """

    device: OxygenDevice
    flow_l_per_min: float
    leak_fraction: float = 0.0


@dataclass(frozen=True)
class PlaceTube:
    """A tube in the airway, or out of it again."""

    site: Literal["trachea", "bronchus_right", "bronchus_left", "esophagus", "none"]
    depth_cm: float = 22.0
    cuff_cmh2o: float = 25.0


@dataclass(frozen=True)
class Sedate:
    """Take away (1) or give back (0) the drive of breathing and consciousness, as anesthesia does.

    A stand-in for drugs, which come with their own tables: it acts on the drives only.
    """

    depth_fraction: float
    relaxed_fraction: float = 0.0


@dataclass(frozen=True)
class GiveFluid:
    """Run a fluid into a vein; what is in it stands in `physiology/fluids.toml`.

    "crystalloid" is the balanced one, "blood" what a blood bank sends: packed red cells.
    """

    fluid: Literal[
        "crystalloid", "blood", "saline", "saline_potassium", "hypertonic_saline", "glucose_5",
        "bicarbonate_8", "albumin_5", "albumin_20", "plasma", "platelets", "whole_blood",
        "packed_red_cells", "ringer_lactate", "hypertonic_saline_3", "glucose_10", "fibrinogen",
        "cryoprecipitate",
    ]  # fmt: skip
    volume_ml: float
    over_s: float


@dataclass(frozen=True)
class GiveDrug:
    """Give a drug, by any of its names; `over_s` above 0 runs it in evenly.

    A drug with several kinetic models takes the one named after a colon (``propofol:marsh``), in a
    body that has none of it yet. Doses and infusions of one drug run side by side. Dose 0 stops
    what is running in of this drug by this route; what is in the body stays. Salts and sugars run
    in as fluids and are not stopped so.
    """

    drug: str
    dose_mg: float
    route: Way = "iv"
    over_s: float = 0.0


@dataclass(frozen=True)
class SetVaporizer:
    """Let every breath hold `inspired_pct` of an inhaled agent; 0 takes it away again.

    What it takes from the oxygen breathed is set where that is set (nitrous oxide 60: oxygen 0.4).
    """

    drug: str
    inspired_pct: float


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
class Compress:
    """Chest compressions; depth 0 stops them.

    `lean_cm` is how deep the hands still press when they should have let go, `duty_fraction` the
    part of each cycle in which they push.
    """

    depth_cm: float
    rate_per_min: float = 110.0
    lean_cm: float = 0.0
    duty_fraction: float = 0.5


@dataclass(frozen=True)
class Shock:
    """A biphasic shock across the chest; 0 takes back one that still waits for its R wave.

    Synchronized, it falls with the next R wave, and not at all where there is none. `impedance_ohm`
    is that of chest and pads.
    """

    energy_j: float
    mode: Literal["unsynchronized", "synchronized"] = "unsynchronized"
    pads: Literal["anterolateral", "anteroposterior", "apex_too_medial", "side_by_side"] = (
        "anterolateral"
    )
    impedance_ohm: float = 75.0


@dataclass(frozen=True)
class Pace:
    """A pacemaker, through pads on the chest or a wire in the heart; current 0 stops it.

    It captures where the current is above the threshold of this chest and this muscle. "demand"
    waits for a beat of the heart's own, "fixed" does not.
    """

    current_ma: float
    rate_per_min: float = 70.0
    through: Literal["pads", "wire"] = "pads"
    mode: Literal["demand", "fixed"] = "demand"


@dataclass(frozen=True)
class Drain:
    """Take fluid out of a body space through a needle or a tube, as far as there is any."""

    space: Literal["pericardium", "pleura_left", "pleura_right", "abdomen"]
    volume_ml: float
