"""Simple measures of a hand's motion: path, time, smoothness, rest. Shown, never marked.

Every track is first brought to one rate and smoothed, so that a rig's frame rate does not show.
None of these alone says how skilled a hand is: SPARC ranked simulated trials of known skill worst.

Sources: SPARC and log dimensionless jerk as in Balasubramanian, J NeuroEng Rehabil 2015;12:112
(formulas; unverified wording). Thresholds of speed and rest are expert opinion.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

RATE_HZ = 50.0  # hands move below 10 Hz; twice that and a reserve
SMOOTHING_S = 0.04  # Gaussian; takes out tracker noise, keeps 10 Hz
MOVING_M_PER_S = 0.05  # slower counts as rest (expert opinion)
SHORTEST_S = 0.25  # a movement lasts at least so long (expert opinion)
CUTOFF_HZ = 10.0  # SPARC: highest frequency looked at
AMPLITUDE_FRACTION = 0.05  # SPARC: spectrum below this part of its top is noise


@dataclass(frozen=True)
class Motion:
    """What one hand did.

    Parameters
    ----------
    duration_s : float
        Time that was looked at (s).
    path_m : float
        Way of the hand (m).
    active_s : float
        Time in motion (s).
    idle_fraction : float
        Part of the time at rest, 0-1.
    moves : int
        Separate movements.
    sparc : float
        Median spectral arc length of the movements; nearer to 0 is smoother; NaN without one.
    ldlj : float
        Median log dimensionless jerk of the movements; nearer to 0 is smoother; NaN without one.
    """

    duration_s: float
    path_m: float
    active_s: float
    idle_fraction: float
    moves: int
    sparc: float
    ldlj: float


def measure_motion(times_s: F64, positions_m: F64) -> Motion:
    """Measure one track.

    Parameters
    ----------
    times_s : numpy.ndarray, shape (n,)
        Strictly rising (s).
    positions_m : numpy.ndarray, shape (n, 3)
        Where the hand was (m).

    Raises
    ------
    ValueError
        Shapes that do not fit, fewer than two rows, times that do not rise, or a number that is
        not finite.
    """
    _check(times_s, positions_m)
    speeds = speed_m_per_s(times_s, positions_m)
    bouts = [
        b for b in _bouts(speeds > MOVING_M_PER_S) if (b.stop - b.start) / RATE_HZ >= SHORTEST_S
    ]
    active = sum(bout.stop - bout.start for bout in bouts) / RATE_HZ
    duration = float(times_s[-1] - times_s[0])
    return Motion(
        duration_s=duration,
        path_m=float(np.sum(speeds) / RATE_HZ),
        active_s=active,
        idle_fraction=max(0.0, 1.0 - active / duration),
        moves=len(bouts),
        sparc=_median([sparc(speeds[bout]) for bout in bouts]),
        ldlj=_median([ldlj(speeds[bout]) for bout in bouts]),
    )


def speed_m_per_s(times_s: F64, positions_m: F64) -> F64:
    """Speed at `RATE_HZ`, shape (m,), of the smoothed track."""
    even = np.arange(times_s[0], times_s[-1], 1.0 / RATE_HZ)
    columns = [_smooth(np.interp(even, times_s, positions_m[:, axis])) for axis in range(3)]
    steps = np.gradient(np.stack(columns, axis=1), 1.0 / RATE_HZ, axis=0)
    return np.sqrt((steps * steps).sum(axis=1))


def sparc(speeds: F64) -> float:
    """Spectral arc length of one movement's speed (at `RATE_HZ`); minimum jerk gives -1.41."""
    size = 1 << (math.ceil(math.log2(len(speeds))) + 4)
    spectrum = np.abs(np.fft.rfft(speeds, size))
    spectrum /= spectrum.max()
    frequencies = np.fft.rfftfreq(size, 1.0 / RATE_HZ)
    inside = np.flatnonzero((frequencies <= CUTOFF_HZ) & (spectrum >= AMPLITUDE_FRACTION))
    part = slice(0, int(inside[-1]) + 1)
    f = frequencies[part] / frequencies[part][-1]
    return -float(np.sum(np.sqrt(np.diff(f) ** 2 + np.diff(spectrum[part]) ** 2)))


def ldlj(speeds: F64) -> float:
    """Log dimensionless jerk of one movement's speed (at `RATE_HZ`); minimum jerk gives -5.32."""
    jerk = np.gradient(np.gradient(speeds)) * RATE_HZ * RATE_HZ
    duration = (len(speeds) - 1) / RATE_HZ
    total = float(np.sum(jerk * jerk)) / RATE_HZ
    return -math.log(max(total * duration**3 / float(speeds.max()) ** 2, 1e-12))


def _smooth(values: F64) -> F64:
    half = int(3.0 * SMOOTHING_S * RATE_HZ) + 1
    x = np.arange(-half, half + 1) / (SMOOTHING_S * RATE_HZ)
    kernel = np.exp(-0.5 * x * x)
    padded = np.pad(values, half, mode="edge")
    return np.asarray(np.convolve(padded, kernel / kernel.sum(), mode="valid"), np.float64)


def _bouts(moving: npt.NDArray[np.bool_]) -> list[slice]:
    """Runs of True."""
    edges = np.diff(np.concatenate(([0], moving.astype(np.int8), [0])))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [slice(int(a), int(b)) for a, b in zip(starts, stops, strict=True)]


def _median(values: list[float]) -> float:
    return float(np.median(values)) if values else math.nan


def _check(times_s: F64, positions_m: F64) -> None:
    if times_s.ndim != 1 or positions_m.shape != (len(times_s), 3):
        raise ValueError(
            f"motion: times have shape {times_s.shape}, positions {positions_m.shape}; "
            "give (n,) and (n, 3)"
        )
    if len(times_s) < 2 or not (np.diff(times_s) > 0).all():
        raise ValueError("motion: times must rise and be at least two; cut the track before it")
    if not np.isfinite(positions_m).all():
        raise ValueError("motion: a position is not finite; leave out rows where tracking was lost")
