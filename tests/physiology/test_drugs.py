"""Kinetics against an independent solution, mass that is kept, files and doses that are refused."""

import math

import numpy as np
import pytest

from physiology import Patient, dispensing, formulary, pharmacology, pharmacy
from physiology import layout as lay
from physiology.drug import Model
from physiology.errors import TwinError
from physiology.validation.record import do

MAN = Patient(age_y=30, sex="male", height_cm=178, weight_kg=75)
REFERENCE = Patient(age_y=35, sex="male", height_cm=175, weight_kg=70)
ONE_POOL = (
    'volumes_l = ["10"]\nclearances_l_per_min = ["1"]\nke0_per_min = "0.5"\nsource = "test"\n'
)
PLAIN = 'names = { en = "Test", zh = "试" }\nmost_mg = 10.0\n[model]\n' + ONE_POOL


def amounts(twin, drug):
    at = lay.DRUGS + pharmacology.N_AMOUNTS * twin.slots.drugs[drug]
    return twin.state[at : at + pharmacology.N_AMOUNTS]


def held_mg(twin, drug):
    return dispensing.in_body_mg(twin.state, twin.slots.drugs, twin.slots.places)[drug]


@pytest.mark.parametrize("rate", [0.0, 0.3])
def test_the_pools_are_advanced_exactly(rate):
    """Against small Euler steps, which know nothing of eigenvectors."""
    drug = formulary.load()["propofol"]
    volumes, clearances, ke0 = pharmacy.kinetic(drug, MAN)
    k = np.array(clearances) / 60.0
    x = np.array([100.0, 20.0, 5.0, 1.0])
    y = np.array([*x, 0.0, 0.0])
    row = pharmacy.constants(drug, MAN)
    seconds, h = 30.0, 0.002
    pharmacology.disposition(y, 0, row, 0, rate, 1.0, seconds)
    for _ in range(round(seconds / h)):
        c = x[:3] / volumes
        flow2, flow3 = k[1] * (c[0] - c[1]), k[2] * (c[0] - c[2])
        x = x + h * np.array(
            [rate - k[0] * c[0] - flow2 - flow3, flow2, flow3, ke0 / 60 * (c[0] - x[3])]
        )
    assert y[:4] == pytest.approx(x, rel=2e-4)
    assert y[4] == pytest.approx(125.0 + rate * seconds - x[:3].sum(), rel=2e-3)


