"""How much faster than life the whole body runs on one core."""

from __future__ import annotations

import statistics
import time
import timeit
from collections.abc import Callable

import numpy as np

from physiology.clocks import DT_S
from physiology.layout import N_STATE
from physiology.twin import Twin
from physiology.validation.record import MAN, do

ROUNDS = 5
SECONDS = 60.0


def copies(saved: bytes) -> dict[str, object]:
    """CPU time: us of a state copy and of a public save with its restore; s to be stable."""
    twin = Twin.restore(saved)
    y = twin.state
    into = y.copy()

    def pair() -> None:
        Twin.restore(twin.save())

    start = time.thread_time()
    Twin.settled_anew(MAN)
    return {
        "settle_s": time.thread_time() - start,
        "copy_us": _best_us(lambda: np.copyto(into, y), 2000),
        "save_restore_us": _best_us(pair, 200),
    }


def _best_us(work: Callable[[], object], times: int) -> float:
    rounds = timeit.repeat(work, number=times, repeat=ROUNDS, timer=time.thread_time)
    return min(rounds) / times * 1e6


def bench() -> dict[str, object]:
    """Five rounds of a simulated minute in half-second calls; CPU time of this thread."""
    twin = Twin(MAN)
    do(
        twin,
        "Attach sensor=spo2", "Attach sensor=ecg", "Attach sensor=nibp", "CycleNibp every_s=60",
        "OpenLung side=left area_mm2=0.8 valve=in",
        "OpenVessel name=intercostal_artery side=left area_mm2=0.2 into=pleura",
    )  # fmt: skip
    saved = twin.save()
    factors: list[float] = []
    for _ in range(ROUNDS):
        twin = Twin.restore(saved)
        start = time.thread_time()
        for _ in range(round(SECONDS / (250 * DT_S))):
            twin.step(250)
        factors.append(SECONDS / (time.thread_time() - start))
    best = max(factors)
    return copies(saved) | {
        "real_time_factor": best,
        "median": statistics.median(factors),
        "all": factors,
        "states": N_STATE,
        "us_per_step": DT_S / best * 1e6,
    }
