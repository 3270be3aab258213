"""From the README's command to the first picture: an empty cache, then a full one.

uv run python benchmarks/start.py [--again 3]

Each start is `play tension_pneumothorax` unseen, a process of its own, timed until the first
picture (960 x 540) lies in the run folder: what came before the learner is computed by then too.
A first start builds the body, compiles the kernels and bakes the room's light into an empty
folder; a second start finds all of it. Downloads and the installation are not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = (
    "launcher.py", "play", "tension_pneumothorax", "--rig", "offscreen", "--trainee", "expert",
    "--out",
)  # fmt: skip
PATIENCE_S = 900.0


def main() -> None:
    """Measure and print one JSON object, wall seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", type=int, default=3, help="starts with a full cache")
    again = parser.parse_args().again
    with tempfile.TemporaryDirectory() as folder:
        spent = [_start(Path(folder), k) for k in range(1 + again)]
    print(json.dumps({"first_s": spent[0], "second_s": sorted(spent[1:])}))


def _start(folder: Path, k: int) -> float:
    caches = {"THEATRUM_CACHE": folder / "cache", "THEATRUM_KERNEL_CACHE": folder / "kernels"}
    env = os.environ | {name: str(place) for name, place in caches.items()}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # Python keeps what it compiled, as it does by itself
    run = folder / f"run{k}"
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *COMMAND, str(run)], env=env, cwd=_root()) as play:
        while not any(run.glob("frames/*.png")):
            if play.poll() is not None or time.perf_counter() - began > PATIENCE_S:
                raise SystemExit(f"start {k}: no picture; exit {play.poll()}")
            time.sleep(0.02)
        spent = time.perf_counter() - began
        play.kill()
    return round(spent, 2)


def _root() -> Path:
    return Path(__file__).parents[1]


if __name__ == "__main__":
    main()
