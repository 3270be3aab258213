"""Every mark and safety-critical error can be won and lost; golden marks worked out by hand."""

import dataclasses
import json
import math

import pytest

from learning.assessment import assess, tolerance
from learning.objectives import load, sheet_path
from tests.learning.made_up_run import (
    END_S,
    added,
    changed,
    event,
    good_run,
    moved,
    needle,
    sick_truth,
    truth,
    without,
)

SHEET = load(sheet_path("needle_decompression"))
T = 150.0  # release, in the good run


def marks(events):
    return {mark.row.id: mark for mark in assess(events, SHEET).marks}


def errors(events):
    return {error.row.id for error in assess(events, SHEET).errors}


def short_needle(events):
    """32 mm at the second space: never reaches the pleura, but hisses; the body goes on sinking."""
    run = without(events, "crossing", structure="parietal_pleura")
    run = without(run, "deed", action="OpenPleura")
    run = changed(run, "skin_punctured", {}, length_mm=32.0, pleura_depth_mm=38.0)
    run = changed(run, "tip", {}, **{"in": "chest_wall"}, depth_mm=32.0, past_pleura_mm=None)
    run = changed(run, "steel_removed", {}, tip_in="muscle", depth_mm=32.0)
    return sick_truth(run)


def slipped(at_s):
    return event(at_s, "tip", tool="cannula_14g_50", part="catheter", **{"in": "chest_wall"})


def idle():
    run = [e for e in good_run(release_s=None or T) if e.source != "trainee"]
    return sick_truth(run)


def test_the_good_run_earns_everything():
    found = assess(good_run(), SHEET)
    lost = {
        m.row.id: (m.points, m.row.points, m.measured, m.reason)
        for m in found.marks
        if m.points < m.row.points
    }
    assert lost == {}
    assert found.score == 1.0
    assert found.errors == ()
    assert (found.outcome, found.cause) == ("alive", "")


# From the times and numbers in made_up_run.good_run, on paper (seconds from handover's end).
GOLDEN = {
    "safety_team_bleeding": (2, 10.0, 10.0),
    "airway_and_talk": (2, 20.0, 20.0),
    "oxygen": (3, 32.0, 32.0),
    "listened_both_sides": (4, 58.0, 58.0),
    "percussed_both_sides": (2, 70.0, 70.0),
    "looked_and_felt": (2, 78.0, 78.0),
    "named_it": (4, 95.0, 95.0),
    "explained": (2, 105.0, None),
    "needle_in_time": (6, 150.0, 150.0),
    "site": (4, 146.0, None),
    "lateral_of_sternum": (2, 146.0, 62.0),
    "not_medial_of_line": (2, 146.0, 4.0),
    "upper_border_of_rib": (2, 146.0, 0.24),
    "perpendicular": (1, 146.0, 6.0),
    "needle_length": (2, 146.0, 12.0),
    "tip_in_gas": (4, 158.0, 1.0),
    "depth": (3, 151.0, 8.0),
    "nothing_harmed": (2, 146.0, 0.0),
    "attempts": (2, 146.0, 1.0),
    "held": (1, 158.0, 8.2),
    "steel_out": (3, 158.0, None),
    "reexamined": (4, 190.0, 32.0),
    "watched_monitor": (1, 200.0, 42.0),
    "verdict": (3, 220.0, 1.0),
    "drain_planned": (3, 260.0, 260.0),
    "second_line": (1, 240.0, 240.0),
    "sbar": (4, 315.0, 100.0),
}


def test_the_good_run_has_the_marks_worked_out_by_hand():
    found = {m.row.id: (m.points, m.at_s, m.measured) for m in assess(good_run(), SHEET).marks}
    assert found == GOLDEN


@pytest.mark.parametrize(
    ("state", "gone"),
    [
        ({}, set()),
        ({"consciousness_fraction": 0.0}, {"airway_and_talk", "explained"}),
        ({"tube": "trachea"}, {"oxygen"}),
        ({"tube": "none"}, set()),
    ],
    ids=["awake", "asleep", "tubed", "tube taken out"],
)
def test_nobody_is_asked_to_talk_to_the_unconscious_or_to_mask_a_tube(state, gone):
    run = good_run()
    if "tube" in state:
        deed = next(n for n, e in enumerate(run) if e.kind == "deed")
        placed = {"action": "PlaceTube", "site": state["tube"]}
        run.insert(deed, dataclasses.replace(run[deed], data=placed))
    else:
        run = [dataclasses.replace(e, data=e.data | state) if e.kind == "truth" else e for e in run]
    assert {row.id for row in SHEET.marks} - {m.row.id for m in assess(run, SHEET).marks} == {
        "second_way"
    } | gone


