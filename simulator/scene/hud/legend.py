"""Names with leader lines to what the x-ray view shows, told from what is so in the body."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LineSegs, LPoint2, LPoint3, TransparencyAttrib

from physiology.vitals import Truth
from simulator.core.records import Snapshot
from simulator.scene.hud.panel import panel
from simulator.scene.hud.words import line
from simulator.scene.subsystems import Subsystem
from simulator.scene.world import World
from simulator.text import text

Array = npt.NDArray[Any]
EVERY = 6  # frames
GAS_ML, SHIFT_ML = 100.0, 60.0  # below these a film shows neither; tuned by eye
SMALL_SHARE = 0.35  # of the cavity's gas that is still in the lung; by eye
WHITE = (0.96, 0.97, 0.97, 1.0)
SIZE, TOP, STEP, MARGIN = 0.046, 0.70, 0.125, 0.025


@dataclass(frozen=True)
class Note:
    """A name and the point of the room that it belongs to."""

    text_id: str
    at_m: Array


@dataclass
class _Shown:
    frame: int = 0
    key: Any = None
    root: Any = None
    notes: list[Note] = field(default_factory=list)


def legend_part(world: World, hud: Any) -> Subsystem:
    """The subsystem; the notes appear with the x-ray view and make room for the help."""
    shown = _Shown()

    def run(snapshot: Snapshot) -> None:
        is_on = "xray" in snapshot.views and world.patient is not None and "help" not in hud.layers
        if not is_on:
            _draw(world, hud, shown, ())
            return
        if shown.frame % EVERY == 0:
            shown.notes = notes(world.patient, snapshot)
        shown.frame += 1
        seen = [(note.text_id, _on_screen(world, note.at_m)) for note in shown.notes]
        _draw(world, hud, shown, tuple((name, *at) for name, at in seen if at is not None))

    return Subsystem("legend", run, after=("patient", "things", "hud"))


def notes(patient: Any, snapshot: Snapshot) -> list[Note]:
    """What there is to name at this moment."""
    truth, living = snapshot.truth, patient.living
    out = []
    for side in ("left", "right"):
        lung, sac = _points(patient, "lung", side), _points(patient, "parietal_pleura", side)
        if not len(lung) or not len(sac):
            continue
        has_gas = getattr(truth, f"pleural_gas_{side}_ml") > GAS_ML
        if has_gas:
            out.append(Note(f"scene.xray.gas_{side}", _widest_gap(lung, sac)))
        name = f"scene.xray.lung_{side}{state_of(truth, side)}"
        out.append(Note(name, _front_of(lung, side)))
    heart = _points(patient, "pericardium", None)
    if len(heart):
        out.append(Note(f"scene.xray.middle_{pushed_to(truth)}", heart.mean(0)))
    for tool in snapshot.tools:
        if tool.kind == "cannula" and tool.place == "patient":
            where = tip_in({s.id for s in living.inside(tool.position_m)})
            out.append(Note(f"scene.xray.tip_{where}", np.asarray(tool.position_m, float)))
    return out


def state_of(truth: Truth, side: str) -> str:
    """How far that lung has collapsed, as the end of a text id: "", "_part", "_small"."""
    gas_ml = getattr(truth, f"pleural_gas_{side}_ml")
    if gas_ml <= GAS_ML:
        return ""
    left = getattr(truth, f"lung_{side}_ml") / (getattr(truth, f"lung_{side}_ml") + gas_ml)
    return "_small" if left < SMALL_SHARE else "_part"


def pushed_to(truth: Truth) -> str:
    """Where the middle of the chest has gone: "left", "right" or "still"."""
    if abs(truth.mediastinal_shift_ml) < SHIFT_ML:
        return "still"
    return "right" if truth.mediastinal_shift_ml > 0 else "left"


def tip_in(inside: set[str]) -> str:
    """The compartment of a point, from the closed structures that hold it."""
    for structure, where in (
        ("lung", "lung"), ("pericardium", "heart"), ("parietal_pleura", "pleura"),
        ("skin", "wall"),
    ):  # fmt: skip
        if structure in inside:
            return where
    return "outside"


def _points(patient: Any, id: str, side: str | None) -> Array:
    for structure in patient.living.body.structures:
        if (structure.id, structure.side) == (id, side):
            return patient.living.vertices_m[structure.vertices][::29].astype(float)
    return np.zeros((0, 3))


def _front_of(lung: Array, side: str) -> Array:
    """A point of the lung's front and outer part: what the eye meets first."""
    rel = lung - lung.mean(0)
    out = 1.0 if side == "left" else -1.0
    return lung[np.argmin(((rel - (out * 0.05, 0.0, 0.06)) ** 2).sum(1))]


