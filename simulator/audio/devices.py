"""Whether a sound device is worth asking for, without loading anything."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def has_any_output() -> bool:
    """Whether to ask for a device: on Linux, a card, a sound server, or a named driver."""
    if not sys.platform.startswith("linux"):
        return True
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    servers = (runtime / "pulse" / "native", runtime / "pipewire-0")
    named = os.environ.get("ALSOFT_DRIVERS") or os.environ.get("PULSE_SERVER")
    return bool(named) or Path("/dev/snd").is_dir() or any(place.exists() for place in servers)
