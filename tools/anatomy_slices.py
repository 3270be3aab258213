"""Cuts through the built body, filled by structure, and what overlaps there by how much.

uv run python -m tools.anatomy_slices OUT_FOLDER
uv run python -m tools.anatomy_slices OUT_FOLDER --gas 2500 --overlaps
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from physiology.patient import Patient
from simulator.anatomy.body import Body, Structure
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody
from simulator.progress import TerminalBar
from tools.anatomy_moments import moment

PIXEL_M = 0.001
COLORS = {
    "skin": (226, 188, 162), "bone": (245, 240, 220), "cartilage": (150, 190, 205),
    "lung": (235, 150, 150), "muscle": (170, 70, 60), "artery": (215, 30, 30),
    "vein": (50, 70, 190), "pleura": (120, 170, 230),
}  # fmt: skip
OTHER = (150, 95, 70)
ABOVE = {"skin": 0, "muscle": 1, "pleura": 2, "lung": 3}  # what is drawn first; the rest last
MAY_HOLD = {  # structure or tissue: what may lie in it
    "skin": None, "parietal_pleura": {"lung", "main_bronchus"}, "lung": {"main_bronchus"},
    "pericardium": None,
}  # fmt: skip
Cut = tuple[int, float]  # axis (0 x, 1 y, 2 z of the room), place (m)


def section(living: LivingBody, part: Structure, cut: Cut) -> np.ndarray:
    """Segments (k, 2, 2) in which a plane cuts a structure, in the two other axes (m)."""
    axis, at = cut
    v, f = living.vertices_m.astype(float), living.triangles[part.triangles]
    height = v[f][:, :, axis] - at - 1e-7
    crossed = (height.min(1) < 0) & (height.max(1) > 0)
    h, t = height[crossed], v[f[crossed]][:, :, [k for k in range(3) if k != axis]]
    ends = np.full((len(h), 3, 2), np.nan)
    for k, (a, b) in enumerate(((0, 1), (1, 2), (2, 0))):
        cuts = (h[:, a] < 0) != (h[:, b] < 0)
        share = h[cuts, a] / (h[cuts, a] - h[cuts, b])
        ends[cuts, k] = t[cuts, a] + share[:, None] * (t[cuts, b] - t[cuts, a])
    return ends[np.isfinite(ends[:, :, 0])].reshape(-1, 2, 2)


def filled(
    segments: np.ndarray, low: np.ndarray, shape: tuple[int, int], step: float
) -> np.ndarray:
    """Which pixels (columns, rows) lie inside closed outlines, by the parity of crossings."""
    out = np.zeros(shape, bool)
    if not len(segments):
        return out
    p = (segments - low) / step
    for row in range(shape[1]):
        y = row + 0.5
        a, b = p[:, 0], p[:, 1]
        hit = (a[:, 1] <= y) != (b[:, 1] <= y)
        if hit.any():
            t = (y - a[hit, 1]) / (b[hit, 1] - a[hit, 1])
            x = np.sort(a[hit, 0] + t * (b[hit, 0] - a[hit, 0]))
            count = np.searchsorted(x, np.arange(shape[0]) + 0.5)
            out[:, row] = count % 2 == 1
    return out


def picture(living: LivingBody, cut: Cut, low: np.ndarray, high: np.ndarray) -> Image.Image:
    """One cut as an image; patient's left is on the right, as seen from the feet for axial cuts."""
    shape = tuple(np.ceil((high - low) / PIXEL_M).astype(int).tolist())
    image = np.full((*shape, 3), 255, np.uint8)
    shown = [s for s in living.body.structures if s.is_closed or s.system == "skeletal"]
    parts = sorted(shown, key=lambda s: ABOVE.get(s.tissue, 9))
    for part in parts:
        inside = filled(section(living, part, cut), low, shape, PIXEL_M)
        rim = inside & ~(
            np.roll(inside, 1, 0) & np.roll(inside, -1, 0) & np.roll(inside, 1, 1)
            & np.roll(inside, -1, 1)
        )  # fmt: skip
        color = np.array(COLORS.get(part.tissue, OTHER))
        image[inside] = color if part.id != "pericardium" else image[inside]
        image[rim] = color * 0.45
    return Image.fromarray(np.ascontiguousarray(image.transpose(1, 0, 2)[::-1]))


