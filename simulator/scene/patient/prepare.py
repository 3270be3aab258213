"""Everything about this patient that takes seconds to make, kept in the cache under his digest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.anatomy.body import Body
from simulator.anatomy.human import Human
from simulator.progress import Progress
from simulator.scene.bake_room import from_arrays, to_arrays
from simulator.scene.cache import Arrays, kept, key_of, source_key
from simulator.scene.light.bake import gathered, smoothed
from simulator.scene.light.tree import build_tree
from simulator.scene.notices import Warn
from simulator.scene.patient.anatomy_nodes import group_mesh, structure_groups
from simulator.scene.patient.bedding import arm_boards, blanket, pillow
from simulator.scene.patient.expression import (
    CHANNELS,
    TURNED,
    Offsets,
    part_offsets,
    skin_offsets,
    turned_normals,
)  # fmt: skip
from simulator.scene.patient.follow import Under, under
from simulator.scene.patient.frame import Figure, curvature
from simulator.scene.patient.lighting import patient_light
from simulator.scene.patient.tissues import look_of
from simulator.scene.patient.worn import dressed
from simulator.scene.room.fittings.drip import drip_bag
from simulator.scene.room.layout import Layout
from simulator.scene.room.trolley import HALF_WIDTH_M
from simulator.scene.shapes.mesh import F32, Mesh, make_mesh, merged

_HERE = Path(__file__).parent
ORGAN_RAYS = 14
ORGAN_REACH_M = 0.06
INNER_LIGHT = (0.46, 0.43, 0.41)  # what organs get when one looks through the skin; by eye
MAKERS = (
    "airway",
    "anatomy_nodes",
    "bands",
    "bedding",
    "cloth",
    "expression",
    "follow",
    "frame",
    "lighting",
    "prepare",
    "tissues",
    "worn",
)
MOVED_PARTS = ("lashes", "face")
DRAWN_ALONE = ("skin", "eyes", "lashes", "face")


@dataclass(frozen=True)
class Prepared:
    """Meshes with their light."""

    worn: Mesh
    items: dict[str, tuple[int, int]]  # of what is worn: its first triangle and one past its last
    bedding: Mesh
    skin_light: F32
    curve: F32
    room_light: F32
    organ_light: dict[str, F32]
    skin_offsets: Offsets  # by channel, and what the normals turn by ("jaw_turn", ...)
    offsets: dict[str, Offsets]  # of the face's small parts, by group
    worn_under: Under  # the skin that it rides on
    bedding_under: Under


def prepared(
    figure: Figure,
    room: Mesh,
    layout: Layout,
    progress: Progress,
    label: str,
    warn: Warn,
    rays_fraction: float = 1.0,
) -> Prepared:
    """From the cache, or made now."""

    def make() -> Arrays:
        return _made(figure, room, layout, progress, label, rays_fraction)

    files = [
        *(_HERE / f"{name}.py" for name in MAKERS),
        *_HERE.parent.glob("light/*.py"),
        *_HERE.parent.glob("shapes/*.py"),
    ]
    places = figure.body.vertices_m
    key = key_of(
        source_key(files),
        figure.body.digest,
        places[:: max(1, len(places) // 997)],
        room.light[::97],
    )
    held = kept(f"patient-{rays_fraction:g}", key, make, warn)
    organs = {k[6:]: held[k].astype(np.float32) for k in held if k.startswith("organ_")}
    skin, *small = (_offsets(held, name) for name in ("skin", *MOVED_PARTS))
    items = {k: (int(a[0]), int(a[1])) for k, a in _part(held, "item_").items()}
    return Prepared(
        from_arrays(_part(held, "worn_")), items, from_arrays(_part(held, "bedding_")),
        held["skin_light"].astype(np.float32), held["curve"], held["room_light"].astype(np.float32),
        organs, skin, dict(zip(MOVED_PARTS, small, strict=True)),
        Under(**_part(held, "under_worn_")), Under(**_part(held, "under_bedding_")),
    )  # fmt: skip


def skin_mesh(figure: Figure) -> Mesh:
    """The skin in its material, with shader coordinates."""
    uv = figure.body.attributes.get("uv")
    return make_mesh(
        figure.v, figure.f, look_of(figure.skin).material, figure.n,
        None if uv is None else uv[figure.skin.vertices], figure.rest,
    )  # fmt: skip


def _made(
    figure: Figure, room: Mesh, layout: Layout, progress: Progress, label: str, rays_fraction: float
) -> Arrays:
    things = {name: merged(parts) for name, parts in dressed(figure, layout, drip_bag()).items()}
    worn = merged(things.values())
    top = layout.mattress_top_m
    sheets = [pillow(figure, top), blanket(figure, top, HALF_WIDTH_M), *arm_boards(figure, top)]
    bedding = merged(sheets)

    def told(fraction: float, label: str) -> None:
        progress(0.15 + 0.7 * fraction, label)

    told(0.0, label)
    light = patient_light(skin_mesh(figure), worn, bedding, room, told, label, rays_fraction)
    worn.light[:], bedding.light[:] = light.worn, light.bedding
    out: Arrays = {f"worn_{k}": a for k, a in to_arrays(worn).items()}
    ends = np.cumsum([len(mesh.f) for mesh in things.values()])
    out |= {f"item_{k}": np.array([e - len(m.f), e]) for (k, m), e in zip(things.items(), ends)}
    out |= {f"bedding_{k}": a for k, a in to_arrays(bedding).items()}
    for name, mesh in (("worn", worn), ("bedding", bedding)):
        found = under(mesh.v, figure.v)._asdict()
        out |= {f"under_{name}_{k}": a for k, a in found.items()}
    out |= {f"organ_{k}": a for k, a in _organ_light(figure.body).items()}
    out |= _moved_by_manner(figure)
    progress(1.0, label)
    half = np.float16
    return out | {
        "skin_light": light.skin.astype(half), "curve": curvature(figure),
        "room_light": light.room.astype(half),
    }  # fmt: skip


def _moved_by_manner(figure: Figure) -> Arrays:
    human = Human()
    skin = skin_offsets(human, figure)
    turns = {f"{name}_turn": turned_normals(figure, skin[name]) for name in TURNED}
    out = {f"moved_skin_{k}": a.astype(np.float16) for k, a in (skin | turns).items()}
    groups = structure_groups(figure.body)
    for group in MOVED_PARTS:
        parts = [part_offsets(human, figure, s) for s in groups.get(group, [])]
        for channel in CHANNELS:
            rows = [part[channel] for part in parts] or [np.zeros((0, 3), np.float32)]
            out[f"moved_{group}_{channel}"] = np.concatenate(rows).astype(np.float16)
    return out


def _offsets(held: Arrays, name: str) -> Offsets:
    prefix = f"moved_{name}_"
    return {k[len(prefix) :]: a.astype(np.float32) for k, a in held.items() if k.startswith(prefix)}


def _organ_light(body: Body) -> Arrays:
    """Occlusion among bones and organs as if the skin were not there, by group."""
    groups = {k: g for k, g in structure_groups(body).items() if k not in DRAWN_ALONE}
    meshes = {k: group_mesh(body, members)[0] for k, members in groups.items()}
    solid = [m for k, m in meshes.items() if look_of(groups[k][0]).veil > 0.2]
    if not solid:
        return {}
    blockers = merged(solid)
    tree = build_tree(blockers.v, blockers.f)
    dark = np.zeros((len(blockers.f), 4), np.float32)
    out = {}
    for name, mesh in meshes.items():
        raw = gathered(mesh, tree, dark, ORGAN_RAYS, 5, reach_m=ORGAN_REACH_M)
        ao = np.clip(smoothed(raw[:, 3:4], mesh, 2), 0, 1)
        tint = np.array(INNER_LIGHT) * np.concatenate([ao**0.8, ao, ao], 1)
        out[name] = np.concatenate([tint, ao], 1).astype(np.float16)
    return out


def _part(held: Arrays, prefix: str) -> Arrays:
    return {k[len(prefix) :]: a for k, a in held.items() if k.startswith(prefix)}
