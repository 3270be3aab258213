"""How a number and a word stand in a cell of a page."""

from __future__ import annotations

import math

from physiology.validation.score import Judged


def published(j: Judged) -> str:
    """What a row asks: its band or its trend."""
    row = j.row
    if not row.has_number:
        return cell(row.trend)
    if row.low is None or row.high is None:
        band = f"≤ {short(row.high)}" if row.high is not None else f"≥ {short(row.low)}"
    elif row.low == row.high:
        band = short(row.low)
    else:
        band = f"{short(row.low)} to {short(row.high)}"
    return f"{band} {cell(row.unit)}".strip()


def short(x: float | None) -> str:
    """Three figures."""
    if x is None or not math.isfinite(x):
        return "–"
    text = f"{x:.3g}" if abs(x) < 1000 else f"{x:.0f}"
    return "0" if float(text) == 0.0 else text


def cell(text: str) -> str:
    """Words that break no table."""
    text = text.replace("](", "] (")  # no link, though it looks like one
    return text.replace("|", "/").replace("<", "‹").replace(">", "›").strip()


def mark(j: Judged) -> str:
    """✗ out of band, ? no source that anybody could check."""
    return ("" if j.is_in_band else "✗") + ("" if j.row.is_checkable else "?")
