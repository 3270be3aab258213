"""Crash reports hold the stack, hold no names, and stay here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator import crash


def start(code, folder, **env):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
        env=os.environ | {"THEATRUM_DATA": str(folder)} | env,
    )  # fmt: skip


WITH = "import faulthandler\nfrom simulator.crash import watched\nwith watched('play'):\n    "
FAULT = WITH + "raise ZeroDivisionError('at {place}')\n"


def test_an_uncaught_error_leaves_one_report_without_names(tmp_path):
    place = f"{Path.home()}/secret of Li Wei"
    done = start(FAULT.format(place=place), tmp_path, THEATRUM_TRAINEE="Li Wei")
    assert "ZeroDivisionError" in done.stderr  # the error goes on its way
    files = list((tmp_path / "crashes").iterdir())
    assert len(files) == 1
    assert str(files[0]) in done.stderr
    words = files[0].read_text(encoding="utf-8")
    assert "ZeroDivisionError" in words
    assert "verb: play" in words
    assert "Li Wei" not in words
    assert str(Path.home()) + "/" not in words


def test_a_hard_fault_is_reported_at_the_next_start(tmp_path):
    died = start(WITH + "faulthandler._sigsegv()\n", tmp_path)
    assert died.returncode != 0
    again = start(WITH + "pass\n", tmp_path)
    assert again.returncode == 0
    files = [p.name for p in (tmp_path / "crashes").iterdir()]
    assert len(files) == 1
    assert files[0].startswith("crash_")
    words = (tmp_path / "crashes" / files[0]).read_text(encoding="utf-8")
    assert "Segmentation fault" in words or "segmentation" in words.lower()


def test_a_clean_run_leaves_nothing(tmp_path):
    done = start(WITH + "pass\n", tmp_path)
    assert done.returncode == 0
    assert done.stderr == ""
    assert list((tmp_path / "crashes").iterdir()) == []


@pytest.mark.parametrize("kind", ["SystemExit", "KeyboardInterrupt"])
def test_stopping_is_not_a_crash(tmp_path, kind):
    start(WITH + f"raise {kind}\n", tmp_path)
    assert list((tmp_path / "crashes").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = start(FAULT.format(place="x"), blocked, LANG="en_US.UTF-8")
    assert "could not be written" in done.stderr


def test_wrong_input_is_not_a_crash(tmp_path):
    done = subprocess.run(
        [sys.executable, "launcher.py", "settings", "set", "volume_fraction", "9"],
        capture_output=True, text=True, env=os.environ | {"THEATRUM_DATA": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert list((tmp_path / "crashes").iterdir()) == []


def test_only_the_newest_reports_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("THEATRUM_DATA", str(tmp_path))
    for number in range(25):
        assert crash.report("play", f"fault {number}")
    left = sorted((tmp_path / "crashes").glob("crash_*.txt"))
    assert len(left) == 20
    assert "fault 24" in left[-1].read_text(encoding="utf-8")


def test_names_given_are_stripped_as_words_only():
    home = "/" + "home"
    said = crash.stripped(f"Ann met Annette at {home}/ann/x", ("Ann",))
    assert said == f"<name> met Annette at {home}/<user>/x"
