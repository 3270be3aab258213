"""Which rig: the best that works here, and why."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from simulator.core.records import RigError

NAMES = ("auto", "vr", "desktop", "offscreen")


@dataclass(frozen=True)
class Choice:
    """A rig and the reason, as text ids of simulator.text."""

    name: str
    reason_key: str


def choose(wanted: str) -> Choice:
    """Take the rig asked for, or the best one.

    Raises
    ------
    RigError
        The one asked for cannot work here; names the remedy.
    """
    if wanted == "offscreen":
        return Choice("offscreen", "rig.asked")
    if wanted == "vr":
        raise RigError(
            "rig 'vr': no headset support is built yet; use --rig desktop, or leave --rig out"
        )
    if has_display():
        return Choice("desktop", "rig.asked" if wanted == "desktop" else "rig.no_headset")
    if wanted == "desktop":
        raise RigError(
            "rig 'desktop': this session has no display (DISPLAY and WAYLAND_DISPLAY are unset); "
            "log in at a screen, or use --rig offscreen"
        )
    return Choice("offscreen", "rig.no_display")


def has_display() -> bool:
    """Whether a window could open here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
