"""Chest compressions from a hand: what its height over time says of each push.

::

    samples (time, height) ─▶ strokes ─▶ compressions ─▶ events (learning.compressions counts them)
                                                      └▶ deeds (for the body)

A hand that lies on the breastbone is as high as it; how far it goes below that is the depth. Pure
functions of the samples: nothing here knows a clock, a screen or what the pushes do to a body.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from learning.compressions import PAUSE_S, Compression
from physiology.actions import Compress

Array = NDArray[np.float64]
STEP_S = 0.01  # samples are brought to this even spacing
ROUNDING = 1e-6  # of a step: a sample on a step counts as on it, whatever its last bits
HALF_WIDTH = 6  # steps to either side that smooth one: a parabola through 0.13 s
TURN_CM = 1.2  # a hand that comes back by so much has turned (tremor and noise do less)
LEAST_CM = 2.0  # shallower strokes are no compressions [O]
WINDOW_S = 6.0  # what `follow` remembers: some ten pushes
MISSED = 1.5  # cycles after a push without another after which hands have stopped [O]
USUAL_PER_MIN = 110.0  # before a second push has told the rate


def compressions(t_s: Array, height_m: Array, rest_m: float) -> tuple[Compression, ...]:
    """Every push in a trace.

    Parameters
    ----------
    t_s : numpy.ndarray, shape (n,)
        Times of the samples (s), rising; spacing may be uneven.
    height_m : numpy.ndarray, shape (n,)
        Height of the hand (m).
    rest_m : float
        Its height when it lies on the breastbone and does not press (m).

    Returns
    -------
    tuple of Compression
        In their order; empty where there are too few samples or no push.
    """
    return _read(t_s, height_m, rest_m)[0]


def _read(t_s: Array, height_m: Array, rest_m: float) -> tuple[tuple[Compression, ...], float]:
    """Every push that is known, and when one that is not yet began (s; infinite where none)."""
    if len(t_s) < 2:
        return (), math.inf
    # steps counted from time 0, so that a window that moves on sees the same as a longer one
    first = math.ceil(t_s[0] / STEP_S - ROUNDING)
    at = STEP_S * np.arange(first, math.floor(t_s[-1] / STEP_S + ROUNDING) + 1.0)
    if len(at) <= 2 * HALF_WIDTH:
        return (), math.inf
    depth = smooth(100.0 * (rest_m - np.interp(at, t_s, height_m)))
    at = at[HALF_WIDTH:-HALF_WIDTH]
    found, begun = turns(depth)
    strokes = [s for s in found if depth[s.deepest] >= LEAST_CM]
    begun_s = math.inf if begun is None else float(at[begun]) + HALF_WIDTH * STEP_S
    return _timed(at, depth, strokes), begun_s


class Stroke(NamedTuple):
    """Indices: highest before a push, where its way down was told, deepest, where its turn was
    told, highest after it.
    """

    before: int
    begun: int
    deepest: int
    told: int
    after: int


def smooth(depth: Array) -> Array:
    """Each sample by the parabola through its neighbors, which keeps peaks (Savitzky-Golay).

    The first and last `HALF_WIDTH`, which lack neighbors, are left out.
    """
    k = np.arange(-HALF_WIDTH, HALF_WIDTH + 1.0)
    weights = np.linalg.pinv(np.stack([np.ones_like(k), k, k * k], axis=1))[0]
    return np.convolve(depth, weights[::-1], mode="valid").astype(np.float64)


def turns(depth: Array) -> tuple[list[Stroke], int | None]:
    """Where the hand turned, each turn told once it has come back by `TURN_CM`.

    Besides, where it was told that the hand goes down, if it still does.
    """
    found: list[Stroke] = []
    before = begun = deepest = after = 0
    is_going_down = False
    for k, d in enumerate(depth):
        if not is_going_down:
            after = k if d < depth[after] else after
            if d > depth[after] + TURN_CM:
                found = _closed(found, after)
                before, begun, deepest, is_going_down = after, k, k, True
        elif d > depth[deepest]:
            deepest = k
        elif d < depth[deepest] - TURN_CM:
            found.append(Stroke(before, begun, deepest, k, k))
            after, is_going_down = k, False
    if is_going_down:
        return found, begun
    return _closed(found, after), None


def _closed(found: list[Stroke], after: int) -> list[Stroke]:
    """The strokes, the last of them with where the hand came up to."""
    return [*found[:-1], found[-1]._replace(after=max(after, found[-1].told))] if found else found


def _crossing(at: Array, depth: Array, first: int, last: int, level: float) -> float:
    """When depth passes a level between two indices (s), by a straight line."""
    part = depth[first : last + 1]
    is_over = part >= level if part[-1] >= part[0] else part <= level
    k = max(int(np.argmax(is_over)), 1) + first
    step = depth[k] - depth[k - 1]
    share = (level - depth[k - 1]) / step if step != 0.0 else 0.0
    return float(at[k - 1] + min(max(share, 0.0), 1.0) * STEP_S)


def _timed(at: Array, depth: Array, strokes: list[Stroke]) -> tuple[Compression, ...]:
    starts: list[float] = []
    ends: list[float] = []
    for s in strokes:
        half = 0.5 * (max(depth[s.before], 0.0) + depth[s.deepest])  # above the chest is air
        starts.append(_crossing(at, depth, s.before, s.deepest, half))
        ends.append(_crossing(at, depth, s.deepest, s.after, half))
    found: list[Compression] = []
    for k, s in enumerate(strokes):
        since = starts[k] - starts[k - 1] if k > 0 else math.inf
        until = starts[k + 1] - starts[k] if k + 1 < len(strokes) else math.inf
        found.append(
            Compression(
                float(at[s.begun]) + HALF_WIDTH * STEP_S,
                starts[k],
                float(at[s.deepest]),
                float(at[s.told]) + HALF_WIDTH * STEP_S,
                float(depth[s.deepest]),
                max(float(depth[s.before]), 0.0) if since < PAUSE_S else 0.0,
                60.0 / since if since < PAUSE_S else math.nan,
                (ends[k] - starts[k]) / until if until < PAUSE_S else math.nan,
            )
        )
    return tuple(found)


def deeds(
    pushes: tuple[Compression, ...], until_s: float, begun_s: float = math.inf
) -> tuple[tuple[float, Compress], ...]:
    """What the body is told, and when (s): each push once it is known, and when hands have stopped.

    Nothing is told earlier than the samples allow: a push's own rate, and the lean and duty of the
    one before it. A deed that would say the same again is left out. `until_s`: when the samples
    end; `begun_s`: when a push began that is not known yet.
    """
    told: list[tuple[float, Compress]] = []
    rate = USUAL_PER_MIN
    for k, push in enumerate(pushes):
        if not math.isnan(push.rate_per_min):
            rate = push.rate_per_min
        duty = pushes[k - 1].duty_fraction if k > 0 else math.nan
        now = _deed(push, rate, 0.5 if math.isnan(duty) else duty)
        if not told or told[-1][1] != now:
            told.append((push.known_s, now))
        stops_s = max(push.start_s + MISSED * 60.0 / rate, push.known_s)
        next_s = pushes[k + 1].begun_s if k + 1 < len(pushes) else begun_s
        if stops_s < min(next_s, until_s):
            told.append((stops_s, Compress(0.0, now.rate_per_min)))
    return tuple(told)


class Follower(NamedTuple):
    """A hand that is being followed.

    `rest_m` is the height of the chest; `t_s` and `height_m` are samples of late, `last` what the
    body was told last, `pushes` those that the last samples made known.
    """

    rest_m: float
    t_s: tuple[float, ...] = ()
    height_m: tuple[float, ...] = ()
    last: Compress | None = None
    pushes: tuple[Compression, ...] = ()


def follow(
    hand: Follower, t_s: tuple[float, ...], height_m: tuple[float, ...]
) -> tuple[Follower, tuple[Compress, ...]]:
    """Let samples come in as they are taken; returns the hand, and what the body is told now.

    Parameters
    ----------
    t_s, height_m : tuple of float
        The new samples (s, m), later than all before.
    """
    before_s = hand.t_s[-1] if hand.t_s else -math.inf
    keeps = sum(t < t_s[-1] - WINDOW_S for t in hand.t_s) if t_s else 0
    t = (*hand.t_s[keeps:], *t_s)
    height = (*hand.height_m[keeps:], *height_m)
    now_s = t[-1] if t else 0.0
    pushes, begun_s = _read(np.array(t), np.array(height), hand.rest_m)
    told: list[Compress] = []
    last = hand.last
    for at_s, deed in deeds(pushes, now_s, begun_s):
        if before_s < at_s <= now_s and deed != last:
            told.append(deed)
            last = deed
    known = tuple(p for p in pushes if before_s < p.known_s <= now_s)
    return Follower(hand.rest_m, t, height, last, known), tuple(told)


def _deed(push: Compression, rate: float, duty: float) -> Compress:
    """Rounded to what a hand can hold: millimeters, whole pushes a minute, twentieths."""
    return Compress(
        depth_cm=round(push.depth_cm, 1),
        rate_per_min=float(min(max(round(rate), 1), 200)),
        lean_cm=round(min(push.lean_cm, 4.0), 1),
        duty_fraction=min(max(round(20.0 * duty) / 20.0, 0.2), 0.8),
    )
