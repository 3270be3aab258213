"""From the carrier's figure to this patient's skin: size, containment, chest wall, mattress."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from physiology.patient import Patient
from simulator.anatomy import skin as skins
from simulator.anatomy.body import SIDES
from simulator.anatomy.bones import Key
from simulator.anatomy.figure import Figure, Outside, carry_pockets, finish
from simulator.anatomy.human import Human
from simulator.anatomy.landmarks import Site
from simulator.anatomy.mesh import Mesh, vertex_normals
from simulator.anatomy.posture import Fit, fit_skin
from simulator.anatomy.skeleton import Skeleton
from simulator.anatomy.skin_depths import aim, misses, past_the_arm
from simulator.anatomy.skin_fat import fatten
from simulator.anatomy.tables import table
from simulator.errors import AnatomyError

# whole body with resting lung gas; source: tuned, physiology texts 0.98-1.06
DENSITY_KG_PER_L = 1.02
SINK_MM = 12.0  # how far the body sinks into a trolley mattress; source: tuned
ARMPIT_LIFT_MM = 58.0  # most that an armpit is raised, and how far around; source: tuned
ARMPIT_REACH_MM = np.array([85.0, 95.0, 75.0])
LIPS_MM = 4.0  # least tissue in front of the teeth; source: tuned
JAW_DEPTH_MM = 60.0  # how far back the slide of the jaws fades; source: tuned
INSIDE_LEAST = {"all": 0.99, "hands": 0.97}
THIN = 220  # vertices of a bone that take part in the push
PLEURA = 900  # and of a pleural sac
PLEURA_LEAST_MM = 12.0  # tissue over the cupola; source: tuned


def build_figure(
    patient: Patient, human: Human, skeleton: Skeleton, frames: dict[str, np.ndarray],
    bones: dict[Key, Mesh], costal: Mesh, sites: dict[tuple[str, str], Site],
    sacs: dict[str, Mesh], say: Callable[[float, str], None],
) -> Figure:  # fmt: skip
    """Fit, push and finish the skin; `sites` are turned to the skin that came out."""
    fit = _sized_fit(patient, human, skeleton, frames, bones, costal)
    fit.vertices[:] = _raise_armpits(fit.vertices, human.triangles(), bones)
    form, outer = _outer_form(human, fit)
    say(0.4, "skin")
    _set_back_jaws(form, bones, frames["head"][:3, :3])
    points, least = _samples(bones, sacs)
    form.contain(points, least, 4)
    say(0.55, "skin")
    sites.update(aim(sites, form, sacs))
    for _ in range(5):
        form.push(*misses(form, sites, patient), 60.0, 6e-3, 3.0)
    # a thinner chest drew the skin in over clavicles and ribs: now both at once, sharper
    form.contain(points, least, 6, 5.0, lambda: misses(form, sites, patient))
    sites.update(past_the_arm(form, sites, sacs, patient))
    table_y = _lie_down(form, bones)
    fatten(form, human, sites, table_y, patient.weight_kg / DENSITY_KG_PER_L)
    form.contain(points, least, 2, 5.0, lambda: misses(form, sites, patient))
    inside = _inside(form, bones)
    check_inside(inside)
    base = carry_pockets(fit, form.v[: len(fit.vertices)], outer)
    return finish(human, fit, base, Outside(form.surface, table_y, inside))


def _outer_form(human: Human, fit: Fit) -> tuple[skins.SkinForm, np.ndarray]:
    """The closed outer skin without the pockets of the face, and its faces before capping."""
    teeth = np.r_[human.members["helper-upper-teeth"], human.members["helper-lower-teeth"]]
    eyes = np.r_[human.members["helper-l-eye"], human.members["helper-r-eye"]]
    outer = skins.outer_faces(fit.shape, human.triangles(), teeth)
    v, f = skins.capped(fit.vertices, outer)
    locked = skins.locked_faces(fit.shape, outer, len(f), teeth, eyes)
    return skins.SkinForm(v, f, locked), outer


def _sized_fit(
    patient: Patient, human: Human, skeleton: Skeleton, frames: dict[str, np.ndarray],
    bones: dict[Key, Mesh], costal: Mesh,
) -> Fit:  # fmt: skip
    """Search the weight slider until the figure weighs what the patient weighs."""
    data = table("posture")
    f = human.triangles()
    bmi = patient.bmi_kg_per_m2
    muscle = float(np.interp(bmi, [18.0, 24.0, 26.0, 32.0], [0.45, 0.6, 0.66, 0.6]))
    wanted_l = patient.weight_kg / DENSITY_KG_PER_L

    def fitted(weight: float) -> tuple[Fit, float]:
        shape = human.shaped(
            patient.sex, patient.age_y, weight, muscle, data["looks"], data["expression"]
        )
        fit = fit_skin(human, shape, skeleton, frames, bones, costal)
        return fit, Mesh(fit.vertices, f).volume() / 1e6

    low, high = 0.0, 2.4
    weight = float(np.clip(0.55 + 0.12 * (bmi - 23.0), low, high))
    fit, volume = fitted(weight)
    for _ in range(4):
        slope = 23.5 * (patient.height_cm / 176.0) ** 3  # litres per unit of the slider
        weight = float(np.clip(weight + (wanted_l - volume) / slope, low, high))
        fit, volume = fitted(weight)
        if abs(volume - wanted_l) < 0.01 * wanted_l:
            break
    return fit


def _raise_armpits(v: np.ndarray, f: np.ndarray, bones: dict[Key, Mesh]) -> np.ndarray:
    """The carrier's armpits hang a hand low; bring them to the fourth rib: drains go in below."""
    normals = vertex_normals(v, f)
    out = v.copy()
    for side, sign in SIDES:
        rib = bones["rib_4", side].v
        level = rib[np.argmax(sign * rib[:, 0]), 2]
        x, z = sign * v[:, 0], v[:, 2] - level
        crease = (normals[:, 2] < -0.55) & (x > 90) & (x < 230) & (np.abs(z) < 110)
        if not crease.any():
            continue
        center = v[crease].mean(0)
        lift = float(np.clip(level - center[2], 0.0, ARMPIT_LIFT_MM))
        near = np.exp(-(((v - center) / ARMPIT_REACH_MM) ** 2).sum(1))
        out[:, 2] += lift * near
    return out


