"""The parts that are generated inside the chest and under the diaphragm."""

from __future__ import annotations

import numpy as np

from simulator.anatomy import chest as chests
from simulator.anatomy.assembly import Part
from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.mesh import Mesh


def chest_parts(
    chest: Chest, sacs: dict[str, Mesh], arcs: dict[Key, np.ndarray], bones: dict[Key, Mesh],
    scale: float,
) -> list[Part]:  # fmt: skip
    """Pleura and lungs, diaphragm, liver, spleen, heart, vessels, airway, intercostal bundles."""
    parts = []
    for side in ("left", "right"):
        parts.append(Part("parietal_pleura", side, sacs[side]))
        parts.append(Part("lung", side, sacs[side]))  # shrunk toward its hilum by the motion
    parts.append(Part("diaphragm", None, chests.diaphragm(chest, scale)))
    parts.append(Part("liver", None, chests.liver(chest, scale)))
    parts.append(Part("spleen", None, chests.spleen(chest, scale)))
    return parts
