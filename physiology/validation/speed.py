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
SETTLED_TICKS = 5000  # until cuff, clip and pumps have begun
DEVICES = (
    "Attach sensor=ecg", "Attach sensor=spo2", "Attach sensor=nibp", "Attach sensor=arterial_line",
    "Attach sensor=capnograph site=sidestream", "SetTransducer natural_hz=12 damping_fraction=0.3",
    "Attach sensor=thermometer", "CycleNibp every_s=60",
    "Ventilate mode=simv rr_per_min=12 vt_ml=500 peep_cmh2o=5 fio2_fraction=0.5 support_cmh2o=8",
    "SetVaporizer drug=sevoflurane inspired_pct=1.5", "Pace current_ma=60 rate_per_min=40",
    "GiveDrug drug=propofol dose_mg=300 over_s=1800",
    "RunPump drug=norepinephrine rate_ml_per_h=5 concentration_mg_per_ml=0.1",
)  # fmt: skip


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


def devices_pct() -> float:
    """What every device together adds to the time of a step (%), best of the rounds of each."""
    best: list[float] = []
    for deeds in ((), DEVICES):
        twin = Twin(MAN)
        do(twin, "PlaceTube site=trachea", "Sedate depth_fraction=1", *deeds)
        twin.step(SETTLED_TICKS)
        saved = twin.save()
        best.append(min(_seconds(Twin.restore(saved)) for _ in range(ROUNDS)))
    return 100.0 * (best[1] / best[0] - 1.0)


def _seconds(twin: Twin) -> float:
    start = time.thread_time()
    for _ in range(round(SECONDS / (250 * DT_S))):
        twin.step(250)
    return time.thread_time() - start


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
        factors.append(SECONDS / _seconds(Twin.restore(saved)))
    best = max(factors)
    return copies(saved) | {
        "real_time_factor": best,
        "median": statistics.median(factors),
        "all": factors,
        "states": N_STATE,
        "devices_extra_pct": devices_pct(),
        "us_per_step": DT_S / best * 1e6,
    }
