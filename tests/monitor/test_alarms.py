"""Every alarm condition by priority, color, flash and burst; latching, pauses, ages, the log."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from monitor_screen import Screen
from monitor_signals import NAN, samples, snapshot, vitals

from simulator.audio import synth
from simulator.monitor.alarms import Alarm, AlarmBoard, Seen, bounds, limits, technical
from simulator.monitor.calling import PAUSE_S, Caller, Calls, is_lit
from simulator.monitor.header import line_of
from simulator.monitor.painter import LOG_VIEW
from simulator.monitor.readings import readings
from simulator.monitor.rhythm import kind_of, leakage
from simulator.monitor.themes import THEMES
from simulator.monitor.watch import LOST, Watcher

ALL = "arterial_line capnograph ecg nibp spo2 thermometer"
# What IEC 60601-1-8 asks of each priority: color, flash (Hz), lit share, pulses of a burst, the
# pause between bursts (s). Recalled, unverified.
STANDARD = {
    "high": ("red", (1.4, 2.8), (0.2, 0.6), 10, (2.5, 15.0)),
    "medium": ("yellow", (0.4, 0.8), (0.2, 0.6), 3, (2.5, 30.0)),
    "low": ("cyan", None, (1.0, 1.0), 2, (15.0, math.inf)),
}
# The priority that each condition must have: a second opinion on limits.toml.
PRIORITY = {
    "asystole": "high", "vf": "high", "vt": "high", "apnea": "high",
    "hr_extreme_low": "high", "hr_extreme_high": "high", "hr_low": "medium", "hr_high": "medium",
    "spo2_desaturation": "high", "spo2_low": "medium",
    "nibp_very_low": "high", "nibp_low": "medium", "nibp_high": "medium",
    "abp_very_low": "high", "abp_low": "medium", "abp_high": "medium",
    "rr_low": "medium", "rr_high": "medium", "etco2_low": "medium", "etco2_high": "medium",
    "temp_low": "low", "temp_high": "medium",
    "ecg_off": "medium", "abp_off": "medium", "spo2_off": "low", "co2_off": "low",
    "temp_off": "low", "spo2_no_reading": "low", "nibp_failed": "low",
}  # fmt: skip
# What else a flat line, a fibrillating heart and a lost lead bring with them.
BROUGHT = {"asystole": {"apnea"}, "apnea": {"asystole"}}
CONDITIONS = [*limits(), *technical()]
WELL = {
    "spo2_pct": 97.0, "pleth_fraction": 0.9, "nibp_sys_mmhg": 120.0,
    "nibp_dia_mmhg": 70.0, "nibp_map_mmhg": 87.0, "nibp_age_s": 5.0, "nibp_state": "idle",
    "abp_sys_mmhg": 120.0, "abp_dia_mmhg": 70.0, "abp_map_mmhg": 87.0, "etco2_mmhg": 38.0,
    "rr_per_min": 14.0, "temp_degc": 36.8,
}  # fmt: skip


def hue(words):
    r, g, b = (int(words[i : i + 2], 16) for i in (1, 3, 5))
    if r > 150 and g < 80 and b < 80:
        return "red"
    if r > 200 and g > 190 and b < 120:
        return "yellow"
    return "cyan" if b > 200 and g > 180 and r < 150 else "?"


def flat(name, t, hr, rr):
    return np.zeros(len(t))


def fibrillating(name, t, hr, rr):
    wave = 0.4 * (np.sin(2 * np.pi * 4.5 * t) + np.sin(2 * np.pi * 5.4 * t + 1.3))
    return wave if name == "ecg" else samples(name, t, hr, rr)


def wide(name, t, hr, rr):
    """A tachycardia of 170 in complexes as wide as the twin's."""
    if name != "ecg":
        return samples(name, t, hr, rr)
    f = (t * 170.0 / 60.0) % 1.0
    return 1.2 * np.exp(-(((f - 0.35) / 0.13) ** 2)) - 0.4 * np.exp(-(((f - 0.8) / 0.1) ** 2))