def _widest_gap(lung: Array, sac: Array) -> Array:
    """The middle of the widest gap between a lung and its cavity's front and side walls."""
    away = np.linalg.norm(sac[:, None] - lung[None], axis=2)
    front = sac[:, 2] > np.median(sac[:, 2])
    k = int(np.argmax(np.where(front, away.min(1), 0.0)))
    return 0.6 * sac[k] + 0.4 * lung[int(away[k].argmin())]


def _on_screen(world: World, at_m: Array) -> tuple[float, float] | None:
    """Place in the flat layer, or None behind the eye or beside the picture."""
    camera, flat = world.passes.cameras[0], LPoint2()
    point = camera.getRelativePoint(world.root, LPoint3(*(float(x) for x in at_m)))
    if not world.passes.lens.project(point, flat):
        return None
    return round(flat[0] * world.base.getAspectRatio(), 2), round(float(flat[1]), 2)


def _draw(
    world: World, hud: Any, shown: _Shown, rows: tuple[tuple[str, float, float], ...]
) -> None:
    key = (rows, world.base.getAspectRatio())
    if key == shown.key:
        return
    shown.key = key
    if shown.root is not None:
        shown.root.removeNode()
        shown.root = None
    if not rows:
        return
    shown.root = root = world.base.aspect2d.attachNewNode("legend")
    root.setTransparency(TransparencyAttrib.MAlpha)
    edge = world.base.getAspectRatio() - 0.05
    for side in (-1, 1):  # each name on its point's side of the picture: lines do not cross
        column = [row for row in rows if (row[1] > 0) == (side > 0)]
        words = {
            row[0]: line(hud.font, text(row[0], hud.language), SIZE * hud.scale, WHITE)
            for row in column
        }
        start = side * (
            edge - max((node.getWidth() for node in words.values()), default=0.0) - MARGIN
        )
        for k, (text_id, x, y) in enumerate(untangled(column, start, STEP * hud.scale)):
            at = TOP - STEP * hud.scale * k
            _named(root, SIZE * hud.scale, words[text_id], side * edge, start, at, (x, y))


def untangled(
    rows: list[tuple[str, float, float]], edge: float, step: float
) -> tuple[tuple[str, float, float], ...]:
    """The order from the top whose leader lines are shortest together: then none cross.

    That holds for lines that leave from one upright line at `edge`.
    """

    def length(order: tuple[tuple[str, float, float], ...]) -> float:
        return sum(
            float(np.hypot(x - edge, y - TOP + step * k)) for k, (_, x, y) in enumerate(order)
        )

    return min(itertools.permutations(rows), key=length)


def _named(
    root: Any, size: float, node: Any, edge: float, start: float, y: float, at: tuple[float, float]
) -> None:
    """A name at the left or right edge of the picture; its leader leaves the column at `start`."""
    wide = node.getWidth()
    left = edge if edge < 0 else edge - wide
    lead = LineSegs("lead")
    for thick, color in ((4.0, (0.02, 0.03, 0.04, 0.8)), (1.8, (1.0, 0.93, 0.55, 1.0))):
        lead.setThickness(thick)
        lead.setColor(*color)
        lead.moveTo(left + wide if edge < 0 else left, 0, y + size * 0.3)
        lead.drawTo(start, 0, y + size * 0.3)
        lead.drawTo(at[0], 0, at[1])
    root.attachNewNode(lead.create())
    _dot(root, at)
    panel(root, left - MARGIN, left + wide + MARGIN, y - size * 0.5, y + size * 1.1)
    root.attachNewNode(node).setPos(left, 0, y)


def _dot(root: Any, at: tuple[float, float]) -> None:
    for half, color in ((0.013, (0.02, 0.03, 0.04, 0.9)), (0.008, (1.0, 0.93, 0.55, 1.0))):
        panel(root, at[0] - half, at[0] + half, at[1] - half, at[1] + half, color)
