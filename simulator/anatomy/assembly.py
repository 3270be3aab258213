"""Named meshes put together to one body in room frame, with its landmarks and motion."""

from __future__ import annotations

from typing import Any

import numpy as np

from physiology.patient import Patient
from simulator.anatomy import fields, naming
from simulator.anatomy.body import Body, Landmark, Side
from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.distance import Surface, first_hit
from simulator.anatomy.lung_volumes import tissue_ml
from simulator.anatomy.mesh import Mesh, vertex_normals
from simulator.anatomy.motion import BASES
from simulator.anatomy.part import Part
from simulator.anatomy.skin_marks import skin_marks
from simulator.anatomy.tables import table
from simulator.anatomy.tree import build_tree

IN_LUNG = ("bronchial_tree",)
FELT_M_PER_ML = 1.5e-7  # less than 0.15 mm over a liter is not moved
MATTRESS_TOP_M = 0.80  # scenarios/rooms/resuscitation_bay.toml; a test keeps them equal


def to_room(p_mm: np.ndarray, table_y_mm: float) -> np.ndarray:
    """Patient millimetres to room metres: x left, y to the head, z up from the mattress."""
    p = np.asarray(p_mm, float)
    return np.stack([p[..., 0], p[..., 2], table_y_mm - p[..., 1]], axis=-1) / 1000.0 + np.array(
        [0.0, 0.0, MATTRESS_TOP_M]
    )


def turn_to_room(d: np.ndarray) -> np.ndarray:
    """A direction of the patient frame in the room."""
    d = np.asarray(d, float)
    return np.stack([d[..., 0], d[..., 2], -d[..., 1]], axis=-1)


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
    body.motion.update(_motion(body, parts, chest, v_mm, scale, patient))
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


def _motion(
    body: Body, parts: list[Part], chest: Chest, v_mm: np.ndarray, scale: float, patient: Patient
) -> dict[str, Any]:
    """Bases of the moving vertices, scaled to one millilitre, and what the motion must know."""
    place = {(p.id, p.side): i for i, p in enumerate(parts)}
    loose = np.concatenate([
        p.attributes.get("loose", np.full(len(p.mesh.v), float(fields.moves((p.id, p.side)))))
        for p in parts
    ])  # fmt: skip
    near = np.where(loose > 1e-3)[0]
    firm = np.repeat(
        [fields.is_firm((p.id, p.side)) for p in parts], [len(p.mesh.v) for p in parts]
    )
    raw = fields.displacement(chest, v_mm[near], loose[near], scale, firm[near])
    raw["veins"] = _vein_basis(body, parts, near)
    size = _unit_sizes(parts, place, chest, scale)
    lungs = [body.structures[place["lung", side]] for side in ("left", "right")]
    sacs = [body.structures[place["parietal_pleura", side]] for side in ("left", "right")]
    sac_meshes = [parts[place["parietal_pleura", side]].mesh for side in ("left", "right")]
    bases = np.zeros((len(BASES), len(near), 3), np.float32)
    for k, name in enumerate(BASES):
        bases[k] = turn_to_room(raw[name]) / 1000.0 / size.get(name, 1.0)
    is_lung = np.zeros(len(v_mm), bool)
    for s in lungs:
        is_lung[s.vertices] = True
    bases[:, is_lung[near]] = 0.0
    keep = (np.abs(bases).max((0, 2)) > FELT_M_PER_ML) | is_lung[near]
    moving = near[keep].astype(np.int32)
    mask = np.zeros(len(v_mm), bool)
    mask[moving] = True
    moving_triangles = np.where(mask[body.triangles].any(1))[0].astype(np.int32)
    still = np.setdiff1d(np.arange(len(body.triangles)), moving_triangles)
    v, f = body.vertices_m, body.triangles
    hilum = np.stack([chest.hilum_mm[s] for s in ("left", "right")])
    at_hilum = fields.displacement(chest, hilum, np.ones(2), scale)
    moves = np.zeros((2, 3, len(BASES)), np.float32)
    for k, name in enumerate(BASES[:-1]):
        moves[:, :, k] = turn_to_room(at_hilum[name]) / 1000.0 / size[name]
    return {
        "moving": moving,
        "moving_triangles": moving_triangles,
        "bases": np.ascontiguousarray(bases[:, keep].transpose(1, 2, 0)),
        "cavity_ml": np.array([sac.volume() / 1e3 for sac in sac_meshes]),
        "cavity_triangles": [s.triangles for s in sacs],
        "cavity_vertices": [s.vertices for s in sacs],
        "cavity_rows": [
            tuple(np.searchsorted(moving, (s.vertices.start, s.vertices.stop)).tolist())
            for s in sacs
        ],
        "in_lung_vertices": [
            [s.vertices for s in body.structures if s.id in IN_LUNG and s.side == side]
            for side in ("left", "right")
        ],
        "lung_vertices": [s.vertices for s in lungs],
        "hilum_moves": moves,
        "hilum_mm": hilum,
        "tissue_ml": tissue_ml(patient),
        "trees": (build_tree(v, f, still).arrays(), build_tree(v, f, moving_triangles).arrays()),
    }  # fmt: skip


def _unit_sizes(parts: list[Part], place: dict, chest: Chest, scale: float) -> dict[str, float]:
    """What one millimetre of each basis does to the cavities (ml)."""
    out: dict[str, float] = {}
    for side in ("left", "right"):
        mesh = parts[place["parietal_pleura", side]].mesh
        field_of = fields.displacement(chest, mesh.v, np.ones(len(mesh.v)), scale)
        for name in (f"wall_{side}", f"dome_{side}"):
            out[name] = fields.flux_ml(mesh, field_of[name])
        if side == "left":
            out["shift"] = fields.flux_ml(mesh, field_of["shift"])
    return out


def _vein_basis(body: Body, parts: list[Part], near: np.ndarray) -> np.ndarray:
    """Neck veins swell along their normals; 100 units are 3 mm."""
    out = np.zeros((len(near), 3))
    rank = np.full(len(body.vertices_m), -1)
    rank[near] = np.arange(len(near))
    for p, s in zip(parts, body.structures):
        if "jugular" in p.id:
            rows = rank[s.vertices]
            out[rows[rows >= 0]] = vertex_normals(p.mesh.v, p.mesh.f)[rows >= 0] * 0.03
    return out


def _frames(chest: Chest, arcs: dict, shift: np.ndarray, table_y_mm: float) -> dict[str, Any]:
    """Places in room frame that measures and motion need."""
    hilum = to_room(np.stack([chest.hilum_mm[s] for s in ("left", "right")]) - shift, table_y_mm)
    return {
        "hilum_m": hilum,
        "rib_arcs_m": {k: to_room(a - shift, table_y_mm) for k, a in arcs.items()},
    }
