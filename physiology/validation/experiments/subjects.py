"""Settled bodies to try things on, and how their state is read before and after."""

from __future__ import annotations

from typing import Any

from physiology.layout import PARAM_NAMES
from physiology.patient import Patient
from physiology.twin import Twin
from physiology.validation import record as rec
from physiology.validation.record import MAN, do, run, samples

Result = dict[str, float]
ASLEEP = "Sedate depth_fraction=1 relaxed_fraction=1"
TUBE = "PlaceTube site=trachea"


class Subjects:
    """Settled bodies, made once each and branched from."""

    def __init__(self) -> None:
        self._saved: dict[Patient, bytes] = {}
        self.watched: dict[Patient, Any] = {}  # looks at the settled body, see protocol.py

    def fresh(self, who: Patient = MAN) -> Twin:
        """A copy of the settled body of `who`."""
        if who not in self._saved:
            self._saved[who] = Twin(who).save()
        return Twin.restore(self._saved[who])

    def ventilated(self, fio2: float = 0.5, peep: float = 5.0) -> Twin:
        """The man, asleep, relaxed, tubed, on volume control for three minutes."""
        twin = self.fresh()
        air = f"rr_per_min=12 vt_ml=520 peep_cmh2o={peep} fio2_fraction={fio2}"
        do(twin, ASLEEP, TUBE, f"Ventilate mode=volume_control {air}")
        return run(twin, 180)


def index(name: str) -> int:
    """Place of a parameter in the vector."""
    return PARAM_NAMES.index(name)


def state(twin: Twin, seconds: float = 30) -> Result:
    """Circulation and breathing, averaged over the next `seconds`."""
    r = samples(twin, seconds)
    return rec.hemodynamics(r) | rec.breathing(r)


def change(before: Result, after: Result) -> Result:
    """What changed: differences, in percent for flows."""
    out: Result = {f"{k}_change": after[k] - before[k] for k in before}
    relative = ("SV", "CO", "VE")
    return out | {
        f"{k}_change": 100.0 * (after[k] / before[k] - 1.0) for k in relative if before.get(k)
    }
