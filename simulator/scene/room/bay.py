"""The whole bay without its patient, its light baked and cached."""

from __future__ import annotations

from simulator.scene.room.fittings.cart import crash_cart
from simulator.scene.room.fittings.clock import clock_body
from simulator.scene.room.fittings.drip import drip_stand
from simulator.scene.room.fittings.lamp import lamp
from simulator.scene.room.fittings.monitor import monitor
from simulator.scene.room.fittings.phone import phone
from simulator.scene.room.fittings.sharps import sharps_bin
from simulator.scene.room.fittings.stool import stool
from simulator.scene.room.fittings.tray import tray_stand
from simulator.scene.room.fittings.window import window
from simulator.scene.room.layout import Layout
from simulator.scene.room.trolley import trolley
from simulator.scene.room.walls import curtains, head_wall, shell, wall_things
from simulator.scene.shapes.mesh import Mesh, merged
from simulator.scene.tools.tray_things import tray_things


def bay(layout: Layout) -> Mesh:
    """One mesh of everything that never moves."""
    parts = [
        *shell(layout), *head_wall(layout), *curtains(layout), *wall_things(layout),
        *trolley(layout.mattress_top_m), *monitor(layout), *lamp(layout), *drip_stand(),
        *tray_stand(layout), *clock_body(layout), *phone(layout), *sharps_bin(layout),
        *crash_cart(), *stool(), *window(layout), *tray_things(layout),
    ]  # fmt: skip
    return merged(parts)
