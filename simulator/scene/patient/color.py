"""Color of a living skin, from what is so in the body."""

from __future__ import annotations

from typing import Any

import numpy as np

from physiology.vitals import Truth

# Cyanosis is plain at about 5 g/dl of reduced hemoglobin in the capillaries (Lundsgaard 1919,
# unverified), a shade of it before; capillary blood lies between arterial and venous.
SEEN_FROM_G_DL, FULL_AT_G_DL = 2.0, 7.5
# Neck veins stand out of a lying man from a central venous pressure of some 8 mmHg; tuned by eye.
FLAT_MMHG, FULL_MMHG = 5.0, 16.0


def cyanosis_fraction(truth: Truth) -> float:
    """0 none, 1 slate blue."""
    capillary = 0.6 * truth.sao2_pct + 0.4 * truth.svo2_pct
    reduced = truth.hb_g_dl * (1 - capillary / 100.0)
    return float(np.clip((reduced - SEEN_FROM_G_DL) / (FULL_AT_G_DL - SEEN_FROM_G_DL), 0, 1))


def pallor_fraction(truth: Truth) -> float:
    """0 pink, 1 white: the skin's own blood is missing, or its color."""
    cold = 1.0 - truth.skin_perfusion_fraction
    thin = np.clip((12.0 - truth.hb_g_dl) / 8.0, 0, 1)
    return float(np.clip(0.85 * cold + 0.5 * thin, 0, 1))


def vein_fraction(truth: Truth) -> float:
    """0 flat, 1 standing out."""
    return float(np.clip((truth.cvp_mmhg - FLAT_MMHG) / (FULL_MMHG - FLAT_MMHG), 0, 1))


STEPS = 128  # finer changes are not seen; each change makes every node's state anew


def apply(root: Any, truth: Truth, shown: dict[str, float]) -> None:
    """Hand those fractions to the shaders that differ from what is `shown`."""
    wanted = {
        "cyanosis": cyanosis_fraction(truth),
        "pallor": pallor_fraction(truth),
        "sweat": float(np.clip(truth.sweat_fraction, 0, 1)),
        "vein_fill": vein_fraction(truth),
        "blood_blue": float(np.clip((97.0 - truth.sao2_pct) / 35.0, 0, 1)),
    }
    for name, value in wanted.items():
        step = round(value * STEPS) / STEPS
        if shown.get(name) != step:
            shown[name] = step
            root.setShaderInput(name, step)


GAS_SEEN_ML, GAS_ALPHA = 900.0, 0.62  # gas that looks fully dark, and how dark; by eye


def fill_with_gas(nodes: dict[str, Any], truth: Truth, shown: dict[str, float]) -> None:
    """Darken each pleural cavity by the gas in it."""
    for side, node in nodes.items():
        gas_ml = getattr(truth, f"pleural_gas_{side}_ml")
        step = round(float(np.clip(gas_ml / GAS_SEEN_ML, 0, 1)) * STEPS) / STEPS
        if shown.get(f"gas_{side}") != step:
            shown[f"gas_{side}"] = step
            node.setShaderInput("veil_alpha", GAS_ALPHA * step)
