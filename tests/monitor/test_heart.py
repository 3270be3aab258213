"""The heart as the monitor sees it, from the real body: beats, rate, tone, whatever the lead."""

import pytest

from physiology import Patient
from physiology.actions import parse
from simulator.core.solo import Solo, rhythm_deeds
from simulator.monitor.watch import Watcher

ADULT = Patient(34.0, "male", 176.0, 80.0)
FPS = 30


def watched(rhythm="sinus", *deeds, seconds_s=15.0):
    """Each status of that heart's monitor, and what the body's own rate was."""
    body, watcher = Solo(ADULT), Watcher()
    for deed in (*rhythm_deeds(rhythm), *(parse(words)[1] for words in deeds)):
        body.do(deed)
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
