"""The bay with its light: from the cache, or baked now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simulator.progress import Progress
from simulator.scene.cache import Arrays, kept, source_key
from simulator.scene.light.bake import lit
from simulator.scene.notices import Warn
from simulator.scene.room.bay import bay
from simulator.scene.room.layout import ROOMS, load_layout
from simulator.scene.shapes.mesh import Mesh

_HERE = Path(__file__).parent
FIELDS = ("v", "n", "f", "paint", "trait", "light", "uv", "rest")
ROOM_RAYS, BOUNCE_RAYS = 40, 12


def lit_bay(
    room: str, progress: Progress, label: str, warn: Warn, rays_fraction: float = 1.0
) -> Mesh:
    """The room's mesh with baked light."""
    rays = [max(3, round(n * rays_fraction)) for n in (ROOM_RAYS, BOUNCE_RAYS)]

    def make() -> Arrays:
        made = lit(bay(load_layout(room)), rays[0], rays[1], progress, label)
        return to_arrays(made)

    files = [
        *_HERE.glob("room/**/*.py"), *_HERE.glob("shapes/*.py"), *_HERE.glob("light/*.py"),
        _HERE / "materials.py", Path(__file__), ROOMS / f"{room}.toml",
    ]  # fmt: skip
    return from_arrays(kept(f"room-{room}-{rays[0]}", source_key(files), make, warn))


def to_arrays(mesh: Mesh) -> Arrays:
    """The mesh as named arrays; places as float32, the rest as half floats to read less."""
    out = {}
    for name in FIELDS:
        held = getattr(mesh, name)
        out[name] = held if name in ("v", "f", "rest", "trait") else held.astype(np.float16)
    return out


def from_arrays(arrays: Arrays) -> Mesh:
    """The mesh back from named arrays."""
    wide = {k: a if a.dtype == np.int32 else a.astype(np.float32) for k, a in arrays.items()}
    held: dict[str, Any] = {name: wide[name] for name in FIELDS}
    return Mesh(**held)


def with_light(mesh: Mesh, light: np.ndarray) -> Mesh:
    """The mesh under other light."""
    return replace(mesh, light=np.ascontiguousarray(light, np.float32))
