"""The carrier's heart template: a VTK file read with numpy, cut into chambers, and placed."""

from __future__ import annotations

import base64
import itertools
import re
import zlib
from pathlib import Path

import numpy as np

from simulator.anatomy.carriers import folder
from simulator.anatomy.chest import Chest
from simulator.anatomy.mesh import Mesh, compact, largest, simplified

CHAMBERS = {1: "left_ventricle", 2: "left_atrium", 4: "right_atrium", 5: "right_ventricle",
            7: "pulmonary_artery"}  # fmt: skip
FILL = 0.93  # of the pericardium, by length
TRIANGLES = 2600


def chambers(chest: Chest, scale: float) -> dict[str, Mesh]:
    """Closed walls by id, inside the pericardium (mm, patient frame)."""
    points, faces, region = read_vtp(
        folder("linflonet", "data", "template") / "whole_heart_with_ao.vtp"
    )
    owner = region[faces[:, 0]]
    inner = np.isin(region, [1, 2, 4, 5])
    center = (points[inner].min(0) + points[inner].max(0)) / 2
    room = 2 * np.array([61.0, 57.0, 63.0]) * scale * FILL  # box of the tilted pericardium
    size = float((room / np.ptp(points[inner], axis=0)).min())
    placed = (points - center) * size + chest.heart_mm
    out = {}
    for number, name in CHAMBERS.items():
        mesh, _ = compact(placed, faces[owner == number])
        out[name] = simplified(largest(mesh), TRIANGLES).outward()
    return out


def read_vtp(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points, triangles and region numbers of a VTK XML polydata file with appended arrays."""
    text = path.read_text(encoding="latin-1")
    body = text[text.index('encoding="base64"') :]
    data = body[body.index("_") + 1 : body.rindex("</AppendedData>")].strip()
    polys = text[text.index("<Polys>") : text.index("</Polys>")]
    points = _array(data, _offset(text, "Points"), "<f4").reshape(-1, 3).astype(float)
    corners = _array(data, _offset(polys, "connectivity"), "<i8").reshape(-1, 3)
    return points, corners, _array(data, _offset(text, "RegionId"), "<i8")


def _offset(text: str, name: str) -> int:
    tag = re.search(rf'<DataArray[^>]*Name="{name}"[^>]*offset="(\d+)"', text)
    if tag is None:
        raise ValueError(f"no array {name!r} in the heart template")
    return int(tag.group(1))


def _array(data: str, offset: int, kind: str) -> np.ndarray:
    """One appended array: a coded header of block sizes, then zlib blocks."""
    blocks = int(np.frombuffer(base64.b64decode(data[offset : offset + 8])[:4], "<u4")[0])
    header_chars = -(-4 * (3 + blocks) // 3) * 4
    header = np.frombuffer(base64.b64decode(data[offset : offset + header_chars]), "<u4")
    sizes = header[3 : 3 + blocks]
    start = offset + header_chars
    raw = base64.b64decode(data[start : start + -(-int(sizes.sum()) // 3) * 4])
    at = np.r_[0, np.cumsum(sizes)]
    return np.frombuffer(
        b"".join(zlib.decompress(raw[a:b]) for a, b in itertools.pairwise(at)), kind
    )
