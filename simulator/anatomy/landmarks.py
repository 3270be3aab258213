"""Procedure sites found from the bones of this patient (mm, patient frame)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physiology.patient import Patient
from simulator.anatomy.body import SIDES, Side
from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.distance import Surface
from simulator.anatomy.mesh import Mesh
from simulator.anatomy.tables import table

AXILLARY_SHARES = (0.31, 0.52)
ABOVE_RIB_MM = 10.0  # site above the middle of the lower rib: half its height and a finger's edge


@dataclass(frozen=True)
class Site:
    """A place between two ribs."""

    wall: np.ndarray  # on the surface through the middles of the ribs
    pleura: np.ndarray  # on the parietal pleura
    inward: np.ndarray  # unit, perpendicular to the chest wall


def wanted_depth_mm(site: str, patient: Patient) -> float | None:
    """Skin to pleura at a site for this patient, from assets/anatomy/layers.toml."""
    data = table("layers")
    row = data["depth"].get(site)
    if not isinstance(row, dict):
        return None
    depth = row["reference_mm"] + row["per_bmi_mm"] * (
        patient.bmi_kg_per_m2 - data["wall"]["reference_bmi"]
    )
    if patient.sex == "female":
        depth += data["depth"]["sex_female_add_mm"]
    return max(depth, data["depth"]["least_mm"])


def chest_sites(
    bones: dict[Key, Mesh], arcs: dict[Key, np.ndarray], chest: Chest, sacs: dict[str, Mesh]
) -> dict[tuple[str, str], Site]:
    """Interspaces of needle and drain, both sides."""
    out: dict[tuple[str, str], Site] = {}
    for side, sign in SIDES:
        x = mid_clavicular_x(bones, side)
        front, middle = axillary_y(arcs, side)
        rows = (
            ("second_intercostal_midclavicular", 3, 0, x),
            ("fourth_intercostal_anterior_axillary", 5, 1, front),
            ("fifth_intercostal_anterior_axillary", 6, 1, front),
            ("fifth_intercostal_midaxillary", 6, 1, middle),
        )
        for name, lower, axis, at in rows:
            below = _on_arc(arcs[f"rib_{lower}", side], axis, at, sign)
            above = _on_arc(arcs[f"rib_{lower - 1}", side], axis, at, sign)
            out[name, side] = _site(below, above, arcs[f"rib_{lower}", side], sacs[side], chest)
    return out


def mid_clavicular_x(bones: dict[Key, Mesh], side: Side) -> float:
    """Middle between the ends of the clavicle (signed x)."""
    x = bones["clavicle", side].v[:, 0]
    return float((x.min() + x.max()) / 2)


def axillary_y(arcs: dict[Key, np.ndarray], side: Side) -> tuple[float, float]:
    """Depth (y) of the anterior and the mid axillary line, as shares of the depth of ribs 4 to 6.

    Source: surface anatomy; the shares are tuned.
    """
    y = np.vstack([arcs[f"rib_{k}", side] for k in (4, 5, 6)])[:, 1]
    anterior, mid = (float(y.min() + share * np.ptp(y)) for share in AXILLARY_SHARES)
    return anterior, mid


def _on_arc(arc: np.ndarray, axis: int, value: float, sign: float) -> np.ndarray:
    """Where the front half of a rib arc crosses a coordinate."""
    widest = int(np.argmax(sign * arc[:, 0]))
    front = arc[max(widest - 25, 0) :] if axis == 1 else arc[30:]
    return front[np.argmin(np.abs(front[:, axis] - value))]


def _site(below: np.ndarray, above: np.ndarray, arc: np.ndarray, sac: Mesh, chest: Chest) -> Site:
    up = (above - below) / np.linalg.norm(above - below)
    wall = below + up * min(ABOVE_RIB_MM, 0.55 * float(np.linalg.norm(above - below)))
    k = int(np.clip(np.argmin(np.linalg.norm(arc - below, axis=1)), 3, len(arc) - 4))
    along = arc[k + 3] - arc[k - 3]
    inward = np.cross(along, up)
    inward /= np.linalg.norm(inward)
    axis = np.array([0.0, float(np.interp(wall[2], chest.grid.z, chest.axis_y)), wall[2]])
    if inward @ (axis - wall) < 0:
        inward = -inward
    return Site(wall, pleura_along(wall, inward, sac), inward)


def pleura_along(wall: np.ndarray, inward: np.ndarray, sac: Mesh) -> np.ndarray:
    """Where a way into the chest meets the parietal pleura."""
    surface = Surface(sac.v, sac.f)
    depth = np.arange(-8.0, 40.0, 0.2)
    held = surface.contains(wall + depth[:, None] * inward)
    first = int(np.argmax(held)) if held.any() else 70
    return wall + depth[first] * inward
