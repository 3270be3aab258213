"""What drugs do in a body that is not at rest, and to one another: each promise a test."""

import numpy as np
import pytest

from physiology import formulary, pharmacology, pharmacy
from physiology import layout as lay
from physiology.patient import Patient
from physiology.validation.record import do

MAN = Patient(age_y=30, sex="male", height_cm=178, weight_kg=75)
BREATHED_FOR = (
    "Sedate depth_fraction=1",
    "PlaceTube site=trachea",
    "Ventilate mode=volume_control rr_per_min=12 vt_ml=500 fio2_fraction=0.5",
)


def handle(twin, name):
    return float(twin.state[lay.place(f"handles.{name}")])


def highest_effect(f_flow):
    """Peak at the effect site of one dose of propofol when flow is `f_flow` of rest."""
    row = pharmacy.constants(formulary.load()["propofol"], MAN)
    y = np.zeros(pharmacology.N_AMOUNTS)
    y[0], top = 100.0, 0.0
    for _ in range(600):
        pharmacology.disposition(y, 0, row, 0, 0.0, f_flow, 1.0)
        top = max(top, y[3])
    return top


def test_slow_blood_makes_no_less_of_a_dose_and_keeps_it_longer(fresh):
    """In shock the same syringe is more: more of it is still in plasma minutes later."""
    twin, shocked = fresh(), fresh()
    do(shocked, "OpenVessel name=femoral_artery side=right area_mm2=10")
    while shocked.truth().map_mmhg > 65 and shocked.tick < 600_000:
        shocked.step(5_000)
    assert shocked.truth().outcome == "alive"
    do(shocked, "OpenVessel name=femoral_artery side=right area_mm2=0")
    left = []
    for body in (twin, shocked):
        do(body, "GiveDrug drug=propofol dose_mg=100", "PlaceTube site=trachea",
           "Ventilate mode=volume_control rr_per_min=12 vt_ml=500")  # fmt: skip
        body.step(90_000)
        left.append(float(body.state[lay.DRUGS + pharmacology.A1]))
    assert left[1] > 1.15 * left[0]
    assert highest_effect(0.5) == pytest.approx(highest_effect(1.0), rel=0.05)


def test_an_opioid_deepens_a_hypnotic_and_alone_leaves_him_awake(fresh):
    deeds = {
        "both": ("GiveDrug drug=fentanyl dose_mg=0.2", "GiveDrug drug=propofol dose_mg=70"),
        "opioid": ("GiveDrug drug=fentanyl dose_mg=0.2",),
        "hypnotic": ("GiveDrug drug=propofol dose_mg=70",),
    }
    awake = {}
    for name, what in deeds.items():
        twin = fresh()
        do(twin, *BREATHED_FOR[1:], *what)
        twin.step(60_000)
        awake[name] = handle(twin, "awake")
    assert awake["opioid"] > 0.9
    assert awake["both"] < 0.6 * awake["opioid"] * awake["hypnotic"]


def test_an_antagonist_wakes_from_its_own_kind_only(fresh):
    woken = {}
    for drug, mg in (("midazolam", 12), ("propofol", 140)):
        twin = fresh()
        do(twin, *BREATHED_FOR[1:], f"GiveDrug drug={drug} dose_mg={mg}")
        twin.step(90_000)
        low = handle(twin, "awake")
        other = type(twin).restore(twin.save())
        do(twin, "GiveDrug drug=flumazenil dose_mg=0.5")
        for body in (twin, other):
            body.step(60_000)
        woken[drug] = (low, handle(twin, "awake"), handle(other, "awake"))
    assert woken["midazolam"][1] > woken["midazolam"][2] + 0.2
    assert woken["propofol"][1] == woken["propofol"][2]


def test_atropine_keeps_neostigmine_from_slowing_the_heart(fresh):
    rate = {}
    for covered in (False, True):
        twin = fresh()
        if covered:
            do(twin, "GiveDrug drug=atropine dose_mg=1")
        do(twin, "GiveDrug drug=neostigmine dose_mg=2.5")
        twin.step(240_000)
        rate[covered] = twin.truth().hr_per_min
    assert rate[False] < fresh().truth().hr_per_min - 4
    assert rate[True] > rate[False] + 10


def test_oxytocin_makes_a_uterus_bleed_less(fresh):
    lost = {}
    for mg in (0.0, 0.034):
        twin = fresh()
        do(twin, "Develop disease=postpartum_hemorrhage severity_fraction=0.6")
        twin.step(60_000)
        before = twin.truth().blood_lost_ml
        if mg:
            do(twin, f"GiveDrug drug=oxytocin dose_mg={mg} over_s=3600")
        twin.step(300_000)
        lost[mg] = twin.truth().blood_lost_ml - before
    assert lost[0.034] < 0.6 * lost[0.0]


def test_suxamethonium_lets_out_more_potassium_where_receptors_have_spread(fresh):
    rise = {}
    for is_cut in (False, True):
        twin = fresh()
        do(twin, *BREATHED_FOR)
        if is_cut:  # all that comes within a week, at once
            do(twin, "Develop disease=spinal_cord_injury severity_fraction=1 over_s=5")
        twin.step(60_000)
        before = top = twin.truth().potassium_mmol_l
        do(twin, "GiveDrug drug=suxamethonium dose_mg=75")
        for _ in range(30):
            twin.step(5000)
            top = max(top, twin.truth().potassium_mmol_l)
        rise[is_cut] = top - before
    assert 0.1 < rise[False] < 1.2
    assert rise[True] > 2.0


def test_fibrinogen_and_platelets_reach_the_blood(fresh):
    twin = fresh()
    before = twin.truth()
    do(twin, "GiveFluid fluid=fibrinogen volume_ml=200 over_s=600",
       "GiveFluid fluid=platelets volume_ml=250 over_s=600")  # fmt: skip
    twin.step(400_000)
    after = twin.truth()
    plasma_l = after.plasma_ml / 1000.0
    # 4 g, and what 250 mL of platelets' plasma brings at 0.6 of normal
    came = 4.0 + 0.15 * before.fibrinogen_g_l
    kept = before.fibrinogen_g_l * before.plasma_ml / 1000.0
    assert after.fibrinogen_g_l == pytest.approx((kept + came) / plasma_l, rel=0.05)
    platelets = lay.place("coagulation.platelets")
    assert twin.state[platelets] > 1.15 * fresh().state[platelets]
