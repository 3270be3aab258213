"""The body as it is now: chest, lungs, mediastinum and diaphragm moved by the twin's gas.

Promised to session and scene (room frame, metres):

- ``LivingBody(body)``; ``update(truth)`` moves the vertices and refits the search tree
- ``vertices_m``, ``normals``, ``triangles``: the current arrays, upload-ready
- ``crossings(start_m, end_m) -> list[Crossing]``: every structure surface on the way, in order
- ``inside(point_m) -> list[Structure]``: closed structures that hold the point
- ``skin_at(start_m, direction) -> SkinHit | None`` and ``nearest_skin(point_m) -> SkinHit``

The pleural cavity of each side always has the volume that the twin gives it (lung gas, lung tissue,
pleural content); the lung has that of its gas and tissue; what lies between is the gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from physiology.vitals import Truth
from simulator.anatomy import motion
from simulator.anatomy.body import Body, Side, Structure
from simulator.anatomy.tree import Hits, Tree, build_tree, nearest_vertex

STILL_ML = 1.0  # smaller changes than this move nothing that anybody could see or touch
SIDES = ("left", "right")
Point = Sequence[float] | np.ndarray


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


class LivingBody:
    """A body that breathes.

    Attributes
    ----------
    body : Body
        As built, at rest.
    vertices_m, normals : (n, 3) float32
        Now. Read only; the same arrays are written by every `update`.
    triangles : (m, 3) int32
    moved : (k,) int32
        The vertices that ever move.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.triangles = body.triangles
        self.vertices_m = body.vertices_m.copy()
        self._normals = body.normals.copy()
        self.moved: np.ndarray = body.motion["moving"]
        self._moving_triangles: np.ndarray = body.motion["moving_triangles"]
        self._trees = _trees(body)
        self._hits = Hits()
        self._pose = np.full(motion.INPUTS, np.nan)
        self._normals_stale = self._tree_stale = False
        skin = body.structure("skin")
        self._skin = skin
        self._skin_index = body.structures.index(skin)

    @property
    def normals(self) -> np.ndarray:
        """Unit vertex normals now, (n, 3) float32."""
        if self._normals_stale:
            motion.refresh_normals(
                self.vertices_m, self.triangles, self._moving_triangles, self.moved, self._normals
            )
            self._normals_stale = False
        return self._normals

    def update(self, truth: Truth) -> bool:
        """Take the shape of this moment; False when nothing moved."""
        pose = np.round(motion.inputs(truth, self.body.motion) / STILL_ML) * STILL_ML
        if np.array_equal(pose, self._pose):
            return False  # rounded, so that a shape depends on this moment alone
        self._pose = pose
        motion.deform(self.body, pose, self.vertices_m)
        self._normals_stale = self._tree_stale = True
        return True

    def crossings(self, start_m: Point, end_m: Point) -> list[Crossing]:
        """Every structure surface between two points, in order of the way."""
        start, end = np.asarray(start_m, float), np.asarray(end_m, float)
        at, which, entering = self._segment(start, end)
        out: list[Crossing] = []
        last: dict[tuple[int, bool], float] = {}
        grain = 1e-6 / max(float(np.linalg.norm(end - start)), 1e-9)
        owners = self.body.structure_of_triangle[which]
        for fraction, owner, goes_in in zip(at.tolist(), owners.tolist(), entering.tolist()):
            if fraction - last.get((owner, goes_in), -1.0) < grain:
                continue  # the same surface through the edge of two triangles
            last[owner, goes_in] = fraction
            point = start + fraction * (end - start)
            out.append(
                Crossing(
                    self.body.structures[owner], fraction, goes_in,
                    (float(point[0]), float(point[1]), float(point[2])),
                )
            )  # fmt: skip
        return out

    def inside(self, point_m: Point) -> list[Structure]:
        """The closed structures that hold a point."""
        start = np.asarray(point_m, float)
        depth: dict[str | tuple[str, str | None], int] = {}
        for hit in self.crossings(start, start + np.array([0.013, 0.029, 2.5])):
            key = (hit.structure.id, hit.structure.side)
            depth[key] = depth.get(key, 0) + (-1 if hit.is_entering else 1)
        return [s for s in self.body.structures if s.is_closed and depth.get((s.id, s.side), 0) > 0]

    def skin_at(self, start_m: Point, direction: Point) -> SkinHit | None:
        """The first point of the skin met from outside along a direction, within 3 m."""
        start, d = np.asarray(start_m, float), np.asarray(direction, float)
        d = d / np.linalg.norm(d)
        at, which, entering = self._segment(start, start + 3.0 * d)
        skin = (self.body.structure_of_triangle[which] == self._skin_index) & entering
        if not skin.any():
            return None
        k = int(np.argmax(skin))
        point = start + 3.0 * at[k] * d
        normal = self._face_normal(int(which[k]))
        return SkinHit(_triple(point), _triple(normal), 3.0 * float(at[k]))

    def nearest_skin(self, point_m: Point) -> SkinHit:
        """The vertex of the skin nearest to a point; negative distance inside the body."""
        p = np.asarray(point_m, float)
        run = self._skin.vertices
        k = nearest_vertex(self.vertices_m, run.start, run.stop, p)
        normal = self.normals[k].astype(float)
        away = p - self.vertices_m[k]
        plane = float(away @ normal)
        foot = p - plane * normal if np.linalg.norm(away) < 0.02 else self.vertices_m[k]
        distance = float(np.linalg.norm(p - foot))
        return SkinHit(_triple(foot), _triple(normal), distance if plane >= 0 else -distance)

    def volume_ml(self, id: str, side: Side | None) -> float:
        """The volume that a closed structure has now (ml)."""
        part = self.body.structure(id, side)
        return motion.volume_ml(self.vertices_m, self.triangles, part.triangles)

    def _segment(
        self, start: np.ndarray, end: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if self._tree_stale:  # many ticks are only shown: the tree follows when it is asked
            self._trees[1].refit(self.vertices_m)
            self._tree_stale = False
        return self._hits.segment(self._trees, self.vertices_m, self.triangles, start, end)

    def _face_normal(self, triangle: int) -> np.ndarray:
        a, b, c = self.vertices_m[self.triangles[triangle]].astype(float)
        n = np.cross(b - a, c - a)
        return n / np.linalg.norm(n)


def _triple(p: np.ndarray) -> tuple[float, float, float]:
    return (float(p[0]), float(p[1]), float(p[2]))


def _trees(body: Body) -> tuple[Tree, Tree]:
    """The still and the moving triangles, each in a tree of its own."""
    stored = body.motion.get("trees")
    if stored is not None:
        still, moving = stored
        copied = [a.copy() for a in moving]  # refit writes its boxes
        return Tree(*still), Tree(*copied)
    moving = body.motion["moving_triangles"]
    still = np.setdiff1d(np.arange(len(body.triangles)), moving)
    v, f = body.vertices_m, body.triangles
    return build_tree(v, f, still), build_tree(v, f, moving)
