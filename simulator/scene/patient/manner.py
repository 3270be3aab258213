"""What a face and a chest show of the man behind them, from what is so in his body."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from physiology.vitals import Truth

BLINK_S, BLINK_EVERY_S = 0.22, 4.3  # awake adults blink about 15 a minute (unverified)
# Air hunger shows from a third of the effort that can be kept up, and fully past it; tuned by eye.
HUNGER_FROM, HUNGER_FULL = 0.35, 1.15
INSPIRATION_SHARE = 0.42  # of a breath, as the twin's controller has it about; only for the face
WIDE = -0.30  # of a closure: eyes torn open
DEAD_LIDS, DEAD_JAW, TUBED_JAW = 0.62, 0.42, 0.26


class Manner(NamedTuple):
    """Weights of the expression channels, and where and how he looks."""

    jaw: float = 0.0  # 0 shut, 1 wide open
    lids: float = 0.0  # 0 open, 1 shut; below 0 torn open
    worry: float = 0.0  # 0-1
    effort: float = 0.0  # accessory muscles now, 0-1
    pupil: float = 0.5  # 0 pinpoint, 1 wide
    contact: float = 1.0  # 1 his eyes are on the one before him, 0 they see nothing


def manner(truth: Truth, sim_time_s: float, is_tubed: bool = False) -> Manner:
    """The manner of this moment: breath, pain, effort, wakefulness, and nothing else."""
    if is_tubed:  # a tube holds the mouth as it lies
        return manner(truth, sim_time_s)._replace(jaw=TUBED_JAW)
    if truth.outcome == "dead":
        return Manner(jaw=DEAD_JAW, lids=DEAD_LIDS, pupil=1.0, contact=0.0)
    awake = truth.consciousness_fraction
    hunger = _share(truth.work_of_breathing_fraction, HUNGER_FROM, HUNGER_FULL)
    breath = _inspiration(truth.breath_phase_fraction) if truth.rr_per_min > 0.5 else 0.0
    effort = hunger * breath * (1.0 - 0.5 * truth.fatigue_fraction)
    slack = _share(0.55 - awake, 0.0, 0.4)
    jaw = hunger * (0.13 + 0.19 * breath) * (1.0 - slack) + slack * (0.24 + 0.06 * breath)
    drowsy = _share(0.78 - awake, 0.0, 0.45)
    distress = max(0.9 * hunger, 0.8 * truth.pain_fraction)
    shut = max(drowsy, _blink(sim_time_s))
    lids = shut + (1.0 - shut) * WIDE * hunger * awake
    wide = 0.35 + 0.35 * distress + 0.3 * _share(0.4 - awake, 0.0, 0.4)
    return Manner(jaw, lids, distress * (1.0 - drowsy), effort, wide, 1.0 - drowsy)


def _inspiration(phase_fraction: float) -> float:
    """0 at rest, 1 at the height of the breath in; falls back with the breath out."""
    inward = phase_fraction < INSPIRATION_SHARE
    share = (
        phase_fraction / INSPIRATION_SHARE
        if inward
        else (1.0 - phase_fraction) / (1.0 - INSPIRATION_SHARE)
    )
    return float(np.clip(share * share * (3.0 - 2.0 * share), 0.0, 1.0))


def _blink(sim_time_s: float) -> float:
    phase = (sim_time_s + 0.9 * np.sin(sim_time_s * 0.37)) % BLINK_EVERY_S
    return float(max(0.0, 1.0 - abs(phase - BLINK_S) / BLINK_S))


def _share(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0.0, 1.0))