def shown_with(row):
    """Vitals, sensors and traces that bring this condition, and nothing of the same reading."""
    known, sensors, wave = dict(WELL), ALL, None
    if row.field == "hr_per_min" and row not in technical():
        return (
            known | {"hr": (row.below or row.above) + (-1.0 if row.below else 1.0)},
            sensors,
            wave,
        )
    if row.id in LOST.values():
        sensor = next(s for s, id in LOST.items() if id == row.id)
        return known | {row.field: NAN}, sensors.replace(sensor, "").replace("  ", " "), wave
    if row.id == "spo2_no_reading":
        return known | {"spo2_pct": NAN}, sensors, wave
    if row.id == "nibp_failed":
        return known | {"nibp_state": "failed"}, sensors, wave
    if row.field in known:
        step = -1.0 if row.below is not None else 1.0
        return known | {row.field: (row.below or row.above) + step}, sensors, wave
    wave = {"vf": fibrillating, "vt": wide}.get(row.id, flat)
    return known, sensors, wave


@pytest.mark.parametrize("row", CONDITIONS, ids=lambda row: row.id)
def test_every_condition_calls_with_its_priority_color_and_burst(row):
    watcher = Watcher()
    known, sensors, wave = shown_with(row)
    for k in range(32):  # all is well first; a lost sensor must have been there
        status = watcher.update(snapshot(14.0 + k / 2, sensors=ALL, **WELL))
    assert status.alarms == ()
    for k in range(46):
        moment = snapshot(30.0 + k / 2, sensors=sensors, wave=wave, **known)
        status = watcher.update(moment)
    alarm = next(a for a in status.alarms if a.id == row.id)
    assert alarm.priority == PRIORITY[row.id]
    assert alarm.is_technical == (row in technical())
    assert status.calls.aloud == status.alarms[0].priority
    others = {a.id for a in status.alarms} - {row.id}
    assert others <= BROUGHT.get(row.id, set())
    color, _, _, pulses, pause_s = STANDARD[alarm.priority]
    for theme in ("okabe_ito", "classic", "day"):
        assert hue(THEMES[theme].alarm_back[alarm.priority]) == color, theme
    length_s, _, burst = synth._BURSTS[alarm.priority]
    assert len(burst) == pulses
    assert pause_s[0] <= synth.BURST_EVERY_S[alarm.priority] - length_s <= pause_s[1]


def test_the_list_of_priorities_is_whole():
    assert {row.id for row in CONDITIONS} == set(PRIORITY)
    assert {row.priority for row in CONDITIONS} == set(STANDARD)


@pytest.mark.parametrize("priority", list(STANDARD))
def test_light_flashes_as_the_standard_asks(priority):
    _, flash_hz, share, *_ = STANDARD[priority]
    lit = np.array([is_lit(priority, k / 200.0) for k in range(200 * 30)])
    assert share[0] <= lit.mean() <= share[1]
    turns_hz = np.count_nonzero(lit[1:] & ~lit[:-1]) / 30.0
    if flash_hz is None:
        assert turns_hz == 0.0
    else:
        assert flash_hz[0] <= turns_hz <= flash_hz[1]


@pytest.mark.parametrize("skin", ["bedside", "anesthesia", "transport"])
@pytest.mark.parametrize(
    ("priority", "known"),
    [("high", {"hr": 30.0}), ("medium", {"hr": 130.0}), ("low", {"temp_degc": 35})],
)
def test_the_picture_shows_the_color_of_the_priority_and_lets_it_go(skin, priority, known):
    painter = Screen(640, 400, "en", skin=skin)
    back = THEMES[{"bedside": "okabe_ito", "anesthesia": "classic", "transport": "day"}[skin]]
    ink = [int(back.alarm_back[priority][i : i + 2], 16) for i in (5, 3, 1)]

    def colored(pixels):
        near = np.abs(pixels[:50, 170:480, :3].astype(int) - ink).sum(axis=2) < 12
        return near.mean() > 0.15  # the bar in the middle of the header

    painter.paint(snapshot(10.0, sensors=ALL, **WELL))
    for k in range(1, 26):
        painter.paint(snapshot(10.0 + k * 0.5, sensors=ALL, **(WELL | known)))
    seen = [
        colored(painter.paint(snapshot(23.0 + k / 12, sensors=ALL, **(WELL | known))))
        for k in range(48)
    ]
    share = float(np.mean(seen))
    assert share == 1.0 if priority == "low" else 0.3 < share < 0.7
    after = [painter.paint(snapshot(28.0 + k, sensors=ALL, **WELL)) for k in range(3)]
    assert not colored(after[-1])


