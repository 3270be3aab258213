"""The body at rest: named structures, landmarks, layers; built once per patient and cached.

Patient frame: metres, x left, y posterior, z towards the head, origin on the floor under the hip
centres of the standing figure. Room frame (what `Body` hands out): metres, x patient's left,
y towards the head, z up, mattress top at `mattress_top_m`.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simulator.errors import AnatomyError

Side = Literal["left", "right"]
SIDES: tuple[tuple[Side, float], ...] = (("left", 1.0), ("right", -1.0))  # and the sign of x
F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Structure:
    """One named part. Its triangles are a contiguous run of the body's arrays."""

    id: str  # snake_case, without side: "rib_2", "lung", "parietal_pleura", "skin"
    side: Side | None
    system: str  # "skeletal", "respiratory", "cardiovascular", "integumentary", …
    tissue: str  # "skin", "bone", "cartilage", "muscle", "lung", "pleura", "artery", "vein", …
    names: dict[str, str]  # {"en", "la", "zh"}
    concept: dict[str, str]  # {"fma", "uberon"}
    source: str
    license: str
    is_closed: bool  # watertight, so that inside and outside mean something
    vertices: slice
    triangles: slice
    note: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Landmark:
    """A place on the skin that a procedure names, found from the bones of this patient."""

    id: str  # "second_intercostal_midclavicular", "fifth_intercostal_anterior_axillary", …
    side: Side | None
    skin_m: tuple[float, float, float]  # room frame, at rest
    inward: tuple[float, float, float]  # unit, perpendicular into the chest
    pleura_depth_mm: float  # along `inward`, skin to parietal pleura, at rest


@dataclass(frozen=True)
class Body:
    """Everything that was built, in room frame at rest (functional residual capacity, no gas)."""

    structures: tuple[Structure, ...]
    vertices_m: F32  # (n, 3)
    normals: F32  # (n, 3)
    triangles: I32  # (m, 3), indices into vertices_m
    structure_of_triangle: I32  # (m,)
    landmarks: dict[tuple[str, Side | None], Landmark]
    layers_mm: dict[str, float]  # "skin", "fat", "muscle" thickness of this patient's chest wall
    attributes: dict[str, F32]  # per vertex: "rest_m" (n,3), "uv" (n,2), "zone" …
    motion: dict[str, Any]  # deformation bases, see simulator.anatomy.living
    digest: str  # of inputs and generator

    def structure(self, id: str, side: Side | None = None) -> Structure:
        """The structure of that id and side.

        Raises
        ------
        AnatomyError
            Names the nearest id that exists.
        """
        for part in self.structures:
            if part.id == id and part.side == side:
                return part
        known = sorted({part.id for part in self.structures})
        near = difflib.get_close_matches(id, known, 1)
        if id in known:
            raise AnatomyError(_wrong_side(id, side))
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AnatomyError(
            f"anatomy: no structure {id!r}{hint} `launcher.py anatomy list` names all"
        )


def _wrong_side(id: str, side: Side | None) -> str:
    if side is None:
        return f"anatomy: {id!r} is one of a pair and has no side {side!r}; say left or right"
    return f"anatomy: {id!r} has no side {side!r}: it has no sides at all; leave the side out"
