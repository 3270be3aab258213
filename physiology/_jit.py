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
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt
import platformdirs
from numba import config, njit

from physiology.errors import TwinError

F = TypeVar("F", bound=Callable[..., Any])
Vector: TypeAlias = npt.NDArray[np.float64]  # state, inputs, parameters, rates, or nodes
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


def _compile(function: F, cache: bool = False) -> F:
    """`njit` with this package's options; to a type checker the signature stays the source's."""
    return cast("F", njit(error_model="numpy", fastmath=False, cache=cache)(function))


def kernel(function: F) -> F:
    """Compile an inner kernel; it lives inside the entry kernel that calls it."""
    return _compile(function)


def entry(function: F) -> F:
    """Compile an outermost kernel and keep the machine code in `cache_folder`."""
    settings: Any = config  # numba fills this module at run time, no checker sees its names
    if settings.DISABLE_JIT:
        return function
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:  # a read-only home costs the compile time of each start, nothing else
        return _compile(function)
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder)
    try:
        return _compile(function, cache=True)
    except RuntimeError as error:
        raise TwinError(
            f"kernel cache {folder}: {error}; set {CACHE_VARIABLE} to a folder"
        ) from error
    finally:
        settings.CACHE_DIR = before
