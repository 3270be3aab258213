"""How the face, neck and shoulders of this body can move: offsets a shader adds by four weights.

The carrier's CC0 expression targets give jaw, lids, brows and nostrils; the straps of the neck, the
hollows over the collarbones and the lifted shoulders are our own. What moves them is `manner`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.anatomy import subdivision
from simulator.anatomy.body import Structure
from simulator.anatomy.human import Human
from simulator.scene.patient.frame import Figure
from simulator.scene.patient.zones import smooth_step
from simulator.scene.shapes.mesh import F32, vertex_normals

Array = npt.NDArray[Any]
Offsets = dict[str, F32]  # by channel: (n, 3) m in the room frame

UNITS = "expression/units/asian/"
# Targets and their strengths at a weight of 1; two-sided ones are named once. By eye.
CHANNELS: dict[str, dict[str, float]] = {
    "jaw": {"mouth-open": 1.0, "mouth-depression-retraction": 0.35},
    "lids": {"eye-{}-closure": 0.80},
    "worry": {
        "eyebrows-{}-inner-up": 0.9, "eyebrows-{}-down": 0.55, "eye-{}-slit": 0.30,
        "mouth-retraction": 0.50, "mouth-depression": 0.45, "nose-{}-elevation": 0.35,
    },
    "effort": {"nose-{}-dilatation": 2.2, "neck-platysma": 0.55},
}  # fmt: skip
TURNED = ("jaw", "worry", "effort")  # channels large enough to turn the skin's normals
GROUPS = {
    "upper_eyelash": "helper-{}-eyelashes-1", "lower_eyelash": "helper-{}-eyelashes-2",
    "upper_teeth": "helper-upper-teeth", "lower_teeth": "helper-lower-teeth",
    "tongue": "helper-tongue",
}  # fmt: skip
LETTERS = {"left": "l", "right": "r"}

# Sizes at full effort, tuned by eye: what accessory muscles do in a lying man.
STRAP_M, HOLLOW_M, SHOULDER_M = 0.0040, 0.0065, 0.012
# Mirrored places from between the eyes (x left, y to the head, z front), in the standing carrier.
MASTOID_M, STERNUM_M = np.array((0.066, -0.050, -0.100)), np.array((0.015, -0.197, -0.048))
HOLLOWS = (  # middle, radius, share of the depth: over the sternum, over the collarbone
    (np.array((0.0, -0.189, -0.047)), 0.013, 1.0),
    (np.array((0.058, -0.183, -0.064)), 0.019, 0.8),
)


def skin_offsets(human: Human, figure: Figure) -> Offsets:
    """Offsets of the skin's vertices in every channel."""
    out = _of_group(human, figure, "body", 1, figure.skin)
    down = figure.v[:, 1:2] - figure.eye_m[1]  # the strap of skin ends over the collarbones
    held = smooth_step(-0.172, -0.140, down)
    out["effort"] = (out["effort"] * held).astype(np.float32) + _breathing_muscles(figure)
    return out


def part_offsets(human: Human, figure: Figure, structure: Structure) -> Offsets:
    """Offsets of a lash, the teeth or the tongue; still where the carrier has no such part."""
    group = GROUPS.get(structure.id, "").format(LETTERS.get(structure.side or "", ""))
    return _of_group(human, figure, group, 0, structure)


def turned_normals(figure: Figure, offset: F32) -> F32:
    """What the skin's normals change by under an offset (n, 3)."""
    f = figure.f[(np.abs(offset[figure.f]) > 1e-6).any((1, 2))]
    near = np.unique(f)
    out = np.zeros_like(figure.v)
    moved = vertex_normals(figure.v + offset, figure.f)
    out[near] = moved[near] - vertex_normals(figure.v, figure.f)[near]
    return out


def _breathing_muscles(figure: Figure) -> F32:
    """Straps of the neck stand out, hollows draw in, shoulders rise towards the head."""
    d = figure.rest.astype(float) - (0, figure.eye_rest[1], figure.eye_rest[2])
    d[:, 0] = np.abs(d[:, 0])
    strap = np.exp(-((_to_line(d, MASTOID_M, STERNUM_M) / 0.0085) ** 2))
    hollow = sum(
        depth * np.exp(-(((d - at) / radius) ** 2).sum(1)) for at, radius, depth in HOLLOWS
    )
    out = figure.n * (STRAP_M * strap - HOLLOW_M * hollow)[:, None]
    # electrodes and leads lie on the front of the shoulder and do not move with this
    x, y = np.abs(figure.v[:, 0]), figure.v[:, 1] - figure.eye_m[1]
    lifted = (
        smooth_step(0.168, 0.205, x) * smooth_step(-0.42, -0.24, y) * smooth_step(0.02, -0.10, y)
    )
    out[:, 1] += SHOULDER_M * lifted
    return out.astype(np.float32)


def _to_line(p: Array, a: Array, b: Array) -> Array:
    t = np.clip((p - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
    return np.linalg.norm(p - a - t[:, None] * (b - a), axis=1)


def _of_group(
    human: Human, figure: Figure, group: str, rounds: int, structure: Structure
) -> Offsets:
    """The carrier's targets, refined as the body was, turned as the head lies."""
    count = structure.vertices.stop - structure.vertices.start
    if group not in human.quads:
        return {name: np.zeros((count, 3), np.float32) for name in CHANNELS}
    fields = {name: _target(human, name) for name in CHANNELS}
    made = subdivision.refined(human, group, human.rest, fields, rounds).fields
    turn = _head_turn(figure)
    return {name: (made[name] / 1000.0 @ turn.T).astype(np.float32) for name in CHANNELS}


def _target(human: Human, channel: str) -> Array:
    total = np.zeros_like(human.rest)
    for name, strength in CHANNELS[channel].items():
        for one in {name.format(side) for side in LETTERS}:
            rows, offset = human.target(UNITS + one)
            total[rows] += strength * offset
    return total


def _head_turn(figure: Figure) -> Array:
    """Rotation and size that take the carrier's upright head to where it lies (Umeyama 1991)."""
    body = figure.body
    rows = np.nonzero(body.attributes["zone_face"][figure.skin.vertices] > 0.5)[0]
    a = body.attributes["rest_m"][figure.skin.vertices][rows].astype(float)
    b = figure.v[rows].astype(float)
    a, b = a - a.mean(0), b - b.mean(0)
    u, s, w = np.linalg.svd(b.T @ a)
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ w))])
    return (s @ np.diag(flip) / (a**2).sum()) * u @ flip @ w
