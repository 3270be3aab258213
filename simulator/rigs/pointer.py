"""A hand faked by a mouse: where it is, which way it points, how far it has been pushed in.

Over the skin the hand hovers with its tool perpendicular to it; over the tray it snaps to the
nearest tool; elsewhere it follows the ray at arm's length. The wheel pushes along the tool's axis,
and from then on the axis stays until the tool is drawn back out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.anatomy.living import LivingBody
from simulator.core.records import Hand, Quat, ToolState, Vec3, quat_between, quat_of, rotate
from simulator.core.room import Room
from simulator.core.tools import AHEAD_M, HUB_M

AHEAD = np.array([0.0, 1.0, 0.0])
HOVER_M = 0.012
PALM_M = 0.018
DRAWN_M = 0.15
ARM_M = 0.75
SNAP_M = 0.10
PUSH_M_PER_S = 0.10  # the hand follows the wheel at most this fast


@dataclass(frozen=True)
class Ray:
    """What the mouse points along."""

    origin_m: Vec3
    direction: Vec3


@dataclass(frozen=True)
class Pointer:
    """The faked hand.

    Parameters
    ----------
    point_m, direction : numpy.ndarray, shape (3,)
        What the working end aims at, and the way in.
    wanted_m, pushed_m : float
        Where the wheel wants the tool along its axis, and where it is: 0 hovers, more goes in.
    gaze : tuple of float
        The direction of the ray that the hand followed last; a bare palm lies along it.
    """

    point_m: np.ndarray
    direction: np.ndarray
    is_on_skin: bool = False
    wanted_m: float = 0.0
    pushed_m: float = 0.0
    grip_fraction: float = 0.0
    trigger_fraction: float = 0.0
    gaze: tuple[float, float, float] = (-1.0, 0.0, 0.0)
    is_settled: bool = False  # it has arrived where fingers are about to act

    @property
    def is_locked(self) -> bool:
        """The axis stays while the tool is pushed."""
        return self.wanted_m != 0.0 or self.pushed_m != 0.0


def resting(room: Room) -> Pointer:
    """Where the hand is before the mouse has moved."""
    x, y, z = room.tray_m
    return Pointer(np.array([x - 0.2, y, z + 0.15]), np.array([-1.0, 0.0, 0.0]))


def aim(
    pointer: Pointer, ray: Ray, body: LivingBody, room: Room, tools: tuple[ToolState, ...]
) -> Pointer:
    """Follow the mouse, unless the tool is on its way in."""
    if pointer.is_locked:
        return pointer
    hit = body.skin_at(ray.origin_m, ray.direction)
    if hit is not None:
        inward = -np.asarray(hit.normal)
        at = np.asarray(hit.point_m)
        return replace(pointer, point_m=at, direction=inward, is_on_skin=True, gaze=ray.direction)
    tool = None if pointer.grip_fraction > 0.5 else _tool_near(ray, tools)
    if tool is not None:
        forward = rotate(tool.orientation, AHEAD)
        return replace(
            pointer, point_m=np.asarray(tool.position_m), direction=forward, is_on_skin=False
        )
    way = np.asarray(ray.direction)
    at = np.asarray(ray.origin_m) + way * _arm_m(ray, room)
    return replace(pointer, point_m=at, direction=_level(way), is_on_skin=False)


def wheel(pointer: Pointer, by_m: float) -> Pointer:
    """Push in (positive) or draw back; a steel is drawn far out of its catheter, trigger held."""
    lowest_m = -DRAWN_M if pointer.trigger_fraction > 0.5 else min(pointer.pushed_m, 0.0)
    wanted = max(pointer.wanted_m + by_m, lowest_m) if pointer.is_on_skin else 0.0
    return replace(pointer, wanted_m=wanted)


def glide(pointer: Pointer, for_s: float) -> Pointer:
    """Let the hand catch up with the wheel."""
    step = PUSH_M_PER_S * for_s
    by = min(max(pointer.wanted_m - pointer.pushed_m, -step), step)
    return replace(pointer, pushed_m=pointer.pushed_m + by)


def hand(pointer: Pointer, seat: str, tool: ToolState | None, lengths_m: dict[str, float]) -> Hand:
    """The articulated hand that holds the pointer's tool."""
    ahead_m = _ahead_m(tool, lengths_m)
    gap_m = _gap_m(pointer, tool)
    tip = pointer.point_m + pointer.direction * (pointer.pushed_m - gap_m)
    x, y, z = (float(v) for v in tip - pointer.direction * ahead_m)
    is_flat = tool is None and pointer.is_on_skin
    turn: Quat = _flat(pointer) if is_flat else quat_between(AHEAD, pointer.direction)
    return Hand(seat, "right", (x, y, z), turn, pointer.grip_fraction, pointer.trigger_fraction)


