"""A run folder, read: log, poses, vitals. What assessment and debrief are made from.

>>> RUN_FILES
('log.jsonl', 'poses.msgpack', 'vitals.csv')
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from learning.events import Log, read_log
from learning.poses import Track, read_poses

_WORDS = ("nibp_state", "sensors")  # columns of vitals.csv that are not numbers
RUN_FILES = ("log.jsonl", "poses.msgpack", "vitals.csv")


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
        ValueError
            The file does not fit the log.
        """
        chunks = [event.data for event in self.log.of_kind("poses")]
        return read_poses(self.folder / "poses.msgpack", chunks)

    def vitals(self) -> dict[str, npt.NDArray[np.float64]]:
        """Columns of vitals.csv, one row a second; empty cells are NaN.

        `tick` is among them; columns of words (`nibp_state`, `sensors`) are left out.
        """
        with (self.folder / "vitals.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        names = [name for name in (rows[0] if rows else {}) if name not in _WORDS]
        return {
            name: np.array([float(row[name] or "nan") for row in rows], np.float64)
            for name in names
        }


def open_run(folder: Path) -> Recording:
    """Read a run folder.

    Raises
    ------
    OSError
        A file is missing.
    ValueError
        The log's header can not be trusted.
    """
    return Recording(folder, read_log(folder / "log.jsonl"))
