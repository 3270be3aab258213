"""Mouse and keyboard that fake a hand; the window's camera is the head.

Mouse moves the hand, left button closes or opens it, right button is the trigger (tap, or hold the
steel while the catheter slides), wheel pushes and draws (Shift slower, Control faster). Tab opens
the menu, digits choose. Arrows turn the view, Page keys move nearer; F1-F4 look at chest, monitor,
neck, tray. X is the x-ray, V the next layer, Enter begins. Escape closes the menu, or opens it
where the case can be ended; closing the window ends it at once.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.anatomy.living import LivingBody
from simulator.core.hands import upright
from simulator.core.records import (
    Command,
    Hand,
    Head,
    RigFrame,
    Snapshot,
    Stage,
    ToolState,
    Vec3,
)
from simulator.core.room import Room
from simulator.procedures import needle_decompression
from simulator.rigs import pointer as pointing
from simulator.rigs.fingers import Finger, Fingers
from simulator.rigs.menu import Menu
from simulator.rigs.path import LEVEL, REST_LEFT_M
from simulator.text import text

SEAT = "one"
FPS_HZ = 60.0
TURN_DEG_PER_S = 60.0
FRAME_S = (0.1, 0.25)  # a key turns the view for this long at least, and at most, each frame
NEAREST_M, FARTHEST_M = 0.35, 3.0
NOTCH_MM = {"": 2.0, "shift-": 0.5, "control-": 8.0}
HINT_S = 30.0
EMPTY_S = 0.1  # longer than a grip needs to be noticed on the hand clock
LAYERS = ("layer_skin_off", "layer_muscle_off", "layer_bone_off")


class DesktopRig:
    """Fulfils the rig protocol on a `simulator.scene.stage.RoomStage`.

    Parameters
    ----------
    living : LivingBody
        The same body that the session poses.
    speed : float
        Simulated seconds per second of the wall clock.
    brief : tuple of (letter, words)
        The handover, read before the case begins.
    language : str
    """

    def __init__(
        self,
        room: Room,
        living: LivingBody,
        speed: float,
        brief: tuple[tuple[str, str], ...] = (),
        language: str = "en",
    ) -> None:
        self.name = "desktop"
        self.menu = Menu()
        self._room = room
        self._living = living
        self._speed = speed
        devices = needle_decompression.load().devices
        self._lengths_m = {name: d.reach_mm / 1000.0 for name, d in devices.items()}
        self._brief = brief
        self._language = language
        self._pointer = pointing.resting(room)
        self._fingers = Fingers()
        self._closed_at_s: float | None = None  # the hand has been closed on nothing since
        self._tapped: set[str] = set()
        self._commands: list[Command] = []
        self._snapshot: Snapshot | None = None
        self._is_closing = False
        self._stage: Any = None
        self._began_s = self._last_s = 0.0
        self._turning: dict[str, float] = {}
        self._target_m: Vec3 = room.look_at_m
        self._yaw, self._pitch, self._away_m = _orbit(room.stand_m, room.look_at_m)

    def start(self, stage: Stage | None) -> None:
        """Take mouse and keyboard of the stage's window."""
        self._stage = stage
        base = self._stage.base
        base.win.setCloseRequestEvent("theatrum-close")
        events: dict[str, tuple[Any, list[Any]]] = {
            "theatrum-close": (self._close, []),
            "escape": (self._escape, []),
            "enter": (self._send, [Command(SEAT, "session", "begin")]),
            "shift-tab": (self._toggle_menu, []),
            "tab": (self._toggle_menu, []),
            "mouse1": (self._grip, []),
            "mouse3": (self._bend, ["trigger", 1.0]),
            "mouse3-up": (self._bend, ["trigger", 0.0]),
            "space": (self._bend, ["trigger", 1.0]),
            "space-up": (self._bend, ["trigger", 0.0]),
            "x": (self._send, [Command(SEAT, "view", "xray")]),
            "l": (self._send, [Command(SEAT, "view", "labels")]),
            "v": (self._next_layer, []),
        }
        for prefix, mm in NOTCH_MM.items():
            events[f"{prefix}wheel_up"] = (self._wheel, [mm])
            events[f"{prefix}wheel_down"] = (self._wheel, [-mm])
        for digit in range(10):
            events[str(digit)] = (self._digit, [digit])
        for key in ("arrow_left", "arrow_right", "arrow_up", "arrow_down", "page_up", "page_down"):
            events[key] = (self._turn, [key, 1.0])
            events[f"{key}-up"] = (self._turn, [key, 0.0])
        for number, place in enumerate(("chest", "monitor", "neck", "tray"), start=1):
            events[f"f{number}"] = (self._look, [place])
        for event, (act, words) in events.items():
            base.accept(event, act, words)
        self._began_s = self._last_s = time.perf_counter()

    def step_begin(self) -> RigFrame:
        """Mouse and keys as hands, head and commands."""
        now_s = time.perf_counter()
        for_s, self._last_s = now_s - self._last_s, now_s
        self._move_view(for_s)
        tools = self._snapshot.tools if self._snapshot is not None else ()
        ray = self._ray()
        aimed = self._pointer
        if ray is not None:
            aimed = pointing.aim(self._pointer, ray, self._living, self._room, tools)
        aimed = pointing.glide(aimed, for_s)
        self._fingers, self._pointer = self._fingers.applied(self._pointer, aimed)
        commands, self._commands = tuple(self._commands), []
        return RigFrame(
            (now_s - self._began_s) * self._speed,
            (self._head(),),
            (self._right(tools), Hand(SEAT, "left", REST_LEFT_M, LEVEL)),
            commands,
            self._is_closing,
        )

    def step_end(self, snapshot: Snapshot) -> None:
        """Draw, show the menu, keep the pace."""
        self._snapshot = snapshot
        self._open_empty_hand(snapshot)
        is_reading = snapshot.phase == "brief" and not self.menu.is_open
        rows = self._brief if is_reading else self.menu.rows(snapshot.choices)
        self._stage.hud.show_menu(rows, "group.handover" if is_reading else "scene.menu")
        self._stage.hud.show_hint(self._hint(snapshot))
        self._stage.draw(snapshot)
        wait_s = self._last_s + 1.0 / FPS_HZ - time.perf_counter()
        if wait_s > 0.0:
            time.sleep(wait_s)

    def shutdown(self) -> None:
        """Let go of mouse and keyboard."""
        self._stage.base.ignoreAll()

    # --- hands ---------------------------------------------------------------------------------

    def _ray(self) -> pointing.Ray | None:
        watcher = self._stage.base.mouseWatcherNode
        if watcher is None or not watcher.hasMouse():
            return None
        return pointing.Ray(*self._stage.pick(watcher.getMouseX(), watcher.getMouseY()))

    def _right(self, tools: tuple[ToolState, ...]) -> Hand:
        held = next((t for t in tools if t.held_by == (SEAT, "right")), None)
        hand = pointing.hand(self._pointer, SEAT, held, self._lengths_m)
        if held is None and not self._pointer.is_on_skin:
            palm = pointing.reached(self._pointer, tools, self._lengths_m)
            return replace(hand, position_m=palm) if palm is not None else hand
        return hand

    def _grip(self) -> None:
        """Close an open hand, open a closed one; a second click waits until the first is done."""
        if not any(finger == "grip" for finger, _ in self._fingers.waiting):
            self._bend("grip", 0.0 if self._pointer.grip_fraction > 0.5 else 1.0)

    def _bend(self, finger: Finger, fraction: float) -> None:
        self._fingers = self._fingers.then(finger, fraction)

    def _open_empty_hand(self, snapshot: Snapshot) -> None:
        """A hand that closed on nothing opens again."""
        is_holding = any(tool.held_by == (SEAT, "right") for tool in snapshot.tools)
        if self._pointer.grip_fraction < 0.5 or is_holding or self._fingers.waiting:
            self._closed_at_s = None
        elif self._closed_at_s is None:
            self._closed_at_s = snapshot.sim_time_s
        elif snapshot.sim_time_s > self._closed_at_s + EMPTY_S:
            self._bend("grip", 0.0)

    def _wheel(self, by_mm: float) -> None:
        self._pointer = pointing.wheel(self._pointer, by_mm / 1000.0)

    # --- head ----------------------------------------------------------------------------------

    def _head(self) -> Head:
        way = np.array(
            [
                math.sin(self._yaw) * math.cos(self._pitch),
                -math.cos(self._yaw) * math.cos(self._pitch),
                math.sin(self._pitch),
            ]
        )
        x, y, z = (float(v) for v in np.asarray(self._target_m) + way * self._away_m)
        return Head(SEAT, (x, y, z), upright(-way))

    def _turn(self, key: str, pressed: float) -> None:
        self._turning[key] = pressed
        if pressed:
            self._tapped.add(key)

    def _move_view(self, for_s: float) -> None:
        """Held keys turn while they are held; a tap turns once, however slow the frames are."""
        shortest_s, longest_s = FRAME_S
        for_s = min(for_s, longest_s)
        held = dict(self._turning)
        for key in self._tapped:
            held[key] = max(held.get(key, 0.0), shortest_s / max(for_s, 1e-3))
            held[key] = 1.0 if self._turning.get(key) else held[key]
        self._tapped.clear()
        step = math.radians(TURN_DEG_PER_S) * for_s
        self._yaw += step * (held.get("arrow_right", 0.0) - held.get("arrow_left", 0.0))
        self._pitch += step * (held.get("arrow_up", 0.0) - held.get("arrow_down", 0.0))
        self._pitch = min(max(self._pitch, 0.1), 1.45)
        nearer = held.get("page_up", 0.0) - held.get("page_down", 0.0)
        self._away_m *= 1.0 - nearer * for_s
        self._away_m = min(max(self._away_m, NEAREST_M), FARTHEST_M)

    def _look(self, place: str) -> None:
        if place == "monitor":
            self._target_m, self._away_m = self._room.monitor_m, 0.9
            return
        notch = self._living.body.landmarks.get(("trachea_suprasternal", None))
        places = {
            "chest": self._room.look_at_m,
            "neck": notch.skin_m if notch is not None else self._room.look_at_m,
            "tray": self._room.tray_m,
        }
        self._target_m, self._away_m = places[place], 0.9

    # --- words ---------------------------------------------------------------------------------

    def _send(self, command: Command) -> None:
        self._commands.append(command)

    def _toggle_menu(self) -> None:
        self.menu = self.menu.toggled()

    def _digit(self, digit: int) -> None:
        choices = self._snapshot.choices if self._snapshot is not None else ()
        self.menu, command = self.menu.chosen(digit, choices, SEAT)
        if command is not None:
            self._commands.append(command)

    def _next_layer(self) -> None:
        """Take the next layer off; after the last one all are back."""
        views = self._snapshot.views if self._snapshot is not None else frozenset[str]()
        off = [layer for layer in LAYERS if layer in views]
        changed = off if len(off) == len(LAYERS) else [LAYERS[len(off)]]
        self._commands += [Command(SEAT, "view", layer) for layer in changed]

    def _escape(self) -> None:
        """Close the menu; with none open, ask: the group that ends the case."""
        self.menu = Menu() if self.menu.is_open else Menu(True, "session")

    def _hint(self, snapshot: Snapshot) -> str:
        """What to read in the corner: the prompt, else the keys."""
        words = self._language
        if snapshot.phase == "brief":
            return text("rig.hint_begin", words)
        if snapshot.prompt is not None:
            fields = snapshot.prompt.fields
            line = text(snapshot.prompt.key, words, **fields)
            return f"{fields['number']}/{fields['of']}  {line}"
        is_early = snapshot.sim_time_s < HINT_S
        return text("rig.hint_keys", words) if is_early or self.menu.is_open else ""

    def _close(self) -> None:
        self._is_closing = True


def _orbit(eye: Vec3, at: Vec3) -> tuple[float, float, float]:
    """Yaw, pitch (rad) and distance (m) of an eye around what it looks at."""
    way = np.asarray(eye) - np.asarray(at)
    away = float(np.linalg.norm(way))
    return math.atan2(way[0], -way[1]), math.asin(way[2] / away), away
