"""Many different patients, the same deeds: what a population makes of them.

>>> found = study(patients=2, minutes=0.02, workers=1)
>>> found["patients"], found["alive"]
(2, 2)
"""

from __future__ import annotations

import math
import time
from typing import Any, NamedTuple

import numpy as np

from physiology import actions
from physiology.clocks import DT_S
from physiology.many import Told, spread
from physiology.patient import Patient
from physiology.twin import Twin

SHOWN = ("map_mmhg", "hr_per_min", "sao2_pct", "cardiac_output_l_per_min", "lactate_mmol_l")
SHARES = (5, 50, 95)  # percentiles told of each number


class Member(NamedTuple):
    """One life to be lived: whose seed, for how long (s), and what is done when."""

    seed: int
    seconds: float
    deeds: tuple[tuple[float, actions.Action], ...]


def somebody(seed: int) -> Patient:
    """A grown person as one meets them: stature and mass around those of their sex and age."""
    rng = np.random.default_rng(seed)
    sex = "male" if rng.random() < 0.5 else "female"
    tall = {"male": 176.0, "female": 163.0}[sex]
    height = min(max(float(rng.normal(tall, 7.0)), tall - 20.0), tall + 20.0)
    bmi = min(max(float(rng.lognormal(math.log(25.5), 0.16)), 17.0), 48.0)
    age = float(rng.uniform(18.0, 90.0))
    return Patient(age, sex, height, bmi * (height / 100.0) ** 2, seed=seed)


def live(member: Member) -> dict[str, float]:
    """One life; its last numbers."""
    twin = Twin(somebody(member.seed))
    end = round(member.seconds / DT_S)
    for at_s, action in sorted(member.deeds, key=lambda deed: deed[0]):
        due = min(round(at_s / DT_S), end)
        if due > twin.tick:
            twin.step(due - twin.tick)
        twin.apply(action)
    if end > twin.tick:
        twin.step(end - twin.tick)
    truth = twin.truth()
    last = {name: float(getattr(truth, name)) for name in SHOWN}
    return last | {"alive": float(truth.outcome == "alive"), "lived_s": twin.tick * DT_S}


def study(
    patients: int,
    minutes: float,
    deeds: tuple[tuple[float, actions.Action], ...] = (),
    seed: int = 0,
    told: Told | None = None,
    workers: int | None = None,
) -> dict[str, Any]:
    """Let `patients` people live `minutes`; how it ended, and how fast that was.

    Returns
    -------
    dict
        ``patients``, ``patient_s_per_s`` (seconds lived by all together in a second of ours, the
        time in which they settled not counted as lived), ``alive``, and percentiles.
    """
    start = time.perf_counter()
    members = [Member(seed + k, minutes * 60.0, deeds) for k in range(patients)]
    ends = list(spread(live, members, told, workers))
    took = time.perf_counter() - start
    found: dict[str, Any] = {
        "patients": len(ends),
        "patient_s_per_s": sum(end["lived_s"] for end in ends) / max(took, 1e-9),
        "wall_s": took,
        "alive": round(sum(end["alive"] for end in ends)),
    }
    if ends:
        table = {name: np.percentile([end[name] for end in ends], SHARES) for name in SHOWN}
        found["percentiles"] = {
            name: {str(p): float(v) for p, v in zip(SHARES, row)} for name, row in table.items()
        }
    return found
