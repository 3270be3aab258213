"""Ribs and their cartilages as one tube an arch, lofted over the source's own sections (mm).

The source's ribs are plates of some 180 triangles with a sawn-off end. Each is cut at stations
along its middle; the sections, rounded and never thinner than a rib, become the rings of a tube.
The cartilage takes over the ring at the rib's end and changes it into its own oval on the way to
the sternum, so that outline and direction run on. Each tube ends a little inside the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from simulator.anatomy.mesh import Mesh, lofted

AROUND = 14
STATIONS = 44  # along a rib
LEAST_THICK_MM = 6.0  # a rib is 6-8 mm thick; source: textbooks (recalled, unverified)
LAST = 6  # stations at the end of a rib among which its section becomes less than whole,
WHOLE_SECTION = 0.9  # by area, where the source cuts it off obliquely
LEAST_RADIUS_MM = 0.3  # less: the middle lies outside this outline
HEAD_MM = 2.0  # the last bit of a rib's head is its rounded end
SECTION_REACH_MM = 20.0  # what lies farther from the middle belongs to another part of the rib
BLEND_MM = 26.0  # over which a cartilage leaves the outline of its rib; source: tuned
BURIED_MM = np.array([2.0, 4.0])  # how far each tube reaches into the next,
BURIED_SIZE = np.array([0.97, 0.86])  # and how it narrows there
CARTILAGE_STATIONS = 30


@dataclass(frozen=True)
class Arch:
    """The rings of a tube.

    Attributes
    ----------
    line : (n, 3)
        Its middle (mm).
    frame : (n, 2, 3)
        Two unit axes across it at every station, carried along without twist.
    radius : (n, AROUND)
        From the middle outward, by angle in the frame (mm).
    """

    line: np.ndarray
    frame: np.ndarray
    radius: np.ndarray

    def cut(self, part: slice) -> Arch:
        """Some of its stations."""
        return Arch(self.line[part], self.frame[part], self.radius[part])

    def mesh(self) -> Mesh:
        """The closed surface over all rings."""
        angle = _angles()
        across = np.stack([np.cos(angle), np.sin(angle)], -1) @ self.frame  # (n, AROUND, 3)
        return lofted(self.line[:, None] + self.radius[..., None] * across)


def rib_arch(mesh: Mesh, line: np.ndarray) -> Arch:
    """The rings of a rib from its head to where its section is last whole.

    Parameters
    ----------
    mesh : Mesh
        The source's rib.
    line : (n, 3)
        About its middle, head first.
    """
    line = resampled(_to_the_head(mesh, line), STATIONS)
    for _ in range(2):
        centers = np.array([_centroid(_section(mesh, p, t), p) for p, t in _along(line)])
        line = resampled(gaussian_filter1d(centers, 1.0, axis=0, mode="nearest"), STATIONS)
    frame = carried_frames(line)
    rows = [_radii(_section(mesh, p, t), p, f) for (p, t), f in zip(_along(line), frame)]
    radius = _filled(np.array(rows))
    area = (radius**2).sum(1)
    end = (
        len(area) - LAST + int(np.flatnonzero(area[-LAST:] >= WHOLE_SECTION * area[-LAST])[-1]) + 1
    )
    radius = gaussian_filter1d(radius[:end], 1.2, axis=0, mode="nearest")
    radius = gaussian_filter1d(radius, 0.6, axis=1, mode="wrap")
    return Arch(line[:end], frame[:end], _thickened(radius))


def _to_the_head(mesh: Mesh, line: np.ndarray) -> np.ndarray:
    """The line begun at the very end of the bone."""
    back = _unit(line[0] - line[3])
    away = mesh.v - line[0]
    near = np.linalg.norm(away, axis=1) < SECTION_REACH_MM
    reach = max(float((away[near] @ back).max()) - HEAD_MM, 0.5)
    return np.vstack([line[0] + reach * back, line])


def cartilage_arch(rib: Arch, line: np.ndarray, high_mm: np.ndarray, thick_mm: float) -> Arch:
    """The rings of a cartilage that goes on from a rib.

    Parameters
    ----------
    line : (n, 3)
        From the rib's last station on.
    high_mm : (n,)
        Half its height; its wide axis points up, square to the line.
    thick_mm : float
        Half its thickness.
    """
    frame = carried_frames(line, rib.frame[-1, 0])
    up = np.array([0.0, -0.25, 1.0])
    turn = np.arctan2(frame[:, 1] @ up, frame[:, 0] @ up)[:, None]
    c, s = np.cos(_angles() - turn), np.sin(_angles() - turn)
    oval = 1.0 / np.sqrt((c / high_mm[:, None]) ** 2 + (s / thick_mm) ** 2)
    way = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    t = np.clip(way / min(BLEND_MM, 0.8 * way[-1]), 0.0, 1.0)[:, None]
    t = t * t * (3 - 2 * t)
    return Arch(line, frame, rib.radius[-1] * (1 - t) + oval * t)


def buried(arch: Arch, at_start: bool, at_end: bool) -> Arch:
    """The same tube, narrowing on into what it joins, so that no edge of a lid shows."""
    line, frame, radius = arch.line, arch.frame, arch.radius
    if at_start:
        back = line[0] - BURIED_MM[::-1, None] * _unit(line[1] - line[0])
        line = np.vstack([back, line])
        frame = np.concatenate([frame[:1], frame[:1], frame])
        radius = np.vstack([BURIED_SIZE[::-1, None] * radius[0], radius])
    if at_end:
        line = np.vstack([line, line[-1] + BURIED_MM[:, None] * _unit(line[-1] - line[-2])])
        frame = np.concatenate([frame, frame[-1:], frame[-1:]])
        radius = np.vstack([radius, BURIED_SIZE[:, None] * radius[-1]])
    return Arch(line, frame, radius)


def rounded(arch: Arch, at_end: bool) -> Arch:
    """The same tube with a blunt start, or a blunt end."""
    u = np.array([0.35, 0.7, 0.92])
    order = slice(None) if at_end else slice(None, None, -1)
    line, frame, radius = arch.line[order], arch.frame[order], arch.radius[order]
    way = _unit(line[-1] - line[-2]) * radius[-1].min()
    line = np.vstack([line, line[-1] + u[:, None] * way])
    frame = np.concatenate([frame, *[frame[-1:]] * len(u)])
    radius = np.vstack([radius, np.sqrt(1 - u**2)[:, None] * radius[-1]])
    return Arch(line[order], frame[order], radius[order])


def resampled(line: np.ndarray, n: int) -> np.ndarray:
    """`n` points at equal distances along a polyline."""
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    t = np.linspace(0, s[-1], n)
    return np.stack([np.interp(t, s, line[:, k]) for k in range(3)], axis=1)


def carried_frames(line: np.ndarray, first: np.ndarray | None = None) -> np.ndarray:
    """Two unit axes across a line at every point, (n, 2, 3), turned no more than the line is."""
    tangent = np.array([t for _, t in _along(line)])
    axis = np.array([0.31, 0.52, 0.79]) if first is None else first
    out = np.empty((len(line), 2, 3))
    for i, t in enumerate(tangent):
        axis = _unit(axis - t * (axis @ t))
        out[i] = axis, np.cross(t, axis)
    return out


def _unit(v: np.ndarray) -> np.ndarray:
    return v / np.linalg.norm(v)


def _angles() -> np.ndarray:
    return np.linspace(0, 2 * np.pi, AROUND, endpoint=False)


def _along(line: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Points of a line with their unit tangents."""
    tangent = np.gradient(line, axis=0)
    return list(zip(line, tangent / np.linalg.norm(tangent, axis=1, keepdims=True)))


