"""The patient as a subsystem: built for the first body he sees, moved and colored every frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from panda3d.core import LVector3, PTA_LVecBase3f

from simulator.core.records import Pressed, Snapshot
from simulator.progress import Progress
from simulator.scene.notices import Warn
from simulator.scene.passes import MAIN, SHADOW
from simulator.scene.patient import color
from simulator.scene.patient.anatomy_nodes import Group, add_group, structure_groups
from simulator.scene.patient.dent import LEAST_M, dented
from simulator.scene.patient.face import Face, make_face, make_skin
from simulator.scene.patient.follow import Rider
from simulator.scene.patient.frame import Figure, figure_of
from simulator.scene.patient.manner import manner
from simulator.scene.patient.prepare import DRAWN_ALONE, Prepared, prepared
from simulator.scene.patient.zones import neck_vein, scalp
from simulator.scene.shapes.mesh import Mesh
from simulator.scene.upload import Vertices, draw_node, vertices
from simulator.scene.world import World, add_mesh, dim_room, full_light, kind_nodes, show_in

HAIR_SHELLS = 12
ALIASES = {"muscle": "muscles", "bone": "bones", "lung": "lungs", "organ": "organs"}
NOT_IN_XRAY = ("muscles", "fat")  # they would hide what the view is for; layers show them
SENSOR_ITEMS = {"ecg": "electrodes", "spo2": "oximeter", "nibp": "cuff"}
NEEDS_CASE = frozenset(("collar", "drip"))  # worn only where the case says so
BRUISE_M = 0.062
XRAY_DIM = 0.55
WATCHED = 211  # every so many-th moving vertex is compared to see whether the body moved


TURNS = 2  # skin with what is worn on it, bedding: at 60 frames a second each moves at 30 Hz
FAR_M = 0.0005  # a chest that goes so far in one frame is drawn whole: slow frames, deep breaths


@dataclass(frozen=True)
class History:
    """What a case did to him before: parts that are hurt (id, side), and what he wears for it."""

    injuries: tuple[tuple[str, str | None], ...] = ()
    equipment: tuple[str, ...] = ()


@dataclass
class Patient:
    """Nodes and buffers of one patient."""

    world: World
    living: Any
    figure: Figure
    skin: Vertices
    skin_nodes: dict[str, Any]
    hair: Any
    skin_rows: np.ndarray  # of the skin: those that ever move
    groups: dict[str, Group]
    worn: Any
    items: dict[str, Any]  # of what may be worn, by name
    worn_shared: Vertices
    rider: Rider
    bedding_shared: Vertices
    bedding_rider: Rider
    bay: Any
    face: Face
    worn_now: tuple[str, bool] | None = None
    views: frozenset[str] | None = None
    seen: np.ndarray | None = None
    marked: Any = None
    colors: dict[str, float] = field(default_factory=dict)  # what the shaders were told
    turn: int = 0
    late: int = 0
    is_inside_stale: bool = True
    pressed: Pressed | None = None
    shape: tuple[Any, Any] | None = None  # vertices and normals as they are shown


def make_patient(
    world: World, living: Any, room: Mesh, progress: Progress, label: str, warn: Warn,
    history: History,
) -> Patient:  # fmt: skip
    """Build everything of this body, and the bay in its shade."""
    figure = figure_of(living.body)
    held = prepared(figure, room, world.layout, progress, label, warn, world.rays_fraction)
    bay = add_mesh(world, replace(room, light=held.room_light), "bay")
    face_root = world.root.attachNewNode("face and skin")
    skin, nodes = make_skin(world, face_root, figure, held)
    hair = _hair(world, figure, held)
    moving = np.zeros(len(living.body.vertices_m), bool)
    moving[living.moved] = True
    groups = {
        name: add_group(
            world, living.body, name, members, moving, held.organ_light.get(name),
            held.offsets.get(name),
        )
        for name, members in structure_groups(living.body).items()
        if name != "skin"
    }  # fmt: skip
    worn_shared = vertices(held.worn, "worn", is_moving=True)
    worn, items = _worn(world, held, worn_shared)
    rider = Rider(held.worn.v, figure.v, moving[figure.skin.vertices], held.worn_under)
    bedding_shared = vertices(held.bedding, "bedding", is_moving=True)
    _together(world, held.bedding, bedding_shared, "bedding")
    bedding_rider = Rider(
        held.bedding.v, figure.v, moving[figure.skin.vertices], held.bedding_under
    )
    made = Patient(
        world, living, figure, skin, nodes, hair, np.nonzero(moving[figure.skin.vertices])[0],
        groups, worn, items, worn_shared, rider, bedding_shared, bedding_rider, bay,
        make_face(face_root, groups),
    )  # fmt: skip
    _fixed_inputs(made)
    _bruise(made, history)
    for name in NEEDS_CASE - set(history.equipment):
        items[name].hide()
    return made


def _together(world: World, mesh: Mesh, shared: Vertices, name: str, parent: Any = None) -> Any:
    root = (parent or world.root).attachNewNode(name)
    for node in kind_nodes(world, mesh, shared, name):
        node.reparentTo(root)
    show_in(root, MAIN | SHADOW)
    return root


def _worn(world: World, held: Prepared, shared: Vertices) -> tuple[Any, dict[str, Any]]:
    root = world.root.attachNewNode("worn")
    items = {
        name: _together(world, replace(held.worn, f=held.worn.f[a:b]), shared, name, root)
        for name, (a, b) in held.items.items()
    }
    return root, items


def _hair(world: World, figure: Figure, held: Prepared) -> Any:
    mesh, rows, zone = scalp(figure)
    mesh = replace(mesh, light=held.skin_light[rows])
    shared = vertices(mesh, "hair", True, {"zone": zone})
    root = world.root.attachNewNode("hair")
    one = draw_node(shared, mesh.f, "hair")
    one.setShader(world.programs[("hair", "opaque")])
    one.setTwoSided(True)
    for k in range(HAIR_SHELLS):
        shell = one.copyTo(root)
        shell.setShaderInput("shell", 0.06 + 0.94 * k / (HAIR_SHELLS - 1))
    root.setShaderInput("hair_fall", LVector3(0, -0.25, -0.35))
    show_in(root, MAIN)
    return root


def _fixed_inputs(patient: Patient) -> None:
    figure, root = patient.figure, patient.world.root
    eye = figure.eye_rest
    root.setShaderInput("face_at", LVector3(0, float(eye[1]), float(eye[2])))
    vein = PTA_LVecBase3f()
    for point in neck_vein(figure):
        vein.pushBack(LVector3(*(float(x) for x in point)))
    root.setShaderInput("vein", vein)
    root.setShaderInput("dimple_at", LVector3(9, 9, 9))
    root.setShaderInput("dimple_red", 0.0)
    patient.skin_nodes["veil"].setShaderInput("veil_alpha", 0.025)
    patient.skin_nodes["veil"].setShaderInput("veil_edge", 0.45)
    chest = _chest_center(patient)
    root.setShaderInput("veil_center", LVector3(*chest))
    root.setShaderInput("veil_radius", 0.0)
    patient.skin_nodes["veil"].setShaderInput("veil_radius", 0.34)


def _bruise(patient: Patient, history: History) -> None:
    """Where he was hit: over the middle of what is hurt under it, towards the front of the side."""
    root, figure = patient.world.root, patient.figure
    hurt = [figure.part(structure, side) for structure, side in history.injuries]
    points = np.vstack([np.zeros((0, 3)), *hurt])
    at, radius = np.array([9.0, 9.0, 9.0]), 0.01
    if len(points):
        outer = points[np.abs(points[:, 0]) > np.quantile(np.abs(points[:, 0]), 0.70)]
        front = outer[outer[:, 2] > np.quantile(outer[:, 2], 0.45)].mean(0)
        at, radius = figure.rest[figure.nearest(front)], BRUISE_M
    root.setShaderInput("bruise_at", LVector3(*(float(x) for x in at)))
    root.setShaderInput("bruise_radius", radius)


def _chest_center(patient: Patient) -> tuple[float, float, float]:
    lungs = [patient.figure.part("lung", side) for side in ("left", "right")]
    both = np.vstack(lungs)
    middle = (both.min(0) + both.max(0)) / 2 if len(both) else np.array([0, 0.45, 0.95])
    return (float(middle[0]), float(middle[1]), float(middle[2]) + 0.03)


def update(patient: Patient, snapshot: Snapshot) -> None:
    """Shape, color, lids and layers of this moment."""
    patient.living.update(snapshot.truth)  # already done when a session poses; then it is free
    patient.pressed = snapshot.pressed
    patient.shape = _shape(patient)
    for _ in range(_turns_due(patient)):
        patient.turn = (patient.turn + 1) % TURNS
        _move(patient, patient.turn)
    color.apply(patient.world.root, snapshot.truth, patient.colors)
    if "pleura" in patient.groups:
        color.fill_with_gas(patient.groups["pleura"].gas, snapshot.truth, patient.colors)
    shown = manner(snapshot.truth, snapshot.sim_time_s, snapshot.is_tubed)
    patient.face.show(
        shown, snapshot.heads[0].position_m if snapshot.heads else None, patient.figure.eye_m
    )
    worn = (snapshot.vitals.sensors, snapshot.is_tubed)
    if worn != patient.worn_now:
        patient.worn_now = worn
        _wear(patient, worn[0].split(), worn[1])
    if snapshot.views != patient.views:
        patient.views = snapshot.views
        show_layers(patient, snapshot.views)


def _wear(patient: Patient, sensors: list[str], is_tubed: bool) -> None:
    """Show the monitor's sensors that are on him, and a tube in his airway."""
    (patient.items["tube"].show if is_tubed else patient.items["tube"].hide)()
    for sensor, name in SENSOR_ITEMS.items():
        (patient.items[name].show if sensor in sensors else patient.items[name].hide)()


