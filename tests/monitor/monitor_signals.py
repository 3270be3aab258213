"""Synthetic traces and snapshots for the monitor's and sound's tests."""

import numpy as np

from physiology.errors import UnknownTrace
from physiology.vitals import Truth, Vitals
from simulator.core.records import Snapshot

NAN = float("nan")
RATE_HZ = 250.0


def beat(phase):
    """ECG-like complex over one beat, mV."""
    g = lambda c, w: np.exp(-(((phase - c) / w) ** 2))
    return (
        1.1 * g(0.3, 0.012)
        - 0.25 * g(0.335, 0.014)
        - 0.12 * g(0.275, 0.01)
        + 0.14 * g(0.16, 0.03)
        + 0.28 * g(0.56, 0.05)
    )


def samples(name, t, hr=76.0, rr=14.0):
    beats, breaths = t * hr / 60.0, t * rr / 60.0
    p, b = beats % 1.0, breaths % 1.0
    pulse = np.exp(-((p - 0.45) % 1.0) * 3.2) * (
        1 - np.exp(-((p - 0.45) % 1.0) * 18.0)
    ) * 1.5 + 0.12 * np.exp(-(((((p - 0.45) % 1.0) - 0.4) / 0.06) ** 2))
    if name == "ecg":
        return beat(p)
    if name == "pleth":
        return np.clip(pulse, 0, None)
    if name == "abp":
        return 74 + 52 * np.clip(pulse, 0, None)
    if name == "co2":
        return 38 / (1 + np.exp(-(b - 0.45) * 60)) * (b < 0.97) * (0.9 + 0.1 * b)
    return 0.5 - 0.5 * np.cos(2 * np.pi * b)


def vitals(tick=0, **known):
    base = dict.fromkeys(Vitals._fields, NAN) | {"tick": tick, "nibp_state": "off"}
    return Vitals(**(base | known))


def truth(tick=0, **known):
    base = {name: 0.0 for name in Truth._fields} | {
        "tick": tick,
        "outcome": "alive",
        "cause": "",
        "rhythm": "sinus",
        "gcs": 15,
    }
    return Truth(**(base | known))


def snapshot(
    at_s,
    attached=("ecg", "pleth"),
    hr=76.0,
    rr=14.0,
    body=None,
    listening_at=None,
    sounds=(),
    wave=None,
    truths=None,
    **known,
):
    def waveform(name, seconds_s):
        if name not in attached:
            raise UnknownTrace(name)
        n = max(2, round(seconds_s * RATE_HZ))
        t = at_s - np.arange(n - 1, -1, -1) * (seconds_s / n)
        return (wave or samples)(name, t, hr, rr).astype(np.float32)

    tick = round(at_s * 500)
    return Snapshot(
        tick=tick,
        sim_time_s=at_s,
        truth=truth(tick, **(truths or {})),
        vitals=vitals(tick, **known),
        body=body,
        hands=(),
        heads=(),
        tools=(),
        captions=(),
        sounds=tuple(sounds),
        choices=(),
        listening_at=listening_at,
        needle_force_n=0.0,
        phase="running",
        waveform=waveform,
    )
