"""Crash reports: written to the data folder of this machine, names stripped, never sent.

``with watched("play"): …`` reports an uncaught error at once, and a hard fault (a driver's crash)
at the next start.
"""

from __future__ import annotations

import contextlib
import datetime
import faulthandler
import getpass
import os
import platform
import re
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

from simulator.errors import InputError, MachineError
from simulator.settings import data_dir, load, system_language
from simulator.text import text

_KEEP = 20


class watched:  # lower case: it reads as a verb in a with statement
    """Watches one verb; the error goes on its way unchanged."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._file: TextIO | None = None

    def __enter__(self) -> None:
        """Report what an earlier start could not, then keep a file open for the fault handler."""
        folder = _folder()
        if folder is None:
            return
        for left in folder.glob("fault_*.txt"):
            _report_fault(left)
        with contextlib.suppress(OSError):
            self._file = (folder / f"fault_{os.getpid()}.txt").open("w", encoding="utf-8")
            faulthandler.enable(self._file)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Report a fault of ours; asking to stop is none."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
        if isinstance(error, Exception):
            words = "".join(traceback.format_exception(error))
            _tell(report(self._verb, words))


def report(verb: str, words: str) -> Path | None:
    """Write what happened, without names; None where the folder cannot be written."""
    head = [
        f"verb: {verb}",
        f"python: {platform.python_version()} on {platform.platform(terse=True)}",
        f"machine: {platform.machine()}, {os.cpu_count()} cores",
    ]
    folder = _folder()
    if folder is None:
        return None
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
    place = folder / f"crash_{now}.txt"
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(stripped("\n".join([*head, "", words])))
        os.replace(temporary, place)
        for old in sorted(folder.glob("crash_*.txt"))[:-_KEEP]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return place


def stripped(words: str, names: tuple[str, ...] = ()) -> str:
    """The text without home folder, user, machine, and the given names (a trainee's)."""
    home = str(Path.home())
    for folder in {home, os.path.realpath(home)}:
        if len(folder) > 1:
            words = words.replace(folder, "~")
    words = re.sub(r"(?i)(/home/|/Users/|\\Users\\)[^/\\\s\"']+", r"\1<user>", words)
    for name in (*names, _user(), socket.gethostname(), os.environ.get("THEATRUM_TRAINEE", "")):
        if len(name) > 1:
            words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "<name>", words)
    return words


def _report_fault(left: Path) -> None:
    """Turn what a fault handler wrote before its process died into a report."""
    pid = left.stem.partition("_")[2]
    if pid == str(os.getpid()) or (Path("/proc").is_dir() and Path("/proc", pid).is_dir()):
        return  # that process still runs
    with contextlib.suppress(OSError):
        words = left.read_text(encoding="utf-8", errors="replace")
        left.unlink()
        if words.strip():
            _tell(report("earlier start, hard fault", words), "crash.earlier")


def _tell(place: Path | None, key: str = "crash.told") -> None:
    language = _language()
    words = text(key, language, place=place) if place else text("crash.unwritten", language)
    print(f"theatrum: {words}", file=sys.stderr)  # noqa: T201 - the terminal is all that is left


def _language() -> str:
    try:
        return load().language
    except (InputError, MachineError):
        return system_language()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _folder() -> Path | None:
    try:
        folder = data_dir() / "crashes"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, InputError, MachineError):
        return None
    return folder
