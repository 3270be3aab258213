"""The chest wall as thick as this patient's: sites aimed along the skin, depths pushed."""

from __future__ import annotations

import numpy as np

from physiology.patient import Patient
from simulator.anatomy.distance import first_hit
from simulator.anatomy.landmarks import Site, pleura_along, wanted_depth_mm
from simulator.anatomy.mesh import Mesh, vertex_normals
from simulator.anatomy.skin import Pushes, SkinForm

THROUGH_ARM_MM = 14.0  # so much above the chest's own thickness it is an arm; source: tuned


def misses(form: SkinForm, sites: dict[tuple[str, str], Site], patient: Patient) -> Pushes:
    """How far the skin must move over each site to have this patient's depth there."""
    triangles, feet, miss = [], [], []
    for (name, _), site in sites.items():
        wanted = wanted_depth_mm(name, patient)
        hit = first_hit(form.v, form.f, site.pleura, -site.inward)
        if wanted is None or hit is None or hit[0] > wanted + 30.0:
            continue  # farther: the way out leads through the arm
        triangles.append(hit[1])
        feet.append(site.pleura - site.inward * hit[0])
        miss.append(wanted - hit[0])
    return np.array(triangles), np.array(feet), np.clip(miss, -9.0, 9.0)


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
    form: SkinForm, sites: dict[tuple[str, str], Site], sacs: dict[str, Mesh], patient: Patient
) -> dict[tuple[str, str], Site]:
    """Sites whose way out leads through the arm of a heavy patient, turned to the front of it."""
    out = {}
    front = np.array([0.0, -1.0, 0.0])
    side_mm = wanted_depth_mm("fifth_intercostal_anterior_axillary", patient) or 0.0
    for key, site in sites.items():
        most = (wanted_depth_mm(key[0], patient) or side_mm) + THROUGH_ARM_MM
        least = np.inf
        for turn in np.linspace(0.0, 0.8, 9):
            outward = (1 - turn) * -site.inward + turn * front
            outward /= np.linalg.norm(outward)
            pleura = pleura_along(site.wall, -outward, sacs[key[1]])
            hit = first_hit(form.v, form.f, pleura, outward)
            if hit is not None and hit[0] < least:
                least, out[key] = hit[0], Site(site.wall, pleura, -outward)
            if least < most:
                break
    return out
