"""The eight verbs keep their promises: ticks, bits, copies, clear refusals."""

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from physiology import DT_S, Patient, Twin
from physiology.errors import TwinError, UnknownTrace
from physiology.validation.record import do

ROOT = Path(__file__).parents[2]
SENSORS = ("ecg", "spo2", "nibp", "arterial_line", "capnograph", "thermometer")
DEEDS = (
    "OpenLung side=left area_mm2=0.8 valve=in",
    "OpenVessel name=intercostal_artery side=left area_mm2=0.3 into=pleura",
    "GiveOxygen device=nonrebreather_mask flow_l_per_min=15",
    "Injure region=chest severity_fraction=0.7 side=left",
    "GiveFluid fluid=crystalloid volume_ml=100 over_s=20",
)


@pytest.mark.parametrize("chunk", [1, 5, 7, 500])
def test_the_same_bits_whatever_the_chunk(fresh, chunk):
    whole, parts = fresh(), fresh()
    do(whole, *DEEDS)
    do(parts, *DEEDS)
    whole.step(3500)
    for _ in range(3500 // chunk):
        parts.step(chunk)
    assert parts.digest() == whole.digest()


def test_restored_body_goes_on_with_the_same_bits(fresh):
    twin = fresh()
    do(twin, *DEEDS)
    twin.step(1237)
    other = Twin.restore(twin.save())
    assert other.digest() == twin.digest()
    for body in (twin, other):
        do(body, "OpenPleura side=left area_mm2=2.1 opening=needle")
        body.step(2000)
    assert other.digest() == twin.digest()
    assert other.truth() == twin.truth()
    assert len(twin.save()) < 16_000


def test_interpreted_equations_give_the_same_bits(fresh, tmp_path):
    twin = fresh()
    do(twin, *DEEDS)
    (tmp_path / "body").write_bytes(twin.save())
    twin.step(130)
    code = (
        "import sys\nfrom physiology import Twin\n"
        "twin = Twin.restore(open(sys.argv[1], 'rb').read())\ntwin.step(130)\nprint(twin.digest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "body")],
        cwd=ROOT, env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True,
        timeout=200,
        check=True,
    )  # fmt: skip
    assert done.stdout.strip() == twin.digest()


def test_every_number_of_truth_is_filled_and_plain(fresh):
    twin = fresh()
    twin.step(2500)
    for name, value in twin.truth()._asdict().items():
        assert type(value) in (int, float, str), name
        assert not isinstance(value, float) or math.isfinite(value), name


def test_vitals_show_only_what_is_attached(fresh):
    twin = fresh()
    assert all(v != v for k, v in twin.vitals()._asdict().items() if isinstance(v, float)), "bare"
    do(twin, *(f"Attach sensor={s}" for s in SENSORS), "CycleNibp every_s=60")
    twin.step(round(45 / DT_S))
    shown = twin.vitals()
    truth = twin.truth()
    assert shown.nibp_state == "idle"
    assert shown.nibp_sys_mmhg == pytest.approx(truth.sbp_mmhg, abs=12)
    assert shown.nibp_dia_mmhg == pytest.approx(truth.dbp_mmhg, abs=12)
    assert shown.spo2_pct == pytest.approx(truth.sao2_pct, abs=2)
    assert shown.hr_per_min == pytest.approx(truth.hr_per_min, abs=3)
    assert 30 < shown.etco2_mmhg < 45
    do(twin, "Detach sensor=spo2")
    assert math.isnan(twin.vitals().spo2_pct)


def test_the_cuff_takes_its_time_and_fails_when_pressure_is_low(fresh):
    twin = fresh()
    do(twin, "Attach sensor=nibp", "CycleNibp every_s=0")
    seconds = 0
    twin.step(100)
    while twin.vitals().nibp_state == "measuring":
        twin.step(500)
        seconds += 1
    assert 25 <= seconds <= 40
    do(twin, "OpenVessel name=femoral_artery side=left area_mm2=25")
    while twin.truth().sbp_mmhg > 45:
        twin.step(500)
    do(twin, "CycleNibp every_s=0")
    twin.step(round(45 / DT_S))
    assert twin.vitals().nibp_state == "failed"


def test_the_finger_is_late(fresh):
    twin = fresh()
    do(
        twin,
        "Attach sensor=spo2",
        "Sedate depth_fraction=1 relaxed_fraction=1",
        "Obstruct closed_fraction=1",
    )
    true_s = shown_s = None
    for second in range(240):
        twin.step(500)
        if true_s is None and twin.truth().sao2_pct < 85:
            true_s = second
        if shown_s is None and twin.vitals().spo2_pct < 85:
            shown_s = second
            break
    assert true_s is not None
    assert shown_s is not None
    assert 15 <= shown_s - true_s <= 60


def test_waveforms_are_copies_oldest_first(fresh):
    twin = fresh()
    twin.step(5000)
    for name in ("ecg", "abp", "pleth", "capno", "resp", "cvp"):
        line = twin.waveform(name, 4.0)
        assert line.dtype == np.float32
        assert line.shape == (1000,)
        assert np.isfinite(line).all()
        assert np.ptp(line) > 0
        line[:] = 0
        assert np.ptp(twin.waveform(name, 4.0)) > 0
    pleth = twin.waveform("pleth", 8.0)
    assert 0.0 < pleth.min() < pleth.max() < 1.0
    assert (pleth < pleth.min() + 0.01).mean() < 0.1, "the foot of the pulse is not cut flat"
    ecg = twin.waveform("ecg", 8.0)
    beats = ((ecg[1:] > 0.6) & (ecg[:-1] <= 0.6)).sum()
    assert beats == pytest.approx(twin.truth().hr_per_min * 8 / 60, abs=1.5)
    with pytest.raises(UnknownTrace, match="eeg"):
        twin.waveform("eeg", 1.0)


@pytest.mark.parametrize(
    ("deed", "word"),
    [
        ("OpenPleura side=left area_mm2=nan", "area_mm2"),
        ("OpenPleura side=middle area_mm2=2", "side"),
        ("GiveFluid fluid=crystalloid volume_ml=-5 over_s=10", "volume_ml"),
        ("OpenVessel name=mystery side=left area_mm2=1", "mystery"),
        ("OpenVessel name=intercostal_artery side=none area_mm2=1 into=pleura", "side"),
        ("CycleNibp every_s=60", "nibp"),
        ("OpenLung side=left side=right area_mm2=2", "twice"),
    ],
)
def test_impossible_deeds_are_refused_and_change_nothing(fresh, deed, word):
    twin = fresh()
    before = twin.digest()
    with pytest.raises(TwinError, match=word):
        do(twin, deed)
    assert twin.digest() == before


@pytest.mark.parametrize("seed", ["abc", 1.5, -1, 10**18, True, None])
def test_a_seed_is_a_whole_number_the_body_can_keep(seed):
    with pytest.raises(TwinError, match="seed"):
        Patient(age_y=34, sex="male", height_cm=176, weight_kg=80, seed=seed)


def test_cut_or_foreign_bytes_are_refused(fresh):
    saved = fresh().save()
    for bad in (b"", saved[:-8], b"x" * 40):
        with pytest.raises(TwinError, match="saved body"):
            Twin.restore(bad)
    with pytest.raises(TwinError, match="forward"):
        fresh().step(-1)
