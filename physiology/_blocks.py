"""Places in a flat vector, and kernels that read and write one block of it as a NamedTuple.

They say their loads and stores to the compiler themselves: a hundred of them as source, one line
for each number, took a fifth of all compile time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

from numba import config, extending, types

from physiology._jit import Kernel, Vector

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T", bound=NamedTuple)


def reader(kind: type[T], start: int) -> Callable[[Vector], T]:
    """Kernel: the block at `start` of a vector as a `kind`."""
    count = len(kind._fields)
    whole = types.NamedUniTuple(types.float64, count, kind)

    def load(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        places = _places(context, builder, signature.args[0], args[0], start, count)
        return context.make_tuple(builder, whole, [builder.load(place) for place in places])

    def typed(_: object, v: types.Type) -> tuple[Any, Callable[..., Any]] | None:
        return (whole(v), load) if _is_vector(v) else None

    def read(v: Vector) -> T:
        return kind._make(v[start : start + count])

    return _spelled(read, typed)


def writer(kind: type[T], start: int) -> Callable[[Vector, T], None]:
    """Kernel: put a `kind` into the block at `start` of a vector."""
    count = len(kind._fields)

    def store(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        places = _places(context, builder, signature.args[0], args[0], start, count)
        given_types = signature.args[1].types
        for i, (place, given) in enumerate(zip(places, given_types, strict=True)):
            value = builder.extract_value(args[1], i)
            builder.store(context.cast(builder, value, given, types.float64), place)
        return context.get_dummy_value()

    def typed(_: object, v: types.Type, s: types.Type) -> tuple[Any, Callable[..., Any]] | None:
        return (types.void(v, s), store) if _is_vector(v) else None

    def write(v: Vector, s: T) -> None:
        v[start : start + count] = s

    return _spelled(write, typed)


def _is_vector(v: types.Type) -> bool:
    return isinstance(v, types.Array) and v.ndim == 1 and v.layout == "C"


def _places(context: Any, builder: Any, kind: Any, v: Any, start: int, count: int) -> list[Any]:
    """Address of each of `count` numbers from `start` on of the vector `v`."""
    data = context.make_array(kind)(context, builder, v).data
    index = [context.get_constant(types.intp, start + i) for i in range(count)]
    return [builder.gep(data, [i], inbounds=True) for i in index]


def _spelled(function: F, typed: Callable[..., Any]) -> F:
    """Both faces of a kernel that is said to the compiler in its own words."""
    settings: Any = config
    if settings.DISABLE_JIT:
        return function
    return cast("F", Kernel(function, extending.intrinsic(typed), compiles=False))


class Reel:
    """Hands out places one after another while the layout is being written down."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def block(
        self, kind: type[T], prefix: str
    ) -> tuple[int, Callable[[Vector], T], Callable[[Vector, T], None]]:
        start = len(self.names)
        self.names += [f"{prefix}.{field}" for field in kind._fields]
        return start, reader(kind, start), writer(kind, start)

    def array(self, prefix: str, count: int) -> int:
        start = len(self.names)
        self.names += [f"{prefix}.{i}" for i in range(count)]
        return start