def _shape(patient: Patient) -> tuple[Any, Any]:
    """The body as it lies, with the hollow of hands that press on its chest."""
    living, pressed = patient.living, patient.pressed
    if pressed is None or pressed.depth_m < LEAST_M:
        return living.vertices_m, living.normals
    return dented(living.vertices_m, living.normals, living.moved, pressed)


def _turns_due(patient: Patient) -> int:
    """How many turns this frame takes: none at rest, one as a rule, all after a long way."""
    shape, _ = patient.shape or _shape(patient)
    now = shape[patient.living.moved[::WATCHED]]
    way_m = np.inf if patient.seen is None else float(np.abs(now - patient.seen).max(initial=0.0))
    if way_m == 0.0:
        patient.late -= 1
        return int(patient.late >= 0)
    patient.late = TURNS - 1  # after the last motion the others take their turn, too
    patient.seen = now.copy()
    return TURNS if way_m > FAR_M else 1


def _move(patient: Patient, turn: int) -> None:
    """Skin and what is worn in even turns; bedding in odd ones; the inside only while it is seen.

    What is worn keeps step with the skin: a turn later an electrode would lie inside the chest.
    """
    v, n = patient.shape or _shape(patient)
    first = patient.figure.skin.vertices.start
    if turn % 2 == 0:
        patient.skin.follow(patient.skin_rows, first, v, n)
        patient.rider.move(patient.worn_shared.rows(), v, first)
    else:
        patient.bedding_rider.move(patient.bedding_shared.rows(), v, first)
    is_inside_seen = any(
        view == "xray" or view.startswith("layer_") for view in patient.views or ()
    )
    patient.is_inside_stale = not is_inside_seen
    if is_inside_seen and turn % 2 == 1:
        _move_inside(patient)


