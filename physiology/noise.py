"""Numbers that look random and are not: a hash of seed, tick and stream, no state anywhere."""

from physiology._jit import kernel

EFFORT, BREATH_RATE, BEAT, FIBRILLATION, ENDING = 1, 2, 3, 4, 5  # streams


@kernel
def noise(seed: int, tick: int, stream: int) -> float:
    """Uniform number in [-1, 1), the same on every machine."""
    x = (seed * 7919 + tick * 31 + stream * 104729 + 12345) & 0xFFFFFFFF
    for _ in range(3):
        x = ((x ^ (x >> 16)) * 73244475) & 0xFFFFFFFF
    x = x ^ (x >> 16)
    return x / 2147483648.0 - 1.0


@kernel
def happens(rate: float, dt: float, seed: int, tick: int, stream: int) -> bool:
    """Whether an event of this hazard `rate` (1/s) falls into the step `dt` that starts now."""
    return rate > 0.0 and 0.5 * (noise(seed, tick, stream) + 1.0) < rate * dt