class TestCalling:
    def alarm(self, id="spo2_low", priority="medium", field="spo2_pct", **known):
        return Alarm(id, field, priority, 0.0, **known)

    def test_a_plain_alarm_ends_with_its_condition_and_a_latching_one_waits_for_an_answer(self):
        caller, plain = Caller(), self.alarm()
        still = self.alarm("asystole", "high", "beat_age_s", latches=True)
        assert [a.id for a in caller.update((still, plain), 0.0).alarms] == ["asystole", "spo2_low"]
        later = caller.update((), 5.0)
        assert [(a.id, a.is_over) for a in later.alarms] == [("asystole", True)]
        assert later.aloud == "high"
        caller.press("silence", 6.0)
        assert caller.update((), 6.0).alarms == ()

    def test_silence_pauses_sound_and_not_light_until_something_new_calls(self):
        caller, old = Caller(), self.alarm()
        caller.update((old,), 0.0)
        caller.press("silence", 1.0)
        calls = caller.update((old,), 1.0)
        assert (calls.aloud, calls.silenced_s) == ("", PAUSE_S)
        assert [a.is_answered for a in calls.alarms] == [True]
        new = self.alarm("rr_high", "medium", "rr_per_min")
        calls = caller.update((old, new), 30.0)
        assert (calls.aloud, calls.silenced_s) == ("medium", 0.0)

    def test_silence_is_over_after_its_time_or_by_the_same_key(self):
        for end in ("time", "key"):
            caller, old = Caller(), self.alarm()
            caller.update((old,), 0.0)
            caller.press("silence", 1.0)
            if end == "key":
                caller.press("silence", 10.0)
            assert caller.update((old,), 11.0).aloud == ("medium" if end == "key" else "")
            assert caller.update((old,), 1.0 + PAUSE_S).aloud == "medium"

    def test_the_alarm_pause_holds_back_everything_and_ends_by_itself(self):
        caller, old = Caller(), self.alarm("asystole", "high", "beat_age_s")
        caller.press("pause", 0.0)
        calls = caller.update((old,), 1.0)
        assert (calls.alarms, calls.aloud, calls.paused_s) == ((), "", PAUSE_S - 1.0)
        assert caller.update((old,), PAUSE_S).aloud == "high"
        caller.press("pause", 200.0)
        caller.press("pause", 201.0)
        assert caller.update((old,), 202.0).aloud == "high"

    def test_the_worse_of_one_reading_is_shown_and_both_are_logged(self):
        caller = Caller()
        both = (self.alarm(), self.alarm("spo2_desaturation", "high"))
        assert [a.id for a in caller.update(both, 3.0).alarms] == ["spo2_desaturation"]
        caller.press("silence", 4.0)
        caller.update((), 9.0)
        told = [(e.at_s, e.happening, e.id) for e in caller.log]
        assert told == [
            (3.0, "began", "spo2_low"), (3.0, "began", "spo2_desaturation"), (4.0, "silenced", ""),
            (4.0, "answered", "spo2_low"), (4.0, "answered", "spo2_desaturation"),
            (9.0, "ended", "spo2_low"), (9.0, "ended", "spo2_desaturation"),
        ]  # fmt: skip

    def test_a_rhythm_is_said_instead_of_the_rate_that_it_brings(self):
        caller = Caller()
        slow = self.alarm("hr_extreme_low", "high", "hr_per_min")
        still = self.alarm("vf", "high", "fibrillation_s", latches=True)
        for found in ((slow, still), (still, slow)):
            assert [a.id for a in caller.update(found, 1.0).alarms] == ["vf"]
        assert [a.id for a in caller.update((slow,), 2.0).alarms] == ["vf"], "it latches"
        assert [e.id for e in caller.log[:2]] == ["hr_extreme_low", "vf"]

    def test_apnea_is_said_instead_of_slow_breathing(self):
        caller = Caller()
        slow = self.alarm("rr_low", "medium", "rr_per_min")
        none = self.alarm("apnea", "high", "breath_age_s", latches=True)
        assert [a.id for a in caller.update((slow, none), 1.0).alarms] == ["apnea"]

    def test_the_name_of_a_rhythm_stays_and_others_turn_beside_it(self):
        high = [self.alarm("apnea", "high", "breath_age_s"),
                self.alarm("abp_very_low", "high", "abp_sys_mmhg")]  # fmt: skip
        vf = self.alarm("vf", "high", "fibrillation_s")
        calls = Calls((high[0], vf, high[1], self.alarm()), "high")
        lines = [line_of(calls, at_s, "", "en") for at_s in np.arange(0.0, 12.0, 0.5)]
        assert {line.message for line in lines} == {"VENTRICULAR FIBRILLATION"}
        assert {line.beside for line in lines} == {"APNEA", "ARTERIAL PRESSURE VERY LOW"}
        assert {line.more for line in lines} == {"+2"}
        others = [line_of(Calls(tuple(high), "high"), at_s, "", "en") for at_s in (0.0, 4.0)]
        assert [(line.message, line.beside) for line in others] == [
            ("APNEA", ""), ("ARTERIAL PRESSURE VERY LOW", ""),
        ]  # fmt: skip

    def test_a_sensor_taken_off_on_purpose_is_answered_once_and_not_missed_again(self):
        watcher = Watcher()
        watcher.update(snapshot(1.0, sensors="ecg spo2", **WELL))
        off = watcher.update(snapshot(2.0, sensors="ecg", **WELL))
        assert [a.id for a in off.alarms] == ["spo2_off"]
        press = ((1000, "silence"),)
        moment = snapshot(3.0, sensors="ecg", presses=press, **WELL)
        watcher.update(moment)
        again = watcher.update(snapshot(4.0, sensors="ecg", presses=press, **WELL))
        assert again.alarms == ()

    def test_an_electrode_that_is_off_is_no_asystole(self):
        def lost(name, t, hr, rr):
            return np.full(len(t), np.nan) if name == "ecg" else samples(name, t, hr, rr)

        watcher = Watcher()
        for k in range(40):
            status = watcher.update(snapshot(10.0 + k / 4, sensors="ecg spo2", wave=lost, **WELL))
        assert [a.id for a in status.alarms] == ["ecg_off"]
        assert (status.hr_per_min, status.is_from_pulse, status.is_lead_off) == (76.0, True, True)
        assert status.beats == pytest.approx(76.0 * 10 / 60, abs=2)
        box = readings(vitals(sensors="ecg spo2"), status, "en", "mmhg")["ecg"]
        assert (box.value, box.note, box.technical) == ("76", "from the pulse", "medium")

    def test_the_log_is_painted_over_the_traces(self):
        painter = Screen(640, 400, "zh")
        bad = WELL | {"hr": 30.0}
        for k in range(40):
            pixels = painter.paint(snapshot(10.0 + k / 4, sensors=ALL, **bad)).copy()
        logged = painter.paint(snapshot(20.0, sensors=ALL, views=frozenset({LOG_VIEW}), **bad))
        assert [e.id for e in painter.status.log] == ["hr_extreme_low", "hr_low"]
        assert (logged[60:200, 20:300] != pixels[60:200, 20:300]).any(axis=2).mean() > 0.5


