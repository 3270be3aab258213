"""The chest fits together: one tube a costal arch, open interspaces, nothing through another."""

from __future__ import annotations

import numpy as np
import pytest

from physiology.patient import Patient
from simulator.anatomy.body import SIDES, Body, Side
from simulator.anatomy.distance import Surface
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody
from simulator.anatomy.skin_build import DENSITY_KG_PER_L

CASE = Patient(34, "male", 176, 80)
SITES = ("second_intercostal_midclavicular", "fourth_intercostal_anterior_axillary",
         "fifth_intercostal_anterior_axillary", "fifth_intercostal_midaxillary")  # fmt: skip


@pytest.fixture(scope="module")
def body() -> Body:
    return load_body(CASE)


def mesh_mm(body: Body, id: str, side: Side | None = None) -> tuple[np.ndarray, np.ndarray]:
    part = body.structure(id, side)
    v = body.vertices_m[part.vertices].astype(float) * 1000.0
    return v, body.triangles[part.triangles] - part.vertices.start


def surface(body: Body, id: str, side: Side | None = None) -> Surface:
    """The signed distance turned to the frame in which its rays run along +y."""
    return Surface(*mesh_mm(body, id, side))


@pytest.mark.parametrize("k", range(1, 11))
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_cartilage_goes_on_where_its_rib_ends(body: Body, side: Side, k: int) -> None:
    for id in (f"rib_{k}", f"costal_cartilage_{k}"):
        assert body.structure(id, side).is_closed
    rib, _ = mesh_mm(body, f"rib_{k}", side)
    depth, _, _ = surface(body, f"costal_cartilage_{k}", side).depth(rib)
    near = depth > -1.5  # both surfaces run within a hair of each other where they meet
    assert near.sum() >= 28  # two rings of the tube and more
    outside = depth[depth < 0]
    assert -outside.max() < 0.3  # no gap
    assert depth.max() < 7.0  # the end of the rib is buried, but not deep: it has the same outline


def hard_on_the_way(body: Body, side: Side, site: str, up_m: float) -> list[str]:
    mark = body.landmarks[site, side]
    skin, inward = np.asarray(mark.skin_m) + np.array([0, up_m, 0]), np.asarray(mark.inward)
    hits = LivingBody(body).crossings(skin - 0.02 * inward, skin + 0.07 * inward)
    return [h.structure.id for h in hits if h.structure.tissue in ("bone", "cartilage")]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_way_in_is_free_of_bone(body: Body, side: Side, site: str) -> None:
    """Also a few millimetres beside it: a hand is no robot."""
    for up_m in (0.0, 0.003, -0.003):
        assert hard_on_the_way(body, side, site, up_m) == [], up_m


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_rib_below_stops_a_needle_that_is_too_low(body: Body, side: Side) -> None:
    living = LivingBody(body)
    mark = body.landmarks["second_intercostal_midclavicular", side]
    skin, inward = np.asarray(mark.skin_m), np.asarray(mark.inward)
    low = skin + np.array([0.0, -0.011, 0.0])
    met = {h.structure.id for h in living.crossings(low - 0.02 * inward, low + 0.07 * inward)}
    assert met & {"rib_3", "costal_cartilage_3"}


@pytest.mark.parametrize("side", ["left", "right"])
def test_shoulder_blades_lie_outside_the_chest(body: Body, side: Side) -> None:
    blade, _ = mesh_mm(body, "scapula", side)
    assert not surface(body, "parietal_pleura", side).contains(blade).any()


@pytest.mark.parametrize(
    "id", ["aorta", "superior_vena_cava", "trachea", "esophagus", "pulmonary_artery"]
)
def test_what_fills_the_middle_leaves_the_lungs_alone(body: Body, id: str) -> None:
    v, _ = mesh_mm(body, id)
    for side, _ in SIDES:
        depth, _, _ = surface(body, "parietal_pleura", side).depth(v)
        assert (depth > 2.0).mean() < 0.02


def test_heart_and_great_vessels_keep_apart(body: Body) -> None:
    for one, other in (("aorta", "trachea"), ("trachea", "esophagus"), ("aorta", "esophagus"),
                       ("superior_vena_cava", "aorta")):  # fmt: skip
        v, _ = mesh_mm(body, one)
        depth, _, _ = surface(body, other).depth(v)
        assert depth.max() < 1.5, (one, other)


def weight_kg(body: Body) -> float:
    v, f = mesh_mm(body, "skin")
    a, b, c = (v[f[:, k]] / 100.0 for k in range(3))  # decimetres, so that it is liters
    return float(np.einsum("ij,ij->", np.cross(a, b), c) / 6.0) * DENSITY_KG_PER_L


def test_the_body_weighs_what_the_patient_weighs(body: Body) -> None:
    assert weight_kg(body) == pytest.approx(CASE.weight_kg, abs=1.0)


OTHERS = (
    Patient(30, "female", 165, 60), Patient(34, "male", 190, 85), Patient(70, "female", 158, 75),
    Patient(34, "male", 178, 58), Patient(34, "male", 176, 111.5),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("patient", OTHERS, ids=lambda p: f"{p.sex}-{p.height_cm}-{p.weight_kg}")
def test_other_bodies_fit_together_too(patient: Patient) -> None:
    other = load_body(patient)
    assert weight_kg(other) == pytest.approx(patient.weight_kg, abs=1.0)
    for side, _ in SIDES:
        test_shoulder_blades_lie_outside_the_chest(other, side)
        for site in SITES:
            assert hard_on_the_way(other, side, site, 0.0) == [], site
    test_heart_and_great_vessels_keep_apart(other)
