"""Compile the equations before they are needed, and say how far that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core import event

from physiology import _jit, solver
from physiology import layout as lay
from physiology.devices import traces


class _Count(event.Listener):
    """Counts kernels as they are compiled."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        self.tell = tell
        self.done = 0

    def on_start(self, event: Any) -> None:  # the base class asks for both
        self.tell(self.share())

    def on_end(self, event: Any) -> None:
        self.done += 1
        self.tell(self.share())

    def share(self) -> float:
        return min(self.done / max(len(_jit.KERNELS), 1), 1.0)


def compile_equations(tell: Callable[[float], None]) -> None:
    """Have the equations compiled; where machine code of these sources is kept, at once.

    Parameters
    ----------
    tell : callable
        Hears the share done (0-1) after every kernel; nothing when all was kept. What it raises
        stops the work.
    """
    events: Any = event  # without types
    with events.install_listener("numba:compile", _Count(tell)):
        solver.advance(
            np.zeros(lay.N_STATE), np.zeros(lay.N_INPUT), np.zeros(lay.N_PARAM),
            np.zeros((len(traces.KEPT), traces.SAMPLES), np.float32), 0, 0, 0,
        )  # fmt: skip
