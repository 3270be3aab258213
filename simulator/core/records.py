"""The plain records that flow between rigs, session and scene. Metres, Z-up room frame, radians.

A rig makes `RigFrame`; the session turns it into intents, deeds, and a `Snapshot`; scene, monitor
and audio only read snapshots.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np

from physiology.vitals import Truth, Vitals
from simulator.errors import MachineError

Vec3 = tuple[float, float, float]
Quat = tuple[float, float, float, float]  # w, x, y, z; rotates local axes into the room
Side = Literal["left", "right"]
MonitorKey = Literal["silence", "pause"]  # audio pause and alarm pause, as on any monitor


@dataclass(frozen=True)
class Hand:
    """One hand of one seat. Local axes: +Y out of the fingers, +Z out of the back of the hand."""

    seat: str
    side: Side
    position_m: Vec3
    orientation: Quat
    grip_fraction: float = 0.0
    trigger_fraction: float = 0.0
    is_tracked: bool = True


@dataclass(frozen=True)
class Head:
    """Where a seat looks from. Local +Y is the gaze, +Z the crown."""

    seat: str
    position_m: Vec3
    orientation: Quat


@dataclass(frozen=True)
class Command:
    """What a seat says or chooses: phrase, menu entry, view toggle. Always by id, never by text."""

    seat: str
    kind: Literal["say", "use", "view", "session"]
    value: str
    data: dict[str, Any] = field(default_factory=dict)
    time_s: float | None = None  # when it was given, by the rig's clock; None: with its frame


@dataclass(frozen=True)
class RigFrame:
    """Everything a rig knows at one of its own moments."""

    time_s: float  # session seconds, from the rig's clock
    heads: tuple[Head, ...] = ()
    hands: tuple[Hand, ...] = ()
    commands: tuple[Command, ...] = ()
    is_closing: bool = False


@dataclass(frozen=True)
class ToolState:
    """A thing on the tray, in a hand, or on the patient. Local +Y points out of its working end."""

    id: str  # e.g. "cannula_14g_80"
    kind: str  # "cannula", "stethoscope", "oxygen_mask", "pulse_oximeter", …
    position_m: Vec3  # of the working end (needle tip, diaphragm)
    orientation: Quat
    held_by: tuple[str, Side] | None = None  # (seat, hand)
    place: Literal["tray", "hand", "patient", "bin"] = "tray"
    data: dict[str, float | str | bool] = field(default_factory=dict)  # depth_mm, is_steel_out …


@dataclass(frozen=True)
class Caption:
    """A line for the eyes: speech of patient or team, a sound's name, what a hand or eye finds."""

    key: str  # text id, see simulator.text
    fields: dict[str, Any]
    source: Literal["patient", "nurse", "trainee", "sound", "finding", "system"]
    tick: int
    duration_s: float = 4.0


@dataclass(frozen=True)
class SoundCue:
    """A short sound at a place; streams (breath, heart) follow Truth and are not cues."""

    sound: str  # "hiss", "percuss_resonant", "percuss_hyperresonant", "alarm_high", …
    position_m: Vec3
    tick: int
    level_fraction: float = 1.0
    data: dict[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """One entry of the menu that a seat may open now."""

    id: str  # a Command("say" | "use", id) follows when chosen
    kind: Literal["say", "use", "view"]
    text_key: str
    group: str  # "talk", "findings", "order", "handover", "tools", …


@dataclass(frozen=True)
class Pressed:
    """A hand in the chest: the place of the skin that it lies on, the way in, and how deep."""

    point_m: Vec3
    inward: Vec3
    depth_m: float


@dataclass(frozen=True)
class Snapshot:
    """The session at one tick, for everybody who shows it. Read only."""

    tick: int
    sim_time_s: float
    truth: Truth
    vitals: Vitals
    body: Any  # simulator.anatomy.living.LivingBody, already posed for this tick
    hands: tuple[Hand, ...]
    heads: tuple[Head, ...]
    tools: tuple[ToolState, ...]
    captions: tuple[Caption, ...]
    sounds: tuple[SoundCue, ...]  # new since the last snapshot
    choices: tuple[Choice, ...]
    listening_at: (
        dict[str, Any] | None
    )  # stethoscope: {"side", "site", "point_m", "gain_left_fraction", …}
    needle_force_n: float
    phase: str  # "brief", "running", "over"
    waveform: Any  # callable (name, seconds_s) -> float32 array: Twin.waveform
    views: frozenset[str] = frozenset()  # "xray", "layer_skin_off", "labels", …
    prompt: Caption | None = None  # what the case asks for now; stays until it is done
    is_tubed: bool = False  # a tube lies in the airway
    presses: tuple[tuple[int, MonitorKey], ...] = ()  # keys of the monitor so far: tick and key
    pressed: Pressed | None = None  # hands that press on the chest


class Stage(Protocol):
    """What draws. A rig may have one; without one the session runs unseen."""

    def draw(self, snapshot: Snapshot) -> None:
        """Show this moment."""
        ...

    def screenshot(self, path: str) -> None:
        """Write what is shown as PNG."""
        ...

    def close(self) -> None:
        """Let go of window and graphics memory."""
        ...


class Rig(Protocol):
    """A way for people (or scripts) to have hands in the room. Four verbs, like every rig."""

    name: str

    def start(self, stage: Stage | None) -> None:
        """Take the devices. Raises RigError with the likeliest cause and the remedy."""
        ...

    def step_begin(self) -> RigFrame:
        """Hands, heads and commands now."""
        ...

    def step_end(self, snapshot: Snapshot) -> None:
        """Show what came of it, and pace."""
        ...

    def shutdown(self) -> None:
        """Let go of the devices."""
        ...


class RigError(MachineError):
    """A rig cannot work on this machine: cause and remedy in one sentence."""


def rotate(orientation: Quat, vector: Vec3 | np.ndarray) -> np.ndarray:
    """Turn a local vector into the room."""
    w, x, y, z = orientation
    q = np.array([x, y, z])
    v = np.asarray(vector, dtype=float)
    return v + 2.0 * np.cross(q, np.cross(q, v) + w * v)


def quat_between(a: np.ndarray, b: np.ndarray) -> Quat:
    """The shortest turn that takes direction `a` onto direction `b`."""
    a = np.asarray(a, float) / np.linalg.norm(a)
    b = np.asarray(b, float) / np.linalg.norm(b)
    w = 1.0 + float(a @ b)
    if w < 1e-9:
        axis = np.cross(a, [1.0, 0.0, 0.0] if abs(a[0]) < 0.9 else [0.0, 1.0, 0.0])
        axis /= np.linalg.norm(axis)
        return (0.0, float(axis[0]), float(axis[1]), float(axis[2]))
    v = np.cross(a, b)
    q = np.array([w, *v])
    q /= np.linalg.norm(q)
    return (float(q[0]), float(q[1]), float(q[2]), float(q[3]))


def quat_of(axes: np.ndarray) -> Quat:
    """The turn that takes x, y, z onto the columns of a right-handed matrix, shape (3, 3)."""
    first = quat_between(np.array([0.0, 1.0, 0.0]), axes[:, 1])
    z = rotate(first, (0.0, 0.0, 1.0))
    half = np.arctan2(float(np.cross(z, axes[:, 2]) @ axes[:, 1]), float(z @ axes[:, 2])) / 2.0
    w, x, y, z_ = first
    c, s = float(np.cos(half)), float(np.sin(half))  # first a turn about its own y, then `first`
    return (w * c - y * s, x * c - z_ * s, y * c + w * s, z_ * c + x * s)
