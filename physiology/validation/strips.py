"""A patient's strip, a recording's or our own, and every figure that calipers take from it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from physiology.actions import Attach
from physiology.clocks import DT_S
from physiology.patient import Patient
from physiology.twin import Twin
from physiology.validation import waves

UNITS = {"ms": "ms", "s": "1/s", "min": "1/min"}
_CHUNK_S = 20.0
OURS = {"ecg": "ecg", "abp": "abp", "pleth": "pleth", "resp": "resp"}


class Strip(NamedTuple):
    """Traces of one body, side by side, 250 a second; None: not recorded."""

    ecg: waves.Line
    abp: waves.Line | None = None
    pleth: waves.Line | None = None
    resp: waves.Line | None = None


def ours(patient: Patient, seconds_s: float = 240.0) -> Strip:
    """Of a body at rest."""
    twin = Twin(patient)
    for sensor in ("ecg", "spo2", "arterial_line"):
        twin.apply(Attach(sensor))
    twin.step(round(60.0 / DT_S))
    pieces: dict[str, list[waves.Line]] = {name: [] for name in OURS}
    for _ in range(round(seconds_s / _CHUNK_S)):
        twin.step(round(_CHUNK_S / DT_S))
        for name, trace in OURS.items():
            pieces[name].append(twin.waveform(trace, _CHUNK_S).astype(float))
    return Strip(**{name: np.concatenate(parts) for name, parts in pieces.items()})


def unit(quantity: str) -> str:
    """Of a quantity: the end of its name, as everywhere; "1" is a share."""
    end = quantity.rpartition("_per_")[2] if "_per_" in quantity else quantity.rpartition("_")[2]
    return UNITS.get(end, "1")


def figures(strip: Strip) -> dict[str, float]:
    """Quantity to value; what a strip does not hold, or calipers do not find, is left out."""
    at = waves.beats(strip.ecg)
    rr_ms = waves.MS * np.diff(at).astype(float)
    found: dict[str, float] = {}
    found |= waves.variability(rr_ms)._asdict()
    found |= waves.calipers(strip.ecg, at)._asdict()
    for name, line in (("abp", strip.abp), ("pleth", strip.pleth)):
        if line is not None:
            shape = waves.pulses(line, at)._asdict()
            found |= {f"{name}_{quantity}": value for quantity, value in shape.items()}
    if strip.resp is not None:
        begins = waves.breaths(strip.resp)
        found["breath_swing_ms"] = waves.with_breath(at[1:], rr_ms, begins)
    return {quantity: value for quantity, value in found.items() if np.isfinite(value)}
