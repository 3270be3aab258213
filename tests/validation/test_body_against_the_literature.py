"""Published ranges: a smoke test always, everything with ``-m slow``."""

import pytest

from physiology.validation import fuzz, score


def test_rest_is_normal():
    judged = score.judge({"rest_male"})
    assert len(judged) >= 24
    misses = [
        (j.row.quantity, round(j.value, 2), j.row.low, j.row.high)
        for j in judged
        if not j.is_in_band
    ]
    assert not misses


def test_held_out_conditions_are_fixed():
    held = {(r.group, r.condition) for r in score.rows() if score.is_held_out(r)}
    assert ("rest_female", "supine, air, 30 y 60 kg") in held
    assert ("organ_flow", "rest male") in held
    assert ("obstructive", "tension ptx spontaneous, 5 min") not in held


def test_a_few_bodies_survive_anything():
    assert fuzz.fuzz(4, seed=7, workers=1) == (4, [])


@pytest.mark.slow
def test_every_expressible_row():
    judged = score.judge()
    assert len(judged) >= 105
    assert score.is_enough(judged), [j for j in judged if not j.is_in_band]


@pytest.mark.slow
def test_four_hundred_bodies():
    assert fuzz.fuzz(400) == (400, [])
