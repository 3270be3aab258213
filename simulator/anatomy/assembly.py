"""Named meshes put together to one body in room frame, with its landmarks and motion."""

from __future__ import annotations

from typing import Any

import numpy as np

from physiology.patient import Patient
from simulator.anatomy import naming
from simulator.anatomy.bases import motion_data, volume_cubics
from simulator.anatomy.body import Body, Landmark, Side
from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.distance import Surface, first_hit
from simulator.anatomy.mesh import Mesh, vertex_normals
from simulator.anatomy.part import Part
from simulator.anatomy.room_frame import to_room, turn_to_room
from simulator.anatomy.skin_marks import skin_marks
from simulator.anatomy.tables import table


def assemble(
    patient: Patient, parts: list[Part], chest: Chest, sites: dict, figure: Any,
    arcs: dict, digest: str, scale: float, hip_z_mm: float,
) -> Body:  # fmt: skip
    """The finished record."""
    shift = np.array([0.0, 0.0, hip_z_mm])  # room origin: under the hip centers
    v_mm = np.vstack([p.mesh.v for p in parts])
    start = np.r_[0, np.cumsum([len(p.mesh.v) for p in parts])]
    t_start = np.r_[0, np.cumsum([len(p.mesh.f) for p in parts])]
    triangles = np.vstack([p.mesh.f + start[i] for i, p in enumerate(parts)]).astype(np.int32)
    vertices = to_room(v_mm - shift, figure.outside.table_y_mm).astype(np.float32)
    structures = tuple(
        naming.structure(
            p.id, p.side, slice(int(start[i]), int(start[i + 1])),
            slice(int(t_start[i]), int(t_start[i + 1])), p.mesh.is_closed(), p.note,
        )
        for i, p in enumerate(parts)
    )  # fmt: skip
    normals = np.vstack([turn_to_room(vertex_normals(p.mesh.v, p.mesh.f)) for p in parts])
    owner = np.repeat(np.arange(len(parts)), np.diff(t_start)).astype(np.int32)
    body = Body(
        structures=structures,
        vertices_m=vertices,
        normals=normals.astype(np.float32),
        triangles=triangles,
        structure_of_triangle=owner,
        landmarks=_landmarks(sites, figure, shift)
        | _marks(figure, parts, chest, arcs, shift, scale),
        layers_mm=_layers(sites, figure),
        attributes=_attributes(parts, start),
        motion={},
        digest=digest,
    )
    body.motion.update(motion_data(body, parts, chest, v_mm, scale, patient))
    body.motion.update(volume_cubics(body))
    body.motion["inside"] = figure.outside.inside
    body.motion.update(_frames(chest, arcs, shift, figure.outside.table_y_mm))
    return body


def _attributes(parts: list[Part], start: np.ndarray) -> dict[str, np.ndarray]:
    names = {name: a for p in parts for name, a in p.attributes.items()}
    out = {}
    for name, sample in names.items():
        width = sample.shape[1:] if sample.ndim > 1 else ()
        whole = np.zeros((start[-1], *width), np.float32)
        for i, p in enumerate(parts):
            if name in p.attributes:
                whole[start[i] : start[i + 1]] = p.attributes[name]
        out[name] = whole
    return out


def _layers(sites: dict, figure: Any) -> dict[str, float]:
    site = sites["second_intercostal_midclavicular", "left"]
    hit = first_hit(figure.mesh.v, figure.mesh.f, site.pleura, -site.inward)
    depth = hit[0] if hit else 40.0
    wall = table("layers")["wall"]
    muscle = min(wall["muscle_share"] * 40.0, depth * 0.5)
    skin = wall["skin_mm"]
    return {"skin": skin, "fat": max(depth - skin - muscle, wall["least_fat_mm"]), "muscle": muscle}


def _landmarks(
    sites: dict, figure: Any, shift: np.ndarray
) -> dict[tuple[str, Side | None], Landmark]:
    out: dict[tuple[str, Side | None], Landmark] = {}
    v, f = figure.mesh.v, figure.mesh.f
    for (name, side), site in sites.items():
        hit = first_hit(v, f, site.pleura, -site.inward)
        depth = hit[0] if hit else 0.0
        skin = to_room(site.pleura - site.inward * depth - shift, figure.outside.table_y_mm)
        inward = turn_to_room(site.inward)
        out[name, side] = Landmark(
            name, side, tuple(skin.tolist()), tuple(inward.tolist()), float(depth)
        )
    return out


def _marks(
    figure: Any, parts: list[Part], chest: Chest, arcs: dict, shift: np.ndarray, scale: float
) -> dict[tuple[str, Side | None], Landmark]:
    """Places on the skin; those over a lung know how deep its pleura lies."""
    bones: dict[Key, Mesh] = {(p.id, p.side): p.mesh for p in parts}
    sacs = {
        s: Surface(bones["parietal_pleura", s].v, bones["parietal_pleura", s].f)
        for s in ("left", "right")
    }
    lips = figure.attributes["zone_lips"]
    out: dict[tuple[str, Side | None], Landmark] = {}
    for (name, side), (point, inward) in skin_marks(figure.mesh, bones, arcs, lips, scale).items():
        depth = 0.0
        if name.startswith("auscultation") and side:
            way = np.arange(2.0, 120.0, 0.5)
            held = sacs[side].contains(point + way[:, None] * inward)
            depth = float(way[np.argmax(held)]) if held.any() else 0.0
        skin = to_room(point - shift, figure.outside.table_y_mm)
        direction = turn_to_room(inward)
        out[name, side] = Landmark(
            name, side, tuple(skin.tolist()), tuple(direction.tolist()), depth
        )
    return out


def _frames(chest: Chest, arcs: dict, shift: np.ndarray, table_y_mm: float) -> dict[str, Any]:
    """Places in room frame that measures and motion need."""
    hilum = to_room(np.stack([chest.hilum_mm[s] for s in ("left", "right")]) - shift, table_y_mm)
    return {
        "hilum_m": hilum,
        "rib_arcs_m": {k: to_room(a - shift, table_y_mm) for k, a in arcs.items()},
    }