class TestAges:
    @pytest.mark.parametrize(
        ("age_y", "hr", "id"),
        [(3.0, 130.0, None), (8.0, 130.0, None), (30.0, 130.0, "hr_high"), (3.0, 70.0, "hr_low"),
         (30.0, 70.0, None), (3.0, 58.0, "hr_extreme_low"), (8.0, 145.0, "hr_high")],
    )  # fmt: skip
    def test_limits_follow_age(self, age_y, hr, id):
        board = AlarmBoard(age_y)
        for now_s in (0.0, 5.0):
            found = board.update(vitals(), now_s, Seen(hr_per_min=hr))
        assert (found[0].id if found else None) == id

    def test_bands_meet_without_gap_and_keep_their_order(self):
        for age_y in (0.1, 2.0, 4.99, 5.0, 11.99, 12.0, 40.0, 100.0):
            for field in ("hr_per_min", "abp_sys_mmhg", "nibp_sys_mmhg", "rr_per_min"):
                low, high = bounds(field, age_y)
                assert low < high
            rows = {row.id: row for row in limits(age_y)}
            assert rows["hr_extreme_low"].below < rows["hr_low"].below
            assert rows["hr_high"].above < rows["hr_extreme_high"].above
            assert rows["abp_very_low"].below < rows["abp_low"].below

    def test_the_painter_shows_the_limits_of_the_age(self):
        young, old = (Screen(320, 200, "en", age_y=a) for a in (3.0, 40.0))
        for painter in (young, old):
            for k in range(20):
                painter.paint(snapshot(5.0 + k / 4, sensors=ALL, hr=135.0, **WELL))
        assert young.status.alarms == ()
        assert [a.id for a in old.status.alarms] == ["hr_high"]


