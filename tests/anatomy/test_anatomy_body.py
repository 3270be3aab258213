"""The built body keeps its promises: bones in the skin, depths, sides, names, closed surfaces."""

from __future__ import annotations

import numpy as np
import pytest

from physiology.patient import Patient
from simulator.anatomy import naming
from simulator.anatomy.body import Body
from simulator.anatomy.landmarks import wanted_depth_mm
from simulator.anatomy.library import load_body
from simulator.anatomy.lung_volumes import functional_residual_ml, tissue_ml
from simulator.anatomy.room_frame import MATTRESS_TOP_M
from simulator.anatomy.tables import FOLDER
from simulator.errors import AnatomyError

CASE = Patient(34, "male", 176, 80)
CLOSED = ("skin", "lung", "parietal_pleura", "liver", "spleen", "diaphragm", "pericardium",
          "left_ventricle", "right_ventricle", "left_atrium", "right_atrium", "aorta", "trachea",
          "sternal_body", "manubrium", "intercostal_artery", "intercostal_vein",
          "internal_thoracic_artery", "superior_vena_cava", "pectoralis_major")  # fmt: skip


@pytest.fixture(scope="module")
def body() -> Body:
    return load_body(CASE)


def edges_pair_up(triangles: np.ndarray) -> bool:
    t = triangles.astype(np.int64)
    e = np.vstack([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]])
    n = t.max() + 1
    forth, back = e[:, 0] * n + e[:, 1], e[:, 1] * n + e[:, 0]
    return len(np.unique(forth)) == len(forth) and bool(np.isin(back, forth).all())


@pytest.mark.parametrize("id", CLOSED)
def test_what_says_it_is_closed_is_closed(body: Body, id: str) -> None:
    parts = [s for s in body.structures if s.id == id]
    assert parts
    for part in parts:
        assert part.is_closed
        assert edges_pair_up(body.triangles[part.triangles])


def test_bones_lie_in_the_skin(body: Body) -> None:
    share = body.motion["inside"]
    assert share["all"] >= 0.99
    assert share["hands"] >= 0.97


def test_depths_are_the_patients(body: Body) -> None:
    for side in ("left", "right"):
        second = body.landmarks["second_intercostal_midclavicular", side].pleura_depth_mm
        fourth = body.landmarks["fourth_intercostal_anterior_axillary", side].pleura_depth_mm
        fifth = body.landmarks["fifth_intercostal_anterior_axillary", side].pleura_depth_mm
        assert second == pytest.approx(40.0, abs=3.0)  # clinical.md: 40 +- 10 at BMI 26
        assert fourth == pytest.approx(26.0, abs=6.0)  # 26 +- 8
        assert fifth == pytest.approx(26.0, abs=6.0)


