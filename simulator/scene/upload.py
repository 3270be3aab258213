"""From numpy arrays to the graphics card. Places and normals may change every frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt
from panda3d.core import (
    Geom,
    GeomNode,
    GeomTriangles,
    GeomVertexArrayFormat,
    GeomVertexData,
    GeomVertexFormat,
    InternalName,
    NodePath,
    PNMImage,
    SamplerState,
    Texture,
)

from simulator.scene.shapes.mesh import Mesh

F32 = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Vertices:
    """Vertex data on its way to the card; several index lists may share it."""

    data: Any  # GeomVertexData: array 0 places and normals, array 1 everything else

    def move(self, v: F32, n: F32) -> None:
        """Overwrite all places and normals."""
        view = self.rows()
        view[:, :3], view[:, 3:] = v, n

    def move_rows(self, rows: npt.NDArray[Any], v: F32, n: F32 | None = None) -> None:
        """Overwrite places, and normals if given, of some vertices."""
        view = self.rows()
        view[rows, :3] = v
        if n is not None:
            view[rows, 3:] = n

    def follow(self, rows: npt.NDArray[Any], first: int, v: F32, n: F32) -> None:
        """Take places and normals of some rows from arrays in which ours begin at `first`."""
        _copied(self.rows(), rows, first, v, n)

    def rows(self) -> npt.NDArray[Any]:
        """Places and normals (n, 6), to be written; they go to the card with the next frame."""
        raw = memoryview(self.data.modifyArray(0)).cast("B")
        return np.frombuffer(raw, np.float32).reshape(-1, 6)


@nb.njit(cache=True)
def _copied(out, rows, first, v, n):
    for k in range(len(rows)):
        to = rows[k]
        for axis in range(3):
            out[to, axis] = v[first + to, axis]
            out[to, 3 + axis] = n[first + to, axis]


def vertices(
    mesh: Mesh, name: str, is_moving: bool = False, extra: dict[str, F32] | None = None
) -> Vertices:
    """All vertices of a mesh in our two-array format; `extra` columns are (n, 3) or (n, 4)."""
    extra = extra or {}
    still = [mesh.paint, mesh.trait, mesh.light, mesh.uv, mesh.rest]
    still += list(extra.values())
    usage = Geom.UHDynamic if is_moving else Geom.UHStatic
    data = GeomVertexData(
        name, _format({name: rows.shape[1] for name, rows in extra.items()}), usage
    )
    data.uncleanSetNumRows(len(mesh.v))
    _fill(data.modifyArray(0), np.hstack([mesh.v, mesh.n]))
    _fill(data.modifyArray(1), np.hstack(still))
    return Vertices(data)


def draw_node(shared: Vertices, faces: npt.NDArray, name: str) -> NodePath:
    """A node that draws those triangles of the vertices."""
    triangles = GeomTriangles(Geom.UHStatic)
    triangles.setIndexType(Geom.NT_uint32)
    rows = triangles.modifyVertices()
    rows.uncleanSetNumRows(faces.size)
    view: Any = memoryview(rows).cast("B").cast("I")
    view[:] = np.ascontiguousarray(faces, np.uint32).ravel()
    geom = Geom(shared.data)
    geom.addPrimitive(triangles)
    node = GeomNode(name)
    node.addGeom(geom)
    node.setFinal(True)
    return NodePath(node)


def _format(extra: dict[str, int]) -> GeomVertexFormat:
    first = GeomVertexArrayFormat()
    first.addColumn(InternalName.getVertex(), 3, Geom.NTFloat32, Geom.CPoint)
    first.addColumn(InternalName.getNormal(), 3, Geom.NTFloat32, Geom.CNormal)
    second = GeomVertexArrayFormat()
    columns = [("paint", 4), ("trait", 4), ("light", 4), ("place", 2), ("rest", 3)]
    for name, size in columns + list(extra.items()):
        second.addColumn(InternalName.make(name), size, Geom.NTFloat32, Geom.COther)
    made = GeomVertexFormat()
    made.addArray(first)
    made.addArray(second)
    return GeomVertexFormat.registerFormat(made)


def _fill(array: Any, rows: npt.NDArray) -> None:
    flat = np.ascontiguousarray(rows, np.float32).ravel()
    view: Any = memoryview(array).cast("B").cast("f")
    view[:] = flat


def picture_texture(name: str, width: int, height: int) -> Texture:
    """An empty BGRA picture that `refill` writes."""
    made = Texture(name)
    made.setup2dTexture(width, height, Texture.TUnsignedByte, Texture.FRgba8)
    made.setMinfilter(SamplerState.FT_linear_mipmap_linear)
    made.setMagfilter(SamplerState.FT_linear)
    made.setAnisotropicDegree(1)  # llvmpipe frays thin lines in some columns with more
    made.setWrapU(SamplerState.WM_clamp)
    made.setWrapV(SamplerState.WM_clamp)
    return made


def refill(picture: Texture, bgra: npt.NDArray[np.uint8]) -> None:
    """Write rows (h, w, 4), top first, into the picture."""
    rows = len(bgra)
    shared = np.frombuffer(memoryview(picture.modifyRamImage()), np.uint8).reshape(rows, -1)
    np.copyto(shared, bgra.reshape(rows, -1)[::-1])


def pixels(image: PNMImage) -> npt.NDArray[np.uint8]:
    """The picture as (h, w, 3) uint8, top row first."""
    made = Texture()
    made.load(image)
    raw = np.frombuffer(bytes(made.getRamImageAs("RGB")), np.uint8)
    return raw.reshape(image.getYSize(), image.getXSize(), 3)[::-1]
