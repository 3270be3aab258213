"""A rig slowed down to a clock on the wall, so that somebody can watch it."""

from __future__ import annotations

import time
from collections.abc import Callable

from simulator.core.records import Rig, RigFrame, Snapshot, Stage


class PacedRig:
    """Another rig, at real time or a multiple of it.

    Parameters
    ----------
    inner : Rig
    speed : float
        Simulated seconds per second of the wall clock.
    is_closing : callable
        Asked every frame whether whoever watches has had enough.
    """

    def __init__(self, inner: Rig, speed: float, is_closing: Callable[[], bool]) -> None:
        self.name = inner.name
        self._inner = inner
        self._speed = speed
        self._is_closing = is_closing
        self._began_s: float | None = None
        self._frame_s = 0.0

    def start(self, stage: Stage | None) -> None:
        """Start the other rig."""
        self._inner.start(stage)

    def step_begin(self) -> RigFrame:
        """The other rig's frame."""
        frame = self._inner.step_begin()
        self._frame_s = frame.time_s
        if not self._is_closing():
            return frame
        return RigFrame(frame.time_s, frame.heads, frame.hands, frame.commands, is_closing=True)

    def step_end(self, snapshot: Snapshot) -> None:
        """Show, then wait until the frame's time has come."""
        self._inner.step_end(snapshot)
        now_s = time.perf_counter()
        if self._began_s is None:
            self._began_s = now_s - self._frame_s / self._speed
        wait_s = self._began_s + self._frame_s / self._speed - now_s
        if wait_s > 0.0:
            time.sleep(wait_s)

    def shutdown(self) -> None:
        """Shut the other rig down."""
        self._inner.shutdown()
