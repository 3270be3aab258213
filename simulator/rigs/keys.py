"""Which key or button of a desktop does what, on one page, and which are held down now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from simulator.rigs.view import KEYS

NOTCH_MM = {"": 2.0, "shift-": 0.5, "control-": 8.0}
LAYERS = ("layer_skin_off", "layer_muscle_off", "layer_bone_off")
LEAN_DEG = 5.0
HELP = (
    "mouse", "left", "right", "press", "wheel", "apart", "lean", "turn", "look", "menu",
    "views", "silence", "help", "end",
)  # fmt: skip
HIDDEN = ("help",)
PUSH_MM_PER_S = {"w": 15.0, "s": -15.0}
PRESS = "c"
SLOWLY = 0.2  # of that, while Shift was down when the key was pressed
SHORTEST_S, LONGEST_S = 0.1, 0.25  # a key counts at least, and at most, so long in one frame

Event = tuple[str, tuple[Any, ...]]  # what to do (a method `_on_...` of the rig), and its words


def events() -> dict[str, Event]:
    """Panda3D's names of keys and buttons, and what each does."""
    held = (*KEYS, "w", "s", PRESS)
    return {
        "escape": ("escape", ()), "enter": ("begin", ()),
        "h": ("help", ()), "home": ("upright", ()),
        "tab": ("menu", ()), "shift-tab": ("menu", ()),
        "mouse1": ("grip", ()), "shift-mouse1": ("grip", ()), "control-mouse1": ("grip", ()),
        "mouse2": ("drag", (True,)), "mouse2-up": ("drag", (False,)),
        "x": ("view", ("xray",)), "l": ("view", ("labels",)), "v": ("layer", ()),
        "m": ("silence", ()),
        **_trigger(), **_wheel(), **_lean(),
        **{str(digit): ("digit", (digit,)) for digit in range(10)},
        **{key: ("hold", (key, True)) for key in held},
        **{f"shift-{key}": ("hold", (f"shift-{key}", True)) for key in ("w", "s")},
        **{f"{other}-{PRESS}": ("hold", (PRESS, True)) for other in ("shift", "control")},
        **{f"{key}-up": ("hold", (key, False)) for key in held},
        **{f"f{k + 1}": ("look", (place,))
           for k, place in enumerate(("chest", "monitor", "neck", "tray"))},
    }  # fmt: skip


@dataclass(frozen=True)
class Held:
    """Keys that are down, and those that were tapped since the last frame."""

    down: frozenset[str] = frozenset()
    tapped: frozenset[str] = frozenset()

    def pressed(self, key: str) -> Held:
        """One more key is down."""
        return Held(self.down | {key}, self.tapped | {key})

    def released(self, key: str) -> Held:
        """A key is up again, with Shift or without; what was tapped still counts once."""
        return replace(self, down=self.down - {key, f"shift-{key}"})

    def framed(self) -> Held:
        """After a frame: taps are used up."""
        return replace(self, tapped=frozenset())

    def for_s(self, key: str, frame_s: float) -> float:
        """How long a key counts in a frame: a tap works however slow the frames are."""
        if key in self.down:
            return min(max(frame_s, SHORTEST_S if key in self.tapped else 0.0), LONGEST_S)
        return SHORTEST_S if key in self.tapped else 0.0

    def pushed_mm(self, frame_s: float) -> float:
        """How far W and S push in a frame."""
        whole = sum(mm * self.for_s(key, frame_s) for key, mm in PUSH_MM_PER_S.items())
        slow = sum(mm * self.for_s(f"shift-{key}", frame_s) for key, mm in PUSH_MM_PER_S.items())
        return whole + SLOWLY * slow

    @property
    def is_pressing(self) -> bool:
        """Whether hands on the chest go down."""
        return PRESS in self.down or PRESS in self.tapped

    def turning_s(self, frame_s: float) -> dict[str, float]:
        """How long each key of the view counts in a frame."""
        return {key: self.for_s(key, frame_s) for key in KEYS}


def _trigger() -> dict[str, Event]:
    found: dict[str, Event] = {}
    for key in ("mouse3", "space"):
        for prefix in NOTCH_MM:
            found[f"{prefix}{key}"] = ("bend", ("trigger", 1.0))
        found[f"{key}-up"] = ("bend", ("trigger", 0.0))
    return found


def _wheel() -> dict[str, Event]:
    return {
        f"{prefix}wheel_{way}": ("wheel", (sign * mm,))
        for prefix, mm in NOTCH_MM.items()
        for way, sign in (("up", 1.0), ("down", -1.0))
    }


def _lean() -> dict[str, Event]:
    ways = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "up": (0.0, 1.0), "down": (0.0, -1.0)}
    return {
        f"shift-arrow_{name}{again}": ("lean", way)
        for name, way in ways.items()
        for again in ("", "-repeat")
    }