def test_one_pool_by_hand():
    """10 L, 1 L/min: after 10 min e^-1 is left; without flow and with all of it flow-borne, all."""
    one = Model({}, ("10",), ("1",), "1000", "test")
    drug = formulary.load()["propofol"]._replace(models={"": one}, default_model="", flow_share=1.0)
    row = pharmacy.constants(drug, MAN)
    y = np.array([50.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    pharmacology.disposition(y, 0, row, 0, 0.0, 1.0, 600.0)
    assert y[0] == pytest.approx(50.0 / math.e)
    assert y[3] == pytest.approx(5.0 / math.e, rel=1e-3)
    y = np.array([50.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    pharmacology.disposition(y, 0, row, 0, 0.0, 2.0, 300.0)
    assert y[0] == pytest.approx(50.0 / math.e)


@pytest.mark.parametrize(
    ("drug", "v1", "k10", "k12", "k13", "k21", "k31"),
    [  # per minute; reference man of the published tables (35 y, 70 kg, 175 cm)
        ("propofol", 6.28, 0.2850, 0.3048, 0.1799, 0.0751, 0.00404),
        ("fentanyl", 6.09, 0.0827, 0.471, 0.225, 0.102, 0.006),
    ],
)
def test_kinetics_are_those_published(drug, v1, k10, k12, k13, k21, k31):
    volumes, clearances, _ = pharmacy.kinetic(formulary.load()[drug], REFERENCE)
    assert volumes[0] == pytest.approx(v1, rel=0.01)
    found = [c / volumes[0] for c in clearances]
    found += [clearances[n] / volumes[n] for n in (1, 2)]
    assert found == pytest.approx([k10, k12, k13, k21, k31], rel=0.02)


def test_what_is_given_is_in_the_body_or_gone(fresh):
    twin = fresh()
    do(
        twin,
        "GiveDrug drug=fentanyl dose_mg=0.1",
        "GiveDrug drug=fentanyl dose_mg=0.2 over_s=30",
        "GiveDrug drug=fentanyl dose_mg=0.3 route=in",
        "GiveDrug drug=epinephrine dose_mg=0.3 route=im",
    )
    for _ in range(6):
        twin.step(3777)
        for drug in ("fentanyl", "epinephrine"):
            a = amounts(twin, drug)
            assert held_mg(twin, drug) + a[pharmacology.GONE] == pytest.approx(
                a[pharmacology.GIVEN]
            )
    assert amounts(twin, "fentanyl")[pharmacology.GIVEN] == pytest.approx(0.6)
    assert amounts(twin, "epinephrine")[pharmacology.GONE] > 0.0


def test_doses_and_infusions_run_side_by_side_and_stop(fresh):
    twin = fresh()
    do(twin, "GiveDrug drug=propofol dose_mg=60 over_s=60", "GiveDrug drug=propofol dose_mg=20")
    twin.step(15_000)
    do(twin, "GiveDrug drug=propofol dose_mg=30 over_s=30")
    twin.step(5_000)
    assert amounts(twin, "propofol")[pharmacology.GIVEN] == pytest.approx(20 + 40 + 10, abs=0.5)
    do(twin, "GiveDrug drug=propofol dose_mg=0")
    twin.step(20_000)
    assert amounts(twin, "propofol")[pharmacology.GIVEN] == pytest.approx(70, abs=0.01)


def test_many_short_doses_do_not_use_up_the_pumps(fresh):
    twin = fresh()
    for _ in range(pharmacology.N_PUMPS + 4):
        do(twin, "GiveDrug drug=naloxone dose_mg=0.04 over_s=0.5")
        twin.step(500)
    given = amounts(twin, "naloxone")[pharmacology.GIVEN]
    assert given == pytest.approx(0.04 * (pharmacology.N_PUMPS + 4), rel=1e-6)
    for _ in range(pharmacology.N_PUMPS):
        do(twin, "GiveDrug drug=naloxone dose_mg=1 over_s=600")
    with pytest.raises(TwinError, match="over_s"):
        do(twin, "GiveDrug drug=naloxone dose_mg=1 over_s=600")


def test_without_flow_a_drug_stays_where_it_was_given(fresh):
    twin = fresh()
    do(twin, "OpenVessel name=aorta side=none area_mm2=400", "Sedate depth_fraction=1")
    while twin.truth().outcome == "alive" and twin.tick < 300_000:
        twin.step(5000)
    do(twin, "GiveDrug drug=epinephrine dose_mg=1")
    twin.step(15_000)
    assert amounts(twin, "epinephrine")[pharmacology.A1] < 0.1


def test_synonyms_in_every_language_lead_to_one_drug():
    for word in ("epinephrine", "Adrenaline", "ADRENALIN", "肾上腺素"):
        assert formulary.find(word).id == "epinephrine"


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("GiveDrug drug=adrenalyn dose_mg=1", "adrenalyn.*adrenal"),
        ("GiveDrug drug=propofol dose_mg=10 route=im", "propofol.*'im'.*iv, io"),
        ("GiveDrug drug=propofol dose_mg=10 route=nose", "route is 'nose'"),
        ("GiveDrug drug=epinephrine dose_mg=60", "dose_mg is 60; of epinephrine .* 0 .* 50"),
        ("GiveDrug drug=epinephrine dose_mg=-1", "dose_mg is -1"),
        ("GiveDrug drug=epinephrine dose_mg=nan", "dose_mg is nan"),
        ("GiveDrug drug=epinephrine dose_mg=1 over_s=1e9", "over_s is 1e"),
    ],
)
def test_impossible_doses_are_refused_by_name_and_change_nothing(fresh, deed, words):
    twin = fresh()
    before = twin.digest()
    with pytest.raises(TwinError, match=words):
        do(twin, deed)
    assert twin.digest() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PLAIN + '[[effects]]\nacts_on = "resistence"\nat_most = 2\nec50 = 1\nunit = "ng/mL"\n'
         'source = "x"\n', "did you mean 'resistance'"),
        (PLAIN + '[[effects]]\nacts_on = "resistance"\nat_most = 99\nec50 = 1\nunit = "ng/mL"\n'
         'source = "x"\n', "at_most is 99"),
        (PLAIN + '[[effects]]\nacts_on = "resistance"\nat_most = 2\nec50 = 1\nunit = "ng/mL"\n',
         "lacks a source"),
        (PLAIN + '[routes.nasal]\nbioavailability = 1\nhalf_s = 9\nsource = "x"\n', "'nasal'"),
        (PLAIN.replace('["10"]', '["10 * wieght_kg"]'), "did you mean 'weight_kg'"),
        (PLAIN.replace('["10"]', '["10", "20"]'), "2 volumes"),
        (PLAIN.replace("most_mg = 10.0\n", ""), "'most_mg' is missing"),
    ],
)  # fmt: skip
def test_a_wrong_drug_file_says_what_is_wrong(tmp_path, text, words):
    (tmp_path / "test.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TwinError, match=words):
        formulary.load(tmp_path)


def test_every_drug_names_itself_in_both_languages_and_every_number_a_source():
    for drug in formulary.load().values():
        assert drug.names["en"]
        assert drug.names["zh"]
        assert all(e.source for e in drug.effects)
        for who in (MAN, Patient(age_y=85, sex="female", height_cm=150, weight_kg=45)):
            for model in drug.models:
                volumes, clearances, ke0 = pharmacy.kinetic(drug, who, model)
                assert min([*volumes, *clearances, ke0]) > 0.0


def test_an_inhaled_agent_does_not_depend_on_how_time_is_cut(fresh):
    ends = set()
    for cut in (3000, 7):
        twin = fresh()
        do(twin, "SetVaporizer drug=sevoflurane inspired_pct=2")
        while twin.tick < 3000:
            twin.step(min(cut, 3000 - twin.tick))
        ends.add(twin.digest())
    assert len(ends) == 1
