"""Write docs/validation.md and its sisters (unexpressed, diseases): same scores, same text."""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from physiology.errors import TwinError
from physiology.validation import conditions, diseases, drug_page, score, verdict, vocabulary
from physiology.validation.cells import cell, mark, published, short
from physiology.validation.score import Judged, Score, Unsaid
from physiology.validation.table import HERE, Row

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "validation.md"
UNEXPRESSED = DOCS / "validation_unexpressed.md"
DISEASES = DOCS / "validation_diseases.md"
MANY = 12  # conditions or quantities that are named before "and more"
PEER_RUNS = HERE / "peer_runs.csv"
HEADS = HERE / "pages"  # the words before the tables, written by hand


class Told(NamedTuple):
    """What another engine's run says at one look."""

    unit: str
    pulse: float | None
    biogears: float | None


def write(told: Callable[[float, str], None] | None = None) -> None:
    """Score the tables and write their pages."""
    mine, peers = both(told)
    write_diseases(told)
    drug_page.write(told)
    PAGE.write_text(page(mine, peers), encoding="utf-8", newline="\n")
    UNEXPRESSED.write_text(unexpressed(mine, peers), encoding="utf-8", newline="\n")


def write_diseases(told: Callable[[float, str], None] | None = None) -> None:
    """Score the table of diseases and write its page."""
    text = of_diseases(score.score(score.rows(score.DISEASES), False, told))
    DISEASES.write_text(text, encoding="utf-8", newline="\n")


def both(told: Callable[[float, str], None] | None = None) -> tuple[Score, Score]:
    """Scores of the two tables that ship."""
    mine = score.score(score.rows(score.TARGETS), False, told)
    return mine, score.score(score.rows(score.PEERS), True, told)


def page(mine: Score, peers: Score) -> str:
    """The main page."""
    parts = [
        _head(PAGE),
        "## Scores\n",
        _scores(mine, peers),
        "## By group\n",
        _groups(mine, peers),
    ]
    parts += ["## Ours, row by row\n", *_rows(mine.judged)]
    parts += ["## Peers', row by row\n", *_rows(peers.judged)]
    return "\n".join(parts)


def of_diseases(found: Score) -> str:
    """The page of diseases: a line for each, then every row."""
    each = diseases.tallies(found)
    right, total = sum(t.in_band for t in each), sum(t.rows for t in each)
    share = f"{100.0 * right / total:.1f} %" if total else "–"
    parts = [
        _head(DISEASES),
        "## Scores\n",
        f"{right} of {total} rows are in band ({share}). {sum(t.counts for t in each)} of "
        f"{len(each)} diseases count, {sum(t.is_met for t in each)} are met.\n",
        "| disease | rows | in band | " + " | ".join(diseases.ASPECTS) + " | |",
        "|---|---|---|" + "---|" * len(diseases.ASPECTS) + "---|",
        *(_disease(t) for t in each),
        "",
        "## Row by row\n",
        *_disease_rows(found),
    ]
    if found.unsaid:
        parts += ["## Not expressed\n", *_unsaid(found.unsaid)]
    return "\n".join(parts).rstrip("\n") + "\n"


def _disease(t: diseases.Tally) -> str:
    word = "met" if t.is_met else "counts" if t.counts else f"lacks {', '.join(t.lacks)}"
    sides = [f"{right} of {total}" for total, right in t.by_aspect.values()]
    return "| " + " | ".join([t.disease, str(t.rows), str(t.in_band), *sides, word]) + " |"


def _disease_rows(found: Score) -> list[str]:
    out: list[str] = []
    for disease in sorted({j.row.group for j in found.judged}):
        out += [
            f"### {disease}\n",
            "| | aspect | condition | quantity | published | ours | source |",
        ]
        out.append("|---|---|---|---|---|---|---|")
        for j in (j for j in found.judged if j.row.group == disease):
            cells = [mark(j), j.row.aspect, cell(j.row.condition), cell(j.row.quantity)]
            cells += [published(j), _ours(j), cell(j.row.source)]
            out.append("| " + " | ".join(cells) + " |")
        out.append("")
    return out


def _head(page: Path) -> str:
    return (HEADS / page.name).read_text(encoding="utf-8")


