"""A transducer on an arterial line: a column of water between blood and gauge.

The column swings: x'' + 2 d w x' + w2 (x - p) = 0 with w = 2 pi f (Gardner 1981). Little damping
overshoots systole, much of it flattens the wave; the mean stays. Each step is exact for a pressure
that stands still during it, so no frequency is too high for it. A gauge below the heart reads the
water above it too; what it reads against open air is called zero, right or wrong.

With frequency 0 the column is ideal: what is in the artery is what is shown.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel
from physiology.units import MMHG_PER_CMH2O


class Params(NamedTuple):
    """See [transducer] of parameters.toml."""

    p_bag: float


class State(NamedTuple):
    """Pressure in the dome (mmHg) and its rate of change; extremes and sum of the beat now;
    systolic, diastolic and mean of the last whole one.
    """

    p: float
    dp: float
    p_max: float
    p_min: float
    p_sum: float
    n: float
    sys: float
    dia: float
    map_: float


@kernel
def swing(e: float, v: float, hz: float, damping: float, dt: float) -> tuple[float, float]:
    """Distance `e` (mmHg) from the pressure that pushes, and its rate `v`, a time `dt` on."""
    w = 2.0 * math.pi * hz
    a = damping * w
    fall = math.exp(-a * dt)
    square = 1.0 - damping * damping
    b = w * math.sqrt(max(abs(square), 1e-6))
    if square > 0.0:
        c = math.cos(b * dt)
        s = math.sin(b * dt) / b
    else:
        c = math.cosh(b * dt)
        s = math.sinh(b * dt) / b
    return fall * (e * c + (v + a * e) * s), fall * (v * c - (a * v + w * w * e) * s)


@kernel
def follow(s: State, p: float, hz: float, damping: float, is_new: bool, dt: float) -> State:
    """One tick on with `p` (mmHg) at the tip of the catheter; `is_new`: a beat begins."""
    x, v = p, 0.0
    if hz > 0.0:
        e, v = swing(s.p - p, s.dp, hz, damping, dt)
        x = p + e
    if is_new and s.n > 0.0:
        return State(x, v, x, x, x, 1.0, s.p_max, s.p_min, s.p_sum / s.n)
    if s.n == 0.0:
        return State(x, v, x, x, x, 1.0, s.sys, s.dia, s.map_)
    return State(
        x, v, max(s.p_max, x), min(s.p_min, x), s.p_sum + x, s.n + 1.0, s.sys, s.dia, s.map_
    )


@kernel
def shift(height_cm: float, drift: float, zero: float) -> float:
    """What the gauge adds (mmHg) `height_cm` above the heart, drifted, and zeroed at `zero`."""
    return drift - zero - height_cm * MMHG_PER_CMH2O
