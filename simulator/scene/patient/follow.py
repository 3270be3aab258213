"""Things that lie on the skin follow it: each of their vertices rides on the skin round it."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from simulator.scene.shapes.mesh import F32, I32

REACH_M = 0.07
NEIGHBORS = 5  # one alone would tear small things apart


class Under(NamedTuple):
    """The skin vertices nearest to each vertex of a mesh that lies on it, both (n, NEIGHBORS)."""

    on: I32
    away_m: F32


def under(rest: F32, skin_rest: F32) -> Under:
    """Look for them; it takes a second, so it is done once for a body and kept."""
    from scipy.spatial import cKDTree  # pyright: ignore[reportAttributeAccessIssue]

    away_m, on = cKDTree(skin_rest).query(rest, k=NEIGHBORS)
    return Under(on.astype(np.int32), away_m.astype(np.float32))


class Rider:
    """Moves a mesh by the displacement of the skin near it, fading out away from it."""

    def __init__(
        self, rest: F32, skin_rest: F32, moving: npt.NDArray[np.bool_], under: Under
    ) -> None:
        rides = moving[under.on].any(1) & (under.away_m[:, 0] < REACH_M)
        self.rows = np.nonzero(rides)[0]
        self.on = under.on[self.rows]
        near = under.away_m[self.rows]
        weight = 1.0 / (near + 0.25 * near[:, -1:] + 1e-4) ** 2
        fade = np.clip(1 - (near[:, :1] - 0.025) / (REACH_M - 0.025), 0, 1)
        share = fade * weight / weight.sum(1, keepdims=True)
        self._weight = np.ascontiguousarray(share, np.float32)
        self._rest, self._skin_rest = rest[self.rows], skin_rest[self.on]

    def move(self, out: F32, skin_now: F32, first: int) -> None:
        """Write the riders' places into columns 0-2 of `out`; the skin begins at row `first`."""
        _ridden(out, self.rows, self._rest, self.on, self._weight, self._skin_rest, skin_now, first)


@nb.njit(cache=True)
def _ridden(out, rows, rest, on, weight, skin_rest, skin_now, first):
    for k in range(len(rows)):
        for axis in range(3):
            total = rest[k, axis]
            for j in range(on.shape[1]):
                away = skin_now[first + on[k, j], axis] - skin_rest[k, j, axis]
                total += weight[k, j] * away
            out[rows[k], axis] = total
