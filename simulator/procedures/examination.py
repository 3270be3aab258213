"""Look, listen, feel, percuss: what is there under a point of the skin, now. Touches nothing.

Every answer comes from the body's geometry at that moment; words and thresholds are rows of
scenarios/procedures/examination.toml.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from physiology.vitals import Truth
from simulator.anatomy.body import Side, Structure
from simulator.anatomy.living import Crossing, LivingBody
from simulator.errors import AnatomyError, ScenarioError

FILE = Path(__file__).parents[2] / "scenarios" / "procedures" / "examination.toml"
SOLID = ("heart", "gland")
PLEURA, LUNG = "parietal_pleura", "lung"
BONES = {"manubrium": "breastbone", "sternal_body": "breastbone", "clavicle": "collarbone"}
RIBS = ("rib_", "costal_cartilage_")
ANGLE = "sternal_angle"


@dataclass(frozen=True)
class Senses:
    """Thresholds by sense and name."""

    table: dict[str, dict[str, Any]]

    def of(self, sense: str, name: str) -> float:
        """One number."""
        return float(self.table[sense][name])


class Hearing(NamedTuple):
    """How much of each lung and of the heart reaches a place, 0-1."""

    left_fraction: float
    right_fraction: float
    heart_fraction: float


class Under(NamedTuple):
    """What lies under a point, along the way in (mm from the skin; NaN: not met)."""

    pleura_mm: float
    gas_mm: float  # thickness of the gap between pleura and lung
    lung_mm: float
    solid_mm: float
    solid: str
    side: str | None


def load(path: Path = FILE) -> Senses:
    """Read the thresholds.

    Raises
    ------
    ScenarioError
        The file is missing or no TOML.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(f"{path.name}: can not be read: {error}") from None
    return Senses({name: rows for name, rows in table.items() if isinstance(rows, dict)})


def under(body: LivingBody, point_m: np.ndarray, inward: np.ndarray, looks_mm: float) -> Under:
    """What a finger, an ear or a probe has beneath it."""
    start = point_m - inward * 0.002
    hits = body.crossings(start, point_m + inward * looks_mm / 1000.0)
    span_mm = looks_mm + 2.0

    def depth_mm(hit: Crossing) -> float:
        return hit.at_fraction * span_mm - 2.0

    entering = [hit for hit in hits if hit.is_entering]
    pleura = next((hit for hit in entering if hit.structure.id == PLEURA), None)
    side = pleura.structure.side if pleura else None
    lung = next((h for h in entering if h.structure.id == LUNG and h.structure.side == side), None)
    solid = next((hit for hit in entering if hit.structure.tissue in SOLID), None)
    pleura_mm = depth_mm(pleura) if pleura else float("nan")
    lung_mm = depth_mm(lung) if lung else float("nan")
    ends = [depth_mm(h) for h in (lung, solid) if h is not None]
    gap_mm = min([*ends, looks_mm]) - pleura_mm if pleura else 0.0
    return Under(
        pleura_mm,
        max(gap_mm, 0.0),
        lung_mm,
        depth_mm(solid) if solid else float("nan"),
        solid.structure.id if solid else "",
        side,
    )


def hearing(body: LivingBody, senses: Senses, point_m: np.ndarray, inward: np.ndarray) -> Hearing:
    """How much of each lung reaches the stethoscope."""
    fades_m = senses.of("listen", "fades_over_mm") / 1000.0
    beneath = under(body, point_m, inward, senses.of("percuss", "looks_mm"))
    gains: dict[str, float] = {}
    for side in ("left", "right"):
        away_m = distance_m(body, LUNG, side, point_m)
        is_damped = beneath.side == side and beneath.gas_mm > senses.of("listen", "gas_from_mm")
        damping = senses.of("listen", "gas_damps_fraction") if is_damped else 1.0
        gains[side] = float(np.exp(-max(away_m - 0.015, 0.0) / fades_m)) * damping
    heart = float(np.exp(-_heart_m(body, point_m) / fades_m))
    return Hearing(gains["left"], gains["right"], min(heart * 2.0, 1.0))


