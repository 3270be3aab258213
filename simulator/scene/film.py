"""The chest film that this body would give now: rays from a tube above him, summed through tissue.

Shown beside the x-ray view. It is computed from the same surfaces that the needle meets: lungs,
gas, ribs and heart as they are at this moment; nothing on it is painted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from panda3d.core import (
    BitMask32,
    Camera,
    CardMaker,
    ColorBlendAttrib,
    CullFaceAttrib,
    FrameBufferProperties,
    GraphicsOutput,
    GraphicsPipe,
    LPoint3,
    LVector3,
    NodePath,
    PerspectiveLens,
    SamplerState,
    Texture,
    WindowProperties,
)

from physiology.vitals import Truth
from simulator.anatomy.body import Structure
from simulator.core.records import Snapshot
from simulator.errors import MachineError
from simulator.scene.hud.panel import panel
from simulator.scene.hud.words import line
from simulator.scene.patient.part import Patient
from simulator.scene.programs import quad_texts, shader, source
from simulator.scene.subsystems import Subsystem
from simulator.scene.upload import draw_node
from simulator.scene.world import World
from simulator.text import text

FILM = BitMask32.bit(6)
SIZE_PX = (440, 500)
TUBE_OVER_M = 1.0  # source to patient, as a mobile supine film is taken (ACR-SPR; unverified)
WIDE_M, HIGH_M = 0.40, 0.455  # of the body that is seen
EVERY = 5  # frames; a film need not follow faster
# Attenuation at about 70 keV against air, 1/m (NIST XCOM: soft tissue 19-20; bone by its mean
# density, ribs and vertebrae being mostly marrow; unverified).
SOFT, RIB, SPINE, GIRDLE, STEEL = 19.5, 22.0, 13.0, 16.0, 500.0
LUNG_TISSUE_ML = 450.0  # tissue and blood of one lung, see parameters.toml
MARKINGS = 0.30  # of what the vessels of an aired lung add; by eye


@dataclass
class Film:
    """The pass, its nodes by what they are, and the card that shows it."""

    out: Any
    lungs: dict[str, Any]
    card: Any
    frame: int = 0


def film_part(world: World, hud: Any) -> Subsystem:
    """The subsystem: a film while the x-ray view is on, nothing else ever."""
    held: dict[str, Film] = {}

    def run(snapshot: Snapshot) -> None:
        is_on = "xray" in snapshot.views and "help" not in hud.layers
        if not is_on:
            for film in held.values():
                film.out.setActive(False)
                film.card.hide()
            return
        if "film" not in held:
            held["film"] = _made(world, world.patient, hud)
        film = held["film"]
        film.card.show()
        film.out.setActive(film.frame % EVERY == 0)
        film.frame += 1
        for side, node in film.lungs.items():
            aired = aired_fraction(snapshot.truth, side)
            node.setShaderInput("per_m", SOFT * (1.0 - aired))
            node.setShaderInput("markings", MARKINGS * aired)

    return Subsystem("film", run, after=("patient", "things", "hud"))


def aired_fraction(truth: Truth, side: str) -> float:
    """Gas in that lung over its whole volume."""
    gas_ml = getattr(truth, f"lung_{side}_ml")
    return float(np.clip(gas_ml / (gas_ml + LUNG_TISSUE_ML), 0.0, 1.0))


def _made(world: World, patient: Patient, hud: Any) -> Film:
    out, texture = _buffer(world.base)
    middle = _chest_middle(patient)
    at = middle + np.array([0.0, 0.0, TUBE_OVER_M])
    world.root.setShaderInput("tube_at", LVector3(*(float(x) for x in at)))
    world.root.setShaderInput("middle_m", TUBE_OVER_M)
    world.root.setShaderInput("markings", 0.0)
    world.root.setShaderInput("per_m", 0.0)
    lens = PerspectiveLens()
    lens.setFilmSize(WIDE_M, HIGH_M)
    lens.setFocalLength(TUBE_OVER_M)
    lens.setNearFar(0.2, 2.0)
    camera = world.root.attachNewNode(Camera("film", lens))
    camera.node().setCameraMask(FILM)
    camera.node().setInitialState(_adding())
    camera.setPos(*(float(x) for x in at))
    camera.lookAt(LPoint3(*(float(x) for x in middle)), LVector3(0, 1, 0))
    out.makeDisplayRegion().setCamera(camera)
    return Film(out, _bodies(patient), _card(world, hud, texture))


def _buffer(base: Any) -> tuple[Any, Any]:
    """Whole floats: large terms cancel to a few millimetres of tissue."""
    props = FrameBufferProperties()
    props.setFloatColor(True)
    props.setRgbaBits(32, 32, 32, 32)
    out = base.graphicsEngine.makeOutput(
        base.pipe, "film", -300, props, WindowProperties.size(*SIZE_PX),
        GraphicsPipe.BFRefuseWindow, base.win.getGsg(), base.win,
    )  # fmt: skip
    if out is None:
        raise MachineError(
            "the graphics driver refuses a buffer of whole floats for the chest film; update it"
        )
    texture = Texture("film")
    out.addRenderTexture(texture, GraphicsOutput.RTMBindOrCopy, GraphicsOutput.RTPColor)
    texture.setMinfilter(SamplerState.FT_linear)
    out.setClearColor((0, 0, 0, 0))
    return out, texture


def _chest_middle(patient: Patient) -> np.ndarray:
    sacs = [patient.figure.part("parietal_pleura", side) for side in ("left", "right")]
    both = np.vstack(sacs)
    return (both.min(0) + both.max(0)) / 2.0 + np.array((0.0, 0.015, 0.0))


def _adding() -> Any:
    program = shader(
        ("#version 330\n" + source("film.vert"), "#version 330\n" + source("film.frag")), "film"
    )
    state = NodePath("film")
    state.setShader(program, 30)
    one = ColorBlendAttrib.OOne
    state.setAttrib(ColorBlendAttrib.make(ColorBlendAttrib.MAdd, one, one), 30)
    state.setAttrib(CullFaceAttrib.make(CullFaceAttrib.MCullNone), 30)
    state.setDepthTest(False, 30)
    state.setDepthWrite(False, 30)
    return state.getState()


def _bodies(patient: Patient) -> dict[str, Any]:
    """Show the closed surfaces of the trunk to the film's camera; the lungs' nodes by side."""
    lungs = {}
    _shown(patient.skin_nodes["solid"].getParent(), patient.skin, _all_faces(patient), SOFT)
    for group in patient.groups.values():
        lookup = np.full(len(patient.living.body.vertices_m), -1, np.int64)
        lookup[group.rows] = np.arange(len(group.rows))
        for structure in group.structures:
            per_m = _against_soft(structure)
            if per_m == 0.0:
                continue
            faces = lookup[patient.living.body.triangles[structure.triangles]]
            node = _shown(patient.world.root, group.shared, faces, per_m)
            if structure.id == "lung":
                lungs[structure.side] = node
    return lungs


def _all_faces(patient: Patient) -> np.ndarray:
    skin = patient.figure.skin
    return patient.living.body.triangles[skin.triangles] - skin.vertices.start


def _shown(parent: Any, shared: Any, faces: np.ndarray, per_m: float) -> Any:
    node = parent.attachNewNode(draw_node(shared, faces, "film").node())
    node.setShaderInput("per_m", per_m)
    node.hide(BitMask32.allOn() & ~FILM)
    node.show(FILM)
    return node


def _against_soft(structure: Structure) -> float:
    """What a structure adds to what lies round it; 0 where it is not drawn."""
    if structure.id == "parietal_pleura":
        return -SOFT  # a cavity; the lung in it gives back what it holds
    if structure.id == "lung":
        return SOFT
    if structure.tissue == "airway":
        return -0.75 * SOFT
    if structure.id.startswith("rib_"):
        return RIB
    if "vertebra" in structure.id or structure.id in ("manubrium", "sternal_body"):
        return SPINE
    return GIRDLE if structure.id in ("clavicle", "scapula", "humerus") else 0.0


def _card(world: World, hud: Any, texture: Any) -> Any:
    root = world.base.aspect2d.attachNewNode("film")
    high = 0.76
    wide = high * SIZE_PX[0] / SIZE_PX[1]
    right, low = world.base.getAspectRatio() - 0.04, -0.96 + 0.24 * hud.scale  # sounds stand under
    panel(root, right - wide - 0.02, right + 0.02, low - 0.02, low + high + 0.075)
    card = CardMaker("film")
    card.setFrame(right - wide, right, low, low + high)
    node = root.attachNewNode(card.generate())
    texts = quad_texts("film_card")
    placed = "#version 330\n" + source("card.vert")
    node.setShader(shader((placed, texts[1]), "film_card"))
    node.setShaderInput("film", texture)
    size = 0.033 * min(hud.scale, 1.25)
    title = line(hud.font, text("scene.xray.film", hud.language), size, (0.96, 0.97, 0.97, 1))
    root.attachNewNode(title).setPos(right - wide + 0.01, 0, low + high + 0.022)
    mark = line(hud.font, text("scene.xray.left", hud.language), 0.06, (1, 1, 1, 1))
    root.attachNewNode(mark).setPos(right - 0.02 - mark.getWidth(), 0, low + high - 0.07)
    return root
