"""Parts of the scene that need no window: order of subsystems, shapes, cache, layout, views."""

import functools
import itertools

import numpy as np
import pytest

from physiology import Patient, Twin
from simulator.anatomy.human import Human
from simulator.core.records import rotate
from simulator.errors import ScenarioError
from simulator.scene.cache import kept
from simulator.scene.film import aired_fraction
from simulator.scene.hands.skeleton import blended, bones_of, pads, posed
from simulator.scene.hud.legend import pushed_to, state_of, tip_in, untangled
from simulator.scene.light.tree import build_tree, nearest
from simulator.scene.materials import KINDS, WHITE
from simulator.scene.patient.face import gaze_direction
from simulator.scene.patient.manner import manner
from simulator.scene.programs import VEILED, surface_texts
from simulator.scene.room.layout import load_layout
from simulator.scene.shapes.mesh import weld_ids
from simulator.scene.shapes.solids import lathe, rounded_box, tube
from simulator.scene.subsystems import Subsystem, in_order
from simulator.scene.views import head_looking


def test_subsystems_run_after_what_they_name():
    parts = [
        Subsystem("c", lambda s: None, ("a", "b")),
        Subsystem("b", lambda s: None, ("a",)),
        Subsystem("a", lambda s: None),
    ]
    assert [p.name for p in in_order(parts)] == ["a", "b", "c"]
    with pytest.raises(ValueError, match="ghost"):
        in_order([Subsystem("a", lambda s: None, ("ghost",))])


