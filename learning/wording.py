"""What happened, in words: a label and a lane of the timeline for each event worth it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from learning import medicines
from learning.chronicle import PLEURA_IDS, Chronicle, Line, is_forward_entry
from learning.events import Event
from learning.medicines import Given
from learning.text import catalog

Say = Callable[[str], str | None]

LANES = ("words", "examination", "treatment", "needle")
REPEAT_S = 20.0  # the same thing again so soon is one thing in the picture


@dataclass(frozen=True)
class Deed:
    """One thing that the trainee did or that came of it, for the timeline and its list."""

    number: int
    at_s: float
    lane: str
    label: str
    line: int


class Words:
    """Texts of one language, with room for the simulator's own words.

    Parameters
    ----------
    language : str
    say : callable or None
        Asked first for phrases and orders: gives their text, or None where it has none.
    """

    def __init__(self, language: str, say: Say | None = None) -> None:
        self.language = language
        self._catalog = catalog(language)
        self._say = say

    def __call__(self, key: str, **fields: Any) -> str:
        """The text of that id, which must exist."""
        return self._catalog[key].format(**fields)

    def find(self, key: str) -> str | None:
        """The text of that id, or None."""
        return self._catalog.get(key)

    def named(self, area: str, id: str | None) -> str:
        """The name of something by id; an id without a text is shown as words, not as an error."""
        if not id:
            return ""
        rib = re.fullmatch(r"(rib|costal_cartilage)_(\d+)", id)
        if rib:
            return self(f"structure.{rib[1]}", number=rib[2])
        known = self._catalog.get(f"{area}.{id}")
        if self._say is not None and (known is None or area in ("phrase", "order")):
            known = self._say(id) or known
        return known if known is not None else str(id).rpartition(".")[2].replace("_", " ")


def deeds(story: Chronicle, words: Words) -> list[Deed]:
    """The timeline's entries, in order, numbered from 1."""
    found: list[Deed] = []
    last_s: dict[str, float] = {}
    for line in story.lines:
        told = tell(line, words, story)
        if told is None or line.tick > story.end_tick:
            continue
        lane, label = told
        at_s = story.at_s(line.tick)
        if at_s - last_s.get(label, -1e9) >= REPEAT_S:
            found.append(Deed(len(found) + 1, round(at_s, 1), lane, label, line.number))
        last_s[label] = at_s
    return found


def tell(line: Line, words: Words, story: Chronicle) -> tuple[str, str] | None:
    """Lane and label of one event; None where it is not worth a place."""
    event = line.event
    if event.source != "trainee" and event.kind != "kinked":
        return None
    if event.kind == "deed":
        return _tell_deed(event, words, story)
    if event.kind == "crossing":
        return _tell_crossing(event, words)
    if event.kind not in _LANE_OF or words.find(f"event.{event.kind}") is None:
        return None
    data = event.data
    fields = {
        "what": words.named("felt", data.get("what")) or words.named("phrase", data.get("phrase")),
        "side": words.named("side", data.get("side") or ("" if event.kind == "felt" else "none")),
        "place": place(data, words) if event.kind == "skin_punctured" else "",
        "at": words.named("at", data.get("at")),
        "note": words.named("note", data.get("note")),
        "order": words.named("order", data.get("order")),
        "finding": words.named("finding_word", data.get("finding")),
        "tip_in": words.named("place", data.get("tip_in")),
    }
    return _LANE_OF[event.kind], " ".join(words(f"event.{event.kind}", **fields).split())


def place(data: dict[str, Any], words: Words) -> str:
    """Where a needle met the chest: side, the space that it met, and the line nearest to it.

    Parameters
    ----------
    data : dict
        Of the log's `skin_punctured`. The landmark nearest to a puncture names its line only: the
        space is told by the ribs on both sides of the needle.
    """
    below, above = (_rib_number(data.get(key)) for key in ("rib_below", "rib_above"))
    space = below - 1 if below is not None else above
    known = words.find(f"space.{space}") or ""
    line = words.find(f"line.{data.get('site')}") or ""
    side = words.named("side", data.get("side"))
    return words("event.parted").join(part for part in (side, known, line) if part)


def _rib_number(id: Any) -> int | None:
    found = re.fullmatch(r"(rib|costal_cartilage)_(\d+)", str(id or ""))
    return int(found[2]) if found else None


_LANE_OF = {
    "said": "words", "ordered": "words", "help_called": "words",
    "looked": "examination", "listened": "examination", "percussed": "examination",
    "felt": "examination",
    "skin_punctured": "needle", "breath_of_gas": "needle", "catheter_advanced": "needle",
    "steel_removed": "needle", "withdrawn": "needle", "kinked": "needle", "bone_hit": "needle",
}  # fmt: skip


def _tell_deed(event: Event, words: Words, story: Chronicle) -> tuple[str, str] | None:
    data = event.data
    action = str(data.get("action", ""))
    if action == "OpenPleura":
        return None  # the crossing of the pleura tells it
    if action == "Compress" and not data.get("depth_cm"):
        return "treatment", words("compressions.stopped")
    fields = {
        key: f"{value:g}" if isinstance(value, float) else value for key, value in data.items()
    }
    if data.get("drug"):
        fields["drug"] = medicines.named(str(data["drug"]), words.language)
        dose = float(data.get("dose_mg") or 0.0)
        fields["dose"] = medicines.said(dose) if dose > 0.0 else words("medicine.stopped")
    fields["device"] = words.named("device", data.get("device"))
    fields["sensor"] = words.named("sensor", data.get("sensor"))
    fields["side"] = words.named("side", data.get("side"))
    key = f"deed.{action}"
    label = words(key, **fields) if words.find(key) else words.named("deed", action)
    return "treatment", label


def wrong_dose(dose: Given, words: Words) -> str:
    """The headline of a dose that was an error of safety."""
    name = dose.drug.names[words.language]
    return words(f"medicine.{dose.state}_error", name=name, times=medicines.figure(dose.times, 2))


def _tell_crossing(event: Event, words: Words) -> tuple[str, str] | None:
    data = event.data
    if data.get("structure") not in PLEURA_IDS or not is_forward_entry(data):
        return None
    side = words.named("side", data.get("side"))
    return "needle", words(
        "event.pleura_crossed", side=side, depth=f"{data.get('depth_mm', 0.0):.0f}"
    )
