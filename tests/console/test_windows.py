"""The windows on Qt's offscreen platform: they open, act, and refuse in words."""

import json
import os
import subprocess
import sys

import pytest

HEADER = {"case": {"id": "x", "title": {"en": "A case", "zh": "一个病例"}}, "trainee": "expert"}
pytestmark = pytest.mark.qt


@pytest.fixture
def qt(tmp_path, monkeypatch):
    monkeypatch.setenv("THEATRUM_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("THEATRUM_DATA", str(tmp_path / "data"))
    from simulator.console import app

    return app.application()


def wait(qt, is_so, seconds=60.0):
    import time

    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        qt.processEvents()
        time.sleep(0.02)
    assert is_so()


def words_of(widget):
    from PySide6.QtWidgets import QAbstractButton, QLabel

    found = widget.findChildren(QLabel) + widget.findChildren(QAbstractButton)
    return " ".join(one.text() for one in found)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("theme", ["okabe_ito", "high_contrast"])
def test_every_page_opens_and_paints(qt, language, theme):
    from simulator.console import app
    from simulator.console.window import PAGES, LauncherWindow
    from simulator.settings import Settings
    from simulator.text import text

    chosen = Settings(language=language, theme=theme)
    app.dress(qt, chosen)
    window = LauncherWindow(chosen)
    window._is_machine_checked = True
    window.show()
    for name in PAGES:
        window.show_page(name)
        qt.processEvents()
        image = window.grab().toImage()
        colors = {image.pixel(x, y) for x in range(240, 1100, 13) for y in range(20, 700, 13)}
        assert len(colors) > 8, name
    shown = words_of(window)
    assert text("window.start", language) in shown
    assert text("app.name", language).split()[0] in shown
    window.close()


def test_changing_the_language_rewrites_window_and_file(qt):
    from simulator import settings
    from simulator.console.window import LauncherWindow

    window = LauncherWindow(settings.Settings(language="en"))
    window._speak("zh")
    assert settings.load().language == "zh"
    assert "病例" in words_of(window.centralWidget())
    assert "Cases" not in words_of(window.centralWidget())
    window.close()


def test_a_setting_is_written_at_once_and_a_bad_one_refused(qt):
    from simulator import settings
    from simulator.console.pages.settings import GROUPS, SettingsPage

    seen = []
    page = SettingsPage(settings.Settings(language="en"), seen.append)
    assert page.put("pressure_unit", "kpa")
    assert settings.load().pressure_unit == "kpa"
    assert seen[-1].pressure_unit == "kpa"
    assert not page.put("data_quota_gb", "-3")
    assert "data_quota_gb" in page._news.text()
    assert settings.load().data_quota_gb == 5.0
    assert {n for names in GROUPS.values() for n in names} | {"is_first_start_done"} == set(
        settings.FIELDS
    )


def test_runs_are_listed_newest_first_and_damaged_ones_do_not_hide_others(qt, tmp_path):
    from simulator.console.pages.runs import RunsPage, recent_runs

    runs = tmp_path / "data" / "runs"
    for index, (name, debrief) in enumerate(
        [
            ("old", {"outcome": "dead", "score": 0.4}),
            ("new", {"outcome": "alive", "score": 0.9}),
            ("torn", None),
        ]
    ):
        (runs / name).mkdir(parents=True)
        (runs / name / "log.jsonl").write_text(json.dumps({"data": HEADER}) + "\n")
        os.utime(runs / name / "log.jsonl", (1000 + index, 1000 + index))
        words = json.dumps(debrief) if debrief else '{"outcome": '
        (runs / name / "debrief.json").write_text(words)
    (runs / "not_a_run").mkdir()
    lines = recent_runs(runs)
    assert [(line.folder.name, line.outcome) for line in lines] == [
        ("torn", ""),
        ("new", "alive"),
        ("old", "dead"),
    ]
    assert recent_runs(tmp_path / "nowhere") == []
    shown = words_of(RunsPage("zh"))
    assert "✓ 存活" in shown
    assert "90 %" in shown
    assert "一个病例" in shown
    assert "生成复盘" in shown


def test_a_debrief_that_cannot_be_made_says_why(qt, tmp_path):
    from simulator.console.pages.runs import RunsPage

    folder = tmp_path / "data" / "runs" / "torn"
    folder.mkdir(parents=True)
    (folder / "log.jsonl").write_text(json.dumps({"data": HEADER}) + "\n")
    page = RunsPage("en")
    from simulator.console.pages.runs import recent_runs

    page._debrief(recent_runs(folder.parent)[0])
    wait(qt, lambda: "×" in words_of(page), 120.0)


def test_playing_runs_a_process_and_reports_its_end(qt, monkeypatch):
    from simulator.console import app
    from simulator.console.pages.cases import CasesPage

    code = "import sys; sys.stderr.write('[####....]  40 %  bones\\n'); sys.exit({})"
    ends = []
    page = CasesPage("en", lambda: ends.append(1))
    monkeypatch.setattr(app, "command", lambda *words: (sys.executable, ["-c", code.format(0)]))
    page.play("any")
    assert page.is_playing
    page.play("any")  # a second start while one plays is ignored
    wait(qt, lambda: not page.is_playing)
    assert page._bar.value() in (0, 40)
    assert ends == [1]
    monkeypatch.setattr(
        app,
        "command",
        lambda *words: (sys.executable, ["-c", "import sys; sys.exit('theatrum: no such case')"]),
    )
    page.play("any")
    wait(qt, lambda: not page.is_playing)
    assert "no such case" in page._news_words.text()


def test_cards_never_leave_the_window(qt):
    """Large text in a small window: one column, nothing cut at the right."""
    from simulator.console import app
    from simulator.console.window import LauncherWindow
    from simulator.settings import Settings

    chosen = Settings(language="en", text_size_fraction=1.6)
    app.dress(qt, chosen)
    window = LauncherWindow(chosen)
    window.resize(900, 700)
    window.show()
    for _ in range(6):
        qt.processEvents()
    right = window.cases.mapToGlobal(window.cases.rect().bottomRight()).x()
    for card in window.cases._made:
        assert card.mapToGlobal(card.rect().bottomRight()).x() <= right
    window.close()


def test_a_broken_case_is_shown_and_hides_no_other(qt, monkeypatch):
    from simulator.console.pages import cases
    from simulator.core.scenario import case_ids

    monkeypatch.setattr(cases, "case_ids", lambda: [*case_ids(), "no_such_case"])
    shown = words_of(cases.CasesPage("en", lambda: None))
    assert "× no_such_case" in shown
    assert "Start" in shown


def test_the_machine_page_shows_the_report_of_the_doctor(qt, monkeypatch):
    from simulator.console import app
    from simulator.console.pages.machine import MachinePage

    check = {"name": "graphics", "state": "degraded", "detail": "llvmpipe", "remedy": "Install it."}
    report = json.dumps({"checks": [check], "can_play": ["offscreen"]})
    monkeypatch.setattr(
        app, "command", lambda *words: (sys.executable, ["-c", f"print({report!r})"])
    )
    page = MachinePage("zh")
    page.check()
    wait(qt, lambda: page._child is None)
    shown = words_of(page)
    for word in ("!  图形", "受限可用", "llvmpipe", "Install it.", "offscreen"):
        assert word in shown
    monkeypatch.setattr(app, "command", lambda *words: (sys.executable, ["-c", "print('{')"]))
    page.check()
    wait(qt, lambda: page._child is None)
    assert "launcher.py doctor" in words_of(page)


class TestFirstStart:
    def test_nothing_goes_on_before_the_notice_is_accepted(self, qt):
        from simulator import settings
        from simulator.console.first_start import FirstStart

        wizard = FirstStart(settings.Settings(language="en"))
        wizard.show_step("notice")
        assert not wizard._next.isEnabled()
        wizard._accepted.setChecked(True)
        assert wizard._next.isEnabled()
        assert settings.first_start_needed()  # nothing is kept yet
        for _ in range(3):
            wizard._go(1)
        assert wizard.result() == wizard.DialogCode.Accepted
        assert not settings.first_start_needed()

    def test_the_language_is_asked_and_kept(self, qt):
        from simulator import settings
        from simulator.console.first_start import FirstStart

        wizard = FirstStart(settings.Settings(language="en"))
        wizard._speak("zh")
        assert "下一步" in words_of(wizard)
        assert wizard.keep()
        assert settings.load().language == "zh"

    def test_the_sound_is_tried_for_real(self, qt, monkeypatch):
        from simulator import settings
        from simulator.console.first_start import FirstStart

        monkeypatch.setenv("ALSOFT_DRIVERS", "null")
        wizard = FirstStart(settings.Settings(language="en"))
        wizard.test_sound()
        wait(qt, lambda: wizard._child is None)
        assert "Three tones were played" in wizard._sound_words.text()

    def test_a_config_folder_that_cannot_be_written_is_said(
        self, qt, tmp_path, monkeypatch, capsys
    ):
        from simulator import settings
        from simulator.console.first_start import FirstStart

        blocked = tmp_path / "file"
        blocked.write_text("")
        monkeypatch.setenv("THEATRUM_CONFIG", str(blocked))
        wizard = FirstStart(settings.Settings(language="en"))
        assert not wizard.keep()
        assert "THEATRUM_CONFIG" in capsys.readouterr().err


class TestWelcome:
    def test_the_tutorial_is_played_before_the_case_not_beside_it(self, tmp_path, monkeypatch):
        from simulator.commands import welcome
        from simulator.console import TUTORIAL, TUTORIAL_WANTED

        monkeypatch.setenv("THEATRUM_CONFIG", str(tmp_path))
        asked = []

        def run(words, **_):
            asked.append(words)
            return subprocess.CompletedProcess(words, TUTORIAL_WANTED, stderr="qt.qpa: noise\n")

        monkeypatch.setattr(welcome.subprocess, "run", run)
        welcome.ask_once()
        assert asked[0][-1] == "simulator.console.first_start"
        assert asked[1][1:] == ["launcher.py", "play", TUTORIAL]

    def test_it_is_asked_once(self, tmp_path, monkeypatch):
        from simulator import settings
        from simulator.commands import welcome

        monkeypatch.setenv("THEATRUM_CONFIG", str(tmp_path))
        settings.save(settings.Settings(is_first_start_done=True))
        monkeypatch.setattr(welcome.subprocess, "run", lambda *a, **k: pytest.fail("asked again"))
        welcome.ask_once()

    def test_without_qt_the_notice_is_said_in_words(self, tmp_path, monkeypatch, capfd):
        from simulator.commands import welcome

        monkeypatch.setenv("THEATRUM_CONFIG", str(tmp_path))
        monkeypatch.setenv("QT_QPA_PLATFORM", "no_such_platform")
        monkeypatch.setenv("LANG", "en_US.UTF-8")
        welcome.ask_once()
        said = capfd.readouterr().err
        assert "For education only" in said
        assert "settings set language" in said
        assert "qt.qpa" not in said


def test_without_a_screen_the_window_says_what_to_do_instead():
    env = {
        k: v
        for k, v in os.environ.items()
        if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "launcher.py"], capture_output=True, text=True, encoding="utf-8", env=env
    )
    assert done.returncode == 3
    assert "launcher.py play" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_qt_that_cannot_start_is_explained():
    env = os.environ | {"QT_QPA_PLATFORM": "no_such_platform"}
    done = subprocess.run(
        [sys.executable, "launcher.py"], capture_output=True, text=True, encoding="utf-8", env=env
    )
    assert done.returncode == 3
    assert "could not be opened (signal 6)" in done.stderr
    assert "launcher.py doctor" in done.stderr


def test_the_windows_never_load_panda():
    code = "import sys, simulator.console.window, simulator.console.first_start\n"
    code += "sys.exit('panda3d' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
