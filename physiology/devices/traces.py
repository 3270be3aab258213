"""What is drawn: which traces are kept, and one sample of those that are no pressure or volume.

Of the electrocardiogram the heart's dipole is kept, and what shakes the electrodes: a lead is a
view of them (`electrocardiogram.py`, `leads.py`).
"""

import math

from physiology._jit import kernel
from physiology.devices.electrocardiogram import TAU, wavy
from physiology.devices.leads import LEADS

KEPT = (
    "ecg_x",
    "ecg_y",
    "ecg_z",
    "ecg_motion",
    "abp",
    "pleth",
    "capno",
    "resp",
    "cvp",
    "paw",
    "flow",
    "volume",
)
MONITOR_LEAD = "ii"
TRACES = ("ecg", *KEPT[4:], *(f"ecg_{lead}" for lead in LEADS))
SAMPLE_TICKS = 2
SAMPLES = 7500  # 30 s at 250 Hz
P_PLETH_WIDTH = 12.0  # mmHg: a healthy pulse fills most of the curve (tuned by eye)


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


@kernel
def pleth(p_above_mean: float) -> float:
    """Volume of the finger's arteries, 0-1: a sigmoid of pressure, as in the arm (Drzewiecki)."""
    return 1.0 / (1.0 + math.exp(-min(max(p_above_mean / P_PLETH_WIDTH, -30.0), 30.0)))