def _section(mesh: Mesh, point: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """Where a plane cuts the triangles near a point: segments (k, 2, 3)."""
    height = (mesh.v - point) @ normal
    h, corner = height[mesh.f], mesh.v[mesh.f]
    ends = []
    for a, b in ((0, 1), (1, 2), (2, 0)):
        share = h[:, a] / np.where(h[:, a] == h[:, b], 1.0, h[:, a] - h[:, b])
        place = corner[:, a] + share[:, None] * (corner[:, b] - corner[:, a])
        ends.append(np.where(((h[:, a] < 0) != (h[:, b] < 0))[:, None], place, np.nan))
    places = np.stack(ends, 1)  # (triangle, edge, xyz)
    cut = np.isfinite(places[:, :, 0])
    segments = places[cut & (cut.sum(1) == 2)[:, None]].reshape(-1, 2, 3)
    near = np.linalg.norm(segments.mean(1) - point, axis=1) < SECTION_REACH_MM
    return segments[near]


def _centroid(segments: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """The middle of an outline, by length."""
    if not len(segments):
        return otherwise
    weight = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1)
    return np.average(segments.mean(1), axis=0, weights=weight + 1e-9)


def _radii(segments: np.ndarray, point: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """Distance of an outline from a point in each direction of the frame; nan where it is open."""
    flat = (segments - point) @ frame.T  # (k, 2 ends, 2 axes)
    out = np.empty(AROUND)
    for i, angle in enumerate(_angles()):
        d = np.array([np.cos(angle), np.sin(angle)])
        a, b = flat[:, 0], flat[:, 1]
        side_a, side_b = (p[:, 0] * d[1] - p[:, 1] * d[0] for p in (a, b))
        hit = (side_a < 0) != (side_b < 0)
        share = side_a[hit] / (side_a[hit] - side_b[hit])
        reach = (a[hit] + share[:, None] * (b[hit] - a[hit])) @ d
        out[i] = reach.max(initial=-1.0)
    return np.where(out > LEAST_RADIUS_MM, out, np.nan)


def _filled(radius: np.ndarray) -> np.ndarray:
    """Gaps closed along the tube, by direction."""
    at = np.arange(len(radius))
    out = radius.copy()
    for k in range(radius.shape[1]):
        known = np.isfinite(radius[:, k])
        out[:, k] = np.interp(at, at[known], radius[known, k])
    return out


def _thickened(radius: np.ndarray) -> np.ndarray:
    """No section thinner than a rib: stretched along its thin axis."""
    angle = _angles()
    out = radius.copy()
    for i, r in enumerate(radius):
        p = np.c_[r * np.cos(angle), r * np.sin(angle)]
        axes = np.linalg.svd(p - p.mean(0), full_matrices=False)[2]
        q = p @ axes.T
        q[:, 1] *= max(1.0, LEAST_THICK_MM / np.ptp(q[:, 1]))
        p = q @ axes
        turned = np.arctan2(p[:, 1], p[:, 0])
        order = np.argsort(turned)
        out[i] = np.interp(angle, turned[order], np.hypot(*p.T)[order], period=2 * np.pi)
    return out
