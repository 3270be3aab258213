"""From the carrier's figure to this patient's skin: size, containment, chest wall, mattress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from physiology.patient import Patient
from simulator.anatomy import skin as skins
from simulator.anatomy import subdivision
from simulator.anatomy.bones import Key
from simulator.anatomy.human import Human
from simulator.anatomy.landmarks import Site, pleura_along, wanted_depth_mm
from simulator.anatomy.mesh import Mesh, vertex_normals
from simulator.anatomy.posture import Fit, fit_skin
from simulator.anatomy.skeleton import Skeleton
from simulator.anatomy.tables import table
from simulator.errors import AnatomyError

DENSITY_KG_PER_L = (
    1.02  # whole body with resting lung gas; source: tuned, physiology texts 0.98-1.06
)
SINK_MM = 12.0  # how far the body sinks into a trolley mattress; source: tuned
ARMPIT_LIFT_MM = 58.0  # most that an armpit is raised, and how far around; source: tuned
ARMPIT_REACH_MM = np.array([85.0, 95.0, 75.0])
THROUGH_ARM_MM = 95.0  # a longer way from pleura to skin leads through the arm; source: tuned
LIPS_MM = 4.0  # least tissue in front of the teeth; source: tuned
JAW_DEPTH_MM = 60.0  # how far back the slide of the jaws fades; source: tuned
INSIDE_LEAST = {"all": 0.99, "hands": 0.97}
THIN = 220  # vertices of a bone that take part in the push


@dataclass
class Figure:
    """The finished skin and what belongs to it."""

    mesh: Mesh
    attributes: dict[str, np.ndarray]
    extras: list = field(default_factory=list)  # eyeballs, lashes: Part
    table_y_mm: float = 0.0
    inside: dict[str, float] = field(default_factory=dict)
    base: np.ndarray | None = None  # posed base vertices, for picks by number


def build_figure(
    patient: Patient, human: Human, skeleton: Skeleton, frames: dict[str, np.ndarray],
    bones: dict[Key, Mesh], costal: Mesh, sites: dict[tuple[str, str], Site],
    sacs: dict[str, Mesh], say: Callable[[float, str], None],
) -> Figure:  # fmt: skip
    """Fit, push and finish the skin."""
    fit = _sized_fit(patient, human, skeleton, frames, bones, costal)
    f_body = human.triangles()
    fit.vertices[:] = _raise_armpits(fit.vertices, f_body, bones)
    teeth = np.r_[human.members["helper-upper-teeth"], human.members["helper-lower-teeth"]]
    eyes = np.r_[human.members["helper-l-eye"], human.members["helper-r-eye"]]
    outer = skins.outer_faces(fit.shape, f_body, teeth)
    v, f = skins.capped(fit.vertices, outer)
    locked = skins.locked_faces(fit.shape, outer, len(f), teeth, eyes)
    form = skins.SkinForm(v, f, locked)
    say(0.4, "skin")
    _set_back_jaws(form, bones, frames["head"][:3, :3])
    points, least = _samples(bones)
    form.contain(points, least, 4)
    say(0.55, "skin")
    aimed = aim(sites, form, sacs)
    sites.update(aimed)
    for _ in range(6):
        if _set_depths(form, sites, patient) < 0.6:
            break
    form.contain(points, least, 3)
    _set_depths(form, sites, patient)
    sites.update(_past_the_arm(form, sites, sacs))
    table_y = _lie_down(form, bones, points, least)
    moved = form.v[: len(fit.vertices)]
    base = _carry_pockets(human, fit, moved, f_body, outer)
    figure = _finish(human, fit, base)
    figure.table_y_mm = table_y
    figure.inside = _inside(form, bones)
    check_inside(figure.inside)
    figure.base = base
    return figure


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
    for side, sign in (("left", 1.0), ("right", -1.0)):
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


def _samples(bones: dict[Key, Mesh]) -> tuple[np.ndarray, np.ndarray]:
    points, least = [], []
    for key, mesh in bones.items():
        v = mesh.v[:: max(1, len(mesh.v) // THIN)]
        points.append(v)
        least.append(np.full(len(v), skins.least_depth_mm(key[0])))
    return np.vstack(points), np.concatenate(least)


def _set_depths(
    form: skins.SkinForm, sites: dict[tuple[str, str], Site], patient: Patient
) -> float:
    """One broad push toward this patient's chest wall; returns the largest miss (mm)."""
    triangles, feet, need = [], [], []
    for (name, _), site in sites.items():
        wanted = wanted_depth_mm(name, patient)
        if wanted is None:
            continue
        hit = first_hit(form.v, form.f, site.pleura, -site.inward)
        if hit is None:
            continue
        distance, triangle = hit
        if distance > wanted + 30.0:
            continue  # the way out leads through the arm
        triangles.append(triangle)
        feet.append(site.pleura - site.inward * distance)
        need.append(wanted - distance)
    miss = np.array(need)
    form.push(np.array(triangles), np.array(feet), np.clip(miss, -9, 9), 60.0, 6e-3, 3.0)
    return float(np.abs(miss).max())


