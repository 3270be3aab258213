"""Where a capnograph looks: at the tube itself, or at gas that it draws to itself through a line.

What is drawn comes late, and mixes on its way: edges of the curve are round, and at high rates the
plateau is no longer reached. The line is a pure delay and one stage of mixing.
"""

import numpy as np
from numpy.typing import NDArray

from physiology.clocks import DT_S
from physiology.devices.traces import SAMPLE_TICKS

SITES = ("mainstream", "sidestream")
DELAY_S = 2.5  # 2 m of line at 150-200 mL/min, and the cell (makers say 1-4 s; unverified)
MIXING_S = 0.09  # time constant: 10-90 % in 0.2 s (makers say 0.1-0.3 s; unverified)
SAMPLE_S = DT_S * SAMPLE_TICKS
LATE = round(DELAY_S / SAMPLE_S)
LOOKS_BACK = LATE + round(8.0 * MIXING_S / SAMPLE_S)  # samples; what is older no longer counts


def drawn(at_mouth: NDArray[np.float32], n: int) -> NDArray[np.float32]:
    """The last `n` samples that a sidestream analyzer shows.

    Parameters
    ----------
    at_mouth : numpy.ndarray, shape (m,)
        Partial pressure at the mouth (mmHg), newest last; `n + LOOKS_BACK` of them if known.
    n : int
        How many samples are wanted; those whose gas is not known are 0.
    """
    keep = np.exp(-SAMPLE_S / MIXING_S)
    weights = (1.0 - keep) * keep ** np.arange(LOOKS_BACK - LATE)
    known = np.concatenate([np.zeros(n), at_mouth[: max(len(at_mouth) - LATE, 0)]])
    mixed = np.convolve(known, weights / weights.sum())[: len(known)]
    return mixed[len(known) - n :].astype(np.float32)
