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
AHEAD_DEG = -5.0  # of a lying man, from straight up towards his feet: the middle of his lids' gap
# How far eyes turn to each side, up and down. They can some 45 degrees (unverified), but a head
# that may turn follows long before; and farther out these narrow lids would show white alone.
ACROSS_DEG, UPWARD_DEG = 22.0, 14.0
THROAT_LIGHT = (0.30, 0.10, 0.08, 0.12)  # dark flesh; the bake was done with lips shut
MOUTH_DEPTH_M = 0.006  # from between the eyes to the front: behind it and the lips is the mouth
LOST_DEG = 14.0  # how far they roll up when nobody sees through them


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
    across, upward = 0.0, 0.0
    if looked_at_m is not None:
        x, y, z = np.asarray(looked_at_m, float) - eye_m
        across = contact * np.degrees(np.arctan2(x, max(z, 1e-6)))
        upward = contact * (np.degrees(np.arctan2(y, np.hypot(x, max(z, 1e-6)))) - AHEAD_DEG)
    upward += (1.0 - contact) * LOST_DEG
    farthest = max(1.0, float(np.hypot(across / ACROSS_DEG, upward / UPWARD_DEG)))
    side, up = np.radians((across / farthest, upward / farthest + AHEAD_DEG))
    return np.array((np.sin(side) * np.cos(up), np.sin(up), np.cos(side) * np.cos(up)))


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
    light = held.skin_light.copy()
    light[mouths_inside(figure)] *= THROAT_LIGHT
    mesh = replace(skin_mesh(figure), light=light)
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


def mouths_inside(figure: Figure) -> np.ndarray:
    """Rows of the skin that line the mouth: a pocket joined to the face by the lips alone."""
    rest = figure.rest - (0.0, figure.eye_rest[1], figure.eye_rest[2])
    x, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]
    near = (x < 0.045) & (y < -0.035) & (y > -0.098) & (z < MOUTH_DEPTH_M)
    f = figure.f[near[figure.f].all(1)]
    is_in = near & (x < 0.012) & (y > -0.085) & (y < -0.05) & (z > -0.10)
    for _ in range(60):
        grown = f[is_in[f].any(1)]
        if is_in[grown].all():
            break
        is_in[grown] = True
    return np.nonzero(is_in)[0]
