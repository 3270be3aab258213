"""Where things stand: `scenarios/rooms/*.toml` plus what only the drawing needs to know."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import ScenarioError

Vec3 = tuple[float, float, float]
ROOMS = Path(__file__).parents[3] / "scenarios" / "rooms"


@dataclass(frozen=True)
class Layout:
    """Places in the bay (m, room frame), and its box, panels and lamp for the light."""

    mattress_top_m: float
    stand_m: Vec3
    look_at_m: Vec3
    monitor_m: Vec3
    monitor_look_at_m: Vec3
    monitor_width_m: float
    clock_m: Vec3
    phone_m: Vec3
    tray_m: Vec3
    tray_size_m: tuple[float, float]
    oxygen_m: Vec3
    mask_hook_m: Vec3
    sharps_m: Vec3
    room_low_m: Vec3 = (-2.4, -3.4, 0.0)
    room_high_m: Vec3 = (2.4, 1.97, 2.75)
    panel_centers_m: tuple[tuple[float, float], ...] = (
        (-0.95, 0.75), (0.95, 0.75), (-0.95, -1.0), (0.95, -1.0), (0.0, -2.5),
    )  # fmt: skip
    panel_half_m: tuple[float, float] = (0.31, 0.61)
    lamp_m: Vec3 = (-0.42, 0.02, 2.02)
    lamp_look_at_m: Vec3 = (0.04, 0.40, 0.98)


def load_layout(room: str) -> Layout:
    """The layout of one room.

    Raises
    ------
    ScenarioError
        No such room, or a field is missing.
    """
    path = ROOMS / f"{room}.toml"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in ROOMS.glob("*.toml")))
        raise ScenarioError(f"room '{room}' is unknown; rooms live in {ROOMS.name}/: {known}.")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return _layout(table)
    except KeyError as error:
        raise ScenarioError(
            f"{path.name}: field {error} is missing; a room needs every place that "
            "scenarios/rooms/resuscitation_bay.toml has."
        ) from error


def _layout(table: dict[str, Any]) -> Layout:
    return Layout(
        mattress_top_m=table["mattress_top_m"],
        stand_m=tuple(table["stand"]["position_m"]),
        look_at_m=tuple(table["stand"]["look_at_m"]),
        monitor_m=tuple(table["monitor"]["center_m"]),
        monitor_look_at_m=tuple(table["monitor"]["look_at_m"]),
        monitor_width_m=table["monitor"]["width_m"],
        clock_m=tuple(table["clock"]["center_m"]),
        phone_m=tuple(table["phone"]["center_m"]),
        tray_m=tuple(table["tray"]["center_m"]),
        tray_size_m=tuple(table["tray"]["size_m"]),
        oxygen_m=tuple(table["oxygen"]["center_m"]),
        mask_hook_m=tuple(table["oxygen"]["mask_m"]),
        sharps_m=tuple(table["sharps_bin"]["center_m"]),
    )
