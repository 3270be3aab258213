"""The first start's questions, asked before a person plays; in words where no window opens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from simulator import settings
from simulator.progress import Cancelled
from simulator.text import text

_CLOSED = 1


def ask_once() -> None:
    """Open the wizard if it was never answered.

    Raises
    ------
    Cancelled
        The user closed it before accepting the notice.
    """
    chosen = settings.load()
    if not settings.first_start_needed(chosen):
        return
    command = [sys.executable, "-m", "simulator.console.first_start"]
    code = subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode
    if code == _CLOSED:
        raise Cancelled
    if code != 0:  # Qt could not start: the notice is still due
        print(f"theatrum: {text('app.notice', chosen.language)}", file=sys.stderr)
