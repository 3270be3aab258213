"""Eyelids that close: shells over the eyeballs, turned down by blinking and by unconsciousness."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.anatomy.body import Body
from simulator.scene.materials import paint
from simulator.scene.shapes.mesh import Mesh
from simulator.scene.shapes.solids import grid
from simulator.scene.world import World, add_mesh

OPEN_DEG, CLOSED_DEG = -62.0, 14.0
BLINK_S, BLINK_EVERY_S = 0.22, 4.3  # awake adults blink about 15 a minute (unverified)


def lid_nodes(world: World, body: Body) -> list[Any]:
    """One upper lid per eyeball, its node's origin in the eye's center."""
    nodes = []
    for structure in body.structures:
        if structure.id != "eyeball":
            continue
        v = body.vertices_m[structure.vertices]
        center, radius = (v.min(0) + v.max(0)) / 2, float(np.ptp(v[:, 0])) / 2
        node = add_mesh(world, _shell(radius * 1.035), f"lid_{structure.side}", casts=False)
        node.setPos(*(float(x) for x in center))
        nodes.append(node)
    return nodes


def _shell(radius: float) -> Mesh:
    """A part of a sphere from the crown side (+y) to the middle of the gaze (+z)."""

    def place(u: np.ndarray, w: np.ndarray) -> np.ndarray:
        across, down = (u - 0.5) * np.radians(170), np.radians(100) * w
        x = np.sin(across)
        y, z = np.cos(across) * np.cos(down), np.cos(across) * np.sin(down)
        return radius * np.stack([x, y, z], -1)

    lid = grid(24, 16, place, paint("#b98a73", 0.42))
    flip = (lid.v * lid.n).sum() < 0
    lid = lid.with_vertices(lid.v, lid.v / radius)
    lid.light[:] = (0.62, 0.58, 0.55, 0.75)
    return Mesh(**{**lid.__dict__, "f": np.ascontiguousarray(lid.f[:, ::-1]) if flip else lid.f})


def closed_fraction(consciousness_fraction: float, sim_time_s: float, is_dead: bool) -> float:
    """How far the lids are down: 0 open, 1 shut."""
    if is_dead:
        return 0.72
    drowsy = float(np.clip((0.85 - consciousness_fraction) / 0.6, 0, 1))
    phase = (sim_time_s + 0.9 * np.sin(sim_time_s * 0.37)) % BLINK_EVERY_S
    blink = max(0.0, 1.0 - abs(phase - BLINK_S) / BLINK_S)
    return max(drowsy, blink)


def turn_lids(nodes: list[Any], fraction: float) -> None:
    """Turn the lids about the axis through both eyes."""
    for node in nodes:
        node.setP(-(OPEN_DEG + (CLOSED_DEG - OPEN_DEG) * fraction))
