"""Mouse and keyboard that fake a hand; the window's camera is the head.

Mouse moves the hand, left button closes or opens it, right button (or Space) is the trigger: a tap,
or the steel held apart from its catheter. Wheel (or W and S) pushes and draws, Shift slower,
Control faster; Shift with the arrows leans a tool, Home stands it up. C, while it is down, presses
a bare hand into the chest: depth, rate and release are those of the finger. Tab opens the menu,
digits or a click choose. Arrows or a drag with the middle button turn the view, Page keys move
nearer; F1-F4 look at chest, monitor, neck, tray. X is the x-ray, V the next layer, L names, H help,
Enter begins. Escape closes the menu, or opens it where the case can be ended; closing the window
ends it at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from simulator.anatomy.living import LivingBody
from simulator.core.records import (
    Command,
    Hand,
    RigFrame,
    Side,
    Snapshot,
    Stage,
    ToolState,
    Vec3,
)
from simulator.core.room import Room
from simulator.procedures import examination, needle_decompression
from simulator.procedures.breastbone import breastbone
from simulator.rigs import pointer as pointing
from simulator.rigs.fingers import Finger, Fingers
from simulator.rigs.follow import Follow
from simulator.rigs.hints import MOST_N, NONE, Hint, hint
from simulator.rigs.keys import HELP, HIDDEN, LAYERS, LEAN_DEG, Held, events
from simulator.rigs.menu import Menu
from simulator.rigs.path import LEVEL, REST_LEFT_M
from simulator.rigs.view import orbit
from simulator.text import text

SEAT = "one"
FPS_HZ = 60.0
LOOK_M, AWAY_M = 0.9, {"chest": 1.1, "monitor": 0.75}  # how near the function keys come
HELP_S = 30.0  # of the case; then only its key is shown
EMPTY_S = 0.1  # longer than a grip needs to be noticed on the hand clock
APART_FASTER = 3.0  # keys draw a steel through its whole length faster than they push


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
    side : {"right", "left"}
        The hand that does everything.
    """

    def __init__(
        self,
        room: Room,
        living: LivingBody,
        speed: float,
        brief: tuple[tuple[str, str], ...] = (),
        language: str = "en",
        side: Side = "right",
    ) -> None:
        self.name = "desktop"
        self.menu = Menu()
        self.pointer = pointing.resting(room)
        self.view = orbit(room.stand_m, room.look_at_m)
        self._room = room
        self._living = living
        self._speed = speed
        devices = needle_decompression.load().devices
        self._senses = examination.load()
        self._lengths_m = {name: d.reach_mm / 1000.0 for name, d in devices.items()}
        self._brief = brief
        self._language = language
        self._key: tuple[str, Side] = (SEAT, side)
        self._fingers = Fingers()
        self._follow = Follow()
        self._before = self.view  # the monitor was looked at
        self._waiting_mm = 0.0  # of the wheel, until the hand has arrived
        self._closed_at_s: float | None = None  # the hand has been closed on nothing since
        self._is_helping: bool | None = None  # None: as long as the case is young
        self._dragged_from: tuple[float, float] | None = None
        self._held = Held()
        self._commands: list[Command] = []
        self._snapshot: Snapshot | None = None
        self._is_closing = False
        self._stage: Any = None
        self._began_s = self._last_s = 0.0

    def start(self, stage: Stage | None) -> None:
        """Take mouse and keyboard of the stage's window."""
        self._stage = stage
        base = self._stage.base
        base.win.setCloseRequestEvent("theatrum-close")
        base.accept("theatrum-close", self._close)
        for event, (name, words) in events().items():
            act: Callable[..., None] = getattr(self, f"_on_{name}")
            base.accept(event, act, list(words))
        self._began_s = self._last_s = time.perf_counter()

    def step_begin(self) -> RigFrame:
        """Mouse and keys as hands, head and commands."""
        now_s = time.perf_counter()
        for_s, self._last_s = now_s - self._last_s, now_s
        self._turn_view(for_s)
        self._move_hand(for_s)
        self._held = self._held.framed()
        commands, self._commands = tuple(self._commands), []
        left, right = self._hands()
        return RigFrame(
            (now_s - self._began_s) * self._speed,
            (self.view.head(SEAT),),
            (right, left),
            commands,
            self._is_closing,
        )

    def step_end(self, snapshot: Snapshot) -> None:
        """Draw, show menu, help and hints, keep the pace."""
        self._snapshot = snapshot
        self._open_empty_hand(snapshot)
        self._show_words(snapshot)
        self._stage.draw(snapshot)
        wait_s = self._last_s + 1.0 / FPS_HZ - time.perf_counter()
        if wait_s > 0.0:
            time.sleep(wait_s)

    def shutdown(self) -> None:
        """Let go of mouse and keyboard."""
        self._stage.base.ignoreAll()

    # --- hand ----------------------------------------------------------------------------------

    def _tools(self) -> tuple[ToolState, ...]:
        return self._snapshot.tools if self._snapshot is not None else ()

    def _tool(self) -> ToolState | None:
        """What the hand holds."""
        return next((tool for tool in self._tools() if tool.held_by == self._key), None)

    def _mouse(self) -> tuple[float, float] | None:
        watcher = self._stage.base.mouseWatcherNode
        if watcher is None or not watcher.hasMouse():
            return None
        return watcher.getMouseX(), watcher.getMouseY()

    def _move_hand(self, for_s: float) -> None:
        """Follow the mouse, then wheel and keys, then the fingers."""
        held, before = self._tool(), self.pointer
        mouse = self._mouse()
        is_in = held is not None and held.place == "patient"
        before = pointing.freed(before, held)
        aimed = before
        if mouse is not None and not self._stage.hud.row_at(*mouse) and not is_in:
            aimed = self._aimed(before, mouse)
        if held is not None and held.kind == "cannula":
            aimed = pointing.carried(before, aimed)
        if pointing.has_arrived(before, aimed):
            aimed = pointing.wheel(aimed, self._pushed_mm(for_s) / 1000.0, is_in)
        aimed = pointing.glide(aimed, for_s)
        aimed = pointing.pressing(aimed, held is None and self._held.is_pressing, for_s)
        self._fingers, self.pointer = self._fingers.applied(before, aimed)

    def _aimed(self, before: pointing.Pointer, mouse: tuple[float, float]) -> pointing.Pointer:
        """The hand along the mouse's ray, or along its own while only the head has turned."""
        self._follow = self._follow.pointed(
            mouse, self.view, lambda at: pointing.Ray(*self._stage.pick(*at))
        )
        ray = self._follow.ray
        if ray is None:
            return before
        return pointing.aim(before, ray, self._living, self._room, self._tools())

    def _pushed_mm(self, for_s: float) -> float:
        """What wheel and keys have asked for since the hand came to rest."""
        faster = APART_FASTER if self.pointer.trigger_fraction > 0.5 else 1.0
        by_mm, self._waiting_mm = self._waiting_mm, 0.0
        by_mm += self._held.pushed_mm(for_s) * faster
        force_n = self._snapshot.needle_force_n if self._snapshot is not None else 0.0
        return min(by_mm, 0.0) if force_n > MOST_N else by_mm

    def _hands(self) -> tuple[Hand, Hand]:
        """The idle hand, which is not seen, and the one that works."""
        seat, side = self._key
        x, y, z = REST_LEFT_M
        other: Side = "left" if side == "right" else "right"
        idle = Hand(seat, other, (x, y, z), LEVEL, is_tracked=False)
        held = self._tool()
        hand = pointing.hand(self.pointer, self._key, held, self._lengths_m)
        is_idle = held is None and not self.pointer.is_on_skin and not self.pointer.over
        hand = replace(hand, is_tracked=not is_idle)  # else it would hide what one looks at
        if held is None and not self.pointer.is_on_skin:
            palm = pointing.reached(self.pointer, self._tools(), self._lengths_m)
            return idle, replace(hand, position_m=palm) if palm is not None else hand
        return idle, hand

    def _open_empty_hand(self, snapshot: Snapshot) -> None:
        """A hand that closed on nothing opens again."""
        is_holding = self._tool() is not None
        if self.pointer.grip_fraction < 0.5 or is_holding or self._fingers.waiting:
            self._closed_at_s = None
        elif self._closed_at_s is None:
            self._closed_at_s = snapshot.sim_time_s
        elif snapshot.sim_time_s > self._closed_at_s + EMPTY_S:
            self._on_bend("grip", 0.0)

    def _on_grip(self) -> None:
        """A row of the menu, or the hand: close an open one, open a closed one, one at a time."""
        mouse = self._mouse()
        row = self._stage.hud.row_at(*mouse) if mouse is not None else ""
        if row.isdigit():
            self._on_digit(int(row))
        elif row == "Enter":
            self._on_begin()
        elif row == "Tab":
            self._on_menu()
        elif not row and not any(finger == "grip" for finger, _ in self._fingers.waiting):
            self._on_bend("grip", 0.0 if self.pointer.grip_fraction > 0.5 else 1.0)

    def _on_bend(self, finger: Finger, fraction: float) -> None:
        if fraction > 0.0 or finger == "grip":
            self._follow = self._follow.called()
        self._fingers = self._fingers.then(finger, fraction)

    def _on_wheel(self, by_mm: float) -> None:
        self._waiting_mm += by_mm

    def _on_lean(self, right: float, up: float) -> None:
        side = self.view.right() * right + self.view.up() * up
        if not self.pointer.is_locked:
            self.pointer = pointing.leaned(self.pointer, side, LEAN_DEG)

    def _on_upright(self) -> None:
        if not self.pointer.is_locked:
            self.pointer = replace(self.pointer, lean=(0.0, 0.0, 0.0))

    # --- head ----------------------------------------------------------------------------------

    def _turn_view(self, for_s: float) -> None:
        self.view = self.view.turned(self._held.turning_s(for_s))
        mouse = self._mouse()
        if self._dragged_from is not None and mouse is not None:
            aspect = self._stage.base.getAspectRatio()
            x, y = self._dragged_from
            self.view = self.view.dragged((mouse[0] - x) * aspect, mouse[1] - y)
            self._dragged_from = mouse
            self._follow = self._follow.dragging(mouse)

    def _on_hold(self, key: str, is_down: bool) -> None:
        self._held = self._held.pressed(key) if is_down else self._held.released(key)

    def _on_drag(self, is_down: bool) -> None:
        self._dragged_from = self._mouse() if is_down else None
        self._follow = self._follow.dragging(self._mouse())

    def _on_look(self, place: str) -> None:
        notch = self._living.body.landmarks.get(("trachea_suprasternal", None))
        places: dict[str, Vec3] = {
            "chest": self._room.look_at_m,
            "monitor": self._room.monitor_m,
            "neck": notch.skin_m if notch is not None else self._room.look_at_m,
            "tray": self._room.tray_m,
        }
        if self.view.target_m != self._room.monitor_m:
            self._before = self.view
        side = self._before  # back from the monitor one stands as before
        if place == "monitor":  # it is turned towards where one came in
            side = orbit(self._room.stand_m, self._room.monitor_m)
        self.view = side.at(places[place], AWAY_M.get(place, LOOK_M))

    # --- words ---------------------------------------------------------------------------------

    def _on_begin(self) -> None:
        self._commands.append(Command(SEAT, "session", "begin"))
        self._snapshot = None  # its choices, ending the case among them, are over with it

    def _on_view(self, name: str) -> None:
        self._commands.append(Command(SEAT, "view", name))

    def _on_silence(self) -> None:
        """The key on the monitor that pauses its sound."""
        self._commands.append(Command(SEAT, "use", "press.silence"))

    def _on_layer(self) -> None:
        """Take the next layer off; after the last one all are back."""
        views = self._snapshot.views if self._snapshot is not None else frozenset[str]()
        off = [layer for layer in LAYERS if layer in views]
        for layer in off if len(off) == len(LAYERS) else [LAYERS[len(off)]]:
            self._on_view(layer)

    def _on_menu(self) -> None:
        self.menu = self.menu.toggled()

    def _on_digit(self, digit: int) -> None:
        choices = self._snapshot.choices if self._snapshot is not None else ()
        self.menu, command = self.menu.chosen(digit, choices, SEAT)
        if command is not None:
            self._commands.append(command)

    def _on_escape(self) -> None:
        """Close the menu; with none open, ask: the group that ends the case."""
        self.menu = Menu() if self.menu.is_open else Menu(True, "session")

    def _on_help(self) -> None:
        self._is_helping = not self._helps()

    def _helps(self) -> bool:
        if self._is_helping is not None or self._snapshot is None:
            return self._is_helping is not False
        now = self._snapshot
        return now.phase == "brief" or (now.sim_time_s < HELP_S and now.prompt is None)

    def _show_words(self, snapshot: Snapshot) -> None:
        hud, words = self._stage.hud, self._language
        is_reading = snapshot.phase == "brief" and not self.menu.is_open
        rows = [*self._brief, ("Enter", "rig.begin")] if is_reading else []
        rows = rows or self.menu.rows(snapshot.choices)
        keys = HELP if self._helps() else HIDDEN
        hud.show_help(
            [(text(f"key.{key}", words), text(f"rig.help.{key}", words)) for key in keys],
            text("rig.help.title", words) if self._helps() else "",
        )
        hud.show_menu(rows, "group.handover" if is_reading else self.menu.title_key)
        hud.point_at(*(self._mouse() or (9.0, 9.0)))
        hud.show_hint(_prompt(snapshot, words))
        said = self._hint(snapshot) if snapshot.phase == "running" else NONE
        hud.show_hand(said.title, said.action, said.resistance_fraction)

    def _hint(self, snapshot: Snapshot) -> Hint:
        at, held = self.pointer, self._tool()
        is_touching = at.is_on_skin and not at.is_locked
        felt = (
            examination.palpated(self._living, self._senses, at.point_m, at.direction)
            if is_touching and (held is None or held.kind == "cannula")
            else ""
        )
        return hint(at, held, snapshot, self._room, self._language, felt, self._is_over_heart())

    def _is_over_heart(self) -> bool:
        """Whether a bare hand lies where compressions are done."""
        if self._tool() is not None or not self.pointer.is_on_skin:
            return False
        bone = breastbone(self._living)
        return bone is not None and bone.holds(self.pointer.point_m)

    def _close(self) -> None:
        self._is_closing = True


def _prompt(snapshot: Snapshot, language: str) -> str:
    """What the case asks for now."""
    if snapshot.prompt is None or snapshot.phase != "running":
        return ""
    fields = snapshot.prompt.fields
    return f"{fields['number']}/{fields['of']}  {text(snapshot.prompt.key, language, **fields)}"
