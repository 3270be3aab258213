"""What moves each frame, on one page, sorted once by what must come before, each timed."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from simulator.core.records import Snapshot


@dataclass
class Subsystem:
    """One part of the scene; `update` reads the snapshot and moves what it owns."""

    name: str
    update: Callable[[Snapshot], None]
    after: tuple[str, ...] = ()
    spent_ms: deque[float] = field(default_factory=lambda: deque(maxlen=300))

    def run(self, snapshot: Snapshot) -> None:
        """Update, and remember how long it took on this thread."""
        start = time.thread_time()
        self.update(snapshot)
        self.spent_ms.append((time.thread_time() - start) * 1e3)


def in_order(parts: Sequence[Subsystem]) -> list[Subsystem]:
    """Each part after those it names.

    Raises
    ------
    ValueError
        A name that does not exist, or a circle.
    """
    names = {part.name for part in parts}
    left, done, out = list(parts), set(), []
    while left:
        ready = [p for p in left if set(p.after) <= done]
        if not ready:
            stuck = {p.name: [a for a in p.after if a not in names] or p.after for p in left}
            raise ValueError(f"subsystems wait for what does not exist or for each other: {stuck}")
        out += ready
        done |= {p.name for p in ready}
        left = [p for p in left if p.name not in done]
    return out
