"""Where a needle went through the skin, in a clinician's terms: site, rib, midclavicular line.

Measured on the body as it lies at that moment; nothing is judged here.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from simulator.anatomy.body import Body, Landmark
from simulator.anatomy.living import LivingBody

HALF_RIB_MM = 6.5  # half the height of a rib's body (about 12-14 mm; from memory [M])
AROUND_MM = 45.0
WALL_FRACTION = 0.85  # ribs lie at about this share of the way from skin to pleura (tuned)
PALM_M = 0.03  # skin this near tells which way it faces [O]
FACES_ALIKE = 0.5  # cosine
UP = np.array([0.0, 1.0, 0.0])


def puncture(body: LivingBody, entry_m: np.ndarray, direction: np.ndarray) -> dict[str, Any]:
    """Describe a puncture.

    Returns
    -------
    dict
        The geometry part of the log's "skin_punctured" event.
    """
    cosine = float(np.clip(-(direction @ outward(body, entry_m)), -1.0, 1.0))
    side = "left" if entry_m[0] > 0.0 else "right"
    site = nearest_site(body.body, entry_m)
    depth_mm = _pleura_mm(body, entry_m, direction)
    at_wall = entry_m + direction * (depth_mm * WALL_FRACTION / 1000.0)
    found: dict[str, Any] = {
        "side": side,
        "site": site.id if site else "",
        "site_offset_mm": _offset(site, entry_m) if site else None,
        "point_m": list(_triple(entry_m)),
        "direction": list(_triple(direction)),
        "angle_deg": float(np.degrees(np.arccos(cosine))),
        "lateral_mm": _lateral_mm(body, entry_m, side),
        "midclavicular_mm": _midclavicular_mm(body.body, entry_m, side),
        "pleura_depth_mm": depth_mm,
    }
    return found | ribs(body, at_wall, direction, side)


def nearest_site(body: Body, point_m: np.ndarray) -> Landmark | None:
    """The intercostal landmark nearest to a point, within 60 mm."""
    best: tuple[float, Landmark] | None = None
    for landmark in body.landmarks.values():
        away = float(np.linalg.norm(np.asarray(landmark.skin_m) - point_m))
        if "intercostal" in landmark.id and away < 0.06 and (best is None or away < best[0]):
            best = (away, landmark)
    return best[1] if best else None


def ribs(body: LivingBody, at_m: np.ndarray, direction: np.ndarray, side: str) -> dict[str, Any]:
    """The ribs above and below a point of the chest wall, and how far their borders are.

    Returns
    -------
    dict
        `rib_below` and `above_rib_mm` (from its upper border), `rib_above` and `under_rib_mm` (from
        its lower border: vessels and nerve run there); None where there is no such rib near.
    """
    up = UP - (UP @ direction) * direction
    up /= np.linalg.norm(up)
    along = np.cross(direction, up)
    below: tuple[float, str] | None = None
    above: tuple[float, str] | None = None
    arcs: dict[tuple[str, str], np.ndarray] = body.body.motion.get("rib_arcs_m", {})
    for (name, arc_side), arc in arcs.items():
        away = (arc - at_m) * 1000.0
        near = away[np.linalg.norm(away, axis=1) < AROUND_MM]
        if arc_side != side or len(near) == 0:
            continue
        height = float(near[np.argmin(np.abs(near @ along))] @ up)
        if height < 0.0 and (below is None or -height < below[0] + HALF_RIB_MM):
            below = (-height - HALF_RIB_MM, name)
        if height > 0.0 and (above is None or height < above[0] + HALF_RIB_MM):
            above = (height - HALF_RIB_MM, name)
    return {
        "rib_below": below[1] if below else None,
        "above_rib_mm": below[0] if below else None,
        "rib_above": above[1] if above else None,
        "under_rib_mm": above[0] if above else None,
    }


def outward(body: LivingBody, entry_m: np.ndarray) -> np.ndarray:
    """Perpendicular of the skin as a palm feels it: the mean of what lies near and faces alike.

    One vertex follows every fold over muscle and clavicle; skin of the arm lies near, too.

    Returns
    -------
    numpy.ndarray, shape (3,)
        Unit, out of the body (room frame).
    """
    here = np.asarray(body.nearest_skin(_triple(entry_m)).normal)
    skin = body.body.structure("skin").vertices
    normals = body.normals[skin]
    away_m = np.linalg.norm(body.vertices_m[skin] - entry_m, axis=1)
    mean = normals[(away_m < PALM_M) & (normals @ here > FACES_ALIKE)].sum(axis=0) + here
    return mean / np.linalg.norm(mean)


def _pleura_mm(body: LivingBody, entry_m: np.ndarray, direction: np.ndarray) -> float:
    """Skin to pleura along the needle; 40 where it would never meet it."""
    reach_mm = 150.0
    end = entry_m + direction * (reach_mm / 1000.0)
    for hit in body.crossings(_triple(entry_m), _triple(end)):
        if hit.structure.id == "parietal_pleura" and hit.is_entering:
            return hit.at_fraction * reach_mm
    return 40.0


def _offset(site: Landmark, entry_m: np.ndarray) -> dict[str, float]:
    """From the landmark, along the rib (positive to the patient's left) and towards the head."""
    inward = np.asarray(site.inward)
    up = UP - (UP @ inward) * inward
    up /= np.linalg.norm(up)
    away = (entry_m - np.asarray(site.skin_m)) * 1000.0
    return {"along": float(away @ np.cross(inward, up)), "across": float(away @ up)}


def _lateral_mm(body: LivingBody, entry_m: np.ndarray, side: str) -> float | None:
    """From the edge of the sternum at this height; positive is lateral of it."""
    sign = 1.0 if side == "left" else -1.0
    edges = []
    for part in body.body.structures:
        if part.id in ("manubrium", "sternal_body", "sternum"):
            bone = body.vertices_m[part.vertices]
            at_height = np.abs(bone[:, 1] - entry_m[1]) < 0.015
            if at_height.any():
                edges.append(float((sign * bone[at_height, 0]).max()))
    return (sign * float(entry_m[0]) - max(edges)) * 1000.0 if edges else None


def _midclavicular_mm(body: Body, entry_m: np.ndarray, side: str) -> float | None:
    """From the midclavicular line; positive is lateral of it."""
    for part in body.structures:
        if part.id == "clavicle" and part.side == side:
            x = body.vertices_m[part.vertices][:, 0]
            sign = 1.0 if side == "left" else -1.0
            middle = (float(x.min()) + float(x.max())) / 2.0
            return sign * (float(entry_m[0]) - middle) * 1000.0
    return None


def _triple(point: np.ndarray) -> tuple[float, float, float]:
    return cast(tuple[float, float, float], tuple(float(c) for c in point))
