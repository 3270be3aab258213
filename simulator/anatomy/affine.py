"""Small rotations and affine maps that rigs are fitted with."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation, Slerp


def unit(v: np.ndarray) -> np.ndarray:
    """The direction of a vector."""
    return v / np.linalg.norm(v)


def stretch(axis: np.ndarray, along: float | np.floating, across: float) -> np.ndarray:
    """A scale along an axis and another across it (3x3)."""
    a = unit(axis)
    return across * (np.eye(3) - np.outer(a, a)) + along * np.outer(a, a)


def affine(r: np.ndarray, s: np.ndarray, here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """4x4 that turns and scales about one place and takes it to another."""
    m = np.eye(4)
    m[:3, :3] = r @ s
    m[:3, 3] = there - m[:3, :3] @ here
    return m


def frame(axis: np.ndarray, hint: np.ndarray) -> np.ndarray:
    """Three unit axes as columns: along, towards the hint, and square to both."""
    a = unit(axis)
    h = unit(hint - a * (hint @ a))
    return np.c_[a, h, np.cross(a, h)]


def shortest(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The smallest rotation from one direction to another."""
    return Rotation.align_vectors([unit(b)], [unit(a)])[0].as_matrix()


def between(r0: np.ndarray, r1: np.ndarray, t: float) -> np.ndarray:
    """A rotation part of the way from one to another."""
    return Slerp([0, 1], Rotation.from_matrix([r0, r1]))(t).as_matrix()


def rotation(m: np.ndarray) -> np.ndarray:
    """The rotation in a matrix, without its scale."""
    u, _, v = np.linalg.svd(m[:3, :3])
    return u @ v
