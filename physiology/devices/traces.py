"""What the monitor draws: one sample of each trace from the state of the body.

The electrocardiogram is a sum of Gaussians on the phase of the beat (McSharry 2003), without a
state of its own: a restored body draws the same line.
"""

import math

from physiology._jit import kernel

TRACES = ("ecg", "abp", "pleth", "capno", "resp", "cvp")
SAMPLE_TICKS = 2
SAMPLES = 7500  # 30 s at 250 Hz
P_PLETH_WIDTH = 12.0  # mmHg: a healthy pulse fills most of the curve (tuned by eye)


@kernel
def bump(f_phase: float, f_center: float, f_width: float) -> float:
    """Gaussian on the circle of the beat."""
    d = f_phase - f_center
    if d > 0.5:
        d -= 1.0
    if d < -0.5:
        d += 1.0
    x = d / f_width
    return math.exp(-0.5 * x * x) if x * x < 50.0 else 0.0


@kernel
def ecg(f_phase: float, t_beat: float, f_electric: float) -> float:
    """Lead II (mV); QRS keeps its width in seconds, P and T move with the beat."""
    s = 1.0 / t_beat
    z = math.sqrt(s)
    x = 0.13 * bump(f_phase, 1.0 - min(0.17 * s, 0.3), 0.022 * s)
    x += -0.12 * bump(f_phase, 1.0 - 0.028 * s, 0.008 * s)
    x += 1.15 * bump(f_phase, 0.0, 0.009 * s)
    x += -0.25 * bump(f_phase, 0.028 * s, 0.009 * s)
    x += 0.32 * bump(f_phase, 0.27 * z, 0.05 * z)
    return x * f_electric


@kernel
def pleth(p_above_mean: float) -> float:
    """Volume of the finger's arteries, 0-1: a sigmoid of pressure, as in the arm (Drzewiecki)."""
    return 1.0 / (1.0 + math.exp(-min(max(p_above_mean / P_PLETH_WIDTH, -30.0), 30.0)))
