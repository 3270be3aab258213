"""From the patient frame of the generators (mm) to the room frame of the finished body (m)."""

from __future__ import annotations

import numpy as np

MATTRESS_TOP_M = 0.80  # scenarios/rooms/resuscitation_bay.toml; a test keeps them equal


def to_room(p_mm: np.ndarray, table_y_mm: float) -> np.ndarray:
    """Patient millimetres to room metres: x left, y to the head, z up from the mattress."""
    p = np.asarray(p_mm, float)
    return np.stack([p[..., 0], p[..., 2], table_y_mm - p[..., 1]], axis=-1) / 1000.0 + np.array(
        [0.0, 0.0, MATTRESS_TOP_M]
    )


def turn_to_room(d: np.ndarray) -> np.ndarray:
    """A direction of the patient frame in the room."""
    d = np.asarray(d, float)
    return np.stack([d[..., 0], d[..., 2], -d[..., 1]], axis=-1)