def aim(
    sites: dict[tuple[str, str], Site], form: skins.SkinForm, sacs: dict[str, Mesh]
) -> dict[tuple[str, str], Site]:
    """Turn each site's direction to the perpendicular of the skin over it."""
    normals = vertex_normals(form.v, form.f)
    out = {}
    for key, site in sites.items():
        hit = first_hit(form.v, form.f, site.pleura, -site.inward)
        over = site.pleura - site.inward * (hit[0] if hit else 30.0)
        near = (np.linalg.norm(form.v - over, axis=1) < 32.0) & (normals @ site.inward < -0.6)
        outward = normals[near].mean(0)
        outward = 0.75 * outward / np.linalg.norm(outward) - 0.25 * site.inward
        inward = -outward / np.linalg.norm(outward)
        out[key] = Site(site.wall, pleura_along(site.wall, inward, sacs[key[1]]), inward)
    return out


def _past_the_arm(
    form: skins.SkinForm, sites: dict[tuple[str, str], Site], sacs: dict[str, Mesh]
) -> dict[tuple[str, str], Site]:
    """Sites whose way out leads through the arm of a heavy patient, turned to the front of it."""
    out = {}
    front = np.array([0.0, -1.0, 0.0])
    for key, site in sites.items():
        for turn in np.linspace(0.0, 0.8, 9):
            outward = (1 - turn) * -site.inward + turn * front
            outward /= np.linalg.norm(outward)
            pleura = pleura_along(site.wall, -outward, sacs[key[1]])
            hit = first_hit(form.v, form.f, pleura, outward)
            if hit is not None and hit[0] < THROUGH_ARM_MM:
                out[key] = Site(site.wall, pleura, -outward)
                break
    return out


def first_hit(
    v: np.ndarray, f: np.ndarray, start: np.ndarray, direction: np.ndarray
) -> tuple[float, int] | None:
    """Distance and triangle of the first crossing of a ray."""
    a, b, c = v[f[:, 0]], v[f[:, 1]], v[f[:, 2]]
    u, w = b - a, c - a
    p = np.cross(direction, w)
    det = np.einsum("ij,ij->i", u, p)
    ok = np.abs(det) > 1e-12
    inv = np.where(ok, 1 / np.where(ok, det, 1), 0)
    s = start - a
    i = inv * np.einsum("ij,ij->i", s, p)
    q = np.cross(s, u)
    j = inv * (q @ direction)
    t = inv * np.einsum("ij,ij->i", w, q)
    hit = np.where(ok & (i >= 0) & (j >= 0) & (i + j <= 1) & (t > 1e-6))[0]
    if not len(hit):
        return None
    k = hit[np.argmin(t[hit])]
    return float(t[k]), int(k)


def _lie_down(
    form: skins.SkinForm, bones: dict[Key, Mesh], points: np.ndarray, least: np.ndarray
) -> float:
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


def _carry_pockets(
    human: Human, fit: Fit, moved: np.ndarray, f_body: np.ndarray, outer: np.ndarray
) -> np.ndarray:
    """Mouth, lids and nostrils follow the push of the nearest outer skin."""
    from scipy.spatial import cKDTree

    base = moved.copy()
    on_outer = np.zeros(len(base), bool)
    on_outer[np.unique(outer)] = True
    loose = np.ones(len(base), bool)
    loose[on_outer] = False
    tree = cKDTree(fit.vertices[on_outer])
    distance, near = tree.query(fit.vertices[loose], k=8)
    push = (moved - fit.vertices)[on_outer]
    weight = 1.0 / np.maximum(distance, 0.5) ** 2
    weight /= weight.sum(1, keepdims=True)
    base[loose] = fit.vertices[loose] + np.einsum("ij,ijk->ik", weight, push[near])
    return base


def _finish(human: Human, fit: Fit, base: np.ndarray) -> Figure:
    """One subdivision, attributes, and the small parts of the face."""
    from simulator.anatomy.assembly import Part

    arms = _arm_share(human)
    body = subdivision.refined(human, "body", base, {"rest_m": fit.shape, "arm": arms[:, None]})
    attributes = {"rest_m": body.fields["rest_m"] / 1000.0, "uv": body.uv}
    share = np.clip((body.fields["arm"][:, 0] - 0.3) / 0.5, 0.0, 1.0)
    attributes["loose"] = 1.0 - share * share * (3.0 - 2.0 * share)
    attributes |= subdivision.zones(human, body)
    extras = []
    for side, letter in (("left", "l"), ("right", "r")):
        eye = subdivision.refined(human, f"helper-{letter}-eye", base, {"rest_m": fit.shape})
        own = {"rest_m": eye.fields["rest_m"] / 1000.0, "uv": eye.uv}
        extras.append(Part("eyeball", side, eye.mesh, own))
        for k in (1, 2):
            group = f"helper-{letter}-eyelashes-{k}"
            lash = subdivision.refined(human, group, base, {"rest_m": fit.shape}, rounds=0)
            own = {"rest_m": lash.fields["rest_m"] / 1000.0, "uv": lash.uv}
            name = "upper_eyelash" if k == 1 else "lower_eyelash"
            extras.append(Part(name, side, lash.mesh, own))
    for name in ("upper-teeth", "lower-teeth", "tongue"):
        part = subdivision.refined(human, f"helper-{name}", base, {"rest_m": fit.shape}, rounds=0)
        own = {"rest_m": part.fields["rest_m"] / 1000.0, "uv": part.uv}
        extras.append(Part(name.replace("-", "_"), None, part.mesh, own))
    return Figure(body.mesh, attributes, extras)


def _arm_share(human: Human) -> np.ndarray:
    """How much of each vertex belongs to limbs or head: those do not breathe."""
    words = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger", "upperleg", "lowerleg",
             "foot", "toe", "head", "jaw")  # fmt: skip
    column = [any(w in b for w in words) for b in human.bones]
    return human.weights[:, column].sum(1)


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
