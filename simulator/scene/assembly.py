"""Putting the scene together: every subsystem on one page, with what must come before it."""

from __future__ import annotations

from typing import Any

from simulator.core.records import Snapshot
from simulator.monitor.watch import Watcher
from simulator.progress import Progress
from simulator.scene.bake_room import lit_bay
from simulator.scene.board import hang_board
from simulator.scene.film import film_part
from simulator.scene.hud.hud import Hud, make_hud
from simulator.scene.hud.legend import legend_part
from simulator.scene.labels import labels_part
from simulator.scene.notices import Warn
from simulator.scene.patient.part import History, Patient, hide_inside, make_patient, update
from simulator.scene.screens import clock_part, electronics_part, monitor_part
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
    watcher = Watcher(options.age_y)
    sounds, sounding = sound_part(world, options, warn, watcher)
    parts = [
        electronics_part(watcher),
        monitor_part(world, options, warn, watcher),
        clock_part(world),
        patient_part(world, room, body, late, label, warn, history_of(options)),
        things_part(world, warn),
        *sounds,
    ]
    hang_board(world, options.language)
    hud = make_hud(world.base, options, warn)

    def words(snapshot: Snapshot) -> None:
        hud.update(snapshot)
        hud.show_sounding(sounding())

    parts.append(Subsystem("hud", words, after=("patient", "things", *(p.name for p in sounds))))
    parts += [labels_part(world, hud), legend_part(world, hud), film_part(world, hud)]
    return in_order(parts), hud


def patient_part(
    world: World, room: Any, body: Any, progress: Progress, label: str, warn: Warn,
    history: History,
) -> Subsystem:  # fmt: skip
    """The patient, built for the body given now or with the first snapshot."""
    held: dict[str, Patient] = {}

    def build(living: Any) -> None:
        held["patient"] = make_patient(world, living, room, progress, label, warn, history)
        hide_inside(held["patient"])
        world.patient = held["patient"]

    if body is not None:
        build(body)

    def run(snapshot: Any) -> None:
        if "patient" not in held:
            build(snapshot.body)
        update(held["patient"], snapshot)

    return Subsystem("patient", run)


def history_of(options: Any) -> History:
    """The case's marks on the patient, from the stage's options."""
    return History(tuple(options.injuries), tuple(options.equipment))


def things_part(world: World, warn: Warn) -> Subsystem:
    """Tools and hands; after the patient, because a mask lies on his face."""
    things = make_things(world, warn)
    return Subsystem("things", lambda snapshot: update_things(things, snapshot), after=("patient",))


def _share(progress: Progress, begins: float) -> Progress:
    """Half of the whole work, from `begins` on."""

    def told(fraction: float, label: str) -> None:
        progress(begins + 0.5 * fraction, label)

    return told
