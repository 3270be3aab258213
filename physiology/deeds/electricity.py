"""Rhythm, conduction, shocks and pacemakers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from physiology import actions as deed
from physiology.deeds.slots import put
from physiology.devices import defibrillator
from physiology.layout import place
from physiology.organs import rhythm

PATHS = {"left_bundle": "f_left", "right_bundle": "f_right", "accessory": "f_accessory"}
WAITS_S = 10.0  # a synchronized machine that sees no R wave for so long gives up (convention)


def set_rhythm(y: NDArray[np.float64], kind: float) -> None:
    """Give the lead to a rhythm; pulseless electricity and standstill have lost their muscle."""
    y[place("rhythm.kind")] = kind
    y[place("rhythm.t_in")] = 0.0
    y[place("rhythm.f_beat")] = 1.0
    y[place("rhythm.n_beat")] = -1.0
    y[place("rhythm.f_fibrillation")] = 1.0
    y[place("rhythm.f_coupled")] = 0.0 if kind in (rhythm.PEA, rhythm.ASYSTOLE) else 1.0


def shock(action: deed.Shock, y: NDArray[np.float64]) -> None:
    """Let a pulse go: at the next slow step, or, synchronized, with the next R wave.

    What it does to the heart is decided there (`beating.shocked`). Energy 0 takes back one that
    still waits.
    """
    current = defibrillator.pulse(action.energy_j, action.impedance_ohm).peak_a
    y[place("shock.i_chest")] = defibrillator.PADS[action.pads] * current
    y[place("shock.is_synced")] = float(action.mode == "synchronized")
    y[place("shock.n_armed")] = float(int(y[place("heart.beat")]))
    y[place("shock.t_left")] = WAITS_S


def set_conduction(action: deed.SetConduction, y: NDArray[np.float64]) -> None:
    """Break a path, or open it."""
    y[place(f"excitation.{PATHS[action.path]}")] = action.conducts_fraction


def pace(action: deed.Pace, u: NDArray[np.float64]) -> None:
    """Stimuli from now on."""
    put(u, "pace_ma", action.current_ma)
    put(u, "pace_rate", action.rate_per_min)
    put(u, "pace_wire", float(action.through == "wire"))
    put(u, "pace_fixed", float(action.mode == "fixed"))
