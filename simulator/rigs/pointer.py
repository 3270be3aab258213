"""A hand faked by a mouse: where it is, which way it points, how far it has been pushed in.

Over the skin the hand hovers with its tool perpendicular to it, or leaning as far as was asked;
over the tray it snaps to the nearest tool; elsewhere it follows the ray at arm's length. The wheel
pushes along the tool's axis, and from then on the axis stays until the tool is drawn back out. A
needle that has far to go is lifted first: the mouse jumps, but a hand does not cut corners through
people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simulator.anatomy.living import LivingBody
from simulator.core.hands import PALM_M
from simulator.core.records import (
    Hand,
    Quat,
    Side,
    ToolState,
    Vec3,
    quat_between,
    quat_of,
    rotate,
)
from simulator.core.room import Room
from simulator.core.tools import AHEAD_M, HUB_M

AHEAD = np.array([0.0, 1.0, 0.0])
HOVER_M = 0.012
DRAWN_M = 0.15
ARM_M = 0.75
SNAP_M = 0.10
HUB_SNAP_M = 0.035  # a hub that stands in the patient is taken from nearer
PUSH_M_PER_S = 0.10  # the hand follows the wheel at most this fast
# hands that press: half a cycle at 110 a minute (0.27 s) brings them 5.7 cm deep, and the chest
# throws them up faster than they came (tuned)
PRESS_M_PER_S, RISE_M_PER_S = 0.22, 0.30
DEEPEST_M = 0.075  # no chest gives more to two hands (O)
TILT_RAD = 0.4  # so deep, the wrist is lifted so far: the forearm clears the flank (as it looks)
LIFT_M = 0.06
FAR_M = 0.02  # further than this in one frame, and a needle is lifted first
ARRIVED_M = 0.002
RING_M = 0.010  # the skin's slope is that of a fingertip's width, not of one triangle
LEAN_MOST = math.tan(math.radians(60.0))
ELBOW_DOWN_M = 0.45  # below the eye, where a forearm comes from [O]


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
    lean : tuple of float
        How the tool's outer end leans, in the room: a sideways length for each unit of depth.
    pressed_m : float
        How deep a bare hand presses.
    lift_m : float
        How far a needle is held up on its way to somewhere else.
    over : str
        The tool on the tray, or standing in the patient, that the hand would take.
    elbow_m : tuple of float
        Where the forearm comes from.
    """

    point_m: np.ndarray
    direction: np.ndarray
    is_on_skin: bool = False
    wanted_m: float = 0.0
    pushed_m: float = 0.0
    pressed_m: float = 0.0
    grip_fraction: float = 0.0
    trigger_fraction: float = 0.0
    lean: Vec3 = (0.0, 0.0, 0.0)
    lift_m: float = 0.0
    over: str = ""
    elbow_m: Vec3 = (0.95, 0.35, 1.17)
    is_settled: bool = False  # it has arrived where fingers are about to act

    @property
    def is_locked(self) -> bool:
        """The axis stays while the tool is pushed."""
        return self.wanted_m != 0.0 or self.pushed_m != 0.0 or self.pressed_m != 0.0

    @property
    def axis(self) -> np.ndarray:
        """The way in as the tool leans, unit length."""
        return leaning(self.direction, self.lean) if self.is_on_skin else self.direction


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
    is_empty = pointer.grip_fraction <= 0.5
    skin_m = np.inf if hit is None else _between_m(ray.origin_m, hit.point_m)
    tool = _tool_near(ray, tools, skin_m) if is_empty else None
    x, y, z = ray.origin_m
    pointer = replace(pointer, over=tool.id if tool else "", elbow_m=(x, y, z - ELBOW_DOWN_M))
    if tool is not None:
        forward = rotate(tool.orientation, AHEAD)
        return replace(
            pointer, point_m=np.asarray(tool.position_m), direction=forward, is_on_skin=False
        )
    if hit is not None:
        inward = -_slope(body, ray, np.asarray(hit.point_m), np.asarray(hit.normal))
        at = np.asarray(hit.point_m)
        return replace(pointer, point_m=at, direction=inward, is_on_skin=True)
    way = np.asarray(ray.direction)
    at = np.asarray(ray.origin_m) + way * _arm_m(ray, room)
    return replace(pointer, point_m=at, direction=_level(way), is_on_skin=False)


def carried(before: Pointer, aimed: Pointer) -> Pointer:
    """A needle on its way: lifted where it was, moved while it is up, then let down."""
    if aimed.is_locked:
        return aimed
    if _between_m(before.point_m, aimed.point_m) <= FAR_M:
        return replace(aimed, lift_m=0.0)
    if before.lift_m < LIFT_M:
        return replace(before, lift_m=LIFT_M)
    return replace(aimed, lift_m=LIFT_M)


