"""One dipole, twelve leads: intervals and heights of the healthy, and what disease does to them."""

import numpy as np
import pytest

from physiology.devices.leads import LEADS, leads, potentials
from physiology.errors import TwinError
from physiology.validation.record import do

HZ = 250.0


def twelve(twin, seconds_s=4.0):
    return {lead: twin.waveform(f"ecg_{lead}", seconds_s).astype(float) for lead in LEADS}


def complexes(ecg):
    """Steepness of all leads together: QRS is where it is large."""
    slope = np.abs(np.diff(np.array(list(ecg.values())), axis=1)).max(axis=0)
    return slope > 0.12 * slope.max()


def beats(ecg):
    """Samples of the tallest point of each QRS by the sum of all leads' squares."""
    power = (np.array(list(ecg.values())) ** 2).sum(axis=0)
    high = power > 0.5 * power.max()
    starts = np.flatnonzero(high[1:] & ~high[:-1]) + 1
    return [s + int(np.argmax(power[s : s + 30])) for s in starts if s + 30 < power.size]


def level(ecg, lead, after_s):
    """Height (mV) of a lead `after_s` after R, over the line before P; median of the beats."""
    line, at = ecg[lead], beats(ecg)
    n = round(after_s * HZ)
    inside = [r for r in at if r + n < line.size and r - 60 >= 0]
    return float(np.median([line[r + n] - line[r - 60] for r in inside]))


@pytest.fixture
def after(fresh):
    def make(seconds, *deeds):
        twin = fresh()
        do(twin, *deeds)
        twin.step(int(500 * seconds))
        return twelve(twin)

    return make


def test_einthoven_and_goldberger_hold_for_any_electrodes():
    skin = np.random.default_rng(1).normal(size=(9, 200))
    ecg = dict(zip(LEADS, leads(skin), strict=True))
    near = {"rtol": 0, "atol": 1e-12}
    np.testing.assert_allclose(ecg["i"] + ecg["iii"], ecg["ii"], **near)
    np.testing.assert_allclose(ecg["avr"], -(ecg["i"] + ecg["ii"]) / 2, **near)
    np.testing.assert_allclose(ecg["avl"], ecg["i"] - ecg["ii"] / 2, **near)
    np.testing.assert_allclose(ecg["avf"], ecg["ii"] - ecg["i"] / 2, **near)
    np.testing.assert_allclose(ecg["v3"], skin[5] - skin[:3].mean(axis=0), **near)


def test_the_healthy_have_intervals_and_heights_of_the_healthy(after):
    ecg = after(8)
    at = beats(ecg)
    rr = np.diff(at).mean() / HZ
    around = slice(at[1] - 30, at[1] + 40)
    qrs = np.flatnonzero(complexes({k: v[around] for k, v in ecg.items()}))
    assert 0.07 <= np.ptp(qrs) / HZ <= 0.11
    t = ecg["ii"][at[1] + 30 : at[1] + int(0.5 * HZ)]
    t_end = (30 + int(np.flatnonzero(t > 0.1 * t.max())[-1])) / HZ
    qt = t_end + 0.04
    assert 0.36 <= qt / np.sqrt(rr) <= 0.45, "QTc of adults (Rautaharju 2009)"
    before = ecg["ii"][at[1] - int(0.30 * HZ) : at[1] - int(0.06 * HZ)]
    p_start = int(np.flatnonzero(before > 0.2 * before.max())[0]) / HZ
    assert 0.12 <= 0.30 - p_start - 0.04 <= 0.20, "PR"
    r = {k: v.max() for k, v in ecg.items()}
    s = {k: v.min() for k, v in ecg.items()}
    assert r["v1"] < -s["v1"]
    assert r["v5"] > -s["v5"], "R grows across the chest"
    assert 0.4 < r["ii"] < 2.0
    assert 0.05 < before.max() < 0.25, "P in II"
    assert s["avr"] < -0.5
    assert level(ecg, "v1", 0.08) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(
    ("disease", "up", "down"),
    [
        ("myocardial_infarction_anterior", ("v2", "v3", "v4"), ()),
        ("myocardial_infarction_inferior", ("ii", "iii", "avf"), ("v1", "v2")),
        ("myocardial_infarction_right", ("ii", "iii", "avf"), ("i", "avl")),
    ],
)
def test_a_closed_artery_lifts_st_over_its_territory(after, disease, up, down):
    well = after(8)
    ill = after(180, f"Develop disease={disease} severity_fraction=1")
    change = {lead: level(ill, lead, 0.09) - level(well, lead, 0.09) for lead in LEADS}
    assert all(change[lead] > 0.1 for lead in up), change
    assert all(change[lead] < -0.1 for lead in down), change


