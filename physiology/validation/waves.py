"""What a cardiologist's calipers measure in a strip: beats, intervals, heights, pulses, breaths.

The same code reads recordings of patients and the traces of our own body, so that what it gets
wrong it gets wrong in both. Everything is resampled to 250 a second first; intervals are taken
from the median beat, which noise and single odd beats leave alone. T and P end where their
steepest tangent meets the line (Lepeschkin & Surawicz 1952, unverified).
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Line = npt.NDArray[np.float64]
Marks = npt.NDArray[np.int64]

HZ = 250.0
MS = 1000.0 / HZ
_BLIND_S = 0.25  # no second QRS so soon
_QUIET = 0.07  # of the steepest slope of QRS: what is flatter is no longer QRS (tuned)
_CALM = 4  # samples that it has to stay flat
_WINDOW_S = 120.0  # variability grows with the length that is looked at: the same for all


class Calipers(NamedTuple):
    """Of the median beat of one lead; NaN where a wave is too small to be found."""

    pr_ms: float
    qrs_ms: float
    qt_ms: float
    qtc_ms: float  # Bazett 1920, as bedside monitors do
    p_over_r: float
    t_over_r: float  # over the larger of R and S: leads of the sick point anywhere


class Pulse(NamedTuple):
    """Median of the beats of a pulse wave; heights as shares of the pulse, feet to top."""

    rise_ms: float  # foot to top
    steepest_per_s: float  # of the pulse height per second
    notch_ms: float  # foot to the dicrotic notch
    notch_fraction: float  # its height
    mean_fraction: float  # height of the mean over the foot: the form factor
    delay_ms: float  # R to foot


class Variability(NamedTuple):
    """Of intervals between normal beats, median of windows of two minutes."""

    hr_per_min: float
    sdnn_ms: float
    rmssd_ms: float


def resampled(t: Line, x: Line) -> Line:
    """`x` at 250 a second; gaps are bridged by straight lines."""
    good = np.isfinite(x) & np.isfinite(t)
    at = np.arange(t[good][0], t[good][-1], 1.0 / HZ)
    return np.interp(at, t[good], x[good])


def smooth(x: Line, seconds: float) -> Line:
    """Moving mean."""
    n = max(round(seconds * HZ), 1)
    return np.convolve(np.pad(x, (n // 2, n - 1 - n // 2), mode="edge"), np.ones(n) / n, "valid")


def beats(ecg: Line) -> Marks:
    """Samples of the tallest point of each QRS, found by steepness (Pan & Tompkins 1985)."""
    power = smooth(np.gradient(ecg) ** 2, 0.08)
    n = round(2.0 * HZ)
    tops = [power[i : i + n].max() for i in range(0, max(power.size - n // 2, 1), n)]
    high = power > 0.3 * np.median(tops)
    starts = np.flatnonzero(high & ~np.concatenate([[False], high[:-1]]))
    level = smooth(ecg, 0.6)
    found: list[int] = []
    for start in starts.tolist():
        end = start + int(np.argmin(high[start:])) if not high[start:].all() else high.size
        top = start + int(np.argmax(np.abs(ecg - level)[start:end]))
        if not found or top - found[-1] > _BLIND_S * HZ:
            found.append(top)
    return np.array(found, dtype=np.int64)


def typical(x: Line, at: Marks, before_s: float, after_s: float) -> Line:
    """The median beat, `before_s` to `after_s` around each mark."""
    a, b = round(before_s * HZ), round(after_s * HZ)
    whole = [x[k - a : k + b] for k in at if k >= a and k + b <= x.size]
    return np.median(np.array(whole), axis=0)


def _calm(slope: Line, start: int, toward: int, least: float) -> int:
    """First sample from `start` on where the line lies flat for a while."""
    k = start
    while 0 < k < slope.size - 1:
        ahead = slope[max(k - _CALM, 0) : k + 1] if toward < 0 else slope[k : k + _CALM + 1]
        if (ahead < least).all():
            break
        k += toward
    return k


def _foot(x: Line, top: int, toward: int, reach: int, base: float) -> float:
    """Where the steepest tangent on one side of a wave meets `base` (sample, with fraction)."""
    end = min(max(top + toward * reach, 1), x.size - 2)
    inside = np.arange(min(top, end), max(top, end) + 1)
    slope = np.gradient(x)[inside]
    fall = np.sign(x[top] - base)
    k = int(inside[np.argmax(-fall * toward * slope)])
    steep = float(np.gradient(x)[k])
    return k + (base - x[k]) / steep if steep != 0.0 else np.nan


def calipers(ecg: Line, at: Marks) -> Calipers:
    """Intervals and heights of a lead."""
    rr_s = float(np.median(np.diff(at))) / HZ
    before_s = min(0.36, 0.45 * rr_s)
    after_s = min(0.64, rr_s - 0.5 * before_s)
    x = typical(ecg, at, before_s, after_s)
    r = round(before_s * HZ)
    slope = np.abs(np.gradient(x))
    near = slice(max(r - 20, 0), r + 21)
    least = _QUIET * slope[near].max()
    on = _calm(slope, r - int(np.argmax(slope[near][20::-1])), -1, least)
    off = _calm(slope, r + int(np.argmax(slope[near][20:])), 1, least)
    base = float(np.median(x[max(on - 8, 0) : on + 1]))
    tall = float(np.abs(x[on : off + 1] - base).max())
    p_top = int(np.argmax(np.abs(smooth(x, 0.02) - base)[5 : max(on - 5, 6)])) + 5
    last = min(x.size - 5, r + round(min(0.5, 0.62 * rr_s + 0.05) * HZ))
    t_top = off + 10 + int(np.argmax(np.abs(smooth(x, 0.04) - base)[off + 10 : last]))
    p, t = float(x[p_top] - base), float(x[t_top] - base)
    even = smooth(x, 0.024)
    p_on = _foot(even, p_top, -1, 20, base) if abs(p) > 0.03 * tall else np.nan
    t_end = _foot(even, t_top, 1, 40, base) if abs(t) > 0.05 * tall else np.nan
    qt = MS * (t_end - on)
    return Calipers(
        MS * (on - p_on), MS * (off - on), qt, qt / np.sqrt(rr_s), p / tall, t / tall
    )  # fmt: skip


def feet(pulse: Line, at: Marks) -> Marks:
    """Foot of the pulse that follows each beat: the corner before its steepest rise.

    A line from the foot's lowest point to the steepest; the foot is where the curve lies deepest
    under it.
    """
    slope = np.gradient(smooth(pulse, 0.02))
    found: list[int] = []
    for a, b in pairwise(at):
        steep = a + int(np.argmax(slope[a:b]))
        low = max(steep - round(0.3 * HZ), 0)
        x = pulse[low : steep + 1]
        chord: Line = np.linspace(x[0], x[-1], x.size, dtype=np.float64)
        found.append(low + int(np.argmin(x - chord)))
    return np.array(found, dtype=np.int64)


def _notch(x: Line, top: int) -> int:
    """Sample of the dicrotic notch: where the falling curve bends up most, after the top."""
    last = min(top + round(0.4 * HZ), round(0.8 * x.size))
    bend = np.gradient(np.gradient(smooth(x, 0.028)))
    first = top + round(0.03 * HZ)
    return first + int(np.argmax(bend[first:last])) if last > first + 2 else top


def pulses(wave: Line, at: Marks) -> Pulse:
    """Shape of a pulse wave, and its delay behind the beats `at`."""
    low = feet(wave, at)
    rows: list[tuple[float, ...]] = []
    for r, a, b in zip(at, low, low[1:]):
        x = wave[a:b]
        if x.size < 0.25 * HZ:
            continue
        top = int(np.argmax(x[: x.size * 2 // 3]))
        height = x[top] - x[0]
        if height <= 0.0:
            continue
        k = _notch(x, top)
        rows.append(
            (
                MS * top, np.gradient(smooth(x, 0.02)).max() * HZ / height, MS * k,
                (x[k] - x[0]) / height, (x.mean() - x[0]) / height, MS * float(a - r),
            )
        )  # fmt: skip
    return Pulse(*(float(v) for v in np.median(np.array(rows), axis=0)))


def variability(rr_ms: Line) -> Variability:
    """Of intervals in order; those that differ by a fifth from their neighbors are left out."""
    around = np.array([np.median(rr_ms[max(k - 3, 0) : k + 4]) for k in range(rr_ms.size)])
    normal = np.abs(rr_ms / around - 1.0) < 0.2
    window = np.cumsum(rr_ms) // (1000.0 * _WINDOW_S)
    rows: list[tuple[float, float, float]] = []
    for w in np.unique(window):
        inside = (window == w) & normal
        x = rr_ms[inside]
        steps = np.diff(rr_ms)[inside[1:] & inside[:-1]]
        if x.size >= 10:
            rmssd = float(np.sqrt((steps**2).mean()))
            rows.append((60000.0 / x.mean(), float(x.std(ddof=1)), rmssd))
    return Variability(*(float(v) for v in np.median(np.array(rows), axis=0)))


def breaths(resp: Line) -> Marks:
    """Samples where breaths begin: the curve rises through its own slow mean."""
    x = smooth(resp, 0.6) - smooth(resp, 8.0)
    x = np.where(np.abs(x) < 0.2 * np.std(x), 0.0, x)
    sign = np.sign(x)
    for k in range(1, sign.size):  # what lies near the mean keeps its side
        if sign[k] == 0.0:
            sign[k] = sign[k - 1]
    up = np.flatnonzero((sign[1:] > 0) & (sign[:-1] < 0)) + 1
    return up.astype(np.int64)


def with_breath(marks: Marks, values: Line, begins: Marks) -> float:
    """How far `values` at `marks` swing within a breath: median of largest less smallest."""
    swings: list[float] = []
    for a, b in pairwise(begins):
        inside = values[(marks >= a) & (marks < b)]
        if inside.size >= 3:
            swings.append(float(np.ptp(inside)))
    return float(np.median(swings)) if swings else float("nan")
