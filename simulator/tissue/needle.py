"""A cannula, a steel needle inside a catheter, swept through the body as it is at each tick.

Outside, the cannula goes where the hand goes. Once through the skin it moves along its own axis
only: near the surface it can still be turned, deeper it can not. The hand's motion along the axis
becomes motion of the tip by `simulator.tissue.force`. Steel and catheter move together, or, while
the hand keeps them apart, the way in carries the catheter over the steel and the way out draws the
steel.

The body moves too. A surface that comes down on the tip pushes it back until it breaks: that is how
a lung that re-expands meets a needle left in. A soft catheter alone is only pushed back.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from simulator.tissue.force import EDGE_MM, Tissue, push
from simulator.tissue.path import SKIN, Flesh, Key, Surface, location, surfaces


@dataclass(frozen=True)
class Device:
    """A cannula as bought.

    Parameters
    ----------
    length_mm : float
        Usable length of the catheter, hub to tip.
    tip_ahead_mm : float
        How far the steel tip stands out of the catheter when assembled.
    outer_mm : float
        Outer diameter of the catheter.
    steel_bore_mm2, catheter_bore_mm2 : float
        Lumen areas.
    valve : {"none", "out"}
        Which way gas passes it.
    """

    id: str
    gauge: str
    length_mm: float
    tip_ahead_mm: float
    outer_mm: float
    steel_bore_mm2: float
    catheter_bore_mm2: float
    valve: Literal["none", "out"] = "none"
    source: str = ""

    @property
    def reach_mm(self) -> float:
        """Deepest that the steel tip can come: hub on the skin."""
        return self.length_mm + self.tip_ahead_mm


@dataclass(frozen=True)
class Drive:
    """What a hand asks of the cannula at one tick.

    Parameters
    ----------
    tip_m : numpy.ndarray, shape (3,)
        Where the steel tip would be in free air (m).
    direction : numpy.ndarray, shape (3,)
        Unit, out of the tip.
    is_apart : bool
        The hand holds the steel still and slides the catheter (in), or draws the steel (out).
    """

    tip_m: np.ndarray
    direction: np.ndarray
    is_apart: bool = False


@dataclass(frozen=True)
class Cannula:
    """One cannula now. Depths count from the skin along its axis; negative is outside.

    Parameters
    ----------
    steel_mm, catheter_mm : float
        Depth of each tip.
    hand_mm : float
        Depth at which the steel tip would be if it followed the hand.
    slip_mm : float
        How much of that went into sliding the catheter over the steel.
    pierced : tuple of (Key, bool)
        Surfaces that the steel or catheter shaft passes, in order; the bool is `is_entering`.
    """

    device: Device
    is_in: bool = False
    entry_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    direction: tuple[float, float, float] = (0.0, 0.0, -1.0)
    steel_mm: float = -1000.0
    catheter_mm: float = -1000.0
    hand_mm: float = 0.0
    slip_mm: float = 0.0
    is_steel_out: bool = False
    force_n: float = 0.0
    bend_deg: float = 0.0
    pierced: tuple[tuple[Key, bool], ...] = ()
    stopped_by: Key | None = None
    way: tuple[Surface, ...] = field(default=(), compare=False, repr=False)

    @property
    def lumen_mm(self) -> float:
        """Depth of the end through which gas or blood can come out."""
        return self.catheter_mm if self.is_steel_out else max(self.steel_mm, self.catheter_mm)

    def tip_m(self) -> np.ndarray:
        """Where the deepest tip is (m, room frame)."""
        return np.asarray(self.entry_m) + np.asarray(self.direction) * (self.lumen_mm / 1000.0)

    def holds(self) -> tuple[Key, ...]:
        """The structures that hold the end of the lumen, outermost first."""
        return location(list(self.way), self.lumen_mm) if self.is_in else ()


@dataclass(frozen=True)
class Passed:
    """A surface that the shaft passed (or left again) at this tick."""

    surface: Surface
    is_forward: bool
    by_steel: bool


def approach(cannula: Cannula, flesh: Flesh, tissue: Tissue, drive: Drive) -> Cannula:
    """Move a cannula that is outside; it may rest on the skin, or go through it."""
    length_m = cannula.device.reach_mm / 1000.0
    hub = drive.tip_m - drive.direction * length_m
    hits = flesh.crossings(_triple(hub), _triple(drive.tip_m))
    skin = next((h for h in hits if h.structure.id == SKIN and h.is_entering), None)
    if skin is None or cannula.is_steel_out:
        return replace(cannula, is_in=False, force_n=0.0, stopped_by=None)
    hand_mm = (1.0 - skin.at_fraction) * cannula.device.reach_mm
    force_n = tissue.stiffness_n_per_mm * hand_mm
    met = replace(
        cannula,
        entry_m=_triple(np.asarray(skin.point_m)),
        direction=_triple(drive.direction),
        steel_mm=0.0,
        catheter_mm=-cannula.device.tip_ahead_mm,
        hand_mm=hand_mm,
        slip_mm=0.0,
        force_n=force_n,
        stopped_by=(SKIN, None),
    )
    return replace(met, is_in=force_n > tissue.layer("skin").puncture_n)


def follow(
    cannula: Cannula, flesh: Flesh, tissue: Tissue, entry_m: np.ndarray, drive: Drive | None
) -> tuple[Cannula, list[Passed]]:
    """One tick of a cannula that is through the skin.

    Parameters
    ----------
    entry_m : numpy.ndarray, shape (3,)
        Where its hole in the skin is now (m).
    drive : Drive or None
        The hand on it; None when nobody holds it and it rides with the skin.

    Returns
    -------
    (cannula, passed) : tuple
        With `is_in` False when it came out.
    """
    cannula = replace(cannula, entry_m=_triple(entry_m))
    if drive is not None:
        cannula = _aim(cannula, tissue, drive)
    along = np.asarray(cannula.direction)
    reach_mm = cannula.device.reach_mm + 5.0
    way = surfaces(flesh, entry_m, along, reach_mm)
    was = Counter(cannula.pierced)
    wanted_mm = cannula.hand_mm if drive is None else _hand_depth_mm(cannula, drive)
    if drive is not None and drive.is_apart:
        moved = _slide(cannula, way, wanted_mm)
    elif cannula.is_steel_out:
        moved = _ride(cannula, way, was, wanted_mm)
    else:
        moved = _thrust(cannula, tissue, way, was, wanted_mm)
    moved = replace(moved, hand_mm=wanted_mm, way=tuple(way))
    return _note_passed(moved, was, tissue)


def let_go(cannula: Cannula) -> Cannula:
    """The hand leaves it: it stays where it is, held by the tissue."""
    at_mm = cannula.catheter_mm if cannula.is_steel_out else cannula.steel_mm
    return replace(cannula, hand_mm=at_mm, slip_mm=0.0, force_n=0.0, bend_deg=0.0)


def _aim(cannula: Cannula, tissue: Tissue, drive: Drive) -> Cannula:
    cosine = float(np.clip(drive.direction @ np.asarray(cannula.direction), -1.0, 1.0))
    bend_deg = float(np.degrees(np.arccos(cosine)))
    if cannula.lumen_mm < tissue.turns_until_mm and bend_deg < tissue.free_turn_deg:
        return replace(cannula, direction=_triple(drive.direction), bend_deg=0.0)
    return replace(cannula, bend_deg=bend_deg)


def _hand_depth_mm(cannula: Cannula, drive: Drive) -> float:
    """How deep along the axis the hand wants the steel tip."""
    offset = drive.tip_m - np.asarray(cannula.entry_m)
    return float(offset @ np.asarray(cannula.direction)) * 1000.0


def _thrust(
    cannula: Cannula,
    tissue: Tissue,
    way: list[Surface],
    was: Counter[tuple[Key, bool]],
    hand_mm: float,
) -> Cannula:
    """Steel and catheter move as one."""
    tip_mm = cannula.lumen_mm
    ahead_mm = tip_mm - cannula.steel_mm
    target_mm = min(hand_mm - cannula.slip_mm, cannula.device.reach_mm) + ahead_mm
    start_mm = min(tip_mm, _first_unpierced_mm(way, was, tip_mm))
    moved = push(tissue, way, start_mm, target_mm)
    by_mm = moved.depth_mm - tip_mm
    return replace(
        cannula,
        steel_mm=moved.depth_mm - ahead_mm,
        catheter_mm=cannula.catheter_mm + by_mm,
        force_n=moved.force_n,
        stopped_by=moved.stopped_by.key if moved.stopped_by else None,
        is_in=moved.depth_mm > 0.0,
    )


def _ride(
    cannula: Cannula, way: list[Surface], was: Counter[tuple[Key, bool]], hand_mm: float
) -> Cannula:
    """The soft catheter alone: goes where it has been, pierces nothing."""
    target_mm = min(hand_mm - cannula.slip_mm, cannula.device.length_mm)
    limit_mm = _first_unpierced_mm(way, was, target_mm)
    depth_mm = min(target_mm, limit_mm)
    return replace(
        cannula, catheter_mm=depth_mm, force_n=0.0, stopped_by=None, is_in=depth_mm > 0.0
    )


def _slide(cannula: Cannula, way: list[Surface], hand_mm: float) -> Cannula:
    """The hand keeps steel and catheter apart: in moves the catheter, out draws the steel."""
    by_mm = hand_mm - cannula.hand_mm
    device = cannula.device
    if cannula.is_steel_out:
        return cannula
    if by_mm >= 0.0:
        limit_mm = min(device.length_mm, _catheter_limit_mm(cannula, way))
        deeper_mm = max(cannula.catheter_mm, min(cannula.catheter_mm + by_mm, limit_mm))
        slip_mm = cannula.slip_mm + by_mm
        return replace(
            cannula, catheter_mm=deeper_mm, slip_mm=slip_mm, force_n=0.0, stopped_by=None
        )
    steel_mm = cannula.steel_mm + by_mm
    is_out = steel_mm <= cannula.catheter_mm - device.length_mm
    is_in = cannula.catheter_mm > 0.0
    return replace(
        cannula, steel_mm=steel_mm, is_steel_out=is_out, is_in=is_in, force_n=0.0, stopped_by=None
    )


def _catheter_limit_mm(cannula: Cannula, way: list[Surface]) -> float:
    """A soft catheter follows the hole of the steel, and beyond it only open space."""
    steel_mm = cannula.steel_mm
    tissues = {surface.key: surface.tissue for surface in way}
    inside = location(way, steel_mm)
    if not inside or tissues[inside[-1]] != "pleura":
        return max(steel_mm, cannula.catheter_mm)
    ahead = [s.depth_mm for s in way if s.depth_mm > steel_mm]
    return min(ahead, default=float("inf")) - 1.0


def _first_unpierced_mm(way: list[Surface], was: Counter[tuple[Key, bool]], tip_mm: float) -> float:
    """Depth of the first surface above the tip that nothing has pierced yet."""
    left = Counter(was)
    for surface in way:
        if surface.depth_mm > tip_mm:
            break
        name = (surface.key, surface.is_entering)
        if left[name] > 0:
            left[name] -= 1
        else:
            return surface.depth_mm
    return float("inf")


def _note_passed(
    cannula: Cannula, was: Counter[tuple[Key, bool]], tissue: Tissue
) -> tuple[Cannula, list[Passed]]:
    deepest_mm = cannula.lumen_mm if cannula.is_in else -1.0
    above = [
        surface
        for surface in cannula.way
        if surface.depth_mm < deepest_mm - EDGE_MM
        and tissue.layer(surface.tissue).puncture_n < math.inf  # bone is met, never passed
    ]
    now = Counter((surface.key, surface.is_entering) for surface in above)
    by_steel = not cannula.is_steel_out and cannula.steel_mm >= cannula.catheter_mm
    passed: list[Passed] = []
    fresh = now - was
    for surface in above:
        name = (surface.key, surface.is_entering)
        if fresh[name] > 0:
            fresh[name] -= 1
            passed.append(Passed(surface, True, by_steel))
    for (key, is_entering), count in (was - now).items():
        word = next((s.tissue for s in cannula.way if s.key == key), "")
        left = Surface(key[0], key[1], word, is_entering, max(deepest_mm, 0.0))
        passed += [Passed(left, False, by_steel)] * count
    names = tuple((surface.key, surface.is_entering) for surface in above)
    return replace(cannula, pierced=names), passed


def _triple(point: np.ndarray) -> tuple[float, float, float]:
    return float(point[0]), float(point[1]), float(point[2])
