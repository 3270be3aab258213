"""What takes long to make is kept in the user's cache, keyed by what it was made from."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import platformdirs

from physiology._keeping import prune, sweep, touch
from simulator import settings

KEPT = 6  # of each sort that stay in the cache
Arrays = dict[str, npt.NDArray]


def cache_folder() -> Path:
    """The folder of baked light and meshes; ``THEATRUM_CACHE`` overrides the user's cache."""
    chosen = os.environ.get("THEATRUM_CACHE")
    if chosen:
        return Path(chosen) / "scene"
    return Path(platformdirs.user_cache_dir("theatrum", appauthor=False)) / "scene"


def key_of(*parts: str | bytes | npt.NDArray) -> str:
    """A short hash of texts and arrays."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(str((part.shape, part.dtype)).encode())
            part = np.ascontiguousarray(part).tobytes()
        digest.update(part.encode() if isinstance(part, str) else part)
    return digest.hexdigest()[:20]


def source_key(files: Sequence[Path]) -> str:
    """A hash of the source files that make a thing: an edited generator makes it anew."""
    return key_of(*(path.read_bytes() for path in sorted(files)))


def kept(name: str, key: str, make: Callable[[], Arrays], warn: Callable[[str], None]) -> Arrays:
    """Arrays from the cache, or made now and kept.

    Two processes may both make them; each writes a file of its own and renames it, so a reader
    never meets half a file. A cache that cannot be written is said, and does not stop anything.
    """
    path = cache_folder() / f"{name}-{key}.npz"
    found = _read(path)
    if found is not None:
        touch(path)
        return found
    made = make()
    try:
        _write(path, made)
        _trim(path.parent, name)
    except OSError as error:
        warn(
            f"cache folder '{path.parent}' cannot be written ({error.strerror}); "
            "the light will be made again at the next start."
        )
    return made


def _trim(folder: Path, name: str) -> None:
    """Forget all but the last used of that sort: the room, the patients, the gloves."""
    sort = name.split("-")[0]
    prune(folder.glob(f"{sort}-*.npz"), KEPT, settings.load().data_quota_gb * 1e9)
    sweep(folder)


def _read(path: Path) -> Arrays | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            return {name: held[name] for name in held.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _write(path: Path, arrays: Arrays) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **arrays)  # pyright: ignore[reportArgumentType]
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