def note(truth: Truth, senses: Senses, beneath: Under, is_dependent: bool) -> tuple[str, str]:
    """The note of a tap, and the structure that decides it."""
    blood_ml = {"left": truth.pleural_blood_left_ml, "right": truth.pleural_blood_right_ml}
    side = beneath.side
    if side is None:
        return "dull", beneath.solid or "chest_wall"
    if is_dependent and blood_ml[side] > senses.of("percuss", "fluid_from_ml"):
        return "dull", "pleural_blood"
    if beneath.gas_mm > senses.of("percuss", "gas_from_mm"):
        return "hyperresonant", "pleural_gas"
    solid_mm = beneath.solid_mm
    if solid_mm < senses.of("percuss", "solid_within_mm") and not beneath.lung_mm < solid_mm:
        return "dull", beneath.solid
    return ("resonant", LUNG) if not np.isnan(beneath.lung_mm) else ("dull", "chest_wall")


def crepitus(body: LivingBody, injuries: list[tuple[str, Side, float]], point_m: np.ndarray) -> str:
    """The injured structure whose crackling reaches a point; "" for none.

    Parameters
    ----------
    injuries : list of (structure id, side, reach_mm)
    """
    for structure, side, reach_mm in injuries:
        if distance_m(body, structure, side, point_m) * 1000.0 < reach_mm:
            return structure
    return ""


def palpated(body: LivingBody, senses: Senses, point_m: np.ndarray, inward: np.ndarray) -> str:
    """What a fingertip tells that counts ribs; it feels no numbers.

    Parameters
    ----------
    point_m, inward : numpy.ndarray, shape (3,)
        A place on the skin (m), and the unit vector into the body.

    Returns
    -------
    {"angle", "breastbone", "collarbone", "rib", "space", ""}
        "" where too much lies above the bone, or it is none of the chest's.
    """
    reach_mm = senses.of("feel", "gap_within_mm")
    angle = body.body.landmarks.get((ANGLE, None))
    met = [
        (hit.at_fraction * reach_mm, hit.structure.id)
        for hit in body.crossings(point_m, point_m + inward * reach_mm / 1000.0)
        if hit.is_entering
        and (hit.structure.tissue in ("bone", "cartilage") or hit.structure.id == PLEURA)
    ]
    if not met:
        return ""
    deep_mm, first = met[0]
    if first == PLEURA:
        return "space"
    if deep_mm > senses.of("feel", "bone_within_mm"):
        return ""
    if first.startswith(RIBS):
        return "rib"
    to_angle = point_m - np.asarray(angle.skin_m) if angle is not None else np.full(3, np.inf)
    is_ridge = float(np.linalg.norm(to_angle)) * 1000.0 < senses.of("feel", "angle_within_mm")
    return "angle" if is_ridge and first in BONES else BONES.get(first, "")


def trachea_shift_mm(body: LivingBody, notch_m: np.ndarray) -> float:
    """How far the trachea at the jugular notch lies from the midline; positive to the left."""
    part = _part(body, "trachea", None)
    if part is None:
        return 0.0
    now = body.vertices_m[part.vertices]
    rest = body.body.vertices_m[part.vertices]
    near = np.abs(rest[:, 1] - notch_m[1]) < 0.02
    if not near.any():
        near = np.ones(len(rest), bool)
    return float(now[near, 0].mean() - rest[near, 0].mean()) * 1000.0


def distance_m(body: LivingBody, id: str, side: Side | None, point_m: np.ndarray) -> float:
    """From a point to the nearest vertex of a structure; infinite where there is no such one."""
    part = _part(body, id, side)
    if part is None:
        return float("inf")
    away = body.vertices_m[part.vertices] - point_m.astype(np.float32)
    return float(np.sqrt((away * away).sum(axis=1).min()))


def _heart_m(body: LivingBody, point_m: np.ndarray) -> float:
    chambers = [part.id for part in body.body.structures if part.tissue == "heart"]
    return min((distance_m(body, id, None, point_m) for id in chambers), default=float("inf"))


def _part(body: LivingBody, id: str, side: Side | None) -> Structure | None:
    try:
        return body.body.structure(id, side)
    except AnatomyError:
        return None