def _set_back_jaws(form: skins.SkinForm, bones: dict[Key, Mesh], head: np.ndarray) -> None:
    """The source's jaws stand before the carrier's lips: slide their front back, smoothly.

    Lips cannot be pushed over them: their linings fold.
    """
    front = head @ np.array([0.0, -1.0, 0.0])
    up = head @ np.array([0.0, 0.0, 1.0])
    skull, jaw = bones["cranium", None].v, bones["mandible", None].v
    both = np.vstack([skull, jaw])
    depth, triangle, _ = form.surface.depth(both)
    short = form.locked[triangle] & (depth < LIPS_MM)
    if not short.any():
        return
    lack = float(np.percentile(LIPS_MM - depth[short], 97))
    ahead, height = both @ front, both @ up
    edge, teeth = ahead.max(), float(np.median(height[short]))
    for key, v in ((("cranium", None), skull), (("mandible", None), jaw)):
        forward = np.clip((v @ front - edge + JAW_DEPTH_MM) / JAW_DEPTH_MM, 0.0, 1.0)
        level = np.clip((teeth + 62.0 - v @ up) / 34.0, 0.0, 1.0)
        share = forward * forward * (3 - 2 * forward) * level * level * (3 - 2 * level)
        bones[key] = bones[key].moved(v - (min(lack, 20.0) * share)[:, None] * front)


def _samples(bones: dict[Key, Mesh], sacs: dict[str, Mesh]) -> tuple[np.ndarray, np.ndarray]:
    """What must lie in the skin, and how deep: bones, and the pleura over the clavicles."""
    points = [sac.v[:: max(1, len(sac.v) // PLEURA)] for sac in sacs.values()]
    least = [np.full(len(v), PLEURA_LEAST_MM) for v in points]
    for key, mesh in bones.items():
        v = mesh.v[:: max(1, len(mesh.v) // THIN)]
        points.append(v)
        least.append(np.full(len(v), skins.least_depth_mm(key[0])))
    return np.vstack(points), np.concatenate(least)


def _lie_down(form: skins.SkinForm, bones: dict[Key, Mesh]) -> float:
    """Flatten what the mattress meets; returns the height of the mattress (y, mm)."""
    trunk = np.vstack(
        [m.v for k, m in bones.items() if "vertebra" in k[0] or k[0] in ("scapula", "sacrum")]
    )
    back = form.v[np.abs(form.v[:, 0]) < 260][:, 1].max()
    plane = max(back - SINK_MM, float(trunk[:, 1].max()) + 5.0)
    over = form.v[:, 1] - plane
    soft = 6.0
    flat = np.where(
        over > -soft, plane - soft * np.exp(-np.clip(over + soft, 0, 60) / soft), form.v[:, 1]
    )
    form.v[:, 1] = np.minimum(form.v[:, 1], np.where(over > -soft, flat, form.v[:, 1]))
    form.surface = skins.Surface(form.v, form.f)
    return plane


def check_inside(share: dict[str, float]) -> None:
    """The promise of the build: bones lie in the skin.

    Raises
    ------
    AnatomyError
        Too many vertices of bones lie outside.
    """
    for what, least in INSIDE_LEAST.items():
        if share[what] < least:
            raise AnatomyError(
                f"anatomy: {100 * share[what]:.2f} % of the bone vertices ({what}) lie inside the "
                f"skin; at least {100 * least:.0f} % must; this body is beyond the fit, "
                "choose a patient nearer to the usual height and weight"
            )


def _inside(form: skins.SkinForm, bones: dict[Key, Mesh]) -> dict[str, float]:
    """Share of bone vertices inside the closed skin: all, and those of the hands."""
    hand, rest = [], []
    for key, mesh in bones.items():
        is_hand = ("phalanx" in key[0] and "toe" not in key[0]) or "metacarpal" in key[0]
        (hand if is_hand else rest).append(form.surface.contains(mesh.v))
    h, r = np.concatenate(hand), np.concatenate(rest)
    return {"all": float(np.r_[h, r].mean()), "hands": float(h.mean()), "rest": float(r.mean())}
