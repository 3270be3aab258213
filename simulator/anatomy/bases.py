"""What the motion of a body needs to know, worked out once at build; see `motion`."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import KDTree

from physiology.patient import Patient
from simulator.anatomy import collapse, fields
from simulator.anatomy.body import SIDES, Body, Structure
from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.cubic import fitted
from simulator.anatomy.lung_volumes import tissue_ml
from simulator.anatomy.mesh import Mesh, vertex_normals
from simulator.anatomy.motion import BASES, SHARES, VOLUME_BASES, lay_lung, volume_ml
from simulator.anatomy.part import Part
from simulator.anatomy.room_frame import turn_to_room
from simulator.anatomy.tree import build_tree

FELT_M_PER_ML = 1.5e-7  # less than 0.15 mm over a liter is not moved
BULGE_MM = 8.0  # skin so near a neck vein rises with it; source: tuned
SWELL_MM = 0.03  # of the neck veins for one of 100 units of filling; source: tuned


def motion_data(
    body: Body, parts: list[Part], chest: Chest, v_mm: np.ndarray, scale: float, patient: Patient
) -> dict[str, Any]:
    """Bases of the moving vertices, scaled to one millilitre; lungs, cavities and search trees."""
    mesh: dict[Key, Mesh] = {(p.id, p.side): p.mesh for p in parts}
    lungs = [body.structure("lung", side) for side, _ in SIDES]
    sacs = [body.structure("parietal_pleura", side) for side, _ in SIDES]
    size = _unit_sizes(mesh, chest, scale)
    near, bases = _bases(body, parts, chest, v_mm, scale, size)
    is_lung = np.zeros(len(v_mm), bool)
    for part in lungs:
        is_lung[part.vertices] = True
    bases[:, is_lung[near]] = 0.0  # they follow their cavity
    keep = (np.abs(bases).max((0, 2)) > FELT_M_PER_ML) | is_lung[near]
    moving = near[keep].astype(np.int32)
    mask = np.zeros(len(v_mm), bool)
    mask[moving] = True
    moving_triangles = np.where(mask[body.triangles].any(1))[0].astype(np.int32)
    still = np.setdiff1d(np.arange(len(body.triangles)), moving_triangles)
    v, f = body.vertices_m, body.triangles
    return {
        "moving": moving,
        "moving_triangles": moving_triangles,
        "bases": np.ascontiguousarray(bases[:, keep].transpose(1, 2, 0)),
        "lung_vertices": [part.vertices for part in lungs],
        "lung_triangles": [part.triangles for part in lungs],
        "tissue_ml": tissue_ml(patient),
        "trees": (build_tree(v, f, still).arrays(), build_tree(v, f, moving_triangles).arrays()),
    } | _cavities(sacs, mesh, moving) | _hila(mesh, chest, scale, size)  # fmt: skip


def _bases(
    body: Body, parts: list[Part], chest: Chest, v_mm: np.ndarray, scale: float,
    size: dict[str, float],
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Vertices that may move, and their bases (basis, vertex, axis) in metres a millilitre."""
    loose = np.concatenate([
        p.attributes.get("loose", np.full(len(p.mesh.v), float(fields.moves((p.id, p.side)))))
        for p in parts
    ])  # fmt: skip
    near = np.where(loose > 1e-3)[0]
    many = [len(p.mesh.v) for p in parts]
    grips = np.repeat([fields.grip((p.id, p.side)) for p in parts], many)
    raw = fields.displacement(chest, v_mm[near], loose[near], scale, grips[near])
    raw["veins"] = _vein_basis(body, parts, near)
    out = np.zeros((len(BASES), len(near), 3), np.float32)
    for k, name in enumerate(BASES):
        out[k] = turn_to_room(raw[name]) / 1000.0 / size.get(name, 1.0)
    return near, out


