import pytest

from learning.events import Event, EventLog, read_log
from learning.poses import PoseWriter, read_poses

ROW = (0.1, 0.2, 0.3, 1.0, 0.0, 0.0, 0.0, 0.5, 0.0)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "log.jsonl"
    log = EventLog(path)
    log.append(Event(0, "session", "header", {"format": 1, "patient": {"age_y": 34.0}}))
    for tick in range(0, 5000, 500):
        log.append(Event(tick, "twin", "truth", {"map_mmhg": 81.123456789, "abp": float("nan")}))
    log.append(Event(5000, "session", "end", {"events": 12}))
    log.close()
    return path


def test_a_whole_log_reads_back_with_nan_as_none(written):
    log = read_log(written)
    assert log.problem == ""
    assert len(log.events) == 12
    assert log.events[3].data == {"map_mmhg": 81.123456789, "abp": None}


@pytest.mark.parametrize(
    ("edit", "line", "is_edited"),
    [
        (
            lambda lines: [*lines[:4], lines[4].replace(b"81.1", b"91.1"), *lines[5:]],
            "line 5",
            True,
        ),
        (lambda lines: [*lines[:6], *lines[7:]], "line 7", True),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "line 3", True),
        (lambda lines: lines[:-1], "after line 11", False),
        (lambda lines: [*lines[:7], lines[7][:40]], "line 8", False),
    ],
    ids=["number changed", "line removed", "lines swapped", "end cut", "cut inside a line"],
)
def test_edits_and_cuts_are_found_and_named(written, edit, line, is_edited):
    lines = written.read_bytes().split(b"\n")[:-1]
    written.write_bytes(b"\n".join(edit(lines)) + b"\n")
    log = read_log(written)
    assert line in log.problem
    assert log.is_edited is is_edited
    assert log.header == {"format": 1, "patient": {"age_y": 34.0}}


def test_a_file_without_a_header_is_no_log(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text("hello\n")
    with pytest.raises(ValueError, match="is no log"):
        read_log(path)


def test_poses_read_back_and_an_edit_is_found(tmp_path):
    path = tmp_path / "poses.msgpack"
    writer = PoseWriter(path)
    places = []
    for start in (0, 50):
        for tick in range(start, start + 50, 10):
            writer.add(tick, {"head:one": ROW, "hand:one:left": ROW})
        places.append(writer.flush())
    writer.close()
    tracks = read_poses(path, places)
    assert list(tracks["head:one"].ticks) == list(range(0, 100, 10))
    assert tuple(tracks["hand:one:left"].values[3]) == ROW
    raw = bytearray(path.read_bytes())
    raw[places[1]["from_byte"] + 20] ^= 1
    path.write_bytes(raw)
    with pytest.raises(ValueError, match="chunk 1"):
        read_poses(path, places)
