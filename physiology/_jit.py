"""Compiled kernels: two decorators, and a cache folder that follows the sources.

numba's cache looks only at the file of the function itself; a kernel whose callee in another file
was edited would silently run the old equation. So the folder is named by a hash of every source of
this package, and an edit anywhere starts a fresh one.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt
import platformdirs
from numba import config, extending, njit
from numba.core import registry

from physiology import _keeping
from physiology.errors import TwinError

F = TypeVar("F", bound=Callable[..., Any])
Vector: TypeAlias = npt.NDArray[np.float64]  # state, inputs, parameters, rates, or nodes
CACHE_VARIABLE = "THEATRUM_KERNEL_CACHE"
KEPT = 4  # versions of the sources whose machine code stays
MOST_BYTES = 300e6
KERNELS: list[str] = []  # names of the inner kernels made so far, to tell how far compiling is


@functools.cache
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
    return kernels_folder() / source_hash()


def kernels_folder() -> Path:
    """Where compiled kernels of all versions are kept."""
    base = os.environ.get(CACHE_VARIABLE)
    if base:
        return Path(base)
    return Path(platformdirs.user_cache_dir("theatrum", appauthor=False)) / "kernels"


@functools.cache
def _made_ready(folder: Path) -> bool:
    """Make the folder, hold it, and let older ones go; False where it cannot be written."""
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    if not os.access(folder, os.W_OK):
        return False
    _keeping.hold(folder)
    if is_new:
        others = (path for path in folder.parent.iterdir() if path.is_dir())
        _keeping.prune(others, KEPT, MOST_BYTES)
    return True


def _compile(function: F, **options: Any) -> F:
    """`njit` with this package's options; to a type checker the signature stays the source's."""
    compiler: Any = njit
    return cast("F", compiler(error_model="numpy", fastmath=False, **options)(function))


class Kernel:
    """A kernel as other kernels see it, and, compiled only when asked, as Python calls it.

    What Python needs to call a function costs a third of its compile time, and hardly any of the
    several hundred inner kernels is ever called from there.
    """

    def __init__(self, function: Callable[..., Any], inner: object, compiles: bool = True) -> None:
        functools.update_wrapper(self, function)
        self.py_func = function
        self.inner = inner
        self._compiles = compiles

    @functools.cached_property
    def _outer(self) -> Callable[..., Any]:
        return _compile(self.py_func) if self._compiles else self.py_func

    def __call__(self, *args: Any) -> Any:
        return self._outer(*args)


def _typeof_kernel(value: Kernel, _: object) -> object:
    """To a kernel that calls it, a kernel is the inner one."""
    target: Any = registry.cpu_target  # made on first use, no checker sees its type
    return target.typing_context.resolve_value_type(value.inner)


numba_extending: Any = extending
numba_extending.typeof_impl.register(Kernel)(_typeof_kernel)


def kernel(function: F) -> F:
    """Compile an inner kernel; it lives inside the entry kernel that calls it."""
    settings: Any = config
    if settings.DISABLE_JIT:
        return function
    KERNELS.append(function.__qualname__)
    inner = _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)
    return cast("F", Kernel(function, inner))


def entry(function: F) -> F:
    """Compile an outermost kernel and keep the machine code in `cache_folder`."""
    settings: Any = config  # numba fills this module at run time, no checker sees its names
    if settings.DISABLE_JIT:
        return function
    folder = cache_folder()
    if not _made_ready(folder):  # a read-only home costs the compile time of each start
        return _compile(function)
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder)
    try:
        return _compile(function, cache=True, no_cfunc_wrapper=True)
    except RuntimeError as error:
        raise TwinError(
            f"kernel cache {folder}: {error}; set {CACHE_VARIABLE} to a folder"
        ) from error
    finally:
        settings.CACHE_DIR = before
