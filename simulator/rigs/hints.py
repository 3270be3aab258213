"""What a desktop hand holds or meets, and what its buttons would do there now, in words.

Depth is told as a bystander would guess it from the shaft that is still outside, in steps of 5 mm;
resistance stands in for a mouse that cannot push back. Over the chest it says what the
fingertips of the free hand feel: bone, or the gap between ribs, uncounted. Nothing that a hand and
an eye at the bed would not know is told.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.core.records import Snapshot, ToolState
from simulator.core.room import Room
from simulator.core.tools import BIN_M, FACE_M
from simulator.rigs.pointer import DEEPEST_M, Pointer, lean_deg
from simulator.text import text

MOST_N = 12.0  # harder than this nobody pushes a cannula [O]
SHOWN_N = 6.0  # fills the bar
GUESS_MM = 5.0
UPRIGHT_DEG = 4.0  # an eye calls this perpendicular [O]


@dataclass(frozen=True)
class Hint:
    """Two lines, and how hard the needle is held (0-1), if it is felt at all."""

    title: str
    action: str
    resistance_fraction: float | None = None


NONE = Hint("", "")


def hint(
    pointer: Pointer,
    held: ToolState | None,
    snapshot: Snapshot,
    room: Room,
    language: str,
    felt: str = "",
    is_over_heart: bool = False,
) -> Hint:
    """What the hand would do now.

    `felt` as `examination.palpated` has it; `is_over_heart` where hands may press a dead one.
    """
    touch = f" · {text(f'hand.felt.{felt}', language)}" if felt else ""
    if held is None:
        bare = _bare(pointer, snapshot, language, touch)
        if not is_over_heart:
            return bare
        resists = pointer.pressed_m / DEEPEST_M
        return Hint(bare.title, f"{bare.action}. {text('hand.press', language)}", resists)
    kind = held.kind if held.kind in ("cannula", "stethoscope", "oxygen_mask") else "steel"
    if kind == "cannula" and held.place == "patient":
        return _in(pointer, held, snapshot, language)
    title = tool_name(held, language)
    if kind == "cannula" and pointer.is_on_skin:
        deg = lean_deg(pointer)
        words = "upright" if deg < UPRIGHT_DEG else "leaning"
        said = text(f"hand.{words}", language, deg=5 * round(deg / 5.0))
        force = snapshot.needle_force_n / SHOWN_N if pointer.wanted_m > 0.0 else None
        return Hint(f"{title} · {said}{touch}", text("hand.push", language), force)
    if kind == "stethoscope" and pointer.is_on_skin:
        is_heard = snapshot.listening_at is not None
        return Hint(title, text("hand.listening" if is_heard else "hand.listen", language))
    if kind == "oxygen_mask" and _is_near(pointer, room, snapshot):
        return Hint(title, text("hand.put_on", language))
    is_sharp = kind == "steel" and _letting_go(pointer, room) != "hand.bin"
    return Hint(title, text("hand.to_bin" if is_sharp else _letting_go(pointer, room), language))


def tool_name(tool: ToolState, language: str) -> str:
    """A tool in words: "14G cannula, 80 mm"."""
    if tool.kind == "cannula":
        _, gauge, length, *_ = tool.id.split("_")
        return text("hand.tool.cannula", language, gauge=gauge.upper(), length_mm=length)
    kind = tool.kind if tool.kind in ("stethoscope", "oxygen_mask") else "steel"
    return text(f"hand.tool.{kind}", language)


def _bare(pointer: Pointer, snapshot: Snapshot, language: str, touch: str) -> Hint:
    if pointer.over:
        tool = next((t for t in snapshot.tools if t.id == pointer.over), None)
        if tool is not None:
            is_in = tool.place == "patient" and tool.kind == "cannula"
            return Hint(
                tool_name(tool, language), text("hand.hold" if is_in else "hand.take", language)
            )
    action = "hand.feel" if pointer.is_on_skin else "hand.nothing"
    return Hint(text("hand.bare", language) + touch, text(action, language))


def _in(pointer: Pointer, held: ToolState, snapshot: Snapshot, language: str) -> Hint:
    """A cannula through the skin: what can be seen of it, and what can be done."""
    data = held.data or {}
    deep_mm = GUESS_MM * round(float(data.get("depth_mm", 0.0)) / GUESS_MM)
    title = text("hand.deep", language, tool=tool_name(held, language), depth_mm=round(deep_mm))
    key = "hand.slide" if pointer.trigger_fraction > 0.5 else "hand.in"
    return Hint(title, text(key, language), snapshot.needle_force_n / SHOWN_N)


def _letting_go(pointer: Pointer, room: Room) -> str:
    if _away_m(pointer, room.bin_m) < BIN_M:
        return "hand.bin"
    half = [size / 2.0 + 0.1 for size in room.tray_size_m]
    on_tray = all(abs(pointer.point_m[k] - room.tray_m[k]) < half[k] for k in (0, 1))
    return "hand.lay_down" if on_tray else "hand.back"


def _is_near(pointer: Pointer, room: Room, snapshot: Snapshot) -> bool:
    marks = snapshot.body.body.landmarks
    mouth = marks.get(("mouth", None))
    at = mouth.skin_m if mouth is not None else room.mask_m
    return _away_m(pointer, at) < FACE_M


def _away_m(pointer: Pointer, place: tuple[float, float, float]) -> float:
    return sum((float(pointer.point_m[k]) - place[k]) ** 2 for k in range(3)) ** 0.5
