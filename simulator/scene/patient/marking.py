"""The outline round one structure."""

from __future__ import annotations

from simulator.errors import AnatomyError
from simulator.scene.patient.anatomy_nodes import mark_node
from simulator.scene.patient.part import Patient
from simulator.scene.world import World


def mark(world: World, structure_id: str | None, side: str | None) -> None:
    """Outline that structure; None takes the outline away."""
    patient: Patient | None = world.patient
    if patient is None:
        return
    if patient.marked is not None:
        patient.marked.hide()
        patient.marked = None
    world.passes.show_mark(structure_id is not None)
    if structure_id is None:
        return
    for group in patient.groups.values():
        for structure in group.structures:
            if (structure.id, structure.side) == (structure_id, side):
                patient.marked = mark_node(world, group, structure, patient.living.body)
                patient.marked.show()
                return
    raise AnatomyError(
        f"structure '{structure_id}' (side {side}) is not drawn in this body; "
        "'launcher.py anatomy list' names those that are."
    )
