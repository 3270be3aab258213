"""Shocks: current by hand, a threshold that hands lower, R waves, T waves. Nothing by lot."""

import math

import numpy as np
import pytest

from physiology import parameters
from physiology.devices import defibrillator
from physiology.layout import PARAM_NAMES, place
from physiology.organs import defibrillation, rhythm
from physiology.validation.record import branch, do, run

TUBE = (
    "PlaceTube site=trachea",
    "Ventilate mode=volume_control rr_per_min=10 vt_ml=500 peep_cmh2o=0 fio2_fraction=1",
)


def _params():
    at = PARAM_NAMES.index("defibrillation.f_heart")
    kind = defibrillation.Params
    return kind(*parameters.values()[at : at + len(kind._fields)])


P = _params()


def seen(kind=rhythm.VF, amplitude=1.0, perfused=1.0, ischemic=0.0, t_now=0.0, f_qt=1.0):
    return defibrillation.Seen(kind, amplitude, perfused, ischemic, t_now, 1.0, f_qt)


def after(twin, deed, seconds=2):
    """The rhythm that a body's own electricity has after a shock."""
    twin = branch(twin)
    do(twin, deed)
    run(twin, seconds)
    return rhythm.RHYTHMS[int(twin.state[place("rhythm.kind")])]


def test_current_by_hand():
    # 75 ohm x 200 uF = 15 ms; 12 ms give 1 - exp(-1.6) = 0.798 of what is stored:
    # V = sqrt(2 x 200 / (200e-6 x 0.798)) = 1583 V; over 75 ohm 21.1 A
    shock = defibrillator.pulse(200.0, 75.0)
    assert shock.peak_v == pytest.approx(1583.0, abs=2.0)
    assert shock.peak_a == pytest.approx(21.1, abs=0.05)
    assert shock.energy_j == pytest.approx(200.0)
    # 360 J through 175 ohm would take 2694 V; it has 2500: 2500 / 175 = 14.3 A
    weak = defibrillator.pulse(360.0, 175.0)
    assert weak.peak_a == pytest.approx(14.29, abs=0.01)
    assert weak.energy_j == pytest.approx(360.0 * (2500.0 / 2694.0) ** 2, rel=2e-3)
    assert defibrillator.pulse(0.0, 75.0).peak_a == 0.0


def test_energy_is_kept_over_impedance_and_current_is_not():
    ohm = np.linspace(defibrillator.LEAST_OHM, defibrillator.MOST_OHM, 16)
    shocks = [defibrillator.pulse(200.0, z) for z in ohm]
    assert [s.energy_j for s in shocks] == pytest.approx([200.0] * 16)
    assert (np.diff([s.peak_a for s in shocks]) < 0).all()


def test_charging_takes_longer_for_more():
    assert defibrillator.charge_s(200.0) == pytest.approx(1.0 + 200.0 / 60.0)
    assert defibrillator.charge_s(360.0) <= 10.0


def test_density_and_threshold_by_hand():
    # 20 A x 4 % over 80 cm2 = 10 mA/cm2; two liters of gas (0.35 each) leave 10 / 1.7
    assert defibrillation.density(20.0, 1.0, P) == pytest.approx(10.0)
    assert defibrillation.density(20.0, 1.7, P) == pytest.approx(5.88, abs=0.01)
    threshold = defibrillation.threshold
    assert threshold(seen(), P) == pytest.approx(6.75)
    assert threshold(seen(amplitude=0.5), P) == pytest.approx(13.5)
    assert threshold(seen(perfused=0.0), P) == pytest.approx(7.425)
    assert threshold(seen(ischemic=0.5), P) == pytest.approx(6.75 * 1.15)
    assert threshold(seen(kind=rhythm.FLUTTER), P) < threshold(seen(kind=rhythm.VT), P) < 6.75


def test_the_vulnerable_moment_goes_with_the_t_wave():
    is_vulnerable = defibrillation.is_vulnerable
    # 0.24 to 0.36 s after a beat of one second; a QT a third longer moves it to 0.32 to 0.48 s
    assert is_vulnerable(seen(t_now=0.3))
    assert not is_vulnerable(seen(t_now=0.4))
    assert is_vulnerable(seen(t_now=0.4, f_qt=4 / 3))
    assert not is_vulnerable(seen(t_now=0.3, f_qt=4 / 3))


def test_who_lies_at_the_threshold_is_half_of_all():
    share = defibrillation.share
    assert share(7.0, 7.0, 0.25) == 0.5
    # one standard deviation above it: 84 %
    assert share(7.0 * math.exp(0.25), 7.0, 0.25) == pytest.approx(0.841, abs=1e-3)


@pytest.fixture(scope="module")
def fibrillating(fresh):
    twin = fresh()
    do(twin, "SetRhythm rhythm=vf")
    return run(twin, 30)


