"""Shoulder blades laid on the ribs: the source's pose lets them cut through the chest (mm)."""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares
from scipy.spatial import ConvexHull
from scipy.spatial.transform import Rotation

from simulator.anatomy.bones import SIDES, Bone, Key
from simulator.anatomy.skeleton import Skeleton, apply, turn_about

CLEAR_MM = 7.0  # muscle between blade and ribs; source: tuned (subscapularis, serratus anterior)
PRICE_PER_DEG = 0.15  # of turning the blade, in mm of clearance; source: tuned
RIBS = range(1, 11)


def settle(
    frames: dict[str, np.ndarray], bones: dict[Key, Bone], skeleton: Skeleton
) -> dict[str, np.ndarray]:
    """Frames in which each blade is turned about its joints until it lies on the ribs.

    The collar bone turns about its inner end and keeps its place at the blade.
    """
    ribs = [
        apply(frames[bones[f"rib_{k}", side].link], bones[f"rib_{k}", side].mesh.v[::3])
        for k in RIBS
        for side, _, _ in SIDES
    ]
    planes = ConvexHull(np.vstack(ribs)).equations
    out = dict(frames)
    for side, letter, sign in SIDES:
        blade, collar, arm = (f"{name}_{letter}" for name in ("scapula", "clavicle", "humerus"))
        joint = apply(frames[arm], skeleton.anchor_mm(arm))
        v = apply(frames[blade], bones["scapula", side].mesh.v)
        bar = apply(frames[collar], bones["clavicle", side].mesh.v)
        inner, outer = bar[np.argmin(sign * bar[:, 0])], bar[np.argmax(sign * bar[:, 0])]
        pivot = (joint + outer) / 2  # between its two joints, so that neither gapes
        turned = _about(pivot, _least_turn(v[::4], pivot, planes))
        out[blade] = turned @ frames[blade]
        out[collar] = _aimed(inner, outer, apply(turned, outer)) @ frames[collar]
    return out


def _least_turn(v: np.ndarray, pivot: np.ndarray, planes: np.ndarray) -> np.ndarray:
    """The smallest rotation vector that brings points out of a convex hull, with some room."""

    def price(turn: np.ndarray) -> np.ndarray:
        there = (v - pivot) @ Rotation.from_rotvec(turn).as_matrix().T + pivot
        away = (there @ planes[:, :3].T + planes[:, 3]).max(1)
        short = np.maximum(CLEAR_MM - away, 0.0) * 3.0 / np.sqrt(len(v))
        return np.r_[short, np.degrees(turn) * PRICE_PER_DEG]

    return least_squares(price, np.zeros(3)).x


def _about(point: np.ndarray, turn: np.ndarray) -> np.ndarray:
    angle = float(np.linalg.norm(turn))
    return turn_about(point, turn, angle) if angle > 1e-9 else np.eye(4)


def _aimed(pivot: np.ndarray, was: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The rotation about a pivot that points it from one place to another."""
    a, b = was - pivot, wanted - pivot
    axis = np.cross(a, b)
    angle = float(np.arctan2(np.linalg.norm(axis), a @ b))
    return turn_about(pivot, axis, angle) if angle > 1e-9 else np.eye(4)
