"""The heart as the monitor sees it, from the real body: beats, rate, tone, whatever the lead."""

import itertools
import math

import numpy as np
import pytest

from physiology import Patient
from physiology.actions import parse
from simulator.core.solo import Solo
from simulator.monitor.heart import HeartWatch
from simulator.monitor.watch import Watcher

ADULT = Patient(34.0, "male", 176.0, 80.0)
FPS = 30


def watched(rhythm="sinus", *deeds, seconds_s=15.0):
    """Each status of that heart's monitor, and what the body's own rate was."""
    body, watcher = Solo(ADULT), Watcher()
    body.show(rhythm)
    for words in deeds:
        body.do(parse(words)[1])
    body.advance(8.0)
    seen = []
    for _ in range(round(seconds_s * FPS)):
        body.advance(1.0 / FPS)
        moment = body.snapshot()
        seen.append((watcher.update(moment), moment.vitals.hr_per_min))
    return seen


@pytest.mark.parametrize("site", ["right_arm_and_leg_swapped", "arms_swapped", ""])
@pytest.mark.parametrize("rhythm", ["sinus", "left_bundle_branch_block", "paced", "vt"])
def test_each_beat_counts_once_whichever_way_it_points(rhythm, site):
    seen = watched(rhythm, f"Attach sensor=ecg site={site}" if site else "Attach sensor=ecg")
    per_min = 60.0 * seen[-1][0].beats / 15.0
    assert per_min == pytest.approx(seen[-1][1], rel=0.1)
    assert not {"asystole"} & {a.id for status, _ in seen for a in status.alarms}


def test_torsade_is_counted_through_its_twists():
    assert watched("vt_polymorphic")[-1][0].beats > 15.0 * 150.0 / 60.0


def test_fibrillation_has_no_beat_no_rate_and_is_no_asystole():
    """Neither number nor tone nor heart, until the rhythm has ended."""
    body, watcher = Solo(ADULT), Watcher()
    seen = []
    for rhythm, seconds_s in (("vf", 20.0), ("sinus", 12.0)):
        body.show(rhythm)
        for _ in range(round(seconds_s * FPS)):
            body.advance(1.0 / FPS)
            seen.append(watcher.update(body.snapshot()))
    vf, after = seen[5 * FPS : 20 * FPS], seen[20 * FPS + 4 * FPS :]
    assert {status.beats for status in vf} == {vf[0].beats}
    assert all(math.isnan(s.hr_per_min) and math.isnan(s.beat_age_s) for s in vf)
    assert "asystole" not in {a.id for status in vf for a in status.alarms}
    assert after[-1].beats > vf[-1].beats + 5
    assert after[-1].hr_per_min == pytest.approx(body.twin.truth().hr_per_min, rel=0.15)


def test_a_rate_of_many_beats_stands_still_where_beats_do_not():
    """Early beats and their pauses: one interval gives 45 to 130, the monitor one number."""
    seen = watched("ectopy")
    shown = np.array([status.hr_per_min for status, _ in seen[8 * FPS :]])
    one_beat = np.array([rate for _, rate in seen[8 * FPS :]])
    assert np.ptp(one_beat) > 40.0
    assert np.ptp(shown) < 15.0
    assert shown.mean() == pytest.approx(60.0 * (seen[-1][0].beats) / 15.0, rel=0.12)


def test_with_an_electrode_off_rate_and_tone_are_the_pulses():
    seen = watched("sinus", "Attach sensor=ecg site=right_arm_off")
    last, truth = seen[-1]
    assert last.is_lead_off
    assert last.is_from_pulse
    assert "ecg" not in last.attached
    assert last.hr_per_min == pytest.approx(truth, rel=0.1)
    assert last.beats == pytest.approx(truth / 4.0, abs=2.0)
    assert [a.id for a in last.alarms if a.field == "hr_per_min"] == ["ecg_off"]


def test_a_change_of_rate_is_shown_within_ten_seconds():
    """IEC 60601-2-27 asks that of a step from 80 to 120 and to 40 (recalled, unverified)."""
    for slow_s, fast_s in ((0.75, 0.5), (0.75, 1.5)):
        heart, edges_s = HeartWatch(), [*np.arange(1.0, 20.0, slow_s)]
        edges_s += [*np.arange(edges_s[-1] + fast_s, 60.0, fast_s)]
        began_s = next(b for a, b in itertools.pairwise(edges_s) if b - a == pytest.approx(fast_s))
        for now_s in np.arange(0.0, began_s + 10.0, 0.04):
            t = now_s - np.arange(9, -1, -1) / 250.0
            wave = sum(np.exp(-(((t - r) / 0.012) ** 2)) for r in edges_s)
            heart.update("ecg", wave, now_s, 0.04, False)
        assert heart.hr_per_min == pytest.approx(60.0 / fast_s, abs=2.0)
