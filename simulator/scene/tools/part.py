"""Tools and hands as a subsystem: a node per tool, a node per hand, placed from the snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from simulator.core.records import Hand, Head, Snapshot, ToolState, quat_between, rotate
from simulator.scene.hands.skin import (
    ELBOW_M,
    Glove,
    Pose,
    gloves,
    nearest_pose,
    upper_sleeve,
)  # fmt: skip
from simulator.scene.notices import Warn
from simulator.scene.passes import MAIN, SHADOW
from simulator.scene.shapes.mesh import Mesh
from simulator.scene.tools import cannula, mask, stethoscope, worn_mask
from simulator.scene.tools.hold import forearm_of, grip_of, held_pose, shoulder_of
from simulator.scene.world import World, add_mesh, pose, see_through, show_in


@dataclass
class DrawnHand:
    """One hand: a node, and under it one node for each pose that was ever shown."""

    node: Any
    poses: dict[Pose, Any] = field(default_factory=dict)
    shown: Pose | None = None
    upper: Any = None  # the upper arm's sleeve, while the head it belongs to is known


@dataclass
class Things:
    """What is drawn of tools and hands."""

    world: World
    gloves: dict[Pose, Glove]  # of a right hand
    hands: dict[tuple[str, str], DrawnHand] = field(default_factory=dict)
    tools: dict[str, dict[str, Any]] = field(default_factory=dict)
    tubing: dict[str, Any] = field(default_factory=dict)


def make_things(world: World, warn: Warn) -> Things:
    """Gloves from the cache; tools are made when first seen."""
    return Things(world, gloves(warn))


def update(things: Things, snapshot: Snapshot) -> None:
    """Place everything."""
    heads = {head.seat: head for head in snapshot.heads}
    seen = {(hand.seat, hand.side) for hand in snapshot.hands if hand.is_tracked}
    held = {tool.held_by: tool for tool in snapshot.tools if tool.held_by is not None}
    for tool in snapshot.tools:
        _place_tool(things, tool, snapshot, heads)
    for hand in snapshot.hands:
        if hand.is_tracked:
            _place_hand(things, hand, held.get((hand.seat, hand.side)), heads.get(hand.seat))
    for key, drawn in things.hands.items():
        for node in (drawn.node, drawn.upper):
            if node is not None:
                (node.show if key in seen else node.hide)()


def length_m(tool: ToolState) -> float:
    """Length of a cannula's catheter, from its id ("cannula_14g_80", "cannula_14g_80_2")."""
    known = (32, 45, 50, 80)
    numbers = [int(word) for word in tool.id.split("_") if word.isdigit() and int(word) in known]
    return (numbers[0] if numbers else 80) / 1000.0


def _place_tool(
    things: Things, tool: ToolState, snapshot: Snapshot, heads: dict[str, Head]
) -> None:
    if tool.id not in things.tools:
        things.tools[tool.id] = _made(things.world, tool)
    nodes = things.tools[tool.id]
    position, orientation = np.asarray(tool.position_m, float), tool.orientation
    if tool.kind == "oxygen_mask" and tool.place == "patient" and things.world.patient is not None:
        if "face" not in nodes:
            nodes["face"] = _on_face(things.world.patient)
        position, orientation = nodes["face"]
        _tie(things, nodes, position, orientation)
    elif "tied" in nodes:
        nodes["tied"].hide()
    if tool.kind == "stethoscope" and tool.place == "tray":
        orientation = quat_between(np.array([0, 1.0, 0]), np.array([0, 0, 1.0]))
        position = position + np.array((0.0, 0.0, -0.004))
    pose(nodes["root"], position, orientation)
    if "steel" in nodes:
        (nodes["steel"].hide if tool.data.get("is_steel_out") else nodes["steel"].show)()
        _seen_through_bone(nodes["catheter"], "xray" in snapshot.views and tool.place == "patient")
    if "coil" in nodes:
        (
            nodes["coil"].show
            if tool.held_by is None and tool.place != "patient"
            else nodes["coil"].hide
        )()
        _hang_tubing(things, tool, heads)
    if "bag" in nodes:
        phase = snapshot.truth.breath_phase_fraction
        nodes["bag"].setScale(1.0, 0.62 + 0.38 * float(np.cos(np.pi * phase)) ** 2, 1.0)
        things.world.want_veil("mask", tool.place != "bin")
    if tool.place == "bin":
        nodes["root"].hide()


def _tie(things: Things, nodes: dict[str, Any], at: np.ndarray, turn: Any) -> None:
    """Band and hose, made when the mask is first worn."""
    if "tied" not in nodes:
        figure = things.world.patient.figure
        mesh = worn_mask.strap_and_hose(figure, things.world.layout, at, turn)
        mesh.light[:] = (0.50, 0.50, 0.49, 0.9)
        nodes["tied"] = add_mesh(things.world, mesh, "mask band and hose")
    nodes["tied"].show()


