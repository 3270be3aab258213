"""Published kinetics to the digit; what drugs do to one another, with answers by hand."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from physiology import Patient, dispensing, formulary, handles, pharmacology, pharmacy, validation
from physiology import layout as lay
from physiology.errors import Conflict, OutOfRange, UnknownName
from physiology.validation.record import do

REFERENCE = Patient(age_y=35, sex="male", height_cm=175, weight_kg=70)
TABLE = Path(validation.__file__).parent / "pk_reference.csv"
NAMES = {"Marsh modified ke0": "marsh_modified"}
CONSTANTS = ("V1_L", "k10_per_min", "k12_per_min", "k13_per_min", "k21_per_min", "k31_per_min",
             "ke0_per_min", "CL_L_per_min")  # fmt: skip
# What the table's carrier has otherwise than the papers: Schnider's V2 falls from 53 years (18.9 at
# 53, the carrier has 52); of Eleveld's remifentanil it gives the man the factor that is a woman's.
SLIPS = {
    ("propofol", "Schnider"): {"k21_per_min": 0.0664},
    ("remifentanil", "Eleveld"): {
        "k10_per_min": 0.441, "k12_per_min": 0.294, "k21_per_min": 0.194, "CL_L_per_min": 2.63,
        "tpeak_Ce_min_computed": 1.1,
    },
}  # fmt: skip
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))


def model_of(row):
    drug = formulary.load()[row["drug"]]
    name = NAMES.get(row["model"], row["model"].casefold())
    return drug, name if name in drug.models else ""


def half_digit(text):
    return 0.5 * 10.0 ** -len(text.partition(".")[2])


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['drug']} {r['model']}")
def test_constants_are_those_of_the_table(row):
    drug, model = model_of(row)
    v, c, ke0 = pharmacy.kinetic(drug, REFERENCE, model)
    found = [v[0], c[0] / v[0]]
    found += [c[n] / v[0] if n < len(v) else 0.0 for n in (1, 2)]
    found += [c[n] / v[n] if n < len(v) else 0.0 for n in (1, 2)]
    slips = SLIPS.get((row["drug"], row["model"]), {})
    for name, value in zip(CONSTANTS, [*found, ke0, c[0]], strict=True):
        text = str(slips.get(name, row[name]))
        assert value == pytest.approx(float(text), rel=2e-3, abs=half_digit(text)), name


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['drug']} {r['model']}")
def test_times_are_those_of_the_table(row):
    """The highest effect after a dose, and half of the plasma level after two hours at one."""
    drug, model = model_of(row)
    v, c, _ = pharmacy.kinetic(drug, REFERENCE, model)
    constants = pharmacy.constants(drug, REFERENCE, model)
    y = np.zeros(pharmacology.N_AMOUNTS)
    y[0], top, at = 1.0, 0.0, 0
    for second in range(1, 3600):
        pharmacology.disposition(y, 0, constants, 0, 0.0, 1.0, 1.0)
        if y[3] > top:
            top, at = y[3], second
    slips = SLIPS.get((row["drug"], row["model"]), {})
    text = str(slips.get("tpeak_Ce_min_computed", row["tpeak_Ce_min_computed"]))
    assert at / 60.0 == pytest.approx(float(text), abs=0.03 * float(text) + half_digit(text))
    text = row["CSHT_2h_constant_plasma_min_computed"]
    if not text:
        return
    filled = 1.0 - np.exp([-120.0 * k / size for k, size in zip(c, v, strict=True)])
    y[:] = 0.0
    y[: len(v)] = [v[0], *(size * f for size, f in zip(v[1:], filled[1:], strict=True))]
    seconds = 0
    while y[0] > 0.5 * v[0]:
        pharmacology.disposition(y, 0, constants, 0, 0.0, 1.0, 1.0)
        seconds += 1
    assert seconds / 60.0 == pytest.approx(float(text), abs=0.03 * float(text) + half_digit(text))


def test_a_model_is_named_with_the_drug_and_stays(fresh):
    marsh, own = fresh(), fresh()
    do(marsh, "GiveDrug drug=propofol:marsh dose_mg=20")
    do(own, "GiveDrug drug=propofol dose_mg=20")
    v1 = [t.par[lay.DRUG_TABLE + pharmacology.V1] for t in (marsh, own)]
    assert v1[0] == pytest.approx(0.228 * 75)
    assert v1[1] == pytest.approx(6.28 * 75 / 108.6 * 103.6 / 70)
    do(marsh, "GiveDrug drug=propofol dose_mg=20")
    assert marsh.slots.models == {"propofol": "marsh"}
    assert type(marsh).restore(marsh.save()).par[lay.DRUG_TABLE + pharmacology.V1] == v1[0]
    with pytest.raises(Conflict, match="by model 'bedside'"):
        do(own, "GiveDrug drug=propofol:schnider dose_mg=20")
    with pytest.raises(UnknownName, match="did you mean 'marsh'"):
        do(own, "GiveDrug drug=propofol:mars dose_mg=20")


def test_mac_falls_with_age_as_mapleson_says():
    drug = formulary.load()["sevoflurane"]
    assert pharmacy.mac_pct(drug, 40.0) == pytest.approx(1.80)
    assert pharmacy.mac_pct(drug, 80.0) == pytest.approx(1.80 * 10 ** (-0.00269 * 40))
    assert pharmacy.mac_pct(drug, 80.0) == pytest.approx(1.40, abs=0.02)


def test_gas_comes_and_goes_by_the_lung_by_hand():
    """No uptake (nothing dissolves): alveolar gas washes in with V/VA; mass is kept with uptake."""
    y = np.zeros(pharmacology.N_AMOUNTS)
    for _ in range(300):
        pharmacology.breathe(y, 0, 100.0, 0.1, 0.1, 2.5, 1e-9, 5.0, 0.1)
    assert y[pharmacology.A_GAS] == pytest.approx(
        250.0 * (1.0 - math.exp(-30.0 * 0.1 / 2.5)), rel=1e-3
    )
    y = np.zeros(pharmacology.N_AMOUNTS)
    taken = 0.0
    for _ in range(3000):
        came = pharmacology.breathe(y, 0, 100.0, 0.07, 0.09, 2.5, 0.65, 5.0, 0.2)
        y[pharmacology.A1] += came
        taken += came
    kept = y[pharmacology.GIVEN] - y[pharmacology.GONE]
    assert kept == pytest.approx(y[pharmacology.A_GAS] + taken)
    assert taken == pytest.approx(5.0 * 0.65 * 100.0, rel=0.01), "blood in balance with what comes"


def test_a_vaporizer_is_for_gases_and_within_its_dial(fresh):
    twin = fresh()
    with pytest.raises(UnknownName, match="no inhaled agent"):
        do(twin, "SetVaporizer drug=propofol inspired_pct=2")
    with pytest.raises(OutOfRange, match="0 to 8"):
        do(twin, "SetVaporizer drug=sevoflurane inspired_pct=9")
    with pytest.raises(UnknownName, match="SetVaporizer"):
        do(twin, "GiveDrug drug=sevoflurane dose_mg=100")
    do(twin, "SetVaporizer drug=sevoflurane inspired_pct=2")
    twin.step(30_000)
    end = dispensing.end_tidal_pct(twin.state, twin.slots.drugs)["sevoflurane"]
    assert 0.5 < end < 1.7
    a = twin.state[lay.DRUGS : lay.DRUGS + pharmacology.N_AMOUNTS]
    held = dispensing.in_body_mg(twin.state, twin.slots.drugs, twin.slots.places)["sevoflurane"]
    assert held + a[pharmacology.GONE] == pytest.approx(a[pharmacology.GIVEN])


def table_of(*effects):
    """One drug whose effect-site concentration is 1 mg/L, with these constants set."""
    par = np.zeros(pharmacology.N_CONSTANTS * len(effects))
    y = np.zeros(pharmacology.N_AMOUNTS * len(effects))
    for k, words in enumerate(effects):
        y[pharmacology.N_AMOUNTS * k + pharmacology.C_EFFECT] = 1.0
        for at, values in words:
            par[pharmacology.N_CONSTANTS * k + at :][: len(values)] = values
    pulls = np.zeros(handles.N_HANDLES)
    pharmacology.add_pulls(y, 0, par, 0, len(effects), pulls, 0)
    return pulls


AWAKE = handles.Handles._fields.index("awake")


def hypnotic(ec50, adds=1.0):
    return (pharmacology.EFFECTS, (AWAKE, 0.0, ec50, 2.0, -1.0, adds))


def test_what_adds_up_acts_as_more_of_one_drug():
    """Two halves of EC50 are one: awake 1/2. Apart each leaves 1/(1 + 1/4): 0.64 together."""
    both = table_of([hypnotic(2.0)], [hypnotic(2.0)])
    assert math.exp(both[AWAKE]) == pytest.approx(0.5)
    apart = table_of([hypnotic(2.0, 0.0)], [hypnotic(2.0, 0.0)])
    assert math.exp(apart[AWAKE]) == pytest.approx(0.64)


def test_an_opioid_takes_from_what_the_hypnotic_needs():
    """At its own EC50 of a potentiation that leaves 0.5: three quarters of the EC50 are needed."""
    opioid = [(pharmacology.POTENTIATIONS, (AWAKE, 0.5, 1.0, 1.0, -1.0))]
    pulls = table_of([hypnotic(0.75 * 4.0)], opioid)
    x = (1.0 / (4.0 * 0.75 * 0.75)) ** 2
    assert math.exp(pulls[AWAKE]) == pytest.approx(1.0 / (1.0 + x))


def test_an_antagonist_with_a_ceiling_stops_there():
    """Ki 0.001: without a ceiling EC50 rises 1001 times, with one of 3 just short of 3 times."""
    agonist = [(pharmacology.EFFECTS, (AWAKE, 0.0, 1.0, 1.0, 0.0, 0.0))]
    for most, factor in ((0.0, 1001.0), (3.0, 1.0 + 2.0 * 1000.0 / 1002.0)):
        pulls = table_of(agonist, [(pharmacology.ANTAGONISMS, (0.0, 0.001, most))])
        assert math.exp(pulls[AWAKE]) == pytest.approx(factor / (1.0 + factor), rel=1e-6)


def test_a_ring_takes_as_many_molecules_as_there_are_of_it(fresh):
    """3.57 mg of sugammadex take one of rocuronium: half of it leaves half; mass is kept."""
    twin = fresh()
    do(twin, "Sedate depth_fraction=1", "PlaceTube site=trachea",
       "Ventilate mode=volume_control rr_per_min=12 vt_ml=500",
       "GiveDrug drug=rocuronium dose_mg=40")  # fmt: skip
    twin.step(30_000)
    do(twin, "GiveDrug drug=sugammadex dose_mg=1200")
    twin.step(30_000)
    at = lay.DRUGS + pharmacology.N_AMOUNTS * twin.slots.drugs["rocuronium"]
    a = twin.state[at : at + pharmacology.N_AMOUNTS]
    assert a[pharmacology.A1] < 0.2
    assert a[:3].sum() + a[pharmacology.GONE] == pytest.approx(a[pharmacology.GIVEN])
    assert a[pharmacology.GONE] > 0.5 * 40.0
