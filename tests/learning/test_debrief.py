"""The debrief: from a recorded folder alone, the same every time, broken runs refused."""

import json
import math
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from learning import debrief
from learning.errors import LearningError, LogError
from tests.learning.made_up_run import added, good_run, needle, without, write_run
from tests.learning.test_marks import idle, short_needle

ROOT = Path(__file__).parents[2]
KEYS = ["outcome", "cause", "score", "critical_errors", "marks", "vitals_end"]
MARK_KEYS = ["id", "title", "points", "of", "at_s", "evidence", "source"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return write_run(tmp_path_factory.mktemp("runs") / "good", good_run())


def read(page):
    return page.read_text(encoding="utf-8"), json.loads(
        page.with_name("debrief.json").read_text("utf-8")
    )


def test_json_has_exactly_the_promised_keys(run):
    _, record = read(debrief.write(run, "en"))
    assert list(record) == KEYS
    assert all(list(mark) == MARK_KEYS for mark in record["marks"])
    assert (record["outcome"], record["score"], record["critical_errors"]) == ("alive", 1.0, [])
    assert record["vitals_end"]["hr_per_min"] == pytest.approx(84.6, abs=0.2)


def test_json_is_strict_and_has_evidence_lines(tmp_path):
    page = debrief.write(write_run(tmp_path / "short", short_needle(good_run())), "en")
    words = page.with_name("debrief.json").read_text("utf-8")
    record = json.loads(words, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    log = (tmp_path / "short" / "log.jsonl").read_text("utf-8").splitlines()
    for mark in record["marks"]:
        assert mark["source"].endswith(("[S]", "[M]", "[O]"))
        for line in mark["evidence"]["log_lines"]:
            assert 1 <= line <= len(log)
    oxygen = next(m for m in record["marks"] if m["id"] == "oxygen")
    assert '"GiveOxygen"' in log[oxygen["evidence"]["log_lines"][0] - 1]


def test_the_same_run_gives_the_same_bytes(run):
    page = debrief.write(run, "zh")
    first = (page.read_bytes(), page.with_name("debrief.json").read_bytes())
    debrief.write(run, "en")
    page = debrief.write(run, "zh")
    assert (page.read_bytes(), page.with_name("debrief.json").read_bytes()) == first


@pytest.mark.parametrize("hz", [30, 60, 120])
def test_the_rate_of_poses_changes_no_mark(run, tmp_path, hz):
    page = debrief.write(write_run(tmp_path / "other", good_run(), hz=hz), "en")
    assert read(page)[1] == read(debrief.write(run, "en"))[1]


class Page(HTMLParser):
    """Collects what the page would fetch, and its tags' balance."""

    def __init__(self):
        super().__init__()
        self.fetches, self.open, self.words = [], [], []

    def handle_starttag(self, tag, attributes):
        self.fetches += [v for k, v in attributes if k in ("src", "href") and not v.startswith("#")]
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("make", [good_run, idle, lambda: short_needle(good_run())])
def test_the_page_stands_alone_and_is_well_formed(tmp_path, language, make):
    html, record = read(debrief.write(write_run(tmp_path / "run", make()), language))
    page = Page()
    page.feed(html)
    assert page.open == []
    assert page.fetches == []
    assert "@import" not in html
    assert "<script" not in html
    assert not re.search(r"\bnan\b|Infinity|\bNone\b(?! was)|\{[a-z_]+\}", "".join(page.words))
    shown = " ".join(page.words)
    for mark in record["marks"]:
        assert mark["title"] in shown
    assert ("For education only" if language == "en" else "仅供教学使用") in shown


def test_errors_stand_apart_and_before_the_marks(tmp_path):
    html, record = read(debrief.write(write_run(tmp_path / "run", short_needle(good_run())), "en"))
    assert record["critical_errors"] == ["hiss_for_success", "left_untreated"]
    assert html.index("A hiss taken for success") < html.index(">Marks<")


def test_words_of_the_simulator_win_and_cannot_break_the_page(tmp_path):
    run = write_run(tmp_path / "run", good_run())
    html, _ = read(
        debrief.write(run, "en", lambda id: "<b>5 & 6</b>" if id == "ask_name" else None)
    )
    assert "&lt;b&gt;5 &amp; 6&lt;/b&gt;" in html
    assert "<b>5" not in html


def test_a_right_sided_chest_is_mirrored(tmp_path):
    run = [e for e in without(good_run(), "skin_punctured")]
    left, _ = read(debrief.write(write_run(tmp_path / "left", added(run, *needle(150))), "en"))
    right, _ = read(
        debrief.write(write_run(tmp_path / "right", added(run, *needle(150, side="right"))), "en")
    )
    sternum = re.compile(r'<text x="([\d.]+)"[^>]*>sternum<')
    assert float(sternum.search(left)[1]) < 100.0 < 460.0 < float(sternum.search(right)[1])


def test_several_attempts_are_each_drawn(tmp_path):
    run = added(good_run(), *needle(260, attempt=2))
    html, _ = read(debrief.write(write_run(tmp_path / "run", run), "en"))
    assert "Attempt 1" in html
    assert "Attempt 2" in html


def test_a_puncture_is_told_by_the_space_it_met_not_by_the_nearest_landmark(tmp_path):
    run = [
        replace(e, data=e.data | {"rib_below": "rib_4", "rib_above": "rib_3"})
        if e.kind == "skin_punctured"
        else e
        for e in good_run()
    ]
    html, record = read(debrief.write(write_run(tmp_path / "run", run), "en"))
    site = next(mark for mark in record["marks"] if mark["id"] == "site")
    assert site["points"] == 0.0
    assert html.count("left, 3rd space, mid-clavicular") >= 2, "in the story and beside the mark"
    assert "left, 2nd space" not in html
    assert ">rib 4<" in html


def test_steel_and_catheter_are_drawn_to_where_each_of_them_went(tmp_path):
    html, _ = read(debrief.write(write_run(tmp_path / "run", good_run()), "en"))
    tips = [int(mm) for mm in re.findall(r">(?:tip|catheter) (\d+) mm<", html)]
    assert sorted(tips) == [46, 48]


def edit(path, old, new):
    words = path.read_text("utf-8")
    assert old in words
    path.write_text(words.replace(old, new, 1), "utf-8")


def test_an_edited_log_is_refused(tmp_path):
    run = write_run(tmp_path / "run", good_run())
    edit(run / "log.jsonl", '"flow_l_per_min":15.0', '"flow_l_per_min":25.0')
    with pytest.raises(LogError, match=r"line \d+ was edited"):
        debrief.write(run, "en")
    assert not (run / "debrief.html").exists()


def test_a_cut_log_is_refused_unless_asked_for(tmp_path):
    run = write_run(tmp_path / "run", good_run())
    lines = (run / "log.jsonl").read_bytes().splitlines(keepends=True)
    (run / "log.jsonl").write_bytes(b"".join(lines[:300]))
    with pytest.raises(LogError, match="stops after line 300"):
        debrief.write(run, "en")
    html, record = read(debrief.write(run, "en", is_partial_allowed=True))
    assert "stops early" in html
    assert 0.0 < record["score"] < 1.0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda run: (run / "log.jsonl").unlink(), "log.jsonl cannot be read"),
        (lambda run: (run / "vitals.csv").unlink(), "vitals.csv is missing"),
        (lambda run: (run / "poses.msgpack").unlink(), "poses.msgpack"),
        (lambda run: (run / "poses.msgpack").write_bytes(b"x" * 9), "does not fit its hash"),
        (lambda run: (run / "log.jsonl").write_text("{}\n"), "is no log"),
        (lambda run: edit(run / "vitals.csv", "100.0", "99.0"), "vitals.csv does not fit its hash"),
    ],
)
def test_broken_folders_are_refused_in_one_sentence(tmp_path, spoil, said):
    run = write_run(tmp_path / "run", good_run())
    spoil(run)
    with pytest.raises(LogError, match=said) as caught:
        debrief.write(run, "en")
    assert "\n" not in str(caught.value)
    assert not (run / "debrief.html").exists()