def test_broken_bundles_widen_qrs_and_turn_it_where_they_should(after):
    left = after(6, "SetConduction path=left_bundle conducts_fraction=0")
    right = after(6, "SetConduction path=right_bundle conducts_fraction=0")
    well = after(6)

    def width(ecg):
        at = beats(ecg)[1]
        q = np.flatnonzero(complexes({k: v[at - 35 : at + 45] for k, v in ecg.items()}))
        return np.ptp(q) / HZ

    assert width(left) > 0.115 > width(well)
    assert width(right) > width(well) + 0.02
    assert right["v1"].max() > 0.5 > well["v1"].max(), "rSR'"
    assert right["i"].min() < well["i"].min() - 0.1, "a slurred S"
    assert left["v1"].min() < -0.9
    assert left["v6"].max() > 0.7
    assert level(left, "v6", 0.30) < 0, "T against QRS"


def test_an_extra_path_shortens_pr_and_slurs_the_start(after):
    well, early = after(6), after(6, "SetConduction path=accessory conducts_fraction=1")
    assert level(early, "ii", -0.044) > level(well, "ii", -0.044) + 0.15
    p = {}
    for name, ecg in (("well", well), ("early", early)):
        at = beats(ecg)[1]
        before = ecg["ii"][at - int(0.30 * HZ) : at - int(0.075 * HZ)]
        p[name] = int(np.argmax(before[: int(0.2 * HZ)])) / HZ
    assert p["early"] > p["well"] + 0.03


def test_the_early_beat_is_wide_and_no_p_leads_it(fresh):
    twin = fresh()
    do(twin, "SetRhythm rhythm=ectopy")
    twin.step(500 * 24)
    ecg = twelve(twin, 24.0)
    at = np.array(beats(ecg))
    rr = np.diff(at) / HZ
    early = int(np.flatnonzero(rr < 0.75 * np.median(rr))[0]) + 1
    assert rr[early] > 1.25 * np.median(rr), "the pause after it"
    one = {k: v[at[early] - 35 : at[early] + 45] for k, v in ecg.items()}
    assert np.ptp(np.flatnonzero(complexes(one))) / HZ > 0.11


def test_av_block_drops_one_of_three_after_a_longer_wait(fresh):
    twin = fresh()
    do(twin, "SetRhythm rhythm=av_block_2")
    twin.step(500 * 24)
    ecg = twelve(twin, 20.0)
    rr = np.diff(beats(ecg)) / HZ
    assert rr.max() > 1.4 * rr.min()
    one = ecg["v6"]
    assert (np.abs(one) < 1.6).all()
    assert np.median(rr[rr > 1.2]) < 2 * np.median(rr[rr < 1.2]), "less than two of the atria's"


def test_swapped_arms_turn_lead_one_over_and_leave_the_chest(fresh):
    twin = fresh()
    twin.step(2500)
    right = twelve(twin)
    do(twin, "Attach sensor=ecg site=arms_swapped")
    wrong = twelve(twin)
    np.testing.assert_allclose(wrong["i"], -right["i"], atol=1e-6)
    np.testing.assert_allclose(wrong["ii"], right["iii"], atol=1e-6)
    np.testing.assert_allclose(wrong["avr"], right["avl"], atol=1e-6)
    np.testing.assert_allclose(wrong["v4"], right["v4"], atol=1e-6)


def test_a_clip_that_is_off_takes_the_leads_that_need_it(fresh):
    twin = fresh()
    do(twin, "Attach sensor=ecg site=left_arm_off")
    twin.step(2500)
    assert twin.vitals().hr_per_min == pytest.approx(twin.truth().hr_per_min, abs=3)
    shown = {lead for lead, line in twelve(twin).items() if np.isfinite(line).all()}
    assert shown == {"ii"}
    do(twin, "Attach sensor=ecg site=left_leg_off")
    assert np.isnan(twin.vitals().hr_per_min), "the monitor looks at lead II"
    with pytest.raises(TwinError, match="arms_swapped"):
        do(twin, "Attach sensor=ecg site=moon")


def test_hands_on_the_chest_hide_the_rhythm(fresh):
    still, pressed = fresh(), fresh()
    do(still, "SetRhythm rhythm=asystole")
    do(pressed, "SetRhythm rhythm=asystole", "Compress depth_cm=5 rate_per_min=110")
    still.step(2500)
    pressed.step(2500)
    assert np.ptp(still.waveform("ecg", 3.0)) < 0.05
    assert np.ptp(pressed.waveform("ecg", 3.0)) > 0.5


def test_electrodes_see_the_dipole_from_where_they_lie():
    toward_left = leads(potentials(np.array([[1.0], [0.0], [0.0]])))[:, 0]
    toward_feet = leads(potentials(np.array([[0.0], [1.0], [0.0]])))[:, 0]
    toward_back = leads(potentials(np.array([[0.0], [0.0], [1.0]])))[:, 0]
    at = dict(zip(LEADS, range(12), strict=True))
    assert toward_left[at["v6"]] > 0.5 > 0 > toward_left[at["avr"]]
    assert toward_feet[at["avf"]] > 1.0
    assert toward_back[at["v2"]] < -1.0