@pytest.mark.parametrize(
    "mesh",
    [
        rounded_box((0.4, 0.2, 0.1), 0.02, WHITE, 3, 2),
        tube([(0, 0, 0), (0, 0, 0.5), (0.2, 0, 0.8)], 0.05, WHITE),
        lathe([(0, 0), (0.1, 0), (0.1, 0.2), (0, 0.2)], WHITE),
    ],
)
def test_solids_are_wound_the_way_their_normals_point(mesh):
    a, b, c = (mesh.v[mesh.f[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    area = np.linalg.norm(face, axis=1)
    agree = (face * mesh.n[mesh.f].mean(1)).sum(1) > 0
    assert agree[area > 1e-9].mean() > 0.99
    assert np.allclose(np.linalg.norm(mesh.n, axis=1), 1, atol=1e-3)


def test_only_what_lies_on_one_spot_is_welded():
    box = rounded_box((0.082, 0.040, 0.150), 0.019, WHITE, 5, (14, 4, 20))
    places = len(np.unique(np.round(box.v.astype(float) / 5e-5).astype(int), axis=0))
    assert weld_ids(box.v).max() + 1 == places < len(box.v)


def test_a_ray_meets_the_nearest_side_of_a_box():
    mesh = rounded_box((2, 2, 2), 0.01, WHITE)
    tree = build_tree(mesh.v, mesh.f)
    ray = [np.float32(x) for x in (0.1, 0.2, 5.0, 0.0, 0.0, -1.0, 20.0)]
    distance, face = nearest(*ray, tree, np.empty(128, np.int32))
    assert distance == pytest.approx(4.0, abs=1e-3)
    assert face >= 0


def test_every_kind_has_its_program_text():
    for kind in KINDS:
        vertex, fragment = surface_texts(kind, "opaque", 8)
        assert vertex.startswith("#version 330")
        assert "void main()" in fragment
    assert set(VEILED) <= set(KINDS)


def test_the_cache_gives_back_what_was_made_and_survives_damage(tmp_path, monkeypatch):
    monkeypatch.setenv("THEATRUM_CACHE", str(tmp_path))
    made, said = [], []

    def make():
        made.append(1)
        return {"x": np.arange(5)}

    for _ in range(2):
        assert kept("thing", "k1", make, said.append)["x"].tolist() == [0, 1, 2, 3, 4]
    assert len(made) == 1
    file = next((tmp_path / "scene").glob("thing-*.npz"))
    file.write_bytes(file.read_bytes()[:40])
    assert kept("thing", "k1", make, said.append)["x"].tolist() == [0, 1, 2, 3, 4]
    assert len(made) == 2
    assert said == []


def test_a_cache_that_cannot_be_written_is_said_and_does_not_stop(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setenv("THEATRUM_CACHE", str(blocked))
    said = []
    assert kept("thing", "k", lambda: {"x": np.ones(2)}, said.append)["x"].sum() == 2
    assert len(said) == 1
    assert str(blocked) in said[0]


def test_an_unknown_room_names_the_rooms_that_exist():
    with pytest.raises(ScenarioError, match="resuscitation_bay"):
        load_layout("no_such_room")


def test_a_camera_head_looks_where_it_should():
    head = head_looking((1.0, 2.0, 1.5), (0.0, 0.5, 1.0))
    wanted = np.array([-1.0, -1.5, -0.5])
    assert np.allclose(rotate(head.orientation, (0, 1, 0)), wanted / np.linalg.norm(wanted))
    assert rotate(head.orientation, (0, 0, 1))[2] > 0


def test_thumb_and_index_meet_in_a_pinch_and_part_at_rest():
    human = Human()
    bones = bones_of(human, human.rest)

    def gap(pinch):
        at = pads(bones, posed(bones, blended(0.0, pinch)))
        return np.linalg.norm(at["thumb"] - (at["index"] + at["middle"]) / 2)

    assert gap(1.0) < 0.012 < 0.04 < gap(0.0)


@functools.cache
def rested():
    return Twin(Patient(34.0, "male", 176.0, 80.0)).truth()


def truth(**changes):
    return rested()._replace(**changes)


def test_air_hunger_opens_mouth_and_eyes_and_follows_the_breath():
    calm = manner(truth(work_of_breathing_fraction=0.1, pain_fraction=0.0), 2.0)
    full = manner(truth(work_of_breathing_fraction=1.2, breath_phase_fraction=0.42), 2.0)
    empty = manner(truth(work_of_breathing_fraction=1.2, breath_phase_fraction=0.99), 2.0)
    assert calm.jaw == calm.effort == calm.worry == 0.0
    assert full.jaw > empty.jaw > 0.05
    assert full.effort > 0.9 > 0.1 > empty.effort
    assert full.lids < 0.0
    assert full.contact == 1.0


def test_a_mind_that_fades_lets_the_lids_fall_and_the_eyes_go():
    lids = [manner(truth(consciousness_fraction=c), 2.0).lids for c in (1.0, 0.6, 0.2)]
    assert lids[0] <= 0.0 < 0.3 < lids[1] < 0.8 < lids[2] <= 1.0
    seen = gaze_direction(1.0, (1.0, 0.3, 1.6), np.array([0.0, 0.77, 1.02]))
    lost = gaze_direction(0.0, (1.0, 0.3, 1.6), np.array([0.0, 0.77, 1.02]))
    assert seen[0] > 0.3 > 0.15 > lost[0]


def test_the_eyes_turn_no_farther_than_eyes_can_wherever_one_stands():
    eye = np.array([0.0, 0.77, 1.02])
    for place in np.random.default_rng(5).uniform(-2, 2, (200, 3)):
        x, y, z = gaze_direction(1.0, tuple(eye + place), eye)
        assert abs(np.degrees(np.arctan2(x, z))) < 30.0
        assert abs(np.degrees(np.arcsin(y))) < 20.0


def test_the_legends_lines_do_not_cross():
    rows = [("gas", 0.28, -0.31), ("lung", 0.47, 0.13), ("tip", 0.53, 0.32)]
    for order in itertools.permutations(rows):
        assert [row[0] for row in untangled(list(order), 0.86, 0.125)] == ["tip", "lung", "gas"]


def test_the_dead_neither_blink_nor_breathe():
    ends = [manner(truth(outcome="dead", rr_per_min=0.0), t) for t in np.arange(0, 9, 0.05)]
    assert len(set(ends)) == 1
    assert ends[0].pupil == 1.0


@pytest.mark.parametrize(
    ("inside", "where"),
    [({"skin", "parietal_pleura", "lung"}, "lung"), ({"skin", "parietal_pleura"}, "pleura"),
     ({"skin"}, "wall"), (set(), "outside")],
)  # fmt: skip
def test_the_legend_names_the_compartment_of_the_needles_tip(inside, where):
    assert tip_in(inside) == where


def test_the_legend_names_the_way_the_middle_was_pushed():
    assert pushed_to(truth(mediastinal_shift_ml=300.0)) == "right"
    assert pushed_to(truth(mediastinal_shift_ml=-300.0)) == "left"
    assert pushed_to(truth(mediastinal_shift_ml=5.0)) == "still"


def test_the_legend_tells_a_small_lung_from_one_that_is_half_there():
    none = truth(pleural_gas_left_ml=0.0)
    half = truth(pleural_gas_left_ml=900.0, lung_left_ml=900.0)
    small = truth(pleural_gas_left_ml=1800.0, lung_left_ml=200.0)
    assert [state_of(t, "left") for t in (none, half, small)] == ["", "_part", "_small"]


def test_a_lung_without_gas_is_as_dense_on_the_film_as_flesh():
    full, empty = truth(lung_left_ml=1500.0), truth(lung_left_ml=0.0)
    assert aired_fraction(full, "left") > 0.7
    assert aired_fraction(empty, "left") == 0.0
