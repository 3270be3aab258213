"""What every case promises: it runs, it is possible, it is repeatable, it shares no memory."""

import math

import numpy as np
import pytest

from simulator.core.scenario import case_ids, load_person
from simulator.core.session import Session
from simulator.core.setup import Wish, build
from simulator.rigs.plan import load_plan
from simulator.rigs.scripted import ScriptedRig

POSSIBLE = {  # of any reading on a monitor: what its own scale can show
    "hr_per_min": (0.0, 350.0), "spo2_pct": (0.0, 100.0), "pleth_fraction": (0.0, 2.0),
    "rr_per_min": (0.0, 150.0), "temp_degc": (10.0, 45.0), "etco2_mmhg": (0.0, 150.0),
    "nibp_sys_mmhg": (0.0, 300.0), "nibp_dia_mmhg": (0.0, 300.0), "nibp_map_mmhg": (0.0, 300.0),
    "abp_sys_mmhg": (-20.0, 400.0), "abp_dia_mmhg": (-20.0, 300.0), "abp_map_mmhg": (-20.0, 300.0),
    "paw_peak_cmh2o": (-50.0, 200.0), "vt_exp_ml": (0.0, 5000.0), "nibp_age_s": (0.0, 1e6),
    "paw_plateau_cmh2o": (-50.0, 200.0), "paw_mean_cmh2o": (-50.0, 200.0),
    "peep_cmh2o": (-50.0, 100.0), "peep_total_cmh2o": (-50.0, 200.0), "vt_in_ml": (0.0, 6000.0),
    "minute_volume_l_per_min": (0.0, 200.0), "vent_rr_per_min": (0.0, 200.0),
    "vent_rr_own_per_min": (0.0, 200.0),
}  # fmt: skip


def played(case, seconds, seed=None):
    """Nobody there; every second's vitals, and the session at the end."""
    setup = build(Wish(case, seed=seed, rig="offscreen", trainee="idle", fps_hz=10.0), None)
    session = Session(setup, ScriptedRig(load_plan("idle"), setup.room, 10.0, {}))
    session.prepare()
    session.rig.start(None)
    seen = []
    while session.phase != "over" and session.clock.time_s < seconds:
        frame = session.rig.step_begin()
        session.take(frame)
        session.advance(frame)
        snapshot = session.snapshot()
        session.rig.step_end(snapshot)
        if not seen or snapshot.tick - seen[-1].tick >= 500:
            seen.append(snapshot.vitals)
    session.finish()
    return session, seen


@pytest.fixture(scope="module", params=case_ids())
def minute(request):
    return request.param, *played(request.param, 8.0)


def impossible(vitals):
    wrong = []
    for name, value in vitals._asdict().items():
        if not isinstance(value, float) or math.isnan(value):
            continue
        low, high = POSSIBLE[name]
        if not low <= value <= high:
            wrong.append((name, value))
    return wrong


def test_the_monitor_shows_only_what_can_be(minute):
    _, _, seen = minute
    assert len(seen) >= 8
    assert [impossible(vitals) for vitals in seen if impossible(vitals)] == []


def test_the_same_seed_is_the_same_body_and_another_is_not(minute):
    case, session, _ = minute
    again, _ = played(case, 8.0)
    assert again.setup.twin.digest() == session.setup.twin.digest()
    other, _ = played(case, 8.0, seed=session.setup.header["seed"] + 1)
    assert other.setup.twin.digest() != session.setup.twin.digest()


def test_what_is_shown_shares_no_memory_with_the_body(minute):
    _, session, _ = minute
    twin = session.setup.twin
    trace = twin.waveform("ecg", 2.0)
    kept = trace.copy()
    digest = twin.digest()
    trace[:] = 99.0
    np.testing.assert_array_equal(twin.waveform("ecg", 2.0), kept)
    assert twin.digest() == digest
    first = session.snapshot()
    twin.step(500)
    assert first.truth.tick + 500 == twin.truth().tick, "a snapshot stays what it was"


def test_the_patient_is_the_one_in_the_file(minute):
    _, session, _ = minute
    person = load_person(session.setup.case.patient)
    assert session.setup.header["patient"]["weight_kg"] == person.weight_kg


@pytest.mark.slow
@pytest.mark.parametrize("case", case_ids())
def test_ten_minutes_with_nobody_there_run_and_stay_possible(case):
    _, seen = played(case, 600.0)
    assert len(seen) >= 300
    assert [impossible(vitals) for vitals in seen if impossible(vitals)] == []
