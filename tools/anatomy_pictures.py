"""Check pictures of the built body: plain shading, no room. For maintainers' eyes only.

uv run python -m tools.anatomy_pictures OUT_FOLDER
uv run python -m tools.anatomy_pictures OUT_FOLDER --sex female --height 165 --weight 60 --gas 2000
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
from panda3d.core import (
    AmbientLight,
    DirectionalLight,
    FrameBufferProperties,
    Geom,
    GeomNode,
    GeomTriangles,
    GeomVertexArrayFormat,
    GeomVertexData,
    GeomVertexFormat,
    GraphicsPipe,
    LVector3,
    NodePath,
    OrthographicLens,
    TransparencyAttrib,
    WindowProperties,
    loadPrcFileData,
)  # fmt: skip

from physiology.patient import Patient
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody
from simulator.progress import TerminalBar
from tools.anatomy_moments import moment

loadPrcFileData("", "window-type offscreen\nload-display p3headlessgl\naudio-library-name null\n")

Part = tuple[np.ndarray, np.ndarray, tuple[float, float, float, float]]


def node(vertices: np.ndarray, triangles: np.ndarray, color: tuple[float, ...]) -> NodePath:
    """A lit mesh."""
    array = GeomVertexArrayFormat()
    array.add_column("vertex", 3, Geom.NT_float32, Geom.C_point)
    array.add_column("normal", 3, Geom.NT_float32, Geom.C_normal)
    form = GeomVertexFormat()
    form.add_array(array)
    data = GeomVertexData("part", GeomVertexFormat.register_format(form), Geom.UH_static)
    rows = np.hstack([vertices, normals(vertices, triangles)]).astype("<f4")
    data.unclean_set_num_rows(len(rows))
    data.modify_array(0).modify_handle().copy_data_from(rows.tobytes())
    index = GeomTriangles(Geom.UH_static)
    index.set_index_type(Geom.NT_uint32)
    handle = index.modify_vertices()
    handle.unclean_set_num_rows(triangles.size)
    handle.modify_handle().copy_data_from(triangles.astype("<u4").tobytes())
    geom = Geom(data)
    geom.add_primitive(index)
    holder = GeomNode("part")
    holder.add_geom(geom)
    path = NodePath(holder)
    path.set_color(*color)
    path.set_two_sided(True)
    if color[3] < 1.0:
        path.set_transparency(TransparencyAttrib.M_alpha)
        path.set_depth_write(False)
        path.set_bin("transparent", 10)
    return path


def normals(v: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Area-weighted vertex normals."""
    t = v[f]
    face = np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0])
    out = np.zeros_like(v, dtype=float)
    for k in range(3):
        np.add.at(out, f[:, k], face)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)


class Camera:
    """An offscreen orthographic camera."""

    def __init__(self, size: tuple[int, int]) -> None:
        from direct.showbase.ShowBase import ShowBase

        self.base = ShowBase(windowType="none")
        props = FrameBufferProperties()
        props.set_rgba_bits(8, 8, 8, 8)
        props.set_depth_bits(24)
        props.set_multisamples(4)
        engine = self.base.graphicsEngine
        self.base.make_default_pipe()
        self.buffer = engine.make_output(
            self.base.pipe, "look", 0, props, WindowProperties.size(*size),
            GraphicsPipe.BF_refuse_window,
        )  # fmt: skip
        self.buffer.set_clear_color((0.93, 0.94, 0.95, 1))
        self.lens = OrthographicLens()
        self.camera = self.base.make_camera(self.buffer, lens=self.lens)
        self.aspect = size[0] / size[1]

    def shoot(
        self, parts: list[Part], path: Path, eye: tuple[float, ...], at: tuple[float, ...],
        height: float, up: tuple[float, float, float] = (0, 0, 1),
    ) -> None:  # fmt: skip
        """One picture; `height` is what the picture shows, in scene units."""
        world = NodePath("world")
        for part in parts:
            node(*part).reparent_to(world)
        for direction, power in (((-0.4, -0.3, -1), 0.75), ((0.6, 0.5, -0.3), 0.35)):
            light = DirectionalLight("light")
            light.set_color((power, power, power, 1))
            lamp = world.attach_new_node(light)
            lamp.look_at(LVector3(*direction))
            world.set_light(lamp)
        ambient = AmbientLight("ambient")
        ambient.set_color((0.3, 0.3, 0.32, 1))
        world.set_light(world.attach_new_node(ambient))
        distance = math.dist(eye, at)
        self.lens.set_film_size(height * self.aspect, height)
        self.lens.set_near_far(distance * 0.05, distance * 3)
        self.camera.reparent_to(world)
        self.camera.set_pos(*eye)
        self.camera.look_at(at, up)
        self.base.graphicsEngine.render_frame()
        self.base.graphicsEngine.render_frame()
        self.buffer.save_screenshot(str(path))


