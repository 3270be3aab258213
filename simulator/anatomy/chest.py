"""Pleural cavities, lungs, diaphragm and what fills the mediastinum, inside the posed ribs (mm).

Everything is cut from one field of the thoracic cavity on a grid, so that neighbours share walls:
cavity (rib arcs moved inward), apex, domes, mediastinum. Negative is inside.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from simulator.anatomy.body import SIDES, Side
from simulator.anatomy.bones import Key
from simulator.anatomy.implicit import ellipsoid, smooth_max, smooth_min
from simulator.anatomy.mesh import Mesh, isosurface, simplified
from simulator.anatomy.tables import table

STEP_MM = 2.5
ANGLES = 72
HEART_AXES_MM = (71.0, 50.0)  # half axes of heart and pericardium; source: tuned, 0.74 l

PLEURA_GAP_MM = 1.2  # fascia between the pleura and a vessel; source: tuned
HANGS_MM = 12.0  # edge of the diaphragm over the lowest point of the tenth rib; source: tuned
DOMES_CM2 = 400.0  # area of both domes seen from above, for the search of their height


def _empty() -> np.ndarray:
    return np.zeros(0)


@dataclass
class Grid:
    """A box of points (mm, patient frame)."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray

    @property
    def origin(self) -> np.ndarray:
        """Its lowest corner."""
        return np.array([self.x[0], self.y[0], self.z[0]])

    def mesh(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Coordinates of all points."""
        gx, gy, gz = np.meshgrid(self.x, self.y, self.z, indexing="ij")
        return gx, gy, gz


@dataclass
class Chest:
    """The fields and numbers that the generators and the motion share."""

    grid: Grid
    radius: np.ndarray  # (n z, ANGLES): inner radius of the rib cage about the axis, mm
    axis_y: np.ndarray  # (n z,): where that axis runs
    scale: float
    cavity: np.ndarray = field(
        default_factory=_empty
    )  # field of the thoracic cavity, below the apex
    margin: np.ndarray = field(
        default_factory=_empty
    )  # field: below the costal margin in front is outside
    mediastinum: np.ndarray = field(default_factory=_empty)  # field
    front_y: float = 0.0  # of the cartilages of ribs 7 to 10
    heart_mm: np.ndarray = field(default_factory=_empty)
    heart_axis: np.ndarray = field(default_factory=_empty)
    spine_y: np.ndarray = field(
        default_factory=_empty
    )  # front of the vertebral bodies along grid.z
    dome_mm: dict[str, tuple[float, float, float]] = field(default_factory=dict)  # x, y, apex z
    hilum_mm: dict[str, np.ndarray] = field(default_factory=dict)
    low_mm: float = 0.0  # height of the lowest point of the tenth ribs
    taken: np.ndarray = field(default_factory=_empty)  # field: what others fill in the chest

    def polar(self, points: np.ndarray) -> np.ndarray:
        """Distance from the axis of the chest over the distance of its wall there (0-1 inside)."""
        z = np.clip(points[:, 2], self.grid.z[0], self.grid.z[-1])
        cy = np.interp(z, self.grid.z, self.axis_y)
        r = np.hypot(points[:, 0], points[:, 1] - cy)
        angle = np.arctan2(points[:, 1] - cy, points[:, 0])
        return r / np.maximum(_radius_at(self, z, angle), 1.0)


def build_chest(bones: dict[Key, Mesh], arcs: dict[Key, np.ndarray], scale: float) -> Chest:
    """Fields of the thorax from the posed bones and rib arcs; `scale` is stature over 176 cm."""
    walls = _loft(arcs)
    low = min(arcs["rib_10", side][:, 2].min() for side in ("left", "right"))
    top = arcs["rib_1", "left"][:, 2].max() + 24
    grid = Grid(
        np.arange(-160, 160.1, STEP_MM) * scale,
        np.arange(walls[:, 1].min() - 12, walls[:, 1].max() + 12, STEP_MM * scale),
        np.arange(low - 32, top, STEP_MM * scale),
    )
    radius, axis_y = _inner_radius(walls, grid)
    chest = Chest(grid, radius, axis_y, scale)
    gx, gy, gz = grid.mesh()
    angle = np.arctan2(gy - axis_y[None, None, :], gx)
    r = np.hypot(gx, gy - axis_y[None, None, :])
    wall = (r - _radius_at(chest, gz, angle)) * 0.85
    chest.cavity = smooth_max(wall, _apex(arcs, gx, gy, gz, scale), 14 * scale)
    chest.low_mm = float(low)
    chest.front_y = float(np.mean([arcs[f"rib_{k}", "left"][-1][1] for k in (7, 8, 9, 10)]))
    chest.margin = _costal_margin(arcs, gx, gy, gz, scale)
    level = {k: bones[f"thoracic_vertebra_{k}", None].v[:, 2].mean() for k in (5, 6, 9)}
    body = bones["sternal_body", None].v
    chest.heart_axis = np.array([0.62, -0.45, -0.64])
    chest.heart_mm = np.array([24 * scale, body[:, 1].mean() + 56 * scale, level[9] + 38 * scale])
    chest.dome_mm = {
        "right": (-62 * scale, 22 * scale, level[9] + 41 * scale),
        "left": (66 * scale, 26 * scale, level[9] + 27 * scale),
    }
    chest.mediastinum = _mediastinum(chest, bones, gx, gy, gz, scale)
    hilum_z = (level[5] + level[6]) / 2 - 8 * scale
    for side, sign in SIDES:
        y = np.interp(hilum_z, grid.z, axis_y) + 22 * scale
        chest.hilum_mm[side] = np.array([sign * 34 * scale, y, hilum_z])
    return chest


def _loft(arcs: dict[Key, np.ndarray]) -> np.ndarray:
    rows = []
    for side in ("left", "right"):
        for k in range(1, 10):
            a, b = arcs[f"rib_{k}", side], arcs[f"rib_{k + 1}", side]
            rows += [a * (1 - t) + b * t for t in np.linspace(0, 1, 9)[:-1]]
        rows.append(arcs["rib_10", side])
    return np.vstack(rows)


def _inner_radius(walls: np.ndarray, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Radius of the rib surface less the wall behind it, by height and angle, smoothed."""
    inward = table("layers")["wall"]["rib_middle_to_pleura_mm"]
    radius = np.full((len(grid.z), ANGLES), np.nan)
    axis = np.full(len(grid.z), np.nan)
    for i, z in enumerate(grid.z):
        near = walls[np.abs(walls[:, 2] - z) < 7]
        if len(near) > 30:
            axis[i] = (near[:, 1].min() + near[:, 1].max()) / 2
    good = ~np.isnan(axis)
    axis = gaussian_filter(np.interp(grid.z, grid.z[good], axis[good]), 4)
    for i, z in enumerate(grid.z):
        near = walls[np.abs(walls[:, 2] - z) < 7]
        angle = np.arctan2(near[:, 1] - axis[i], near[:, 0])
        bins = ((angle + np.pi) / (2 * np.pi) * ANGLES).astype(int) % ANGLES
        r = np.hypot(near[:, 1] - axis[i], near[:, 0])
        for k in np.unique(bins):
            radius[i, k] = np.percentile(r[bins == k], 60)
        known = np.where(~np.isnan(radius[i]))[0]
        if len(known) > 12:
            at = np.r_[known - ANGLES, known, known + ANGLES]
            radius[i] = np.interp(np.arange(ANGLES), at, np.tile(radius[i, known], 3))
    for k in range(ANGLES):
        known = ~np.isnan(radius[:, k])
        radius[:, k] = np.interp(grid.z, grid.z[known], radius[known, k])
    return _smoothed_around(radius) - inward, axis


def _smoothed_around(radius: np.ndarray) -> np.ndarray:
    """Smoothed by height, and by angle all the way round."""
    return gaussian_filter1d(
        gaussian_filter1d(radius, 2.0, axis=0, mode="nearest"), 1.2, axis=1, mode="wrap"
    )


def _radius_at(chest: Chest, z: np.ndarray, angle: np.ndarray) -> np.ndarray:
    grid = chest.grid
    iz = np.clip((z - grid.z[0]) / (grid.z[1] - grid.z[0]), 0, len(grid.z) - 1.001)
    ia = (angle + np.pi) / (2 * np.pi) * ANGLES - 0.5
    z0, a0 = iz.astype(int), np.floor(ia).astype(int)
    fz, fa = iz - z0, ia - a0
    r, z1 = chest.radius, np.minimum(z0 + 1, len(grid.z) - 1)
    near = r[z0, a0 % ANGLES] * (1 - fa) + r[z0, (a0 + 1) % ANGLES] * fa
    far = r[z1, a0 % ANGLES] * (1 - fa) + r[z1, (a0 + 1) % ANGLES] * fa
    return near * (1 - fz) + far * fz


def _apex(
    arcs: dict[Key, np.ndarray], gx: np.ndarray, gy: np.ndarray, gz: np.ndarray, scale: float
) -> np.ndarray:
    """A tilted, blunt taper into each cupola, about the ring of the first rib."""
    ring = arcs["rib_1", "left"]
    top = ring[:, 2].max() + 6 * scale
    t = np.clip((top - gz) / (185 * scale), 0.0, 1.0)
    wide, deep = (20 + 54 * np.sqrt(t)) * scale, (22 + 80 * np.sqrt(t)) * scale
    cx = np.sign(gx) * (np.abs(ring[:, 0]).mean() - 2 + 22 * t) * 1.0
    cy = ring[:, 1].mean() + 4 - 18 * t
    taper = np.sqrt(((gx - cx) / wide) ** 2 + ((gy - cy) / deep) ** 2) - 1
    return smooth_max(taper * np.minimum(wide, deep), (gz - top) * 0.8, 24 * scale)


def _costal_margin(
    arcs: dict[Key, np.ndarray], gx: np.ndarray, gy: np.ndarray, gz: np.ndarray, scale: float
) -> np.ndarray:
    """In front the cavity ends above the cartilages of ribs 7 to 10."""
    tips = np.array([arcs[f"rib_{k}", "left"][-1] for k in (7, 8, 9, 10)])
    low = np.interp(np.abs(gx), np.abs(tips[:, 0]), tips[:, 2] + 10 * scale)
    behind = np.clip((gy - tips[:, 1].mean() - 40 * scale) / (60 * scale), 0, 1) * 160 * scale
    return (low - behind - gz) * 0.7


def _mediastinum(
    chest: Chest, bones: dict[Key, Mesh], gx: np.ndarray, gy: np.ndarray, gz: np.ndarray,
    scale: float,
) -> np.ndarray:  # fmt: skip
    """Pericardium, the column of great vessels and gullet, spine and descending aorta."""
    heart = ellipsoid(
        (gx, gy, gz),
        chest.heart_mm,
        chest.heart_axis,
        HEART_AXES_MM[0] * scale,
        HEART_AXES_MM[1] * scale,
    )
    names = [f"thoracic_vertebra_{k}" for k in range(1, 13)]
    names += ["lumbar_vertebra_1", "lumbar_vertebra_2"]
    spine = np.vstack([bones[name, None].v for name in names])
    spine = spine[np.abs(spine[:, 0]) < 14]
    front = np.array([
        (z, near[:, 1].min())
        for z in chest.grid.z
        if len(near := spine[np.abs(spine[:, 2] - z) < 9])
    ])  # fmt: skip
    front_y = np.interp(chest.grid.z, front[:, 0], gaussian_filter(front[:, 1], 3))[None, None, :]
    chest.spine_y = front_y.ravel()
    back = smooth_max(np.abs(gx) - 19 * scale, front_y - gy, 8)
    aorta = np.hypot(gx - 20 * scale, gy - front_y - 4) - 14 * scale
    levels = chest.heart_mm[2] + np.array([-60, 20, 90, 130]) * scale
    widths = np.array([15, 21, 22, 17]) * scale
    column = np.abs(gx - 3 * scale) - np.interp(gz, levels, widths)
    anterior = np.abs(gx - 5 * scale) - 5 * scale  # the pleural sacs nearly meet behind the sternum
    middle = np.where(gy < front_y - 52 * scale, np.maximum(anterior, -60.0), column)
    middle = gaussian_filter(middle, 2.5)
    return smooth_min(smooth_min(heart, middle, 16), smooth_min(back, aorta, 8), 10)


def dome_field(chest: Chest, gx: np.ndarray, gy: np.ndarray, scale: float) -> np.ndarray:
    """Height of the diaphragm's upper face."""
    out = []
    for side in ("right", "left"):
        x, y, z = chest.dome_mm[side]
        out.append(
            z
            - ((gx - x) / (78 * scale)) ** 2 * 55 * scale
            - ((gy - y) / (100 * scale)) ** 2 * 85 * scale
        )
    right, left = out
    return smooth_max(right, left, 14 * scale)


def pleural_cavities(chest: Chest, scale: float) -> dict[str, np.ndarray]:
    """Field of each pleural cavity."""
    gx, gy, gz = chest.grid.mesh()
    above = (dome_field(chest, gx, gy, scale) - gz) * 0.75
    both = smooth_max(smooth_max(chest.cavity, above, 8), 2.5 - chest.mediastinum, 7)
    both = smooth_max(both, chest.margin, 10)
    both = smooth_max(both, PLEURA_GAP_MM - chest.taken, 4)
    both = gaussian_filter(both, 0.8)
    return {side: np.where(sign * gx > -4, both, 40.0) for side, sign in SIDES}


def pleura(chest: Chest, scale: float, wanted_ml: float) -> dict[str, Mesh]:
    """Parietal pleura of both sides, closed; the domes are set so that both hold `wanted_ml`."""
    meshes: dict[str, Mesh] = {}
    for _ in range(4):
        fields = pleural_cavities(chest, scale)
        cell = abs(np.prod([a[1] - a[0] for a in (chest.grid.x, chest.grid.y, chest.grid.z)]))
        held = sum((f < 0).sum() for f in fields.values()) * cell / 1000.0
        change = (held - wanted_ml) / DOMES_CM2 / scale**2 * 10.0
        if abs(held - wanted_ml) < 0.01 * wanted_ml:
            break
        for side, (x, y, z) in chest.dome_mm.items():
            chest.dome_mm[side] = (x, y, z + float(np.clip(change, -25, 25)))
    for side, sac in pleural_cavities(chest, scale).items():
        raw = surface(sac, chest)
        meshes[side] = simplified(raw, 9000)
    return meshes


def lobes(chest: Chest, p: np.ndarray, side: Side, scale: float) -> np.ndarray:
    """Which lobe each point of a lung belongs to: 1 upper, 2 middle (right only), 3 lower.

    The oblique fissure runs from the spine at T4 down to the front of the base.
    """
    hilum = chest.hilum_mm[side]
    back = hilum + np.array([0.0, 55.0, 38.0]) * scale
    front = np.array([0.0, chest.front_y + 8.0, chest.dome_mm[side][2] - 62.0 * scale])
    along = front - back
    above = (p[:, 2] - back[2]) - (p[:, 1] - back[1]) * along[2] / along[1]
    lower = above + 3.0 * np.sin(p[:, 0] / (23.0 * scale)) < 0
    out = np.where(lower, 3.0, 1.0)
    if side == "right":
        out[~lower & (p[:, 2] < hilum[2] - 14.0 * scale)] = 2.0
    return out


def surface(field: np.ndarray, chest: Chest, smooth: int = 10) -> Mesh:
    """Marching cubes on the chest's grid, whose steps may differ by axis."""
    g = chest.grid
    steps = np.array([a[1] - a[0] for a in (g.x, g.y, g.z)])
    mesh = isosurface(field, np.zeros(3), 1.0, smooth)
    return mesh.moved(mesh.v * steps + g.origin).outward()
