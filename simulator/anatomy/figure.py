"""The finished skin: refined once, with its attributes and the small parts of the face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from simulator.anatomy import subdivision
from simulator.anatomy.body import Side
from simulator.anatomy.bones import SIDES
from simulator.anatomy.distance import Surface
from simulator.anatomy.human import Human
from simulator.anatomy.mesh import Mesh
from simulator.anatomy.part import Part
from simulator.anatomy.posture import Fit

LIMBS_AND_HEAD = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger", "upperleg", "lowerleg",
                  "foot", "toe", "head", "jaw")  # fmt: skip
LASHES = ((2, "upper_eyelash"), (1, "lower_eyelash"))
MOUTH = ("upper-teeth", "lower-teeth", "tongue")


@dataclass
class Outside:
    """The closed outer skin before it is refined, and what was measured with it."""

    surface: Surface
    table_y_mm: float
    inside: dict[str, float]  # shares of bone vertices in the skin


@dataclass
class Figure:
    """The finished skin and what belongs to it."""

    mesh: Mesh
    attributes: dict[str, np.ndarray]
    extras: list[Part]  # eyeballs, lashes, teeth, tongue
    outside: Outside


def finish(human: Human, fit: Fit, base: np.ndarray, outside: Outside) -> Figure:
    """The figure of base vertices in their final places."""
    arms = _limb_share(human)
    body = subdivision.refined(human, "body", base, {"rest_m": fit.shape, "arm": arms[:, None]})
    attributes = {"rest_m": body.fields["rest_m"] / 1000.0, "uv": body.uv}
    share = np.clip((body.fields["arm"][:, 0] - 0.3) / 0.5, 0.0, 1.0)
    attributes["loose"] = 1.0 - share * share * (3.0 - 2.0 * share)
    attributes |= subdivision.zones(human, body)
    return Figure(body.mesh, attributes, _small_parts(human, fit, base), outside)


def _small_parts(human: Human, fit: Fit, base: np.ndarray) -> list[Part]:
    """Eyes, lashes, teeth and tongue."""

    def part(name: str, side: Side | None, group: str, rounds: int) -> Part:
        piece = subdivision.refined(human, group, base, {"rest_m": fit.shape}, rounds)
        own = {"rest_m": piece.fields["rest_m"] / 1000.0, "uv": piece.uv}
        return Part(name, side, piece.mesh, own)

    out = []
    for side, letter, _ in SIDES:
        out.append(part("eyeball", side, f"helper-{letter}-eye", 1))
        for k, name in LASHES:
            out.append(part(name, side, f"helper-{letter}-eyelashes-{k}", 0))
    return out + [part(name.replace("-", "_"), None, f"helper-{name}", 0) for name in MOUTH]


def _limb_share(human: Human) -> np.ndarray:
    """How much of each vertex belongs to limbs or head: those do not breathe."""
    column = [any(word in bone for word in LIMBS_AND_HEAD) for bone in human.bones]
    return human.weights[:, column].sum(1)


def carry_pockets(fit: Fit, moved: np.ndarray, outer: np.ndarray) -> np.ndarray:
    """Mouth, lids and nostrils follow the push of the nearest outer skin."""
    base = moved.copy()
    on_outer = np.zeros(len(base), bool)
    on_outer[np.unique(outer)] = True
    tree = KDTree(fit.vertices[on_outer])
    distance, near = tree.query(fit.vertices[~on_outer], k=8)
    push = (moved - fit.vertices)[on_outer]
    weight = 1.0 / np.maximum(distance, 0.5) ** 2
    weight /= weight.sum(1, keepdims=True)
    base[~on_outer] = fit.vertices[~on_outer] + np.einsum("ij,ijk->ik", weight, push[near])
    return base
