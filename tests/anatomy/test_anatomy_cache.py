"""The cache: keyed by everything that matters, whole or not at all, and never in the way."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import filelock
import numpy as np
import pytest

from physiology.patient import Patient
from simulator.anatomy import library, storage
from simulator.anatomy.library import body_digest, cache_folder, load_body

CASE = Patient(34, "male", 176, 80)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test, holding the body of the case."""
    body = load_body(CASE)
    name = f"{body.digest}.npz"
    source = cache_folder() / "anatomy" / name
    (tmp_path / "anatomy").mkdir()
    if source.exists():
        shutil.copy(source, tmp_path / "anatomy" / name)
    else:
        storage.write(body, tmp_path / "anatomy" / name)
    monkeypatch.setenv("THEATRUM_CACHE", str(tmp_path))
    return tmp_path / "anatomy" / name


def test_key_follows_the_patient_and_the_tables(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = body_digest(CASE)
    assert key == body_digest(Patient(34, "male", 176, 80, seed=7))  # chance does not change bones
    assert key != body_digest(Patient(34, "male", 176, 81))
    assert key != body_digest(Patient(34, "female", 176, 80))
    other = tmp_path / "tables"
    shutil.copytree(library.FOLDER, other)
    monkeypatch.setattr(library, "FOLDER", other)
    assert key == body_digest(CASE)
    with (other / "posture.toml").open("a") as file:
        file.write("# touched\n")
    assert key != body_digest(CASE)


def test_what_is_written_is_read_back(own_cache: Path) -> None:
    first = load_body(CASE)
    again = storage.read(own_cache)
    assert np.array_equal(first.vertices_m, again.vertices_m)
    assert first.structures == again.structures
    assert first.landmarks == again.landmarks
    assert set(first.motion) == set(again.motion)
    assert list(own_cache.parent.glob(".writing-*")) == []


def test_loading_is_quick(own_cache: Path) -> None:
    load_body(CASE)
    start = time.process_time()
    load_body(CASE)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize("keep", [0, 100, 100_000])
def test_a_truncated_file_is_no_body(own_cache: Path, keep: int) -> None:
    own_cache.write_bytes(own_cache.read_bytes()[:keep])
    assert library._read(own_cache, body_digest(CASE)) is None


def test_an_edited_file_is_no_body(own_cache: Path) -> None:
    raw = bytearray(own_cache.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    own_cache.write_bytes(bytes(raw))
    assert library._read(own_cache, body_digest(CASE)) is None


def test_another_key_is_no_body(own_cache: Path) -> None:
    assert library._read(own_cache, "somebody else") is None


@pytest.mark.slow
def test_a_broken_cache_is_built_again(own_cache: Path) -> None:
    own_cache.write_bytes(own_cache.read_bytes()[:5000])
    body = load_body(CASE)
    assert len(body.structures) > 200
    assert library._read(own_cache, body.digest) is not None


@pytest.mark.slow
def test_a_cache_that_cannot_be_written_is_said_and_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "a_file_not_a_folder"
    blocked.write_text("")
    monkeypatch.setenv("THEATRUM_CACHE", str(blocked))
    assert len(load_body(CASE).structures) > 200
    assert "THEATRUM_CACHE" in capsys.readouterr().err


WAITING = """
import sys, time
from physiology.patient import Patient
from simulator.anatomy.library import load_body
steps = []
print("asks", flush=True)
body = load_body(Patient(34, "male", 176, 80), lambda fraction, step: steps.append(fraction))
print(len(steps), body.digest, flush=True)
"""


def test_a_second_process_waits_and_builds_nothing(own_cache: Path) -> None:
    whole = own_cache.read_bytes()
    own_cache.unlink()
    with filelock.FileLock(own_cache.with_suffix(".lock")):  # the first process is building
        root = library.FOLDER.parents[1]
        second = subprocess.Popen(
            [sys.executable, "-c", WAITING], cwd=root, stdout=subprocess.PIPE, text=True
        )
        assert second.stdout is not None
        assert second.stdout.readline() == "asks\n"
        time.sleep(1.0)
        assert second.poll() is None
        own_cache.write_bytes(whole)
    said, _ = second.communicate(timeout=60)
    assert said.split() == ["2", body_digest(CASE)]  # two steps: waits, done


def test_a_full_disk_leaves_nothing_half_written(own_cache: Path) -> None:
    resource = pytest.importorskip("resource")  # POSIX: no file may grow beyond a megabyte
    body = load_body(CASE)
    other = own_cache.with_name("other.npz")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(OSError, match="large"):
            storage.write(body, other)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert sorted(f.name for f in own_cache.parent.iterdir() if f.suffix != ".lock") == [
        own_cache.name
    ]


@pytest.mark.slow
def test_a_disk_that_fills_up_costs_the_cache_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setenv("THEATRUM_CACHE", str(tmp_path))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        body = load_body(CASE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(body.structures) > 200
    assert "could not be kept" in capsys.readouterr().err
    assert list((tmp_path / "anatomy").glob("*.npz")) == []
    assert list((tmp_path / "anatomy").glob(".writing-*")) == []