def test_only_a_number_within_its_bounds_earns_the_whole_mark():
    """15.3 of 15 degrees rounds to a whole point, but is more than was asked."""
    run = changed(good_run(), "skin_punctured", {}, angle_deg=15.3)
    mark = next(m for m in assess(run, SHEET).marks if m.row.id == "perpendicular")
    assert mark.reason == "reason.high"
    assert 0.0 < mark.points < mark.row.points


PROCESS = [
    ("safety_team_bleeding", lambda r: without(r, "help_called"), 0.0),
    ("safety_team_bleeding", lambda r: moved(r, "help_called", {}, 45.0), 1.0),
    ("airway_and_talk", lambda r: without(r, "said", phrase="team.inline_hold"), 0.0),
    ("oxygen", lambda r: changed(r, "deed", {"action": "GiveOxygen"}, flow_l_per_min=10.0), 0.0),
    ("oxygen", lambda r: moved(r, "deed", {"action": "GiveOxygen"}, 90.0), 2.25),
    ("listened_both_sides", lambda r: without(r, "listened", side="right"), 0.0),
    ("listened_both_sides", lambda r: moved(r, "listened", {"side": "right"}, 120.0), 3.0),
    ("percussed_both_sides", lambda r: without(r, "percussed", side="left"), 0.0),
    ("looked_and_felt", lambda r: without(r, "looked", at="chest_left"), 0.0),
    (
        "named_it",
        lambda r: changed(
            r, "said", {"phrase": "finding.left_tension"}, phrase="finding.right_tension"
        ),
        0.0,
    ),
    ("explained", lambda r: moved(r, "said", {"phrase": "explain_needle"}, 147.0), 0.0),
    ("explained", lambda r: without(r, "said", phrase="explain_needle"), 0.0),
    ("needle_in_time", lambda r: good_run(release_s=240.0), 4.5),
    ("needle_in_time", lambda r: good_run(release_s=301.0, end_s=600.0), 0.0),
    ("reexamined", lambda r: moved(r, "listened", {"loudness_fraction": 0.4}, T + 8 + 90), 3.0),
    ("reexamined", lambda r: without(r, "listened", loudness_fraction=0.4), 0.0),
    ("watched_monitor", lambda r: without(r, "looked", at="monitor"), 0.0),
    (
        "verdict",
        lambda r: changed(r, "said", {"phrase": "finding.better"}, phrase="finding.not_better"),
        0.0,
    ),
    ("verdict", lambda r: without(r, "said", phrase="finding.better"), 0.0),
    ("verdict", sick_truth, 0.0),
    ("drain_planned", lambda r: without(r, "ordered", order="chest_drain"), 0.0),
    ("second_line", lambda r: without(r, "ordered", order="second_line"), 0.0),
    ("sbar", lambda r: without(r, "said", phrase="handover.background"), 3.75),
    ("sbar", lambda r: [e for e in r if e.data.get("group") != "handover"], 0.0),
]

GEOMETRY = [
    ("site", {"side": "right"}, 0.0),
    ("site", {"rib_below": "rib_4"}, 0.0),
    ("site", {"site": ""}, 0.0),
    ("site", {"site": "fifth_intercostal_anterior_axillary", "rib_below": "rib_6"}, 4.0),
    ("lateral_of_sternum", {"lateral_mm": 24.0}, 0.0),
    ("lateral_of_sternum", {"lateral_mm": None}, 0.0),
    ("not_medial_of_line", {"midclavicular_mm": -10.0}, 1.0),
    ("not_medial_of_line", {"midclavicular_mm": -10.5}, 0.0),
    ("upper_border_of_rib", {"above_rib_mm": 13.0, "under_rib_mm": 4.0}, 0.0),
    ("perpendicular", {"angle_deg": 40.0}, 0.0),
    ("needle_length", {"length_mm": 80.0}, 1.25),
    ("needle_length", {"length_mm": 45.0}, 2.0 * 0.95),
]


@pytest.mark.parametrize(("mark", "spoil", "points"), PROCESS)
def test_each_mark_of_process_can_be_lost(mark, spoil, points):
    assert marks(spoil(good_run()))[mark].points == points


@pytest.mark.parametrize(("mark", "fields", "points"), GEOMETRY)
def test_each_mark_of_geometry_can_be_lost(mark, fields, points):
    got = marks(changed(good_run(), "skin_punctured", {}, **fields))[mark].points
    assert got == math.floor(points * 4 + 1e-9) / 4