def _made(world: World, tool: ToolState) -> dict[str, Any]:
    root = world.root.attachNewNode(tool.id)
    nodes = {"root": root}
    if tool.kind == "cannula":
        add_mesh(world, cannula.hub(length_m(tool)), tool.id, root)
        nodes["catheter"] = add_mesh(world, cannula.catheter_tube(length_m(tool)), tool.id, root)
        nodes["steel"] = _bright(
            add_mesh(world, cannula.steel(length_m(tool)), f"{tool.id} steel", root)
        )
    elif tool.kind == "stethoscope":
        add_mesh(world, stethoscope.chest_piece(), tool.id, root)
        nodes["coil"] = add_mesh(world, stethoscope.coiled_tubing(), f"{tool.id} coil", root)
    elif tool.kind == "oxygen_mask":
        nodes["clear"] = see_through(world, mask.mask_shell(), tool.id, root)
        nodes["bag"] = see_through(world, mask.reservoir(), f"{tool.id} bag", root)
        nodes["bag"].setPos(*mask.BAG_AT_M)
        nodes["bag"].setP(mask.BAG_TILT_DEG)
    elif "steel" in tool.id or tool.kind == "needle":
        add_mesh(world, cannula.steel(length_m(tool)), tool.id, root)
    return nodes


def _bright(node: Any) -> Any:
    node.setShaderInput("bake_gain", 1.15)
    return node


def _seen_through_bone(node: Any, is_on: bool) -> None:
    """In the x-ray view the catheter is drawn over what lies before it."""
    node.setDepthTest(not is_on)
    node.setBin("fixed" if is_on else "opaque", 10)


def _on_face(patient: Any) -> tuple[np.ndarray, Any]:
    """Over nose and mouth: the mask's +y into the face, +z to the forehead."""
    from simulator.scene.views import quat_of_axes

    figure = patient.figure
    eye = figure.eye_m
    lips = figure.v[
        (np.abs(figure.v[:, 0]) < 0.012) & (np.abs(figure.v[:, 1] - eye[1] + 0.068) < 0.012)
    ]
    front = lips[:, 2].max()
    tilt = np.radians(8)
    into = np.array([0.0, -np.sin(tilt), -np.cos(tilt)])
    up = np.array([0.0, np.cos(tilt), -np.sin(tilt)])
    return np.array([0.0, eye[1] - 0.060, front - 0.038]), quat_of_axes(
        np.cross(into, up), into, up
    )


def _hang_tubing(things: Things, tool: ToolState, heads: dict[str, Head]) -> None:
    old = things.tubing.pop(tool.id, None)
    if old is not None:
        old.removeNode()
    if tool.held_by is None:
        return
    head = heads.get(tool.held_by[0])
    stem = np.asarray(tool.position_m) + rotate(tool.orientation, stethoscope.STEM_M)
    direction = rotate(tool.orientation, stethoscope.STEM_DIRECTION)
    if head is None:
        ears = stem + np.array([0.25, -0.1, 0.45])
    else:
        ears = np.asarray(head.position_m) + rotate(head.orientation, (0.0, 0.02, -0.16))
    tube = stethoscope.hanging_tubing(stem, direction, ears)
    things.tubing[tool.id] = add_mesh(things.world, tube, "tubing")


def _place_hand(things: Things, hand: Hand, tool: ToolState | None, head: Head | None) -> None:
    key = (hand.seat, hand.side)
    if key not in things.hands:
        things.hands[key] = _made_hand(things, hand)
    drawn = things.hands[key]
    closing = (hand.grip_fraction, hand.trigger_fraction)
    position, orientation = np.asarray(hand.position_m, float), hand.orientation
    if tool is not None:
        grip = grip_of(tool, length_m(tool))
        closing = (grip.grip_fraction, grip.pinch_fraction)
        gaze = rotate(head.orientation, (0, 1, 0)) if head else np.array([-1.0, 0, 0])
        meeting = things.gloves[nearest_pose(*closing)].held_at_m
        forearm = forearm_of(gaze, hand.side)
        position, orientation = held_pose(tool, grip, hand.side, forearm, meeting)
    pose(drawn.node, position, orientation)
    if head is not None:
        _join_shoulder(things, drawn, position + rotate(orientation, ELBOW_M), head, hand.side)
    wanted = nearest_pose(*closing)
    if wanted != drawn.shown:
        _show_pose(things, drawn, hand.side, wanted)


def _join_shoulder(
    things: Things, drawn: DrawnHand, elbow: np.ndarray, head: Head, side: str
) -> None:
    """The upper arm from that elbow to its owner: without it a far reach ends in mid-air."""
    if drawn.upper is None:
        drawn.upper = add_mesh(things.world, upper_sleeve(), "upper arm", casts=False)
    away = shoulder_of(head, side) - elbow
    long_m = max(float(np.linalg.norm(away)), 1e-3)
    pose(drawn.upper, elbow, quat_between(np.array([0, 1.0, 0]), away / long_m))
    drawn.upper.setScale(1.0, long_m, 1.0)


def _show_pose(things: Things, drawn: DrawnHand, side: str, wanted: Pose) -> None:
    if drawn.shown is not None:
        drawn.poses[drawn.shown].hide()
    if wanted not in drawn.poses:
        mesh = things.gloves[wanted].mesh
        mesh = _mirrored(mesh) if side == "left" else mesh
        drawn.poses[wanted] = add_mesh(things.world, mesh, f"hand_{side}", drawn.node)
    drawn.poses[wanted].show()  # undoes the hiding in all passes; the next line says in which
    show_in(drawn.poses[wanted], MAIN | SHADOW)
    drawn.shown = wanted


def _made_hand(things: Things, hand: Hand) -> DrawnHand:
    return DrawnHand(things.world.root.attachNewNode(f"hand_{hand.seat}_{hand.side}"))


def _mirrored(right: Mesh) -> Mesh:
    flip = np.array([-1, 1, 1], np.float32)
    return replace(
        right, v=right.v * flip, n=right.n * flip, f=np.ascontiguousarray(right.f[:, ::-1])
    )
