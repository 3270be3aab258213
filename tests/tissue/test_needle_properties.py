"""What holds for any way of a needle: sampling changes nothing, edges are met once."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.anatomy.body import Structure
from simulator.anatomy.living import Crossing
from simulator.procedures import needle_decompression as procedure
from simulator.tissue.force import EDGE_MM, push
from simulator.tissue.needle import Cannula, Drive, approach, follow
from simulator.tissue.path import location, surfaces

RULES = procedure.load()
DOWN = np.array([0.0, 0.0, -1.0])
NEAR_MM = 1e-6
TISSUES = ("muscle", "artery", "vein", "pleura", "lung", "organ")


class Layers:
    """Flat layers under the skin: (id, tissue, top mm, bottom mm)."""

    def __init__(self, rows):
        self.rows = [("skin", "skin", 0.0, 900.0), *rows]

    def crossings(self, start_m, end_m):
        start, end = np.asarray(start_m), np.asarray(end_m)
        hits = []
        for id, tissue, top, bottom in self.rows:
            side = None if id == "skin" else "left"
            part = Structure(id, side, "", tissue, {}, {}, "", "", True, slice(0, 0), slice(0, 0))
            for depth, is_entering in ((top, True), (bottom, False)):
                fraction = (-depth / 1000.0 - start[2]) / (end[2] - start[2])
                if 0.0 <= fraction <= 1.0:
                    point = tuple(start + fraction * (end - start))
                    hits.append(Crossing(part, float(fraction), is_entering, point))
        return sorted(hits, key=lambda hit: hit.at_fraction)


@st.composite
def bodies(draw, bone=False):
    """A few layers, nested or apart, between 6 and 70 mm; perhaps one of bone."""
    edges = sorted(draw(st.lists(st.floats(6.0, 70.0), min_size=4, max_size=8, unique=True)))
    edges = [e for a, e in itertools.pairwise([0.0, *edges]) if e - a > 0.3]
    rows = []
    for k, (top, bottom) in enumerate(zip(edges[::2], edges[1::2])):
        rows.append((f"layer_{k}", draw(st.sampled_from(TISSUES)), top, bottom))
    if bone and len(edges) > 2:
        rows.append(("rib_5", "bone", edges[-1] + 1.0, edges[-1] + 9.0))
    return Layers(rows)


def drive(depth_mm):
    return Drive(np.array([0.0, 0.0, -depth_mm / 1000.0]), DOWN)


def pushed(flesh, depths, cannula=None):
    """Through those hand depths: the cannula, and what it passed."""
    cannula = cannula or Cannula(RULES.devices["cannula_14g_80"])
    seen = []
    for depth in depths:
        if not cannula.is_in:
            cannula = approach(cannula, flesh, RULES.tissue, drive(depth))
        if cannula.is_in:
            cannula, passed = follow(cannula, flesh, RULES.tissue, np.zeros(3), drive(depth))
            seen += [(p.surface.id, p.surface.is_entering, p.is_forward) for p in passed]
    return cannula, seen


def split(end_mm, cuts):
    """A rising way from 0 to `end_mm` by way of the cuts (shares of it)."""
    return [share * end_mm for share in sorted({*cuts, 1.0})]


@settings(deadline=None, max_examples=60)
@given(bodies(bone=True), st.floats(5.0, 78.0), st.lists(st.floats(0.01, 0.99), max_size=40))
@example(Layers([("layer_0", "pleura", 40.0, 60.0)]), 78.0, [])
def test_any_sampling_of_a_push_passes_the_same_in_the_same_order(flesh, end_mm, cuts):
    """Even in one step, as long as the hub is still outside (80 mm a tick would be 10 m/s)."""
    whole, once = pushed(flesh, [end_mm, end_mm])
    parts, often = pushed(flesh, [*split(end_mm, cuts), end_mm])
    assert once == often
    assert whole.is_in == parts.is_in
    assert abs(whole.steel_mm - parts.steel_mm) < 1e-4
    assert abs(whole.force_n - parts.force_n) < 1e-3


@settings(deadline=None, max_examples=40)
@given(bodies(), st.floats(20.0, 78.0), st.integers(1, 60), st.integers(1, 60))
def test_out_again_undoes_what_in_did(flesh, end_mm, n_in, n_out):
    inside, there = pushed(flesh, np.linspace(0.0, end_mm, n_in + 1)[1:])
    outside, back = pushed(flesh, np.linspace(end_mm, -20.0, n_out + 1), inside)
    assert not outside.is_in
    forward = [(id, entering) for id, entering, _ in there if id != "skin"]
    undone = [(id, entering) for id, entering, is_forward in back if not is_forward]
    deeper = [(id, entering) for id, entering, is_forward in back if is_forward]
    assert sorted(undone) == sorted(forward + deeper)


@settings(deadline=None, max_examples=30)
@given(bodies(), st.floats(30.0, 78.0), st.integers(2, 5))
def test_a_way_taken_again_passes_the_same(flesh, end_mm, times):
    cannula, first = pushed(flesh, [end_mm, end_mm])
    for _ in range(times):
        cannula, _ = pushed(flesh, np.linspace(end_mm, -20.0, 9), cannula)
        cannula, again = pushed(flesh, [end_mm, end_mm], cannula)
        assert again == first


@settings(deadline=None, max_examples=40)
@given(bodies(bone=True), st.lists(st.floats(-30.0, 120.0), min_size=1, max_size=30))
def test_no_hand_brings_steel_into_bone_or_deeper_than_its_length(flesh, depths):
    bone = [top for _, tissue, top, _ in flesh.rows if tissue == "bone"]
    cannula, _ = pushed(flesh, depths)
    if cannula.is_in:
        assert cannula.steel_mm <= cannula.device.reach_mm + NEAR_MM
        assert cannula.steel_mm <= min(bone, default=np.inf) + 2 * EDGE_MM
    assert np.isfinite([cannula.steel_mm, cannula.catheter_mm, cannula.force_n]).all()


@settings(deadline=None, max_examples=60)
@given(bodies(bone=True), st.floats(0.0, 80.0), st.floats(0.0, 100.0), st.floats(0.0, 20.0))
def test_a_hand_that_presses_deeper_never_brings_the_tip_less_deep(flesh, tip_mm, hand_mm, more):
    way = surfaces(flesh, np.zeros(3), DOWN, 200.0)
    near = push(RULES.tissue, way, tip_mm, hand_mm)
    far = push(RULES.tissue, way, tip_mm, hand_mm + more)
    assert far.depth_mm >= near.depth_mm - NEAR_MM
    assert push(RULES.tissue, way, near.depth_mm, hand_mm).depth_mm - near.depth_mm < 1e-4  # rest


def test_a_tip_that_rests_on_a_surface_is_not_in_it():
    flesh = Layers([("layer_0", "pleura", 40.0, 60.0)])
    way = surfaces(flesh, np.zeros(3), DOWN, 100.0)
    assert location(way, 40.0) == ()
    assert location(way, 40.0 + EDGE_MM) == (("layer_0", "left"),)
    assert push(RULES.tissue, way, 40.0, 40.2).depth_mm == 40.0


def test_a_vessel_that_is_only_grazed_bleeds_nothing():
    """Its far wall lies beyond what was met: an odd count of one structure's surfaces."""

    class Grazed(Layers):
        def crossings(self, start_m, end_m):
            hits = super().crossings(start_m, end_m)
            return [h for h in hits if h.structure.tissue != "artery" or h.is_entering]

    cannula, seen = pushed(Grazed([("layer_0", "artery", 20.0, 23.0)]), np.linspace(1, 50, 40))
    assert cannula.is_in
    assert seen == []


def test_a_bent_shaft_keeps_its_way_and_says_how_much_it_is_bent():
    flesh = Layers([("layer_0", "pleura", 40.0, 60.0)])
    inside, _ = pushed(flesh, [30.0, 30.0])
    tilt = np.array([np.sin(0.3), 0.0, -np.cos(0.3)])
    hand = Drive(tilt * 0.03, tilt)
    bent, passed = follow(inside, flesh, RULES.tissue, np.zeros(3), hand)
    assert bent.direction == inside.direction
    assert abs(bent.bend_deg - np.degrees(0.3)) < 1e-6
    assert passed == []