def leaned(pointer: Pointer, side: np.ndarray, by_deg: float) -> Pointer:
    """Lean the tool's outer end towards a side of the room (unit vector), by so much."""
    lean = np.asarray(pointer.lean) + side * math.tan(math.radians(by_deg))
    size = float(np.linalg.norm(lean))
    x, y, z = (float(v) for v in lean * min(1.0, LEAN_MOST / max(size, 1e-9)))
    return replace(pointer, lean=(x, y, z))


def leaning(inward: np.ndarray, lean: Vec3) -> np.ndarray:
    """The way in of a tool whose outer end leans that way."""
    flat = np.asarray(lean) - inward * float(np.asarray(lean) @ inward)
    way = inward - flat
    return way / np.linalg.norm(way)


def lean_deg(pointer: Pointer) -> float:
    """How far the tool is from perpendicular to the skin."""
    return math.degrees(math.acos(min(float(pointer.axis @ pointer.direction), 1.0)))


def wheel(pointer: Pointer, by_m: float, is_in: bool = False) -> Pointer:
    """Push in (positive) or draw back.

    Parameters
    ----------
    is_in : bool
        The tool stands in the patient: it may be drawn out as far as an arm goes.
    """
    is_free = is_in or pointer.trigger_fraction > 0.5
    lowest_m = -DRAWN_M if is_free else min(pointer.pushed_m, 0.0)
    wanted = max(pointer.wanted_m + by_m, lowest_m) if pointer.is_on_skin or is_in else 0.0
    return replace(pointer, wanted_m=wanted)


def freed(pointer: Pointer, held: ToolState | None) -> Pointer:
    """A hand whose tool is out of the patient, or came apart, follows the mouse again."""
    if not pointer.is_locked or (held is not None and held.place == "patient"):
        return pointer
    is_apart = held is not None and held.kind == "steel"
    is_back = pointer.wanted_m <= 0.0 and pointer.pushed_m <= 0.0
    if pointer.trigger_fraction > 0.5 or not (is_apart or is_back):
        return pointer
    return replace(pointer, wanted_m=0.0, pushed_m=0.0)


def has_arrived(before: Pointer, aimed: Pointer) -> bool:
    """Whether the hand rests where the mouse is: only then may it push."""
    return aimed.lift_m == 0.0 and _between_m(before.point_m, aimed.point_m) <= ARRIVED_M


def glide(pointer: Pointer, for_s: float) -> Pointer:
    """Let the hand catch up with the wheel."""
    step = PUSH_M_PER_S * for_s
    by = min(max(pointer.wanted_m - pointer.pushed_m, -step), step)
    return replace(pointer, pushed_m=pointer.pushed_m + by)


def pressing(pointer: Pointer, goes_down: bool, for_s: float) -> Pointer:
    """Let a bare hand go down into the chest while a key is down, and come up again."""
    by_m = for_s * (PRESS_M_PER_S if goes_down and pointer.is_on_skin else -RISE_M_PER_S)
    return replace(pointer, pressed_m=min(max(pointer.pressed_m + by_m, 0.0), DEEPEST_M))


def hand(
    pointer: Pointer, key: tuple[str, Side], tool: ToolState | None, lengths_m: dict[str, float]
) -> Hand:
    """The articulated hand that holds the pointer's tool; `key` is its seat and side."""
    ahead_m = _ahead_m(tool, lengths_m)
    way = pointer.axis if tool is not None else pointer.direction
    tip = pointer.point_m + way * (_into_m(pointer) - _gap_m(pointer, tool)) + _lift(pointer)
    if tool is not None and tool.place == "patient" and not pointer.is_on_skin:
        ahead_m -= HUB_M  # it was taken by its hub, where it stood
    x, y, z = (float(v) for v in tip - way * ahead_m)
    is_flat = tool is None and pointer.is_on_skin
    turn: Quat = _flat(pointer) if is_flat else quat_between(AHEAD, way)
    return Hand(*key, (x, y, z), turn, pointer.grip_fraction, pointer.trigger_fraction)


def reached(
    pointer: Pointer, tools: tuple[ToolState, ...], lengths_m: dict[str, float]
) -> Vec3 | None:
    """The palm's place to take the tool under the pointer; None over nothing."""
    tool = next((tool for tool in tools if tool.id == pointer.over), None)
    if tool is None:
        return None
    back_m = _ahead_m(tool, lengths_m) - HUB_M  # from where it was aimed at: a chest moves on
    return _triple(pointer.point_m - back_m * pointer.direction)


