"""Putting the scene together: every subsystem on one page, with what must come before it."""

from __future__ import annotations

from typing import Any

from simulator.progress import Progress
from simulator.scene.bake_room import lit_bay
from simulator.scene.notices import Warn
from simulator.scene.screens import clock_part, monitor_part
from simulator.scene.subsystems import Subsystem, in_order
from simulator.scene.world import World, add_mesh


def assemble(
    world: World, options: Any, body: Any, progress: Progress, warn: Warn
) -> tuple[list[Subsystem], Any]:
    """All subsystems in order, and the HUD."""
    add_mesh(world, lit_bay(options.room, progress, "", warn), "bay")
    parts = [
        monitor_part(world, options, warn),
        clock_part(world),
    ]
    return in_order(parts), None
