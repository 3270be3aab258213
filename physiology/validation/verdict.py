"""Right or wrong: one value against one row. The rules stand in docs/validation_grammar.md."""

from __future__ import annotations

import math
from typing import NamedTuple

from physiology.validation.table import Row
from physiology.validation.vocabulary import MOVES, STEADY, ZERO, Quantity

PEER_SLACK = 0.10  # the peers' own key: less than 10 % off is good
KINDS = ("absolute", "change", "pct_change", "pct_of")
PERCENT_CHANGE = ("% change from baseline", "%Change", "% from baseline PFT", "% change")
PERCENT_OF = ("% of baseline",)
DEGREES = (
    "slight", "mild", "minimal", "moderate", "marked", "significant", "large",
)  # fmt: skip


class Bands(NamedTuple):
    """Dead bands in the quantity's own unit, at this baseline."""

    moves: float
    steady: float
    zero: float


def kind_of(row: Row, kinds: dict[str, str]) -> str:
    """How the row's number is meant: the value itself, or how far it has come from the baseline."""
    if row.quantity in kinds:
        return kinds[row.quantity]
    if row.unit in PERCENT_CHANGE:
        return "pct_change"
    if row.unit in PERCENT_OF:
        return "pct_of"
    return "absolute"


def bands(quantity: Quantity, baseline: float) -> Bands:
    """Smallest change that counts as a direction, largest that counts as none, what is nought."""
    size = abs(baseline) if math.isfinite(baseline) else 0.0
    return Bands(
        MOVES * size if quantity.moves is None else quantity.moves,
        STEADY * size if quantity.steady is None else quantity.steady,
        ZERO * size if quantity.zero is None else quantity.zero,
    )


def in_band(row: Row, value: float, slack: float = 0.0, zero: float = 0.0) -> bool:
    """Whether `value` lies between the limits that there are, each widened by `slack` of itself."""
    if not math.isfinite(value):
        return False

    def room(limit: float) -> float:
        return zero if limit == 0.0 and slack else slack * abs(limit)

    above = row.low is None or value >= row.low - room(row.low) - 1e-12 * abs(value)
    below = row.high is None or value <= row.high + room(row.high) + 1e-12 * abs(value)
    return above and below


def trend_is_right(trend: str, value: float, baseline: float, band: Bands) -> bool | None:
    """Whether the body went where the row says; None when the words are not understood."""
    words = trend.lower()
    for degree in DEGREES:
        words = words.replace(degree, "")
    if not (math.isfinite(value) and math.isfinite(baseline)):
        return False
    change = value - baseline
    answers = [_one(word.strip(), value, change, band) for word in words.split("/")]
    if any(answer is None for answer in answers):
        return None
    return any(answers)


def _one(word: str, value: float, change: float, band: Bands) -> bool | None:
    match word:
        case "increase":
            return change > band.moves
        case "decrease":
            return change < -band.moves
        case "no change" | "return to baseline":
            return abs(change) <= max(band.steady, band.moves)
        case "to zero":
            return abs(value) <= band.zero
        case _:
            return None
