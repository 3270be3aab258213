"""Synthetic traces and snapshots for the monitor's and sound's tests."""

import numpy as np

from physiology.vitals import Truth, Vitals
from simulator.core.records import Snapshot
from simulator.monitor.watch import last_sample_s

NAN = float("nan")
RATE_HZ = 250.0


def beat(phase, beat_s):
    """ECG-like complex over one beat, mV; QRS keeps its width in seconds."""

    def bump(center, width):
        return np.exp(-(((phase - center) / width) ** 2))

    def spike(center, offset_s, width_s):
        return np.exp(-((((phase - center) * beat_s - offset_s) / width_s) ** 2))

    qrs = (
        1.1 * spike(0.3, 0.0, 0.010)
        - 0.25 * spike(0.3, 0.027, 0.011)
        - 0.12 * spike(0.3, -0.02, 0.008)
    )
    return qrs + 0.14 * bump(0.16, 0.03) + 0.28 * bump(0.56, 0.05)


def samples(name, t, hr=76.0, rr=14.0):
    beats, breaths = t * hr / 60.0, t * rr / 60.0
    p, b = beats % 1.0, breaths % 1.0
    pulse = np.exp(-((p - 0.45) % 1.0) * 3.2) * (
        1 - np.exp(-((p - 0.45) % 1.0) * 18.0)
    ) * 1.5 + 0.12 * np.exp(-(((((p - 0.45) % 1.0) - 0.4) / 0.06) ** 2))
    if name == "ecg":
        return beat(p, 60.0 / hr)
    if name == "pleth":
        return np.clip(pulse, 0, None)
    if name == "abp":
        return 74 + 52 * np.clip(pulse, 0, None)
    if name == "capno":
        return 38 / (1 + np.exp(-(b - 0.45) * 60)) * (b < 0.97) * (0.9 + 0.1 * b)
    return 0.5 - 0.5 * np.cos(2 * np.pi * b)


def vitals(tick=0, **known):
    base = dict.fromkeys(Vitals._fields, NAN) | {"tick": tick, "nibp_state": "off", "sensors": ""}
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
    sensors="ecg spo2",
    hr=76.0,
    rr=14.0,
    body=None,
    listening_at=None,
    sounds=(),
    wave=None,
    truths=None,
    views=frozenset(),
    presses=(),
    **known,
):
    def waveform(name, seconds_s):
        n = round(min(seconds_s, 30.0) * RATE_HZ)
        t = last_sample_s(tick) - np.arange(n - 1, -1, -1) / RATE_HZ
        return (wave or samples)(name, t, hr, rr).astype(np.float32)

    tick = round(at_s * 500)
    return Snapshot(
        tick=tick,
        sim_time_s=at_s,
        truth=truth(tick, **(truths or {})),
        vitals=vitals(tick, sensors=sensors, **known),
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
        views=views,
        presses=presses,
    )
