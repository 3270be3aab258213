"""The drawn world: window, passes, programs, and nodes made from meshes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LMatrix4, LVector3, LVector4, PTA_LVecBase4f, Texture

from simulator.core.records import Head, Quat, Vec3, rotate
from simulator.scene.materials import KINDS, LIGHT_PANEL
from simulator.scene.passes import MAIN, MARK, SHADOW, VEIL, Passes, make_passes
from simulator.scene.programs import surface_programs
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh, kind_of_faces
from simulator.scene.upload import Vertices, draw_node, vertices

KEY_COLOR = (13.5, 12.6, 11.1)  # radiant intensity of the lamp, W/sr in scene units; tuned by eye
KEY_FOV_DEG, KEY_NEAR_M, KEY_FAR_M = 50, 0.35, 4.0
BAKE_GAIN = 0.80
EXPOSURE = 1.42


@dataclass
class World:
    """What every subsystem draws into."""

    base: Any
    passes: Passes
    programs: dict[tuple[str, str], Any]
    layout: Layout
    fov_deg: float = 74.0
    rays_fraction: float = 1.0  # of the light bake
    eye_m: Vec3 | None = None
    patient: Any = None  # simulator.scene.patient.part.Patient, once there is one

    veil_users: set[str] = field(default_factory=set)

    def want_veil(self, who: str, is_on: bool) -> None:
        """Ask for the transparent pass; it runs while anybody wants it."""
        before = bool(self.veil_users)
        (self.veil_users.add if is_on else self.veil_users.discard)(who)
        if bool(self.veil_users) != before:
            self.passes.show_veil(bool(self.veil_users))

    @property
    def root(self) -> Any:
        """The node under which everything of the room hangs."""
        return self.base.render


def make_world(base: Any, layout: Layout, samples: int, shadow_size: int, taps: int) -> World:
    """Buffers, programs, and the inputs that all programs share."""
    passes = make_passes(base, samples, shadow_size, EXPOSURE)
    world = World(base, passes, surface_programs(taps), layout)
    _light_inputs(world)
    _reflection_inputs(world)
    return world


def _light_inputs(world: World) -> None:
    at, aim = (np.array(p) for p in (world.layout.lamp_m, world.layout.lamp_look_at_m))
    camera, lens = world.passes.key_camera, world.passes.key_camera.node().getLens()
    lens.setFov(KEY_FOV_DEG)
    lens.setNearFar(KEY_NEAR_M, KEY_FAR_M)
    camera.setPos(*at)
    camera.lookAt(*aim)
    view = LMatrix4()
    view.invertFrom(camera.getMat(world.root))
    direction = (aim - at) / np.linalg.norm(aim - at)
    inputs = {
        "key_at": LVector3(*at), "key_dir": LVector3(*direction), "key_color": LVector3(*KEY_COLOR),
        "key_clip": view * lens.getProjectionMat(), "key_shadow": world.passes.shadow_map,
        "key_floor": 0.0, "bake_gain": BAKE_GAIN, "eye_at": LVector3(0),
    }  # fmt: skip
    for name, value in inputs.items():
        world.root.setShaderInput(name, value)


def dim_room(world: World, share: float) -> None:
    """Give everything without a light of its own that share of the room's light."""
    world.root.setShaderInput("bake_gain", BAKE_GAIN * share)
    world.root.setShaderInput("key_color", LVector3(*KEY_COLOR) * share)


def full_light(node: Any) -> None:
    """Keep this node as bright as ever while the room is dim."""
    node.setShaderInput("bake_gain", BAKE_GAIN)
    node.setShaderInput("key_color", LVector3(*KEY_COLOR))


def _reflection_inputs(world: World) -> None:
    layout = world.layout
    rows = PTA_LVecBase4f()
    for center in layout.panel_centers_m:
        rows.pushBack(LVector4(*center, *layout.panel_half_m))
    world.root.setShaderInput("panels", rows)
    world.root.setShaderInput("room_low", LVector3(*layout.room_low_m))
    world.root.setShaderInput("room_high", LVector3(*layout.room_high_m))
    glow = np.array(LIGHT_PANEL.albedo) * LIGHT_PANEL.glow
    world.root.setShaderInput("panel_glow", LVector3(*glow))


def add_mesh(world: World, mesh: Mesh, name: str, parent: Any = None, casts: bool = True) -> Any:
    """A node for the mesh: one child per material kind, sharing the vertices."""
    shared = vertices(mesh, name)
    node = (parent or world.root).attachNewNode(name)
    for child in kind_nodes(world, mesh, shared, name):
        child.reparentTo(node)
    show_in(node, MAIN | SHADOW if casts else MAIN)
    return node


def kind_nodes(world: World, mesh: Mesh, shared: Vertices, name: str) -> list[Any]:
    """One node per material kind of the mesh, with its opaque program."""
    kinds = kind_of_faces(mesh)
    made = []
    for index in np.unique(kinds):
        kind = KINDS[index]
        node = draw_node(shared, mesh.f[kinds == index], f"{name}_{kind}")
        node.setShader(world.programs[(kind, "opaque")])
        if kind in ("fabric", "glass", "bone", "organ", "hair"):
            node.setTwoSided(True)
        if kind in ("glass", "glow", "screen"):
            node.hide(SHADOW)
        made.append(node)
    return made


def see_through(world: World, mesh: Mesh, name: str, parent: Any) -> Any:
    """A node whose parts of clear plastic are really transparent; the rest is solid."""
    shared = vertices(mesh, name)
    node = parent.attachNewNode(name)
    for child in kind_nodes(world, mesh, shared, name):
        child.reparentTo(node)
        show_in(child, MAIN | SHADOW)
        if child.getName().endswith("_glass"):
            child.setShader(world.programs[("glass", "veil")])
            child.setShaderInput("veil_alpha", 0.24)
            child.setShaderInput("veil_edge", 0.70)
            show_in(child, VEIL)
    return node


def show_in(node: Any, mask: Any) -> None:
    """Show the node in exactly those passes."""
    node.hide(MAIN | VEIL | SHADOW | MARK)
    node.show(mask)


def pose(node: Any, position: Vec3 | npt.NDArray, orientation: Quat) -> None:
    """Place a node."""
    node.setPosQuat(LVector3(*(float(x) for x in position)), _quaternion(orientation))


def _quaternion(orientation: Quat) -> Any:
    from panda3d.core import LQuaternionf

    return LQuaternionf(*(float(x) for x in orientation))


def look_from(world: World, head: Head) -> None:
    """Put the eye cameras where the head is: local +y is the gaze, +z the crown."""
    x, y, z = (rotate(head.orientation, axis) for axis in ((1, 0, 0), (0, 1, 0), (0, 0, 1)))
    p = head.position_m
    world.passes.look(LMatrix4(*x, 0, *y, 0, *z, 0, *p, 1))
    if p != world.eye_m:
        world.eye_m = p
        world.root.setShaderInput("eye_at", LVector3(*p))
    if world.passes.lens.getHfov() != world.fov_deg:
        world.passes.lens.setFov(world.fov_deg)


def solid_texture(name: str, rgba: tuple[float, float, float, float]) -> Texture:
    """A texture of one texel: stands in until the real one is there."""
    made = Texture(name)
    made.setup2dTexture(1, 1, Texture.TUnsignedByte, Texture.FRgba8)
    made.setClearColor(rgba)
    made.clearImage()
    return made
