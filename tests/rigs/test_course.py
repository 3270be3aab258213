"""The whole course of the case, as the body decides it. Minutes of computing: slow."""

import pytest

from learning.assessment import assess
from learning.objectives import load, sheet_path

pytestmark = pytest.mark.slow


def truths(session):
    begun = session.clock.first_tick
    events = session.setup.recorder.log.events
    return [
        ((e.tick - begun) / 500.0, e.data) for e in events if e.kind == "truth" and e.tick >= begun
    ]


def first_s(session, **wanted):
    for at_s, data in truths(session):
        if all(data[key] == value for key, value in wanted.items()):
            return at_s
    return float("inf")


@pytest.fixture(scope="module")
def expert(play):
    return play("tension_pneumothorax", "expert")


def test_expert_lives_and_the_signs_turn_the_right_way(expert):
    session = expert
    assert session.now.truth.outcome == "alive"
    events = session.setup.recorder.log.events
    release = next(e.tick for e in events if e.kind == "deed" and e.data["action"] == "OpenPleura")
    at_s = (release - session.clock.first_tick) / 500.0
    series = dict(truths(session))
    before = series[round(at_s) - 1]
    assert series[round(at_s) + 120]["sbp_mmhg"] > before["sbp_mmhg"]
    assert series[round(at_s) + 180]["sao2_pct"] > before["sao2_pct"]
    assert series[round(at_s) + 300]["hr_per_min"] < before["hr_per_min"]
    assert series[round(at_s) + 180]["rr_per_min"] < before["rr_per_min"] + 0.5


def test_idle_ends_by_exhaustion_bradycardia_and_pea(play):
    session = play("tension_pneumothorax", "idle")
    assert session.now.truth.outcome == "dead"
    assert session.now.truth.cause == "respiratory_exhaustion"
    pea_s = first_s(session, rhythm="pea")
    assert 12 * 60.0 <= pea_s <= 20 * 60.0
    assert first_s(session, rhythm="bradycardia") < pea_s


@pytest.mark.parametrize(
    ("trainee", "error"),
    [
        ("short_needle", "no_reassessment"),
        ("trusts_the_hiss", "hiss_for_success"),
        ("wrong_side", "wrong_side"),
        ("too_medial", "too_medial"),
    ],
)
def test_what_leaves_the_tension_kills_and_is_named(play, trainee, error):
    session = play("tension_pneumothorax", trainee)
    assert session.now.truth.outcome == "dead"
    found = assess(session.setup.recorder.log.events, load(sheet_path("needle_decompression")))
    assert error in {made.row.id for made in found.errors}
    assert found.score < 0.6


def test_a_needle_in_the_other_chest_is_worse_than_none(play):
    wronged, left_alone = (play("tension_pneumothorax", who) for who in ("wrong_side", "idle"))
    deeds = [e.data for e in wronged.setup.recorder.log.events if e.kind == "deed"]
    cuts = [d["side"] for d in deeds if d["action"] == "OpenLung" and d["area_mm2"] > 0.0]
    assert cuts[-1] == "right", "the steel goes on into the healthy lung"
    pea_s = first_s(wronged, rhythm="pea")
    assert pea_s < first_s(left_alone, rhythm="pea")
    assert pea_s > 9 * 60.0, "a slow second pneumothorax"
    assert max(data["pleural_gas_right_ml"] for _, data in truths(wronged)) > 500.0


def test_expert_makes_no_error_and_earns_nearly_everything(expert):
    found = assess(expert.setup.recorder.log.events, load(sheet_path("needle_decompression")))
    assert found.errors == ()
    assert found.score > 0.95


def test_ventilated_idle_collapses_within_minutes(play):
    session = play("tension_pneumothorax_ventilated", "idle")
    assert session.now.truth.outcome == "dead"
    torn_s = session.setup.case.arrive_s - 1390.0  # the tear is 110 s old on arrival
    series = truths(session)
    start = series[0][1]["map_mmhg"]
    fallen_s = next(at_s for at_s, data in series if data["map_mmhg"] < 0.75 * start)
    assert fallen_s <= 4 * 60.0
    assert 4 * 60.0 <= first_s(session, rhythm="pea") + torn_s <= 8 * 60.0
