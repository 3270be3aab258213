"""Force of a needle in layered tissue: cracks, cutting, friction.

Quasi-static and one-dimensional along the needle: hand and tissue together are one spring of
stiffness k. The hand is ahead of the tip by a lag L; the tip stands still while

    k L <= R(s)        R(s) = cutting(tissue at s) + friction per length * embedded length

and follows the hand so that k L = R(s) otherwise. A surface (skin, pleura, wall of an organ) holds
the tip until k L exceeds its puncture force; then the tip runs on: the "give" that a hand feels. On
the way out only friction acts. Rule of thumb of field.md 4.0.1 [E]; every number is a row of
scenarios/procedures/needle_decompression.toml with its source.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from simulator.tissue.path import Surface, location

GAS = "gas"
EDGE_MM = 1e-6  # a tip this close to a surface rests on it; below anything that a hand can do


@dataclass(frozen=True)
class Layer:
    """How one tissue resists a needle.

    Parameters
    ----------
    puncture_n : float
        Force that breaks its surface (N); infinite for bone.
    cut_n : float
        Force at the tip while it moves inside (N).
    friction_n_per_cm : float
        Grip on each centimetre of shaft (N/cm).
    """

    puncture_n: float
    cut_n: float
    friction_n_per_cm: float


@dataclass(frozen=True)
class Tissue:
    """All layers, and the spring between hand and tip.

    Parameters
    ----------
    layers : dict of str to Layer
        By tissue word of a structure, and "wall" for what lies between skin and pleura.
    stiffness_n_per_mm : float
        Of hand, hub and surrounding tissue together (N/mm).
    turns_until_mm : float
        Shallower than this a needle can still be re-aimed (mm).
    free_turn_deg : float
        More than this against the hand, and the shaft bends instead of turning (degrees).
    """

    layers: dict[str, Layer]
    stiffness_n_per_mm: float
    turns_until_mm: float = 5.0
    free_turn_deg: float = 25.0

    def layer(self, tissue: str) -> Layer:
        """How that tissue resists; an unknown one resists like the wall."""
        return self.layers.get(tissue, self.layers["wall"])


@dataclass(frozen=True)
class Push:
    """What one push came to.

    Parameters
    ----------
    depth_mm : float
        Of the tip, from the skin (mm).
    force_n : float
        On the hand (N); positive resists the way in.
    stopped_by : Surface or None
        The surface that holds the tip now.
    """

    depth_mm: float
    force_n: float
    stopped_by: Surface | None = None


def push(tissue: Tissue, way: list[Surface], depth_mm: float, hand_mm: float) -> Push:
    """Move the tip towards where the hand wants it.

    Parameters
    ----------
    way : list of Surface
        Along the needle, in order; all with a depth below `depth_mm` have been pierced.
    depth_mm, hand_mm : float
        Depth of the tip now, and the depth at which the hand wants it (mm from the skin).
    """
    if hand_mm < depth_mm:
        return _pull(tissue, way, depth_mm, hand_mm)
    k = tissue.stiffness_n_per_mm
    for surface in [*(s for s in way if s.depth_mm >= depth_mm), None]:
        stop_mm = surface.depth_mm if surface is not None else math.inf
        resist_n, per_mm = _resistance(tissue, way, depth_mm)
        if k * (hand_mm - depth_mm) <= resist_n:
            return Push(depth_mm, k * (hand_mm - depth_mm))
        rest_mm = depth_mm + (k * (hand_mm - depth_mm) - resist_n) / (k + per_mm)
        if surface is None or rest_mm < stop_mm:
            return Push(rest_mm, k * (hand_mm - rest_mm))
        depth_mm = stop_mm
        holds_n = tissue.layer(surface.tissue).puncture_n if surface.is_entering else 0.0
        if k * (hand_mm - depth_mm) <= holds_n + _friction(tissue, way, depth_mm)[0]:
            return Push(depth_mm, k * (hand_mm - depth_mm), surface)
        depth_mm = stop_mm + 2.0 * EDGE_MM
    raise AssertionError("the way has an end")


def _pull(tissue: Tissue, way: list[Surface], depth_mm: float, hand_mm: float) -> Push:
    k = tissue.stiffness_n_per_mm
    grip_n, _ = _friction(tissue, way, depth_mm)
    if k * (depth_mm - hand_mm) <= grip_n:
        return Push(depth_mm, k * (hand_mm - depth_mm))
    rest_mm = min(depth_mm, hand_mm + grip_n / k)
    return Push(rest_mm, k * (hand_mm - rest_mm))


def _resistance(tissue: Tissue, way: list[Surface], depth_mm: float) -> tuple[float, float]:
    """Force against the way in (N) and its growth with depth (N/mm), between two surfaces."""
    friction_n, _ = _friction(tissue, way, depth_mm)
    layer = tissue.layer(_tissue_at(way, depth_mm))
    return layer.cut_n + friction_n, layer.friction_n_per_cm / 10.0


def _friction(tissue: Tissue, way: list[Surface], depth_mm: float) -> tuple[float, float]:
    """Grip on the embedded shaft (N), and the embedded length (mm)."""
    edges = [0.0, *(s.depth_mm for s in way if 0.0 < s.depth_mm < depth_mm), max(depth_mm, 0.0)]
    grip_n = 0.0
    for start, end in itertools.pairwise(edges):
        layer = tissue.layer(_tissue_at(way, (start + end) / 2.0))
        grip_n += layer.friction_n_per_cm * (end - start) / 10.0
    return grip_n, edges[-1]


def _tissue_at(way: list[Surface], depth_mm: float) -> str:
    """Of the innermost structure; gas inside an empty pleura; the wall where there is none."""
    inside = location(way, depth_mm)
    if not inside:
        return "wall"
    tissues = {surface.key: surface.tissue for surface in way}
    innermost = tissues[inside[-1]]
    return GAS if innermost == "pleura" else innermost
