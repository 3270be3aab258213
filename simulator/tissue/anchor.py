"""A point that stays with the skin while the chest moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Surface(Protocol):
    """The current vertices, as `simulator.anatomy.living.LivingBody` has them."""

    vertices_m: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Anchor:
    """A place on the body.

    Parameters
    ----------
    vertices : tuple of int
        Up to three vertices of the skin near it.
    weights : tuple of float
        How much each carries it along; they add to one.
    offset_m : tuple of float
        From their weighted place to the point (m, room frame).
    """

    vertices: tuple[int, ...]
    weights: tuple[float, ...]
    offset_m: tuple[float, float, float]


def anchor(body: Surface, skin: slice, point_m: npt.ArrayLike) -> Anchor:
    """Tie a point to the skin.

    Parameters
    ----------
    skin : slice
        The skin's run of vertices.
    """
    point = np.asarray(point_m, float)
    near = np.linalg.norm(body.vertices_m[skin] - point, axis=1)
    chosen = np.argpartition(near, 3)[:3]
    weights = 1.0 / (near[chosen] + 1e-4)
    weights /= weights.sum()
    vertices = tuple(int(v) + (skin.start or 0) for v in chosen)
    at = weights @ body.vertices_m[list(vertices)].astype(float)
    x, y, z = (float(c) for c in point - at)
    return Anchor(vertices, tuple(float(w) for w in weights), (x, y, z))


def place(body: Surface, tied: Anchor) -> np.ndarray:
    """Where the point is now.

    Returns
    -------
    numpy.ndarray, shape (3,)
        Room frame (m).
    """
    moved = body.vertices_m[list(tied.vertices)].astype(float)
    return np.asarray(tied.weights) @ moved + np.asarray(tied.offset_m)
