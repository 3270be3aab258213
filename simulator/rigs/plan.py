"""What a scripted trainee means to do: scenarios/trainees/*.toml, checked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from simulator.core.scenario import SCENARIOS, Words, near
from simulator.errors import ScenarioError


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing after another.

    `say` are phrases spoken one after another while the step lasts. A needle goes to `depth_mm`
    from the skin, or `past_pleura_mm` beyond the pleura as it lies then; `medial_mm` and `down_mm`
    move the entry away from the site. Compressions last `for_s`.
    """

    do: Literal[
        "say", "look", "take", "put_back", "listen", "feel", "percuss", "needle", "compress", "wait"
    ]
    say: list[str] = []
    for_s: float = 1.0
    at: str = ""
    tool: str = ""
    site: str = ""
    side: Literal["left", "right"] | None = None
    depth_mm: float | None = None
    past_pleura_mm: float | None = None
    medial_mm: float = 0.0
    down_mm: float = 0.0
    over: str = ""  # enter over this structure at the site's height, straight down
    speed_mm_per_s: float = 25.0
    stops_at_give: bool = False  # stop pushing where something gives, whatever was planned
    hold_s: float = 5.0
    advance_mm: float = 10.0
    depth_cm: float = 5.5
    rate_per_min: float = 110.0
    lean_cm: float = 0.0
    steel: Literal["out", "stays", "withdrawn"] = "out"


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One trainee."""

    id: str
    title: Words
    step: list[Step]


def load_plan(name: str) -> Plan:
    """Read a trainee by id, or from a file.

    Raises
    ------
    ScenarioError
        Unknown id, or a wrong file.
    """
    path = Path(name) if name.endswith(".toml") else SCENARIOS / "trainees" / f"{name}.toml"
    if not path.is_file():
        raise ScenarioError(f"trainee {name!r} is unknown; {near(name, plan_ids())}")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(table, type=Plan)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ScenarioError(f"{path.name}: {error}") from None


def plan_ids() -> list[str]:
    """The trainees that come with Theatrum."""
    return sorted(file.stem for file in (SCENARIOS / "trainees").glob("*.toml"))