def _lift(pointer: Pointer) -> np.ndarray:
    if not pointer.is_on_skin:
        return np.array([0.0, 0.0, pointer.lift_m])
    return -pointer.direction * pointer.lift_m


def _flat(pointer: Pointer) -> Quat:
    """A palm on the skin: its back outwards, its fingers away from the elbow and a little up."""
    back = -pointer.direction
    way = pointer.point_m - np.asarray(pointer.elbow_m)
    way = way / max(float(np.linalg.norm(way)), 1e-6)
    ahead = way + np.array([0.0, 0.0, 0.35])
    ahead = ahead - back * float(ahead @ back)
    size = float(np.linalg.norm(ahead))
    ahead = ahead / size if size > 1e-3 else _level(np.array([back[1], -back[0], 0.0]))
    ahead = _along_flank(ahead, back, way)
    back = back - ahead * float(back @ ahead)
    back = back / np.linalg.norm(back)
    turn = TILT_RAD * pointer.pressed_m / DEEPEST_M
    ahead, back = (
        math.cos(turn) * ahead - math.sin(turn) * back,
        math.cos(turn) * back + math.sin(turn) * ahead,
    )
    return quat_of(np.column_stack([np.cross(ahead, back), ahead, back]))


def _along_flank(ahead: np.ndarray, back: np.ndarray, way: np.ndarray) -> np.ndarray:
    """Fingers to the head where a flank faces one: none point away from the elbow there.

    The arm would stand between the eye and what the hand feels, or run through the chest.
    """
    facing = max(-float(back @ way), 0.0) * (1.0 - abs(float(back[2])))
    share = min(2.0 * facing, 1.0)
    flank = np.array([0.2 * way[0], 1.0, 0.1])
    ahead = (1.0 - share) * ahead + share * flank / np.linalg.norm(flank)
    return ahead / np.linalg.norm(ahead)


def _slope(body: LivingBody, ray: Ray, at: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """The skin's outward direction round a point, as a fingertip feels it."""
    side = np.cross(normal, [0.0, 0.0, 1.0] if abs(normal[2]) < 0.9 else [0.0, 1.0, 0.0])
    side = side / np.linalg.norm(side)
    total = normal.copy()
    for across in (side, np.cross(normal, side)):
        for sign in (-RING_M, RING_M):
            start = at + across * sign + normal * 2.0 * RING_M
            hit = body.skin_at(_triple(start), _triple(-normal))
            if hit is not None and _between_m(hit.point_m, at) < 3.0 * RING_M:
                total = total + np.asarray(hit.normal)
    return total / np.linalg.norm(total)


def _into_m(pointer: Pointer) -> float:
    return pointer.pushed_m + pointer.pressed_m


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


def _tool_near(ray: Ray, tools: tuple[ToolState, ...], skin_m: float) -> ToolState | None:
    """The tool nearest to the ray that a hand could take, with nothing of the patient before it.

    Parameters
    ----------
    skin_m : float
        How far along the ray the skin lies.
    """
    origin, way = np.asarray(ray.origin_m), np.asarray(ray.direction)
    best: tuple[float, ToolState] | None = None
    for tool in tools:
        if tool.place == "bin" or tool.held_by is not None:
            continue
        is_in = tool.place == "patient" and tool.kind == "cannula"
        if tool.place == "patient" and not is_in:
            continue
        to = (_hub(tool) if is_in else np.asarray(tool.position_m)) - origin
        along = float(to @ way)
        away = float(np.linalg.norm(to - way * along))
        is_before = along < skin_m + 0.03
        near_m = HUB_SNAP_M if is_in else SNAP_M
        if is_before and away < near_m and (best is None or away < best[0]):
            best = (away, tool)
    return best[1] if best else None


def _hub(tool: ToolState) -> np.ndarray:
    """The outer end of a cannula that stands in the patient."""
    data = tool.data or {}
    outside_m = (
        float(data.get("length_mm", 0.0)) - float(data.get("catheter_depth_mm", 0.0))
    ) / 1e3
    deep_m = float(data.get("depth_mm", 0.0)) / 1e3
    return np.asarray(tool.position_m) - rotate(tool.orientation, AHEAD) * (deep_m + outside_m)


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


def _between_m(a: Vec3 | np.ndarray, b: Vec3 | np.ndarray) -> float:
    return float(np.linalg.norm(np.asarray(a) - np.asarray(b)))


def _triple(point: np.ndarray) -> Vec3:
    return (float(point[0]), float(point[1]), float(point[2]))
