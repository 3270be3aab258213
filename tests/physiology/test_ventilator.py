"""Ventilator: what each mode gives, when it gives it, and what its face says of it."""

import math

import numpy as np
import pytest

from physiology.devices import ventilator
from physiology.devices.ventilator import GIVEN, HELD, SUPPORTED, WAITING
from physiology.errors import TwinError
from physiology.layout import place
from physiology.validation.record import do

P = ventilator.Params(x_limit=60.0, t_rise=0.1, f_window=0.6, t_in_max=2.0, t_out_least=0.25)
ASLEEP = ("Sedate depth_fraction=1 relaxed_fraction=1", "PlaceTube site=trachea depth_cm=22")


def settings(mode, **known):
    base = {
        "mode": mode, "rr": 6.0, "vt": 500.0, "x_pip": 18.0, "x_peep": 5.0, "f_in": 0.33,
        "x_support": 10.0, "q_trigger": 33.0, "f_cycle": 0.25, "t_in": 1.0, "hold_tick": 0.0,
        "is_hold_out": 0.0, "t_hold": 1.0,
    }  # fmt: skip
    return ventilator.Settings(**(base | known))


def now(phase, t=1.0, q_peak=0.0, cycle=0.0, n=3.0):
    return ventilator.State(phase, t, q_peak, 5.0, cycle, 0.0, n, t, 0.0, 0.0, 0.0)


def asleep(fresh, mode, *more):
    twin = fresh()
    do(twin, *ASLEEP, f"Ventilate {mode}", *more)
    twin.step(15000)
    return twin


@pytest.mark.parametrize(
    ("state", "clock", "flow", "phase"),
    [
        (now(WAITING), 0.1, 32.0, WAITING),  # less than the trigger of 33 mL/s
        (now(WAITING), 0.1, 34.0, SUPPORTED),
        (now(WAITING, t=0.2), 0.1, 34.0, WAITING),  # he is still breathing out
        (now(SUPPORTED, q_peak=800.0), 0.1, 201.0, SUPPORTED),
        (now(SUPPORTED, q_peak=800.0), 0.1, 200.0, WAITING),  # a quarter of the peak
        (now(SUPPORTED, t=2.1, q_peak=800.0), 0.1, 600.0, WAITING),  # a leak that never ends
    ],
)
def test_support_begins_with_the_trigger_and_ends_with_flow(state, clock, flow, phase):
    assert ventilator.turned(state, settings(ventilator.SUPPORT), clock, flow, P) == phase


@pytest.mark.parametrize(
    ("clock", "flow", "phase"),
    [
        (3.1, 0.0, WAITING),  # the window is open: it waits for him
        (3.1, 50.0, GIVEN),  # and gives the breath at his effort
        (3.6, 0.0, GIVEN),  # or at the end of the window without one
        (2.3, 50.0, SUPPORTED),  # period 2 has had its breath
        (2.9, 0.0, WAITING),
    ],
)
def test_simv_gives_one_breath_a_period(clock, flow, phase):
    state = now(WAITING, cycle=2.0)
    assert ventilator.turned(state, settings(ventilator.SIMV), clock, flow, P) == phase


def test_pressure_and_flow_are_those_that_were_set():
    given = ventilator.push(now(GIVEN, t=0.4), settings(ventilator.SIMV), 0.1, P)
    assert given.q_forced == pytest.approx(500.0)  # 500 mL in 1 s
    support = ventilator.push(now(SUPPORTED, t=0.1), settings(ventilator.SUPPORT), 0.0, P)
    assert support.x_mouth == pytest.approx(5.0 + 10.0 * (1.0 - math.exp(-1.0)))
    shut = ventilator.push(now(HELD), settings(ventilator.VOLUME), 0.1, P)
    assert shut.q_forced < 1e-3


