"""Integer time. A rig's seconds become ticks here, and nowhere else.

The body runs on ticks of DT_S; hands and tissue run every HAND_TICKS of them. Frame rate decides
how many are due at once, never what they compute. A machine that is late lets simulated time slip.
"""

from __future__ import annotations

from dataclasses import dataclass

DT_S = 0.002
HAND_TICKS = 10
HAND_S = DT_S * HAND_TICKS
TICKS_PER_S = round(1.0 / DT_S)
LATEST_S = 0.5  # a frame that took longer than this lets time slip (choice of this project)
_ROUNDING_S = 1e-9


@dataclass
class Clock:
    """Session time since the case began to run.

    Parameters
    ----------
    first_tick : int
        The twin's tick at that moment.
    """

    first_tick: int
    moments: int = 0  # hand moments done
    slipped_s: float = 0.0
    _rig_zero_s: float | None = None

    @property
    def tick(self) -> int:
        """The twin's tick now."""
        return self.first_tick + self.moments * HAND_TICKS

    @property
    def time_s(self) -> float:
        """Seconds since the case began to run."""
        return self.moments * HAND_S

    def session_s(self, rig_s: float) -> float:
        """A rig's time as session time."""
        return rig_s - (self._rig_zero_s or 0.0)

    def start(self, rig_s: float) -> None:
        """The case begins to run at this time of the rig."""
        self._rig_zero_s = rig_s

    def due(self, rig_s: float, latest_s: float = LATEST_S) -> tuple[int, float]:
        """Hand moments due at a time of the rig.

        Returns
        -------
        (moments, slipped_s) : tuple of int and float
            How many, and how much time was just given up because the machine was late.
        """
        assert self._rig_zero_s is not None
        behind_s = self.session_s(rig_s) - self.time_s
        slipped_s = behind_s - latest_s if behind_s > latest_s + HAND_S else 0.0
        self._rig_zero_s += slipped_s
        self.slipped_s += slipped_s
        return max(int((behind_s - slipped_s + _ROUNDING_S) / HAND_S), 0), slipped_s
