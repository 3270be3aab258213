"""Rhythm, conduction, shocks and pacemakers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology.deeds.slots import put
from physiology.layout import INPUT_NAMES, place
from physiology.noise import SHOCK, noise
from physiology.organs import rhythm

PATHS = {"left_bundle": "f_left", "right_bundle": "f_right", "accessory": "f_accessory"}


def set_rhythm(y: NDArray[np.float64], kind: float) -> None:
    """Give the lead to a rhythm; pulseless electricity and standstill have lost their muscle."""
    y[place("rhythm.kind")] = kind
    y[place("rhythm.t_in")] = 0.0
    y[place("rhythm.f_beat")] = 1.0
    y[place("rhythm.n_beat")] = -1.0
    y[place("rhythm.f_fibrillation")] = 1.0
    y[place("rhythm.f_coupled")] = 0.0 if kind in (rhythm.PEA, rhythm.ASYSTOLE) else 1.0


def shock(action: deed.Shock, u: NDArray[np.float64], y: NDArray[np.float64], tick: int) -> None:
    """Defibrillate, convert, or do harm: chance by counter-based noise."""
    kind = float(y[place("rhythm.kind")])
    f = float(y[place("rhythm.f_fibrillation")]) if kind == rhythm.VF else 1.0
    seed = int(u[INPUT_NAMES.index("inputs.seed")]) & 0x7FFFFFFF
    is_lucky = 0.5 * (noise(seed, tick, SHOCK) + 1.0) < rhythm.shock_chance(f, action.energy_j)
    if kind in rhythm.SHOCKABLE:
        if is_lucky:
            set_rhythm(y, rhythm.SINUS if f > rhythm.F_PULSE else rhythm.PEA)
    elif kind != rhythm.ASYSTOLE and action.energy_j > 0.0:
        t_beat = float(y[place("held.t_beat")])
        t_now = float(y[place("heart.beat")]) % 1.0 * t_beat
        low, high = rhythm.VULNERABLE
        if low * t_beat**0.5 < t_now < high * t_beat**0.5:  # on the T wave
            set_rhythm(y, rhythm.VF)


def set_conduction(action: deed.SetConduction, y: NDArray[np.float64]) -> None:
    """Break a path, or open it."""
    y[place(f"excitation.{PATHS[action.path]}")] = action.conducts_fraction


def pace(action: deed.Pace, u: NDArray[np.float64]) -> None:
    """Stimuli from now on."""
    put(u, "pace_ma", action.current_ma)
    put(u, "pace_rate", action.rate_per_min)
    put(u, "pace_wire", float(action.through == "wire"))
    put(u, "pace_fixed", float(action.mode == "fixed"))
