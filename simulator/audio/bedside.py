"""The monitor's sounds for a window of another process: ``python -m simulator.audio.bedside``.

One order a line on standard input: ``tone 97`` (a pulse tone at that saturation; ``nan`` without
one), ``call high`` (alarm bursts of that priority from now on), ``call`` (none). Ends with its
input. Says ``silent`` on standard output where there is no sound device. Panda3D's OpenAL and Qt
never meet in one process.
"""

from __future__ import annotations

import queue
import sys
import threading
from typing import TextIO

from simulator.audio import SILENT
from simulator.audio.soundscape import Soundscape
from simulator.settings import load

_TURN_S = 0.005


def follow(orders: TextIO, room: Soundscape) -> None:
    """Play what is ordered until the orders end."""
    waiting: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(orders, waiting), daemon=True).start()
    while True:
        try:
            line = waiting.get(timeout=_TURN_S)
        except queue.Empty:
            line = ""
        if line is None:
            return
        obey(line, room)
        room.go_on()


def obey(line: str, room: Soundscape) -> None:
    """One order; what is not understood is no order."""
    word, _, rest = line.strip().partition(" ")
    if word == "tone":
        try:
            room.tone(float(rest))
        except ValueError:
            return
    elif word == "call" and rest in ("", "high", "medium", "low"):
        room.call(rest)


def _read(orders: TextIO, waiting: queue.Queue[str | None]) -> None:
    for line in orders:
        waiting.put(line)
    waiting.put(None)


def main() -> int:
    """With the user's volume and device."""
    chosen = load()
    room = Soundscape(chosen.volume_fraction, chosen.sound_device)
    if room.is_silent:
        sys.stdout.write(f"{SILENT}\n")
        sys.stdout.flush()
    follow(sys.stdin, room)
    room.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