NEEDLE = [
    ("tip_in_gas", lambda r: changed(r, "steel_removed", {}, tip_in="lung"), 0.0),
    ("tip_in_gas", short_needle, 0.0),
    ("tip_in_gas", lambda r: added(r, slipped(T + 12)), 0.0),
    ("tip_in_gas", lambda r: added(r, slipped(T + 60)), 4.0),
    ("depth", lambda r: changed(r, "tip", {}, past_pleura_mm=15.0), 1.5),
    ("depth", lambda r: changed(r, "tip", {}, past_pleura_mm=16.0), 0.0),
    ("depth", short_needle, 0.0),
    (
        "nothing_harmed",
        lambda r: added(
            r,
            event(
                T,
                "crossing",
                tool="cannula_14g_50",
                part="needle",
                structure="lung",
                side="left",
                tissue="lung",
                is_entering=True,
                depth_mm=46.0,
            ),
        ),
        0.0,
    ),
    (
        "attempts",
        lambda r: added(
            r, *needle(T + 200, attempt=2), *needle(T + 220, attempt=3), *needle(T + 240, attempt=4)
        ),
        0.0,
    ),
    ("attempts", lambda r: added(r, *needle(T + 200, attempt=2)), 2.0),
    ("held", lambda r: moved(r, "steel_removed", {}, T + 0.5), 0.5),
    ("held", lambda r: moved(r, "steel_removed", {}, T + 30), 0.0),
    ("steel_out", lambda r: without(r, "steel_removed"), 0.0),
    ("steel_out", short_needle, 0.0),
]


@pytest.mark.parametrize(("mark", "spoil", "points"), NEEDLE)
def test_each_mark_of_the_needle_can_be_lost(mark, spoil, points):
    assert marks(spoil(good_run()))[mark].points == points


def test_the_second_way_is_asked_for_only_when_the_first_failed():
    assert "second_way" not in marks(good_run())
    failed = short_needle(good_run())
    assert marks(failed)["second_way"].points == 0.0
    for at_s, points in ((T + 8 + 30, 4.0), (T + 8 + 120, 4.0), (T + 8 + 180, 3.0)):
        rescued = added(failed, event(at_s, "said", phrase="plan.finger", group="plan"))
        assert marks(rescued)["second_way"].points == points
    again = added(failed, *[e for e in needle(T + 90, attempt=2) if e.kind == "skin_punctured"])
    assert marks(again)["second_way"].points == 4.0


def test_a_second_needle_that_works_is_judged_from_its_own_release():
    """The first never reached the pleura; the second, 130 s later, did; then he was better."""
    run = without(good_run(), "deed", action="OpenPleura")
    run = changed(run, "steel_removed", {}, tip_in="chest_wall")
    body = [event(s, "truth", "twin", **truth(s, T + 130)) for s in range(-20, int(END_S) + 1)]
    run = [e for e in run if e.kind != "truth" and e.data.get("phrase") != "finding.better"]
    run = added(run, *body, *needle(T + 130, tool="cannula_14g_80", attempt=2))
    run = added(run, event(T + 200, "said", phrase="finding.better", group="findings"))
    got = marks(run)
    assert got["verdict"].points == 3.0
    assert got["second_way"].points == 4.0
    assert got["tip_in_gas"].points == 4.0
    assert "hiss_for_success" not in errors(run)


ERRORS = [
    ("wrong_side", lambda r: changed(r, "skin_punctured", {}, side="right")),
    ("film_first", lambda r: added(r, event(100, "ordered", order="chest_film", ready_tick=0))),
    (
        "film_first",
        lambda r: added(short_needle(r), event(300, "ordered", order="ct", ready_tick=0)),
    ),
    ("sedation_first", lambda r: added(r, event(100, "deed", action="Sedate", depth_fraction=0.6))),
    (
        "positive_pressure_first",
        lambda r: added(r, event(100, "deed", action="Ventilate", mode="volume_control")),
    ),
    ("too_medial", lambda r: changed(r, "skin_punctured", {}, lateral_mm=15.0)),
    (
        "under_the_rib",
        lambda r: changed(r, "skin_punctured", {}, above_rib_mm=15.0, under_rib_mm=2.0),
    ),
    (
        "intercostal_vessel",
        lambda r: added(
            r,
            event(
                T - 1,
                "crossing",
                tool="cannula_14g_50",
                part="needle",
                side="left",
                structure="intercostal_artery",
                tissue="artery",
                is_entering=True,
                depth_mm=35.0,
            ),
        ),
    ),
    ("hiss_for_success", short_needle),
    (
        "hiss_for_success",
        lambda r: without(
            without(short_needle(r), "said", phrase="finding.better"),
            "listened",
            loudness_fraction=0.4,
        ),
    ),
    ("no_reassessment", lambda r: without(r, "listened", loudness_fraction=0.4)),
    ("needle_as_treatment", lambda r: without(r, "ordered", order="chest_drain")),
    ("steel_left_in", lambda r: without(r, "steel_removed")),
    ("left_untreated", short_needle),
    ("left_untreated", lambda r: idle()),
]