COLORS = {
    "skin": (0.80, 0.62, 0.52, 1.0), "bone": (0.91, 0.87, 0.76, 1.0),
    "cartilage": (0.70, 0.80, 0.84, 1.0), "lung": (0.86, 0.58, 0.58, 1.0),
    "muscle": (0.65, 0.25, 0.22, 1.0), "artery": (0.78, 0.12, 0.10, 1.0),
    "vein": (0.20, 0.26, 0.62, 1.0), "pleura": (0.55, 0.70, 0.85, 0.25),
}  # fmt: skip
OTHER = (0.58, 0.32, 0.24, 1.0)
TRUNK_WALL = ("intercostal", "pectoralis", "internal_thoracic")
VIEWS = {  # from where, and which way is up in the picture
    "front": ((0.0, 0.0, 1.0), (0, 1, 0)), "left": ((1.0, 0.0, 0.15), (0, 1, 0)),
    "back": ((0.0, 0.0, -1.0), (0, 1, 0)),
}  # fmt: skip


def layers(living: LivingBody) -> dict[str, list[Part]]:
    """The meshes of each picture: skin, ribs with what lies in them, organs, x-ray."""
    out: dict[str, list[Part]] = {"skin": [], "cage": [], "organs": [], "xray": []}
    for part in living.body.structures:
        f = living.triangles[part.triangles] - part.vertices.start
        v = living.vertices_m[part.vertices]
        color = COLORS.get(part.tissue, OTHER)
        if part.id == "skin":
            out["skin"].append((v, f, color))
            continue
        is_wall = part.id.startswith(TRUNK_WALL)
        if part.tissue in ("bone", "cartilage"):
            out["cage"].append((v, f, color))
            out["xray"].append((v, f, (0.16, 0.17, 0.20, 0.30)))
        elif part.id == "lung":
            out["cage"].append((v, f, (*color[:3], 0.55)))
            out["xray"].append((v, f, (0.85, 0.40, 0.35, 0.30)))
        elif part.tissue == "pleura":
            out["xray"].append((v, f, (0.20, 0.45, 0.85, 0.16)))
        elif not is_wall:
            out["xray"].append((v, f, (*color[:3], 0.30)))
            out["cage"].append((v, f, color))
        if not is_wall and part.tissue not in ("bone", "cartilage", "pleura", "lung"):
            out["organs"].append((v, f, color))
    return out


def main() -> None:
    """Build or read the body and take its pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--age", type=float, default=34)
    parser.add_argument("--sex", choices=("male", "female"), default="male")
    parser.add_argument("--height", type=float, default=176, metavar="CM")
    parser.add_argument("--weight", type=float, default=80, metavar="KG")
    parser.add_argument("--gas", type=float, nargs="*", default=[0.0, 2000.0], metavar="ML")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    body = load_body(Patient(args.age, args.sex, args.height, args.weight), TerminalBar())
    living, camera = LivingBody(body), Camera((900, 900))
    chest = tuple(body.motion["hilum_m"].mean(0).tolist())
    for gas_ml in args.gas:
        living.update(moment(body, gas_ml))
        for view, (way, up) in VIEWS.items():
            eye = tuple(c + 3.0 * w for c, w in zip(chest, way))
            for layer, parts in layers(living).items():
                file = args.out / f"{layer}_{view}_{gas_ml:.0f}ml.png"
                camera.shoot(parts, file, eye, chest, 0.62, up)
        skin = layers(living)["skin"]
        file = args.out / f"whole_{gas_ml:.0f}ml.png"
        camera.shoot(skin, file, (0.0, 0.0, 4.0), (0.0, 0.0, 0.9), 2.1, (0, 1, 0))
    print(f"pictures in {args.out}")


if __name__ == "__main__":
    main()
