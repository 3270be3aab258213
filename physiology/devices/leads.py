"""Twelve leads from one dipole: electrodes on the skin, and what is wired to them.

Two leads between limbs and six from the chest are linear views of the dipole; the other four of the
twelve follow from them by Einthoven (II = I + III) and Goldberger (aVR = -(I + II) / 2 …), because
a lead is a difference between electrodes. Whoever swaps two clips swaps electrodes, not leads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

ELECTRODES = ("ra", "la", "ll", "v1", "v2", "v3", "v4", "v5", "v6")
LEADS = ("i", "ii", "iii", "avr", "avl", "avf", "v1", "v2", "v3", "v4", "v5", "v6")
# Rows: I, II, V1-V6; columns: x (left), y (feet), z (back). Dower 1980 on Frank's torso, as printed
# in Bailon, Laguna & Sornmo (Advanced Methods and Tools for ECG Analysis, 2006, chapter 8).
DOWER = np.array(
    [
        [0.632, -0.235, 0.059],
        [0.235, 1.066, -0.132],
        [-0.515, 0.157, -0.917],
        [0.044, 0.164, -1.387],
        [0.882, 0.098, -1.277],
        [1.213, 0.127, -0.601],
        [1.125, 0.127, -0.086],
        [0.831, 0.076, 0.230],
    ]
)
# How much each electrode moves when hands press the chest or muscles tremble (by eye).
MOVES = np.array([0.25, 0.45, 1.0, 0.9, 1.1, 1.2, 1.1, 0.9, 0.7])
# `Attach sensor=ecg site=…`: which clip lies elsewhere, or has come off
PLACEMENTS: dict[str, dict[str, str]] = {
    "": {},
    "arms_swapped": {"ra": "la", "la": "ra"},
    "right_arm_and_leg_swapped": {"ra": "ll", "ll": "ra"},
    "left_arm_and_leg_swapped": {"la": "ll", "ll": "la"},
    "v1_and_v2_swapped": {"v1": "v2", "v2": "v1"},
    "chest_reversed": {f"v{k}": f"v{7 - k}" for k in range(1, 7)},
    "right_arm_off": {"ra": ""},
    "left_arm_off": {"la": ""},
    "left_leg_off": {"ll": ""},
}


def is_seen(lead: str, placed: Mapping[str, str]) -> bool:
    """Whether all clips that a lead needs are on."""
    need = {"i": "ra la", "ii": "ra ll", "iii": "la ll"}.get(lead, f"ra la ll {lead}").split()
    return all(placed.get(clip, clip) for clip in need)


def potentials(
    dipole: npt.NDArray[np.floating], motion: npt.NDArray[np.floating] | float = 0.0
) -> npt.NDArray[np.float64]:
    """What each electrode sees (mV, shape (9, n)) of `dipole` (3, n) and `motion` (n,)."""
    i, ii, *chest = DOWER @ np.asarray(dipole, dtype=float)
    limbs = np.array([-(i + ii), 2.0 * i - ii, 2.0 * ii - i]) / 3.0
    return np.concatenate([limbs, chest]) + MOVES[:, None] * np.asarray(motion, dtype=float)


def leads(
    skin: npt.NDArray[np.floating], placed: Mapping[str, str] | None = None
) -> npt.NDArray[np.float64]:
    """The twelve (mV, shape (12, n)) from what lies under the electrodes (9, n).

    `placed` says where a clip really is ("ra": "la" …, "" where it has come off); a lead that
    needs a clip that is off is NaN.

    Raises
    ------
    KeyError
        A clip or place that is none of `ELECTRODES`.
    """
    where = {**{clip: clip for clip in ELECTRODES}, **(placed or {})}
    off = np.full(np.shape(skin)[1], np.nan)
    at = {clip: skin[ELECTRODES.index(p)] if p else off for clip, p in where.items()}
    ra, la, ll = at["ra"], at["la"], at["ll"]
    middle = (ra + la + ll) / 3.0  # Wilson's terminal
    limb = [la - ra, ll - ra, ll - la]
    limb += [ra - 0.5 * (la + ll), la - 0.5 * (ra + ll), ll - 0.5 * (ra + la)]
    return np.array(limb + [at[name] - middle for name in ELECTRODES[3:]])
