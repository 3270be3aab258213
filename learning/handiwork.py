"""Compressions on the page: each count beside what is asked, and a picture of every push."""

from __future__ import annotations

import math
from typing import Any

from learning import compressions
from learning.chronicle import Chronicle
from learning.compressions import DEPTH_CM, PAUSE_S, RATE_PER_MIN, RELEASED_CM, Quality
from learning.pictures.pushes import pushes_picture
from learning.pictures.svg import clock
from learning.wording import Words

LEAST_PUSHES = 2  # one push is no compressions


def compressed(story: Chronicle, words: Words) -> dict[str, Any]:
    """Rows and picture; empty where nobody pressed."""
    pushes = compressions.pushes(story)
    if len(pushes) < LEAST_PUSHES:
        return {}
    first, last = pushes[0].start_s, pushes[-1].start_s
    counted = compressions.quality(pushes, first, last)
    took = words("compressions.count_found", n=counted.n, time=clock(last - first))
    rows = [
        _row("count", words, took),
        *_bands(counted, words),
        _row(
            "fraction", words, _share(counted.compression_fraction, words),
            words("compressions.fraction_asked"),
        ),
        *_pauses(counted, words),
    ]  # fmt: skip
    return {"rows": rows, "picture": pushes_picture(pushes, counted, words)}


def _bands(counted: Quality, words: Words) -> list[dict[str, str]]:
    depth = words(
        "compressions.depth_found",
        mean=f"{counted.depth_cm:.1f}",
        share=_percent(counted.in_depth_fraction),
    )
    mean = f"{counted.rate_per_min:.0f}"
    rate = words("compressions.rate_found", mean=mean, share=_percent(counted.in_rate_fraction))
    if math.isnan(counted.rate_per_min):
        rate = "–"
    lean = words("compressions.released_asked", lean=f"{RELEASED_CM:g}")
    return [
        _row("depth", words, depth, _between("depth_asked", DEPTH_CM, words)),
        _row("rate", words, rate, _between("rate_asked", RATE_PER_MIN, words)),
        _row("released", words, _share(counted.released_fraction, words), lean),
    ]


def _pauses(counted: Quality, words: Words) -> list[dict[str, str]]:
    total = f"{sum(b - a for a, b in counted.pauses):.0f}"
    found = words("compressions.pauses_found", n=len(counted.pauses), total=total)
    title = words("compressions.pauses", least=f"{PAUSE_S:g}")
    longest = f"{counted.longest_pause_s:.1f} {words('unit.s')}"
    if not counted.pauses:
        found = longest = words("compressions.none")
    return [
        _row("pause", words, longest, words("compressions.pause_asked")),
        _row("pauses", words, found) | {"title": title},
    ]


def _row(name: str, words: Words, found: str, asked: str = "") -> dict[str, str]:
    return {
        "title": "" if name == "pauses" else words(f"compressions.{name}"),
        "found": found,
        "asked": asked,
        "source": words.find(f"compressions.source_{name}") or "",
        "grade": "M",
    }


def _between(key: str, bounds: tuple[float, float], words: Words) -> str:
    return words(f"compressions.{key}", low=f"{bounds[0]:g}", high=f"{bounds[1]:g}")


def _share(fraction: float, words: Words) -> str:
    return words("compressions.share", share=_percent(fraction))


def _percent(fraction: float) -> str:
    return f"{100.0 * fraction:.0f}"
