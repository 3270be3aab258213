"""A recorded run's hands once more: poses and words of the log, frame by frame."""

from __future__ import annotations

from typing import cast

import numpy as np

from learning.events import Event
from learning.poses import Track
from learning.recording import Recording
from simulator.core.clock import DT_S
from simulator.core.records import Command, Hand, Head, RigFrame, Side, Snapshot, Stage
from simulator.errors import RunError


class ReplayRig:
    """Fulfils the rig protocol from a recording.

    Its frames lie exactly on the hand moments of the run: the same hands meet the same body.

    Raises
    ------
    RunError
        The poses do not fit the log.
    """

    def __init__(self, recording: Recording) -> None:
        self.name = "replay"
        try:
            tracks = recording.poses()
        except (OSError, ValueError) as error:
            raise RunError(f"{recording.folder.name}: {error}") from None
        begun = next(e for e in recording.log.of_kind("phase") if e.data["phase"] == "running")
        self._zero = begun.tick
        self._heads = {n.split(":")[1]: t for n, t in tracks.items() if n.startswith("head:")}
        self._hands = {
            (n.split(":")[1], n.split(":")[2]): t
            for n, t in tracks.items()
            if n.startswith("hand:")
        }
        if not self._hands:
            raise RunError(f"{recording.folder.name}: poses.msgpack holds no hands")
        self._ticks = next(iter(self._hands.values())).ticks
        self._commands = [c for e in recording.log.events if (c := _command(e, self._zero))]
        self._frame = -1
        self._sent = 0
        self._stage: Stage | None = None

    def start(self, stage: Stage | None) -> None:
        """Take the stage, if there is one."""
        self._stage = stage

    def step_begin(self) -> RigFrame:
        """The next recorded moment; closes after the last one."""
        self._frame += 1
        if self._frame == 0:
            begin = Command("one", "session", "begin", {}, 0.0)
            return RigFrame(0.0, *self._at(0), (begin,))
        index = min(self._frame - 1, len(self._ticks) - 1)
        time_s = (int(self._ticks[index]) - self._zero) * DT_S
        ready = [c for c in self._commands[self._sent :] if (c.time_s or 0.0) <= time_s + 1e-9]
        self._sent += len(ready)
        is_closing = self._frame > len(self._ticks)
        return RigFrame(time_s, *self._at(index), tuple(ready), is_closing)

    def step_end(self, snapshot: Snapshot) -> None:
        """Show."""
        if self._stage is not None:
            self._stage.draw(snapshot)

    def shutdown(self) -> None:
        """Nothing is held."""

    def _at(self, index: int) -> tuple[tuple[Head, ...], tuple[Hand, ...]]:
        heads = tuple(
            Head(seat, _place(track, index), _turn(track, index))
            for seat, track in self._heads.items()
        )
        hands = tuple(
            Hand(
                seat,
                cast(Side, side),
                _place(track, index),
                _turn(track, index),
                float(track.values[index, 7]),
                float(track.values[index, 8]),
            )
            for (seat, side), track in self._hands.items()
        )
        return heads, hands


def _place(track: Track, index: int) -> tuple[float, float, float]:
    x, y, z = (float(v) for v in _row(track, index)[:3])
    return (x, y, z)


def _turn(track: Track, index: int) -> tuple[float, float, float, float]:
    w, x, y, z = (float(v) for v in _row(track, index)[3:7])
    return (w, x, y, z)


def _row(track: Track, index: int) -> np.ndarray:
    return track.values[min(index, len(track.values) - 1)]


def _command(event: Event, zero: int) -> Command | None:
    """The command that caused an event; None where a hand did, or nobody."""
    at_s = (event.tick - zero) * DT_S
    if event.kind == "said":
        return Command(event.seat, "say", str(event.data["phrase"]), {}, at_s)
    if event.kind == "ordered":
        return Command(event.seat, "use", f"order.{event.data['order']}", {}, at_s)
    if event.kind == "chose":
        return Command(event.seat, "use", str(event.data["value"]), {}, at_s)
    return None
