"""How much faster than life the whole body runs on one core."""

from __future__ import annotations

import statistics
import time

from physiology.layout import N_STATE
from physiology.solver import DT_S
from physiology.twin import Twin
from physiology.validation.record import MAN, do

ROUNDS = 5
SECONDS = 60.0


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
    return {
        "real_time_factor": best,
        "median": statistics.median(factors),
        "all": factors,
        "states": N_STATE,
        "us_per_step": DT_S / best * 1e6,
    }
