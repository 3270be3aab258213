"""Where sensors sit: an oximeter's delay, a capnograph's line, a thermometer's place."""

import numpy as np
import pytest

from physiology.clocks import DT_S
from physiology.devices import capnograph, sensors
from physiology.errors import TwinError
from physiology.validation.record import do


def falls_after_s(fresh, site, *before):
    """Seconds until what is shown follows the artery below 90 %, in one who breathes nitrogen."""
    twin = fresh()
    do(twin, *before, f"Attach sensor=spo2 site={site}")
    twin.step(30000)
    do(twin, "SetAir o2_fraction=0.02 co2_fraction=0 pressure_mmhg=760")
    so = 1000
    for second in range(400):
        twin.step(500)
        if so == 1000 and twin.truth().sao2_pct < 90:
            so = second
        if twin.vitals().spo2_pct < 90:
            return second - so
    raise AssertionError("never")


def test_the_ear_answers_before_the_finger_and_the_toe_after(fresh):
    ear, finger, toe = (falls_after_s(fresh, site) for site in ("ear", "finger_right", "toe"))
    assert 5 <= ear < 20
    assert 18 <= finger <= 40
    assert finger + 7 <= toe <= 60


def test_delay_grows_with_cold_skin_up_to_a_limit():
    p = sensors.Params(*range(len(sensors.Params._fields)))._replace(
        t_finger=18.0, t_ear=6.0, t_toe=36.0, g_ear=0.5, t_finger_max=60.0
    )
    for site, seconds in ((sensors.FINGER, 18.0), (sensors.EAR, 6.0), (sensors.TOE, 36.0)):
        assert 5.0 / sensors.delay_rate(1.0, site, p) == pytest.approx(seconds)
        assert 5.0 / sensors.delay_rate(0.5, site, p) == pytest.approx(2.0 * seconds)
        assert 5.0 / sensors.delay_rate(0.01, site, p) == pytest.approx(seconds * 60.0 / 18.0)
    assert sensors.reaching(0.09, sensors.EAR, p) == pytest.approx(0.3)
    assert sensors.reaching(0.09, sensors.TOE, p) == 0.09


def test_in_shock_the_ear_is_still_read(fresh):
    twin = fresh()
    do(twin, "Attach sensor=spo2 site=finger")
    do(twin, "Bleed name=axillary_artery side=left rate_ml_per_min=600")
    for _ in range(1200):
        twin.step(500)
        if np.isnan(twin.vitals().spo2_pct) and twin.tick > 6000:
            break
    do(twin, "Attach sensor=spo2 site=ear_left")
    assert np.isnan(twin.vitals().spo2_pct), "moved: it has to find its number"
    twin.step(7500)
    assert twin.vitals().spo2_pct > 80


def test_what_is_drawn_comes_late_with_round_edges():
    """A step at sample 1000: half of it 2.5 s + 0.09 ln 2 later, 10-90 % in 0.09 ln 9 = 0.198 s."""
    at_mouth = np.where(np.arange(4000) >= 1000, 40.0, 0.0).astype(np.float32)
    seen = capnograph.drawn(at_mouth, 4000)
    dt = capnograph.SAMPLE_S
    cross = [int(np.argmax(seen >= 40.0 * f)) for f in (0.1, 0.5, 0.9)]
    assert (cross[1] - 1000) * dt == pytest.approx(2.5 + 0.0624, abs=2 * dt)
    assert (cross[2] - cross[0]) * dt == pytest.approx(0.198, abs=2 * dt)
    assert seen[-1] == pytest.approx(40.0)
    assert capnograph.drawn(at_mouth[:200], 300).tolist() == [0.0] * 300, "nothing has arrived"


def test_sidestream_is_the_mainstream_curve_two_seconds_ago(fresh):
    main, side = fresh(), fresh()
    do(main, "Attach sensor=capnograph site=mainstream")
    do(side, "Attach sensor=capnograph site=sidestream")
    for twin in (main, side):
        twin.step(15000)
    late = round(capnograph.DELAY_S / capnograph.SAMPLE_S)
    a, b = main.waveform("capno", 20.0), side.waveform("capno", 20.0)
    assert len(a) == len(b)
    assert np.corrcoef(a[:-late], b[late:])[0, 1] > 0.95
    assert b.max() == pytest.approx(a.max(), abs=1.5)
    assert np.abs(np.diff(b)).max() < 0.9 * np.abs(np.diff(a)).max()


def test_thermometers_differ_by_place(fresh):
    seen = {}
    for site in ("ear", "esophagus", "axilla"):
        twin = fresh()
        do(twin, f"Attach sensor=thermometer site={site}")
        twin.step(round(1200 / DT_S))
        seen[site] = twin.vitals().temp_degc
    assert seen["esophagus"] - seen["ear"] == pytest.approx(0.2, abs=0.02)
    assert seen["axilla"] - seen["ear"] == pytest.approx(-0.5, abs=0.03)


@pytest.mark.parametrize("deed", ["sensor=spo2 site=nose", "sensor=thermometer site=finger"])
def test_a_sensor_has_its_places(fresh, deed):
    with pytest.raises(TwinError, match="use "):
        do(fresh(), f"Attach {deed}")
