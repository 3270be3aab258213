"""Compiled kernels: two decorators, and a cache folder that follows the sources.

numba's cache looks only at the file of the function itself; a kernel whose callee in another file
was edited would silently run the old equation. So the folder is named by a hash of every source of
this package, and an edit anywhere starts a fresh one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from numba import config, njit  # pyright: ignore[reportMissingTypeStubs]

from physiology.errors import TwinError

F = TypeVar("F", bound=Callable[..., Any])
CACHE_VARIABLE = "THEATRUM_KERNEL_CACHE"


def source_hash() -> str:
    """Hash of every equation and parameter of this package (16 hex digits)."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.toml")]):
        if "validation" in path.parts:
            continue
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled kernels of exactly these sources are kept."""
    base = os.environ.get(CACHE_VARIABLE)
    root = Path(base) if base else Path(platformdirs.user_cache_dir("theatrum")) / "kernels"
    return root / source_hash()


def kernel(function: F) -> F:
    """Compile an inner kernel; it lives inside the entry kernel that calls it."""
    return njit(error_model="numpy", fastmath=False)(function)  # pyright: ignore


def entry(function: F) -> F:
    """Compile an outermost kernel and keep the machine code in `cache_folder`."""
    if config.DISABLE_JIT:  # pyright: ignore
        return function
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:  # a read-only home costs the compile time of each start, nothing else
        return njit(error_model="numpy", fastmath=False)(function)  # pyright: ignore
    before = config.CACHE_DIR  # pyright: ignore
    config.CACHE_DIR = str(folder)
    try:
        return njit(cache=True, error_model="numpy", fastmath=False)(function)  # pyright: ignore
    except RuntimeError as error:
        raise TwinError(
            f"kernel cache {folder}: {error}; set {CACHE_VARIABLE} to a folder"
        ) from error
    finally:
        config.CACHE_DIR = before
