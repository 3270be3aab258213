"""The same work for many bodies, on every core: processes, progress, and a way out."""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
CHUNK = 4  # jobs handed to a process at once
Told = Callable[[float, str], None]


def cores() -> int:
    """How many processes can run at once here."""
    return max(os.cpu_count() or 1, 1)


def spread(
    work: Callable[[A], B], jobs: list[A], told: Told | None = None, workers: int | None = None
) -> Iterator[B]:
    """Results of `work` for every job, as they come in; ``Ctrl-C`` ends it with what there is.

    Parameters
    ----------
    work : callable
        A function of a module, so that another process finds it.
    workers : int or None
        Processes; 1 works in this one. None takes every core.
    """
    workers = min(workers or cores(), len(jobs))
    try:
        if workers <= 1:
            yield from _noted((work(job) for job in jobs), len(jobs), told)
            return
        first = work(jobs[0])  # here: what has to be compiled is, once, before others want it
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            rest = pool.imap_unordered(work, jobs[1:], CHUNK)
            yield from _noted(itertools.chain([first], rest), len(jobs), told)
    except KeyboardInterrupt:
        return


def _noted(results: Iterable[B], whole: int, told: Told | None) -> Iterator[B]:
    for done, result in enumerate(results, 1):
        if told:
            told(done / whole, f"{done} of {whole}")
        yield result
