"""What is missing to a patient's weight, laid under the skin where people carry it (mm)."""

from __future__ import annotations

import numpy as np

from simulator.anatomy.distance import Surface
from simulator.anatomy.human import Human
from simulator.anatomy.landmarks import Site
from simulator.anatomy.mesh import Mesh, vertex_normals
from simulator.anatomy.skin import SkinForm

SHARES = {  # by bone of the carrier's rig: thickness against the belly's; source: tuned
    "root": 1.0, "spine05": 1.0, "spine04": 1.0, "spine03": 1.0, "spine02": 0.7, "spine01": 0.4,
    "pelvis": 1.0, "upperleg01": 0.9, "upperleg02": 0.7, "lowerleg01": 0.4, "lowerleg02": 0.2,
    "breast": 0.4, "clavicle": 0.2, "shoulder01": 0.4, "upperarm01": 0.5, "upperarm02": 0.5,
    "lowerarm01": 0.2, "neck01": 0.3,
}  # fmt: skip
SITE_MM = 75.0  # about a procedure site the wall keeps the depth that it was given
OFF_TABLE_MM = 12.0  # nearer to the mattress nothing swells
MOST_MM = 16.0
NEAR_L = 0.1
ROUNDED_OFF = 1.012  # the finished, finer skin cuts corners and holds so much less; measured


def fatten(
    form: SkinForm, human: Human, sites: dict[tuple[str, str], Site], table_y_mm: float,
    wanted_l: float,
) -> None:  # fmt: skip
    """Move the skin out (or in) until the body has a volume, sites and mattress left alone."""
    wanted_l *= ROUNDED_OFF
    share = _shares(form, human, sites, table_y_mm)
    normal = vertex_normals(form.v, form.f)
    for _ in range(3):
        normal = normal + 0.5 * (form.lap @ normal)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    way = share[:, None] * normal
    thick = 0.0
    for _ in range(5):
        lack_l = wanted_l - Mesh(form.v + thick * way, form.f).volume() / 1e6
        if abs(lack_l) < NEAR_L:
            break
        slope = Mesh(form.v + (thick + 1.0) * way, form.f).volume() / 1e6 - (wanted_l - lack_l)
        thick = float(np.clip(thick + lack_l / slope, -MOST_MM, MOST_MM))
    form.v = form.v + thick * way
    form.surface = Surface(form.v, form.f)


def _shares(
    form: SkinForm, human: Human, sites: dict[tuple[str, str], Site], table_y_mm: float
) -> np.ndarray:
    """How much of the thickness each vertex gets (0-1), smooth."""
    bones = np.array([SHARES.get(name.split(".")[0], 0.0) for name in human.bones])
    share = np.zeros(len(form.v))
    share[: len(human.weights)] = human.weights @ bones
    share *= np.clip((table_y_mm - form.v[:, 1]) / OFF_TABLE_MM - 0.25, 0.0, 1.0)
    for site in sites.values():
        away = np.linalg.norm(form.v - site.wall, axis=1)
        share *= 1.0 - np.exp(-((away / SITE_MM) ** 4))
    for _ in range(12):
        share = share + 0.5 * (form.lap @ share)
    return share