@pytest.mark.parametrize(("error", "spoil"), ERRORS)
def test_each_critical_error_can_be_made(error, spoil):
    assert error in errors(spoil(good_run()))


def test_every_row_of_the_sheet_is_tried_here():
    assert {row.id for row in SHEET.errors} == {name for name, _ in ERRORS}
    tried = {name for name, *_ in PROCESS + GEOMETRY + NEEDLE} | {"second_way"}
    assert {row.id for row in SHEET.marks} == tried


def test_a_whiff_through_the_steel_is_no_release():
    """The lumen was in the pleura for three seconds; what stayed lies in the chest wall."""
    whiff = event(
        T + 8, "deed", action="OpenPleura", side="left", area_mm2=0.0, opening="cannula_14g_50"
    )
    run = changed(added(good_run(), whiff), "steel_removed", {}, tip_in="chest_wall")
    run = sick_truth(without(run, "listened", loudness_fraction=0.4))
    got = marks(run)
    assert got["needle_in_time"].points == got["tip_in_gas"].points == 0.0
    assert {"hiss_for_success", "no_reassessment", "left_untreated"} <= errors(run)


def test_a_catheter_that_kinks_later_did_release():
    kink = event(
        T + 200, "deed", action="OpenPleura", side="left", area_mm2=0.0, opening="cannula_14g_50"
    )
    assert marks(added(good_run(), kink))["needle_in_time"].points == 6.0


def test_film_after_release_and_a_doubted_hiss_are_no_errors():
    assert (
        errors(added(good_run(), event(T + 100, "ordered", order="chest_film", ready_tick=0)))
        == set()
    )
    doubted = changed(
        short_needle(good_run()), "said", {"phrase": "finding.better"}, phrase="finding.not_better"
    )
    assert "hiss_for_success" not in errors(doubted)
    no_hiss = without(short_needle(good_run()), "breath_of_gas")
    assert "hiss_for_success" not in errors(no_hiss)


def test_a_dying_heart_that_slows_is_not_better():
    run = good_run()
    dying = [
        dataclasses.replace(e, data=e.data | {"sbp_mmhg": 200.0 - e.data["sbp_mmhg"]})
        if e.kind == "truth"
        else e
        for e in run
    ]
    got = assess(dying, SHEET)
    assert next(m for m in got.marks if m.row.id == "verdict").points == 0.0
    assert "hiss_for_success" in {e.row.id for e in got.errors}


def test_death_costs_no_marks():
    dead = changed(good_run(), "outcome", {}, outcome="dead", cause="hypoxia")
    judged = assess(dead, SHEET)
    assert (judged.outcome, judged.cause, judged.score) == ("dead", "hypoxia", 1.0)


def test_idle_earns_nothing():
    judged = assess(idle(), SHEET)
    assert judged.score == 0.0
    assert all(m.at_s is None for m in judged.marks)


def test_a_mirrored_run_earns_the_same():
    swap = {"left": "right", "right": "left"}

    def mirror(value):
        if isinstance(value, str):
            return swap.get(value, value.replace("left_tension", "right_tension"))
        return value

    def turn(e):
        data = {key: mirror(value) for key, value in e.data.items()}
        for a, b in (
            ("pleural_gas_left_ml", "pleural_gas_right_ml"),
            ("lung_left_ml", "lung_right_ml"),
        ):
            if a in data:
                data[a], data[b] = data[b], data[a]
        return dataclasses.replace(e, data=data)

    mirrored = [turn(e) for e in good_run()]
    assert assess(mirrored, SHEET).score == 1.0
    assert assess(mirrored, SHEET).story.affected == "right"


@pytest.mark.parametrize("hz", [30, 60, 90, 120])
def test_frame_times_do_not_change_marks(hz):
    """What hands do lands on ticks of the hand clock; a frame's delay at most moves it by 1/hz."""
    step = 500 // hz
    late = [
        dataclasses.replace(e, tick=-(-e.tick // step) * step) if e.source == "trainee" else e
        for e in good_run()
    ]
    assert {k: m.points for k, m in marks(late).items()} == {
        k: m.points for k, m in marks(good_run()).items()
    }


def test_judging_twice_is_the_same_to_the_byte():
    def said():
        return json.dumps(
            [dataclasses.asdict(m) for m in assess(good_run(), SHEET).marks], sort_keys=True
        )

    assert said() == said()


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (50.0, 1.0),
        (60.0, 1.0),
        (70.0, 0.75),
        (80.0, 0.5),
        (80.1, 0.0),
        (-1.0, 0.975),
        (math.nan, 0.0),
    ],
)
def test_tolerance(x, expected):
    assert tolerance(x, (0.0, 60.0), 20.0) == pytest.approx(expected)
