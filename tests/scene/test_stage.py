"""The stage shows what is so: a picture, a color, a shape, a view. Small pictures: software GL."""

from dataclasses import replace

import numpy as np

from simulator.core.records import Caption, Hand, ToolState, quat_between
from simulator.scene.views import head_looking

ABOVE = head_looking((0.02, 0.40, 2.3), (0.0, 0.42, 0.9), "one")


def face_view(bay):
    eye = bay.stage.world.patient.figure.eye_m
    mouth = (0.0, float(eye[1]) - 0.068, float(eye[2]) + 0.03)
    return head_looking((0.10, mouth[1] - 0.12, mouth[2] + 0.30), mouth, "one")


def test_the_room_is_not_empty_and_not_burnt_out(bay):
    picture = bay.shown()
    assert 60 < picture.mean() < 215
    assert picture.std() > 25
    assert (picture > 252).all(-1).mean() < 0.05
    assert (picture < 3).all(-1).mean() < 0.05


def test_lips_turn_blue_when_the_blood_is_dark(bay):
    view = face_view(bay)
    pink = bay.shown(view, 12.0, {"sao2_pct": 98.0, "svo2_pct": 75.0})
    blue = bay.shown(view, 12.0, {"sao2_pct": 60.0, "svo2_pct": 30.0})
    lips = (slice(75, 105), slice(140, 180))

    def blueness(picture):
        return picture[lips][..., 2].mean() / picture[lips][..., 0].mean()

    assert blueness(blue) > 1.05 * blueness(pink)


def test_a_cold_skin_is_paler(bay):
    view = head_looking((0.25, 0.42, 1.5), (0.05, 0.42, 1.03), "one")
    warm = bay.shown(view, 20.0, {"skin_perfusion_fraction": 1.0})
    cold = bay.shown(view, 20.0, {"skin_perfusion_fraction": 0.1})

    def redness(picture):
        middle = picture[60:120, 120:200]
        return (middle[..., 0] - middle[..., 2]).mean()

    assert redness(cold) < 0.8 * redness(warm)


def test_the_chest_moves_with_each_lungs_own_volume(bay):
    truth = bay.snapshot.truth
    still = bay.shown(ABOVE)
    more = {
        "chest_left_ml": truth.chest_left_ml + 500.0, "lung_left_ml": truth.lung_left_ml + 500.0,
    }  # fmt: skip
    full = bay.shown(ABOVE, truth=more)
    bay.shown(ABOVE)
    changed = np.abs(full - still).max(-1) > 6
    assert changed.mean() > 0.002
    left, right = changed[:, 160:].sum(), changed[:, :160].sum()
    assert max(left, right) > 1.3 * min(left, right)  # one side more than the other


def test_what_is_worn_keeps_step_with_a_chest_that_moves_far_in_one_frame(bay):
    """Frames are slow without a graphics card: nothing may sink into the skin meanwhile."""
    patient, truth = bay.stage.world.patient, bay.snapshot.truth
    first = patient.figure.skin.vertices.start
    on_chest = patient.rider.on[:, 0] + first

    def height_m():
        worn = patient.worn_shared.rows()[patient.rider.rows, 2]
        return worn - patient.living.vertices_m[on_chest, 2]

    bay.shown(ABOVE)
    before = height_m()
    deep = truth._replace(
        chest_left_ml=truth.chest_left_ml + 500.0, lung_left_ml=truth.lung_left_ml + 500.0
    )
    moved = patient.living.vertices_m[on_chest, 2].copy()
    bay.stage.draw(replace(bay.snapshot, truth=deep))
    went = patient.living.vertices_m[on_chest, 2] - moved
    sunk = before - height_m()
    bay.shown(ABOVE)
    assert went.max() > 0.002
    assert sunk[went > 0.5 * went.max()].max() < 0.3 * went.max()


def test_the_xray_view_shows_bone(bay):
    covered = bay.shown(ABOVE, 30.0)
    through = bay.shown(ABOVE, 30.0, views=frozenset({"xray"}))
    assert np.abs(through - covered).max(-1).mean() > 8
    chest = through[50:130, 100:220].reshape(-1, 3)
    bone = (chest[:, 0] > 170) & (chest[:, 2] > 120) & (chest[:, 0] - chest[:, 2] < 70)
    assert bone.mean() > 0.05
    bay.shown(ABOVE)


def test_gas_makes_the_film_and_the_cavity_darker(bay):
    views = frozenset({"xray"})
    none = {"pleural_gas_left_ml": 0.0}
    much = {"pleural_gas_left_ml": 1500.0, "lung_left_ml": bay.snapshot.truth.lung_left_ml * 0.2}
    for _ in range(3):  # two frames each, and the film follows every fifth
        before = bay.shown(ABOVE, 30.0, truth=none, views=views)
    for _ in range(3):
        after = bay.shown(ABOVE, 30.0, truth=much, views=views)
    chest, film = (slice(60, 120), slice(170, 215)), (slice(85, 140), slice(262, 312))
    assert after[chest].mean() < 0.93 * before[chest].mean()
    assert np.abs(after[film] - before[film]).max() > 15
    bay.shown(ABOVE)


