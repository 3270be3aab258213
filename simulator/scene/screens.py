"""The monitor's picture and the hands of the wall clock."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.core.records import Snapshot
from simulator.errors import MachineError
from simulator.monitor.watch import Watcher
from simulator.scene.materials import DARK, RED, Material, linear
from simulator.scene.notices import Warn
from simulator.scene.room.fittings.monitor import SCREEN_ASPECT, alarm_lamp, monitor_screen
from simulator.scene.room.walls import TO_ROOM
from simulator.scene.shapes.mesh import Mesh, merged
from simulator.scene.shapes.solids import lathe, rounded_box
from simulator.scene.subsystems import Subsystem
from simulator.scene.upload import picture_texture, refill
from simulator.scene.world import World, add_mesh

WIDTH_PX = 960
REFRESH_S = 1 / 30
# The lamp on the housing, in the colors of IEC 60601-1-8; "" is off.
LAMPS = {
    "": Material(linear("#8d9296"), 0.25, 0.0, "plain"),
    "high": Material((1.0, 0.03, 0.02), 1.0, 0.0, "glow", 3.0),
    "medium": Material((1.0, 0.62, 0.02), 1.0, 0.0, "glow", 2.4),
    "low": Material((0.05, 0.75, 1.0), 1.0, 0.0, "glow", 1.8),
}
START_OF_DAY_S = 14 * 3600 + 6 * 60  # the clock's time at tick 0: a clock of the room, not of you


def electronics_part(watcher: Watcher) -> Subsystem:
    """What the monitor makes of its sensors: once a frame, for the screen and for the sound."""

    def update(snapshot: Snapshot) -> None:
        watcher.update(snapshot)

    return Subsystem("electronics", update)


def monitor_part(world: World, options: Any, warn: Warn, watcher: Watcher) -> Subsystem:
    """The screen, refilled at 30 Hz of session time."""
    height = int(WIDTH_PX * SCREEN_ASPECT)
    picture = picture_texture("monitor", WIDTH_PX, height)
    refill(picture, _dark(WIDTH_PX, height))
    screen = add_mesh(world, monitor_screen(world.layout), "screen", casts=False)
    screen.setShaderInput("picture", picture)
    painter = _painter(WIDTH_PX, height, 1000.0 * world.layout.monitor_width_m, options, warn)
    shown = {"at_s": -1.0}
    lamps = {
        name: add_mesh(world, alarm_lamp(world.layout, material), f"alarm lamp {name}", casts=False)
        for name, material in LAMPS.items()
    }

    def update(snapshot: Snapshot) -> None:
        if painter is None or 0 <= snapshot.sim_time_s - shown["at_s"] < REFRESH_S:
            return
        shown["at_s"] = snapshot.sim_time_s
        refill(picture, painter.paint(snapshot, watcher.status))
        for name, lamp in lamps.items():
            (lamp.show if name == painter.lamp else lamp.hide)()

    return Subsystem("monitor", update, after=("electronics",))


def _painter(width: int, height: int, width_mm: float, options: Any, warn: Warn) -> Any:
    try:
        from simulator.monitor.painter import MonitorPainter

        return MonitorPainter(
            width, height, options.language, theme=options.theme, pressure=options.pressure_unit,
            temperature=options.temperature_unit, skin=options.monitor_skin, age_y=options.age_y,
            width_mm=width_mm,
        )  # fmt: skip
    except (ImportError, MachineError) as error:
        warn(f"the monitor stays dark: {error}")
        return None


def _dark(width: int, height: int) -> np.ndarray:
    panel = np.zeros((height, width, 4), np.uint8)
    panel[..., :3] = (12, 9, 7)
    panel[..., 3] = 255
    return panel


def clock_part(world: World) -> Subsystem:
    """Hour, minute and second hand, by session time."""
    at = np.array(world.layout.clock_m)
    at[1] = world.layout.room_high_m[1] - 0.046
    hands = {}
    for name, mesh, period_s in _clock_hands():
        node = add_mesh(world, mesh, f"clock_{name}", casts=False)
        node.setPos(*at)
        hands[period_s] = node

    def update(snapshot: Snapshot) -> None:
        now_s = START_OF_DAY_S + snapshot.sim_time_s
        for period_s, node in hands.items():
            node.setR(360.0 * (now_s % period_s) / period_s)

    return Subsystem("clock", update)


def _clock_hands() -> list[tuple[str, Mesh, float]]:
    def hand(length: float, width: float, lift: float, material: Any) -> Mesh:
        return rounded_box(
            (width, 0.0016, length), 0.0006, material, 1, 1, at=(0, -lift, length * 0.38)
        )

    boss = lathe([(0.007, 0), (0.007, 0.003), (0, 0.003)], RED, 20, TO_ROOM, (0, -0.0035, 0))
    return [
        ("hour", hand(0.080, 0.0075, 0.0010, DARK), 12 * 3600.0),
        ("minute", hand(0.120, 0.0055, 0.0022, DARK), 3600.0),
        ("second", merged([hand(0.135, 0.0018, 0.0034, RED), boss]), 60.0),
    ]
