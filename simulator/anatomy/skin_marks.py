"""Further named places on the skin: where one listens, feels, and attaches things (mm)."""

from __future__ import annotations

import numpy as np

from simulator.anatomy.body import SIDES, Side
from simulator.anatomy.bones import Key
from simulator.anatomy.distance import first_hit
from simulator.anatomy.landmarks import axillary_y, mid_clavicular_x
from simulator.anatomy.mesh import Mesh, vertex_normals

FRONT = np.array([0.0, -1.0, 0.0])
Mark = tuple[np.ndarray, np.ndarray]  # on the skin, inward


def skin_marks(
    skin: Mesh, bones: dict[Key, Mesh], arcs: dict[Key, np.ndarray], lips: np.ndarray, scale: float
) -> dict[tuple[str, Side | None], Mark]:
    """All marks but the procedure sites; `lips` (n,) is the mask of the skin's lips."""
    caster = _Caster(skin)
    out: dict[tuple[str, Side | None], Mark] = {
        (name, None): mark for name, mark in _middle(caster, bones, lips, scale).items()
    }
    for side, sign in SIDES:
        for name, mark in _of_side(caster, side, sign, bones, arcs, scale).items():
            out[name, side] = mark
    return out


class _Caster:
    """Finds the skin from a point under it."""

    def __init__(self, skin: Mesh) -> None:
        self.skin = skin
        self.normals = vertex_normals(skin.v, skin.f)

    def out(self, start: np.ndarray, direction: np.ndarray) -> Mark:
        """Where a ray leaves the body, and the inward perpendicular there."""
        d = direction / np.linalg.norm(direction)
        hit = first_hit(self.skin.v, self.skin.f, start, d)
        return self.at(start + d * hit[0]) if hit else self.at(start)

    def at(self, point: np.ndarray) -> Mark:
        """The nearest vertex, with the mean normal about it."""
        away = np.linalg.norm(self.skin.v - point, axis=1)
        k = int(np.argmin(away))
        near = (away < away[k] + 12.0) & (self.normals @ self.normals[k] > 0.3)
        normal = self.normals[near].mean(0)
        return self.skin.v[k], -normal / np.linalg.norm(normal)


def _middle(
    caster: _Caster, bones: dict[Key, Mesh], lips: np.ndarray, scale: float
) -> dict[str, Mark]:
    manubrium, body = bones["manubrium", None].v, bones["sternal_body", None].v
    tip = bones["xiphoid_process", None].v
    low, high = manubrium[:, 2].min(), manubrium[:, 2].max()
    y = float(body[:, 1].mean())
    heights = {
        "sternal_angle": low,
        "mid_sternum": float(body[:, 2].mean()),
        "xiphoid": float(tip[:, 2].mean()),
        "epigastrium": float(tip[:, 2].min()) - 45 * scale,
        "umbilicus": float(bones["lumbar_vertebra_4", None].v[:, 2].mean()),
        "trachea_suprasternal": high + 13 * scale,
    }
    rows = {name: caster.out(np.array([0.4, y + 10, z]), FRONT) for name, z in heights.items()}
    mouth = caster.at(caster.skin.v[lips > 0.5].mean(0) + FRONT * 12)
    skull = bones["cranium", None].v
    back = skull[np.argmax(skull[:, 1])] * [0, 1, 1] + [0.4, -4, 0]
    rows |= {
        "mouth": mouth,
        "face_mouth": mouth,
        "occiput": caster.out(back, -FRONT),
    }
    return rows


def _of_side(
    caster: _Caster, side: Side, sign: float, bones: dict[Key, Mesh], arcs: dict[Key, np.ndarray],
    scale: float,
) -> dict[str, Mark]:  # fmt: skip
    x = mid_clavicular_x(bones, side)
    front, middle = axillary_y(arcs, side)
    lateral = np.array([sign, 0.0, 0.0])

    def between(k: int, axis: int, value: float) -> np.ndarray:
        pair = []
        for rib in (k, k + 1):
            arc = arcs[f"rib_{rib}", side][35:]
            pair.append(arc[np.argmin(np.abs(arc[:, axis] - value))])
        return (pair[0] + pair[1]) / 2

    clavicle, humerus = bones["clavicle", side].v, bones["humerus", side].v
    ulna, radius = bones["ulna", side].v, bones["radius", side].v
    under = clavicle[np.abs(clavicle[:, 0] - x * 1.15) < 10].mean(0)
    elbow = humerus[humerus[:, 2] < humerus[:, 2].min() + 25].mean(0)
    arm = humerus.mean(0)
    wrist = radius[radius[:, 2] < radius[:, 2].min() + 20].mean(0)
    fore = (ulna.mean(0) + radius.mean(0)) / 2
    tip = bones["distal_phalanx_of_finger_2", side].v
    knuckle = bones["middle_phalanx_of_finger_2", side].v.mean(0)
    return {
        "auscultation_apex": caster.out(between(2, 0, x), FRONT),
        "auscultation_axilla": caster.out(between(5, 1, middle), lateral + FRONT * 0.2),
        "auscultation_base": caster.out(between(6, 1, (front + middle) / 2), lateral + FRONT * 0.3),
        "ecg_arm": caster.out(under + np.array([0, 0, -26 * scale]), FRONT),
        "ecg_leg": caster.out(between(9, 1, front), lateral + FRONT * 0.6),
        "upper_arm": caster.out(arm, FRONT),
        "antecubital": caster.out(elbow, FRONT),
        "iv_forearm": caster.out(fore, FRONT),
        "wrist_radial": caster.out(wrist, FRONT),
        "finger_index": caster.at(tip.mean(0) + (tip.mean(0) - knuckle) * 0.25),
        "jugular_vein": caster.at(_along_neck(sign, clavicle, bones, scale)),
    }


def _along_neck(
    sign: float, clavicle: np.ndarray, bones: dict[Key, Mesh], scale: float
) -> np.ndarray:
    """Half way along the external jugular vein, outside the skin."""
    c5 = bones["cervical_vertebra_5", None].v
    middle = float((clavicle[:, 0].min() + clavicle[:, 0].max()) / 2)
    return np.array([middle * 0.4 + sign * 36 * scale, c5[:, 1].min() - 6, c5[:, 2].mean() - 22])
