"""Where things stand: the room's file, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from simulator.core.records import Vec3
from simulator.core.scenario import SCENARIOS
from simulator.errors import ScenarioError


@dataclass(frozen=True)
class Room:
    """Places of a room (m, room frame), as scenarios/rooms has them."""

    id: str
    stand_m: Vec3
    look_at_m: Vec3
    monitor_m: Vec3
    clock_m: Vec3
    tray_m: Vec3
    tray_size_m: tuple[float, float]
    mask_m: Vec3
    flowmeter_m: Vec3
    bin_m: Vec3
    phone_m: Vec3


def load_room(name: str) -> Room:
    """Read a room.

    Raises
    ------
    ScenarioError
        No such room, or a place is missing in its file.
    """
    path = SCENARIOS / "rooms" / f"{name}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return Room(
            id=table["id"],
            stand_m=tuple(table["stand"]["position_m"]),
            look_at_m=tuple(table["stand"]["look_at_m"]),
            monitor_m=tuple(table["monitor"]["center_m"]),
            clock_m=tuple(table["clock"]["center_m"]),
            tray_m=tuple(table["tray"]["center_m"]),
            tray_size_m=tuple(table["tray"]["size_m"]),
            mask_m=tuple(table["oxygen"]["mask_m"]),
            flowmeter_m=tuple(table["oxygen"]["center_m"]),
            bin_m=tuple(table["sharps_bin"]["center_m"]),
            phone_m=tuple(table["phone"]["center_m"]),
        )
    except OSError:
        known = sorted(file.stem for file in path.parent.glob("*.toml"))
        raise ScenarioError(f"room {name!r} is unknown; known are {', '.join(known)}") from None
    except (KeyError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(f"{path.name}: {error} is missing or wrong; see another room") from None
