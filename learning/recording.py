"""A run folder, read: log, poses, vitals. What assessment and debrief are made from.

>>> LOG, POSES, VITALS
('log.jsonl', 'poses.msgpack', 'vitals.csv')
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from learning.errors import LogError
from learning.events import Log, read_log
from learning.poses import Track, read_poses

_WORDS = ("nibp_state", "sensors")  # columns of vitals.csv that are not numbers
LOG, POSES, VITALS = "log.jsonl", "poses.msgpack", "vitals.csv"
AS_RECORDED = "only a run as it was recorded can be judged: put the file back from a copy"


@dataclass(frozen=True)
class Recording:
    """One run.

    Parameters
    ----------
    folder : Path
    log : Log
        Verified; `log.problem` is "" for a whole one.
    """

    folder: Path
    log: Log

    def poses(self) -> dict[str, Track]:
        """Head, hands and tools by name, each chunk checked against the log.

        Raises
        ------
        LogError
            The file is missing, can not be read, or does not fit the log.
        """
        chunks = [event.data for event in self.log.of_kind("poses")]
        try:
            return read_poses(self.folder / POSES, chunks)
        except OSError as error:
            raise self._unreadable(POSES, error) from None
        except ValueError as error:
            raise LogError(f"{self.folder.name}, {error}; {AS_RECORDED}") from None

    def vitals(self) -> dict[str, npt.NDArray[np.float64]]:
        """Columns of vitals.csv, one row a second; empty cells are NaN.

        `tick` is among them; columns of words (`nibp_state`, `sensors`) are left out.

        Raises
        ------
        LogError
            The file is missing, can not be read, or does not fit its hash in the log.
        """
        try:
            raw = (self.folder / VITALS).read_bytes()
        except OSError as error:
            raise self._unreadable(VITALS, error) from None
        told = self.log.events[-1].data.get("vitals_sha256")
        columns = _columns(raw) if told in (None, hashlib.sha256(raw).hexdigest()) else None
        if columns is None:
            raise LogError(
                f"{self.folder.name}, {VITALS} does not fit its hash in the log: it was edited or "
                f"cut; {AS_RECORDED}"
            )
        return columns

    def _unreadable(self, name: str, error: OSError) -> LogError:
        why = "is missing" if isinstance(error, FileNotFoundError) else f"({error.strerror})"
        return LogError(f"{self.folder.name}, {name} {why}; {AS_RECORDED}")


def open_run(folder: Path) -> Recording:
    """Read a run folder.

    Raises
    ------
    OSError
        A file is missing.
    ValueError
        The log's header can not be trusted.
    """
    return Recording(folder, read_log(folder / LOG))


def _columns(raw: bytes) -> dict[str, npt.NDArray[np.float64]] | None:
    """The numbers by column; None where this is no table with a rising tick."""
    try:
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))
        names = [name for name in (rows[0] if rows else {}) if name not in _WORDS]
        columns = {name: np.array([float(row[name] or "nan") for row in rows]) for name in names}
    except ValueError:
        return None
    is_rising = not columns or bool((np.diff(columns.get("tick", np.zeros(2))) > 0).all())
    return columns if is_rising else None