def test_a_case_that_never_began_is_refused(tmp_path):
    run = write_run(tmp_path / "run", without(good_run(), "phase", phase="running"))
    with pytest.raises(LogError, match="never began"):
        debrief.write(run, "en")


def test_an_unknown_language_is_refused(run):
    with pytest.raises(LearningError, match="'fr'"):
        debrief.write(run, "fr")


def test_no_half_written_page_when_the_disk_says_no(run, monkeypatch):
    debrief.write(run, "en")
    before = (run / "debrief.html").read_bytes()

    def refuse(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(LogError, match="No space left"):
        debrief.write(run, "zh")
    assert (run / "debrief.html").read_bytes() == before
    assert not list(run.glob(".debrief*"))


def launch(*words):
    return subprocess.run(
        [sys.executable, str(ROOT / "launcher.py"), *map(str, words)],
        capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip


def test_the_verb_prints_one_object_and_says_what_is_wrong(run, tmp_path):
    done = launch("debrief", run, "--lang", "zh", "--json")
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)) == KEYS
    assert "患者存活" in (run / "debrief.html").read_text("utf-8")
    missing = launch("debrief", tmp_path / "nowhere")
    assert missing.returncode == 2
    assert missing.stderr.count("\n") == 1
    assert "nowhere" in missing.stderr


def test_scores_are_finite(run):
    assert math.isfinite(read(debrief.write(run, "en"))[1]["score"])
