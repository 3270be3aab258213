"""The carrier's meshes split into single named bones.

Keys are ``(id, side)``; what is not bone (a logo lies on the sternum of the source) is left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.anatomy.body import Side
from simulator.anatomy.mesh import Mesh, components, simplified
from simulator.anatomy.skeleton import Skeleton, apply

Key = tuple[str, Side | None]
SIDES: tuple[tuple[Side, str, float], ...] = (("left", "l", 1.0), ("right", "r", -1.0))
COSTAL_FACES = 1450  # the source's own sternum and cartilages, hidden by the logo
RIB_FACES_MAX = 1000
WRIST = ("lunate", "scaphoid", "pisiform", "triquetrum", "trapezium", "trapezoid", "capitate",
         "hamate")  # fmt: skip
FINGER_PARTS = (("prox", "proximal"), ("mid", "middle"), ("dist", "distal"))


class Bone(NamedTuple):
    """A mesh at rest (mm, patient frame) and the link that carries it."""

    mesh: Mesh
    link: str


def load_bones(skeleton: Skeleton) -> tuple[dict[Key, Bone], Mesh]:
    """All bones by key, and the source's costal piece (the guide for our own sternum)."""
    raw: dict[str, Bone] = {}
    for link in skeleton.links.values():
        for name, (v, f) in link.meshes.items():
            raw[name] = Bone(Mesh(skeleton.patient_mm(v), f), link.name)
    out: dict[Key, Bone] = {}
    _spine(raw, out)
    _head(raw, out)
    costal = _ribs(raw, out)
    for side, letter, sign in SIDES:
        _arm(raw, out, side, letter)
        _leg(raw, out, side, letter, sign)
    lean = {k: Bone(simplified(b.mesh, _budget(k[0])), b.link) for k, b in out.items()}
    return lean, costal


def _budget(name: str) -> int:
    """Triangles a bone may have: the source spends thousands on each bone of the wrist."""
    large = {"cranium": 9000, "mandible": 3500, "hip_bone": 3000, "scapula": 2400, "sacrum": 2000}
    return large.get(name, 500 if name in WRIST else 1000)


def posed(bones: dict[Key, Bone], transforms: dict[str, np.ndarray]) -> dict[Key, Mesh]:
    """Every bone moved by its link."""
    return {
        key: Mesh(apply(transforms[bone.link], bone.mesh.v), bone.mesh.f)
        for key, bone in bones.items()
    }


def _spine(raw: dict[str, Bone], out: dict[Key, Bone]) -> None:
    for name, bone in raw.items():
        if "_thoracic" in name:
            number = name.split("thoracic")[1].split("_")[0]
            out[f"thoracic_vertebra_{number}", None] = bone
        elif name.startswith("lumbar"):
            out[f"lumbar_vertebra_{name[6]}", None] = bone
        elif name.startswith("sacrum"):
            out["sacrum", None] = bone
    parts = [m for m in components(raw["hat_cervical"].mesh) if len(m.f) > 200]
    parts.sort(key=lambda m: -m.v[:, 2].mean())
    names = ["atlas", "axis", *(f"cervical_vertebra_{k}" for k in range(3, 8))]
    for name, mesh in zip(names, parts):
        out[name, None] = Bone(mesh, "neck")


def _head(raw: dict[str, Bone], out: dict[Key, Bone]) -> None:
    skull = max(components(raw["hat_skull"].mesh), key=lambda m: len(m.f))
    out["cranium", None] = Bone(skull, "head")
    out["mandible", None] = Bone(raw["hat_jaw"].mesh, "head")


def _ribs(raw: dict[str, Bone], out: dict[Key, Bone]) -> Mesh:
    parts = components(raw["torso_geom_13_ribcage_s"].mesh)
    ribs = [m for m in parts if len(m.f) < RIB_FACES_MAX and m.is_closed()]
    for side, _, sign in SIDES:
        own = [m for m in ribs if m.v[:, 0].mean() * sign > 0]
        own.sort(key=lambda m: -_vertebral_end(m)[2])
        for number, mesh in enumerate(own, 1):
            out[f"rib_{number}", side] = Bone(mesh, "torso")
    return next(m for m in parts if len(m.f) == COSTAL_FACES)


def _vertebral_end(mesh: Mesh) -> np.ndarray:
    behind = mesh.v[mesh.v[:, 1] > mesh.v[:, 1].mean()]
    return behind[np.argsort(np.abs(behind[:, 0]))[:6]].mean(0)


def _arm(raw: dict[str, Bone], out: dict[Key, Bone], side: Side, letter: str) -> None:
    for name in ("clavicle", "scapula", "humerus", "ulna", "radius", *WRIST):
        out[name, side] = raw[f"{name}_{letter}"]
    for k in range(1, 6):
        out[f"metacarpal_{k}", side] = raw[f"{k}mc_{letter}"]
        for short, long in FINGER_PARTS:
            name = f"{k}{short}ph" if k > 1 else f"thumb{short}"
            if f"{name}_{letter}" in raw:
                out[f"{long}_phalanx_of_finger_{k}", side] = raw[f"{name}_{letter}"]


def _leg(raw: dict[str, Bone], out: dict[Key, Bone], side: Side, letter: str, sign: float) -> None:
    out["hip_bone", side] = raw[f"{letter}_pelvis"]
    for name in ("femur", "tibia", "fibula", "talus", "patella"):
        out[name, side] = raw[f"{letter}_{name}"]
    _foot(raw[f"{letter}_foot"], out, side, sign)
    _toes(raw[f"{letter}_bofoot"], out, side, sign)


def _foot(bone: Bone, out: dict[Key, Bone], side: Side, sign: float) -> None:
    """Name the tarsals by place: the source has them in one file."""

    def lateral(m: Mesh) -> float:
        return sign * m.v[:, 0].mean()

    parts = components(bone.mesh)
    heel = max(parts, key=lambda m: len(m.f))
    metatarsals = sorted((m for m in parts if len(m.f) == 220), key=lateral)
    rest = [m for m in parts if m is not heel and len(m.f) != 220]
    cuboid = max(rest, key=lateral)
    rest = [m for m in rest if m is not cuboid]
    navicular = max(rest, key=lambda m: m.v[:, 1].mean())
    wedges = sorted((m for m in rest if m is not navicular), key=lateral)
    names = ["calcaneus", "cuboid", "navicular", "medial_cuneiform", "intermediate_cuneiform",
             "lateral_cuneiform", *(f"metatarsal_{k}" for k in range(1, 6))]  # fmt: skip
    for name, mesh in zip(names, [heel, cuboid, navicular, *wedges, *metatarsals], strict=True):
        out[name, side] = Bone(mesh, bone.link)


def _toes(bone: Bone, out: dict[Key, Bone], side: Side, sign: float) -> None:
    def lateral(m: Mesh) -> float:
        return sign * m.v[:, 0].mean()

    parts = components(bone.mesh)
    long = sorted((m for m in parts if len(m.f) == 140), key=lambda m: -np.ptp(m.v[:, 1]))
    rows = (
        ("proximal", sorted(long[:5], key=lateral), 1),
        ("middle", sorted(long[5:], key=lateral), 2),
        ("distal", sorted((m for m in parts if len(m.f) < 140), key=lateral), 1),
    )
    for row, meshes, first in rows:
        for k, mesh in enumerate(meshes, first):
            out[f"{row}_phalanx_of_toe_{k}", side] = Bone(mesh, bone.link)
