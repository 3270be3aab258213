"""A chest under hands that press: the breastbone goes down with them, the ribs beside it less.

For the eye alone. What is asked about the body (skin, needle, sounds) keeps its own shape; what a
push does to blood is the twin's affair.
"""

from __future__ import annotations

import numpy as np

from simulator.core.records import Pressed
from simulator.scene.shapes.mesh import F32

ACROSS_M, ALONG_M = 0.10, 0.10  # how far the hollow reaches: its standard deviations [O]
DEEP_M = 0.12  # what lies so far beneath the skin stays where it is [O]
LEAST_M = 0.002
HEADWARD = np.array([0.0, 1.0, 0.0])


def dented(v: F32, n: F32, rows: np.ndarray, pressed: Pressed) -> tuple[F32, F32]:
    """Copies of a body's vertices and normals with the chest pressed in.

    Parameters
    ----------
    rows : numpy.ndarray of int
        The vertices that may move.
    """
    up = -np.asarray(pressed.inward, np.float32)
    along = HEADWARD - up * float(HEADWARD @ up)
    along = (along / np.linalg.norm(along)).astype(np.float32)
    across = np.cross(along, up)
    away = v[rows] - np.asarray(pressed.point_m, np.float32)
    x, y, height = away @ across, away @ along, away @ up
    share = np.exp(-0.5 * ((x / ACROSS_M) ** 2 + (y / ALONG_M) ** 2))
    depth = pressed.depth_m * share * np.clip(1.0 + height / DEEP_M, 0.0, 1.0)
    shown, normals = v.copy(), n.copy()
    shown[rows] -= depth[:, None] * up
    # of a surface z - depth(x, y): its normal tilts by the slope of the hollow
    tilt = (depth * x / ACROSS_M**2)[:, None] * across + (depth * y / ALONG_M**2)[:, None] * along
    turned = n[rows] - tilt * (n[rows] @ up)[:, None].clip(0.0)
    normals[rows] = turned / np.linalg.norm(turned, axis=1, keepdims=True)
    return shown, normals
