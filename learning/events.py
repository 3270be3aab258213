"""Events: what happened, at which tick, from whom. The log is append-only JSON lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Source = Literal["trainee", "instructor", "scenario", "twin", "session"]


@dataclass(frozen=True)
class Event:
    """One line of the log.

    Parameters
    ----------
    tick : int
        Twin tick (DT_S = 0.002 s).
    source : str
        Who caused it.
    kind : str
        "deed", "intent", "said", "heard", "crossing", "digest", "keyframe", "outcome", …
    data : dict
        JSON-able; keys end in their unit.
    seat : str
        Whose hand; "" where there is none.
    """

    tick: int
    source: Source
    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    seat: str = ""
