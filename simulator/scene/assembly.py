"""Putting the scene together: every subsystem on one page, with what must come before it."""

from __future__ import annotations

from typing import Any

from simulator.progress import Progress
from simulator.scene.bake_room import lit_bay
from simulator.scene.hud.hud import Hud, make_hud
from simulator.scene.labels import labels_part
from simulator.scene.notices import Warn
from simulator.scene.patient.part import Patient, hide_inside, make_patient, update
from simulator.scene.screens import clock_part, monitor_part
from simulator.scene.sound import sound_part
from simulator.scene.subsystems import Subsystem, in_order
from simulator.scene.tools.part import make_things
from simulator.scene.tools.part import update as update_things
from simulator.scene.world import World
from simulator.text import text


def assemble(
    world: World, options: Any, body: Any, progress: Progress, warn: Warn
) -> tuple[list[Subsystem], Hud]:
    """All subsystems in order, and the HUD."""
    label = text("scene.lighting", options.language)
    world.rays_fraction = options.rays_fraction
    early, late = _share(progress, 0.0), _share(progress, 0.5)
    room = lit_bay(options.room, early, label, warn, options.rays_fraction)
    parts = [
        monitor_part(world, options, warn),
        clock_part(world),
        patient_part(world, room, body, late, label, warn),
        things_part(world, warn),
        *sound_part(world, options, warn),
    ]
    hud = make_hud(world.base, options, warn)
    parts.append(Subsystem("hud", hud.update, after=("patient", "things")))
    parts.append(labels_part(world, hud))
    return in_order(parts), hud


def patient_part(
    world: World, room: Any, body: Any, progress: Progress, label: str, warn: Warn
) -> Subsystem:
    """The patient, built for the body given now or with the first snapshot."""
    held: dict[str, Patient] = {}

    def build(living: Any) -> None:
        held["patient"] = make_patient(world, living, room, progress, label, warn)
        hide_inside(held["patient"])
        world.patient = held["patient"]

    if body is not None:
        build(body)

    def run(snapshot: Any) -> None:
        if "patient" not in held:
            build(snapshot.body)
        update(held["patient"], snapshot)

    return Subsystem("patient", run)


def things_part(world: World, warn: Warn) -> Subsystem:
    """Tools and hands; after the patient, because a mask lies on his face."""
    things = make_things(world, warn)
    return Subsystem("things", lambda snapshot: update_things(things, snapshot), after=("patient",))


def _share(progress: Progress, begins: float) -> Progress:
    """Half of the whole work, from `begins` on."""

    def told(fraction: float, label: str) -> None:
        progress(begins + 0.5 * fraction, label)

    return told