def _move_inside(patient: Patient) -> None:
    shape = patient.shape or _shape(patient)
    for group in patient.groups.values():
        if group.is_moving:
            group.move(*shape)


def show_layers(patient: Patient, views: frozenset[str]) -> None:
    """Show what the chosen views want: "xray", "layer_<group>_off"."""
    if patient.is_inside_stale:
        _move_inside(patient)
    off = {view[6:-4] for view in views if view.startswith("layer_") and view.endswith("_off")}
    off |= {ALIASES[name] for name in off if name in ALIASES}
    off |= {"cartilages"} if "bones" in off else set()
    off |= {"small_vessels"} if "organs" in off else set()
    is_xray, is_open = "xray" in views, "skin" in off or "xray" in views
    nodes = patient.skin_nodes
    for name, is_on in (
        ("solid", not is_open),
        ("veil", is_xray and "skin" not in off),
        ("inside", is_open),
    ):
        (nodes[name].show if is_on else nodes[name].hide)()
    (patient.hair.hide if "skin" in off else patient.hair.show)()
    (patient.worn.hide if "skin" in off else patient.worn.show)()
    patient.items["electrodes"].setScale(1e-6 if is_xray else 1.0)  # leads would cross the view
    has_veil = is_xray
    for name, group in patient.groups.items():
        is_on = is_open and name not in off and not (is_xray and name in NOT_IN_XRAY)
        has_veil |= _show_group(group, name, is_on, off, is_xray)
    patient.world.want_veil("inside", has_veil)
    patient.world.root.setShaderInput("key_floor", 0.45 if is_open else 0.0)
    _dim_round(patient, is_xray)


def _dim_round(patient: Patient, is_xray: bool) -> None:
    """In the x-ray view the room and the skin step back, so that the inside is what shines."""
    dim_room(patient.world, XRAY_DIM if is_xray else 1.0)
    for group in patient.groups.values():
        for node in (group.solid, group.veil):
            if node is not None and group.name not in DRAWN_ALONE:
                full_light(node)


def _show_group(group: Group, name: str, is_on: bool, off: set[str], is_xray: bool) -> bool:
    if name in DRAWN_ALONE:
        is_on = not ("skin" in off and name == "lashes")
        group.solid.show() if is_on else group.solid.hide()
        return False
    is_veiled = group.veil is not None and (is_xray or group.look.ghost is None)
    (group.solid.show if is_on and not is_veiled else group.solid.hide)()
    if group.veil is not None:
        (group.veil.show if is_on and is_veiled else group.veil.hide)()
    for node in group.gas.values():
        (node.show if is_on and is_xray else node.hide)()
    if group.hollow is not None:
        (group.hollow.show if is_on and is_xray else group.hollow.hide)()
    return is_on and is_veiled


def hide_inside(patient: Patient) -> None:
    """At the start nothing of the inside is shown."""
    show_layers(patient, frozenset())
