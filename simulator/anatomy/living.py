"""The body as it is now: chest, lungs, mediastinum and diaphragm moved by the twin's gas.

Promised to session and scene (room frame, metres):

- ``LivingBody(body)``; ``update(truth)`` moves the vertices and refits the search tree
- ``vertices_m``, ``normals``, ``triangles``: the current arrays, upload-ready
- ``crossings(start_m, end_m) -> list[Crossing]``: every structure surface on the way, in order
- ``inside(point_m) -> list[Structure]``: closed structures that hold the point
- ``skin_at(start_m, direction) -> SkinHit | None`` and ``nearest_skin(point_m) -> SkinHit``
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.anatomy.body import Structure


@dataclass(frozen=True)
class Crossing:
    """One surface met on a straight way."""

    structure: Structure
    at_fraction: float  # 0 at the start, 1 at the end
    is_entering: bool
    point_m: tuple[float, float, float]


@dataclass(frozen=True)
class SkinHit:
    """A point on the skin and how the chest lies under it."""

    point_m: tuple[float, float, float]
    normal: tuple[float, float, float]  # out of the body
    distance_m: float
