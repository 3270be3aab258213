"""Diseases meet in one body: nothing leaves the numbers, and nothing leaves what life has."""

import itertools

import numpy as np
import pytest

from physiology import ailments
from physiology.actions import Develop
from physiology.validation.fuzz import broken

MINUTES = 10
SEVERITY = 0.6
TRIPLES, SEED = 40, 20260
# one of each kind of harm: vessels, pump, lungs, airway, salts, sugar, poison, skull, heat
KINDS = (
    "anaphylaxis", "septic_shock", "myocardial_infarction_anterior", "tamponade",
    "pulmonary_embolism", "asthma", "ards", "tension_pneumothorax", "hyperkalemia", "dka",
    "hypoglycemia", "opioid_overdose", "raised_icp", "status_epilepticus", "hypothermia",
    "heat_stroke", "postpartum_hemorrhage", "spinal_cord_injury",
)  # fmt: skip
# what has been seen in a body, dead or alive, with some room (carbon dioxide: 375 mmHg survived,
# Potkin & Swenson 1992, unverified)
SEEN_IN_LIFE = {
    "hr_per_min": (0, 320), "sbp_mmhg": (-10, 350), "map_mmhg": (-10, 280), "cvp_mmhg": (-20, 60),
    "cardiac_output_l_per_min": (-0.5, 30), "sao2_pct": (0, 100.5), "svo2_pct": (0, 100.5),
    "pao2_mmhg": (0, 160), "paco2_mmhg": (2, 400), "ph": (6.2, 8.0), "lactate_mmol_l": (0, 50),
    "hb_g_dl": (0.5, 30), "rr_per_min": (0, 90), "tidal_ml": (0, 5000), "sodium_mmol_l": (95, 190),
    "potassium_mmol_l": (0.8, 14), "glucose_mmol_l": (0, 90), "core_temp_degc": (15, 45.5),
    "icp_mmhg": (-10, 200), "hematocrit_pct": (3, 85), "blood_volume_ml": (300, 9000),
    "gcs": (3, 15), "stroke_volume_ml": (-1, 250), "ionized_calcium_mmol_l": (0.2, 3),
}  # fmt: skip


def ill(fresh, diseases):
    """Ten minutes with all of these; what is impossible, or "" when nothing is."""
    twin = fresh()
    known = ailments.load()
    for disease in diseases:
        side = "left" if known[disease].is_sided else None
        twin.apply(Develop(disease, SEVERITY, side))
    for _ in range(MINUTES):
        twin.step(60 * 500)
        truth = twin.truth()
        wrong = broken(twin)
        for name, (low, high) in SEEN_IN_LIFE.items():
            value = getattr(truth, name)
            if not low <= value <= high:
                wrong = wrong or f"{name} is {value:g}"
        if wrong:
            return f"{' + '.join(diseases)}: {wrong}"
    return ""


def test_the_kinds_are_diseases():
    assert set(KINDS) <= set(ailments.load())


@pytest.mark.slow
def test_every_pair_of_kinds_stays_sane(fresh):
    found = [ill(fresh, pair) for pair in itertools.combinations(KINDS, 2)]
    assert [wrong for wrong in found if wrong] == []


@pytest.mark.slow
def test_random_triples_of_all_diseases_stay_sane(fresh):
    rng = np.random.default_rng(SEED)
    every = sorted(ailments.load())
    triples = [[str(d) for d in rng.choice(every, 3, replace=False)] for _ in range(TRIPLES)]
    found = [ill(fresh, triple) for triple in triples]
    assert [wrong for wrong in found if wrong] == []
