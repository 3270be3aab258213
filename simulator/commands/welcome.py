"""The first start's questions, asked before a person plays; in words where no window opens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from simulator import settings
from simulator.commands.doctor import apt_remedy
from simulator.console import CLOSED, TUTORIAL, TUTORIAL_WANTED
from simulator.progress import Cancelled
from simulator.text import text

_ROOT = Path(__file__).parents[2]


def ask_once() -> None:
    """Open the wizard if it was never answered; play the tutorial first where it was wanted.

    Raises
    ------
    Cancelled
        The user closed it before accepting the notice.
    """
    chosen = settings.load()
    if not settings.first_start_needed(chosen):
        return
    command = [sys.executable, "-m", "simulator.console.first_start"]
    done = subprocess.run(
        command, cwd=_ROOT, check=False, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    ours = [row for row in done.stderr.splitlines() if row.startswith("theatrum: ")]
    print("\n".join(ours), end="\n" if ours else "", file=sys.stderr)  # Qt's own noise is not ours
    code = done.returncode
    if code == CLOSED:
        raise Cancelled
    if code == TUTORIAL_WANTED:
        subprocess.run([sys.executable, "launcher.py", "play", TUTORIAL], cwd=_ROOT, check=False)
    elif code != 0:  # Qt could not start: the notice is still due
        language = chosen.language
        why = f"signal {-code}" if code < 0 else f"exit {code}"
        for words in (
            text("window.unasked", language, why=why, remedy=apt_remedy(language)),
            text("app.notice", language),
        ):
            print(f"theatrum: {words}", file=sys.stderr)
