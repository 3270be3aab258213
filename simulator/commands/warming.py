"""What a first start takes minutes to make, made in a process of its own.

So the window goes on answering, and whoever cancels stops it at once: the caches are written whole
or not at all. ``python -m simulator.commands.warming PATIENT ROOM LANGUAGE`` prints one JSON line
for each step.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from physiology import Twin
from physiology.compiling import compile_equations
from physiology.patient import Patient
from simulator.anatomy.library import can_keep, is_kept, load_body
from simulator.core.scenario import load_person
from simulator.progress import Progress
from simulator.text import text

POLL_S = 0.03
BODY_SHARE, KERNEL_SHARE, GLOVES_SHARE = 0.62, 0.72, 0.76  # of a first start, as timed


def warm(
    person: str,
    patient: Patient,
    room: str,
    language: str,
    progress: Progress,
    pump: Callable[[], None],
) -> bool:
    """Make what is missing, if it is much; a child that fails leaves it to be made here later.

    Parameters
    ----------
    pump : callable
        Called often while waiting; it may raise `Cancelled`, and the child is stopped then.

    Returns
    -------
    bool
        Whether there was anything to make.
    """
    if is_kept(patient) or not can_keep():
        return False
    words = [sys.executable, "-m", "simulator.commands.warming", person, room, language]
    child = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(child, said), daemon=True)
    reader.start()
    try:
        while child.poll() is None or not said.empty():
            try:
                step = json.loads(said.get(timeout=POLL_S))
                progress(step["fraction"], step["label"])
            except queue.Empty:
                pump()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()
        reader.join()
    return True


def make(person: str, room: str, language: str, progress: Progress) -> None:
    """Body, compiled physiology, and light."""
    from simulator.scene.bake_room import lit_bay
    from simulator.scene.hands.skin import gloves

    patient = load_person(person).patient(0)
    load_body(patient, _share(progress, 0.0, BODY_SHARE), language)
    kernels, label = _share(progress, BODY_SHARE, KERNEL_SHARE), text("play.compiling", language)
    compile_equations(lambda share: kernels(share, label))
    Twin(patient).step(1)
    progress(KERNEL_SHARE, text("scene.lighting", language))
    gloves(_hush)
    light = _share(progress, GLOVES_SHARE, 1.0)
    lit_bay(room, light, text("scene.lighting", language), _hush)


def _share(progress: Progress, begin: float, end: float) -> Progress:
    def tell(fraction: float, label: str) -> None:
        progress(begin + (end - begin) * fraction, label)

    return tell


def _read(child: subprocess.Popen[str], said: queue.SimpleQueue[str]) -> None:
    assert child.stdout is not None
    with child.stdout:
        for row in child.stdout:
            if row.startswith("{"):
                said.put(row)


def _print(fraction: float, label: str) -> None:
    print(json.dumps({"fraction": fraction, "label": label}), flush=True)


def _hush(words: str) -> None:
    """What is wrong with the cache is said by the process that plays."""


if __name__ == "__main__":
    make(sys.argv[1], sys.argv[2], sys.argv[3], _print)