def _scores(mine: Score, peers: Score) -> str:
    lines = [
        "| table | rows | expressed | right | % | held out | right | the others | right |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, found in (("ours", mine), ("peers'", peers)):
        lines.append(_score_line(name, len(found.judged) + len(found.unsaid), found.judged))
        for basis in vocabulary.BASES:
            some = [j for j in found.judged if j.basis == basis]
            if some and len(some) < len(found.judged):
                lines.append(_score_line(f"{name}, basis {basis}", len(some), some))
        sound = [j for j in found.judged if j.row.is_checkable]
        lines.append(_score_line(f"{name}, with a checkable source", len(sound), sound))
    return "\n".join(lines) + "\n"


def _score_line(name: str, total: int, judged: list[Judged]) -> str:
    held = [j for j in judged if j.is_held_out]
    rest = [j for j in judged if not j.is_held_out]
    cells = [name, str(total), str(len(judged)), str(_right(judged)), _percent(judged)]
    cells += [str(len(held)), _percent(held), str(len(rest)), _percent(rest)]
    return "| " + " | ".join(cells) + " |"


def _right(judged: list[Judged]) -> int:
    return sum(j.is_in_band for j in judged)


def _percent(judged: list[Judged]) -> str:
    return f"{100.0 * _right(judged) / len(judged):.1f} %" if judged else "–"


def _groups(mine: Score, peers: Score) -> str:
    lines = ["| table | group | rows | expressed | right |", "|---|---|---|---|---|"]
    for name, found in (("ours", mine), ("peers'", peers)):
        for group, n in sorted(score.summary(found)["by_group"].items()):
            lines.append(
                f"| {name} | {cell(group)} | {n['rows']} | {n['expressed']} | {n['in_band']} |"
            )
    return "\n".join(lines) + "\n"


def _rows(judged: list[Judged]) -> list[str]:
    out: list[str] = []
    groups = dict.fromkeys(j.row.group for j in judged)
    for group in groups:
        out += [
            f"### {group}\n",
            "| | condition | quantity | published | ours | Pulse | BioGears | source |",
        ]
        out.append("|---|---|---|---|---|---|---|---|")
        last = ""
        for j in (j for j in judged if j.row.group == group):
            where = "″" if j.row.condition == last else cell(j.row.condition)
            last = j.row.condition
            cells = [marks(j), where, cell(j.row.quantity), published(j), _ours(j)]
            cells += [*_peers(j), cell(j.row.source)]
            out.append("| " + " | ".join(cells) + " |")
        out.append("")
    return out


def marks(j: Judged) -> str:
    """The letters before a row."""
    found = "" if j.is_in_band else "✗"
    found += "h" if j.is_held_out else ""
    found += {"own": "", "share": "s", "lumped": "l"}[j.basis]
    return found + ("" if j.row.is_checkable else "?")


def _ours(j: Judged) -> str:
    return f"{_signed(j.value)} from {short(j.baseline)}" if j.kind == "trend" else short(j.value)


def _signed(x: float) -> str:
    text = short(x)
    return text if text.startswith("-") or text in ("0", "–") else f"+{text}"


def _peers(j: Judged) -> tuple[str, str]:
    """Pulse's and BioGears' number in the row's own words, where their run exists."""
    matched = conditions.match(j.row.group, j.row.condition, j.row.quantity)
    quantity = vocabulary.find(j.row.group, j.row.quantity)
    look = matched.sample.peer_look if matched else REST_LOOKS.get(j.row.group, "")
    if quantity is None or not look:
        return "", ""
    now, rest = _told().get((look, quantity.id)), _told().get(("rest", quantity.id))
    if now is None:
        return "", ""
    pair = [
        _peer(j, quantity, getattr(now, name), getattr(rest, name) if rest else None)
        for name in ("pulse", "biogears")
    ]
    return pair[0], pair[1]


REST_LOOKS = {"rest_male": "rest"}


def _peer(j: Judged, q: vocabulary.Quantity, value: float | None, rest: float | None) -> str:
    kind = j.kind if j.kind != "absolute" else verdict.kind_of(j.row, {})
    if value is None or (kind != "absolute" and not rest):
        return ""
    if kind == "trend" and rest is not None:
        return f"{_signed(value - rest)} from {short(rest)}"
    if kind in ("pct_change", "pct_of") and rest is not None:
        return short(100.0 * (value / rest - (1.0 if kind == "pct_change" else 0.0)))
    if kind == "change" and rest is not None:
        value = value - rest
    try:
        return short(vocabulary.convert(value, q, vocabulary.meant_unit(j.row), 77.1))
    except TwinError:
        return ""


@functools.cache
def _told() -> dict[tuple[str, str], Told]:
    with PEER_RUNS.open(newline="", encoding="utf-8") as file:
        return {
            (r["look"], r["quantity"]): Told(
                r["unit"],
                float(r["pulse"]) if r["pulse"] else None,
                float(r["biogears"]) if r["biogears"] else None,
            )
            for r in csv.DictReader(file)
        }


def unexpressed(mine: Score, peers: Score) -> str:
    """Every row that could not be said, by reason."""
    out = [_head(UNEXPRESSED)]
    for name, found in (("Ours", mine), ("Peers'", peers)):
        out.append(f"## {name}: {len(found.unsaid)} rows\n")
        out += _unsaid(found.unsaid)
    return "\n".join(out) + "\n"


def _unsaid(unsaid: Iterable[Unsaid]) -> list[str]:
    """One line a group and reason; what is the same for many rows is said once."""
    by_key: dict[tuple[str, str, str], list[Row]] = {}
    for u in unsaid:
        detail = "" if u.reason == "condition" else u.detail
        by_key.setdefault((u.row.group, u.reason, detail), []).append(u.row)
    out = ["| group | reason | what | rows | where |", "|---|---|---|---|---|"]
    for (group, reason, detail), rows in sorted(by_key.items()):
        places = dict.fromkeys(r.condition for r in rows)
        names = dict.fromkeys(r.quantity for r in rows)
        where = _listed(places if len(places) > 1 or reason == "condition" else names)
        cells = [cell(group), reason, cell(detail), str(len(rows)), where]
        out.append("| " + " | ".join(cells) + " |")
    return [*out, ""]


def _listed(words: Iterable[str]) -> str:
    """Some words and how many more there are."""
    every = [cell(w) for w in words]
    more = f" … and {len(every) - MANY} more" if len(every) > MANY else ""
    return "; ".join(every[:MANY]) + more
