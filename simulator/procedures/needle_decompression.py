"""Needle decompression: where the end of the lumen lies, as deeds on the body.

A hole is a deed, never an outcome: this module knows places and areas, and nothing of what they do.
The pleura is open while the end of the lumen lies in the pleural space; the muscle closes round a
track that is left (opinion [O]), lung and vessels stay holed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from physiology.actions import OpenLung, OpenPleura, OpenVessel, Side
from simulator.errors import ScenarioError
from simulator.tissue.force import Layer, Tissue
from simulator.tissue.needle import Cannula, Device, Passed

PLEURA = "parietal_pleura"
LUNG = "lung"
FILE = Path(__file__).parents[2] / "scenarios" / "procedures" / "needle_decompression.toml"


@dataclass(frozen=True)
class Bleeds:
    """What a needle through a tissue opens: hole area, and where the blood goes."""

    area_mm2: float
    into: Literal["outside", "pericardium", "abdomen"]


@dataclass(frozen=True)
class Kink:
    """How long a catheter stays open, by how much of it lies past the pleura."""

    safe_past_pleura_mm: float
    soonest_s: float
    latest_s: float
    closes_over_s: float


@dataclass(frozen=True)
class Rules:
    """The procedure's file, checked."""

    devices: dict[str, Device]
    tissue: Tissue
    lung_mm2: float
    bleeds: dict[str, Bleeds]  # by tissue word
    kink: Kink


def load(path: Path = FILE) -> Rules:
    """Read the procedure's file.

    Raises
    ------
    ScenarioError
        The file is missing, is no TOML, or lacks a row; names it.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return _rules(table)
    except OSError as error:
        raise ScenarioError(f"{path.name}: can not be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{path.name}: is no TOML: {error}") from None
    except (KeyError, TypeError) as error:
        raise ScenarioError(f"{path.name}: a row is missing or misnamed: {error}") from None


def openings(cannula: Cannula, name: str, patency: float = 1.0) -> dict[str, OpenPleura]:
    """The holes that a cannula keeps open by lying where it lies.

    Parameters
    ----------
    name : str
        Of the cannula, unique in the room: the opening's name.
    patency : float
        What kinks have left of the bore, 0-1.

    Returns
    -------
    dict of str to OpenPleura
        By opening; at most the pleura of one side.
    """
    if not cannula.is_in:
        return {}
    inside = cannula.holds()
    if not inside or inside[-1][0] != PLEURA:
        return {}
    side = cast(Side, inside[-1][1])
    area_mm2 = _lumen_mm2(cannula) * patency
    return {f"{name}:pleura_{side}": OpenPleura(side, area_mm2, cannula.device.valve, name)}


def breaches(
    cannula: Cannula, rules: Rules, name: str, passed: list[Passed]
) -> list[OpenLung | OpenVessel]:
    """What the steel has just cut: lung and vessels, heart and organs. These stay open."""
    deeds: list[OpenLung | OpenVessel] = []
    for step in passed:
        surface = step.surface
        if not (step.is_forward and step.by_steel and surface.is_entering):
            continue
        if surface.id == LUNG and surface.side is not None:
            deeds.append(OpenLung(cast(Side, surface.side), rules.lung_mm2, "none", name))
        elif surface.tissue in rules.bleeds:
            bleeds = rules.bleeds[surface.tissue]
            into = _into(cannula, bleeds, surface.side)
            side = cast(Side | None, surface.side)
            deeds.append(OpenVessel(surface.id, side, bleeds.area_mm2, into, name))
    return deeds


def patency_fraction(cannula: Cannula, rules: Rules, in_s: float) -> float:
    """How much of a catheter's bore is left after a time; a steel needle does not kink."""
    if not cannula.is_steel_out:
        return 1.0
    kink = rules.kink
    inside = min(max(past_pleura_mm(cannula) / kink.safe_past_pleura_mm, 0.0), 1.0)
    begins_s = kink.soonest_s + inside * (kink.latest_s - kink.soonest_s)
    return min(max(1.0 - (in_s - begins_s) / kink.closes_over_s, 0.0), 1.0)


def past_pleura_mm(cannula: Cannula) -> float:
    """Depth of the end of the lumen past the parietal pleura; negative before it."""
    depths = [s.depth_mm for s in cannula.way if s.id == PLEURA and s.is_entering]
    return cannula.lumen_mm - depths[0] if depths else -cannula.device.reach_mm


def place_of(cannula: Cannula) -> str:
    """Where the end of the lumen lies, as a word for the log."""
    if not cannula.is_in:
        return "outside"
    inside = cannula.holds()
    if not inside:
        return "chest_wall"
    return "pleural_space" if inside[-1][0] == PLEURA else inside[-1][0]


def _into(
    cannula: Cannula, bleeds: Bleeds, side: str | None
) -> Literal["outside", "pleura", "pericardium", "abdomen"]:
    """A vessel of the chest wall bleeds into the pleura once the pleura is open behind it."""
    if bleeds.into != "outside":
        return bleeds.into
    reaches = any(s.id == PLEURA and s.depth_mm <= cannula.device.reach_mm for s in cannula.way)
    return "pleura" if reaches and side is not None else "outside"


def _lumen_mm2(cannula: Cannula) -> float:
    device = cannula.device
    return device.catheter_bore_mm2 if cannula.is_steel_out else device.steel_bore_mm2


def _rules(table: dict[str, Any]) -> Rules:
    hand, hole = table["hand"], table["hole"]
    layers = {
        name: Layer(row["puncture_n"], row["cut_n"], row["friction_n_per_cm"])
        for name, row in table["tissue"].items()
    }
    return Rules(
        devices={row["id"]: Device(**row) for row in table["device"]},
        tissue=Tissue(
            layers, hand["stiffness_n_per_mm"], hand["turns_until_mm"], hand["free_turn_deg"]
        ),
        lung_mm2=hole["lung_mm2"],
        bleeds={
            row["tissue"]: Bleeds(hole[row["hole"]], row.get("into", "outside"))
            for row in table["bleeds"]
        },
        kink=Kink(**{key: value for key, value in table["kink"].items() if key != "source"}),
    )
