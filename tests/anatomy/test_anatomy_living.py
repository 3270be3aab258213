"""The chest follows the twin: volumes, gap, shift; the needle meets layers in order."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from physiology.patient import Patient
from physiology.vitals import Truth
from simulator.anatomy.body import Body, Side
from simulator.anatomy.distance import Surface
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody
from simulator.anatomy.surgery import mirrored, moved_wall, without_lung

CASE = Patient(34, "male", 176, 80)


@pytest.fixture(scope="module")
def body() -> Body:
    return load_body(CASE)


def truth(body: Body, **changes: float) -> Truth:
    """A resting body, with changes in ml (`lung_left` … add, the rest are values)."""
    gas = body.motion["cavity_ml"] - np.array(body.motion["tissue_ml"])
    values: dict[str, Any] = dict.fromkeys(Truth._fields, 0.0)
    values |= {"lung_left_ml": gas[0], "lung_right_ml": gas[1], "cvp_mmhg": 4.0}
    values |= {"chest_left_ml": gas[0], "chest_right_ml": gas[1]}
    for name, value in changes.items():
        values[name] = value + (values[name] if name.startswith(("lung_", "chest_")) else 0.0)
    return Truth(**values)


TENSION = {
    "lung_left_ml": -750.0, "chest_left_ml": 800.0, "mediastinal_shift_ml": 250.0,
    "diaphragm_left_ml": 250.0, "lung_right_ml": -200.0, "chest_right_ml": -200.0,
}  # fmt: skip
DEEP_BREATH = {
    "lung_left_ml": 900.0, "chest_left_ml": 900.0, "diaphragm_left_ml": 360.0,
    "lung_right_ml": 1100.0, "chest_right_ml": 1100.0, "diaphragm_right_ml": 440.0,
}  # fmt: skip
TWO_LITERS_LEFT = {
    "lung_left_ml": -800.0, "chest_left_ml": 1200.0, "mediastinal_shift_ml": 330.0,
    "diaphragm_left_ml": 480.0, "lung_right_ml": -250.0, "chest_right_ml": -250.0,
    "diaphragm_right_ml": -100.0, "cvp_mmhg": 14.0,
}  # fmt: skip


def needle(living: LivingBody, site: str, side: str, reach_mm: float = 75.0) -> list:
    mark = living.body.landmarks[site, side]  # type: ignore[index]
    skin, inward = np.asarray(mark.skin_m), np.asarray(mark.inward)
    return living.crossings(skin - 0.03 * inward, skin + reach_mm / 1000.0 * inward)


def ids(hits: list) -> list[str]:
    return [h.structure.id for h in hits if h.is_entering]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"lung_left_ml": 260.0, "chest_left_ml": 260.0, "lung_right_ml": 300.0,
         "chest_right_ml": 300.0, "diaphragm_left_ml": 150.0, "diaphragm_right_ml": 170.0},
        TENSION,
        {"lung_left_ml": -300.0, "chest_left_ml": 50.0},
        DEEP_BREATH,
        TWO_LITERS_LEFT,
        {"lung_right_ml": -900.0, "chest_right_ml": 1200.0, "mediastinal_shift_ml": -300.0,
         "diaphragm_right_ml": 480.0, "lung_left_ml": -250.0, "chest_left_ml": -250.0},
    ],
)  # fmt: skip
def test_volumes_are_the_twins(body: Body, changes: dict[str, float]) -> None:
    living = LivingBody(body)
    now = truth(body, **changes)
    living.update(now)
    for k, side in enumerate(("left", "right")):
        tissue = body.motion["tissue_ml"][k]
        cavity = getattr(now, f"chest_{side}_ml") + tissue
        lung = getattr(now, f"lung_{side}_ml") + tissue
        assert living.volume_ml("parietal_pleura", side) == pytest.approx(cavity, rel=0.003)
        assert living.volume_ml("lung", side) == pytest.approx(lung, rel=0.04)


@pytest.mark.parametrize("changes", [TENSION, TWO_LITERS_LEFT])
def test_a_shrunk_lung_lies_in_its_cavity_and_not_in_the_heart(
    body: Body, changes: dict[str, float]
) -> None:
    living = LivingBody(body)
    living.update(truth(body, **changes))

    def surface(id: str, side: Side | None = None) -> Surface:
        part = body.structure(id, side)
        v = living.vertices_m[part.vertices].astype(float) * 1000.0
        return Surface(v, body.triangles[part.triangles] - part.vertices.start)

    lung = living.vertices_m[body.structure("lung", "left").vertices].astype(float) * 1000.0
    assert np.isfinite(lung).all()
    depth, _, _ = surface("parietal_pleura", "left").depth(lung)
    assert (depth < -1.0).mean() < 0.005
    assert depth.min() > -4.0
    assert not surface("pericardium").contains(lung).any()
    root = np.linalg.norm(lung - body.motion["hilum_m"][0] * 1000.0, axis=1).min()
    assert root < 30.0  # it still hangs on its hilum


def test_needle_meets_the_layers_in_order(body: Body) -> None:
    living = LivingBody(body)
    living.update(truth(body))
    for side in ("left", "right"):
        way = ids(needle(living, "second_intercostal_midclavicular", side))
        assert way[0] == "skin"
        assert way[-2:] == ["parietal_pleura", "lung"]
        assert set(way) <= {
            "skin",
            "pectoralis_major",
            "intercostal_muscles",
            "parietal_pleura",
            "lung",
        }
        assert not [h for h in needle(living, "second_intercostal_midclavicular", side)
                    if h.structure.side not in (None, side)]  # fmt: skip


def test_at_rest_the_lung_lies_on_the_pleura(body: Body) -> None:
    living = LivingBody(body)
    living.update(truth(body))
    hits = {
        h.structure.id: h
        for h in needle(living, "fifth_intercostal_anterior_axillary", "left")
        if h.is_entering
    }
    gap = np.linalg.norm(np.subtract(hits["lung"].point_m, hits["parietal_pleura"].point_m))
    assert gap < 0.002


def test_pleural_gas_opens_a_gap(body: Body) -> None:
    living = LivingBody(body)
    living.update(truth(body, **TENSION))
    hits = {
        h.structure.id: h
        for h in needle(living, "second_intercostal_midclavicular", "left", 120)
        if h.is_entering
    }
    gas = np.asarray(hits["parietal_pleura"].point_m)
    depth = np.linalg.norm(np.subtract(hits["lung"].point_m, gas)) if "lung" in hits else 1.0
    assert depth > 0.02
    mark = body.landmarks["second_intercostal_midclavicular", "left"]
    tip = gas + 0.008 * np.asarray(mark.inward)
    inside = {s.id for s in living.inside(tip)}
    assert "parietal_pleura" in inside
    assert "lung" not in inside


def test_tension_pushes_heart_right_and_left_chest_out(body: Body) -> None:
    living = LivingBody(body)
    living.update(truth(body))
    heart = living.vertices_m[body.structure("left_ventricle").vertices].copy()
    rib = living.vertices_m[body.structure("rib_5", "left").vertices].copy()
    spleen = living.vertices_m[body.structure("spleen").vertices].copy()
    living.update(truth(body, **TENSION))
    assert (living.vertices_m[body.structure("left_ventricle").vertices] - heart)[
        :, 0
    ].mean() < -0.005
    assert (living.vertices_m[body.structure("rib_5", "left").vertices] - rib)[:, 2].mean() > 0.002
    assert (living.vertices_m[body.structure("spleen").vertices] - spleen)[:, 1].mean() < -0.004


@pytest.mark.parametrize("changes", [DEEP_BREATH, TWO_LITERS_LEFT])
def test_the_heart_follows_a_deep_dome_only_so_far(body: Body, changes: dict[str, float]) -> None:
    living = LivingBody(body)
    living.update(truth(body))
    before = living.vertices_m.copy()
    living.update(truth(body, **changes))
    down = before[:, 1] - living.vertices_m[:, 1]
    tip = down[body.structure("left_ventricle").vertices].max()
    dome = down[body.structure("diaphragm").vertices].max()
    assert 0.010 < tip < 0.035
    assert 0.035 < dome < 0.080


def test_cartilages_keep_their_shape_under_tension(body: Body) -> None:
    living = LivingBody(body)
    living.update(truth(body))
    part = body.structure("costal_cartilage_8", "left")
    f = living.triangles[part.triangles]
    edges = np.vstack([f[:, [0, 1]], f[:, [1, 2]]])

    def lengths() -> np.ndarray:
        return np.linalg.norm(
            living.vertices_m[edges[:, 0]] - living.vertices_m[edges[:, 1]], axis=1
        )

    before = lengths()
    living.update(truth(body, **TWO_LITERS_LEFT))
    assert np.percentile(np.abs(lengths() / before - 1.0), 95) < 0.25


def test_each_half_breathes_for_itself(body: Body) -> None:
    living = LivingBody(body)
    living.update(truth(body))
    before = living.vertices_m.copy()
    living.update(truth(body, lung_right_ml=300.0, chest_right_ml=300.0))
    moved = np.linalg.norm(living.vertices_m - before, axis=1)
    right = moved[body.structure("rib_5", "right").vertices].max()
    left = moved[body.structure("rib_5", "left").vertices].max()
    assert right > 0.004
    assert left < 0.25 * right


def test_skin_and_pleura_move_together(body: Body) -> None:
    living = LivingBody(body)
    depths = []
    for extra in (0.0, 400.0):
        living.update(truth(body, lung_left_ml=extra, chest_left_ml=extra))
        hits = {
            h.structure.id: h
            for h in needle(living, "fourth_intercostal_anterior_axillary", "left")
            if h.is_entering
        }
        depths.append(
            np.linalg.norm(np.subtract(hits["parietal_pleura"].point_m, hits["skin"].point_m))
        )
    assert depths[1] == pytest.approx(depths[0], abs=0.005)


def test_neck_veins_follow_the_central_venous_pressure(body: Body) -> None:
    living = LivingBody(body)
    living.update(truth(body))
    vein = body.structure("external_jugular_vein", "left")
    before = living.volume_ml(vein.id, vein.side)
    living.update(truth(body, cvp_mmhg=20.0))
    assert living.volume_ml(vein.id, vein.side) > 1.2 * before


def test_normals_stay_unit_and_still_parts_stay(body: Body) -> None:
    living = LivingBody(body)
    living.update(truth(body, **TENSION))
    length = np.linalg.norm(living.normals[living.moved], axis=1)
    assert np.median(np.abs(length - 1.0)) < 1e-4
    femur = body.structure("femur", "left").vertices
    assert np.array_equal(living.vertices_m[femur], body.vertices_m[femur])


def test_skin_queries(body: Body) -> None:
    living = LivingBody(body)
    mark = body.landmarks["second_intercostal_midclavicular", "left"]
    skin, inward = np.asarray(mark.skin_m), np.asarray(mark.inward)
    hit = living.skin_at(skin - 0.2 * inward, inward)
    assert hit is not None
    assert np.linalg.norm(np.asarray(hit.point_m) - skin) < 0.004
    assert np.dot(hit.normal, inward) < -0.7
    assert living.nearest_skin(skin - 0.03 * inward).distance_m == pytest.approx(0.03, abs=0.008)
    assert living.nearest_skin(skin + 0.02 * inward).distance_m < 0
    assert living.skin_at((5.0, 5.0, 5.0), (0, 0, 1)) is None


def test_mirrored_body_swaps_sides(body: Body) -> None:
    other = mirrored(body)
    living = LivingBody(other)
    living.update(truth(body, **{"lung_right_ml": 0.0}))
    liver = other.vertices_m[other.structure("liver").vertices].mean(0)
    assert liver[0] > 0.02
    assert other.landmarks["second_intercostal_midclavicular", "left"].skin_m[0] > 0
    way = ids(needle(living, "second_intercostal_midclavicular", "left"))
    assert way[0] == "skin"
    assert "parietal_pleura" in way


def test_moved_wall_is_met_later(body: Body) -> None:
    thick = LivingBody(moved_wall(body, 20.0))
    thick.update(truth(body))
    thin = LivingBody(body)
    thin.update(truth(body))

    def depth(living: LivingBody) -> float:
        mark = body.landmarks["second_intercostal_midclavicular", "left"]
        skin, inward = np.asarray(mark.skin_m), np.asarray(mark.inward)
        hits = living.crossings(skin - 0.06 * inward, skin + 0.09 * inward)
        found = {h.structure.id: h.at_fraction * 150.0 for h in hits if h.is_entering}
        return found["parietal_pleura"] - found["skin"]

    assert depth(thick) - depth(thin) == pytest.approx(20.0, abs=4.0)


def test_without_lung_nothing_is_behind_the_pleura(body: Body) -> None:
    living = LivingBody(without_lung(body, "left"))
    living.update(truth(body))
    assert "lung" not in ids(needle(living, "second_intercostal_midclavicular", "left"))
    assert "lung" in ids(needle(living, "second_intercostal_midclavicular", "right"))


def test_the_shape_depends_on_the_moment_alone(body: Body) -> None:
    now = truth(body, **TENSION)
    fresh, used = LivingBody(body), LivingBody(body)
    assert fresh.update(now)
    assert not fresh.update(now)
    used.update(truth(body))
    used.update(truth(body, lung_left_ml=123.4, chest_left_ml=123.4))
    used.update(now)
    assert np.array_equal(fresh.vertices_m, used.vertices_m)
    mark = body.landmarks["second_intercostal_midclavicular", "left"]
    start, end = np.asarray(mark.skin_m), np.asarray(mark.skin_m) + 0.1 * np.asarray(mark.inward)
    assert fresh.crossings(start, end) == used.crossings(start, end)


def test_body_is_a_plain_record(body: Body) -> None:
    assert dataclasses.is_dataclass(body)
    with pytest.raises(dataclasses.FrozenInstanceError):
        body.digest = "x"  # type: ignore[misc]