@pytest.mark.parametrize(
    ("deed", "rhythm_after"),
    [
        ("Shock energy_j=200", "sinus"),
        ("Shock energy_j=50", "vf"),
        ("Shock energy_j=200 impedance_ohm=150", "vf"),
        ("Shock energy_j=360 impedance_ohm=150", "sinus"),
        ("Shock energy_j=200 pads=anteroposterior", "sinus"),
        ("Shock energy_j=200 pads=side_by_side", "vf"),
        ("Shock energy_j=200 mode=synchronized", "vf"),
    ],
)
def test_fresh_fibrillation_yields_to_current_not_to_energy(fibrillating, deed, rhythm_after):
    assert after(fibrillating, deed) == rhythm_after


def test_a_synchronized_machine_gives_up_where_there_is_no_r_wave(fibrillating):
    twin = branch(fibrillating)
    do(twin, "Shock energy_j=200 mode=synchronized")
    assert 9.0 < twin.truth().shock_waits_s <= 10.0
    run(twin, 11)
    assert twin.truth().shock_waits_s == 0.0
    assert twin.state[place("shock.density")] == 0.0


def test_gas_around_the_heart_takes_its_current(fresh):
    def density(twin):
        do(twin, "SetRhythm rhythm=vf")
        run(twin, 1)
        gas_l = twin.truth().pleural_gas_left_ml / 1000.0
        do(twin, "Shock energy_j=200")
        twin.step(10)
        return gas_l, twin.state[place("shock.density")]

    plain = density(fresh())
    twin = fresh()
    do(twin, "OpenPleura side=left area_mm2=60 opening=hole")
    gas_l, held = density(run(twin, 40))
    assert plain[0] == 0.0
    assert gas_l > 0.3
    assert plain[1] / held == pytest.approx(1.0 + 0.35 * gas_l, rel=0.02)


def test_hands_decide_whether_the_shock_works_and_he_comes_back(fresh):
    """Six minutes without help; then deep hands, or shallow ones, two minutes long."""
    left = fresh()
    do(left, "SetRhythm rhythm=vf")
    run(left, 360)
    assert after(left, "Shock energy_j=200") == "vf", "long, fine fibrillation resists"
    ends = {}
    for depth in (3.5, 5.5):
        twin = branch(left)
        do(twin, *TUBE, f"Compress depth_cm={depth} rate_per_min=110")
        do(twin, "GiveDrug drug=epinephrine dose_mg=1 route=iv")
        run(twin, 120)
        do(twin, "Shock energy_j=200")
        run(twin, 100)
        do(twin, "Compress depth_cm=0")
        run(twin, 60)
        ends[depth] = twin.truth()
    assert (ends[5.5].outcome, ends[5.5].rhythm) == ("alive", "sinus")
    assert ends[5.5].map_mmhg > 60
    assert ends[3.5].outcome == "dead"


@pytest.fixture(scope="module")
def at_phase(fresh):
    def make(t_s):
        """A beating heart, `t_s` after its ventricles were excited."""
        twin = fresh()
        t_beat = twin.state[place("held.t_beat")]
        twin.step(round((1.0 - twin.state[place("heart.beat")] % 1.0) * t_beat / 0.002))
        twin.step(round(t_s / 0.002))
        return twin

    return make


def test_a_shock_on_the_t_wave_fibrillates_and_a_large_one_does_not(at_phase):
    on_t = at_phase(0.29)
    assert after(on_t, "Shock energy_j=50") == "vf"
    assert after(on_t, "Shock energy_j=200") == "sinus", "above the upper limit of vulnerability"
    assert after(on_t, "Shock energy_j=0.5") == "sinus", "too weak to excite"
    for t_s in (0.1, 0.45):
        assert after(at_phase(t_s), "Shock energy_j=50") == "sinus"


def test_synchronized_it_falls_on_the_r_wave_and_harms_nobody(at_phase):
    twin = at_phase(0.29)
    do(twin, "Shock energy_j=50 mode=synchronized")
    n_beat = int(twin.state[place("heart.beat")])
    while twin.truth().shock_waits_s > 0.0:
        twin.step(1)
    since = (twin.state[place("heart.beat")] % 1.0) * twin.state[place("held.t_beat")]
    assert int(twin.state[place("heart.beat")]) == n_beat + 1
    assert since < 0.06, "within 60 ms of the R wave, as IEC 60601-2-4 asks"
    run(twin, 2)
    assert twin.truth().rhythm == "sinus"


def test_cardioversion_needs_what_the_rhythm_needs(fresh):
    ends = {}
    for kind in ("vt", "atrial_fibrillation", "atrial_flutter"):
        twin = fresh()
        do(twin, f"SetRhythm rhythm={kind}")
        run(twin, 10)
        ends[kind] = [
            after(twin, f"Shock energy_j={energy} mode=synchronized") == "sinus"
            for energy in (20, 50, 120)
        ]
    assert ends["atrial_flutter"] == [False, True, True]
    assert ends["vt"] == [False, False, True]
    assert ends["atrial_fibrillation"] == [False, False, True]


def test_taking_back_and_a_still_heart(fresh):
    twin = fresh()
    do(twin, "Shock energy_j=200 mode=synchronized", "Shock energy_j=0")
    assert twin.truth().shock_waits_s == 0.0
    do(twin, "SetRhythm rhythm=asystole")
    run(twin, 1)
    assert after(twin, "Shock energy_j=360") == "asystole"
