"""Things that lie on the skin follow it: each of their vertices rides on the skin under it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scene.shapes.mesh import F32

REACH_M = 0.06
CELL_M = 0.03


class Rider:
    """Moves a mesh by the displacement of the nearest skin, fading out away from it."""

    def __init__(self, rest: F32, skin_rest: F32, moving: npt.NDArray[np.bool_]) -> None:
        index, distance = _nearest(rest, skin_rest)
        rides = moving[index] & (distance < REACH_M)
        self.rows = np.nonzero(rides)[0]
        self.on = index[self.rows]
        self.share = np.clip(1 - (distance[self.rows] - 0.02) / (REACH_M - 0.02), 0, 1)[:, None]
        self._rest, self._skin_rest = rest, skin_rest[self.on]

    def moved(self, skin_now: F32) -> F32:
        """All vertices, now."""
        out = self._rest.copy()
        out[self.rows] += (skin_now[self.on] - self._skin_rest) * self.share.astype(np.float32)
        return out


def _nearest(points: F32, cloud: F32) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    from scipy.spatial import cKDTree

    distance, index = cKDTree(cloud).query(points)
    return index.astype(np.int64), distance
