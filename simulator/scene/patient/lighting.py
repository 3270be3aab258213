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
from simulator.scene.light.tree import Tree, build_tree
from simulator.scene.shapes.mesh import F32, Mesh, merged

RAYS, BOUNCE_RAYS = 24, 6
CLOTH_ROUNDS = 16  # few rays leave a mottle on a wide smooth sheet; its shade is wide, too
NEAR_M = 0.55  # room vertices this near to the patient are lit anew


@dataclass(frozen=True)
class PatientLight:
    """Light rows of the skin, of what he wears, of his bedding, and of the room near him."""

    skin: F32
    worn: F32
    bedding: F32
    room: F32


def patient_light(
    skin: Mesh, worn: Mesh, bedding: Mesh, room: Mesh, progress: Progress, label: str,
    rays_fraction: float = 1.0,
) -> PatientLight:  # fmt: skip
    """Bake with everything in place; `room` brings its own light.

    What he wears is lit but gives no shade: it may come and go.
    """
    few, many = (max(3, round(n * rays_fraction)) for n in (BOUNCE_RAYS, RAYS))
    whole = merged([skin, bedding, room])
    tree = build_tree(whole.v, whole.f)
    own = len(skin.v) + len(bedding.v)
    glow = radiance_of_emitters(whole)
    light = whole.light.copy()
    light[:own] = 0
    target = merged([skin, bedding])
    for bounce, rays in enumerate((few, many)):
        faces = face_radiance(whole, light, glow)
        light[:own] = gathered(
            target, tree, faces, rays, 31 + bounce, progress, label, 0.4 * bounce
        )
    dressing = gathered(worn, tree, faces, max(3, many // 2), 53)
    shaded = _shaded(room, skin, tree, faces, max(3, 2 * many // 3), progress, label)
    return PatientLight(
        scattered(light[: len(skin.v)], skin), smoothed(dressing, worn, 3),
        smoothed(light[len(skin.v) : own], bedding, CLOTH_ROUNDS), shaded,
    )  # fmt: skip


def _shaded(
    room: Mesh, skin: Mesh, tree: Tree, faces: F32, rays: int, progress: Progress, label: str
) -> F32:
    """The room's light with this patient in it: only what is near him is lit anew."""
    near = _near(room, skin)
    part = replace(room, v=room.v[near], n=room.n[near])
    light = room.light.copy()
    light[near] = gathered(part, tree, faces, rays, 77, progress, label, 0.5)
    return np.where(near[:, None], smoothed(light, room, 2), room.light).astype(np.float32)


def scattered(light: F32, skin: Mesh) -> F32:
    """Red wanders far in skin, blue hardly: each channel smoothed by its own reach."""
    red, green, blue = (smoothed(light, skin, rounds) for rounds in (10, 4, 2))
    return np.stack([red[:, 0], green[:, 1], blue[:, 2], blue[:, 3]], 1).astype(np.float32)


def _near(room: Mesh, skin: Mesh) -> np.ndarray:
    low, high = skin.v.min(0) - NEAR_M, skin.v.max(0) + NEAR_M
    high[2] = skin.v[:, 2].max() + 0.2
    low[2] = 0.0
    return ((room.v > low) & (room.v < high)).all(1)
