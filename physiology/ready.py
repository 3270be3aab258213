"""Bodies that have settled already, as they ship: a stable patient in a moment.

`ready.npz` holds what `Twin.save` wrote of some patients, and the hash of the equations it was made
by: with any others it is as if it were not there. `launcher.py twin ready` makes it anew after an
edit; until then, and for everybody else, a body settles by itself. A ready body is the settled one,
bit for bit on the machine that made the file.
"""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from physiology._jit import source_hash
from physiology.patient import Patient

FILE = Path(__file__).with_name("ready.npz")


def key(patient: Patient) -> str:
    """One name for one patient, seed included."""
    return json.dumps(vars(patient), sort_keys=True)


@functools.lru_cache(maxsize=2)
def shelf(file: Path = FILE) -> dict[str, bytes]:
    """The bodies in a file by `key`; none where it is missing or made by other equations."""
    try:
        with np.load(io.BytesIO(file.read_bytes())) as held:
            if str(held["model"]) != source_hash():
                return {}
            names = json.loads(str(held["names"]))
            return {name: held[f"b{n}"].tobytes() for n, name in enumerate(names)}
    except (OSError, KeyError, ValueError):
        return {}


def write(
    bodies: Iterable[tuple[Patient, Callable[[], bytes]]], file: Path = FILE
) -> dict[str, bytes]:
    """Settle every patient and put all of them into a file; returns what is in it."""
    made = {key(patient): settle() for patient, settle in bodies}
    arrays: dict[str, Any] = {
        f"b{n}": np.frombuffer(body, np.uint8) for n, body in enumerate(made.values())
    }
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        np.savez_compressed(
            out, model=np.array(source_hash()), names=np.array(json.dumps(list(made))), **arrays
        )
    part.replace(file)
    shelf.cache_clear()
    return made