def _cavities(sacs: list[Structure], mesh: dict[Key, Mesh], moving: np.ndarray) -> dict[str, Any]:
    return {
        "cavity_ml": np.array([mesh["parietal_pleura", s.side].volume() / 1e3 for s in sacs]),
        "cavity_triangles": [s.triangles for s in sacs],
        "cavity_vertices": [s.vertices for s in sacs],
        "cavity_rows": [
            tuple(np.searchsorted(moving, (s.vertices.start, s.vertices.stop)).tolist())
            for s in sacs
        ],
    }


def _hila(
    mesh: dict[Key, Mesh], chest: Chest, scale: float, size: dict[str, float]
) -> dict[str, Any]:
    """How the hila move with each basis, and how each lung shrinks towards its own."""
    hilum = np.stack([chest.hilum_mm[side] for side, _ in SIDES])
    field = fields.displacement(chest, hilum, np.ones(2), scale)
    moves = np.zeros((2, 3, len(BASES)), np.float32)
    for k, name in enumerate(BASES[:-1]):
        moves[:, :, k] = turn_to_room(field[name]) / 1000.0 / size[name]
    sacs = [mesh["parietal_pleura", side] for side, _ in SIDES]
    ways = [collapse.paths(sac, root, scale) for sac, root in zip(sacs, hilum)]
    return {
        "hilum_moves": moves,
        "shrunk_m": [(turn_to_room(offset) / 1000.0).astype(np.float32) for offset, _ in ways],
        "shrunk_share": [gone.astype(np.float32) for _, gone in ways],
    }


def volume_cubics(body: Body) -> dict[str, np.ndarray]:
    """Polynomials of the cavities, and of each lung at every level of its shrinking."""
    data, v = body.motion, body.vertices_m.copy()
    rows = [slice(*pair) for pair in data["cavity_rows"]]

    def volumes(amounts_ml: np.ndarray) -> np.ndarray:
        amount = np.zeros(len(BASES), np.float32)
        amount[:VOLUME_BASES] = amounts_ml
        for row in rows:
            at = data["moving"][row]
            v[at] = body.vertices_m[at] + data["bases"][row] @ amount
        out = [volume_ml(v, body.triangles, run) for run in data["cavity_triangles"]]
        for k, run in enumerate(data["lung_triangles"]):
            for level in range(len(SHARES)):
                lay_lung(body, k, v, amount, level)
                out.append(volume_ml(v, body.triangles, run))
        return np.array(out)

    found = fitted(volumes, VOLUME_BASES)
    return {"cavity_cubic": found[:2], "shrunk_cubic": found[2:].reshape(2, len(SHARES), -1)}


def _unit_sizes(mesh: dict[Key, Mesh], chest: Chest, scale: float) -> dict[str, float]:
    """What one millimetre of each basis does to the cavities (ml)."""
    out: dict[str, float] = {}
    for side, _ in SIDES:
        sac = mesh["parietal_pleura", side]
        field = fields.displacement(chest, sac.v, np.ones(len(sac.v)), scale)
        for name in (f"wall_{side}", f"dome_{side}"):
            out[name] = fields.flux_ml(sac, field[name])
        if side == "left":
            out["shift"] = fields.flux_ml(sac, field["shift"])
    return out


def _vein_basis(body: Body, parts: list[Part], near: np.ndarray) -> np.ndarray:
    """Neck veins swell along their normals, and the skin over them; 100 units are 3 mm."""
    whole = np.zeros((len(body.vertices_m), 3))
    veins = [(p, s) for p, s in zip(parts, body.structures) if "jugular" in p.id]
    for p, s in veins:
        whole[s.vertices] = vertex_normals(p.mesh.v, p.mesh.f)
    skin = next(p for p in parts if p.id == "skin")
    away, _ = KDTree(np.vstack([p.mesh.v for p, _ in veins])).query(skin.mesh.v)
    over = 1.0 - fields.step(away, BULGE_MM / 2, 2 * BULGE_MM)
    whole[body.structure("skin").vertices] = over[:, None] * vertex_normals(
        skin.mesh.v, skin.mesh.f
    )
    return SWELL_MM * whole[near]
