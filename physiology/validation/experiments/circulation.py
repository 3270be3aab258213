"""Blood lost and given, legs raised, pressure in the chest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from physiology.validation.experiments.subjects import ASLEEP, TUBE, Result, Subjects, change, state
from physiology.validation.record import bleed, branch, col, do, run, samples


def bleed_1000(s: Subjects) -> Result:
    """A litre in half an hour."""
    twin = s.fresh()
    before = state(branch(twin))
    bleed(twin, 1000, 1770)
    after = state(twin)
    out = change(before, after)
    return out | {"HR": after["HR"], "CVP_change": after["CVP"] - before["CVP"]}


def bleed_375(s: Subjects) -> Result:
    """Blood donation."""
    twin = s.fresh()
    before = state(branch(twin))
    bleed(twin, 375, 384)
    return change(before, state(twin, 20))


def atls(fraction: float, wait_s: float) -> Callable[[Subjects], Result]:
    """A share of the blood volume in a quarter of an hour, then waiting."""

    def trial(s: Subjects) -> Result:
        twin = s.fresh()
        do(twin, "Injure region=limb severity_fraction=0.3")  # the table is of the injured
        bleed(twin, fraction * twin.truth().blood_volume_ml, 880)
        run(twin, wait_s)
        seen = state(twin, 20) | {"urine_output": twin.truth().urine_ml_per_h}
        return seen | {"BE": run(twin, max(900 - wait_s, 0)).truth().be_mmol_l}

    return trial


def massive_bleed_be(fraction: float) -> Callable[[Subjects], Result]:
    """Base excess half an hour after the bleeding began."""
    return atls(fraction, 900)


def refill(s: Subjects) -> Result:
    """Plasma regained in the hour after a litre."""
    twin = s.fresh()
    volume = twin.truth().blood_volume_ml
    bleed(twin, 1000, 600)
    run(twin, 3000)
    t = twin.truth()
    return {"plasma_refill": t.blood_volume_ml - (volume - t.blood_lost_ml)}


def crystalloid(s: Subjects) -> Result:
    """A litre in half an hour, an hour later."""
    twin = s.fresh()
    volume = twin.truth().blood_volume_ml
    do(twin, "GiveFluid fluid=crystalloid volume_ml=1000 over_s=1800")
    run(twin, 5400)
    return {"blood_volume_gain": twin.truth().blood_volume_ml - volume}


def leg_raise(s: Subjects) -> Result:
    """Legs to 45 degrees for a minute."""
    twin = s.fresh()
    before = state(branch(twin))
    do(twin, "RaiseLegs angle_deg=45")
    run(twin, 60)
    return change(before, state(twin))


def peep(s: Subjects) -> Result:
    """End-expiratory pressure from 0 to 20 cmH2O."""
    twin = s.ventilated(0.5, 0.0)
    before = state(branch(twin))
    do(
        twin,
        "Ventilate mode=volume_control rr_per_min=12 vt_ml=520 peep_cmh2o=20 fio2_fraction=0.5",
    )
    run(twin, 300)
    return change(before, state(twin))


def ppv(s: Subjects) -> Result:
    """Pulse-pressure variation at 8 ml/kg."""
    twin = s.fresh()
    do(twin, ASLEEP, TUBE, "Ventilate mode=volume_control rr_per_min=12 vt_ml=600")
    run(twin, 180)
    r = samples(twin, 40)
    beat = np.floor(col(r, "heart.beat"))
    ao = col(r, "out.p_ao")
    pp = np.array([np.ptp(ao[beat == b]) for b in np.unique(beat)[1:-1]])
    high, low = np.percentile(pp, 95), np.percentile(pp, 5)
    return {"PPV": float(100.0 * (high - low) / (0.5 * (high + low)))}
