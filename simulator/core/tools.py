"""Things on the tray, in hands, on the patient: taken by reach and grip, carried, let go.

A tool lies in the hand with its working end `ahead_m` out of the fingers. One that is already in or
on the patient keeps its place when it is taken: the hand then moves it by its own motion.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from simulator.core.hands import HandKey, pointing, reach
from simulator.core.now import Now, triple
from simulator.core.records import Hand, ToolState, Vec3, quat_between, rotate
from simulator.core.room import Room

REACH_M = 0.06
BIN_M = 0.20
FACE_M = 0.12
AHEAD_M = {"stethoscope": 0.06, "oxygen_mask": 0.06}
HUB_M = 0.03  # from a cannula's hub to the fingertips that hold it
TRAY_GAP_M = 0.07

Place = Literal["tray", "patient", "bin", "floor"]


class Tools:
    """All tools of a case.

    Parameters
    ----------
    ids : list of str
        As the case names them; a second one of the same kind gets "_x2".
    lengths_m : dict of str to float
        Hub to tip of each cannula.
    """

    def __init__(self, ids: list[str], lengths_m: dict[str, float], room: Room, face_m: Vec3):
        self.room = room
        self.face_m = face_m
        self._lengths_m = dict(lengths_m)
        self._offsets_m: dict[str, np.ndarray] = {}  # tools taken where they are
        self.states: dict[str, ToolState] = {}
        for slot, name in enumerate(_numbered(ids)):
            self.states[name] = self._on_tray(name, slot, len(ids))

    def kind(self, name: str) -> str:
        """What sort of tool an id names."""
        return "cannula" if name.startswith("cannula") else name

    def device(self, name: str) -> str:
        """The device behind an id: a second "cannula_14g_80_x2" is a "cannula_14g_80"."""
        return name if name in self._lengths_m else name.rpartition("_x")[0]

    def ahead_m(self, name: str) -> float:
        """From the palm to the working end."""
        length_m = self._lengths_m.get(self.device(name))
        return HUB_M + length_m if length_m is not None else AHEAD_M.get(name, 0.05)

    def held_by(self, key: HandKey) -> str | None:
        """The tool in a hand."""
        for name, state in self.states.items():
            if state.held_by == key:
                return name
        return None

    def within_reach(self, hand: Hand) -> str | None:
        """The nearest tool that a hand could take now."""
        palm = np.asarray(hand.position_m)
        best: tuple[float, str] | None = None
        for name, state in self.states.items():
            if state.held_by is not None or state.place == "bin":
                continue
            grip = self._grip_point(name, state)
            away = float(np.linalg.norm(grip - palm))
            if away < REACH_M and (best is None or away < best[0]):
                best = (away, name)
        return best[1] if best else None

    def take(self, now: Now, name: str, hand: Hand) -> None:
        """Put a tool into a hand."""
        state = self.states[name]
        is_fixed = state.place == "patient" and state.kind == "cannula"
        if is_fixed:
            self._offsets_m[name] = np.asarray(state.position_m) - reach(hand, self.ahead_m(name))
        else:
            self._offsets_m.pop(name, None)
        place = "patient" if is_fixed else "hand"
        self.states[name] = replace(state, held_by=(hand.seat, hand.side), place=place)
        data = {"tool": name, "tool_kind": state.kind, "hand": hand.side}
        now.write("trainee", "grabbed", data, hand.seat)

    def driven(self, name: str, hand: Hand) -> tuple[np.ndarray, np.ndarray]:
        """Where a hand wants the working end of its tool, and the direction out of it."""
        tip = reach(hand, self.ahead_m(name)) + self._offsets_m.get(name, np.zeros(3))
        return tip, pointing(hand)

    def carry(self, hands: tuple[Hand, ...]) -> None:
        """Move what is in free hands along."""
        for hand in hands:
            name = self.held_by((hand.seat, hand.side))
            if name is None or self.states[name].place == "patient":
                continue
            tip, _ = self.driven(name, hand)
            self.states[name] = replace(
                self.states[name], position_m=triple(tip), orientation=hand.orientation
            )

    def let_go(self, now: Now, name: str, hand: Hand) -> Place:
        """Open the hand; where the tool is decides where it stays."""
        state = self.states[name]
        place = self._place_of(state)
        kept = "tray" if place == "floor" else place
        self.states[name] = replace(state, held_by=None, place=kept)
        if place == "floor":
            self.put_on_tray(name)
        data = {"tool": name, "tool_kind": state.kind, "hand": hand.side, "place": place}
        now.write("trainee", "released", data, hand.seat)
        return place

    def put_on_tray(self, name: str) -> None:
        """Back to its own place on the tray."""
        slot = list(self.states).index(name)
        self.states[name] = self._on_tray(name, slot, len(self.states))

    def set(self, name: str, **changes: Any) -> None:
        """Change a tool's record."""
        self.states[name] = replace(self.states[name], **changes)

    def add(self, state: ToolState, length_m: float) -> None:
        """A new thing in the room, for example a steel that was drawn."""
        self._lengths_m[state.id] = length_m
        self.states[state.id] = state

    def _grip_point(self, name: str, state: ToolState) -> np.ndarray:
        back = rotate(state.orientation, (0.0, -self.ahead_m(name) + HUB_M, 0.0))
        return np.asarray(state.position_m) + back

    def _place_of(self, state: ToolState) -> Place:
        at = np.asarray(state.position_m)
        if state.place == "patient":
            return "patient"
        if state.kind == "oxygen_mask" and np.linalg.norm(at - self.face_m) < FACE_M:
            return "patient"
        if np.linalg.norm(at - self.room.bin_m) < BIN_M:
            return "bin"
        half = np.asarray(self.room.tray_size_m) / 2.0 + 0.1
        away = np.abs(at - self.room.tray_m)
        return "tray" if bool((away[:2] < half).all()) and away[2] < 0.25 else "floor"

    def _on_tray(self, name: str, slot: int, count: int) -> ToolState:
        """Side by side along the tray's long side, working ends towards the patient."""
        x, y, z = self.room.tray_m
        at = (x - 0.05, y + (slot - (count - 1) / 2.0) * TRAY_GAP_M, z + 0.02)
        towards = quat_between(np.array([0.0, 1.0, 0.0]), np.array([-1.0, 0.0, 0.0]))
        return ToolState(name, self.kind(name), at, towards)


def _numbered(ids: list[str]) -> list[str]:
    names: list[str] = []
    for name in ids:
        count = sum(1 for other in names if other == name or other.startswith(f"{name}_x"))
        names.append(name if count == 0 else f"{name}_x{count + 1}")
    return names
