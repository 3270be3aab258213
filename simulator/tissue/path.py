"""What lies on a straight way into the body: surfaces by depth, and where a point on it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulator.anatomy.living import Crossing

Key = tuple[str, str | None]  # structure id, side
SKIN = "skin"
WIDEST_VESSEL_MM = 35.0  # an aorta; nearer to the end of the way its far wall may lie beyond


class Flesh(Protocol):
    """What a tool needs of a body: `simulator.anatomy.living.LivingBody` has it."""

    def crossings(
        self, start_m: tuple[float, float, float], end_m: tuple[float, float, float]
    ) -> list[Crossing]:
        """Every structure surface on the way, in order."""
        ...


@dataclass(frozen=True)
class Surface:
    """One surface on the way.

    Parameters
    ----------
    id, side, tissue : str
        As in `simulator.anatomy.body.Structure`.
    is_entering : bool
        Into the structure, seen along the way.
    depth_mm : float
        From the skin, along the way.
    """

    id: str
    side: str | None
    tissue: str
    is_entering: bool
    depth_mm: float

    @property
    def key(self) -> Key:
        """The structure that it bounds."""
        return self.id, self.side


def surfaces(
    flesh: Flesh, entry_m: np.ndarray, direction: np.ndarray, reach_mm: float
) -> list[Surface]:
    """The surfaces along a way, the skin left out.

    Parameters
    ----------
    entry_m : numpy.ndarray, shape (3,)
        Where the way passes the skin (m).
    direction : numpy.ndarray, shape (3,)
        Unit, into the body.
    reach_mm : float
        How far to look (mm).
    """
    end = entry_m + direction * (reach_mm / 1000.0)
    found = [
        Surface(
            hit.structure.id,
            hit.structure.side,
            hit.structure.tissue,
            hit.is_entering,
            hit.at_fraction * reach_mm,
        )
        for hit in flesh.crossings(_triple(entry_m), _triple(end))
        if hit.structure.id != SKIN
    ]
    return [s for s in found if not _is_graze(s, found, reach_mm)]


def _is_graze(surface: Surface, way: list[Surface], reach_mm: float) -> bool:
    """A vessel touched at its edge: met once, where a way through it would meet it twice."""
    if surface.tissue not in ("artery", "vein") or surface.depth_mm > reach_mm - WIDEST_VESSEL_MM:
        return False
    return sum(1 for other in way if other.key == surface.key) % 2 == 1


def location(way: list[Surface], depth_mm: float) -> tuple[Key, ...]:
    """The structures that hold the point at that depth, outermost first."""
    inside: list[Key] = []
    for surface in way:
        if surface.depth_mm >= depth_mm:
            break
        if surface.is_entering:
            inside.append(surface.key)
        elif surface.key in inside:
            inside.remove(surface.key)
    return tuple(inside)


def _triple(point: np.ndarray) -> tuple[float, float, float]:
    return float(point[0]), float(point[1]), float(point[2])
