"""Pushes of a log, counted by hand, and their place on the page."""

import pytest

from learning import compressions, debrief
from tests.learning.made_up_run import ZERO_S, added, event, good_run, write_run


def push(at_s, depth_cm, lean_cm=0.0, rate=None):
    from_tick = round((ZERO_S + at_s) * 500)
    return event(
        at_s + 0.2, "compression", hand="right", from_tick=from_tick, depth_cm=depth_cm,
        lean_cm=lean_cm, rate_per_min=rate,
    )  # fmt: skip


def pressed():
    """Ten good pushes at 120 a minute, 5.5 s off, then ten shallow ones that lean at 150."""
    good = [push(200.0 + 0.5 * k, 5.5, 0.1, None if k == 0 else 120.0) for k in range(10)]
    bad = [push(210.0 + 0.4 * k, 4.0, 0.8, None if k == 0 else 150.0) for k in range(10)]
    return [*good, *bad]


def test_pushes_are_read_back_and_counted(tmp_path):
    run = write_run(tmp_path / "run", added(good_run(), *pressed()))
    story = debrief.judge(debrief.read(run)).story
    pushes = compressions.pushes(story)
    assert len(pushes) == 20
    assert pushes[0].start_s == pytest.approx(200.0)
    found = compressions.quality(pushes, pushes[0].start_s, pushes[-1].start_s)
    assert found.in_depth_fraction == 0.5
    assert found.in_rate_fraction == 0.5
    assert found.released_fraction == 0.5
    ((begins, ends),) = found.pauses
    assert (begins, ends) == pytest.approx((204.5, 210.0))
    assert found.compression_fraction == pytest.approx(1.0 - 5.5 / 13.6)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Chest compressions", "4.8 cm; 50 % in the band", "1, together 6 s", "60 %")),
        ("zh", ("胸外按压", "4.8 cm；50 % 达标", "1 次，共 6 秒", "60 %")),
    ],
)
def test_the_page_has_a_place_for_them(tmp_path, language, said):
    run = write_run(tmp_path / "run", added(good_run(), *pressed()))
    page = debrief.write(run, language).read_text("utf-8")
    for words in said:
        assert words in page


def test_without_pushes_the_page_has_no_place_for_them(tmp_path):
    page = debrief.write(write_run(tmp_path / "none", good_run()), "en").read_text("utf-8")
    assert "Chest compressions" not in page
    assert "compression fraction" not in page
