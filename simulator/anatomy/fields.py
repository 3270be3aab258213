"""Displacement fields of the living chest, evaluated once at build (patient frame, mm).

Smooth functions of place, so that neighbours move together and nothing tears; each is scaled
afterwards so that one unit of it changes the pleural cavity by one millilitre.
"""

from __future__ import annotations

import numpy as np

from simulator.anatomy.bones import Key
from simulator.anatomy.chest import HANGS_MM, HEART_AXES_MM, Chest, dome_field
from simulator.anatomy.implicit import ellipsoid
from simulator.anatomy.mesh import Mesh

STILL = ("vertebra", "atlas", "axis", "sacrum", "hip_bone", "scapula", "clavicle", "humerus",
         "ulna", "radius", "phalanx", "metacarpal", "carpal", "femur", "tibia", "fibula", "talus",
         "patella", "calcaneus", "cuboid", "navicular", "cuneiform", "metatarsal", "cranium",
         "mandible", "lunate", "scaphoid", "pisiform", "triquetrum", "trapez", "capitate",
         "hamate", "eyeball", "teeth", "tongue", "eyelash")  # fmt: skip


HELD_BY_HEART = 0.6  # the central tendon follows a dome by so much less; source: tuned
STIFF_MM = 58.0  # breastbone and cartilages share what one half of the ribs does; source: tuned
BELLY_MM = 300.0  # so far under a dome its push is felt; source: tuned
FREE, FIRM_GRIP, HUNG_GRIP = 0, 1, 2
HUNG = ("diaphragm", "aorta", "inferior_vena_cava", "esophagus")
FIRM = ("skin", "rib_", "costal_cartilage", "manubrium", "sternal_body", "xiphoid", "intercostal",
        "pectoralis", "internal_thoracic")  # fmt: skip


def step(x: np.ndarray, low: float, high: float) -> np.ndarray:
    """Smooth step from 0 at `low` to 1 at `high`."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3 - 2 * t)


def moves(key: Key) -> bool:
    """Whether a structure follows breathing."""
    return not any(word in key[0] for word in STILL)


def is_firm(key: Key) -> bool:
    """Whether a structure belongs to the chest wall, which a dome does not pull down."""
    return key[0].startswith(FIRM)


def grip(key: Key) -> int:
    """What holds a structure against the pull of the domes.

    The chest wall holds its own; what hangs from its margin, or runs down the spine, is drawn out
    between dome and margin; the rest goes down with the dome.
    """
    if key[0] in HUNG:
        return HUNG_GRIP
    return FIRM_GRIP if is_firm(key) else FREE


def displacement(
    chest: Chest, p: np.ndarray, loose: np.ndarray, scale: float, grips: np.ndarray | int = FREE
) -> dict[str, np.ndarray]:
    """All bases but the veins at points `p` (n, 3).

    `loose` (n,) is 0 on limbs and head; `grips` (n,) are what `grip` says.
    """
    grips = np.broadcast_to(grips, len(p))
    firm = grips == FIRM_GRIP
    rho = chest.polar(p)
    x, y, z = p.T
    axis_y = np.interp(z, chest.grid.z, chest.axis_y)
    left = step(x, -28 * scale, 28 * scale)
    half = step(x, -STIFF_MM * scale, STIFF_MM * scale)
    top, low = chest.grid.z[-1] - 24 * scale, chest.grid.z[0] + 32 * scale
    within = np.maximum(rho, 1.0)  # skin moves as the rib under it
    wall = _wall(x / within, (y - axis_y) / within, z, rho, top, low, scale) * loose[:, None]
    dome = _dome(chest, p, rho, scale, grips == HUNG_GRIP) * loose[:, None]
    dome[firm, 2] = 0.0
    shift = _shift(chest, p, rho, scale) * loose * ~firm
    out = {
        "wall_left": wall * half[:, None],
        "wall_right": wall * (1 - half)[:, None],
        "dome_left": dome * left[:, None],
        "dome_right": dome * (1 - left)[:, None],
        "shift": np.c_[-shift, np.zeros_like(shift), np.zeros_like(shift)],
    }
    return out


def _wall(
    x: np.ndarray, dy: np.ndarray, z: np.ndarray, rho: np.ndarray, top: float, low: float,
    scale: float,
) -> np.ndarray:  # fmt: skip
    """Pump handle in front, bucket handle at the side; the back lies on the mattress."""
    angle = np.arctan2(dy, x)
    free = 1 - step(dy, 8 * scale, 88 * scale)
    tall = 1 - step(z, top - 130 * scale, top + 60 * scale)
    tall *= step(z, low - 130 * scale, low + 20 * scale)
    size = free * tall * step(rho, 0.35, 0.82)
    direction = np.c_[np.cos(angle), np.minimum(np.sin(angle), 0.0), np.full_like(x, 0.28)]
    return direction * size[:, None]


def _dome(
    chest: Chest, p: np.ndarray, rho: np.ndarray, scale: float, hung: np.ndarray
) -> np.ndarray:
    """The dome and what lies under it go down; the front of the belly comes out."""
    x, y, z = p.T
    dome = dome_field(chest, x, y, scale)
    above = z - dome
    edge = chest.low_mm + HANGS_MM * scale
    below = 1 - step(-above, 30, BELLY_MM * scale)
    drawn = np.clip((z - edge) / np.maximum(dome - edge, 20 * scale), 0.0, 1.0)
    near = np.where(above > 0, 1 - step(above, 4, 75 * scale), np.where(hung, drawn, below))
    down = near * (1 - step(rho, 0.84, 1.06)) * (1 - HELD_BY_HEART * _over_heart(chest, p, scale))
    margin = chest.grid.z[0] + 60 * scale
    belly = step(z, margin - 320 * scale, margin - 140 * scale)
    belly *= 1 - step(z, margin - 90 * scale, margin + 40 * scale)
    belly *= step(rho, 0.7, 1.0) * (1 - step(y, -60 * scale, 30 * scale))
    out = np.zeros_like(p)
    out[:, 2] = -down
    out[:, 1] = -0.28 * belly
    return out


def _over_heart(chest: Chest, p: np.ndarray, scale: float) -> np.ndarray:
    """1 in the heart and in the column under it, 0 well beside it."""
    low = chest.heart_mm[2] - 30 * scale
    x, y, z = p[:, 0], p[:, 1], np.maximum(p[:, 2], low)
    long, wide = HEART_AXES_MM[0] * scale, HEART_AXES_MM[1] * scale
    away = ellipsoid((x, y, z), chest.heart_mm, chest.heart_axis, long, wide)
    return 1 - step(away, -14 * scale, 34 * scale)


def _shift(chest: Chest, p: np.ndarray, rho: np.ndarray, scale: float) -> np.ndarray:
    """Heart, windpipe and great vessels to one side; spine and chest wall stay."""
    x, y, z = p.T
    axis_y = np.interp(z, chest.grid.z, chest.axis_y)
    deep = 1 - step(rho, 0.42, 1.0)
    free = 1 - step(y - axis_y, 30 * scale, 62 * scale)
    tall = 1 - step(z, chest.grid.z[-1] - 20 * scale, chest.grid.z[-1] + 90 * scale)
    tall *= step(z - dome_field(chest, x, y, scale), -35 * scale, 35 * scale)
    return deep * free * tall


def flux_ml(mesh: Mesh, field: np.ndarray) -> float:
    """Change of a closed mesh's volume (ml) for one unit (mm) of a field on its vertices."""
    t = mesh.v[mesh.f]
    area = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]) / 2.0
    return float(np.einsum("ij,ij->", area, field[mesh.f].mean(1))) / 1000.0