def overlaps(living: LivingBody, step: float = 0.003) -> dict[tuple[str, str], float]:
    """What two closed structures of the trunk share (ml), where neither may hold the other."""
    body = living.body
    trunk = living.vertices_m[body.structure("parietal_pleura", "left").vertices]
    parts = [s for s in body.structures if s.is_closed and MAY_HOLD.get(s.id, ()) is not None]
    low, high = np.array([-0.22, 0.78]), np.array([0.22, 1.16])
    shape = tuple(np.ceil((high - low) / step).astype(int).tolist())
    shared: dict[tuple[str, str], float] = {}
    levels = np.arange(trunk[:, 1].min() - 0.10, trunk[:, 1].max() + 0.06, step)
    for level in levels:
        planes = [(s, filled(section(living, s, (1, level)), low, shape, step)) for s in parts]
        planes = [(s, plane) for s, plane in planes if plane.any()]
        for i, (a, in_a) in enumerate(planes):
            for b, in_b in planes[i + 1 :]:
                both = int((in_a & in_b).sum())
                if (
                    both
                    and b.id not in MAY_HOLD.get(a.id, ())
                    and a.id not in MAY_HOLD.get(b.id, ())
                ):
                    key = (f"{a.id} {a.side or ''}".strip(), f"{b.id} {b.side or ''}".strip())
                    shared[key] = shared.get(key, 0.0) + both * step**3 * 1e6
    return shared


def cuts(body: Body) -> dict[str, Cut]:
    """The places that are looked at."""

    def middle(id: str) -> np.ndarray:
        return body.vertices_m[body.structure(id).vertices].mean(0)

    rows = {f"axial_{k}": (1, float(middle(f"thoracic_vertebra_{k}")[1])) for k in (2, 4, 6, 8, 10)}
    heart = middle("pericardium")
    return rows | {
        "coronal_heart": (2, float(heart[2])),
        "coronal_behind": (2, float(heart[2]) - 0.05),
        "sagittal_middle": (0, 0.001),
        "sagittal_left": (0, float(heart[0]) + 0.05),
        "sagittal_right": (0, -0.07),
    }


def main() -> None:
    """Build or read the body, cut it, and say what overlaps."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--age", type=float, default=34)
    parser.add_argument("--sex", choices=("male", "female"), default="male")
    parser.add_argument("--height", type=float, default=176, metavar="CM")
    parser.add_argument("--weight", type=float, default=80, metavar="KG")
    parser.add_argument("--gas", type=float, default=0.0, metavar="ML")
    parser.add_argument("--overlaps", action="store_true", help="list shared volumes (a minute)")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    body = load_body(Patient(args.age, args.sex, args.height, args.weight), TerminalBar())
    living = LivingBody(body)
    living.update(moment(body, args.gas))
    trunk = living.vertices_m[body.structure("parietal_pleura", "left").vertices]
    low = np.array([-0.25, float(trunk[:, 1].min()) - 0.16, 0.78])
    high = np.array([0.25, float(trunk[:, 1].max()) + 0.12, 1.16])
    for name, (axis, at) in cuts(body).items():
        keep = [k for k in range(3) if k != axis]
        picture(living, (axis, at), low[keep], high[keep]).save(
            args.out / f"{name}_{args.gas:.0f}ml.png"
        )
    if args.overlaps:
        for (a, b), ml in sorted(overlaps(living).items(), key=lambda row: -row[1]):
            if ml > 0.1:
                print(f"{ml:8.1f} ml  {a} / {b}")
    print(f"pictures in {args.out}")


if __name__ == "__main__":
    main()
