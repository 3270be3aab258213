"""The run folder: where it may be, what a full disk leaves of it, what keyframes are good for."""

import contextlib
import sys

import pytest

from learning import debrief
from learning.events import Event, EventLog, read_log
from physiology import Patient, Twin
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody
from simulator.core.clock import HAND_TICKS, TICKS_PER_S
from simulator.core.hands import Moment
from simulator.core.now import Now
from simulator.core.recorder import Recorder, machine, pack_state, unpack_state
from simulator.core.records import Hand, Head
from simulator.errors import InputError, MachineError

LI_WEI = Patient(34.0, "male", 176.0, 80.0)
HERE = Moment((Head("one", (0.9, 0.3, 1.6), (1.0, 0.0, 0.0, 0.0)),),
              (Hand("one", "left", (0.3, 0.3, 1.1), (1.0, 0.0, 0.0, 0.0)),))  # fmt: skip
HEADER = machine() | {"case": {"id": "x", "procedures": ["needle_decompression"]}}


@contextlib.contextmanager
def files_of_at_most(size_bytes):
    """A real limit of the operating system: writing past it fails as on a full disk."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def begun(folder):
    recorder = Recorder(folder)
    now = Now(Twin(LI_WEI), LivingBody(load_body(LI_WEI)), recorder.log)
    recorder.begin(HEADER)
    now.write("session", "phase", {"phase": "brief", "reason": "arrived"})
    now.write("session", "phase", {"phase": "running", "reason": "begun"})
    return recorder, now


def record(recorder, now, seconds):
    for _ in range(seconds * TICKS_PER_S // HAND_TICKS):
        now.twin.step(HAND_TICKS)
        now.tick += HAND_TICKS
        recorder.moment(now, HERE, {})


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_full_disk_is_one_sentence_and_leaves_whole_lines(tmp_path):
    recorder, now = begun(tmp_path / "run")
    with files_of_at_most(30_000), pytest.raises(MachineError, match="recorded any further") as no:
        record(recorder, now, 60)
    assert str(tmp_path / "run") in str(no.value)
    assert "--partial" in str(no.value)
    recorder.end(now.tick, "stopped")  # the session still closes what it opened
    raw = (tmp_path / "run" / "log.jsonl").read_bytes()
    assert 20_000 < len(raw) <= 30_000
    assert raw.endswith(b"}\n")
    log = read_log(tmp_path / "run" / "log.jsonl")
    assert "without an end" in log.problem
    assert not log.is_edited
    assert (tmp_path / "run" / "vitals.csv").read_bytes().endswith(b"\n")
    page = debrief.write(tmp_path / "run", "en", is_partial_allowed=True)
    assert "stops early" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "words"), [("log.jsonl", "already holds a run"), ("notes.txt", "is not empty")]
)
def test_a_run_is_never_written_into_a_folder_that_holds_something(tmp_path, file, words):
    (tmp_path / file).write_text("mine")
    with pytest.raises(InputError, match=words):
        Recorder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_a_keyframe_brings_the_body_back():
    recorder, now = begun(None)
    record(recorder, now, 10)
    frames = [e for e in recorder.log.events if e.kind == "keyframe"]
    digests = {e.tick: e.data["digest"] for e in recorder.log.events if e.kind == "digest"}
    twin = Twin.restore(unpack_state(frames[-1].data["state"]))
    assert twin.tick == frames[-1].tick
    assert twin.digest() == digests[twin.tick]
    assert pack_state(twin) == frames[-1].data["state"]


def test_events_after_the_file_was_given_up_stay_in_memory(tmp_path):
    log = EventLog(tmp_path / "log.jsonl")
    log.append(Event(0, "session", "header", {"format": 1}))
    log.flush()
    log.append(Event(1, "session", "phase", {"phase": "brief"}))
    log.abandon()
    log.append(Event(2, "session", "end", {}))
    log.close()
    assert len(log.events) == 3
    assert [e.kind for e in read_log(tmp_path / "log.jsonl").events] == ["header"]
