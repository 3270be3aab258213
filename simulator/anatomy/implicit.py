"""Fields that are negative inside a shape, and how they are joined (mm)."""

from __future__ import annotations

import numpy as np


def smooth_max(a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    """The larger of two fields, rounded over `k` mm (Quilez)."""
    h = np.clip(0.5 + 0.5 * (a - b) / k, 0, 1)
    return b + (a - b) * h + k * h * (1 - h)


def smooth_min(a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    """The smaller of two fields, rounded over `k` mm."""
    return -smooth_max(-a, -b, k)


def ellipsoid(
    p: tuple[np.ndarray, np.ndarray, np.ndarray], center: np.ndarray, axis: np.ndarray,
    long: float, wide: float,
) -> np.ndarray:  # fmt: skip
    """Field of an ellipsoid of revolution: about the distance to it (mm), negative inside."""
    d = [p[k] - center[k] for k in range(3)]
    a = axis / np.linalg.norm(axis)
    along = sum(d[k] * a[k] for k in range(3))
    across2 = np.maximum(sum(q**2 for q in d) - along**2, 0)
    return (np.sqrt((along / long) ** 2 + across2 / wide**2) - 1) * wide
