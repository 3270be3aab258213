"""Every drug is there, named, stocked, and answers to rows of its own."""

import pytest

from physiology import formulary, infusates, pharmacy
from physiology.validation import conditions, drug_page, vocabulary
from physiology.validation.score import Judged, Score, score
from physiology.validation.table import DRUGS, rows

ASKED = set(
    """
    propofol ketamine etomidate thiopental midazolam sevoflurane desflurane isoflurane
    nitrous_oxide fentanyl remifentanil alfentanil morphine naloxone flumazenil rocuronium
    vecuronium suxamethonium sugammadex neostigmine atropine glycopyrronium epinephrine
    norepinephrine phenylephrine ephedrine vasopressin dobutamine dopamine milrinone esmolol
    labetalol metoprolol glyceryl_trinitrate hydralazine amiodarone adenosine lidocaine
    bupivacaine lipid_emulsion magnesium_sulfate calcium_chloride calcium_gluconate
    sodium_bicarbonate salbutamol ipratropium hydrocortisone furosemide mannitol
    hypertonic_saline insulin glucose tranexamic_acid heparin oxytocin paracetamol ondansetron
    dantrolene dexmedetomidine sufentanil cisatracurium remimazolam ciprofol ropivacaine
    metaraminol urapidil anisodamine pralidoxime terlipressin glucagon alteplase dexamethasone
    ceftriaxone piperacillin_tazobactam
    """.split()  # noqa: SIM905 - a list of 75 lines says no more
)
ONLY_CHINA = {"anisodamine", "ciprofol"}  # no market authorization elsewhere (unverified)
BY_ITS_OWN = 0.9  # share of rows in band that the slow test asks
WORDS = {
    "adrenaline": "epinephrine", "succinylcholine": "suxamethonium", "肾上腺素": "epinephrine",
    "罗库溴铵": "rocuronium", "albuterol": "salbutamol", "nitroglycerin": "glyceryl_trinitrate",
    "654-2": "anisodamine", "frusemide": "furosemide", "氯胺酮": "ketamine",
    "TXA": "tranexamic_acid",
    "笑气": "nitrous_oxide", "lignocaine": "lidocaine", "MgSO4": "magnesium_sulfate",
}  # fmt: skip


def test_every_drug_that_was_asked_for_is_there():
    assert not ASKED - set(formulary.load())


@pytest.mark.parametrize("word", WORDS)
def test_what_people_call_them(word):
    assert formulary.find(word).id == WORDS[word]


def test_every_drug_has_two_rows_of_its_own_that_the_body_is_asked():
    table = rows(DRUGS)
    for id in formulary.load():
        own = [r for r in table if r.group == id]
        assert len(own) >= 2, id
        for r in own:
            assert r.source, (id, r.condition)
            hit = conditions.match(r.group, r.condition, r.quantity)
            assert hit is not None, (id, r.condition)
            name = r.quantity.removesuffix("_change")
            assert name in hit.sample.reads or vocabulary.find(r.group, name), (id, name)


def test_every_drug_is_stocked_in_china_and_elsewhere():
    for id, drug in formulary.load().items():
        regions = {p.region for p in drug.presentations}
        if drug.gas is None:
            assert "cn" in regions, id
            assert id in ONLY_CHINA or regions - {"cn"}, id
        for p in drug.presentations:
            assert pharmacy.counted_mg(drug, p) <= 40.0 * drug.most_mg, (id, p)


def test_a_milligram_of_norepinephrine_is_two_of_its_salt():
    drug = formulary.find("去甲肾上腺素")
    cn = next(p for p in drug.presentations if p.region == "cn" and p.volume_ml == 1.0)
    assert cn.mg_per_ml * cn.volume_ml == 2.0
    assert cn.dose_is == "salt"
    assert pharmacy.counted_mg(drug, cn) == pytest.approx(1.0)


def test_a_unit_of_red_cells_is_another_in_china():
    unit = infusates.table()["blood"]["unit_ml"]
    assert unit["cn"] < unit["eu"] < unit["us"]


def test_a_drug_that_is_a_salt_runs_in_as_what_it_is():
    for drug in formulary.load().values():
        if drug.fluid is not None:
            assert infusates.mixture(drug.fluid.fluid).sum() > 0.0
    calcium = formulary.load()["calcium_chloride"].fluid
    assert calcium is not None
    per_gram = infusates.mixture(calcium.fluid)[4] * 1000.0 / calcium.mg_per_ml
    assert per_gram == pytest.approx(6.8, rel=0.01)


def test_the_page_says_of_each_drug_what_it_is_and_how_its_rows_fared():
    row = next(r for r in rows(DRUGS) if r.group == "rocuronium")
    text = drug_page.of_drugs(Score([Judged(row, 0.5, False, False)], []))
    assert f"{len(formulary.load())} drugs; 0 of 1 rows are in band." in text
    block = text.split("## rocuronium\n")[1].split("\n## ")[0]
    for word in ("罗库溴铵", "Wierda 1991", "twitch", "cn 10 mg/mL 5 mL", "| ✗? |", "| 0.5 |"):
        assert word in block, word


@pytest.mark.slow
def test_drugs_answer_as_published():
    found = score(rows(DRUGS))
    assert not found.unsaid
    right = sum(j.is_in_band for j in found.judged)
    assert right >= BY_ITS_OWN * len(found.judged)