def test_a_hold_tells_resistance_from_elastance(fresh):
    """Motion: peak - plateau = R Q, plateau - total PEEP = V / C; mean by the area of the curve."""
    twin = asleep(fresh, "mode=volume_control rr_per_min=12 vt_ml=500 inspiration_fraction=0.4")
    alone = twin.vitals()
    assert math.isnan(alone.paw_plateau_cmh2o)
    assert alone.minute_volume_l_per_min == pytest.approx(12 * 0.001 * alone.vt_exp_ml, rel=0.02)
    assert alone.vt_in_ml == pytest.approx(500, abs=2)
    assert alone.vent_rr_per_min == pytest.approx(12, abs=0.02)
    assert alone.vent_rr_own_per_min == 0.0
    do(twin, "HoldVentilator end=inspiration hold_s=0.5")
    twin.step(4000)
    paw, flow = twin.waveform("paw", 8.0), twin.waveform("flow", 8.0)
    shut = np.abs(flow) < 0.01
    assert 0.45 <= shut.sum() * 0.004 <= 0.6, "half a second behind shut valves, and no gap in it"
    assert paw[shut].min() == pytest.approx(twin.vitals().paw_plateau_cmh2o, abs=0.5)
    do(twin, "HoldVentilator end=expiration hold_s=1.5")
    twin.step(5000)
    v = twin.vitals()
    compliance = v.vt_in_ml / (v.paw_plateau_cmh2o - v.peep_total_cmh2o)
    drag = (v.paw_peak_cmh2o - v.paw_plateau_cmh2o) / 0.250  # L/s: 500 mL in 2 s
    assert 40 < compliance < 80
    assert 3 < drag < 15
    assert v.peep_total_cmh2o == pytest.approx(5.0, abs=0.3), "healthy lungs empty"


def test_a_hold_makes_a_breath_longer_and_no_second_one(fresh):
    """12 a minute for 60 s, of which two holds take 3 s: 57 / 5 breaths, whatever the phase."""
    for wait in range(1200, 1230, 7):
        twin = asleep(fresh, "mode=volume_control rr_per_min=12 vt_ml=500")
        twin.step(wait)
        begun = twin.state[place("ventilator.n")], np.floor(twin.state[place("clocks.push")])
        for end in ("inspiration", "expiration"):
            do(twin, f"HoldVentilator end={end} hold_s=1.5")
            twin.step(15000)
        now = twin.state[place("ventilator.n")], np.floor(twin.state[place("clocks.push")])
        assert [b - a for a, b in zip(begun, now, strict=True)] == [11.0, 11.0]
        assert twin.truth().rr_per_min == pytest.approx(12.0, abs=0.3)


def test_mean_pressure_of_a_square_wave(fresh):
    """5 + (18 - 5) 0.33 = 9.29: what its rise loses, its fall gives back."""
    twin = asleep(fresh, "mode=pressure_control rr_per_min=12 pip_cmh2o=18 peep_cmh2o=5")
    assert twin.vitals().paw_mean_cmh2o == pytest.approx(9.29, abs=0.1)
    assert twin.vitals().peep_cmh2o == pytest.approx(5.0, abs=0.01)


def test_trapped_gas_shows_only_behind_shut_valves(fresh):
    twin = asleep(
        fresh, "mode=volume_control rr_per_min=24 vt_ml=500 inspiration_fraction=0.5",
        "Develop disease=asthma severity_fraction=0.8 over_s=1",
    )  # fmt: skip
    do(twin, "HoldVentilator end=expiration hold_s=2")
    twin.step(3000)
    v = twin.vitals()
    assert v.peep_cmh2o == pytest.approx(5.0, abs=0.1)
    assert v.peep_total_cmh2o > 8.0


def test_simv_without_any_effort_is_volume_control(fresh):
    twin = asleep(fresh, "mode=simv rr_per_min=10 vt_ml=450")
    v = twin.vitals()
    assert v.vent_rr_per_min == pytest.approx(10.0, abs=0.05)
    assert v.vent_rr_own_per_min == 0.0
    assert v.vt_in_ml == pytest.approx(450, abs=2)


def test_who_does_not_breathe_gets_nothing_from_support(fresh):
    twin = asleep(fresh, "mode=pressure_support support_cmh2o=15", "Attach sensor=capnograph")
    twin.step(15000)
    v = twin.vitals()
    assert (v.vent_rr_per_min, v.rr_per_min) == (0.0, 0.0)
    assert twin.truth().paco2_mmhg > 46


@pytest.fixture(scope="module")
def awake(fresh):
    """One who breathes by himself through a tube, on CPAP, low and higher support for a minute."""
    found = {}
    for mode in ("cpap", "pressure_support support_cmh2o=5", "pressure_support support_cmh2o=10"):
        twin = fresh()
        do(twin, "PlaceTube site=trachea", "Attach sensor=capnograph", f"Ventilate mode={mode}")
        twin.step(20000)
        traces = {name: twin.waveform(name, 20.0) for name in ("paw", "flow", "volume")}
        found[mode] = twin.vitals(), twin.truth(), traces
    return list(found.values())


