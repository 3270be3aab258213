"""A scripted trainee with nobody watching: as fast as the machine can, a picture now and then."""

from __future__ import annotations

from pathlib import Path

from simulator.core.clock import TICKS_PER_S
from simulator.core.records import RigFrame, Snapshot, Stage
from simulator.rigs.scripted import ScriptedRig


class OffscreenRig:
    """Hands of a `ScriptedRig`, pictures of a stage.

    Parameters
    ----------
    hands : ScriptedRig
    frames : Path or None
        Folder of the pictures; None makes none.
    every_s : float
        Simulated seconds between two pictures.
    """

    def __init__(self, hands: ScriptedRig, frames: Path | None, every_s: float) -> None:
        self.name = "offscreen"
        self._hands = hands
        self._frames = frames
        self._every_ticks = round(every_s * TICKS_PER_S)
        self._stage: Stage | None = None
        self._next_s = 0.0

    def start(self, stage: Stage | None) -> None:
        """Take the stage; make the folder of the pictures."""
        self._stage = stage if self._frames is not None else None
        if self._frames is not None:
            self._frames.mkdir(parents=True, exist_ok=True)
        self._hands.start(None)

    def step_begin(self) -> RigFrame:
        """The next sample of the hands."""
        return self._hands.step_begin()

    def step_end(self, snapshot: Snapshot) -> None:
        """Draw when a picture is due."""
        if self._stage is not None and self._frames is not None and self._is_due(snapshot):
            snapshot.body.update(snapshot.truth)
            self._stage.draw(snapshot)
            name = f"{round(snapshot.sim_time_s * 1000):09d}.png"
            self._stage.screenshot(str(self._frames / name))
            self._next_s = snapshot.sim_time_s + self._every_ticks / TICKS_PER_S
        self._hands.step_end(snapshot)

    def shutdown(self) -> None:
        """Nothing is held."""
        self._hands.shutdown()

    def _is_due(self, snapshot: Snapshot) -> bool:
        is_over = snapshot.phase == "over"
        return is_over or (snapshot.phase == "running" and snapshot.sim_time_s >= self._next_s)
