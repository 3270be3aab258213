"""The one vocabulary through which diseases and drugs act on organs.

::

    diseases (severity) ─┐
    drugs (effect site) ─┴─▶ sum of pulls ─▶ handles ─▶ organs

A cause pulls at a handle: an offset adds its pull, a factor multiplies by exp(pull), so that causes
combine in any order and two halves of a disease make the whole. `handles.toml` says what each
handle means, its unit, and the range that all causes together are kept in.
"""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from physiology._jit import Vector, kernel

TABLE = Path(__file__).with_name("handles.toml")


class Handle(NamedTuple):
    """One row of handles.toml."""

    kind: str
    range: tuple[float, float]
    unit: str
    means: str


def table() -> dict[str, Handle]:
    """Every handle by name."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))
    return {
        name: Handle(r["kind"], (r["range"][0], r["range"][1]), r["unit"], r["means"])
        for name, r in rows.items()
    }


class Handles(NamedTuple):
    """Where every handle stands now; meanings and units are in handles.toml."""

    resistance: float
    resistance_skin: float
    resistance_splanchnic: float
    resistance_renal: float
    resistance_coronary: float
    venous_volume: float
    contractility_left: float
    contractility_right: float
    stiffness_left: float
    stiffness_right: float
    lung_resistance_left: float
    lung_resistance_right: float
    capillary_leak: float
    protein_leak: float
    sinus_rate: float
    av_delay: float
    vagal: float
    sympathetic: float
    reflex_gain: float
    baro_set: float
    drive: float
    drive_rate: float
    p_set: float
    co2_gain: float
    o2_gain: float
    strength: float
    airway_open: float
    larynx_closed: float
    airway_resistance: float
    flow_limit: float
    lung_lost_left: float
    lung_lost_right: float
    lung_recruitable: float
    shunt_left: float
    shunt_right: float
    uneven: float
    lung_recoil: float
    wall_stiffness: float
    oxygen_use: float
    oxygen_access: float
    carboxyhemoglobin: float
    lactate_made: float
    lactate_cleared: float
    ketones_made: float
    insulin_made: float
    insulin_effect: float
    glucose_made: float
    potassium_shift: float
    filtration_renal: float
    urine: float
    heat_made: float
    heat_lost: float
    temperature_set: float
    awake: float
    brain_volume: float
    brain_o2_use: float
    seizure: float
    pain: float
    clotting: float
    clot_lysis: float
    fluid_lost: float
    potassium_lost: float
    red_cells_lost: float
    insulin_given: float
    muscle_o2_use: float
    brain_mass_left: float
    brain_mass_right: float
    pupil: float
    coronary_lad: float
    coronary_lcx: float
    coronary_rca: float
    lung_unperfused_left: float
    lung_unperfused_right: float
    end_plate_spread: float
    eeg_index: float
    throat_tone: float
    twitch: float
    fade: float
    osmoles: float
    lysis: float
    uterus: float
    irritability: float
    qt_interval: float


N_HANDLES = len(Handles._fields)
_TABLE = table()
IS_FACTOR = np.array([_TABLE[n].kind == "factor" for n in Handles._fields])
LOW = np.array([_TABLE[n].range[0] for n in Handles._fields])
HIGH = np.array([_TABLE[n].range[1] for n in Handles._fields])
NEUTRAL = np.where(IS_FACTOR, 1.0, 0.0)


def pull(name: str, value: float) -> float:
    """Pull of a cause that alone would bring the handle `name` to `value`.

    >>> round(pull("resistance", 0.5), 3), pull("shunt_left", 0.2)
    (-0.693, 0.2)
    """
    if _TABLE[name].kind == "offset":
        return value
    return math.log(max(value, 1e-4))


@kernel
def settle(pulls: Vector, handles: Vector, start: int) -> None:
    """Turn summed `pulls` (N_HANDLES) into handles, written from `start` on."""
    for k in range(N_HANDLES):
        x = pulls[k]
        if IS_FACTOR[k]:  # most are pulled at by nothing
            x = math.exp(min(max(x, -12.0), 12.0)) if x != 0.0 else 1.0
        handles[start + k] = min(max(x, LOW[k]), HIGH[k])