class TestRhythm:
    def test_waves_cancel_themselves_and_spikes_do_not(self):
        t = np.arange(750) / 250.0
        assert leakage(np.sin(2 * np.pi * 5.0 * t)) < 0.1
        assert leakage(samples("ecg", t)) > 0.6
        assert leakage(np.zeros(750)) == 1.0

    def test_kinds(self):
        t = np.arange(750) / 250.0
        assert kind_of(fibrillating("ecg", t, 0, 0), 0.0) == "vf"
        assert kind_of(wide("ecg", t, 0, 0), 170.0) == "vt"
        assert kind_of(wide("ecg", t, 0, 0), 60.0) == "", "slow and wide is no tachycardia"
        assert kind_of(np.full(750, np.nan), 70.0) == ""
        assert kind_of(0.02 * fibrillating("ecg", t, 0, 0), 0.0) == "", "a flat line is asystole"
        for hr in (40.0, 76.0, 130.0, 190.0):
            assert kind_of(samples("ecg", t, hr), hr) == ""


@pytest.mark.parametrize("fps", [12, 30, 60, 90])
def test_the_beep_is_due_within_one_frame_of_the_r_wave(fps):
    """The frame that first shows an R wave counts the beat, and so sounds it."""
    watcher, hr = Watcher(), 83.0
    watcher.update(snapshot(10.0, sensors="ecg", hr=hr))
    late_s, beats = [], 0
    for frame in range(1, 20 * fps):
        now_s = 10.0 + frame / fps
        status = watcher.update(snapshot(now_s, sensors="ecg", hr=hr))
        if status.beats > beats and now_s > 12.0:
            r_s = (np.floor(now_s * hr / 60.0 - 0.3 + 0.02) + 0.3) * 60.0 / hr  # synthetic peak
            late_s.append(now_s - r_s)
        beats = status.beats
    assert len(late_s) >= 23
    upstroke_s = 0.012
    assert min(late_s) >= -upstroke_s
    assert max(late_s) <= 1.0 / fps + 0.004  # one sample


def test_without_electrodes_the_pulse_in_the_finger_beeps():
    watcher = Watcher()
    for k in range(30 * 12):
        status = watcher.update(snapshot(10.0 + k / 30, sensors="spo2", hr=72.0, **WELL))
    assert status.beats == pytest.approx(72.0 * 12 / 60, abs=2)
    assert (status.hr_per_min, status.is_from_pulse) == (72.0, True)
