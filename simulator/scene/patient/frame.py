"""Where things are on this patient: eyes, rest coordinates for the shaders, the skin from above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.anatomy.body import Body, Structure
from simulator.scene.shapes.mesh import F32, I32

Array = npt.NDArray[Any]
NEAR_M = 0.016  # no triangle of the skin is larger


@dataclass(frozen=True)
class Figure:
    """The skin, and what else is needed to dress and paint it.

    `rest` are shader coordinates: the standing carrier's axes turned as the patient lies (x left,
    y to the head, z to the front), so that a face is a face whatever the pose.
    """

    body: Body
    skin: Structure
    v: F32
    n: F32
    f: I32
    rest: F32
    eye_rest: Array  # left eye's center in shader coordinates
    eye_m: Array  # between the eyes, room frame
    face_middle: F32  # (m, 2) x and y of each triangle's middle

    def part(self, id: str, side: str | None = None) -> F32:
        """Vertices (k, 3) of a structure, room frame; empty when this body lacks it."""
        for structure in self.body.structures:
            if structure.id == id and structure.side == side:
                return self.body.vertices_m[structure.vertices]
        return np.zeros((0, 3), np.float32)

    def nearest(self, point: npt.ArrayLike) -> int:
        """The skin vertex nearest to a point of the room frame."""
        return int(np.argmin(((self.v - np.asarray(point)) ** 2).sum(1)))

    def top(self, x: float, y: float) -> tuple[Array, Array]:
        """Highest skin point over (x, y) and its normal; the nearest vertex where there is none."""
        middle = self.face_middle
        close = (np.abs(middle[:, 0] - x) < NEAR_M) & (np.abs(middle[:, 1] - y) < NEAR_M)
        f = self.f[close]
        t = self.v[f]
        a, b, c = (t[:, k, :2] - (x, y) for k in range(3))
        u, w, q = _cross(b, c), _cross(c, a), _cross(a, b)
        area = u + w + q
        inside = ((u > 0) & (w > 0) & (q > 0)) & (area > 1e-12)
        if not inside.any():
            k = int(np.argmin(((self.v[:, :2] - (x, y)) ** 2).sum(1) - 0.02 * self.v[:, 2]))
            return self.v[k].astype(float), self.n[k].astype(float)
        share = np.stack([u, w, q], 1)[inside] / area[inside, None]
        points = np.einsum("nk,nkj->nj", share, t[inside])
        best = int(points[:, 2].argmax())
        normal = share[best] @ self.n[f[inside][best]]
        return points[best], normal / np.linalg.norm(normal)


def _cross(a: Array, b: Array) -> Array:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def figure_of(body: Body) -> Figure:
    """Read what the dressing needs from a body."""
    skin = next(s for s in body.structures if s.id == "skin")
    v = body.vertices_m[skin.vertices]
    rest = shader_rest(body, skin)
    eyes = [s for s in body.structures if s.id == "eyeball"]
    left = next((s for s in eyes if s.side == "left"), None)
    if left is None:  # a body without eyes: the face lies about a hand's breadth below the crown
        eye = np.array([0.03, rest[:, 1].max() - 0.11, 0.0])
        middle = np.array([0.0, v[:, 1].max() - 0.11, 1.03])
    else:
        eye = _middle(shader_rest(body, left))
        middle = np.mean([_middle(body.vertices_m[s.vertices]) for s in eyes], axis=0)
    f = body.triangles[skin.triangles] - skin.vertices.start
    xy = v[f].mean(1)[:, :2]
    return Figure(body, skin, v, body.normals[skin.vertices], f, rest, eye, middle, xy)


def shader_rest(body: Body, structure: Structure) -> F32:
    """Shader coordinates of a structure's vertices."""
    rest = body.attributes.get("rest_m")
    if rest is None:
        return body.vertices_m[structure.vertices].copy()
    held = rest[structure.vertices]
    return np.ascontiguousarray(np.stack([held[:, 0], held[:, 2], -held[:, 1]], 1), np.float32)


def _middle(v: npt.NDArray) -> Array:
    return ((v.min(0) + v.max(0)) / 2).astype(float)


def curvature(figure: Figure) -> F32:
    """How bent the skin is, 0.08-1 (1/120 m is 1): thin and bent parts let light through."""
    f, v, n = figure.f, figure.v, figure.n
    edges = np.vstack([f[:, [0, 1]], f[:, [1, 2]], f[:, [2, 0]]])
    bend = np.linalg.norm(n[edges[:, 0]] - n[edges[:, 1]], axis=1)
    bend /= np.linalg.norm(v[edges[:, 0]] - v[edges[:, 1]], axis=1) + 1e-6
    total = np.bincount(edges.ravel(), np.repeat(bend, 2), len(v))
    mean = total / np.maximum(np.bincount(edges.ravel(), minlength=len(v)), 1)
    for _ in range(3):
        spread = np.bincount(edges[:, 0], mean[edges[:, 1]], len(v))
        mean = 0.4 * mean + 0.6 * spread / np.maximum(np.bincount(edges[:, 0], minlength=len(v)), 1)
    return np.clip(mean / 120.0, 0.08, 1).astype(np.float32)
