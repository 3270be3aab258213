"""What is drawn: which traces are kept, and one sample of those that are no pressure or volume.

Of the electrocardiogram the heart's dipole is kept, and what shakes the electrodes: a lead is a
view of them (`electrocardiogram.py`, `leads.py`). Of the arteries the pressure at the heart is
kept; wrist and finger see it at the end of a tube whose far end throws a share back::

    p_end(t) = (1 + f) sum_k (-f)^k p_heart(t - (2 k + 1) t_pass)

so that it comes later, with a steeper and taller top and a dicrotic wave below it, and the same
mean (O'Rourke & Avolio 1980, Karamanoglu 1993, unverified). Each passage blurs. That is looked up
in what was kept, and no state of the body: numbers of the monitor remain those of the aorta.
"""

import math

import numpy as np
import numpy.typing as npt

from physiology._jit import kernel
from physiology.devices.electrocardiogram import TAU, wavy
from physiology.devices.leads import LEADS

KEPT = (
    "ecg_x", "ecg_y", "ecg_z", "ecg_motion", "abp", "pleth", "capno", "resp", "cvp", "paw", "flow",
    "volume", "perfusion",
)  # fmt: skip
MONITOR_LEAD = "ii"
TRACES = ("ecg", *KEPT[4:-1], *(f"ecg_{lead}" for lead in LEADS))
SAMPLE_TICKS = 2
HZ = 250.0
LONGEST_S = 30.0
# Spread of a wave in one passage of a tube over the time of that passage: by eye, between ringing
# and no notch at all; tests/validation/test_waves_beside_recordings.py holds what comes of it.
F_BLUR = 0.25
P_PLETH_WIDTH = 12.0  # mmHg: a healthy pulse fills most of the curve (tuned by eye)


def tube(t_pass: float, f_back: float, t_before: float = 0.0) -> npt.NDArray[np.float64]:
    """Weights of past samples, newest first, at the end of a tube.

    Parameters
    ----------
    t_pass : float
        Time of one passage (s); the wave rings at a quarter of its inverse.
    f_back : float
        Share that the end throws back (0-1).
    t_before : float
        What the wave needs to come to the tube (s).

    Returns
    -------
    numpy.ndarray, shape (n,)
        Their sum is 1.

    >>> float(tube(0.06, 0.0).argmax()) / HZ
    0.06
    """
    blur = F_BLUR * t_pass
    passages = [2 * k + 1 for k in range(5)]
    t = np.arange(round((t_before + t_pass * (passages[-1] + 1)) * HZ)) / HZ
    weights = np.zeros_like(t)
    for k, n in enumerate(passages):
        bell = np.exp(-0.5 * ((t - t_before - n * t_pass) / (blur * math.sqrt(n))) ** 2)
        weights += (-f_back) ** k * bell / bell.sum()
    return weights / weights.sum()


# Times and shares tuned to recordings of radial lines and finger clips: docs/validation_notes.md
TUBES = {"abp": tube(0.06, 0.5), "pleth": tube(0.07, 0.5, 0.08)}
SAMPLES = round(LONGEST_S * HZ) + max(map(len, TUBES.values()))  # a ring


@kernel
def motion(
    t: float, t_pressed: float, depth_cm: float, rate_per_min: float, f_shiver: float
) -> float:
    """What hands on the chest (whose cycles count from `t_pressed`, s) and trembling muscles put on
    an electrode (mV, by eye).
    """
    x = 0.0
    if depth_cm > 0.0:
        a = TAU * rate_per_min / 60.0 * (t - t_pressed)
        x += 0.16 * depth_cm * (math.sin(a) + 0.35 * math.sin(2.0 * a + 0.8))
    if f_shiver > 0.01:
        x += 0.07 * f_shiver * (wavy(t, 1.7, 9.3) + 0.6 * wavy(t + 0.3, 2.3, 23.0))
    return x


def pleth(p: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Volume of the finger's arteries, 0-1, of pressure above the mean (mmHg): a sigmoid, as in
    the arm (Drzewiecki).
    """
    return 1.0 / (1.0 + np.exp(-np.clip(p / P_PLETH_WIDTH, -30.0, 30.0)))


def shown(
    wave: npt.NDArray[np.float32], name: str, first: int, end: int, n: int, has_gauge: bool
) -> npt.NDArray[np.float32]:
    """The last `n` samples before sample number `end` of a trace that is no lead.

    `wave` is the ring of `KEPT`; `first` the number of the oldest sample in it; with `has_gauge`
    the line's own gauge says what it sees, flushes and all, and no tube may blur that.
    """
    row = wave[KEPT.index(name)]
    at = np.arange(end - n, end)
    if name not in TUBES or n == 0 or (has_gauge and name == "abp"):
        return row[at % SAMPLES]
    weights = TUBES[name]
    before = np.arange(end - n - len(weights) + 1, end)
    line = np.convolve(row[np.maximum(before, first) % SAMPLES], weights, "valid")
    if name == "pleth":
        line = pleth(line) * wave[KEPT.index("perfusion"), at % SAMPLES]
    return line.astype(np.float32)
