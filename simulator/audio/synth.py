"""Every sound as numbers: pure functions, the same samples each time. Mono, float32, -1 to 1.

Levels and pitches are tuned by ear where no source is named.
"""

from __future__ import annotations

import math
import wave
from io import BytesIO

import numpy as np
import numpy.typing as npt

RATE_HZ = 44100
F32 = npt.NDArray[np.float32]

BEEP_HZ = 880.0  # pulse tone at 100 % saturation (tuned: the tone law of each maker is its own)
_BEEP_HALVES_PCT = 24.0  # saturation lost per octave (tuned: a third lower already at 92 %)

# IEC 60601-1-8:2006, tables 3 and 4 and annex F (recalled, unverified): pulses of a burst as
# (start of pulse in units of spacing, semitones above the root). High: 3 + 2, twice.
_ROOT_HZ = 523.25  # C5; a fundamental of 150-1000 Hz with four or more harmonics is asked for
_HIGH_HALF = (0.0, 1.0, 2.0, 4.2, 5.2)
_BURSTS = {
    "high": (0.10, 0.16, [(at + lap * 8.6, 0) for lap in (0, 1) for at in _HIGH_HALF]),
    "medium": (0.18, 0.36, [(0.0, 0), (1.0, 0), (2.0, 0)]),
    "low": (0.20, 0.38, [(0.0, 4), (1.0, 0)]),
}  # pulse length (s), spacing (s), pulses
BURST_EVERY_S = {"high": 6.0, "medium": 10.0, "low": 25.0}  # allowed: 2.5-15, 2.5-30, over 15


def beep_rate_fraction(spo2_pct: float) -> float:
    """Playing speed of the pulse tone: 1 at 100 %, falling with it; 1 without a number."""
    if math.isnan(spo2_pct):
        return 1.0
    return 2.0 ** ((min(max(spo2_pct, 40.0), 100.0) - 100.0) / _BEEP_HALVES_PCT)


def beep() -> F32:
    """One pulse tone, 90 ms, soft edges."""
    t = _time(0.09)
    tone = np.sin(2 * np.pi * BEEP_HZ * t) + 0.18 * np.sin(4 * np.pi * BEEP_HZ * t)
    return _scaled(tone * _edges(t, 0.006, 0.025), 0.35)


def alarm(priority: str) -> F32:
    """One burst of an alarm: "high", "medium" or "low"."""
    length_s, spacing_s, pulses = _BURSTS[priority]
    out = np.zeros(round((pulses[-1][0] * spacing_s + length_s + 0.05) * RATE_HZ))
    t = _time(length_s)
    for at, semitones in pulses:
        root = _ROOT_HZ * 2.0 ** (semitones / 12.0)
        tone = sum(
            level * np.sin(2 * np.pi * root * n * t)
            for n, level in enumerate((1, 0.7, 0.5, 0.4, 0.3), 1)
        )
        start = round(at * spacing_s * RATE_HZ)
        out[start : start + len(t)] += tone * _edges(t, 0.015, 0.03)
    return _scaled(out, {"high": 0.6, "medium": 0.45, "low": 0.3}[priority])


def percussion(note: str) -> F32:
    """A finger on a finger: "resonant", "hyperresonant" or "dull".

    More air under the finger rings lower, louder, longer; fluid or solid is short and soft
    (pitches and decays tuned).
    """
    pitch_hz, decay_s, level = {
        "resonant": (145.0, 0.045, 0.55),
        "hyperresonant": (105.0, 0.12, 0.8),
        "dull": (260.0, 0.014, 0.35),
    }[note]
    t = _time(0.45)
    glide = pitch_hz * (1.0 + 0.12 * np.exp(-t / 0.012))
    body = np.sin(2 * np.pi * np.cumsum(glide) / RATE_HZ) * np.exp(-t / decay_s)
    overtone = 0.3 * np.sin(2 * np.pi * 2.3 * pitch_hz * t) * np.exp(-t / (0.4 * decay_s))
    tap = 0.5 * _band(len(t), 300.0, 1800.0, seed=11) * np.exp(-t / 0.004)
    return _scaled((body + overtone + tap) * _edges(t, 0.001, 0.05), level)


def hiss(duration_s: float = 2.0) -> F32:
    """Gas leaving through a cannula: bright noise that starts sharply and dies away."""
    t = _time(duration_s)
    noise = _band(len(t), 1800.0, 9000.0, seed=21) + 0.4 * _band(len(t), 500.0, 1800.0, seed=22)
    fall = np.exp(-t / (0.35 * duration_s)) * (1.0 + 0.15 * np.sin(2 * np.pi * 7.0 * t))
    return _scaled(noise * fall * _edges(t, 0.01, 0.1), 0.5)


def pop() -> F32:
    """A needle through a tight layer: felt more than heard."""
    t = _time(0.05)
    click = np.sin(2 * np.pi * 420.0 * t) * np.exp(-t / 0.006)
    return _scaled(click + 0.5 * _band(len(t), 800.0, 3000.0, seed=31) * np.exp(-t / 0.003), 0.25)


def crepitus() -> F32:
    """Gas under the skin, like fresh snow: a run of tiny crackles."""
    t = _time(0.6)
    random = np.random.default_rng(41)
    out = np.zeros(len(t))
    for at in np.sort(random.uniform(0.02, 0.5, 26)):
        start = int(at * RATE_HZ)
        length = min(220, len(t) - start)
        shape = np.exp(-np.arange(length) / 40.0) * random.uniform(0.4, 1.0)
        out[start : start + length] += shape * random.standard_normal(length)
    return _scaled(out, 0.3)


