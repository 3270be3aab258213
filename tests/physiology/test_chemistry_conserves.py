"""Water, ions, protein, glucose: what is in the body came in or was there."""

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from physiology import layout as lay
from physiology.chemistry import blood_volume
from physiology.layout import place
from physiology.validation.record import do

FLUIDS = [
    "crystalloid",
    "blood",
    "saline",
    "hypertonic_saline",
    "glucose_5",
    "albumin_20",
    "plasma",
]
HELD = {
    "na": ("salts.na",), "k": ("salts.k", "salts.k_cell"), "cl": ("salts.cl",),
    "albumin": ("water.m_albumin", "water.m_albumin_tissue"), "glucose": ("sugar.m_glucose",),
}  # fmt: skip
FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def owned(twin):
    """Everything held, less what came in, with what has left."""
    y = twin.state
    water = float(blood_volume(y)) + y[lay.SPACES : lay.SPACES + lay.N_SPACES].sum()
    water += y[place("vessels.v_isf")] + y[place("salts.v_cell")]
    out = {"v": water + y[place("balance.v_out")] - y[place("balance.v_in")]}
    for what, places in HELD.items():
        out[what] = sum(y[place(p)] for p in places)
        out[what] += y[place(f"balance.{what}_out")] - y[place(f"balance.{what}_in")]
    return out


def came(twin, what):
    return twin.state[place(f"balance.{what}_in")]


@FEW
@given(
    fluid=st.sampled_from(FLUIDS), volume=st.floats(10, 1500), over_s=st.floats(1, 300),
    rate=st.floats(0, 300), disease=st.sampled_from(["dka", "dehydration", "anemia", "burns"]),
    severity=st.floats(0, 1),
)  # fmt: skip
def test_nothing_appears_or_vanishes(fresh, fluid, volume, over_s, rate, disease, severity):
    twin = fresh()
    twin.step(3)
    before = owned(twin)
    do(
        twin,
        f"GiveFluid fluid={fluid} volume_ml={volume} over_s={over_s}",
        f"Bleed name=femoral_vein side=left rate_ml_per_min={rate}",
        f"Develop disease={disease} severity_fraction={severity}",
    )
    twin.step(500 * 400)
    after = owned(twin)
    for what, value in before.items():
        assert after[what] == pytest.approx(value, rel=1e-9, abs=1e-6), what
    assert np.isfinite(twin.state).all()


def test_what_a_drip_brings_is_its_volume_times_its_contents(fresh):
    twin = fresh()
    twin.step(7)  # a drip may begin between two steps of the slow clock
    do(twin, "GiveFluid fluid=saline volume_ml=500 over_s=100")
    twin.step(500 * 120)
    assert came(twin, "v") == pytest.approx(500, rel=2e-4)
    assert came(twin, "na") == pytest.approx(77, rel=2e-4)
    assert came(twin, "cl") == pytest.approx(77, rel=2e-4)


def test_a_bleed_set_at_a_rate_bleeds_at_that_rate_until_it_is_pressed(fresh):
    twin = fresh()
    do(twin, "Bleed name=femoral_artery side=left rate_ml_per_min=120")
    twin.step(500 * 300)
    assert twin.truth().blood_lost_ml == pytest.approx(600, rel=0.005)
    do(twin, "Press name=femoral_artery side=left push_mmhg=250 means=tourniquet")
    lost = twin.truth().blood_lost_ml
    twin.step(500 * 60)
    assert twin.truth().blood_lost_ml == pytest.approx(lost, abs=0.5)
    do(twin, "Press name=femoral_artery side=left push_mmhg=40 means=hand")
    twin.step(500 * 60)
    assert 20 < twin.truth().blood_lost_ml - lost < 115


def rising(values):
    return all(b >= a - 1e-6 for a, b in itertools.pairwise(values))


@FEW
@given(
    disease=st.sampled_from(
        [
            ("hyperkalemia", "potassium_mmol_l", 1), ("hypokalemia", "potassium_mmol_l", -1),
            # base excess, as pH moves by a thousandth within each breath
            ("dka", "glucose_mmol_l", 1), ("dka", "be_mmol_l", -1),
            ("dehydration", "hematocrit_pct", 1),
            ("anemia", "hematocrit_pct", -1), ("renal_failure", "filtration_ml_per_min", -1),
            ("hypoglycemia", "glucose_mmol_l", -1), ("sepsis", "lactate_mmol_l", 1),
        ]
    ),
    low=st.floats(0.05, 0.45),
)  # fmt: skip
def test_worse_disease_worse_blood(fresh, disease, low):
    name, what, sign = disease
    found = []
    for severity in (0.0, low, 2.0 * low):
        twin = fresh()
        do(twin, f"Develop disease={name} severity_fraction={severity}")
        twin.step(500 * 1200)
        found.append(sign * getattr(twin.truth(), what))
    assert rising(found), found


def test_more_blood_lost_less_urine(fresh):
    found = []
    for rate in (0, 40, 80, 120):
        twin = fresh()
        do(twin, f"Bleed name=femoral_artery side=left rate_ml_per_min={rate}")
        twin.step(500 * 900)
        found.append(-twin.truth().urine_ml_per_h)
    assert rising(found)
    assert found[-1] < 0.0
