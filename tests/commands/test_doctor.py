"""The doctor tries the real machine; gaps are made by taking things away."""

import argparse
import json
import os
import subprocess
import sys

import pytest

from simulator.commands import doctor, doctor_probes, qt_libraries
from simulator.commands.doctor import Check, can_play
from simulator.text import catalog

NAMES = {
    "graphics",
    "display",
    "openxr",
    "audio",
    "qt",
    "windows",
    "fonts",
    "numba",
    "carriers",
    "cache",
    "data",
    "settings",
}


def ask(*words, **env):
    return subprocess.run(
        [sys.executable, "launcher.py", "doctor", *words],
        capture_output=True, text=True, encoding="utf-8", env=os.environ | env, timeout=200,
    )  # fmt: skip


def test_the_report_is_one_object_with_the_promised_keys(tmp_path):
    done = ask("--json", THEATRUM_CACHE=str(tmp_path))
    report = json.loads(done.stdout)
    assert set(report) == {"checks", "can_play"}
    assert {check["name"] for check in report["checks"]} == NAMES
    assert done.returncode == (0 if report["can_play"] else 1)
    for check in report["checks"]:
        assert set(check) == {"name", "state", "detail", "remedy"}
        assert check["state"] in ("ok", "degraded", "missing")
        assert check["state"] == "ok" or check["remedy"]
        assert check["detail"]
    assert next(c for c in report["checks"] if c["name"] == "numba")["state"] == "ok"


def test_nothing_can_play_when_the_cache_cannot_be_written(tmp_path, monkeypatch, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("THEATRUM_CACHE", str(blocked))
    check = doctor._cache("en")
    assert check.state == "missing"
    assert str(blocked) in check.detail
    assert "THEATRUM_CACHE" in check.remedy
    others = [one for one in states() if one.name != "cache"]
    monkeypatch.setattr(doctor, "examine", lambda *a, **k: [check, *others])
    assert doctor.run(argparse.Namespace(json=False, lang="en", xr=False)) == 1
    assert "THEATRUM_CACHE" in capsys.readouterr().out


def test_a_broken_settings_file_is_reported_and_does_not_stop_the_doctor(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text("language = 7\n")
    monkeypatch.setenv("THEATRUM_CONFIG", str(tmp_path))
    check = doctor._settings("en")
    assert check.state == "degraded"
    assert "language" in check.detail
    monkeypatch.delenv("THEATRUM_DATA")
    assert doctor._data("en").state == "degraded"  # its folder is a setting: unknown, and said
    assert doctor._language() in ("en", "zh")


def states(**changed):
    base = dict.fromkeys(NAMES, "ok") | changed
    return [Check(name, state, "") for name, state in base.items()]


@pytest.mark.parametrize(
    ("changed", "rigs"),
    [
        ({}, ["vr", "desktop", "offscreen"]),
        ({"openxr": "missing"}, ["desktop", "offscreen"]),
        ({"display": "missing"}, ["offscreen"]),
        ({"graphics": "missing"}, ["offscreen"]),
        ({"graphics": "degraded", "openxr": "missing"}, ["desktop", "offscreen"]),
        ({"carriers": "missing"}, []),
        ({"numba": "missing"}, []),
        ({"audio": "degraded", "fonts": "degraded"}, ["vr", "desktop", "offscreen"]),
    ],
)
def test_which_rigs_can_play(changed, rigs, monkeypatch):
    monkeypatch.setattr(doctor, "has_headset_rig", lambda: True)
    assert can_play(states(**changed)) == rigs


def test_a_runtime_without_our_rig_promises_no_headset(monkeypatch):
    monkeypatch.setattr(doctor, "has_headset_rig", lambda: False)
    assert can_play(states()) == ["desktop", "offscreen"]


def test_the_openxr_runtime_is_found_by_its_manifest(tmp_path, monkeypatch):
    manifest = tmp_path / "openxr" / "1" / "active_runtime.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("{}")
    monkeypatch.delenv("XR_RUNTIME_JSON", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert doctor_probes.openxr_manifest() == manifest
    other = tmp_path / "named.json"
    other.write_text("{}")
    monkeypatch.setenv("XR_RUNTIME_JSON", str(other))
    assert doctor_probes.openxr_manifest() == other


def test_a_probe_that_crashes_is_an_answer():
    found = doctor._probe("no_such_probe")
    assert "error" in found
    assert "KeyError" in found["error"]


def test_a_missing_carrier_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "_CARRIERS", ("myo_sim", "no_such_package"))
    check = doctor._carriers("en")
    assert check.state == "missing"
    assert "no_such_package" in check.detail
    assert "uv sync" in check.remedy


def test_a_missing_font_is_degraded_with_its_remedy(monkeypatch):
    from simulator.text import fonts

    monkeypatch.setattr(fonts, "_PACKAGE", "no_such_package")
    check = doctor._fonts("zh")
    assert check.state == "degraded"
    assert "uv sync" in check.remedy


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_check_has_its_title_and_remedy(language):
    for name in NAMES:
        assert f"doctor.{name}.title" in catalog(language)
        assert f"doctor.{name}.remedy" in catalog(language)


def test_qt_does_not_eat_none():
    found = doctor._probe("qt")
    assert abs(found["none_per_call"]) < 0.5, "this PySide6 would crash: see runtime.md, trap 1"


def test_a_library_that_qt_windows_lack_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(doctor, "missing_packages", lambda: ["libxcb-cursor0", "libxcb-icccm4"])
    monkeypatch.setenv("QT_QPA_PLATFORM", "no_such_platform")
    check = doctor._windows("en")
    assert check.state == "degraded"
    assert "libxcb-cursor0, libxcb-icccm4" in check.detail
    assert "apt install libxcb-cursor0 libxcb-icccm4" in check.remedy
    assert "launcher.py play" in check.remedy
    assert "desktop" in can_play([*states(windows="degraded")])


def test_libraries_are_loaded_to_see_whether_they_are_there(monkeypatch):
    monkeypatch.setattr(qt_libraries.sys, "platform", "linux")
    monkeypatch.setattr(
        qt_libraries, "PACKAGES", {"libc.so.6": "libc6", "libnone.so.9": "libnone9"}
    )
    assert qt_libraries.missing_packages() == ["libnone9"]
    monkeypatch.setattr(qt_libraries.sys, "platform", "win32")
    assert qt_libraries.missing_packages() == []