def reached(
    pointer: Pointer, tools: tuple[ToolState, ...], lengths_m: dict[str, float]
) -> Vec3 | None:
    """The palm's place to take the tool under the pointer; None over nothing."""
    for tool in tools:
        if np.linalg.norm(np.asarray(tool.position_m) - pointer.point_m) < 1e-6:
            back = (_ahead_m(tool, lengths_m) - HUB_M) * pointer.direction
            x, y, z = (float(v) for v in pointer.point_m - back)
            return (x, y, z)
    return None


def _flat(pointer: Pointer) -> Quat:
    """A palm on the skin: its back outwards, its fingers away from whoever looks."""
    back = -pointer.direction
    for way in (pointer.gaze, (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)):
        ahead = np.asarray(way) - back * float(np.asarray(way) @ back)
        size = float(np.linalg.norm(ahead))
        if size > 0.2:
            break
    ahead = ahead / size
    return quat_of(np.column_stack([np.cross(ahead, back), ahead, back]))


def _gap_m(pointer: Pointer, tool: ToolState | None) -> float:
    if not pointer.is_on_skin:
        return 0.0
    if tool is None:
        return PALM_M
    return HOVER_M if tool.kind == "cannula" else 0.002


def _ahead_m(tool: ToolState | None, lengths_m: dict[str, float]) -> float:
    if tool is None:
        return 0.0
    for name, length_m in lengths_m.items():
        if tool.id.startswith(name):
            return HUB_M + length_m
    return AHEAD_M.get(tool.id, 0.05)


def _tool_near(ray: Ray, tools: tuple[ToolState, ...]) -> ToolState | None:
    """The tool nearest to the ray that a hand could take."""
    origin, way = np.asarray(ray.origin_m), np.asarray(ray.direction)
    best: tuple[float, ToolState] | None = None
    for tool in tools:
        if tool.place == "bin" or tool.held_by is not None:
            continue
        to = np.asarray(tool.position_m) - origin
        away = float(np.linalg.norm(to - way * float(to @ way)))
        if away < SNAP_M and (best is None or away < best[0]):
            best = (away, tool)
    return best[1] if best else None


def _arm_m(ray: Ray, room: Room) -> float:
    """To the tray's or the bin's height where the ray meets them, else an arm's length."""
    origin, way = np.asarray(ray.origin_m), np.asarray(ray.direction)
    for place, half in ((room.tray_m, 0.35), (room.bin_m, 0.2)):
        if way[2] < -0.05:
            along = (place[2] + 0.05 - origin[2]) / way[2]
            at = origin + way * along
            if along > 0.0 and float(np.linalg.norm(at[:2] - np.asarray(place)[:2])) < half:
                return float(along)
    return ARM_M


def _level(way: np.ndarray) -> np.ndarray:
    flat = np.array([way[0], way[1], 0.0])
    size = float(np.linalg.norm(flat))
    return flat / size if size > 1e-6 else np.array([-1.0, 0.0, 0.0])
