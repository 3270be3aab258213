"""What every generator makes: a named mesh on its way into the body (mm, patient frame)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulator.anatomy.body import Side
from simulator.anatomy.mesh import Mesh


@dataclass
class Part:
    """A mesh with its name and its own vertex attributes."""

    id: str
    side: Side | None
    mesh: Mesh
    attributes: dict[str, np.ndarray] = field(default_factory=dict)
    note: dict[str, Any] = field(default_factory=dict)
