"""Things that lie on the skin follow it: each of their vertices rides on the skin round it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scene.shapes.mesh import F32

REACH_M = 0.07
NEIGHBORS = 5  # one alone would tear small things apart


class Rider:
    """Moves a mesh by the displacement of the skin near it, fading out away from it."""

    def __init__(self, rest: F32, skin_rest: F32, moving: npt.NDArray[np.bool_]) -> None:
        from scipy.spatial import cKDTree  # pyright: ignore[reportAttributeAccessIssue]

        distance, index = cKDTree(skin_rest).query(rest, k=NEIGHBORS)
        rides = moving[index].any(1) & (distance[:, 0] < REACH_M)
        self.rows = np.nonzero(rides)[0]
        self.on = index[self.rows]
        near = distance[self.rows]
        weight = 1.0 / (near + 0.25 * near[:, -1:] + 1e-4) ** 2
        fade = np.clip(1 - (near[:, :1] - 0.025) / (REACH_M - 0.025), 0, 1)
        self.share = (fade * weight / weight.sum(1, keepdims=True)).astype(np.float32)[..., None]
        self._rest, self._skin_rest = rest[self.rows], skin_rest[self.on]

    def moved(self, skin_now: F32) -> F32:
        """Places of the vertices that ride (`rows`), now."""
        return self._rest + ((skin_now[self.on] - self._skin_rest) * self.share).sum(1)
