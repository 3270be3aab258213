import dataclasses
import json
import os
import subprocess
import sys

import pytest

from simulator import settings
from simulator.errors import InputError, MachineError
from simulator.settings import Settings, changed, load, save


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "settings.toml"


def test_no_file_gives_defaults_that_are_themselves_valid(path):
    made = load(path)
    assert made.theme == "okabe_ito"
    assert not made.is_first_start_done
    save(made, path)
    assert load(path) == made


def test_every_field_survives_a_round_trip(path):
    other = Settings(
        language="zh",
        volume_fraction=0.25,
        sound_device='He said "hi" \\ \nthere',
        has_captions=False,
        text_size_fraction=1.5,
        theme="high_contrast",
        monitor_skin="transport",
        temperature_unit="degf",
        hand="left",
        is_seated=True,
        comfort="reduced",
        quality="low",
        pressure_unit="kpa",
        glucose_unit="mg_dl",
        guideline_region="china",
        data_folder="/tmp/数据",
        data_quota_gb=2.0,
        model_endpoint="http://localhost:1",
        is_first_start_done=True,
    )
    defaults = Settings(language="en")
    assert all(getattr(other, n) != getattr(defaults, n) for n in settings.FIELDS)
    save(other, path)
    assert load(path) == other


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('langage = "en"', ("langage", "did you mean 'language'")),
        ("zzz = 1", ("zzz", "known are")),
        ('language = "fr"', ("language", "'fr'", "en, zh")),
        ("volume_fraction = 3.5", ("volume_fraction", "3.5", "from 0 to 1")),
        ("volume_fraction = nan", ("volume_fraction", "nan")),
        ('has_captions = "yes"', ("has_captions", "'yes'", "true, false")),
        ("data_quota_gb = -1", ("data_quota_gb", "-1", "0.1")),
        ('model_endpoint = "ftp://x"', ("model_endpoint", "ftp://x")),
        ("language = ", ("TOML", "line 1")),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_kept(path, line, words):
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    for word in (*words, str(path)):
        assert word in str(caught.value)
    assert path.read_text(encoding="utf-8") == line + "\n"


def test_bytes_that_are_no_text_are_refused(path):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="TOML"):
        load(path)


def test_set_mends_a_bad_value_of_the_same_field(path):
    path.parent.mkdir(parents=True)
    path.write_text('theme = "pink"\nhand = "left"\n', encoding="utf-8")
    made = changed("theme", "high_contrast", path)
    assert (made.theme, made.hand) == ("high_contrast", "left")
    with pytest.raises(InputError, match="theme"):
        changed("hand", "right", path)  # the other field is still wrong: say so, lose nothing


@pytest.mark.parametrize(
    ("name", "word"), [("volume_fraction", "loud"), ("is_seated", "maybe"), ("langauge", "en")]
)
def test_set_refuses_bad_words(path, name, word):
    with pytest.raises(InputError, match=r"volume_fraction|is_seated|language") as caught:
        changed(name, word, path)
    assert "line" not in str(caught.value), "no file has been read wrong"


def test_settings_that_nothing_reads_are_owned_up_to():
    assert set(settings.LATER) < set(settings.FIELDS)


def test_a_folder_that_cannot_be_written_is_said_and_leaves_nothing(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(MachineError, match="THEATRUM_CONFIG"):
        save(Settings(), blocked / "settings.toml")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into read-only folders")
def test_a_read_only_folder_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(MachineError, match="cannot be written"):
        save(Settings(), tmp_path / "settings.toml")
    tmp_path.chmod(0o700)


def test_a_full_disk_keeps_the_old_file(path, monkeypatch):
    save(Settings(hand="left"), path)
    before = path.read_bytes()

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(MachineError, match="No space left"):
        save(Settings(hand="right"), path)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["settings.toml"]


def test_language_follows_the_machine_until_chosen(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert Settings().language == "zh"
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert Settings().language == "en"


def test_the_verb_shows_and_sets(tmp_path):
    env = os.environ | {"THEATRUM_CONFIG": str(tmp_path)}
    run = lambda *words: subprocess.run(  # noqa: E731
        [sys.executable, "launcher.py", "settings", *words],
        capture_output=True,
        text=True,
        env=env,
        encoding="utf-8",
    )
    assert run("set", "language", "zh").returncode == 0
    shown = run("show", "--json")
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["settings"]["language"] == "zh"
    bad = run("set", "volume_fraction", "11")
    assert bad.returncode == 2
    assert "volume_fraction" in bad.stderr
    assert "Traceback" not in bad.stderr


def test_first_start_is_needed_once(path):
    assert settings.first_start_needed(load(path))
    save(dataclasses.replace(load(path), is_first_start_done=True), path)
    assert not settings.first_start_needed(load(path))
