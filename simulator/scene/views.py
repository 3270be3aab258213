"""Cameras: heads from an eye point and what it looks at."""

from __future__ import annotations

import numpy as np

from simulator.core.records import Head, Quat, Vec3


def head_looking(eye: Vec3, at: Vec3, seat: str = "camera") -> Head:
    """A head at `eye` (m) whose gaze meets `at`, upright."""
    y = np.subtract(at, eye).astype(float)
    y /= np.linalg.norm(y)
    x = np.cross(y, (0.0, 0.0, 1.0))
    x = x / np.linalg.norm(x) if np.linalg.norm(x) > 1e-6 else np.array([1.0, 0.0, 0.0])
    return Head(
        seat, (float(eye[0]), float(eye[1]), float(eye[2])), quat_of_axes(x, y, np.cross(x, y))
    )


def quat_of_axes(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> Quat:
    """The rotation whose columns are those axes, as w, x, y, z."""
    m = np.stack([x, y, z], 1)
    k = np.array([
        [m[0, 0] - m[1, 1] - m[2, 2], 0, 0, 0],
        [m[0, 1] + m[1, 0], m[1, 1] - m[0, 0] - m[2, 2], 0, 0],
        [m[0, 2] + m[2, 0], m[1, 2] + m[2, 1], m[2, 2] - m[0, 0] - m[1, 1], 0],
        [m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1], m.trace()],
    ])  # fmt: skip
    values, vectors = np.linalg.eigh(k)  # lower triangle is read
    a, b, c, w = vectors[:, values.argmax()]
    q = np.array([w, a, b, c]) * (1 if w >= 0 else -1)
    return (float(q[0]), float(q[1]), float(q[2]), float(q[3]))
