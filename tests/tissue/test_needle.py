"""A needle through a flat chest whose answers can be worked out by hand.

Skin at z = 0, pleura at depth 40 mm, lung at depth `lung_mm`, everything closed far below.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from physiology.actions import OpenLung, OpenPleura, OpenVessel
from simulator.anatomy.body import Structure
from simulator.anatomy.living import Crossing
from simulator.procedures import needle_decompression as procedure
from simulator.tissue.force import push
from simulator.tissue.needle import Cannula, Drive, approach, follow, let_go
from simulator.tissue.path import Surface, surfaces

RULES = procedure.load()
DOWN = np.array([0.0, 0.0, -1.0])


def structure(id, tissue, side="left"):
    return Structure(id, side, "", tissue, {}, {}, "", "", True, slice(0, 0), slice(0, 0))


SKIN = structure("skin", "skin", None)
PLEURA = structure("parietal_pleura", "pleura")
LUNG = structure("lung", "lung")


@dataclass
class FlatChest:
    planes: list  # (structure, enters at depth mm, leaves at depth mm)

    def crossings(self, start_m, end_m):
        start, end = np.asarray(start_m), np.asarray(end_m)
        hits = []
        for part, top, bottom in self.planes:
            for depth, is_entering in ((top, True), (bottom, False)):
                fraction = (-depth / 1000.0 - start[2]) / (end[2] - start[2])
                if 0.0 <= fraction <= 1.0:
                    point = tuple(start + fraction * (end - start))
                    hits.append(Crossing(part, float(fraction), is_entering, point))
        return sorted(hits, key=lambda hit: hit.at_fraction)


def chest(lung_mm=90.0, pleura_mm=40.0, extra=()):
    return FlatChest([(SKIN, 0, 900), (PLEURA, pleura_mm, 400), (LUNG, lung_mm, 300), *extra])


def drive(depth_mm, is_apart=False):
    return Drive(np.array([0.0, 0.0, -depth_mm / 1000.0]), DOWN, is_apart)


def run(flesh, depths, cannula=None, device="cannula_14g_50", is_apart=False):
    """Push through those hand depths; returns the cannula and everything passed."""
    cannula = cannula or Cannula(RULES.devices[device])
    seen = []
    for depth in depths:
        if not cannula.is_in:
            cannula = approach(cannula, flesh, RULES.tissue, drive(depth))
        if cannula.is_in:
            entry = np.zeros(3)
            cannula, passed = follow(cannula, flesh, RULES.tissue, entry, drive(depth, is_apart))
            seen += passed
    return cannula, seen


def test_skin_dimples_before_it_breaks():
    puncture_mm = RULES.tissue.layers["skin"].puncture_n / RULES.tissue.stiffness_n_per_mm
    before, _ = run(chest(), [puncture_mm - 0.1])
    after, _ = run(chest(), [puncture_mm + 0.1])
    assert not before.is_in
    assert before.steel_mm == 0.0
    assert before.force_n == pytest.approx(3.85)
    assert after.is_in


def test_the_pleura_gives():
    k = RULES.tissue.stiffness_n_per_mm
    way = surfaces(chest(), np.zeros(3), DOWN, 60.0)
    wall = RULES.tissue.layers["wall"]
    pleura = RULES.tissue.layers["pleura"]
    hold_n = pleura.puncture_n + wall.friction_n_per_cm * 4.0
    held = push(RULES.tissue, way, 39.0, 40.0 + hold_n / k - 0.01)
    through = push(RULES.tissue, way, 39.0, 40.0 + hold_n / k + 0.01)
    assert held.depth_mm == pytest.approx(40.0)
    assert held.stopped_by.id == "parietal_pleura"
    assert through.depth_mm > 41.0
    assert through.force_n < held.force_n


def test_friction_holds_on_the_way_out():
    inside, _ = run(chest(), np.arange(0, 46, 0.5))
    still, _ = run(chest(), [inside.hand_mm - 1.0], inside)
    assert still.steel_mm == inside.steel_mm
    out, passed = run(chest(), np.arange(46, -5, -0.5), inside)
    assert not out.is_in
    assert [(p.surface.id, p.is_forward) for p in passed] == [("parietal_pleura", False)]


def test_crossings_come_in_order_and_only_once():
    vessel = structure("posterior_intercostal_artery", "artery")
    _, seen = run(chest(45.0, extra=[(vessel, 35, 38)]), np.arange(0, 53, 0.4))
    assert [(p.surface.id, p.surface.is_entering) for p in seen] == [
        ("posterior_intercostal_artery", True),
        ("posterior_intercostal_artery", False),
        ("parietal_pleura", True),
        ("lung", True),
    ]


def test_bone_stops_the_needle_and_not_the_hand():
    rib = structure("rib_3", "bone")
    cannula, seen = run(chest(extra=[(rib, 20, 30)]), np.arange(0, 60, 0.4))
    assert cannula.steel_mm == pytest.approx(20.0)
    assert cannula.stopped_by == ("rib_3", "left")
    assert cannula.hand_mm > 59.0
    assert seen == []


def test_the_end_of_the_lumen_decides_whether_the_pleura_is_open():
    shallow, _ = run(chest(), np.arange(0, 40.5, 0.5))
    deep, _ = run(chest(), np.arange(0, 46, 0.5))
    assert procedure.openings(shallow, "a") == {}
    (deed,) = procedure.openings(deep, "a").values()
    assert deed == OpenPleura("left", 0.9, "none", "a")


@pytest.mark.parametrize(("past_mm", "is_open"), [(2.0, False), (5.0, True)])
def test_three_millimetres_decide_what_is_left_when_the_steel_is_drawn(past_mm, is_open):
    """The needle hisses in both; the catheter tip lies 3 mm behind it."""
    hand = 40.0 + past_mm + 0.8  # friction on 4 cm of wall holds the tip 0.8 mm behind the hand
    inside, _ = run(chest(), [*np.arange(0, 42.5, 0.5), hand])
    assert procedure.past_pleura_mm(inside) == pytest.approx(past_mm, abs=0.6)
    assert procedure.openings(inside, "a")
    drawn, _ = run(chest(), np.arange(hand, hand - 70, -0.5), inside, is_apart=True)
    assert drawn.is_steel_out
    assert bool(procedure.openings(drawn, "a")) is is_open


def test_the_catheter_slides_over_the_steel_into_gas_but_not_into_muscle():
    inside, _ = run(chest(), np.arange(0, 44, 0.5))
    slid, _ = run(chest(), np.arange(44, 80, 0.5), inside, is_apart=True)
    assert slid.steel_mm == inside.steel_mm
    assert slid.catheter_mm == 50.0
    short, _ = run(chest(), np.arange(0, 30, 0.5))
    stuck, _ = run(chest(), np.arange(30, 60, 0.5), short, is_apart=True)
    assert stuck.catheter_mm == pytest.approx(stuck.steel_mm)
    again, _ = run(chest(), [60.0], stuck)
    assert again.steel_mm == pytest.approx(stuck.steel_mm, abs=0.5), "no lurch when the hand closes"


def test_a_lung_that_comes_back_meets_steel_but_only_pushes_a_catheter():
    inside, _ = run(chest(), np.arange(0, 50, 0.5))
    left = let_go(inside)
    met = []
    for lung_mm in np.arange(60, 42, -0.5):
        left, passed = follow(left, chest(lung_mm), RULES.tissue, np.zeros(3), None)
        met += procedure.breaches(left, RULES, "a", passed)
    assert met == [OpenLung("left", RULES.lung_mm2, "none", "a")]
    slid, _ = run(chest(), np.arange(49.5, 60, 0.5), inside, is_apart=True)
    drawn, _ = run(chest(), np.arange(60, -20, -0.5), slid, is_apart=True)
    soft = let_go(drawn)
    for lung_mm in np.arange(60, 42, -0.5):
        soft, passed = follow(soft, chest(lung_mm), RULES.tissue, np.zeros(3), None)
        assert procedure.breaches(soft, RULES, "a", passed) == []
    assert soft.catheter_mm < 43.0
    back, _ = follow(soft, chest(90.0), RULES.tissue, np.zeros(3), None)
    assert back.catheter_mm == pytest.approx(drawn.catheter_mm)


def test_a_vessel_of_the_wall_bleeds_into_the_pleura_behind_it():
    vessel = structure("posterior_intercostal_artery", "artery")
    flesh = chest(extra=[(vessel, 35, 38)])
    cannula, seen = run(flesh, np.arange(0, 46, 0.5))
    deeds = procedure.breaches(cannula, RULES, "a", seen)
    assert deeds == [OpenVessel("posterior_intercostal_artery", "left", 1.0, "pleura", "a")]


def test_a_catheter_that_barely_reaches_kinks_first():
    drawn = replace(
        Cannula(RULES.devices["cannula_14g_50"]),
        is_in=True,
        is_steel_out=True,
        catheter_mm=43.0,
        way=(Surface("parietal_pleura", "left", "pleura", True, 40.0),),
    )
    deep = replace(drawn, catheter_mm=55.0)
    at_ten_min = [procedure.patency_fraction(c, RULES, 600.0) for c in (drawn, deep)]
    assert at_ten_min[0] < 0.7 < at_ten_min[1] == 1.0
    assert procedure.patency_fraction(drawn, RULES, 1e5) == 0.0


def test_bone_is_infinite_and_every_row_has_a_source():
    assert math.isinf(RULES.tissue.layers["bone"].puncture_n)
    assert all(device.source for device in RULES.devices.values())
