"""Build a body: bones, skin, chest, organs, landmarks, motion. Millimetres in, metres out."""

from __future__ import annotations

from physiology.patient import Patient
from simulator.anatomy import chest as chests
from simulator.anatomy import girdle, heart, landmarks, organs, posture, room, thorax, vessels
from simulator.anatomy.assembly import assemble
from simulator.anatomy.body import Body
from simulator.anatomy.bones import load_bones, posed
from simulator.anatomy.human import Human
from simulator.anatomy.lung_volumes import functional_residual_ml, tissue_ml
from simulator.anatomy.part import Part
from simulator.anatomy.skeleton import REFERENCE_STATURE_CM, apply, load_skeleton
from simulator.anatomy.skin_build import build_figure
from simulator.progress import Progress
from simulator.text import text


def build_body(patient: Patient, digest: str, progress: Progress, language: str = "en") -> Body:
    """Everything, for one patient.

    Raises
    ------
    MachineError
        A carrier package is not installed.
    """

    def say(fraction: float, step: str) -> None:
        progress(fraction, text(f"anatomy.build.{step}", language))

    say(0.02, "bones")
    skeleton = load_skeleton(patient.height_cm)
    bones, costal = load_bones(skeleton)
    say(0.12, "bones")
    arcs_rest = thorax.complete(bones, costal)
    frames = girdle.settle(posture.pose_skeleton(skeleton), bones, skeleton)
    bone_meshes = posed(bones, frames)
    arcs = {k: apply(frames["torso"], line) for k, line in arcs_rest.items()}
    say(0.2, "chest")
    scale = patient.height_cm / REFERENCE_STATURE_CM
    chest = chests.build_chest(bone_meshes, arcs, scale)
    wanted = functional_residual_ml(patient) + sum(tissue_ml(patient))
    chambers = heart.chambers(chest, scale)
    runs = vessels.lay(vessels.Places(bone_meshes, chest), chest, scale, chambers)
    chest.taken = room.taken(chest, runs, chambers, bone_meshes)
    sacs = chests.pleura(chest, scale, wanted)
    say(0.3, "chest")
    human = Human()
    sites = landmarks.chest_sites(bone_meshes, arcs, chest, sacs)
    figure = build_figure(patient, human, skeleton, frames, bone_meshes, costal, sites, sacs, say)
    say(0.75, "skin")
    parts = [Part("skin", None, figure.mesh, figure.attributes)]
    parts += [Part(key[0], key[1], mesh) for key, mesh in bone_meshes.items()]
    parts += organs.chest_parts(chest, sacs, arcs, bone_meshes, figure, chambers, runs, scale)
    parts += figure.extras
    say(0.9, "organs")
    hips = [apply(frames[f"femur_{k}"], skeleton.anchor_mm(f"femur_{k}"))[2] for k in "lr"]
    hip_z = sum(hips) / 2
    return assemble(patient, parts, chest, sites, figure, arcs, digest, scale, hip_z)