def phone() -> F32:
    """A desk phone ringing once."""
    t = _time(1.1)
    warble = np.where((t * 22.0) % 1.0 < 0.5, 1.0, 1.22)
    tone = np.sin(2 * np.pi * np.cumsum(740.0 * warble) / RATE_HZ)
    return _scaled(tone * _edges(t, 0.01, 0.25), 0.25)


def oxygen_flow() -> F32:
    """Two seconds of oxygen through a mask, to be looped."""
    return _scaled(_loop_noise(2.0, 700.0, 5200.0, seed=51), 0.16)


def nibp_pump() -> F32:
    """Two seconds of the cuff pump, to be looped: hum at 96 Hz and its harmonics, some rattle."""
    t = _time(2.0)
    hum = sum(
        level * np.sin(2 * np.pi * 96.0 * n * t) for n, level in enumerate((1, 0.6, 0.5, 0.2), 1)
    )
    return _scaled(
        hum * (1.0 + 0.2 * np.sin(2 * np.pi * 12.0 * t)) + _loop_noise(2.0, 300.0, 2200.0, 61), 0.14
    )


def inspiration_noise() -> F32:
    """Four seconds of vesicular noise of inspiration at unit rms, to be looped.

    Most energy lies at 100-500 Hz (Pasterkamp 1997, unverified).
    """
    return _unit(
        _loop_noise(4.0, 110.0, 480.0, seed=71) + 0.25 * _loop_noise(4.0, 480.0, 900.0, seed=72)
    )


def expiration_noise() -> F32:
    """Four seconds of the softer, lower noise of expiration at unit rms, to be looped."""
    return _unit(_loop_noise(4.0, 90.0, 300.0, seed=73))


def wheeze_tone() -> F32:
    """Four seconds of several whistles at unit rms, to be looped: no two airways sing alike.

    Most lie near 200-600 Hz (Meslier 1995, unverified). Whole periods fit into the loop.
    """
    t = _time(4.0)
    sway = 2 * np.pi * t / 4.0
    tone = sum(
        level * np.sin(2 * np.pi * pitch_hz * t + 3.0 * np.sin(n * sway + n))
        for n, (pitch_hz, level) in enumerate(((232.0, 1.0), (311.0, 0.8), (437.0, 0.6)), 1)
    )
    return _unit(np.asarray(tone) + 0.2 * _loop_noise(4.0, 200.0, 700.0, seed=75))


def vent_in() -> F32:
    """A ventilator gives a breath: a valve, then gas through a hose for a second."""
    t = _time(1.0)
    gas = _band(len(t), 180.0, 1400.0, seed=81) * _edges(t, 0.08, 0.35)
    click = 0.6 * np.sin(2 * np.pi * 190.0 * t) * np.exp(-t / 0.012) * _edges(t, 0.002, 0.1)
    return _scaled(gas + click, 0.2)


def vent_out() -> F32:
    """Its expiratory valve opens: a softer, lower breath that dies away."""
    t = _time(1.2)
    gas = _band(len(t), 120.0, 800.0, seed=82) * np.exp(-t / 0.35) * _edges(t, 0.03, 0.2)
    click = 0.4 * np.sin(2 * np.pi * 140.0 * t) * np.exp(-t / 0.015) * _edges(t, 0.002, 0.1)
    return _scaled(gas + click, 0.16)


def heart_sound(which: int) -> F32:
    """S1 (1) or S2 (2) at the chest: short damped tones, S1 lower and longer."""
    pitch_hz, decay_s = {1: (48.0, 0.035), 2: (66.0, 0.022)}[which]
    t = _time(0.16)
    tone = np.sin(2 * np.pi * pitch_hz * t) + 0.5 * np.sin(2 * np.pi * 1.7 * pitch_hz * t)
    return _scaled(tone * np.exp(-t / decay_s) * _edges(t, 0.006, 0.05), 1.0)


def wav_bytes(samples: F32) -> bytes:
    """The sound as a 16-bit WAV file."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(pcm_bytes(samples))
    return buffer.getvalue()


def pcm_bytes(samples: F32) -> bytes:
    """16-bit little-endian samples."""
    return (np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


def _time(duration_s: float) -> npt.NDArray[np.float64]:
    return np.arange(round(duration_s * RATE_HZ)) / RATE_HZ


def _edges(t: npt.NDArray[np.float64], rise_s: float, fall_s: float) -> npt.NDArray[np.float64]:
    """A window that rises and falls as half a cosine, so that nothing clicks."""
    last = t[-1]
    up = np.clip(t / rise_s, 0.0, 1.0)
    down = np.clip((last - t) / fall_s, 0.0, 1.0)
    return (0.5 - 0.5 * np.cos(np.pi * up)) * (0.5 - 0.5 * np.cos(np.pi * down))


def _band(count: int, low_hz: float, high_hz: float, seed: int) -> npt.NDArray[np.float64]:
    """Noise of one band, periodic over its length, rms 1/3; shaped in the frequency domain."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    hz = np.fft.rfftfreq(count, 1.0 / RATE_HZ)
    gain = 1.0 / (1.0 + (low_hz / np.maximum(hz, 1.0)) ** 8) / (1.0 + (hz / high_hz) ** 8)
    noise = np.fft.irfft(spectrum * gain, count)
    return noise / np.sqrt(np.mean(noise**2)) / 3.0


def _loop_noise(
    duration_s: float, low_hz: float, high_hz: float, seed: int
) -> npt.NDArray[np.float64]:
    return _band(round(duration_s * RATE_HZ), low_hz, high_hz, seed)


def _scaled(samples: npt.NDArray[np.float64], peak: float) -> F32:
    return (samples * (peak / np.abs(samples).max())).astype(np.float32)


def _unit(samples: npt.NDArray[np.float64]) -> F32:
    return (samples / np.sqrt(np.mean(samples**2))).astype(np.float32)
