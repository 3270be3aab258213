"""Great vessels, neck vessels and airway as swept tubes between bone landmarks (mm)."""

from __future__ import annotations

import numpy as np

from simulator.anatomy.body import SIDES
from simulator.anatomy.bones import Key
from simulator.anatomy.chest import Chest
from simulator.anatomy.distance import Surface
from simulator.anatomy.mesh import Mesh, tube
from simulator.anatomy.part import Part
from simulator.anatomy.wall import smooth_path

UNDER_SKIN_MM = 2.5  # least tissue over a vessel; source: tuned


class Levels:
    """Heights and depths that the paths hang on."""

    def __init__(self, bones: dict[Key, Mesh], chest: Chest, scale: float, cover: Surface) -> None:
        self.bones, self.chest, self.scale, self.cover = bones, chest, scale, cover
        self.heart = chest.heart_mm

    def z(self, vertebra: str) -> float:
        """Height of a vertebra's middle: "T4", "L3", "C6"."""
        kind = {"T": "thoracic", "L": "lumbar", "C": "cervical"}[vertebra[0]]
        return float(self.bones[f"{kind}_vertebra_{vertebra[1:]}", None].v[:, 2].mean())

    def front(self, vertebra: str) -> float:
        """Depth (y) of the front of a vertebral body."""
        kind = {"T": "thoracic", "L": "lumbar", "C": "cervical"}[vertebra[0]]
        v = self.bones[f"{kind}_vertebra_{vertebra[1:]}", None].v
        return float(v[np.abs(v[:, 0]) < 10][:, 1].min())

    def run(self, rows: list[tuple[float, float, float]], radii: list[float], n: int = 40) -> Mesh:
        """A smooth tube through points; radii in mm for a stature of 176 cm."""
        path = smooth_path(np.array(rows, float), n)
        r = np.interp(np.linspace(0, 1, n), np.linspace(0, 1, len(radii)), radii) * self.scale
        path = smooth_path(self.cover.sunk(path, r + UNDER_SKIN_MM)[:: max(n // 8, 1)], n)
        return tube(path, r, r, around=14 if max(radii) > 4 else 9)


def airway(lv: Levels) -> list[Part]:
    """Windpipe and main bronchi. Radii: Horsfield 1967 (16.5 and 12 mm across)."""
    s = lv.scale
    carina_z = (lv.z("T4") + lv.z("T5")) / 2
    carina_y = lv.front("T5") - 17 * s
    top = (0.0, lv.front("C6") - 15 * s, lv.z("C6"))
    throat = (0.0, lv.front("T1") - 16 * s, lv.z("T1"))
    middle = (1.0, (throat[1] + carina_y) / 2, lv.z("T3"))
    trachea = lv.run([top, throat, middle, (1.5 * s, carina_y, carina_z)], [8.6, 8.4], 48)
    parts = [Part("trachea", None, trachea)]
    for side, sign in SIDES:
        hilum = lv.chest.hilum_mm[side]
        drop = 26 if side == "right" else 20
        middle = (sign * 14 * s, carina_y + 2, carina_z - drop * s * 0.55)
        end = hilum + np.array([sign * 8.0, 2.0, -4.0]) * s
        radii = [7.4, 6.8] if side == "right" else [6.2, 5.8]
        parts.append(
            Part(
                "main_bronchus",
                side,
                lv.run([(1.5 * s, carina_y, carina_z + 3), middle, tuple(end)], radii, 24),
            )
        )
    return parts


def great_vessels(lv: Levels) -> list[Part]:
    """Aorta and caval veins. Radii: Boileau 2015 (ADAN56); veins tuned."""
    s, heart = lv.scale, lv.heart
    arch_z = lv.z("T4") + 6 * s
    down = [
        (f * s, lv.front(v) - back * s, lv.z(v))
        for v, f, back in (
            ("T5", 21, -2), ("T7", 20, -1), ("T9", 15, 1), ("T11", 9, 6), ("L1", 5, 12),
            ("L3", 3, 12), ("L4", 2, 11),
        )
    ]  # fmt: skip
    root = (heart[0] - 16 * s, heart[1] + 2 * s, heart[2] + 34 * s)
    rise = (-14 * s, heart[1] - 2 * s, (root[2] + arch_z) / 2)
    arch = [
        (-6 * s, lv.front("T4") - 36 * s, arch_z - 2 * s),
        (10 * s, lv.front("T4") - 20 * s, arch_z),
    ]
    rows = [root, rise, *arch, *down]
    radii = [14.5, 13.5, 13, 12, 11, 10, 9.5, 8.5, 8, 7.5, 7, 6.5]
    cava = (-22 * s, heart[1] + 14 * s, heart[2] + 18 * s)
    top = (-20 * s, lv.front("T3") - 30 * s, lv.z("T3"))
    low = [(-16 * s, lv.front(v) - 13 * s, lv.z(v)) for v in ("T10", "L1", "L3", "L4")]
    inlet = (-24 * s, heart[1] + 20 * s, heart[2] - 24 * s)
    joining = (-23 * s, (top[1] + cava[1]) / 2, lv.z("T5"))
    gullet = [(0.0, lv.front(v) - 6 * s, lv.z(v)) for v in ("C7", "T2", "T5", "T8", "T10")]
    return [
        Part("aorta", None, lv.run(rows, radii, 72)),
        Part("superior_vena_cava", None, lv.run([top, joining, cava], [8.5, 9.5])),
        Part("inferior_vena_cava", None, lv.run([inlet, *low], [10.5, 10.5, 10])),
        Part("esophagus", None, lv.run(gullet, [6, 7, 7], 32)),
    ]


def neck_vessels(lv: Levels) -> list[Part]:
    """Carotid, jugular, subclavian and brachiocephalic vessels of both sides."""
    s = lv.scale
    parts: list[Part] = []
    arch = (2 * s, lv.front("T4") - 26 * s, lv.z("T4") + 12 * s)
    svc = (-20 * s, lv.front("T3") - 30 * s, lv.z("T3"))
    for side, sign in SIDES:
        clavicle = lv.bones["clavicle", side].v
        medial = clavicle[np.argmin(sign * clavicle[:, 0])]
        x_middle = float((clavicle[:, 0].min() + clavicle[:, 0].max()) / 2)
        inner = (sign * 20 * s, lv.front("C7") - 20 * s, lv.z("C7"))
        high = (sign * 26 * s, lv.front("C4") - 12 * s, lv.z("C4"))
        jaw = (sign * 30 * s, lv.front("C3") - 4 * s, lv.z("C3") + 8 * s)
        parts.append(
            Part(
                "common_carotid_artery",
                side,
                lv.run(
                    [arch, (sign * 14 * s, lv.front("T1") - 24 * s, lv.z("T1")), inner, high],
                    [4.2, 3.5],
                ),
            )
        )
        angle = (sign * 24 * s, medial[1] + 20 * s, medial[2] - 2 * s)
        lateral = np.array([sign * 13, -3, 0]) * s
        parts.append(
            Part(
                "internal_jugular_vein",
                side,
                lv.run(
                    [
                        angle,
                        tuple(inner + lateral),
                        tuple(high + lateral * 0.7),
                        tuple(jaw + lateral * 0.5),
                    ],
                    [6.2, 5.6, 4.8],
                ),
            )
        )
        parts.append(
            Part(
                "brachiocephalic_vein",
                side,
                lv.run(
                    [
                        angle,
                        (
                            sign * 8 * s if sign < 0 else -2 * s,
                            medial[1] + 24 * s,
                            medial[2] - 22 * s,
                        ),
                        svc,
                    ],
                    [6.5, 7.5],
                ),
            )
        )
        under = lv.bones["clavicle", side].v
        mid = under[np.abs(under[:, 0] - x_middle) < 8]
        rib = lv.bones["rib_1", side].v
        over = rib[np.argmax(sign * rib[:, 0])]
        shoulder = lv.bones["humerus", side].v
        arm = (
            shoulder[shoulder[:, 2] > shoulder[:, 2].max() - 60].mean(0)
            + np.array([-sign * 22, -6, -30]) * s
        )
        below = (x_middle, float(mid[:, 1].mean()) + 10 * s, float(mid[:, 2].min()) - 12 * s)
        parts.append(
            Part(
                "subclavian_vein",
                side,
                lv.run(
                    [angle, tuple(over * 0.5 + np.array(below) * 0.5), below, tuple(arm)],
                    [5.2, 4.6],
                ),
            )
        )
        back = np.array([0.0, 13.0, 7.0]) * s
        parts.append(
            Part(
                "subclavian_artery",
                side,
                lv.run(
                    [
                        tuple(np.array(arch) * 0.3 + np.array(inner) * 0.7 + [0, 0, -16 * s]),
                        tuple(over * 0.5 + np.array(below) * 0.5 + back),
                        tuple(below + back),
                        tuple(arm + back * 0.6),
                    ],
                    [4.6, 4.0],
                ),
            )
        )
        parts.append(
            Part(
                "external_jugular_vein",
                side,
                _under_skin(
                    lv,
                    sign,
                    jaw,
                    (x_middle * 0.72, mid[:, 1].mean(), mid[:, 2].max() + 10 * s),
                ),
            )
        )
    return parts


def _under_skin(lv: Levels, sign: float, start: tuple, end: tuple) -> Mesh:
    """A superficial vein just under the skin between two points."""
    t = np.linspace(0, 1, 9)[:, None]
    line = np.array(start) * (1 - t) + np.array(end) * t + np.array([sign * 30.0, -8.0, 0.0])
    path = lv.cover.sunk(line, 5.0, keep=False)
    return lv.run([tuple(p) for p in smooth_path(path, 7)], [2.4, 2.8], 36)
