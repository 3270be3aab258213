"""How long a debrief of a seven-minute run takes: judging alone, and judging, drawing, writing.

Run: uv run python -m benchmarks.debrief_speed
"""

import statistics
import tempfile
import time
from pathlib import Path

from learning import debrief
from learning.assessment import assess
from learning.objectives import load, sheet_path
from tests.learning.made_up_run import good_run, write_run

ROUNDS = 5


def timed(work):
    """Best and median CPU time (ms) of a piece of work."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000.0)
    return f"best {min(taken):.0f} ms, median {statistics.median(taken):.0f} ms"


if __name__ == "__main__":
    events, sheet = good_run(), load(sheet_path("needle_decompression"))
    print(f"judge {len(events)} events: {timed(lambda: assess(events, sheet))}")
    run = write_run(Path(tempfile.mkdtemp()) / "run", events)
    print(f"whole debrief: {timed(lambda: debrief.write(run, 'en'))}")
