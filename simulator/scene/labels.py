"""Names of what is pointed at, while the view "labels" is on: outline, and the word beside it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from simulator.anatomy.body import Structure
from simulator.core.records import Snapshot, Vec3
from simulator.scene.hud.hud import Hud
from simulator.scene.patient.marking import mark
from simulator.scene.patient.part import Patient
from simulator.scene.subsystems import Subsystem
from simulator.scene.world import World
from simulator.text import text

EVERY = 6  # frames; a name need not follow the mouse faster
REACH_M = 4.0
THIN = 0.3  # membranes fainter than this are looked through


def labels_part(world: World, hud: Hud) -> Subsystem:
    """The subsystem; it asks the body what the mouse points at."""
    held: dict[str, Any] = {"frame": 0, "key": None}

    def run(snapshot: Snapshot) -> None:
        held["frame"] += 1
        if "labels" not in snapshot.views or world.patient is None:
            _show(world, hud, held, None, (0.0, 0.0))
        elif held["frame"] % EVERY == 0:
            at = _mouse(world)
            _show(world, hud, held, at and pointed_at(world, *at), at or (0.0, 0.0))

    return Subsystem("labels", run, after=("patient", "hud"))


def pointed_at(world: World, x: float, y: float) -> Structure | None:
    """The first shown structure behind a point of the window (-1 to 1)."""
    origin, direction = ray_through(world, x, y)
    start, way = np.array(origin), np.array(direction)
    patient: Patient = world.patient
    for hit in patient.living.crossings(start, start + REACH_M * way):
        if hit.is_entering and _is_shown(patient, hit.structure):
            return hit.structure
    return None


def name_of(structure: Structure, language: str) -> str:
    """The structure's name with its side: "left rib 2"."""
    numbered = re.fullmatch(r"(.+)_(\d+)", structure.id)
    base, n = numbered.groups() if numbered else (structure.id, "")
    name = text(f"structure.{base}", language, n=n)
    if structure.side is None:
        return name
    return text(f"structure_side.{structure.side}", language, name=name)


def ray_through(world: World, x: float, y: float) -> tuple[Vec3, Vec3]:
    """Origin (m) and unit direction in the room of a point of the window (-1 to 1)."""
    from panda3d.core import LPoint2, LPoint3

    near, far = LPoint3(), LPoint3()
    camera = world.passes.cameras[0]
    world.passes.lens.extrude(LPoint2(x, y), near, far)
    a = np.array(world.root.getRelativePoint(camera, near))
    b = np.array(world.root.getRelativePoint(camera, far))
    d = ((b - a) / np.linalg.norm(b - a)).tolist()
    origin = camera.getPos(world.root)
    return (origin[0], origin[1], origin[2]), (d[0], d[1], d[2])


def _is_shown(patient: Patient, structure: Structure) -> bool:
    if structure.id == "skin":
        return not patient.skin_nodes["solid"].isHidden()
    for group in patient.groups.values():
        if structure in group.structures:
            if group.veil is not None and group.look.veil < THIN:
                return False
            return any(n is not None and not n.isHidden() for n in (group.solid, group.veil))
    return False


def _mouse(world: World) -> tuple[float, float] | None:
    watcher = world.base.mouseWatcherNode
    if watcher is None:
        return (0.0, 0.0)  # without a window, the middle of the picture
    return (watcher.getMouseX(), watcher.getMouseY()) if watcher.hasMouse() else None


def _show(
    world: World, hud: Hud, held: dict[str, Any], found: Structure | None, at: tuple[float, float]
) -> None:
    key = None if found is None else (found.id, found.side)
    if key != held["key"]:
        held["key"] = key
        mark(world, *(key or (None, None)))
    hud.show_name("" if found is None else name_of(found, hud.language), *at)
