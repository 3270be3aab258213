"""Light on the patient and his bedding, and his shade on the trolley: a second, smaller bake.

The room's own light is baked once for everybody; only this part depends on the patient.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.progress import Progress
from simulator.scene.light.bake import (
    face_radiance,
    gathered,
    radiance_of_emitters,
    smoothed,
)  # fmt: skip
from simulator.scene.light.tree import build_tree
from simulator.scene.shapes.mesh import F32, Mesh, merged

RAYS, BOUNCE_RAYS = 24, 6
NEAR_M = 0.55  # room vertices this near to the patient are lit anew


@dataclass(frozen=True)
class PatientLight:
    """Light rows of the skin, of the rest that belongs to him, and of the room near him."""

    skin: F32
    other: F32
    room: F32


def patient_light(
    skin: Mesh, other: Mesh, room: Mesh, progress: Progress, label: str, rays_fraction: float = 1.0
) -> PatientLight:
    """Bake with everything in place; `room` brings its own light."""
    few, many = (max(3, round(n * rays_fraction)) for n in (BOUNCE_RAYS, RAYS))
    whole = merged([skin, other, room])
    tree = build_tree(whole.v, whole.f)
    own = len(skin.v) + len(other.v)
    glow = radiance_of_emitters(whole)
    light = whole.light.copy()
    light[:own] = 0
    near = _near(room, skin)
    target = merged([skin, other])
    for bounce, rays in enumerate((few, many)):
        faces = face_radiance(whole, light, glow)
        light[:own] = gathered(
            target, tree, faces, rays, 31 + bounce, progress, label, 0.4 * bounce
        )
    shaded = room.light.copy()
    part = replace(room, v=room.v[near], n=room.n[near])
    shaded[near] = gathered(part, tree, faces, max(3, 2 * many // 3), 77, progress, label, 0.5)
    shaded = np.where(near[:, None], smoothed(shaded, room, 2), room.light)
    return PatientLight(
        scattered(light[: len(skin.v)], skin), smoothed(light[len(skin.v) : own], other, 1),
        shaded.astype(np.float32),
    )  # fmt: skip


def scattered(light: F32, skin: Mesh) -> F32:
    """Red wanders far in skin, blue hardly: each channel smoothed by its own reach."""
    red, green, blue = (smoothed(light, skin, rounds) for rounds in (10, 4, 2))
    return np.stack([red[:, 0], green[:, 1], blue[:, 2], blue[:, 3]], 1).astype(np.float32)


def _near(room: Mesh, skin: Mesh) -> np.ndarray:
    low, high = skin.v.min(0) - NEAR_M, skin.v.max(0) + NEAR_M
    high[2] = skin.v[:, 2].max() + 0.2
    low[2] = 0.0
    return ((room.v > low) & (room.v < high)).all(1)
