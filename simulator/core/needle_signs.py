"""What a needle makes heard and said: the hiss of gas, the pop of the pleura, a cry.

Signs follow the body and change nothing in it. They stand apart from `simulator.core.needles`, so
that the way from needle to twin holds no number of a patient's state.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from simulator.core.clock import TICKS_PER_S
from simulator.core.now import Now, triple

AWAKE_FRACTION = 0.5  # who is at least so conscious cries out [O]
HISS_FROM_MMHG = 0.5  # gas is heard when it is pressed out this hard [O]
HISS_LOUD_MMHG = 12.0


def cry(now: Now) -> None:
    """The skin was pierced."""
    if now.truth.consciousness_fraction > AWAKE_FRACTION:
        now.caption("patient", "patient.ouch", 2.0)


def give(now: Now, tip_m: np.ndarray) -> None:
    """The tip went through the pleura."""
    now.sound("pop", triple(tip_m))
    now.caption("finding", "felt.needle_gives", 2.0)


def hiss(now: Now, sides: Iterable[str], tip_m: np.ndarray, was_hissing: bool) -> bool:
    """Whether gas is heard through a lumen that lies open to the pleura of these sides.

    Parameters
    ----------
    tip_m : numpy.ndarray, shape (3,)
        Where it is heard (m, room frame).
    was_hissing : bool
        It was heard before: the caption comes once.
    """
    pressures_mmhg = {
        "left": now.truth.pleural_pressure_left_mmhg,
        "right": now.truth.pleural_pressure_right_mmhg,
    }
    pressure_mmhg = max((pressures_mmhg[side] for side in sides), default=0.0)
    if pressure_mmhg < HISS_FROM_MMHG:
        return False
    if not was_hissing:
        now.caption("sound", "sound.hiss", 2.0)
    if now.tick % (TICKS_PER_S // 2) == 0:
        now.sound("hiss", triple(tip_m), min(pressure_mmhg / HISS_LOUD_MMHG, 1.0))
    return True
