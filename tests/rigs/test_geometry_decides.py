"""Move the body or the needle, leave case and procedure alone: what reaches the twin changes.

The quick ones run always; each of the others plays a minute or more, and is slow.
"""

import dataclasses

import msgspec
import numpy as np
import pytest

from simulator.anatomy.body import Landmark

FOR_S = 62.0
MUCH_ML = 60.0  # of gas: more than pleura and lung exchange in a minute by themselves


def deeds(session, action):
    begun = session.clock.first_tick
    events = session.setup.recorder.log.events
    found = [e.data for e in events if e.kind == "deed" and e.tick > begun]
    return [data for data in found if data["action"] == action]


def kinds(session):
    return {event.kind for event in session.setup.recorder.log.events}


def is_open_at_the_end(session):
    last = {data["side"]: data["area_mm2"] for data in deeds(session, "OpenPleura")}
    return {side for side, area_mm2 in last.items() if area_mm2 > 0.0}


def gas_ml(session, side):
    """Pleural gas once a second, from the beginning of the case to its end."""
    begun = session.clock.first_tick
    events = session.setup.recorder.log.events
    key = f"pleural_gas_{side}_ml"
    return [e.data[key] for e in events if e.kind == "truth" and e.tick >= begun]


def vented_ml(session, side="left"):
    """How much gas left a side of the chest since its fullest second."""
    course = gas_ml(session, side)
    return max(course) - course[-1]


def deeper(**changes):
    """The same plan with another needle step."""

    def change(plan):
        steps = [
            msgspec.structs.replace(s, **changes) if s.do == "needle" else s for s in plan.step
        ]
        return msgspec.structs.replace(plan, step=steps)

    return change


@pytest.fixture(scope="module")
def reference(play, quick_case, quick_plan):
    return play(quick_case, quick_plan, for_s=FOR_S)


def test_a_good_needle_leaves_the_left_pleura_open(reference):
    assert is_open_at_the_end(reference) == {"left"}
    assert deeds(reference, "OpenVessel") == []
    assert vented_ml(reference) > MUCH_ML


@pytest.mark.slow
def test_three_millimetres_across_the_pleura_change_the_course(play, quick_case, quick_plan):
    """Four needles, each 3 mm deeper: between two of them the pleura opens for good."""
    ends, courses = [], []
    for past_mm in (-4.0, -1.0, 2.0, 5.0):
        change = deeper(past_pleura_mm=past_mm, advance_mm=0.0)
        session = play(quick_case, quick_plan, for_s=45.0, change=change)
        ends.append(is_open_at_the_end(session) == {"left"})
        courses.append(vented_ml(session) > MUCH_ML)
    assert courses == ends, "what the body does follows the hole, and nothing else"
    assert ends == sorted(ends), "what is deep enough stays deep enough"
    assert not ends[0]
    assert ends[-1]


@pytest.mark.slow
def test_a_chest_wall_20_mm_thicker_keeps_the_needle_out(play, quick_case, quick_plan, li_wei):
    fixed = deeper(depth_mm=48.0, past_pleura_mm=None)
    thin = play(quick_case, quick_plan, for_s=FOR_S, change=fixed)
    thick = play(quick_case, quick_plan, for_s=FOR_S, change=fixed, body=thickened(li_wei, 0.020))
    assert is_open_at_the_end(thin) == {"left"}
    assert deeds(thick, "OpenPleura") == []
    assert vented_ml(thin) > MUCH_ML > 10.0 * vented_ml(thick)


@pytest.mark.slow
def test_without_a_lung_there_is_none_to_stab(play, quick_case, quick_plan, li_wei):
    right = deeper(side="right", past_pleura_mm=12.0)
    with_lung = play(quick_case, quick_plan, for_s=FOR_S, change=right)
    without = play(
        quick_case, quick_plan, for_s=FOR_S, change=right, body=lungless(li_wei, "right")
    )
    assert deeds(with_lung, "OpenLung")[0]["side"] == "right"
    assert deeds(without, "OpenLung") == []
    assert is_open_at_the_end(without) == {"right"}
    assert gas_ml(with_lung, "right")[-1] > MUCH_ML, "a torn lung leaks, too"
    assert gas_ml(with_lung, "right") != gas_ml(without, "right")


