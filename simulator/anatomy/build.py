"""Build a body: bones, skin, chest, organs, landmarks, motion. Millimetres in, metres out."""

from __future__ import annotations

from physiology.patient import Patient
from simulator.anatomy import chest as chests
from simulator.anatomy import landmarks, organs, posture, thorax
from simulator.anatomy.assembly import Part, assemble
from simulator.anatomy.body import Body
from simulator.anatomy.bones import load_bones, posed
from simulator.anatomy.human import Human
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
    frames = posture.pose_skeleton(skeleton)
    bone_meshes = posed(bones, frames)
    arcs = {k: apply(frames["torso"], line) for k, line in arcs_rest.items()}
    say(0.2, "chest")
    scale = patient.height_cm / REFERENCE_STATURE_CM
    chest = chests.build_chest(bone_meshes, arcs, scale)
    wanted = functional_residual_ml(patient) + sum(tissue_ml(patient))
    sacs = chests.pleura(chest, scale, wanted)
    say(0.3, "chest")
    human = Human()
    sites = landmarks.chest_sites(bone_meshes, arcs, chest, sacs)
    figure = build_figure(patient, human, skeleton, frames, bone_meshes, costal, sites, sacs, say)
    say(0.75, "skin")
    parts = [Part("skin", None, figure.mesh, figure.attributes)]
    parts += [Part(key[0], key[1], mesh) for key, mesh in bone_meshes.items()]
    parts += organs.chest_parts(chest, sacs, arcs, bone_meshes, figure.mesh, scale)
    parts += figure.extras
    say(0.9, "organs")
    hips = [apply(frames[f"femur_{k}"], skeleton.anchor_mm(f"femur_{k}"))[2] for k in "lr"]
    hip_z = sum(hips) / 2
    return assemble(patient, parts, chest, sites, figure, arcs, digest, scale, hip_z)


def functional_residual_ml(patient: Patient) -> float:
    """Gas of both lungs at rest, supine (ml).

    Source: ECSC 1993 (sitting FRC: 2.34 H + 0.009 A - 1.09 male, 2.24 H + 0.001 A - 1.00 female;
    recalled, unverified), times 0.72 for lying down (tuned).
    """
    h, a = patient.height_cm / 100.0, patient.age_y
    male = patient.sex == "male"
    sitting = 2.34 * h + 0.009 * a - 1.09 if male else 2.24 * h + 0.001 * a - 1.0
    return 720.0 * sitting


def tissue_ml(patient: Patient) -> tuple[float, float]:
    """Tissue and blood of the left and right lung (ml), 0.9 l in all.

    Source: ICRP 89, lungs with blood 1.2 kg (recalled, unverified), tuned.
    """
    total = 900.0 * (patient.height_cm / REFERENCE_STATURE_CM) ** 3
    return 0.46 * total, 0.54 * total
