"""Other bodies made of a built one, for tests: mirrored, thicker in the wall, a lung less.

They show that outcomes come from geometry: no case or procedure file knows of them.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from simulator.anatomy.bases import volume_cubics
from simulator.anatomy.body import Body, Landmark, Side
from simulator.anatomy.tree import build_tree

OTHER: dict[str | None, Any] = {"left": "right", "right": "left", None: None}
SWAPPED = ("cavity_ml", "cavity_triangles", "cavity_vertices", "cavity_rows", "lung_vertices",
           "lung_triangles", "shrunk_share", "tissue_ml")  # fmt: skip


def mirrored(body: Body) -> Body:
    """Everything on the other side: situs inversus, with left and right named anew."""
    flip = np.array([-1.0, 1.0, 1.0], np.float32)
    motion = dict(body.motion)
    motion["bases"] = body.motion["bases"] * flip[None, :, None]
    order = [1, 0, 3, 2, 4, 5]
    motion["bases"] = np.ascontiguousarray(motion["bases"][:, :, order])
    motion["bases"][:, :, 4] *= -1.0  # a push to the right still goes to the right
    for name in SWAPPED:
        motion[name] = body.motion[name][::-1]
    motion["shrunk_m"] = [offset * flip for offset in body.motion["shrunk_m"][::-1]]
    motion["hilum_m"] = body.motion["hilum_m"][::-1] * flip
    moves = body.motion["hilum_moves"][::-1][:, :, order] * flip[None, :, None]
    moves[:, :, 4] *= -1.0
    motion["hilum_moves"] = np.ascontiguousarray(moves)
    marks = {}
    for (name, side), mark in body.landmarks.items():
        x, y, z = mark.skin_m
        a, b, c = mark.inward
        there = OTHER[side]
        marks[name, there] = Landmark(name, there, (-x, y, z), (-a, b, c), mark.pleura_depth_mm)
    structures = tuple(dataclasses.replace(s, side=OTHER[s.side]) for s in body.structures)
    other = dataclasses.replace(
        body,
        structures=structures,
        vertices_m=body.vertices_m * flip,
        normals=body.normals * flip,
        triangles=np.ascontiguousarray(body.triangles[:, ::-1]),
        landmarks=marks,
        motion=motion,
        digest=body.digest + "-mirrored",
    )
    other.motion.update(volume_cubics(other))
    return _with_trees(other)


def moved_wall(body: Body, outward_mm: float, radius_mm: float = 120.0) -> Body:
    """The skin of the chest farther from the pleura (nearer, if negative)."""
    skin = body.structure("skin").vertices
    v = body.vertices_m.copy()
    share = np.zeros(skin.stop - skin.start)
    for (name, _), mark in body.landmarks.items():
        if "intercostal" in name:
            away = np.linalg.norm(v[skin] - np.asarray(mark.skin_m), axis=1) * 1000.0
            share = np.maximum(share, np.clip(2.0 - 2.0 * away / radius_mm, 0.0, 1.0))
    v[skin] += (share * outward_mm / 1000.0)[:, None] * body.normals[skin]
    return _with_trees(
        dataclasses.replace(body, vertices_m=v, digest=f"{body.digest}-wall{outward_mm:g}")
    )


def without_lung(body: Body, side: Side) -> Body:
    """No lung on one side: its triangles are points that no needle meets."""
    motion = dict(body.motion)
    gone = body.structure("lung", side)
    triangles = body.triangles.copy()
    triangles[gone.triangles] = triangles[gone.triangles.start][0]  # points: no ray meets them
    motion["moving_triangles"] = np.setdiff1d(
        motion["moving_triangles"], np.arange(gone.triangles.start, gone.triangles.stop)
    ).astype(np.int32)
    return _with_trees(
        dataclasses.replace(
            body, triangles=triangles, motion=motion, digest=f"{body.digest}-no-{side}-lung"
        )
    )


def _with_trees(body: Body) -> Body:
    moving = body.motion["moving_triangles"]
    still = np.setdiff1d(np.arange(len(body.triangles)), moving)
    v, f = body.vertices_m, body.triangles
    trees = tuple(build_tree(v, f, ids).arrays() for ids in (still, moving))
    return dataclasses.replace(body, motion=body.motion | {"trees": trees})
