"""Where the data of the carrier packages lie. Their code is never imported."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from simulator.errors import MachineError


def folder(package: str, *parts: str) -> Path:
    """The folder of an installed package, found without importing it.

    Raises
    ------
    MachineError
        The package, or the part of it that is needed, is not installed.
    """
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        path = Path(place).joinpath(*parts)
        if path.exists():
            return path
    raise MachineError(
        f"anatomy: the data package {package!r} is not installed (looked for "
        f"{'/'.join((package, *parts))}); run `uv sync` to get it"
    )
