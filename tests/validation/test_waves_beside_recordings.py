"""Calipers read known waves right; our traces stand where the table says, beside real patients'."""

import csv
from pathlib import Path

import numpy as np
import pytest

from physiology import Patient, Twin
from physiology.devices.leads import LEADS
from physiology.validation import strips, waves
from physiology.validation.record import do

HOME = Path("physiology/validation")


def rows(name):
    with (HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


BANDS = rows("waves.csv")
RECORDINGS = rows("recordings.csv")


def drawn(rr_s=0.8, beats=30, pr_s=0.16, qt_s=0.4, lift=0.0):
    """Triangles: P 80 ms, QRS 80 ms, T 160 ms; every edge where it was asked for."""
    t = np.arange(0.0, beats * rr_s, 1.0 / waves.HZ)
    x = np.full_like(t, lift)
    for k in range(beats):
        r = k * rr_s + 0.4
        for on, wide, high in ((-pr_s, 0.08, 0.15), (0.0, 0.08, 1.0), (qt_s - 0.16, 0.16, 0.3)):
            mid = r - 0.04 + on + wide / 2
            x += high * np.clip(1.0 - np.abs(t - mid) / (wide / 2), 0.0, None)
    return x


@pytest.mark.parametrize("lift", [0.0, -0.4])
def test_calipers_find_the_edges_of_drawn_waves(lift):
    ecg = drawn(lift=lift)
    at = waves.beats(ecg)
    assert np.diff(at) / waves.HZ == pytest.approx(0.8, abs=0.005)
    found = waves.calipers(ecg, at)
    assert found.pr_ms == pytest.approx(160.0, abs=12.0)
    assert found.qrs_ms == pytest.approx(80.0, abs=14.0)
    assert found.qt_ms == pytest.approx(400.0, abs=14.0)
    assert found.qtc_ms == pytest.approx(found.qt_ms / np.sqrt(0.8))
    assert (found.p_over_r, found.t_over_r) == pytest.approx((0.15, 0.3), abs=0.03)


def test_a_drawn_pulse_has_the_shape_it_was_drawn_with():
    """Up in 120 ms, to 0.4 at 300 ms, to 0.5 at 380 ms, down at 700 ms; foot 150 ms late."""
    ecg = drawn(rr_s=0.8)
    at = waves.beats(ecg)
    t = np.arange(ecg.size) / waves.HZ
    inside = (t - at[0] / waves.HZ - 0.15) % 0.8
    pulse = np.interp(inside, [0.0, 0.12, 0.30, 0.38, 0.70, 0.80], [0.0, 1.0, 0.4, 0.5, 0.0, 0.0])
    found = waves.pulses(60.0 + 40.0 * pulse, at)
    assert found.rise_ms == pytest.approx(120.0, abs=13.0)
    assert found.notch_ms == pytest.approx(300.0, abs=13.0)
    assert found.notch_fraction == pytest.approx(0.4, abs=0.05)
    # areas: 0.06 + 0.126 + 0.036 + 0.08 = 0.302 of 0.8 s
    assert found.mean_fraction == pytest.approx(0.302 / 0.8, abs=0.02)
    assert found.delay_ms == pytest.approx(150.0, abs=13.0)
    assert found.steepest_per_s == pytest.approx(1.0 / 0.12, rel=0.05)


def test_variability_by_hand_leaves_early_beats_out():
    rr = np.tile([780.0, 820.0], 100)
    found = waves.variability(rr)
    assert found.hr_per_min == pytest.approx(75.0, rel=1e-3)
    assert found.sdnn_ms == pytest.approx(20.0, rel=0.01)
    assert found.rmssd_ms == pytest.approx(40.0, rel=0.01)
    rr[50], rr[51] = 480.0, 1120.0
    assert waves.variability(rr).sdnn_ms == pytest.approx(20.0, rel=0.02)


def test_a_breath_that_moves_the_heart_is_seen():
    at = np.arange(200, dtype=np.int64) * 200
    t = np.arange(at[-1]) / waves.HZ
    begins = waves.breaths(np.sin(2 * np.pi * t / 4.0))
    assert np.median(np.diff(begins)) / waves.HZ == pytest.approx(4.0, abs=0.02)
    swing = waves.with_breath(at, 30.0 * np.sin(2 * np.pi * at / waves.HZ / 4.0), begins)
    # five beats a breath, at fifths of it: 30 (sin 72 + sin 72) = 57
    assert swing == pytest.approx(57.0, abs=1.0)


@pytest.fixture(scope="module")
def ours():
    return strips.figures(strips.ours(Patient(34.0, "male", 176.0, 80.0)))


@pytest.mark.parametrize("row", BANDS, ids=lambda row: row["quantity"])
def test_ours_is_where_the_table_says(ours, row):
    """A miss that is mended, and a figure that is lost, both ask for a new table."""
    value = ours[row["quantity"]]
    assert (float(row["low"]) <= value <= float(row["high"])) == (row["ours"] == "in"), value


def test_the_figures_of_recordings_are_whole():
    assert {row["unit"] for row in RECORDINGS} <= {"ms", "1", "1/s", "1/min"}
    assert all(row["source"] for row in (*RECORDINGS, *BANDS))
    measured = {row["quantity"] for row in RECORDINGS}
    assert {row["quantity"] for row in BANDS} <= measured
    for row in BANDS:
        assert row["unit"] == strips.unit(row["quantity"])
        near = [float(r["value"]) for r in RECORDINGS if r["quantity"] == row["quantity"]]
        assert any(float(row["low"]) <= v <= float(row["high"]) for v in near), "a real one is in"


def test_our_leads_keep_einthoven_and_goldberger_in_disease():
    twin = Twin(Patient(34.0, "male", 176.0, 80.0))
    do(
        twin,
        "Develop disease=myocardial_infarction_right severity_fraction=1",
        "SetRhythm rhythm=vt",
    )
    twin.step(500 * 20)
    ecg = {lead: twin.waveform(f"ecg_{lead}", 8.0).astype(float) for lead in LEADS}
    near = {"rtol": 0, "atol": 1e-6}
    np.testing.assert_allclose(ecg["i"] + ecg["iii"], ecg["ii"], **near)
    np.testing.assert_allclose(ecg["avr"] + ecg["avl"] + ecg["avf"], 0.0, **near)
    np.testing.assert_allclose(ecg["avf"], (ecg["ii"] + ecg["iii"]) / 2, **near)
    assert np.ptp(ecg["iii"]) > 0.5
