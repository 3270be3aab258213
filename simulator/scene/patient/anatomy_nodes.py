"""The body's structures as a handful of nodes: one vertex buffer a group, moved when it moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.anatomy.body import Body, Structure
from simulator.scene.passes import MAIN, MARK, SHADOW, VEIL
from simulator.scene.patient.expression import Offsets
from simulator.scene.patient.tissues import PATTERNS, Look, look_of
from simulator.scene.shapes.mesh import F32, Mesh, make_mesh, merged
from simulator.scene.upload import Vertices, draw_node, vertices
from simulator.scene.world import World, show_in


@dataclass
class Group:
    """Structures that are drawn together."""

    name: str
    look: Look
    structures: list[Structure]
    rows: npt.NDArray[np.int64]  # body vertex of each of our vertices
    shared: Vertices
    solid: Any  # opaque node
    veil: Any  # transparent node, or None
    is_moving: bool
    marks: dict[tuple[str, str | None], Any] = field(default_factory=dict)

    def move(self, v: F32, n: F32) -> None:
        """Take places and normals from the body's arrays."""
        self.shared.move(v[self.rows], n[self.rows])


def group_mesh(body: Body, members: list[Structure]) -> tuple[Mesh, npt.NDArray[np.int64]]:
    """One mesh of several structures, each in its own material, and the body rows it uses."""
    parts, rows = [], []
    for structure in members:
        look = look_of(structure)
        v = body.vertices_m[structure.vertices]
        f = body.triangles[structure.triangles] - structure.vertices.start
        n = body.normals[structure.vertices]
        uv = body.attributes["uv"][structure.vertices] if "uv" in body.attributes else None
        part = make_mesh(v, f, look.material, n, uv, rest=v.copy())
        part.trait[:, 2] = PATTERNS[look.pattern]
        if structure.tissue == "eye" or structure.id == "eyeball":
            part.rest[:] = _from_center(v)
        if structure.tissue == "hair":
            part.rest[:] = _along_lash(body, structure)
        parts.append(part)
        rows.append(np.arange(structure.vertices.start, structure.vertices.stop))
    return merged(parts), np.concatenate(rows)


def _from_center(v: F32) -> F32:
    """Directions from the ball's center: the iris is painted by direction, +z being the gaze."""
    center = (v.min(0) + v.max(0)) / 2
    return ((v - center) / np.linalg.norm(v - center, axis=1, keepdims=True)).astype(np.float32)


def _along_lash(body: Body, lash: Structure) -> F32:
    """Place across the lid (m), share of the way from root to tip, and 0."""
    v = body.vertices_m[lash.vertices]
    balls = [s for s in body.structures if s.id == "eyeball" and s.side == lash.side]
    out = np.zeros_like(v)
    out[:, 0] = v[:, 0]
    if balls:
        ball = body.vertices_m[balls[0].vertices]
        away = np.linalg.norm(v - (ball.min(0) + ball.max(0)) / 2, axis=1)
        out[:, 1] = (away - away.min()) / np.ptp(away)
    return out


def structure_groups(body: Body) -> dict[str, list[Structure]]:
    """Structures by the group they are drawn in."""
    out: dict[str, list[Structure]] = {}
    for structure in body.structures:
        out.setdefault(look_of(structure).group, []).append(structure)
    return out


def add_group(
    world: World, body: Body, name: str, members: list[Structure], moving: npt.NDArray,
    light: F32 | None = None, offsets: Offsets | None = None,
) -> Group:  # fmt: skip
    """Nodes of a group, hidden until a view shows them; `offsets` move a face's parts."""
    mesh, rows = group_mesh(body, members)
    if light is not None:
        mesh.light[:] = light
    look = look_of(members[0])
    is_moving = bool(moving[rows].any())
    shared = vertices(mesh, name, is_moving, offsets)
    kind = look.material.kind
    solid = world.root.attachNewNode(draw_node(shared, mesh.f, name).node())
    solid.setShader(world.programs[(kind, "opaque")])
    solid.setTwoSided(kind in ("bone", "organ"))
    show_in(solid, MAIN | SHADOW)
    veil = None
    if look.veil < 1.0:
        veil = world.root.attachNewNode(draw_node(shared, mesh.f, f"{name}_veil").node())
        veil.setShader(world.programs[(kind, "veil")])
        veil.setTwoSided(True)
        veil.setShaderInput("veil_alpha", look.veil)
        veil.setShaderInput("veil_edge", look.edge)
        show_in(veil, VEIL)
        veil.hide()
    return Group(name, look, members, rows, shared, solid, veil, is_moving)


def mark_node(world: World, group: Group, structure: Structure, body: Body) -> Any:
    """A node that draws one structure into the outline buffer; made when first wanted."""
    key = (structure.id, structure.side)
    if key not in group.marks:
        lookup = np.full(len(body.vertices_m), -1, np.int64)
        lookup[group.rows] = np.arange(len(group.rows))
        faces = lookup[body.triangles[structure.triangles]]
        node = world.root.attachNewNode(
            draw_node(group.shared, faces, f"mark_{structure.id}").node()
        )
        node.setTwoSided(True)
        show_in(node, MARK)
        group.marks[key] = node
    return group.marks[key]