OTHERS = (
    Patient(30, "female", 165, 60), Patient(34, "male", 190, 85), Patient(70, "female", 158, 75),
    Patient(34, "male", 178, 58), Patient(34, "male", 176, 111.5),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("patient", OTHERS, ids=lambda p: f"{p.sex}-{p.height_cm}-{p.weight_kg}")
def test_other_patients_fit_too(patient: Patient) -> None:
    other = load_body(patient)
    assert other.motion["inside"]["all"] >= 0.99
    assert other.motion["inside"]["hands"] >= 0.97
    for side in ("left", "right"):
        for name in ("second_intercostal_midclavicular", "fourth_intercostal_anterior_axillary",
                     "fifth_intercostal_anterior_axillary"):  # fmt: skip
            wanted = wanted_depth_mm(name, patient)
            found = other.landmarks[name, side].pleura_depth_mm  # type: ignore[index]
            assert found == pytest.approx(wanted, abs=6.0), name
        front = other.landmarks["fifth_intercostal_anterior_axillary", side].pleura_depth_mm
        middle = other.landmarks["fifth_intercostal_midaxillary", side].pleura_depth_mm
        assert abs(middle - front) < 20.0  # a way through the arm is twice as long
    held = float(sum(other.motion["cavity_ml"]))
    wanted_ml = functional_residual_ml(patient) + sum(tissue_ml(patient))
    assert held == pytest.approx(wanted_ml, rel=0.03)
    skin = other.vertices_m[other.structure("skin").vertices]
    assert np.ptp(skin[:, 1]) == pytest.approx(patient.height_cm / 100 + 0.06, abs=0.04)  # pointed


@pytest.mark.slow
def test_a_heavy_patient_is_deeper() -> None:
    heavy = load_body(Patient(34, "male", 176, 111.5))
    for side in ("left", "right"):
        second = heavy.landmarks["second_intercostal_midclavicular", side].pleura_depth_mm
        fourth = heavy.landmarks["fourth_intercostal_anterior_axillary", side].pleura_depth_mm
        assert second == pytest.approx(58.0, abs=5.0)
        assert fourth == pytest.approx(52.0, abs=7.0)


def test_sides(body: Body) -> None:
    def middle(id: str, side: str | None = None) -> np.ndarray:
        return body.vertices_m[body.structure(id, side).vertices].mean(0)  # type: ignore[arg-type]

    assert middle("liver")[0] < -0.02  # the patient's right
    assert middle("spleen")[0] > 0.04
    assert middle("left_ventricle")[0] > 0.01
    assert middle("lung", "left")[0] > 0.03 > -0.03 > middle("lung", "right")[0]
    assert middle("rib_5", "left")[0] > 0 > middle("rib_5", "right")[0]
    assert middle("cranium")[1] > middle("lung", "left")[1] > middle("femur", "left")[1]


def test_he_lies_on_the_mattress(body: Body) -> None:
    skin = body.vertices_m[body.structure("skin").vertices]
    assert skin[:, 2].min() == pytest.approx(MATTRESS_TOP_M, abs=0.012)
    room = (FOLDER.parents[1] / "scenarios/rooms/resuscitation_bay.toml").read_text("utf-8")
    assert f"mattress_top_m = {MATTRESS_TOP_M:.2f}" in room
    near = skin[np.abs(skin[:, 1]) < 0.1]
    assert abs(near[:, 0].mean()) < 0.01  # hip centers on the origin


def test_every_structure_has_names_concept_and_license(body: Body) -> None:
    for part in body.structures:
        assert set(part.names) == {"en", "la", "zh"}
        assert all(part.names.values())
        assert part.source
        assert part.license
        assert part.system
        assert part.tissue
    with_concept = [p for p in body.structures if p.concept["fma"] or p.concept["uberon"]]
    assert len(with_concept) > 0.95 * len(body.structures)
    lung = body.structure("lung", "left")
    assert lung.names["zh"] == "左肺"
    assert lung.concept["fma"] == "FMA:7310"


def test_the_table_has_no_row_twice() -> None:
    lines = (FOLDER / "structures.tsv").read_text("utf-8").splitlines()
    ids = [line.split("\t")[0] for line in lines[1:]]
    assert len(set(ids)) == len(ids) == len(naming.rows())


def test_unknown_structure_names_the_nearest(body: Body) -> None:
    with pytest.raises(AnatomyError, match="did you mean 'lung'"):
        body.structure("lungs")
    with pytest.raises(AnatomyError, match="no side"):
        body.structure("lung", None)


def test_landmarks_lie_on_the_skin_over_the_ribs(body: Body) -> None:
    skin = body.vertices_m[body.structure("skin").vertices]
    for mark in body.landmarks.values():
        away = np.linalg.norm(skin - np.asarray(mark.skin_m), axis=1).min()
        assert away < 0.012, mark.id
        assert np.linalg.norm(mark.inward) == pytest.approx(1.0, abs=1e-5)
        if mark.side == "left":
            assert mark.skin_m[0] > 0, mark.id
    for wanted in ("mouth", "trachea_suprasternal", "sternal_angle", "xiphoid", "epigastrium"):
        assert (wanted, None) in body.landmarks
    for wanted in ("finger_index", "upper_arm", "iv_forearm", "jugular_vein", "ecg_arm", "ecg_leg",
                   "auscultation_apex", "auscultation_axilla", "auscultation_base"):  # fmt: skip
        assert (wanted, "left") in body.landmarks
        assert (wanted, "right") in body.landmarks


def test_attributes_have_a_row_for_every_vertex(body: Body) -> None:
    n = len(body.vertices_m)
    for name in ("rest_m", "uv", "zone_lips", "zone_areola", "zone_nails"):
        assert len(body.attributes[name]) == n
    run = body.structure("skin").vertices
    assert body.attributes["zone_lips"][run].max() > 0.5
    height = np.ptp(body.attributes["rest_m"][run][:, 2])
    assert 1.4 < height < 2.2
