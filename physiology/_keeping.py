"""Caches that do not grow for ever: the last used few stay, and nothing that somebody uses goes.

An entry is a file, or a folder. A file's last use is its own time of change, which `touch` renews;
a folder's is that of the mark in it, on which every process that uses it keeps a shared lock.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: a file that is open cannot be removed there, which does as well
    fcntl = None

MARK = ".used"
LEFTOVER = (".part", ".lock", ".tmp")
LEFTOVER_AFTER_S = 86400.0  # nobody builds for a day


def touch(path: Path) -> None:
    """Note that an entry was used now; where nothing can be written, nothing is noted."""
    with contextlib.suppress(OSError):
        os.utime(path)


@functools.cache
def hold(folder: Path) -> int | None:
    """Mark a folder as used by this process until it ends; None where that cannot be written.

    Returns
    -------
    int or None
        The open file, which nobody closes: the system lets go of it with the process.
    """
    try:
        file = os.open(folder / MARK, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        touch(folder / MARK)
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return None
    return file


def is_held(folder: Path) -> bool:
    """Whether a process (this one too) uses a folder."""
    if fcntl is None:
        return hold.cache_info().currsize > 0
    try:
        with (folder / MARK).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def prune(entries: Iterable[Path], keep: int, most_bytes: float) -> list[Path]:
    """Remove what was not used for longest.

    Parameters
    ----------
    keep : int
        So many of the last used stay, however large; at least one.
    most_bytes : float
        All that stay are no larger than this together, but for the last used one.

    Returns
    -------
    list of Path
        What is gone. What is in use, or cannot be removed, stays without a word.
    """
    gone: list[Path] = []
    kept_bytes = 0
    for number, path in enumerate(sorted(entries, key=_last_used_s, reverse=True)):
        size = size_bytes(path)
        is_too_much = number >= keep or kept_bytes + size > most_bytes
        if number and is_too_much and remove(path):
            gone.append(path)
        else:
            kept_bytes += size
    return gone


def sweep(folder: Path) -> None:
    """Remove what processes that were killed left behind, once it is old."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            is_old = time.time() - path.stat().st_mtime > LEFTOVER_AFTER_S
            if path.suffix in LEFTOVER and is_old:
                path.unlink(missing_ok=True)


def remove(path: Path) -> bool:
    """Remove one entry, unless it is in use; whether it is gone."""
    try:
        if not path.is_dir():
            path.unlink(missing_ok=True)
        elif not is_held(path):
            (path / MARK).unlink(missing_ok=True)  # first: it says whether the rest may go
            shutil.rmtree(path)
        else:
            return False
    except OSError:
        return False
    return True


def size_bytes(path: Path) -> int:
    """Of a file, or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else (path,)
    total = 0
    for file in files:
        with contextlib.suppress(OSError):  # another process may just have removed it
            total += file.stat().st_size if file.is_file() else 0
    return total


def _last_used_s(path: Path) -> float:
    for place in (path / MARK, path):
        with contextlib.suppress(OSError):
            return place.stat().st_mtime
    return 0.0
