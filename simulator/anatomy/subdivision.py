"""Catmull-Clark refinement of the carrier's quads with attributes; zones from its masks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.anatomy.human import Human
from simulator.anatomy.mesh import Mesh

ZONES = {  # attribute: (mask file, channel gain)
    "zone_lips": ("lips",), "zone_areola": ("aureolae",), "zone_nails": ("fingernails", "toenails"),
    "zone_lids": ("eyelids",), "zone_ears": ("ears",), "zone_face": ("face",),
    "zone_mouth": ("inside-mouth",), "zone_genitals": ("genitals",),
}  # fmt: skip


@dataclass
class Refined:
    """A refined group: triangles, attributes and texture coordinates per vertex."""

    mesh: Mesh
    fields: dict[str, np.ndarray]
    uv: np.ndarray
    corner_uv: np.ndarray  # (quads, 4, 2)
    quads: np.ndarray


def refined(
    human: Human, group: str, v: np.ndarray, fields: dict[str, np.ndarray], rounds: int = 1
) -> Refined:
    """The quads of one group, refined; `fields` are refined like places."""
    used, quads = np.unique(human.quads[group], return_inverse=True)
    quads = quads.reshape(-1, 4)
    corner_uv = human.uv[human.quad_uv[group]]
    names = list(fields)
    stack = [v[used], *(fields[n][used] for n in names)]
    for _ in range(rounds):
        quads, stack, corner_uv = _refine(quads, stack, corner_uv)
    f = np.vstack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    f = f[(f[:, 1] != f[:, 2]) & (f[:, 0] != f[:, 2]) & (f[:, 0] != f[:, 1])]
    uv = np.zeros((len(stack[0]), 2))
    uv[quads.ravel()] = corner_uv.reshape(-1, 2)
    return Refined(Mesh(stack[0], f), dict(zip(names, stack[1:])), uv, corner_uv, quads)


def _refine(
    quads: np.ndarray, stack: list[np.ndarray], corner_uv: np.ndarray
) -> tuple[np.ndarray, list[np.ndarray], np.ndarray]:
    """One Catmull-Clark step (Catmull, Clark 1978); open borders stay curves."""
    n, m = len(stack[0]), len(quads)
    edges = np.sort(np.stack([quads, np.roll(quads, -1, 1)], -1).reshape(-1, 2), 1)
    unique, inverse, count = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
    inverse = inverse.ravel()
    inner = count == 2
    out = [_moved(x, quads, unique, inverse, inner, count) for x in stack]
    at_edge = (n + inverse).reshape(m, 4)
    at_face = np.repeat((n + len(unique) + np.arange(m))[:, None], 4, 1)
    new = np.stack([quads, at_edge, at_face, np.roll(at_edge, 1, 1)], -1).reshape(-1, 4)
    middle = (corner_uv + np.roll(corner_uv, -1, 1)) / 2
    center = corner_uv.mean(1, keepdims=True).repeat(4, 1)
    uv = np.stack([corner_uv, middle, center, np.roll(middle, 1, 1)], 2).reshape(-1, 4, 2)
    return new, out, uv


def _moved(
    x: np.ndarray, quads: np.ndarray, edges: np.ndarray, inverse: np.ndarray, inner: np.ndarray,
    count: np.ndarray,
) -> np.ndarray:  # fmt: skip
    n, face = len(x), x[quads].mean(1)
    middle = x[edges].mean(1)
    beside = _gather(inverse, np.repeat(face, 4, 0), len(edges))
    at_edge = np.where(inner[:, None], (middle * 2 + beside) / 4, middle)
    valence = np.maximum(np.bincount(edges.ravel(), minlength=n), 1)[:, None]
    ring = _gather(edges.ravel(), np.repeat(middle, 2, 0), n)
    faces = np.maximum(np.bincount(quads.ravel(), minlength=n), 1)[:, None]
    around = _gather(quads.ravel(), np.repeat(face, 4, 0), n) / faces
    old = (around + 2 * ring / valence + (valence - 3) * x) / valence
    border = np.zeros(n, bool)
    border[edges[~inner].ravel()] = True
    if border.any():
        rim = _gather(edges[~inner].ravel(), np.repeat(middle[~inner], 2, 0), n)
        many = np.maximum(np.bincount(edges[~inner].ravel(), minlength=n), 1)[:, None]
        old[border] = (x * 0.5 + rim / many * 0.5)[border]
    return np.vstack([old, at_edge, face])


def _gather(index: np.ndarray, rows: np.ndarray, n: int) -> np.ndarray:
    return np.stack([np.bincount(index, rows[:, k], n) for k in range(rows.shape[1])], axis=1)


def zones(human: Human, body: Refined) -> dict[str, np.ndarray]:
    """Masks of the carrier sampled at every vertex (0-1)."""
    from PIL import Image

    out = {}
    for name, files in ZONES.items():
        total = np.zeros(len(body.mesh.v))
        for file in files:
            image = Image.open(human.root / "textures" / f"mpfb_{file}.jpg").convert("L")
            mask = np.asarray(image.resize((1024, 1024)), float) / 255.0
            u, w = np.clip(body.corner_uv[..., 0], 0, 1), np.clip(body.corner_uv[..., 1], 0, 1)
            sample = mask[((1 - w) * 1023).astype(int), (u * 1023).astype(int)]
            many = np.maximum(np.bincount(body.quads.ravel(), minlength=len(total)), 1)
            total = np.maximum(
                total, np.bincount(body.quads.ravel(), sample.ravel(), len(total)) / many
            )
        out[name] = total
    return out
