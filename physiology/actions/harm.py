"""What harms a body: holes, blows, diseases, rhythms, closed ways."""

from dataclasses import dataclass
from typing import Literal

Side = Literal["left", "right"]
Valve = Literal["none", "in", "out", "seals"]
Into = Literal["outside", "pleura", "pericardium", "abdomen", "tissue"]


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

    `into` says where the blood goes: outside, the pleural space of `side`, the pericardium, the
    abdomen, or closed tissue around, whose pressure rises until it holds the bleeding up.
    """

    name: str
    side: Side | None
    area_mm2: float
    into: Into = "outside"
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
    into: Into = "outside"
    opening: str = "bleed"


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
class Obstruct:
    """Narrow the upper airway; 1 closes it."""

    closed_fraction: float


@dataclass(frozen=True)
class SetConduction:
    """How much of a path of the heart's electricity conducts: 0 breaks it, 1 opens it.

    The bundle branches conduct in health; an `accessory` path beside the node (pre-excitation) does
    not exist.
    """

    path: Literal["left_bundle", "right_bundle", "accessory"]
    conducts_fraction: float


@dataclass(frozen=True)
class SetRhythm:
    """What electricity or an injury does to conduction: from now on the heart beats so.

    It lasts until the body, a drug or a shock ends it; "sinus" gives the sinus node back the lead.
    """

    rhythm: Literal[
        "sinus", "ectopy", "av_block_1", "av_block_2", "av_block_3", "atrial_fibrillation",
        "atrial_flutter", "svt", "vt", "vt_polymorphic", "vf", "pea", "asystole", "vt_fast",
        "av_block_2_mobitz",
    ]  # fmt: skip
