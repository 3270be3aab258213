"""Caches: the last used stay, what somebody uses stays, the rest goes."""

import os
import subprocess
import sys
import time

import pytest

from physiology import _keeping as keeping
from physiology._jit import cache_folder, kernels_folder


def entry(folder, name, age_s, size=1000):
    path = folder / f"{name}.npz"
    path.write_bytes(b"0" * size)
    then = time.time() - age_s
    os.utime(path, (then, then))
    return path


def names(folder):
    return sorted(path.stem for path in folder.glob("*.npz"))


def test_the_last_used_few_stay(tmp_path):
    old = entry(tmp_path, "old", 300)
    for k, name in enumerate("abc"):
        entry(tmp_path, name, 10 * k)
    keeping.touch(old)
    gone = keeping.prune(tmp_path.glob("*.npz"), keep=3, most_bytes=1e9)
    assert [path.stem for path in gone] == ["c"]
    assert names(tmp_path) == ["a", "b", "old"], "what was touched counts as used now"


def test_a_quota_takes_more_but_never_the_last_used(tmp_path):
    for k, name in enumerate("abcd"):
        entry(tmp_path, name, 10 * k, size=1000)
    keeping.prune(tmp_path.glob("*.npz"), keep=9, most_bytes=2500)
    assert names(tmp_path) == ["a", "b"]
    keeping.prune(tmp_path.glob("*.npz"), keep=9, most_bytes=10)
    assert names(tmp_path) == ["a"]


@pytest.fixture
def user(tmp_path):
    """Another process that uses a folder."""
    folder = tmp_path / "kernels_1"
    folder.mkdir()
    code = (
        "import sys, pathlib\nfrom physiology import _keeping\n"
        f"assert _keeping.hold(pathlib.Path({str(folder)!r})) is not None\n"
        "print('held', flush=True)\nsys.stdin.read()"
    )
    words = [sys.executable, "-c", code]
    child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "held"
    yield folder, child
    child.kill()
    child.wait()
    child.stdout.close()
    child.stdin.close()


def test_a_folder_that_another_process_uses_is_never_removed(user, tmp_path):
    folder, child = user
    newer = tmp_path / "kernels_2"
    newer.mkdir()
    old = time.time() - 9e5
    os.utime(folder / keeping.MARK, (old, old))
    assert keeping.prune([folder, newer], keep=1, most_bytes=1e9) == []
    assert not keeping.remove(folder)
    child.kill()
    child.wait()
    assert keeping.prune([folder, newer], keep=1, most_bytes=1e9) == [folder]
    assert not folder.exists()


def test_leftovers_go_when_they_are_old(tmp_path):
    for name, age_s in (("fresh.part", 10.0), ("old.part", 2e5), ("old.lock", 2e5)):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)
    entry(tmp_path, "body", 2e5)
    keeping.sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["body.npz", "fresh.part"]


def test_what_cannot_be_noted_stops_nothing(tmp_path):
    assert keeping.hold(tmp_path / "nowhere") is None
    keeping.touch(tmp_path / "nothing")
    assert keeping.size_bytes(tmp_path / "nothing") == 0
    assert not keeping.is_held(tmp_path)


def test_compiled_kernels_of_this_process_are_held():
    import physiology  # noqa: F401  (its kernels are made ready on import)

    folder = cache_folder()
    assert folder.parent == kernels_folder()
    if folder.exists():
        assert keeping.is_held(folder)
