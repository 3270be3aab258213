"""Everything that can be done to a body, as deeds: frozen records, never outcomes.

A deed is written the same way in a case file, in a log and on the command line:

>>> parse("OpenPleura side=left area_mm2=1.6 valve=none @60")
(60.0, OpenPleura(side='left', area_mm2=1.6, valve='none', opening='wound'))

What harms is in `harm`, what helps in `care`, bedside machines in `machines`, air, position and
work in `circumstances`, sensors in `watching`; `reading` checks them, and reads and writes them.
"""

from physiology.actions.care import (
    Compress,
    Drain,
    GiveDrug,
    GiveFluid,
    GiveOxygen,
    OxygenDevice,
    Pace,
    PlaceTube,
    Press,
    Sedate,
    SetVaporizer,
    Shock,
    Way,
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
    Into,
    Obstruct,
    OpenLung,
    OpenPleura,
    OpenVessel,
    SetConduction,
    SetRhythm,
    Side,
    Valve,
)
from physiology.actions.machines import (
    FlushLine,
    HoldVentilator,
    RunPump,
    SetTransducer,
    Ventilate,
    ZeroTransducer,
)
from physiology.actions.reading import ACTIONS, LIMITS, Action, from_dict, make, parse, to_dict
from physiology.actions.watching import (
    Attach,
    CycleNibp,
    Detach,
)

__all__ = [
    "ACTIONS",
    "LIMITS",
    "Action",
    "Attach",
    "Bleed",
    "Compress",
    "CycleNibp",
    "Detach",
    "Develop",
    "Drain",
    "Exercise",
    "FlushLine",
    "ForceBreath",
    "GiveDrug",
    "GiveFluid",
    "GiveOxygen",
    "HoldVentilator",
    "Injure",
    "Into",
    "LowerBodySuction",
    "Obstruct",
    "OpenLung",
    "OpenPleura",
    "OpenVessel",
    "OxygenDevice",
    "Pace",
    "PlaceTube",
    "Press",
    "RaiseLegs",
    "RaiseTrunk",
    "RunPump",
    "Sedate",
    "SetAir",
    "SetConduction",
    "SetRhythm",
    "SetTransducer",
    "SetVaporizer",
    "Shock",
    "Side",
    "Strain",
    "Tilt",
    "Valve",
    "Ventilate",
    "Way",
    "ZeroTransducer",
    "from_dict",
    "make",
    "parse",
    "to_dict",
]
