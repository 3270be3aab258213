"""What lies under the lungs: diaphragm, liver, spleen, and the sac of the heart (mm)."""

from __future__ import annotations

import numpy as np

from simulator.anatomy.chest import HANGS_MM, HEART_AXES_MM, Chest, dome_field, surface
from simulator.anatomy.implicit import ellipsoid, smooth_max
from simulator.anatomy.mesh import Mesh, simplified

UNDER_DIAPHRAGM_MM = 7.0  # from the wall of the chest to what lies in the belly; source: tuned


def diaphragm(chest: Chest, scale: float) -> Mesh:
    """The muscle between chest and belly: a thin closed shell under the pleura.

    It hangs from the ribs: below the domes it lies against the wall, down to the costal margin.
    """
    gx, gy, gz = chest.grid.mesh()
    below = (gz - dome_field(chest, gx, gy, scale)) * 0.8 + 1.5 * scale
    belly = smooth_max(below, chest.cavity + 1.0, 10 * scale)
    shell = np.abs(belly + 2.2 * scale) - 2.4 * scale
    spine = 17 * scale - np.hypot(gx, gy - chest.spine_y - 15 * scale)
    shell = smooth_max(smooth_max(shell, spine, 3), 1.0 - chest.taken, 3)  # gaps for vessels
    edge = smooth_max(chest.margin - 8 * scale, chest.low_mm + HANGS_MM * scale - gz, 6)
    return simplified(surface(smooth_max(shell, edge, 3), chest), 9000)


def liver(chest: Chest, scale: float) -> Mesh:
    """Under the right dome, tapering across the midline under the heart."""
    gx, gy, gz = chest.grid.mesh()
    top = gz - (dome_field(chest, gx, gy, scale) - 7.5 * scale)
    x, y, z = chest.dome_mm["right"]
    under = (z - 112 * scale + 0.62 * (gx - x) + 0.25 * (gy - y)) - gz
    left = gx - 62 * scale
    spine = 44 * scale - np.hypot(gx, (gy - 78 * scale))
    field = smooth_max(top * 0.8, under * 0.8, 22)
    field = smooth_max(field, chest.cavity + UNDER_DIAPHRAGM_MM, 8)
    field = smooth_max(smooth_max(field, left, 16), spine, 12)
    field = smooth_max(field, chest.front_y + 3.0 - gy, 12)
    field = smooth_max(field, 1.5 - chest.taken, 4)  # the groove of the caval vein
    return simplified(surface(field, chest, 14), 5000)


def pericardium(chest: Chest, scale: float) -> Mesh:
    """The sac of the heart: a tilted egg behind the sternum."""
    gx, gy, gz = chest.grid.mesh()
    long, wide = HEART_AXES_MM
    egg = ellipsoid(
        (gx, gy, gz), chest.heart_mm, chest.heart_axis, (long - 1.5) * scale, (wide - 1.5) * scale
    )
    return simplified(surface(smooth_max(egg, chest.cavity + 1.0, 6), chest), 4000)


def spleen(chest: Chest, scale: float) -> Mesh:
    """Behind and to the left, along the tenth rib."""
    gx, gy, gz = chest.grid.mesh()
    x, y, z = chest.dome_mm["left"]
    center = np.array([x + 26 * scale, y + 34 * scale, z - 62 * scale])
    field = ellipsoid((gx, gy, gz), center, np.array([0.35, -0.55, -0.76]), 56 * scale, 31 * scale)
    field = smooth_max(field, chest.cavity + UNDER_DIAPHRAGM_MM, 8)
    field = smooth_max(field, (gz - dome_field(chest, gx, gy, scale) + 8) * 0.8, 8)
    return simplified(surface(field, chest, 12), 2000)
