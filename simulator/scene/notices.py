"""Things the room can do without, said once."""

from __future__ import annotations

import sys
from collections.abc import Callable

Warn = Callable[[str], None]


def say(message: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"theatrum: {message}\n")
