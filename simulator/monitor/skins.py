"""The faces of the monitor, read once from skins.toml."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from simulator.monitor.themes import THEMES, Theme

Places = Literal["beside", "panel", "strip"]
Frame = Literal["card", "bar", "line"]


@dataclass(frozen=True)
class Skin:
    """One table of skins.toml; sizes in pixels of a picture of 1024 x 640."""

    id: str
    places: Places
    palette: str
    frame: Frame
    traces: tuple[tuple[str, float], ...]
    always: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]
    numbers_px: float
    foot_px: float
    most: int = 5
    cascade: int = 1

    def theme(self, chosen: str) -> Theme:
        """Its own colors, unless the user needs more contrast."""
        return THEMES["high_contrast" if chosen == "high_contrast" else self.palette]


@functools.cache
def skins() -> dict[str, Skin]:
    """All of them by id, in the order of the file."""
    file = Path(__file__).with_name("skins.toml")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {id: _skin(id, table) for id, table in tables.items()}


def _skin(id: str, table: dict[str, Any]) -> Skin:
    plain = table | {
        "traces": tuple((name, float(share)) for name, share in table["traces"]),
        "always": tuple(table["always"]),
        "numbers": tuple(tuple(row) for row in table["numbers"]),
    }
    return Skin(id=id, **plain)