@pytest.mark.slow
def test_in_a_mirrored_body_the_same_hand_opens_the_other_side(
    play, quick_case, quick_plan, li_wei
):
    session = play(quick_case, quick_plan, for_s=FOR_S, body=mirrored(li_wei))
    sides = {data["side"] for data in deeds(session, "OpenPleura") + deeds(session, "OpenLung")}
    assert sides == {"right"}
    assert gas_ml(session, "right")[-1] > 10.0, "air comes in where nothing pressed it out"
    assert vented_ml(session, "left") < 10.0, "and the tension stays"


def test_short_needle_never_reaches_the_pleura(play, quick_case):
    session = play(quick_case, "short_needle", for_s=FOR_S)
    crossed = [
        e.data["structure"] for e in session.setup.recorder.log.events if e.kind == "crossing"
    ]
    assert "skin_punctured" in kinds(session)
    assert "parietal_pleura" not in crossed
    assert deeds(session, "OpenPleura") == []


@pytest.mark.slow
def test_too_medial_meets_a_great_vessel_or_the_heart(play, quick_case):
    session = play(quick_case, "too_medial", for_s=FOR_S)
    assert deeds(session, "OpenVessel")


@pytest.mark.slow
def test_wrong_side_hurts_the_healthy_lung(play, quick_case):
    session = play(quick_case, "wrong_side", for_s=FOR_S + 20.0)
    assert deeds(session, "OpenLung")[0]["side"] == "right"
    assert "left" not in is_open_at_the_end(session)


@pytest.mark.slow
def test_the_hiss_is_heard_and_the_pleura_is_closed_again(play, quick_case):
    session = play(quick_case, "trusts_the_hiss", for_s=FOR_S + 15.0)
    assert "breath_of_gas" in kinds(session)
    assert "steel_removed" in kinds(session)
    assert is_open_at_the_end(session) == set()


def test_every_structure_that_bleeds_is_known_to_the_body(li_wei):
    from physiology import Patient, Twin
    from physiology.actions import OpenVessel
    from simulator.procedures.needle_decompression import load

    twin = Twin(Patient(34.0, "male", 176.0, 80.0))
    before = twin.save()
    for part in li_wei.structures:
        if part.tissue in load().bleeds:
            twin = Twin.restore(before)
            twin.apply(OpenVessel(part.id, part.side, 1.0, "outside"))


def thickened(body, by_m):
    """The skin of the trunk moved outward; landmarks ride on it."""
    vertices = body.vertices_m.copy()
    run = body.structure("skin").vertices
    skin = vertices[run]
    is_trunk = (np.abs(skin[:, 0]) < 0.25) & (skin[:, 1] > 0.2) & (skin[:, 1] < 0.75)
    skin[is_trunk] += body.normals[run][is_trunk] * by_m
    vertices[run] = skin
    landmarks = {key: raised(mark, by_m) for key, mark in body.landmarks.items()}
    return rebuilt(body, vertices_m=vertices, landmarks=landmarks)


def raised(mark, by_m):
    skin = tuple(float(v) for v in np.asarray(mark.skin_m) - np.asarray(mark.inward) * by_m)
    return Landmark(mark.id, mark.side, skin, mark.inward, mark.pleura_depth_mm + by_m * 1000.0)


def lungless(body, side):
    triangles = body.triangles.copy()
    triangles[body.structure("lung", side).triangles] = 0
    return rebuilt(body, triangles=triangles)


def mirrored(body):
    other = {"left": "right", "right": "left", None: None}
    parts = tuple(dataclasses.replace(p, side=other[p.side]) for p in body.structures)
    return rebuilt(body, structures=parts)


def rebuilt(body, **changes):
    motion = {key: value for key, value in body.motion.items() if key != "trees"}
    return dataclasses.replace(body, motion=motion, digest="changed", **changes)
