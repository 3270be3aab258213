"""The chest wall as thick as this patient's: sites aimed along the skin, depths pushed."""

from __future__ import annotations

import numpy as np

from physiology.patient import Patient
from simulator.anatomy.distance import first_hit
from simulator.anatomy.landmarks import Site, pleura_along, wanted_depth_mm
from simulator.anatomy.mesh import Mesh, vertex_normals
from simulator.anatomy.skin import SkinForm

THROUGH_ARM_MM = 95.0  # a longer way from pleura to skin leads through the arm; source: tuned


def set_depths(form: SkinForm, sites: dict[tuple[str, str], Site], patient: Patient) -> float:
    """One broad push toward this patient's chest wall; returns the largest miss (mm)."""
    triangles, feet, need = [], [], []
    for (name, _), site in sites.items():
        wanted = wanted_depth_mm(name, patient)
        if wanted is None:
            continue
        hit = first_hit(form.v, form.f, site.pleura, -site.inward)
        if hit is None:
            continue
        distance, triangle = hit
        if distance > wanted + 30.0:
            continue  # the way out leads through the arm
        triangles.append(triangle)
        feet.append(site.pleura - site.inward * distance)
        need.append(wanted - distance)
    miss = np.array(need)
    form.push(np.array(triangles), np.array(feet), np.clip(miss, -9, 9), 60.0, 6e-3, 3.0)
    return float(np.abs(miss).max())


def aim(
    sites: dict[tuple[str, str], Site], form: SkinForm, sacs: dict[str, Mesh]
) -> dict[tuple[str, str], Site]:
    """Turn each site's direction to the perpendicular of the skin over it."""
    normals = vertex_normals(form.v, form.f)
    out = {}
    for key, site in sites.items():
        hit = first_hit(form.v, form.f, site.pleura, -site.inward)
        over = site.pleura - site.inward * (hit[0] if hit else 30.0)
        near = (np.linalg.norm(form.v - over, axis=1) < 32.0) & (normals @ site.inward < -0.6)
        outward = normals[near].mean(0)
        outward = 0.75 * outward / np.linalg.norm(outward) - 0.25 * site.inward
        inward = -outward / np.linalg.norm(outward)
        out[key] = Site(site.wall, pleura_along(site.wall, inward, sacs[key[1]]), inward)
    return out


def past_the_arm(
    form: SkinForm, sites: dict[tuple[str, str], Site], sacs: dict[str, Mesh]
) -> dict[tuple[str, str], Site]:
    """Sites whose way out leads through the arm of a heavy patient, turned to the front of it."""
    out = {}
    front = np.array([0.0, -1.0, 0.0])
    for key, site in sites.items():
        for turn in np.linspace(0.0, 0.8, 9):
            outward = (1 - turn) * -site.inward + turn * front
            outward /= np.linalg.norm(outward)
            pleura = pleura_along(site.wall, -outward, sacs[key[1]])
            hit = first_hit(form.v, form.f, pleura, outward)
            if hit is not None and hit[0] < THROUGH_ARM_MM:
                out[key] = Site(site.wall, pleura, -outward)
                break
    return out
