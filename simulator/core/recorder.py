"""The run folder while it is written: log, poses, vitals. Append-only; a crash leaves what was."""

from __future__ import annotations

import base64
import contextlib
import csv
import hashlib
import math
import os
import platform
import zlib
from pathlib import Path
from typing import Any, NoReturn, TextIO

from learning.events import FORMAT, Event, EventLog
from learning.poses import PoseWriter, Row
from physiology import Twin
from physiology.vitals import Vitals
from simulator.core.clock import DT_S, HAND_TICKS, TICKS_PER_S
from simulator.core.hands import Moment
from simulator.core.now import Now
from simulator.core.records import Quat, ToolState, Vec3
from simulator.errors import InputError, MachineError

KEYFRAME_S = 10


class Recorder:
    """Writes a run folder.

    Parameters
    ----------
    folder : Path or None
        A new or empty folder; None keeps the log in memory only.

    Raises
    ------
    InputError
        The folder already holds something.
    MachineError
        The folder can not be made; said now, before anything is built.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.log = EventLog()
        self._poses: PoseWriter | None = None
        self._vitals: TextIO | None = None
        if folder is not None:
            _refuse(folder)

    def begin(self, header: dict[str, Any]) -> None:
        """Make the folder and write the first line.

        Raises
        ------
        MachineError
            The folder can not be written.
        """
        if self.folder is not None:
            self._open(self.folder)
        self.log.append(Event(0, "session", "header", header))

    def _open(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.log.open(folder / "log.jsonl")
            self._poses = PoseWriter(folder / "poses.msgpack")
            self._vitals = (folder / "vitals.csv").open("x", newline="", encoding="utf-8")
        except OSError as error:
            raise MachineError(
                f"{folder} can not be written ({error.strerror}); free space there or use --out"
            ) from None
        csv.writer(self._vitals).writerow(Vitals._fields)

    def discard(self) -> None:
        """Forget a run that never began: what was written is removed, with its folder if empty."""
        if self.folder is None or self._vitals is None:
            return
        self.log.abandon()
        for file in (self._vitals, self._poses):
            if file is not None:
                file.close()
        self._vitals = self._poses = None
        for name in ("log.jsonl", "poses.msgpack", "vitals.csv"):
            (self.folder / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # there was something else in it
            self.folder.rmdir()

    def moment(self, now: Now, moment: Moment, tools: dict[str, ToolState]) -> None:
        """Note where everything is; once a second also what the body is like."""
        if self._poses is not None:
            self._poses.add(now.tick, _rows(moment, tools))
        if now.tick % TICKS_PER_S == 0:
            self.second(now)

    def second(self, now: Now) -> None:
        """Digest, truth, vitals; every `KEYFRAME_S` a keyframe.

        Raises
        ------
        MachineError
            It can not be written any more (a full disk); what was written until then is whole.
        """
        now.write("twin", "truth", _plain(now.truth._asdict()))
        now.write("twin", "digest", {"digest": now.twin.digest()})
        if now.tick % (TICKS_PER_S * KEYFRAME_S) == 0:
            now.write("twin", "keyframe", {"state": pack_state(now.twin)})
        try:
            self._write_second(now)
        except OSError as error:
            self._give_up(error)

    def end(self, tick: int, reason: str) -> None:
        """Write the last line and close everything.

        Raises
        ------
        MachineError
            As in `second`.
        """
        data: dict[str, Any] = {"reason": reason, "ticks": tick}
        try:
            self._flush_poses(tick)
            if self._vitals is not None and self.folder is not None:
                self._vitals.close()
                raw = (self.folder / "vitals.csv").read_bytes()
                data["vitals_sha256"] = hashlib.sha256(raw).hexdigest()
            data["events"] = len(self.log.events) + 1
            self.log.append(Event(tick, "session", "end", data))
            self.log.close()
            if self._poses is not None:
                self._poses.close()
        except OSError as error:
            self._give_up(error)

    def _write_second(self, now: Now) -> None:
        if self._vitals is not None:
            row = ["" if _is_nan(value) else value for value in now.twin.vitals()]
            csv.writer(self._vitals).writerow(row)
            self._vitals.flush()
        self._flush_poses(now.tick)
        self.log.flush()

    def _give_up(self, error: OSError) -> NoReturn:
        """Close what can be closed, cut a half-written row, and say what became of the run."""
        self.log.abandon()
        for file in (self._vitals, self._poses):
            if file is not None:
                with contextlib.suppress(OSError):  # it would flush once more
                    file.close()
        self._vitals = self._poses = None
        folder = self.folder or Path()
        _cut_to_whole_lines(folder / "vitals.csv")
        raise MachineError(
            f"{folder}: the run can not be recorded any further ({error.strerror}); what was "
            "recorded is kept, `launcher.py debrief RUN --partial` judges it. Free space there, "
            "or play with --out elsewhere"
        ) from None

    def _flush_poses(self, tick: int) -> None:
        chunk = self._poses.flush() if self._poses is not None else None
        if chunk is not None:
            self.log.append(Event(tick, "session", "poses", chunk))


def _refuse(folder: Path) -> None:
    """Raise where no run can be written."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise MachineError(
            f"{folder} can not be written ({there} is no folder, or read-only); give --out another"
        )
    if folder.is_dir() and any(folder.iterdir()):
        what = "already holds a run" if (folder / "log.jsonl").exists() else "is not empty"
        raise InputError(f"{folder.absolute()} {what}; give --out a new or an empty folder")


def _cut_to_whole_lines(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.truncate(path, path.read_bytes().rfind(b"\n") + 1)


def machine() -> dict[str, Any]:
    """What may change the last bits of a run: versions and processor."""
    import numba
    import numpy as np
    from llvmlite import binding

    from simulator.core.version import VERSION

    return {
        "format": FORMAT,
        "theatrum": VERSION,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "llvm": ".".join(str(part) for part in binding.llvm_version_info),
        "cpu": binding.get_host_cpu_name(),
        "platform": f"{platform.system()} {platform.machine()}",
        "dt_s": DT_S,
        "hand_ticks": HAND_TICKS,
    }


def pack_state(twin: Twin) -> str:
    """A twin's whole state as text."""
    return base64.b64encode(zlib.compress(twin.save(), 6)).decode("ascii")


def unpack_state(text: str) -> bytes:
    """Back from `pack_state`."""
    return zlib.decompress(base64.b64decode(text))


def _rows(moment: Moment, tools: dict[str, ToolState]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for head in moment.heads:
        rows[f"head:{head.seat}"] = _row(head.position_m, head.orientation)
    for hand in moment.hands:
        name = f"hand:{hand.seat}:{hand.side}"
        pose = _row(hand.position_m, hand.orientation)
        rows[name] = (*pose[:7], hand.grip_fraction, hand.trigger_fraction)
    for name, tool in tools.items():
        if tool.held_by is not None or tool.data.get("is_in"):
            rows[f"tool:{name}"] = _row(tool.position_m, tool.orientation)
    return rows


def _row(at: Vec3, turn: Quat) -> Row:
    return (*at, *turn, 0.0, 0.0)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: None if _is_nan(value) else value for key, value in values.items()}


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
