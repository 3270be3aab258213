"""Chest compressions as a debrief counts them: how deep, how fast, how well released, how steady.

Each push stands in the log as an event of its own; nothing here knows what hands did between.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from learning.chronicle import Chronicle

Array = NDArray[np.float64]
PAUSE_S = 1.5  # hands off for longer is a pause (Kramer-Johansen 2007, unverified)
# bands of AHA 2020 and ERC 2021: 5-6 cm, 100-120 a minute; release leaves less than 2.5 kg (Fried
# 2011), which hold an untouched chest 4 mm deep (54.9 x 0.4 + 10.8 x 0.16 = 24 N)
DEPTH_CM = (5.0, 6.0)
RATE_PER_MIN = (100.0, 120.0)
RELEASED_CM = 0.4
FIELDS = ("depth_cm", "lean_cm", "rate_per_min")  # of an event, as `pushes` reads them


class Compression(NamedTuple):
    """One push.

    `begun_s` when it could be told that the hand goes down, `start_s` when it passed half of the
    way, `peak_s` when it was deepest, `known_s` when that could be told; `lean_cm` how deep it
    still was before it came down; `rate_per_min` from the push before, NaN after a pause;
    `duty_fraction` how long it was below half of the way, of the cycle that ends with the next push
    (NaN before a pause).
    """

    begun_s: float
    start_s: float
    peak_s: float
    known_s: float
    depth_cm: float
    lean_cm: float
    rate_per_min: float
    duty_fraction: float


class Quality(NamedTuple):
    """Compressions over a stretch of time, as a debrief counts them (fractions of compressions)."""

    n: int
    depth_cm: float  # mean
    rate_per_min: float  # mean of those without a pause before them
    lean_cm: float  # mean
    duty_fraction: float  # mean
    in_depth_fraction: float
    in_rate_fraction: float
    released_fraction: float
    compression_fraction: float  # of the time (chest compression fraction)
    longest_pause_s: float
    pauses: tuple[tuple[float, float], ...]  # (from, to) in s


def pauses(
    pushes: tuple[Compression, ...], from_s: float, to_s: float
) -> tuple[tuple[float, float], ...]:
    """Stretches (from, to; s) longer than `PAUSE_S` without a push, between two moments."""
    starts = [p.start_s for p in pushes if from_s <= p.start_s <= to_s]
    edges = [from_s, *starts, to_s]
    return tuple((a, b) for a, b in pairwise(edges) if b - a > PAUSE_S)


def quality(pushes: tuple[Compression, ...], from_s: float, to_s: float) -> Quality:
    """What a debrief says of the pushes between two moments (s).

    Means and shares are NaN where there is nothing to count.
    """
    seen = [p for p in pushes if from_s <= p.start_s <= to_s]
    off = pauses(pushes, from_s, to_s)
    depth = np.array([p.depth_cm for p in seen])
    rate = np.array([p.rate_per_min for p in seen if not math.isnan(p.rate_per_min)])
    duty = np.array([p.duty_fraction for p in seen if not math.isnan(p.duty_fraction)])
    lean = np.array([p.lean_cm for p in seen])
    return Quality(
        len(seen), _mean(depth), _mean(rate), _mean(lean), _mean(duty),
        _mean((depth >= DEPTH_CM[0]) & (depth <= DEPTH_CM[1])),
        _mean((rate >= RATE_PER_MIN[0]) & (rate <= RATE_PER_MIN[1])),
        _mean(lean <= RELEASED_CM),
        1.0 - sum(b - a for a, b in off) / (to_s - from_s) if to_s > from_s else math.nan,
        max((b - a for a, b in off), default=0.0), off,
    )  # fmt: skip


def around(pushes: tuple[Compression, ...], at_s: float) -> tuple[float, float]:
    """Seconds without a push before and after a moment such as a shock; infinite where none is."""
    starts = [p.start_s for p in pushes]
    before = max((s for s in starts if s <= at_s), default=-math.inf)
    after = min((s for s in starts if s > at_s), default=math.inf)
    return at_s - before, after - at_s


def pushes(story: Chronicle) -> tuple[Compression, ...]:
    """Every push of a log, in order; seconds count from the end of handover.

    What an event does not tell is the push's own moment here (`begun_s`, `peak_s`), or NaN (duty).
    """
    found: list[Compression] = []
    for line in story.lines:
        data = line.event.data
        if line.event.kind == "compression":
            start_s, known_s = story.at_s(int(data["from_tick"])), story.at_s(line.tick)
            depth, lean, rate = (_number(data[key]) for key in FIELDS)
            found.append(
                Compression(start_s, start_s, start_s, known_s, depth, lean, rate, math.nan)
            )
    return tuple(found)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _mean(values: Array | NDArray[np.bool_]) -> float:
    return float(np.mean(values)) if values.size else math.nan
