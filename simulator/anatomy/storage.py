"""A body as one file: arrays in an uncompressed npz, everything else as JSON inside it."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from simulator.anatomy.body import Body, Landmark, Structure

DAMAGE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a truncated or edited file can raise."""


def write(body: Body, path: Path) -> None:
    """Write atomically: a temporary file beside it, then a rename."""
    arrays: dict[str, np.ndarray] = {
        "vertices_m": body.vertices_m, "normals": body.normals, "triangles": body.triangles,
        "structure_of_triangle": body.structure_of_triangle,
    }  # fmt: skip
    arrays |= {f"attribute.{k}": v for k, v in body.attributes.items()}
    meta: dict[str, Any] = {
        "digest": body.digest,
        "layers_mm": body.layers_mm,
        "structures": [dataclasses.asdict(s) for s in body.structures],
        "landmarks": [dataclasses.asdict(m) for m in body.landmarks.values()],
        "motion": _packed(body.motion, "motion", arrays),
    }
    text = json.dumps(meta, default=_plain).encode()
    arrays["meta"] = np.frombuffer(text, np.uint8)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-", suffix=".npz")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read(path: Path) -> Body:
    """Read a body; raises one of `DAMAGE` when the file is not whole."""
    with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    meta = json.loads(arrays["meta"].tobytes())
    return Body(
        structures=tuple(_structure(row) for row in meta["structures"]),
        vertices_m=arrays["vertices_m"],
        normals=arrays["normals"],
        triangles=arrays["triangles"],
        structure_of_triangle=arrays["structure_of_triangle"],
        landmarks={(m.id, m.side): m for m in (_landmark(row) for row in meta["landmarks"])},
        layers_mm=meta["layers_mm"],
        attributes={
            k.removeprefix("attribute."): v for k, v in arrays.items() if k.startswith("attribute.")
        },
        motion=_unpacked(meta["motion"], arrays),
        digest=meta["digest"],
    )


def _structure(row: dict[str, Any]) -> Structure:
    vertices, triangles = (slice(*row.pop(k)) for k in ("vertices", "triangles"))
    return Structure(vertices=vertices, triangles=triangles, **row)


def _landmark(row: dict[str, Any]) -> Landmark:
    return Landmark(
        row["id"], row["side"], tuple(row["skin_m"]), tuple(row["inward"]), row["pleura_depth_mm"]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, slice):
        return [value.start, value.stop]
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"cannot store {type(value).__name__}")


def _packed(value: Any, name: str, arrays: dict[str, np.ndarray]) -> Any:
    """Nested dicts, tuples and slices as JSON, with arrays put aside by name."""
    if isinstance(value, np.ndarray):
        arrays[name] = value
        return {"array": name}
    if isinstance(value, dict):
        rows = [[k, _packed(v, f"{name}.{i}", arrays)] for i, (k, v) in enumerate(value.items())]
        return {"dict": rows}
    if isinstance(value, list | tuple):
        kind = "list" if isinstance(value, list) else "tuple"
        return {kind: [_packed(v, f"{name}.{i}", arrays) for i, v in enumerate(value)]}
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop]}
    return {"value": value}


def _unpacked(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    ((kind, inner),) = value.items()
    if kind == "array":
        return arrays[inner]
    if kind == "dict":
        return {_key(k): _unpacked(v, arrays) for k, v in inner}
    if kind in ("list", "tuple"):
        out = [_unpacked(v, arrays) for v in inner]
        return out if kind == "list" else tuple(out)
    return slice(*inner) if kind == "slice" else inner


def _key(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key
