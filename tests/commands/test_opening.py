"""The window before and after a case: warming up can be stopped, the debrief's page is shown."""

import os
import stat
import subprocess
import sys
import time

import pytest

from physiology.patient import Patient
from simulator.anatomy.library import load_body
from simulator.commands import warming
from simulator.commands.opening import show_page
from simulator.progress import Cancelled, silent

LI_WEI = Patient(34.0, "male", 176.0, 80.0)


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("THEATRUM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def words(pump, told=silent):
    return "li_wei", LI_WEI, "resuscitation_bay", "zh", told, pump


def test_closing_the_window_stops_the_work_at_once_and_leaves_nothing(empty_cache):
    said = []

    def pump():
        if said:
            raise Cancelled

    began_s = time.monotonic()
    with pytest.raises(Cancelled):
        warming.warm(*words(pump, lambda fraction, label: said.append((fraction, label))))
    assert time.monotonic() - began_s < 60.0
    assert "人体" in said[0][1], "in the words of the one who waits"
    left = [path.suffix for path in empty_cache.rglob("*") if path.is_file()]
    assert set(left) <= {".lock"}


def test_nothing_is_started_when_all_is_there():
    load_body(LI_WEI)
    assert not warming.warm(*words(lambda: pytest.fail("there was nothing to wait for")))


def test_a_cache_that_cannot_keep_is_not_filled_twice(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("THEATRUM_CACHE", str(tmp_path / "file" / "cache"))
    assert not warming.warm(*words(lambda: pytest.fail("it would be built for nothing")))


def test_the_page_opens_in_the_browser_that_was_named(tmp_path, monkeypatch):
    seen, browser = tmp_path / "seen", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {seen}\n')
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    page = tmp_path / "复盘 1.html"
    page.write_text("<p>debrief</p>")
    code = (
        "import pathlib, sys\nfrom simulator.commands.opening import show_page\n"
        "sys.exit(0 if show_page(pathlib.Path(sys.argv[1])) else 9)"
    )
    env = os.environ | {"BROWSER": str(browser)}
    done = subprocess.run([sys.executable, "-c", code, str(page)], env=env, timeout=60)
    assert done.returncode == 0
    assert seen.read_text().strip() == page.as_uri()


def test_a_browser_that_would_take_the_terminal_is_left_alone(tmp_path, monkeypatch):
    import webbrowser

    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("lynx"))
    assert not show_page(tmp_path / "page.html")
