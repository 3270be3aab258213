"""Small pictures drawn by distance functions: who speaks, what sounds. Shape, never color alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.upload import picture_texture, refill

SIZE = 64
Array = npt.NDArray[Any]


def icon(source: str) -> object:
    """The texture of a caption's source."""
    shape = {
        "patient": _patient, "nurse": _nurse, "trainee": _speaker, "sound": _sound,
        "finding": _finding,
    }.get(source, _notice)  # fmt: skip
    y, x = np.mgrid[1 : -1 : SIZE * 1j, -1 : 1 : SIZE * 1j]
    cover = np.clip(0.5 - shape(x, y) * SIZE / 2, 0, 1)
    rows = np.zeros((SIZE, SIZE, 4), np.uint8)
    rows[..., :3] = 255
    rows[..., 3] = (cover * 255).astype(np.uint8)
    picture = picture_texture(f"icon_{source}", SIZE, SIZE)
    refill(picture, rows)
    return picture


def _disc(x: Array, y: Array, r: float) -> Array:
    return np.hypot(x, y) - r


def _box(x: Array, y: Array, a: float, b: float, r: float = 0.0) -> Array:
    p, q = np.abs(x) - a + r, np.abs(y) - b + r
    return np.hypot(np.maximum(p, 0), np.maximum(q, 0)) + np.minimum(np.maximum(p, q), 0) - r


def _patient(x: Array, y: Array) -> Array:
    """A person lying in a bed."""
    bed = np.minimum(_box(x, y + 0.35, 0.85, 0.08), _box(x + 0.80, y + 0.25, 0.07, 0.5))
    body = np.minimum(_disc(x + 0.45, y - 0.02, 0.20), _box(x - 0.25, y + 0.10, 0.45, 0.14, 0.12))
    return np.minimum(bed, body)


def _nurse(x: Array, y: Array) -> Array:
    """A cross."""
    return np.minimum(_box(x, y, 0.7, 0.22, 0.05), _box(x, y, 0.22, 0.7, 0.05))


def _speaker(x: Array, y: Array) -> Array:
    """A speech bubble."""
    tail = np.maximum(
        np.maximum(-(y + 0.85), y + 0.2), np.abs(x + 0.25 - 0.25 * (y + 0.5)) - 0.20 * (y + 0.9)
    )
    return np.minimum(_box(x, y - 0.12, 0.8, 0.5, 0.25), tail)


def _sound(x: Array, y: Array) -> Array:
    """A loudspeaker with two waves."""
    horn = np.maximum(np.abs(y) - 0.25 - 0.5 * np.clip(x + 0.55, 0, 1), np.abs(x + 0.40) - 0.35)
    waves = (
        np.minimum(np.abs(np.hypot(x + 0.2, y) - 0.55), np.abs(np.hypot(x + 0.2, y) - 0.85)) - 0.07
    )
    waves = np.maximum(waves, np.abs(y) - 0.9 * (x + 0.05))
    return np.minimum(horn, waves)


def _finding(x: Array, y: Array) -> Array:
    """An eye."""
    lids = np.maximum(np.hypot(x, y - 0.65), np.hypot(x, y + 0.65)) - 1.1
    return np.minimum(np.abs(lids) - 0.08, _disc(x, y, 0.24))


def _notice(x: Array, y: Array) -> Array:
    """An i in a ring."""
    ring = np.abs(_disc(x, y, 0.75)) - 0.09
    return np.minimum(ring, np.minimum(_box(x, y + 0.15, 0.09, 0.30), _disc(x, y - 0.38, 0.12)))