def test_what_he_wears_follows_sensors_and_tube(bay):
    view = head_looking((0.2, 0.45, 1.6), (-0.02, 0.62, 1.05), "one")
    vitals = bay.snapshot.vitals
    bare = bay.shown(view, 34.0, vitals=vitals._replace(sensors=""))
    wired = bay.shown(view, 34.0, vitals=vitals._replace(sensors="ecg nibp spo2"))
    tubed = bay.shown(view, 34.0, vitals=vitals._replace(sensors=""), is_tubed=True)
    assert (np.abs(wired - bare).max(-1) > 25).mean() > 0.004
    assert (np.abs(tubed - bare).max(-1) > 25).mean() > 0.004


def test_every_layer_can_be_taken_off(bay):
    last = bay.shown(ABOVE, 40.0)
    views = set()
    for layer in ("skin", "muscle", "bone"):
        views.add(f"layer_{layer}_off")
        now = bay.shown(ABOVE, 40.0, views=frozenset(views))
        assert np.abs(now - last).max(-1).mean() > 0.5, layer
        last = now
    bay.shown(ABOVE, 40.0)


def test_a_hand_and_a_tool_are_seen(bay):
    empty = bay.shown(ABOVE, 40.0)
    down = quat_between(np.array([0, 1.0, 0]), np.array([0, 0, -1.0]))
    at = (0.08, 0.45, 1.12)
    tool = ToolState("cannula_14g_80", "cannula", at, down, ("one", "right"), "hand")
    hand = Hand("one", "right", at, down, 1.0, 0.0)
    held = bay.shown(ABOVE, 40.0, tools=(tool,), hands=(hand,))
    changed = np.abs(held - empty).max(-1) > 12
    assert 0.01 < changed.mean() < 0.6
    gone = bay.shown(ABOVE, 40.0)
    assert np.abs(gone - empty).max(-1).mean() < 1.5 or (np.abs(gone - empty) > 40).mean() < 0.02


def test_captions_menu_and_names_are_drawn_and_taken_away(bay):
    bare = bay.shown()
    line = Caption("app.notice", {}, "nurse", bay.snapshot.tick)
    said = bay.shown(captions=(line,))
    assert np.abs(said - bare)[-40:].max() > 60
    bay.stage.hud.show_menu([("1", "app.name"), ("2", "scene.menu")])
    open_ = bay.shown()
    assert np.abs(open_ - bare)[30:120, :150].mean() > 4
    bay.stage.hud.show_menu([])
    assert np.abs(bay.shown() - bare)[30:120, :150].mean() < 2


def test_an_outline_marks_the_structure_that_is_pointed_at(bay):
    plain = bay.shown(ABOVE, 40.0, views=frozenset({"xray"}))
    bay.stage.mark("sternal_body")
    marked = bay.shown(ABOVE, 40.0, views=frozenset({"xray"}))
    bay.stage.mark(None)
    cyan = (marked - plain)[..., 2] - (marked - plain)[..., 0]
    assert (cyan > 40).sum() > 20
    bay.shown(ABOVE)


def test_what_is_pointed_at_is_named_while_labels_are_on(bay):
    from simulator.scene.labels import name_of, pointed_at

    bay.shown(ABOVE, 40.0)
    assert pointed_at(bay.stage.world, 0.0, 0.0).id == "skin"
    views = frozenset({"xray", "labels"})
    for _ in range(4):
        bay.shown(ABOVE, 40.0, views=views)
    found = pointed_at(bay.stage.world, 0.0, 0.0)
    assert found.id != "skin"
    assert bay.stage.hud.shown["name"][0][0] == name_of(found, "en")
    bay.shown(ABOVE, 40.0)
    assert bay.stage.hud.shown["name"] is None


def test_a_ray_through_the_middle_meets_what_is_looked_at(bay):
    bay.shown()
    origin, direction = bay.stage.pick(0.0, 0.0)
    assert np.allclose(origin, (0.95, 0.35, 1.62), atol=1e-3)
    wanted = np.subtract((0.0, 0.45, 0.95), origin)
    assert np.allclose(direction, wanted / np.linalg.norm(wanted), atol=1e-3)


def test_screenshot_is_a_whole_file(bay, tmp_path):
    bay.stage.screenshot(tmp_path / "bay.png")
    assert (tmp_path / "bay.png").read_bytes().endswith(b"IEND\xaeB`\x82")
    assert [p.name for p in tmp_path.iterdir()] == ["bay.png"]


def test_the_electronics_look_once_a_frame_before_screen_and_sound(bay):
    names = [part.name for part in bay.stage._parts]
    assert names.count("electronics") == 1
    assert names.index("electronics") < names.index("monitor")
