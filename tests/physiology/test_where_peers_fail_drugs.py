"""Drugs where every engine that we ran fails (issue 3): each promise a test."""

import numpy as np
import pytest

from physiology import layout as lay
from physiology.validation.record import col, do, samples


def course(twin, seconds):
    """Rows of the state, ten a second."""
    return samples(twin, seconds, 50)


def smooth(values, n=50):
    return np.convolve(values, np.ones(n) / n, "valid")


def test_ten_micrograms_and_a_milligram_of_epinephrine_differ_by_the_right_order(fresh):
    """A hundredth of the dose is a hundredth in plasma; it widens vessels where the whole kills."""
    at_rest = fresh().truth()
    top, low, plasma = {}, {}, {}
    for mg in (0.01, 1.0):
        twin = fresh()
        do(twin, f"GiveDrug drug=adrenaline dose_mg={mg}")
        r = course(twin, 120)
        mean = smooth(col(r, "beat.map_"))
        top[mg], low[mg] = mean.max(), mean.min()
        plasma[mg] = col(r, "drug.0").max()
    assert plasma[1.0] / plasma[0.01] == pytest.approx(100.0, rel=0.25)
    assert abs(top[0.01] - at_rest.map_mmhg) < 12
    assert low[0.01] < at_rest.map_mmhg - 1
    assert top[1.0] > at_rest.map_mmhg + 50
    assert top[1.0] < 260


def test_small_epinephrine_widens_vessels_and_quickens_the_heart_large_tightens(fresh):
    handle = {name: lay.place(f"handles.{name}") for name in ("resistance", "sinus_rate")}
    found = {}
    for mg in (0.01, 1.0):
        twin = fresh()
        do(twin, f"GiveDrug drug=epinephrine dose_mg={mg}")
        twin.step(20_000)
        found[mg] = {name: twin.state[i] for name, i in handle.items()}
    assert found[0.01]["resistance"] < 0.8
    assert found[1.0]["resistance"] > 0.9
    assert 1.0 < found[0.01]["sinus_rate"] < found[1.0]["sinus_rate"]


def test_propofol_stops_breathing_and_he_wakes_when_somebody_breathes_for_him(fresh):
    twin = fresh()
    do(twin, "GiveOxygen device=nonrebreather_mask flow_l_per_min=15")
    twin.step(60_000)
    before = twin.truth()
    do(twin, "GiveDrug drug=propofol dose_mg=150")
    twin.step(30_000)
    truth = twin.truth()
    assert truth.consciousness_fraction < 0.3
    twin.step(15_000)
    v = course(twin, 15)
    moved = np.ptp(col(v, "out.v_left") + col(v, "out.v_right"))
    assert moved < 0.3 * before.tidal_ml
    assert -0.3 < twin.truth().map_mmhg / before.map_mmhg - 1.0 < -0.05
    do(
        twin,
        "PlaceTube site=trachea",
        "Ventilate mode=volume_control rr_per_min=12 vt_ml=500 peep_cmh2o=5 fio2_fraction=0.5",
    )
    twin.step(600_000)
    assert twin.truth().consciousness_fraction > 0.8
    assert twin.truth().outcome == "alive"


def test_naloxone_reverses_an_opioid(fresh):
    twin = fresh()
    do(
        twin,
        "GiveOxygen device=nonrebreather_mask flow_l_per_min=15",
        "Develop disease=opioid_overdose severity_fraction=0.5",
    )
    twin.step(120_000)
    low = twin.state[lay.place("handles.drive")]
    assert low < 0.35
    assert twin.truth().paco2_mmhg > 46
    do(twin, "GiveDrug drug=naloxone dose_mg=0.4")
    twin.step(90_000)
    assert twin.state[lay.place("handles.drive")] > 0.75
    assert twin.truth().rr_per_min > 8


def test_naloxone_does_nothing_where_there_is_no_opioid(fresh):
    given, not_given = fresh(), fresh()
    do(given, "GiveDrug drug=naloxone dose_mg=2")
    for twin in (given, not_given):
        twin.step(60_000)
    assert given.truth() == not_given.truth()


def test_phenylephrine_raises_pressure_and_slows_the_heart_by_reflex(fresh):
    at_rest = fresh().truth()
    twin = fresh()
    do(twin, "GiveDrug drug=phenylephrine dose_mg=0.1")
    r = course(twin, 90)
    rise = smooth(col(r, "beat.map_")).max() - at_rest.map_mmhg
    slowest = 60.0 / smooth(col(r, "held.t_beat")).max()
    assert 10 <= rise <= 35
    assert slowest < at_rest.hr_per_min - 5
    assert twin.state[lay.place("handles.sinus_rate")] == 1.0, "no effect of its own on the node"
    blunted = fresh()
    do(blunted, "GiveDrug drug=phenylephrine dose_mg=0.1")
    blunted.par[lay.PARAM_NAMES.index("reflexes.g_tv")] *= 0.1
    blunted.par[lay.PARAM_NAMES.index("reflexes.t0")] += 0.09 * 4.7 * 0.9
    r = course(blunted, 90)
    assert 60.0 / smooth(col(r, "held.t_beat")).max() > slowest + 2, "without the vagus, no slowing"


def test_local_anesthetic_in_a_vein_convulses_then_stops_the_heart_and_lipid_helps(fresh):
    ends = {}
    for lipid in (False, True):
        twin = fresh()
        do(
            twin,
            "PlaceTube site=trachea",
            "Ventilate mode=volume_control rr_per_min=14 vt_ml=520 fio2_fraction=1",
            "Develop disease=local_anesthetic_toxicity severity_fraction=1",
        )
        twin.step(45_000)
        assert twin.state[lay.place("handles.seizure")] > 0.2
        if lipid:
            do(twin, "GiveDrug drug=lipid_emulsion dose_mg=22500 over_s=60")
        twin.step(60_000)
        ends[lipid] = twin.truth().map_mmhg
    assert ends[False] < 75
    assert ends[True] > ends[False] + 5
