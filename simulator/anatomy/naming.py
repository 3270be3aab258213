"""Names, concepts and sources of structures, from assets/anatomy/structures.toml."""

from __future__ import annotations

from typing import Any

from simulator.anatomy.body import Structure


def structure(
    id: str, side: str | None, vertices: slice, triangles: slice, is_closed: bool,
    note: dict[str, Any],
) -> Structure:  # fmt: skip
    """The record of one part."""
    return Structure(
        id,
        side,
        "",
        "",
        {"en": id, "la": id, "zh": id},
        {"fma": "", "uberon": ""},
        "",
        "",
        is_closed,
        vertices,
        triangles,
        note,
    )  # type: ignore[arg-type]
