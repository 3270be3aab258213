"""docs/pharmacology.md: every drug, what it acts on, how it is stocked, and each of its rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from physiology import formulary
from physiology.drug import Drug
from physiology.validation import dose_response, score
from physiology.validation.cells import cell, mark, published, short
from physiology.validation.score import Judged, Score
from physiology.validation.table import DRUGS

PAGE = Path(__file__).parents[2] / "docs" / "pharmacology.md"
HEAD = Path(__file__).with_name("pages") / PAGE.name  # the words before the drugs, by hand


def write(told: Callable[[float, str], None] | None = None) -> None:
    """Score the rows of drugs and write their page."""
    found = score.score(score.rows(DRUGS), False, told)
    PAGE.write_text(of_drugs(found), encoding="utf-8", newline="\n")


def of_drugs(found: Score) -> str:
    """The page."""
    right = sum(j.is_in_band for j in found.judged)
    rows = len(found.judged) + len(found.unsaid)
    parts = [
        HEAD.read_text(encoding="utf-8"),
        f"{len(formulary.load())} drugs; {right} of {rows} rows are in band.\n",
    ]
    for id, drug in formulary.load().items():
        parts += _drug(drug, [j for j in found.judged if j.row.group == id])
    parts += [f"- {u.row.group}, {u.row.condition}: {u.detail}" for u in found.unsaid]
    return "\n".join(parts).rstrip("\n") + "\n"


def _drug(drug: Drug, judged: list[Judged]) -> list[str]:
    names = [drug.names["en"], drug.names["zh"], *drug.names.get("synonyms", ())]
    out = [f"## {drug.id}\n", f"{', '.join(names)}.\n"]
    for name, model in drug.models.items():
        word = f" `{name}`" if name else ""
        default = " (default)" if name and name == drug.default_model else ""
        out.append(f"- kinetics{word}{default}: {model.source}")
    if drug.fluid is not None:
        out.append(f"- acts as the fluid `{drug.fluid.fluid}`")
    if drug.gas is not None:
        out.append(f"- gas: MAC {drug.gas.mac_40_pct:g} % at 40 years; {drug.gas.source}")
    if drug.routes:
        out.append("- routes besides iv and io: " + ", ".join(drug.routes))
    out += _deeds(drug)
    out += _usual(drug)
    out += [*_stock(drug), "", "| | condition | quantity | published | ours | source |"]
    out.append("|---|---|---|---|---|---|")
    out += [_row(j) for j in judged]
    return [*out, "", *_doses(drug)]


def _usual(drug: Drug) -> list[str]:
    return [f"- usual: {usual.said} {usual.route}; {usual.source}" for usual in drug.usual]


def _doses(drug: Drug) -> list[str]:
    """Its picture, its numbers, and the line that lives the usual dose again."""
    if drug.shown is None:
        return []
    return [
        f"![{drug.names['en']} in five doses](pharmacology/{drug.id}.png)",
        "",
        f"[As numbers](pharmacology/{drug.id}.csv). The third dose again:",
        "",
        "```",
        dose_response.command(drug),
        "```",
        "",
    ]


def _deeds(drug: Drug) -> list[str]:
    acts = sorted({e.acts_on for e in drug.effects})
    found = [f"- acts on: {', '.join(acts)}"] if acts else []
    if drug.antagonizes:
        found.append("- blocks: " + ", ".join(a.receptor for a in drug.antagonizes))
    if drug.potentiates:
        found.append("- makes less needed at: " + ", ".join(e.acts_on for e in drug.potentiates))
    if drug.binds:
        found.append("- takes with it: " + ", ".join(b.drug for b in drug.binds))
    return found


def _stock(drug: Drug) -> list[str]:
    if not drug.presentations:
        return []
    word = ""
    if drug.salt:
        word = f" (doses count the {drug.salt.get('dose_is', 'base')}: {drug.salt['name']})"
    each = [f"{p.region} {p.mg_per_ml:g} mg/mL {p.volume_ml:g} mL" for p in drug.presentations]
    return [f"- ampoules{word}: " + "; ".join(each)]


def _row(j: Judged) -> str:
    cells = [mark(j), cell(j.row.condition), cell(j.row.quantity)]
    cells += [published(j), short(j.value), cell(j.row.source)]
    return "| " + " | ".join(cells) + " |"
