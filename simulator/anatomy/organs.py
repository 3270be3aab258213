"""The parts that are generated inside the chest and under the diaphragm."""

from __future__ import annotations

from simulator.anatomy import chest as chests
from simulator.anatomy import vessels, viscera, wall
from simulator.anatomy.body import SIDES, Side
from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.distance import Surface
from simulator.anatomy.figure import Figure
from simulator.anatomy.mesh import Mesh
from simulator.anatomy.part import Part
from simulator.anatomy.vessels import Places, Run

UNDER_SKIN_MM = 4.0  # skin and a little fat over a muscle; source: tuned


def chest_parts(
    chest: Chest, sacs: dict[str, Mesh], arcs: dict, bones: dict[Key, Mesh], figure: Figure,
    chambers: dict[str, Mesh], runs: list[Run], scale: float,
) -> list[Part]:  # fmt: skip
    """Pleura and lungs, diaphragm, liver, spleen, heart, vessels, airway, chest wall."""
    parts = []
    for side, _ in SIDES:
        parts.append(Part("parietal_pleura", side, sacs[side]))
        lobes = {"lobe": chests.lobes(chest, sacs[side].v, side, scale)}
        parts.append(Part("lung", side, sacs[side], lobes))  # shrunk to its hilum by the motion
    parts.append(Part("diaphragm", None, viscera.diaphragm(chest, scale)))
    parts.append(Part("liver", None, viscera.liver(chest, scale)))
    parts.append(Part("spleen", None, viscera.spleen(chest, scale)))
    parts.append(Part("pericardium", None, viscera.pericardium(chest, scale)))
    parts += [Part(name, None, mesh) for name, mesh in chambers.items()]
    cover = figure.outside.surface
    parts += vessels.parts(runs, Places(bones, chest), scale, cover)
    for side, sign in SIDES:
        parts += _wall_parts(side, sign, chest, arcs, bones, cover, scale)
    return parts


def _wall_parts(
    side: Side,
    sign: float,
    chest: Chest,
    arcs: dict,
    bones: dict[Key, Mesh],
    cover: Surface,
    scale: float,
) -> list[Part]:
    artery, vein = wall.intercostal_bundles(side, arcs, bones, chest)
    inner_artery, inner_vein = wall.internal_thoracic(side, sign, arcs, bones, chest)
    muscles = wall.intercostal_muscles(side, arcs, bones, chest)
    chest_muscle = wall.pectoralis_major(side, arcs, bones, chest, 10.0 * scale)
    chest_muscle = chest_muscle.moved(cover.sunk(chest_muscle.v, UNDER_SKIN_MM))
    return [
        Part("intercostal_muscles", side, muscles),
        Part("intercostal_artery", side, artery),
        Part("intercostal_vein", side, vein),
        Part("internal_thoracic_artery", side, inner_artery),
        Part("internal_thoracic_vein", side, inner_vein),
        Part("pectoralis_major", side, chest_muscle),
    ]
