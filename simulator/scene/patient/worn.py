"""What is on the patient: collar, cuff, oximeter, electrodes with leads, a drip in the forearm."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scene.materials import BLUE, CLEAR, DARK, GREEN, RED, WHITE, YELLOW, Material, paint
from simulator.scene.patient.airway import breathing_tube
from simulator.scene.patient.bands import band, measured, outward
from simulator.scene.patient.frame import Figure
from simulator.scene.room.layout import Layout
from simulator.scene.shapes.mesh import Mesh, frame_along, subset
from simulator.scene.shapes.solids import grid, lathe, rounded_box, smooth_path, tube

Array = npt.NDArray[Any]
FOAM = paint("#f1ede2", 0.55)
SHELL = paint("#dfe6ea", 0.35)
LEAD = paint("#4a5056", 0.5)
CUFF = paint("#28406b", 0.85, "fabric")
HOLE_WIDE_RAD, HOLE_AT, HOLE_HIGH = 0.34, 0.33, 0.14  # in angle and share of the collar's height
LINE = Material((0.86, 0.90, 0.92), 0.16, 0.0, "glass")


def collar(figure: Figure) -> list[Mesh]:
    """A stiff collar: foam round the neck, a plastic front with an opening over the trachea."""
    chin = figure.eye_m + np.array((0, -0.105, 0))
    neck = figure.v[
        (np.abs(figure.v[:, 0]) < 0.085) & (np.abs(figure.v[:, 1] - chin[1] + 0.035) < 0.05)
    ]
    back = np.array([0.0, chin[1] - 0.075, neck[:, 2].mean() - 0.008])
    axis = measured(neck, back, back + np.array((0, 0.085, 0.006)), np.array([0, 0, 1.0]), 0.085)

    def edge(angle: Array, is_top: bool) -> Array:
        front, rear = (np.cos(angle) + 1) / 2, (1 - np.cos(angle)) / 2
        side = np.sin(angle) ** 2
        if is_top:
            return 0.90 + 0.10 * side + 0.12 * rear - 0.06 * front**6
        return 0.02 + 0.20 * side * (front > 0.3) + 0.10 * rear

    def shape(
        lift: float, inset: float, low_rad: float, high_rad: float, material: Material,
        has_hole: bool = False, is_closed: bool = False,
    ) -> Mesh:  # fmt: skip
        def place(u: Array, w: Array) -> Array:
            # ends are rounded: the edges run together over the last tenth
            end = np.clip((np.abs(2 * u - 1) - 0.86) / 0.14, 0, 1) * (not is_closed)
            drawn_in = inset + (0.5 - inset) * (1 - np.sqrt(1 - end**2 * 0.995))
            angle = low_rad + (high_rad - low_rad) * u
            low, high = edge(angle, False) + drawn_in, edge(angle, True) - drawn_in
            t = low + (high - low) * w
            if has_hole:
                angle, t = _round_hole(angle, t)
            bulge = lift * np.clip(np.sin(np.pi * w), 0, 1) ** 0.35
            flare = 0.030 * np.clip(w - 0.70, 0, 1) * (np.cos(angle) > 0) * np.cos(angle) ** 2
            return axis.place(angle, t, 0.003 + bulge + flare)

        return outward(grid(145, 34, place, material), (axis.start + axis.end) / 2)

    foam = shape(0.010, 0.0, 0.0, 2 * np.pi, FOAM, is_closed=True)
    front = shape(0.0165, 0.09, -1.75, 1.75, SHELL, has_hole=True)
    rel = front.v - axis.start
    t = rel @ (axis.end - axis.start) / ((axis.end - axis.start) @ (axis.end - axis.start))
    away = _from_hole(np.arctan2(rel @ axis.b, rel @ axis.a), t)
    front = subset(front, front.f[(away[front.f] > 0.995).all(1)])
    straps = [shape(0.0195, 0.34, s * 1.15, s * 2.7, BLUE.painted("#3d6ea5")) for s in (-1, 1)]
    around = np.linspace(0, 2 * np.pi, 28)
    rim = axis.place(HOLE_WIDE_RAD * np.cos(around), HOLE_AT + HOLE_HIGH * np.sin(around), 0.0180)
    return [foam, front, *straps, tube(rim, 0.0022, SHELL, 90, 10)]


def _from_hole(angle: Array, t: Array) -> Array:
    """How far out of the opening over the trachea; its edge lies at 1."""
    return np.hypot(angle / HOLE_WIDE_RAD, (t - HOLE_AT) / HOLE_HIGH)


def _round_hole(angle: Array, t: Array) -> tuple[Array, Array]:
    """Pull the grid round the opening onto its edge, so that the cut is round."""
    away = np.maximum(_from_hole(angle, t), 1e-6)
    onto = np.where((away > 0.80) & (away < 1.22), 1.0 / away, 1.0)
    return angle * onto, HOLE_AT + (t - HOLE_AT) * onto


def _limb(figure: Figure, id_a: str, id_b: str, side: str) -> tuple[Array, Array]:
    """Ends of a long bone: nearest to `id_a` and farthest from it."""
    bone = figure.part(id_b, side).astype(float)
    near = figure.part(id_a, side).astype(float).mean(0)
    order = np.argsort(((bone - near) ** 2).sum(1))
    k = max(4, len(bone) // 12)
    return bone[order[:k]].mean(0), bone[order[-k:]].mean(0)


def pressure_cuff(figure: Figure) -> list[Mesh]:
    """Cuff on the right upper arm, its hose going down beside the mattress."""
    top, elbow = _limb(figure, "scapula", "humerus", "right")
    start, end = top + (elbow - top) * 0.36, top + (elbow - top) * 0.84
    arm = measured(figure.v.astype(float), start, end, np.array([0, 0, 1.0]), 0.085)

    def lift(angle: Array, w: Array) -> Array:
        rim = np.clip(np.minimum(w, 1 - w) * 9, 0.05, 1) ** 0.5
        overlap = 0.0035 * (np.cos(angle - 0.9) > 0.55)
        return 0.009 * rim + overlap * rim + 0.0012 * np.sin(5 * angle + 7 * w)

    hose_at = arm.place(np.array(0.25), np.array(0.9), 0.012)
    hose = [
        hose_at,
        hose_at + np.array((-0.05, -0.03, 0.012)),
        hose_at + np.array((-0.11, 0.02, -0.06)),
        hose_at + np.array((-0.14, 0.14, -0.28)),
        (-0.42, 0.95, 0.62),
        (-0.50, 1.04, 1.02),
        (-0.60, 1.07, 1.47),
    ]
    return [
        band(arm, 0.0, 1.0, lift, CUFF),
        tube(hose, 0.0046, DARK, 90, 9),
        band(arm, 0.44, 0.56, _label_lift, WHITE, 72, 4),
    ]


def _label_lift(angle: Array, w: Array) -> Array:
    return 0.0118 + 0.0035 * (np.cos(angle - 0.9) > 0.55) + 0 * w


def oximeter(figure: Figure) -> list[Mesh]:
    """A clip on the right index finger with its cable."""
    tip = figure.part("distal_phalanx_of_finger_2", "right").astype(float)
    mid = figure.part("middle_phalanx_of_finger_2", "right").astype(float)
    if not len(tip) or not len(mid):
        return []
    at, along = tip.mean(0), tip.mean(0) - mid.mean(0)
    along /= np.linalg.norm(along)
    skin = figure.v[((figure.v - at) ** 2).sum(1) < 0.013**2]
    side = np.cross(along, (0, 0, 1.0))
    side /= np.linalg.norm(side)
    up = np.cross(side, along)
    turn = np.stack([side, along, up], 1)
    half = 0.5 * np.ptp((skin - at) @ up) if len(skin) else 0.007
    lit = Material((1.0, 0.05, 0.03), 1.0, 0.0, "glow", 2.2)
    end = at + along * 0.022
    cable = [
        end,
        end + along * 0.03,
        end + along * 0.05 + (-0.04, 0, -0.02),
        at + np.array((-0.1, 0.08, -0.16)),
        (-0.46, 0.55, 0.48),
        (-0.50, 1.0, 0.85),
        (-0.63, 1.07, 1.47),
    ]
    return [
        rounded_box(
            (0.022, 0.056, 0.011), 0.005, BLUE, 4, 2, at=at + up * (half + 0.004), turn=turn
        ),
        rounded_box(
            (0.022, 0.056, 0.011), 0.005, WHITE, 4, 2, at=at - up * (half + 0.004), turn=turn
        ),
        rounded_box(
            (0.018, 0.014, 2 * half + 0.014),
            0.005,
            BLUE.painted("#1f4f86"),
            3,
            1,
            at=at + along * 0.022,
            turn=turn,
        ),
        rounded_box(
            (0.010, 0.008, 0.003),
            0.0014,
            lit,
            1,
            1,
            at=at + along * 0.006 + up * (half + 0.0095),
            turn=turn,
        ),
        tube(cable, 0.0021, DARK, 90, 7),
    ]


# Places are (x, y below the eyes) in m; the leads keep clear of both puncture sites.
SPOTS = {
    "RA": ((-0.150, -0.178), RED, ()),
    "LA": (
        (0.150, -0.178),
        YELLOW,
        ((0.105, -0.192), (0.055, -0.206), (0.0, -0.216), (-0.05, -0.220)),
    ),
    "LL": (
        (0.112, -0.545),
        GREEN,
        ((0.070, -0.47), (0.015, -0.40), (-0.035, -0.33), (-0.070, -0.27)),
    ),
}
JUNCTION = (-0.092, -0.228)
TRUNK = ((-0.125, -0.205), (-0.160, -0.165))


def electrodes(figure: Figure) -> list[Mesh]:
    """Three electrodes; their leads meet under the right collarbone and leave over the shoulder."""
    eye_y = float(figure.eye_m[1])
    parts = []
    for (x, y), color, way in SPOTS.values():
        p, n = figure.top(x, eye_y + y)
        turn = frame_along(n)
        clip = [(0.0085, 0.002), (0.0085, 0.008), (0.0065, 0.0105), (0, 0.011)]
        lead = [p + n * 0.008, *_over_skin(figure, eye_y, ((x, y), *way, JUNCTION))[1:]]
        parts += [
            _pad(figure, p, turn),
            lathe(clip, color, 24, turn, p),
            tube(lead, 0.0017, LEAD, 110, 8),
        ]
    p, n = figure.top(JUNCTION[0], eye_y + JUNCTION[1])
    yoke = rounded_box(
        (0.016, 0.030, 0.009), 0.004, DARK, 3, 2, at=p + n * 0.006, turn=frame_along(n)
    )
    trunk = [p + n * 0.006, *_over_skin(figure, eye_y, (JUNCTION, *TRUNK))[1:]]
    trunk += [
        np.array(q)
        for q in (
            (-0.30, 0.74, 0.93),
            (-0.44, 0.92, 0.94),
            (-0.54, 1.03, 1.12),
            (-0.61, 1.07, 1.47),
        )
    ]
    return [*parts, yoke, tube(trunk, 0.0032, LEAD, 110, 10)]


def _over_skin(figure: Figure, eye_y: float, way: tuple[tuple[float, float], ...]) -> list[Array]:
    flat = smooth_path([(x, y, 0.0) for x, y in way], max(2, 7 * len(way)))
    out = []
    for x, y, _ in flat:
        p, n = figure.top(float(x), eye_y + float(y))
        out.append(p + n * 0.0030)
    return out


def _pad(figure: Figure, p: Array, turn: Array) -> Mesh:
    r, a = np.meshgrid(
        [0.0, 0.006, 0.012, 0.0175, 0.0195], np.linspace(0, 2 * np.pi, 29), indexing="ij"
    )
    flat = p + (r * np.cos(a))[..., None] * turn[:, 0] + (r * np.sin(a))[..., None] * turn[:, 1]
    lift = np.where(r > 0.019, 0.0002, 0.0013)
    points = np.empty_like(flat)
    for i in range(r.shape[0]):
        for j in range(r.shape[1]):
            q, m = figure.top(flat[i, j, 0], flat[i, j, 1])
            points[i, j] = q + m * lift[i, j]
    return outward(
        grid(*r.shape, lambda u, w: points, paint("#ece9e0", 0.7)), p - turn[:, 2] * 0.05
    )


def drip(figure: Figure, layout: Layout, bag_m: Array) -> list[Mesh]:
    """An 18G cannula in the left forearm under a film, and the line up to the bag."""
    wrist = figure.part("radius", "left").astype(float)
    elbow = figure.part("humerus", "left").astype(float).mean(0)
    order = np.argsort(((wrist - elbow) ** 2).sum(1))
    near, far = wrist[order[:20]].mean(0), wrist[order[-20:]].mean(0)
    along = (near - far) / np.linalg.norm(near - far)
    at, n = figure.top(*(far + (near - far) * 0.42)[:2])
    along -= n * (along @ n)
    along /= np.linalg.norm(along)
    turn = np.stack([np.cross(along, n), along, n], 1)
    hub = at + n * 0.005 - along * 0.006
    film = Material((0.88, 0.90, 0.90), 0.25, 0.0, "glass")
    way = [
        hub - along * 0.012,
        hub - along * 0.05 + n * 0.004,
        at - along * 0.075 + (0.03, 0.0, 0.004),
        at + np.array((0.06, -0.02, -0.006)),
        at + np.array((0.085, 0.1, -0.1)),
        (0.50, 0.62, 0.82),
        bag_m + np.array((0.0, -0.05, -0.85)),
        bag_m + np.array((0, 0, -0.02)),
    ]
    return [
        rounded_box(
            (0.055, 0.070, 0.0014), 0.0006, film, 2, (8, 10, 1), at=at + n * 0.0022, turn=turn
        ),
        lathe(
            [
                (0.0, -0.02),
                (0.0042, -0.019),
                (0.0042, 0.0),
                (0.0022, 0.008),
                (0.0012, 0.018),
                (0, 0.018),
            ],
            GREEN.painted("#2f9e63"),
            20,
            frame_along(along),
            hub,
        ),
        rounded_box(
            (0.026, 0.011, 0.0018), 0.0008, GREEN.painted("#2f9e63"), 2, 1, at=hub, turn=turn
        ),
        rounded_box(
            (0.030, 0.012, 0.0012),
            0.0005,
            paint("#efe9dc", 0.7),
            1,
            (6, 2, 1),
            at=at - along * 0.045 + n * 0.003,
            turn=turn,
        ),
        tube(way, 0.0019, LINE, 160, 8),
        tube([hub - along * 0.012, hub - along * 0.030], 0.0032, CLEAR, 8, 12),
    ]


def dressed(figure: Figure, layout: Layout, bag_m: Array) -> dict[str, list[Mesh]]:
    """Everything that may be worn, by item; which of it is there now is the case's affair."""
    return {
        "collar": collar(figure), "cuff": pressure_cuff(figure), "oximeter": oximeter(figure),
        "electrodes": electrodes(figure), "drip": drip(figure, layout, bag_m),
        "wristband": wristband(figure), "tube": breathing_tube(figure),
    }  # fmt: skip


def wristband(figure: Figure) -> list[Mesh]:
    """The name band on the left wrist."""
    radius = figure.part("radius", "left").astype(float)
    elbow = figure.part("humerus", "left").astype(float).mean(0)
    order = np.argsort(((radius - elbow) ** 2).sum(1))
    near, far = radius[order[:20]].mean(0), radius[order[-20:]].mean(0)
    end = far + (far - near) * 0.02
    start = end + (near - far) / np.linalg.norm(near - far) * 0.035
    arm = measured(figure.v.astype(float), start, end, np.array([0, 0, 1.0]), 0.05)
    return [
        band(
            arm,
            0.15,
            0.75,
            lambda a, w: 0.0025 + 0.0008 * np.sin(3 * a) + 0 * w,
            paint("#f4f6f8", 0.35),
            48,
            5,
        )
    ]
