"""A wound bleeds by its hole, by what drives it, and by what the tissue around it holds back."""

import pytest

from physiology.validation.record import do

HOLE = "OpenVessel name=femoral_artery side=left area_mm2=6 into={into} opening={name}"


def lost(twin, minutes):
    twin.step(500 * 60 * minutes)
    return twin.truth().blood_lost_ml


def test_closed_tissue_holds_a_bleeding_up_that_would_kill_into_the_open(fresh):
    closed, open_ = fresh(), fresh()
    do(closed, HOLE.format(into="tissue", name="wound"))
    do(open_, HOLE.format(into="outside", name="wound"))
    early = [lost(closed, 1), lost(open_, 1)]
    assert early[0] > 100
    assert early[0] < early[1], "from the start a little less"
    late = lost(closed, 20)
    assert 700 < late < 1600, "a closed thigh takes a liter to a liter and a half (ATLS)"
    assert lost(closed, 10) - late < 50, "and then no more"
    assert lost(open_, 30) > 1.4 * late
    assert closed.truth().outcome == "alive"


def test_each_wound_fills_tissue_of_its_own(fresh):
    one, two = fresh(), fresh()
    do(one, HOLE.format(into="tissue", name="first"))
    do(two, HOLE.format(into="tissue", name="first"), HOLE.format(into="tissue", name="second"))
    assert lost(two, 2) == pytest.approx(2 * lost(one, 2), rel=0.35)
