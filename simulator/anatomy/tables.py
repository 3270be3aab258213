"""The data tables of the body, read once: posture, structures, layers, landmarks."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "assets" / "anatomy"


@functools.cache
def table(name: str) -> dict[str, Any]:
    """One TOML file of assets/anatomy."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
