"""The track of head, hands and tool tips beside the log: what measures of motion read.

`poses.msgpack` is a run of chunks, each hashed in the log by an event of kind "poses". A chunk
holds the names that were tracked ("head:one", "hand:one:left", "tool:cannula_14g_80"), their ticks,
and rows.

>>> import tempfile, pathlib
>>> file = pathlib.Path(tempfile.mkdtemp()) / "poses.msgpack"
>>> writer = PoseWriter(file)
>>> writer.add(0, {"head:one": (0.0, 0.0, 1.6, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)})
>>> chunk = writer.flush()
>>> writer.close()
>>> read_poses(file)["head:one"].values.shape
(1, 9)
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

COLUMNS = ("x_m", "y_m", "z_m", "qw", "qx", "qy", "qz", "grip_fraction", "trigger_fraction")
Row = tuple[float, float, float, float, float, float, float, float, float]


@dataclass(frozen=True)
class Track:
    """Where one thing was.

    Parameters
    ----------
    ticks : numpy.ndarray, shape (n,), int64
    values : numpy.ndarray, shape (n, 9), float64
        Columns as `COLUMNS`: position (m, room frame), orientation (w, x, y, z), grip, trigger.
    """

    ticks: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]


class PoseWriter:
    """Collects rows and writes them a chunk at a time."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._rows: dict[str, tuple[list[int], list[Row]]] = {}
        self._at = 0

    def add(self, tick: int, poses: dict[str, Row]) -> None:
        """Where everything was at that tick."""
        for name, row in poses.items():
            ticks, rows = self._rows.setdefault(name, ([], []))
            ticks.append(tick)
            rows.append(row)

    def flush(self) -> dict[str, Any] | None:
        """Write what was collected.

        Returns
        -------
        dict or None
            The data of the "poses" event; None when there was nothing to write.
        """
        if not self._rows:
            return None
        chunk = {
            name: (np.asarray(ticks, np.int64).tobytes(), np.asarray(rows, np.float64).tobytes())
            for name, (ticks, rows) in self._rows.items()
        }
        ends = [tick for ticks, _ in self._rows.values() for tick in (ticks[0], ticks[-1])]
        packed = zlib.compress(msgspec.msgpack.encode(chunk), 3)
        raw = msgspec.msgpack.encode(packed)
        self._file.write(raw)
        self._file.flush()
        self._rows = {}
        self._at += len(raw)
        return {
            "from_byte": self._at - len(raw),
            "bytes": len(raw),
            "sha256": hashlib.sha256(raw).hexdigest(),
            "from_tick": min(ends),
            "to_tick": max(ends),
        }

    def close(self) -> None:
        """Close the file; what was not flushed is lost."""
        self._file.close()


def read_poses(path: Path, chunks: list[dict[str, Any]] | None = None) -> dict[str, Track]:
    """Read the track.

    Parameters
    ----------
    path : Path
        `poses.msgpack` of a run.
    chunks : list of dict or None
        Data of the log's "poses" events; with them each chunk's hash is checked.

    Raises
    ------
    ValueError
        A chunk is missing, cut off, or does not fit its hash; names the first one.
    """
    raw = path.read_bytes()
    if chunks is None:
        chunks = _find_chunks(raw)
    tracks: dict[str, tuple[list[npt.NDArray[np.int64]], list[npt.NDArray[np.float64]]]] = {}
    for number, place in enumerate(chunks):
        part = raw[place["from_byte"] : place["from_byte"] + place["bytes"]]
        if "sha256" in place and hashlib.sha256(part).hexdigest() != place["sha256"]:
            raise ValueError(
                f"{path.name}: chunk {number} (ticks {place['from_tick']} to {place['to_tick']}) "
                "does not fit its hash in the log: the file was edited or cut"
            )
        packed = msgspec.msgpack.decode(part, type=bytes)
        chunk = msgspec.msgpack.decode(zlib.decompress(packed), type=dict[str, tuple[bytes, bytes]])
        for name, (ticks, rows) in chunk.items():
            into = tracks.setdefault(name, ([], []))
            into[0].append(np.frombuffer(ticks, np.int64))
            into[1].append(np.frombuffer(rows, np.float64).reshape(-1, len(COLUMNS)))
    return {name: Track(np.concatenate(t), np.concatenate(v)) for name, (t, v) in tracks.items()}


def _find_chunks(raw: bytes) -> list[dict[str, Any]]:
    """Walk the file: each chunk is one msgpack `bin`, its length in its first bytes."""
    chunks: list[dict[str, Any]] = []
    at = 0
    while at < len(raw):
        width = {0xC4: 1, 0xC5: 2, 0xC6: 4}.get(raw[at])
        if width is None:
            break
        size = 1 + width + int.from_bytes(raw[at + 1 : at + 1 + width], "big")
        if at + size > len(raw):
            break
        chunks.append({"from_byte": at, "bytes": size})
        at += size
    return chunks
