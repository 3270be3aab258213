"""What the monitor draws: one sample of each trace from the state of the body.

The electrocardiogram is a sum of Gaussians on the phase of the beat (McSharry 2003), or restless
sines where nothing beats, without a state of its own: a restored body draws the same line.
"""

import math

from physiology._jit import kernel
from physiology.organs import rhythm

TRACES = ("ecg", "abp", "pleth", "capno", "resp", "cvp")
SAMPLE_TICKS = 2
SAMPLES = 7500  # 30 s at 250 Hz
P_AHEAD = 0.01  # s: the P wave comes before the atria contract (tuned by eye)
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
def wavy(t: float, f_slow: float, f: float) -> float:
    """A restless wave (mV, about 1 high): three sines that never meet, waxing and waning."""
    tau = 2.0 * math.pi
    x = math.sin(tau * 0.87 * f * t) + math.sin(tau * f * t + 1.3) + math.sin(tau * 1.21 * f * t)
    return 0.4 * x * (1.0 + 0.3 * math.sin(tau * f_slow * t))


@kernel
def ventricles(f_phase: float, t_beat: float, is_wide: float, f_qrs: float, f_t: float) -> float:
    """QRS and T (mV); a beat that began in a ventricle is wide, and its T goes the other way.

    `f_qrs` and `f_t` widen QRS and raise T, as potassium does.
    """
    s = 1.0 / t_beat
    z = math.sqrt(s)
    if is_wide > 0.0:
        w = s * f_qrs
        x = 1.2 * bump(f_phase, 0.03 * w, 0.032 * w) - 0.3 * bump(f_phase, 0.11 * w, 0.025 * w)
        return x - 0.4 * bump(f_phase, min(0.3 * z, 0.6), 0.06 * z)
    w = s * f_qrs
    x = -0.12 * bump(f_phase, 1.0 - 0.028 * w, 0.008 * w)
    x += 1.15 * bump(f_phase, 0.0, 0.009 * w)
    x += -0.25 * bump(f_phase, 0.028 * w, 0.009 * w)
    return x + 0.32 * f_t * bump(f_phase, 0.27 * z, 0.05 * z)


@kernel
def atria(f_phase: float, f_atria: float, t_beat: float, t: float, r: rhythm.State) -> float:
    """P waves (mV), or what the atria do instead."""
    if r.kind == rhythm.AF:
        return 0.06 * wavy(t, 0.4, 6.3)
    seen = 0.13 * max(2.0 - r.f_qrs, 0.0)  # potassium silences the atria first
    if r.n_atrial == 1.0:
        s = 1.0 / t_beat
        lead = r.t_lead + P_AHEAD
        most = 0.3 if r.t_lead < 0.2 else 0.9  # a fast heart shortens its PR, a sick node does not
        return seen * bump(f_phase, 1.0 - min(lead * s, most), 0.022 * s)
    if r.n_atrial > 0.0:
        f_atria = f_phase * r.n_atrial + r.t_lead / r.t_atrial
        f_atria -= math.floor(f_atria)
    if r.kind == rhythm.FLUTTER:
        return 0.2 * (0.5 - f_atria)  # a saw
    return seen * bump(f_atria, 0.0, 0.022 / r.t_atrial)


@kernel
def ecg(f_phase: float, f_atria: float, t_beat: float, t: float, r: rhythm.State) -> float:
    """Lead II (mV) at time `t` (s); QRS keeps its width in seconds, P and T move with the beat."""
    if r.kind == rhythm.ASYSTOLE:
        return 0.0
    if r.kind == rhythm.VF:
        return 0.6 * r.f_fibrillation * wavy(t, 0.23, 5.2)
    if r.kind == rhythm.VT_POLY:  # the axis turns
        return ventricles(f_phase, t_beat, 1.0, r.f_qrs, r.f_t) * math.sin(2.0 * math.pi * t / 2.6)
    qrst = ventricles(f_phase, t_beat, r.is_wide, r.f_qrs, r.f_t)
    return qrst + atria(f_phase, f_atria, t_beat, t, r)


@kernel
def pleth(p_above_mean: float) -> float:
    """Volume of the finger's arteries, 0-1: a sigmoid of pressure, as in the arm (Drzewiecki)."""
    return 1.0 / (1.0 + math.exp(-min(max(p_above_mean / P_PLETH_WIDTH, -30.0), 30.0)))
