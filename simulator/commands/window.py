"""No verb: open the launcher window, in a process of its own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from simulator import settings
from simulator.commands.doctor import apt_remedy
from simulator.errors import MachineError
from simulator.text import text


def run(args: argparse.Namespace) -> int:
    """Open it; a Qt that cannot start ends only that process, and is explained here."""
    language = settings.load().language
    if not has_screen():
        raise MachineError(text("window.no_screen", language))
    command = [sys.executable, "-m", "simulator.console.window"]
    code = subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode
    if code < 0:
        raise MachineError(
            text("window.no_qt", language, why=f"signal {-code}", remedy=apt_remedy(language))
        )
    return code


def has_screen() -> bool:
    """Whether this session has a screen, or asks Qt for a platform by name."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
