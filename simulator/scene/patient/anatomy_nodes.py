"""The body's structures as a handful of nodes: one vertex buffer a group, moved when it moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import ColorWriteAttrib, CullFaceAttrib

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
    hollow: Any = None  # the dark back wall of a cavity, or None
    gas: dict[str, Any] = field(default_factory=dict)  # what dims a cavity with gas in it, by side
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
        if look.material.kind == "mouth":
            part.rest[:] = _from_front(v)
        parts.append(part)
        rows.append(np.arange(structure.vertices.start, structure.vertices.stop))
    return merged(parts), np.concatenate(rows)


def _from_center(v: F32) -> F32:
    """Directions from the ball's center: the iris is painted by direction, +z being the gaze."""
    center = (v.min(0) + v.max(0)) / 2
    return ((v - center) / np.linalg.norm(v - center, axis=1, keepdims=True)).astype(np.float32)


def _from_front(v: F32) -> F32:
    """Places of a mouth's part from the middle of its front: gaps of teeth, dark of the throat."""
    low, high = v.min(0), v.max(0)
    return v - np.array(((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, high[2]), np.float32)


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
    alpha, edge = look.ghost or (look.veil, look.edge)
    if alpha < 1.0:
        veil = world.root.attachNewNode(draw_node(shared, mesh.f, f"{name}_veil").node())
        veil.setShader(world.programs[(kind, "veil")])
        veil.setTwoSided(True)
        veil.setShaderInput("veil_alpha", alpha)
        veil.setShaderInput("veil_edge", edge)
        show_in(veil, VEIL)
        veil.hide()
    hollow = _back_wall(world, shared, mesh, name) if name == "pleura" else None
    gas = _gas(world, body, members, rows, shared) if name == "pleura" else {}
    return Group(name, look, members, rows, shared, solid, veil, is_moving, hollow, gas)


def _gas(
    world: World, body: Body, members: list[Structure], rows: npt.NDArray, shared: Vertices
) -> dict[str, Any]:
    lookup = np.full(len(body.vertices_m), -1, np.int64)
    lookup[rows] = np.arange(len(rows))
    nodes = {}
    for structure in members:
        faces = lookup[body.triangles[structure.triangles]]
        node = world.root.attachNewNode(draw_node(shared, faces, f"gas_{structure.side}").node())
        node.setShader(world.programs[("gas", "veil")])
        node.setShaderInput("veil_alpha", 0.0)
        node.setShaderInput("veil_edge", 0.0)
        show_in(node, VEIL)
        node.hide()
        nodes[structure.side or ""] = node
    return nodes


def _back_wall(world: World, shared: Vertices, mesh: Mesh, name: str) -> Any:
    node = world.root.attachNewNode(draw_node(shared, mesh.f, f"{name}_back").node())
    node.setShader(world.programs[("hollow", "opaque")])
    node.setAttrib(CullFaceAttrib.make(CullFaceAttrib.MCullCounterClockwise))
    show_in(node, MAIN)
    # right after the body's lining and over it; heart and lung come later and stand before the dark
    node.setBin("background", 2)
    node.setDepthTest(False)
    node.setDepthWrite(False)
    # and once more after all that is solid, as depth alone: no rib of the back shines through
    depth = node.copyTo(node)
    depth.setBin("fixed", 50)
    depth.setDepthTest(True)
    depth.setDepthWrite(True)
    depth.setAttrib(ColorWriteAttrib.make(ColorWriteAttrib.COff))
    node.hide()
    return node


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