def test_every_own_effort_is_answered_and_counted(awake):
    for vitals, truth, _ in awake:
        assert vitals.vent_rr_own_per_min == pytest.approx(vitals.vent_rr_per_min)
        assert vitals.rr_per_min == pytest.approx(vitals.vent_rr_per_min, abs=1.0)
        assert vitals.vt_exp_ml == pytest.approx(truth.tidal_ml, rel=0.08)


def test_support_adds_volume_and_takes_work_away(awake):
    volumes = [vitals.vt_in_ml for vitals, _, _ in awake]
    works = [truth.work_of_breathing_fraction for _, truth, _ in awake]
    assert volumes == sorted(volumes)
    assert volumes[2] > 1.3 * volumes[0]
    assert works[2] < works[0]
    peaks = [vitals.paw_peak_cmh2o for vitals, _, _ in awake]
    assert peaks == pytest.approx([5.0, 10.0, 15.0], abs=0.1)


def test_flow_at_the_end_of_support_is_a_quarter_of_its_peak(awake):
    _, _, traces = awake[2]
    paw, flow = traces["paw"], traces["flow"]
    ends = np.flatnonzero((paw[:-1] > 14.9) & (paw[1:] <= 14.9))
    begins = np.flatnonzero((paw[:-1] <= 5.3) & (paw[1:] > 5.3))
    for end in ends[1:]:
        begin = begins[begins < end][-1]
        assert flow[end] == pytest.approx(0.25 * flow[begin:end].max(), rel=0.05)
    assert traces["volume"].max() == pytest.approx(awake[2][0].vt_in_ml, rel=0.15)


def test_a_deaf_trigger_leaves_efforts_without_answer(fresh):
    twin = fresh()
    do(twin, "PlaceTube site=trachea", "Attach sensor=capnograph")
    do(twin, "Ventilate mode=pressure_support support_cmh2o=10 trigger_l_per_min=30")
    twin.step(20000)
    assert twin.vitals().vent_rr_per_min == 0.0
    assert twin.vitals().rr_per_min > 8, "he breathes on; the machine only holds its pressure"


def test_too_much_support_of_trapped_gas_leaves_efforts_without_answer(fresh):
    """Big breaths do not get out in time, and weak efforts must first undo what stayed behind
    (ineffective triggering, Thille 2006, unverified): less support answers more of them."""
    answered = {}
    for support in (5, 15):
        twin = fresh()
        do(twin, "Develop disease=asthma severity_fraction=0.8 over_s=1", "PlaceTube site=trachea")
        do(twin, f"Ventilate mode=pressure_support support_cmh2o={support} peep_cmh2o=3")
        twin.step(60000)
        begun = [twin.state[place(name)] for name in ("ventilator.n", "clocks.breath")]
        twin.step(30000)
        now = [twin.state[place(name)] for name in ("ventilator.n", "clocks.breath")]
        answered[support] = (now[0] - begun[0]) / (now[1] - begun[1])
    assert answered[5] > 0.9
    assert answered[15] < 0.6


def test_modes_do_not_depend_on_how_time_is_cut(fresh):
    ends = []
    for cut in (4000, 7):
        twin = fresh()
        do(twin, "PlaceTube site=trachea", "Ventilate mode=pressure_control")
        for end, deed in (
            (1003, "Ventilate mode=simv rr_per_min=12 vt_ml=500"),
            (4001, "Ventilate mode=pressure_support"),
            (6007, "Ventilate mode=volume_control"),
            (8000, "HoldVentilator end=expiration"),
        ):
            while twin.tick < end:
                twin.step(min(cut, end - twin.tick))
            do(twin, deed)
        twin.step(1000)
        ends.append((twin.digest(), twin.vitals()))
    assert ends[0] == ends[1]


@pytest.mark.parametrize("mode", ["pressure_support", "cpap", "simv", "volume_control"])
def test_a_mode_can_be_changed_at_any_tick(fresh, mode):
    for late in range(10):
        twin = fresh()
        do(twin, "PlaceTube site=trachea", "Ventilate mode=pressure_control")
        twin.step(500 + late)
        do(twin, f"Ventilate mode={mode} rr_per_min=10")
        twin.step(1500)
        assert np.isfinite(twin.state).all()


def test_a_hold_needs_a_ventilator_and_open_valves(fresh):
    twin = fresh()
    with pytest.raises(TwinError, match="no ventilator is on"):
        do(twin, "HoldVentilator end=expiration")
    do(twin, *ASLEEP, "Ventilate mode=volume_control", "HoldVentilator end=inspiration hold_s=5")
    twin.step(3000)
    with pytest.raises(TwinError, match="shut already"):
        do(twin, "HoldVentilator end=expiration")
