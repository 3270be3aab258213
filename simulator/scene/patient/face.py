"""The skin's nodes and the small parts of the face, moved by one vector of weights a frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from panda3d.core import CullFaceAttrib, LVector3, LVector4

from simulator.core.records import Vec3
from simulator.scene.passes import MAIN, MORPH_TAG, SHADOW, VEIL
from simulator.scene.patient.anatomy_nodes import Group
from simulator.scene.patient.frame import Figure
from simulator.scene.patient.manner import Manner
from simulator.scene.patient.prepare import Prepared, skin_mesh
from simulator.scene.patient.zones import masks, scalp_share, zones
from simulator.scene.upload import Vertices, draw_node, vertices
from simulator.scene.world import World, show_in

STEPS = 96  # finer changes are not seen; each change makes the nodes' states anew
GAZE_STEPS = 40
AHEAD = np.array((0.0, 0.10, 0.995))  # of a lying man: up, a little over his own brow
FARTHEST_RAD = np.radians(32.0)  # eyes turn no farther in the head (about 50 at most; unverified)


@dataclass
class Face:
    """What moves with the manner: the root of skin, lashes, teeth and tongue; and the eyes."""

    root: Any
    eyes: Any
    shown: dict[str, Any] = field(default_factory=dict)

    def show(self, manner: Manner, looked_at_m: Vec3 | None, eye_m: np.ndarray) -> None:
        """Hand the weights to the shaders where they changed."""
        weights = tuple(round(w * STEPS) / STEPS for w in manner[:4])
        if self.shown.get("manner") != weights:
            self.shown["manner"] = weights
            self.root.setShaderInput("manner", LVector4(*weights))
        if self.eyes is None:
            return
        gaze = tuple(np.round(gaze_direction(manner.contact, looked_at_m, eye_m) * GAZE_STEPS))
        if self.shown.get("gaze") != gaze:
            self.shown["gaze"] = gaze
            self.eyes.setShaderInput("gaze", LVector3(*(float(x) for x in gaze)).normalized())
        pupil = round(manner.pupil * STEPS) / STEPS
        if self.shown.get("pupil") != pupil:
            self.shown["pupil"] = pupil
            self.eyes.setShaderInput("pupil", pupil)


def gaze_direction(contact: float, looked_at_m: Vec3 | None, eye_m: np.ndarray) -> np.ndarray:
    """Where the eyes point (room frame): at what he looks at, as far as they can turn."""
    lost = np.array((0.10, 0.34, 0.93))  # they roll up when nobody sees through them
    ahead = AHEAD if contact > 0.4 else lost
    if looked_at_m is None:
        return ahead / np.linalg.norm(ahead)
    wish = np.asarray(looked_at_m, float) - eye_m
    wish = contact * wish / np.linalg.norm(wish) + (1.0 - contact) * ahead
    wish /= np.linalg.norm(wish)
    angle = float(np.arccos(np.clip(wish @ ahead / np.linalg.norm(ahead), -1, 1)))
    if angle > FARTHEST_RAD:
        wish = ahead + (wish - ahead) * FARTHEST_RAD / angle
    return wish / np.linalg.norm(wish)


def make_face(root: Any, groups: dict[str, Group]) -> Face:
    """The face of groups that are already made."""
    for name in ("lashes", "face"):
        if name in groups:
            groups[name].solid.reparentTo(root)
            groups[name].solid.setTag(MORPH_TAG, "yes")
    root.setShaderInput("manner", LVector4(0))
    eyes = groups["eyes"].solid if "eyes" in groups else None
    return Face(root, eyes)


def make_skin(
    world: World, root: Any, figure: Figure, held: Prepared
) -> tuple[Vertices, dict[str, Any]]:
    """The skin as seen, as looked through, and its lining."""
    mesh = replace(skin_mesh(figure), light=held.skin_light)
    mesh.trait[:, 1], mesh.trait[:, 2] = held.curve, scalp_share(figure)
    extra = {"zone": zones(figure), "area": masks(figure), **held.skin_offsets}
    shared = vertices(mesh, "skin", True, extra)
    nodes = {}
    for name, kind, target, mask in (
        ("solid", "skin", "opaque", MAIN | SHADOW), ("veil", "skin", "veil", VEIL),
        ("inside", "lining", "opaque", MAIN),
    ):  # fmt: skip
        node = root.attachNewNode(draw_node(shared, mesh.f, f"skin_{name}").node())
        node.setShader(world.programs[(kind, target)])
        node.setTag(MORPH_TAG, "yes")
        show_in(node, mask)
        nodes[name] = node
    nodes["inside"].setBin("background", 1)
    nodes["inside"].setAttrib(CullFaceAttrib.make(CullFaceAttrib.MCullCounterClockwise))
    return shared, nodes
