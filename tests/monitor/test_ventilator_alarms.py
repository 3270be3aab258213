"""A ventilator's alarms: each by what breaks it, after its delay, at its priority."""

import math
from typing import Any

import pytest

from physiology import Patient, Twin
from physiology.actions import Ventilate, parse
from physiology.vitals import Vitals
from simulator.monitor.ventilator_alarms import VentilatorBoard, guard, limits
from simulator.text import LANGUAGES, catalog

VOLUME = Ventilate("volume_control", rr_per_min=12.0, vt_ml=500.0, peep_cmh2o=5.0)
WELL = {
    "paw_peak_cmh2o": 18.0, "minute_volume_l_per_min": 6.0, "vent_rr_per_min": 12.0,
    "peep_cmh2o": 5.0,
}  # fmt: skip
PRIORITY = {
    "vent_high_pressure": "high", "vent_low_pressure": "high", "vent_low_volume": "medium",
    "vent_apnea": "high",
}  # fmt: skip


def vitals(**known: Any):
    base: dict[str, Any] = dict.fromkeys(Vitals._fields, math.nan) | WELL
    return Vitals(**(base | {"tick": 0, "nibp_state": "off", "sensors": ""} | known))


def called_after_s(set_=VOLUME, paw=math.nan, **known):
    """Which alarms call, and how long after the reading broke its limit."""
    board, found = VentilatorBoard(), {}
    assert board.update(vitals(), set_, 0.0) == ()
    for second in range(60):
        for alarm in board.update(vitals(**known), set_, 1.0 + second, paw):
            found.setdefault(alarm.id, (second, alarm.priority))
    return found


@pytest.mark.parametrize(
    ("known", "id", "after_s"),
    [
        ({"paw_peak_cmh2o": 40.5}, "vent_high_pressure", 0),
        ({"paw_peak_cmh2o": 7.5}, "vent_low_pressure", 10),
        ({"minute_volume_l_per_min": 2.9}, "vent_low_volume", 15),
        # shown as 0 after 15 s, called at more than 20
        ({"vent_rr_per_min": 0.0}, "vent_apnea", 6),
    ],
)
def test_each_condition_calls_alone_after_its_delay(known, id, after_s):
    assert called_after_s(**known) == {id: (after_s, PRIORITY[id])}


def test_all_is_quiet_within_limits_and_without_a_ventilator():
    assert called_after_s() == {}
    assert called_after_s(paw_peak_cmh2o=40.0, minute_volume_l_per_min=3.0) == {}
    board = VentilatorBoard()
    off = Ventilate("off")
    assert board.update(vitals(paw_peak_cmh2o=60.0), off, 0.0) == ()


def test_a_blow_in_the_trace_calls_at_once():
    assert called_after_s(paw=55.0) == {"vent_high_pressure": (0, "high")}


def test_one_odd_breath_is_not_a_disconnection():
    board = VentilatorBoard()
    for second in range(40):
        low = vitals(paw_peak_cmh2o=6.0 if second % 9 else 18.0)
        assert board.update(low, VOLUME, float(second)) == ()


def test_limits_follow_what_is_set():
    assert guard(VOLUME).low_minute_l_per_min == pytest.approx(0.5 * 12 * 0.5)
    cpap = Ventilate("cpap", peep_cmh2o=8.0)
    assert guard(cpap).low_cmh2o == pytest.approx(6.0), "its pressure is one and the same"
    assert called_after_s(cpap, paw_peak_cmh2o=8.0) == {}
    assert "vent_low_pressure" in called_after_s(cpap, paw_peak_cmh2o=2.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alarm_has_words(language):
    words = catalog(language)
    assert {f"monitor.alarm.{row.id}" for row in limits(guard(VOLUME))} <= set(words)
    assert {row.id for row in limits(guard(VOLUME))} == set(PRIORITY)


def lived(*deeds, seconds):
    """Ids that called in a body, with the second of each first call."""
    twin, board, found = Twin(Patient(34, "male", 176, 80)), VentilatorBoard(), {}
    set_ = VOLUME
    for text in deeds:
        at_s, action = parse(text)
        twin.step(max(round(at_s * 500) - twin.tick, 1))
        twin.apply(action)
        set_ = action if isinstance(action, Ventilate) else set_
    start_s = twin.tick // 500
    for second in range(seconds):
        twin.step(500)
        paw = float(twin.waveform("paw", 1.0).max())
        for alarm in board.update(twin.vitals(), set_, float(second), paw):
            found.setdefault(alarm.id, start_s + second)
    return found


ASLEEP = ("Sedate depth_fraction=1 relaxed_fraction=1", "PlaceTube site=trachea")


def test_a_body_makes_them_call():
    assert lived(*ASLEEP, "Ventilate mode=volume_control rr_per_min=12", seconds=60) == {}
    apnea = lived(*ASLEEP, "Ventilate mode=pressure_support support_cmh2o=10", seconds=60)
    assert apnea["vent_apnea"] <= 25
    spasm = lived(
        *ASLEEP,
        "Ventilate mode=volume_control rr_per_min=20 vt_ml=600 inspiration_fraction=0.25",
        "Develop disease=asthma severity_fraction=1 over_s=5 @30", seconds=60,
    )  # fmt: skip
    assert "vent_high_pressure" in spasm
