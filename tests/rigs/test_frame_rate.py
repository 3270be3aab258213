"""The same path of the hands, sampled at any rate, is the same run."""

import pytest

from learning.assessment import assess
from learning.objectives import load, sheet_path
from learning.recording import open_run
from simulator.core.replaying import load_run, replay
from simulator.core.session import Session
from simulator.core.setup import Wish, build
from simulator.rigs.replay import ReplayRig

FOR_S = 36.0


def story(session):
    """What happened, without what only says how it was recorded."""
    events = session.setup.recorder.log.events
    return [
        (e.tick, e.kind, e.data)
        for e in events
        if e.kind not in ("header", "poses", "end", "keyframe")
    ]


@pytest.fixture(scope="module")
def at_30(play, quick_case, quick_plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "at_30"
    return folder, play(quick_case, quick_plan, 30.0, folder, for_s=FOR_S, skip=False)


def test_the_needle_reached_the_gas(at_30):
    _, session = at_30
    kinds = {event.kind for event in session.setup.recorder.log.events}
    assert {"listened", "skin_punctured", "crossing", "steel_removed", "digest"} <= kinds


def judged(session):
    """Marks and critical errors, as the debrief has them."""
    found = assess(session.setup.recorder.log.events, load(sheet_path("needle_decompression")))
    marks = [(mark.row.id, mark.points, mark.at_s, mark.measured) for mark in found.marks]
    return found.score, marks, [(error.row.id, error.at_s) for error in found.errors]


@pytest.mark.parametrize(
    "fps_hz",
    [
        pytest.param(60.0, marks=pytest.mark.slow),
        pytest.param(90.0, marks=pytest.mark.slow),
        120.0,
    ],
)
def test_frame_rate_changes_neither_the_run_nor_its_marks(
    play, quick_case, quick_plan, at_30, fps_hz
):
    other = play(quick_case, quick_plan, fps_hz, for_s=FOR_S, skip=False)
    assert judged(other) == judged(at_30[1])
    assert {id: points for id, points, *_ in judged(other)[1]}["tip_in_gas"] > 0.0
    mine, theirs = story(at_30[1]), story(other)
    for a, b in zip(mine, theirs, strict=False):
        assert a == b
    assert abs(len(mine) - len(theirs)) <= 4, "only the cut at the end may differ"


def test_replay_of_the_deeds_is_exact(at_30):
    found = replay(load_run(at_30[0]))
    assert found.is_exact
    assert found.agrees
    assert found.seconds >= FOR_S


def test_recorded_hands_meet_the_same_body_again(at_30, li_wei, quick_case):
    folder, session = at_30
    again = Session(build(Wish(quick_case), None, body=li_wei), ReplayRig(open_run(folder)))
    again.run()
    of = ("deed", "crossing", "skin_punctured", "said", "listened", "digest")
    mine = [e for e in story(session) if e[1] in of]
    theirs = [e for e in story(again) if e[1] in of]
    assert theirs[: len(mine)] == mine[: len(theirs)]
    assert len(theirs) >= len(mine) - 4


def test_the_folder_holds_what_interfaces_promise(at_30):
    folder, session = at_30
    recording = open_run(folder)
    assert recording.log.problem == ""
    header = recording.log.header
    for key in ("theatrum", "cpu", "numba", "llvm", "seed", "patient", "dt_s", "started_at"):
        assert header[key] not in ("", None)
    assert len(header["case"]["sha256"]) == 64
    poses = recording.poses()
    assert {"head:one", "hand:one:left", "hand:one:right"} <= set(poses)
    assert any(name.startswith("tool:cannula") for name in poses)
    assert poses["hand:one:right"].values.shape[1] == 9
    seconds = [e.tick for e in recording.log.of_kind("digest")]
    assert seconds == list(range(seconds[0], seconds[0] + 500 * len(seconds), 500))
    assert len(recording.vitals()["tick"]) == len(seconds)
    assert session.now.tick == recording.log.events[-1].tick


@pytest.mark.slow
@pytest.mark.parametrize("fps_hz", [60.0, 120.0])
def test_replay_is_exact_whatever_the_frame_rate_was(
    play, quick_case, quick_plan, tmp_path, fps_hz
):
    play(quick_case, quick_plan, fps_hz, tmp_path / "run", for_s=FOR_S, skip=False)
    assert replay(load_run(tmp_path / "run")).is_exact
