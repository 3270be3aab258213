"""Vessels, airway and gullet as swept tubes between bones, from assets/anatomy/vessels.toml (mm).

They are laid before the pleura is: first between the landmarks, then apart from each other and from
the chambers of the heart; the pleural sacs and the liver then leave them room.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter1d

from simulator.anatomy.body import SIDES, Side
from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.distance import Surface
from simulator.anatomy.mesh import Mesh, tube
from simulator.anatomy.part import Part
from simulator.anatomy.tables import table
from simulator.anatomy.wall import smooth_path

UNDER_SKIN_MM = 2.5  # least tissue over a vessel; source: tuned
GAP_MM = 1.0  # wall and fat between two tubes; source: tuned
JOINED_MM = 4.0  # an end so near to another tube's middle belongs to it
SPINE_MM = 15.5  # half the width of a thoracic vertebral body; source: tuned to the skeleton
ROUNDS = 24
SAMPLES = 40
MIDDLE = {"notch": "clavicle_head"}  # places without a side, half way between both sides' places
LETTERS = {"C": "cervical", "T": "thoracic", "L": "lumbar"}


@dataclass(frozen=True)
class Run:
    """One tube on its way into the body.

    Attributes
    ----------
    path : (n, 3)
        Its middle (mm).
    radius : (n,)
        mm.
    """

    id: str
    side: Side | None
    path: np.ndarray
    radius: np.ndarray


class Places:
    """Where the points of the table hang: vertebrae, collar bones, first ribs, heart, hila."""

    def __init__(self, bones: dict[Key, Mesh], chest: Chest) -> None:
        self.bones, self.chest = bones, chest

    def at(self, names: str, side: Side | None) -> np.ndarray:
        """One place, or half way between two."""
        return np.mean([self._one(name, side) for name in names.split()], axis=0)

    def _one(self, name: str, side: Side | None) -> np.ndarray:
        if name == "heart":
            return self.chest.heart_mm
        if name in MIDDLE:
            return np.mean([self._one(MIDDLE[name], s) for s, _ in SIDES], axis=0)
        if name[0] in LETTERS:
            v = self.bones[f"{LETTERS[name[0]]}_vertebra_{name[1:]}", None].v
            return np.array([0.0, v[np.abs(v[:, 0]) < 10][:, 1].min(), v[:, 2].mean()])
        if side is None:
            raise ValueError(f"assets/anatomy/vessels.toml: {name!r} needs a side")
        if name == "hilum":
            return self.chest.hilum_mm[side]
        return self._of_bone(name, side, 1.0 if side == "left" else -1.0)

    def _of_bone(self, name: str, side: Side, sign: float) -> np.ndarray:
        if name == "first_rib":
            rib = self.bones["rib_1", side].v
            return rib[np.argmax(sign * rib[:, 0])]
        if name == "axilla":
            arm = self.bones["humerus", side].v
            return arm[arm[:, 2] > arm[:, 2].max() - 60].mean(0)
        collar = self.bones["clavicle", side].v
        if name == "clavicle_head":
            return collar[np.argmin(sign * collar[:, 0])]
        x = (collar[:, 0].min() + collar[:, 0].max()) / 2
        near = collar[np.abs(collar[:, 0] - x) < 8]
        level = {"clavicle_middle": near[:, 2].min(), "clavicle_top": near[:, 2].max()}[name]
        return np.array([x, near[:, 1].mean(), level])


def lay(places: Places, chest: Chest, scale: float, chambers: dict[str, Mesh]) -> list[Run]:
    """The middles of all tubes of the table, none through another or through the heart."""
    runs = []
    for row in table("vessels")["tube"]:
        wanted = row.get("side")
        for side, _ in SIDES if wanted else ((None, 1.0),):
            if wanted in (None, "each", side):
                runs.append(_run(row, side, places, scale))
    solid = [Surface(chambers[n].v, chambers[n].f) for n in ("pulmonary_artery", "left_atrium")]
    return spread(runs, solid, _Spine(chest, scale))


@dataclass(frozen=True)
class _Spine:
    """The vertebral bodies as an upright pillar."""

    chest: Chest
    scale: float

    def push(self, path: np.ndarray, radius: np.ndarray) -> np.ndarray:
        """Out of the pillar, level."""
        size = SPINE_MM * self.scale
        grid = self.chest.grid
        middle = np.interp(path[:, 2], grid.z, self.chest.spine_y) + size
        away = np.c_[path[:, 0], path[:, 1] - middle, np.zeros(len(path))]
        distance = np.linalg.norm(away, axis=1)
        short = np.maximum(size + radius + GAP_MM - distance, 0.0)
        short *= (path[:, 2] > grid.z[0]) & (path[:, 2] < grid.z[-1])
        return (short / np.maximum(distance, 1e-6))[:, None] * away


def _run(row: dict[str, Any], side: Side | None, places: Places, scale: float) -> Run:
    points = np.array([_point(p, side, places, scale) for p in row["points"]])
    n = row.get("samples", SAMPLES)
    return Run(row["id"], side, smooth_path(points, n), _radii(row["radii_mm"], n) * scale)


def _point(row: list[Any], side: Side | None, places: Places, scale: float) -> np.ndarray:
    outward = -1.0 if side == "right" else 1.0
    return places.at(row[0], side) + np.array(row[1:], float) * [outward, 1.0, 1.0] * scale


def _radii(radii_mm: list[float], n: int) -> np.ndarray:
    return np.interp(np.linspace(0, 1, n), np.linspace(0, 1, len(radii_mm)), radii_mm)


def spread(runs: list[Run], solid: list[Surface], spine: _Spine) -> list[Run]:
    """Tubes moved apart where they overlap, smoothly; ends stay, and so do joints."""
    paths = [run.path.copy() for run in runs]
    pairs = [
        (i, j, _joined(runs[i], runs[j]))
        for i, j in itertools.combinations(range(len(runs)), 2)
        if runs[i].id != runs[j].id or runs[i].side == runs[j].side
    ]
    for _ in range(ROUNDS):
        push = [np.zeros_like(path) for path in paths]
        for i, j, joints in pairs:
            _part(paths, runs, push, (i, j), joints)
        for k, run in enumerate(runs):
            for surface in solid:
                depth, _, foot = surface.depth(paths[k])
                short = np.maximum(depth + run.radius + GAP_MM, 0.0) * (depth < 0)
                away = paths[k] - foot
                push[k] += short[:, None] * away / np.maximum(np.abs(depth), 1e-6)[:, None]
            push[k] += spine.push(paths[k], run.radius)
            paths[k] = paths[k] + _held(gaussian_filter1d(push[k], 2.0, axis=0, mode="nearest"))
    return [replace(run, path=path) for run, path in zip(runs, paths)]


def _joined(a: Run, b: Run) -> list[np.ndarray]:
    """Where one tube ends on the other."""
    out = []
    for one, other in ((a, b), (b, a)):
        for end in (one.path[0], one.path[-1]):
            away = np.linalg.norm(other.path - end, axis=1) - other.radius
            if away.min() < JOINED_MM:
                out.append(end)
    return out


def _part(
    paths: list[np.ndarray], runs: list[Run], push: list[np.ndarray], pair: tuple[int, int],
    joints: list[np.ndarray],
) -> None:  # fmt: skip
    """Add the push that two tubes give each other."""
    i, j = pair
    away = paths[i][:, None] - paths[j][None]
    distance = np.linalg.norm(away, axis=2)
    need = runs[i].radius[:, None] + runs[j].radius[None] + GAP_MM
    for joint in joints:
        for axis, path in ((1, paths[i]), (0, paths[j])):
            free = np.linalg.norm(path - joint, axis=1) > need.max() + JOINED_MM
            need = need * np.expand_dims(free, axis)
    short = np.maximum(need - distance, 0.0)
    if not short.any():
        return
    step = 0.4 * (short / np.maximum(distance, 1e-6))[..., None] * away
    for k, axis, sign in ((i, 1, 1.0), (j, 0, -1.0)):
        most = short.argmax(axis)
        chosen = np.take_along_axis(step, np.expand_dims(most, (axis, 2)), axis)
        push[k] += sign * chosen.squeeze(axis)


def _held(push: np.ndarray) -> np.ndarray:
    """A push that fades towards both ends."""
    n = len(push)
    hold = np.clip(np.minimum(np.arange(n), np.arange(n)[::-1]) / 4.0, 0.0, 1.0)
    return push * hold[:, None]


def parts(runs: list[Run], places: Places, scale: float, cover: Surface) -> list[Part]:
    """The tubes, kept under the skin, and the veins that lie just under it."""
    out = [Part(run.id, run.side, _tube(run.path, run.radius, cover)) for run in runs]
    for id, row in table("vessels")["under_skin"].items():
        for side, sign in SIDES:
            start, end = (_point(row[k], side, places, scale) for k in ("from", "to"))
            t = np.linspace(0, 1, 9)[:, None]
            line = start * (1 - t) + end * t + np.array(row["bulge_mm"]) * [sign, 1.0, 1.0]
            path = smooth_path(cover.sunk(line, row["depth_mm"], keep=False), 36)
            out.append(Part(id, side, _tube(path, _radii(row["radii_mm"], 36) * scale, cover)))
    return out


def _tube(path: np.ndarray, radius: np.ndarray, cover: Surface) -> Mesh:
    """A tube with round ends, nowhere nearer to the skin than it may be."""
    n = len(path)
    knots = cover.sunk(path, radius + UNDER_SKIN_MM)[:: max(n // 10, 1)]
    path = smooth_path(np.vstack([knots, path[-1:]]) if n % max(n // 10, 1) != 1 else knots, n)
    u = np.array([0.5, 0.85, 0.98])
    first, last = path[0] - path[1], path[-1] - path[-2]
    ends = [e / np.linalg.norm(e) for e in (first, last)]
    line = np.vstack([
        path[0] + u[::-1, None] * radius[0] * ends[0], path,
        path[-1] + u[:, None] * radius[-1] * ends[1],
    ])  # fmt: skip
    cap = np.sqrt(1 - u**2)
    r = np.r_[cap[::-1] * radius[0], radius, cap * radius[-1]]
    return tube(line, r, r, around=14 if radius.max() > 4 else 9)
