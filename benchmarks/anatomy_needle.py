"""How long a needle query, an update, and a load take.

uv run python -m benchmarks.anatomy_needle
"""

from __future__ import annotations

import itertools
import time

import numpy as np

from physiology.patient import Patient
from physiology.vitals import Truth
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody


def timed(work, rounds: int) -> np.ndarray:
    """Microseconds of CPU per call."""
    out = []
    for _ in range(rounds):
        start = time.thread_time_ns()
        work()
        out.append((time.thread_time_ns() - start) / 1000.0)
    return np.array(out)


def main() -> None:
    """Print the figures."""
    patient = Patient(34, "male", 176, 80)
    load_body(patient)
    start = time.process_time()
    body = load_body(patient)
    print(f"load from cache: {(time.process_time() - start) * 1000:.0f} ms CPU")
    living = LivingBody(body)
    gas = body.motion["cavity_ml"] - np.array(body.motion["tissue_ml"])
    values = dict.fromkeys(Truth._fields, 0.0) | {
        "lung_left_ml": gas[0], "lung_right_ml": gas[1], "chest_left_ml": gas[0],
        "chest_right_ml": gas[1],
    }  # fmt: skip
    breath = [
        Truth(**(values | {"chest_left_ml": gas[0] + k, "lung_left_ml": gas[0] + k}))
        for k in (0.0, 200.0)
    ]
    living.update(breath[0])
    assert living.normals.shape == living.vertices_m.shape
    mark = body.landmarks["second_intercostal_midclavicular", "left"]
    skin, inward = np.asarray(mark.skin_m), np.asarray(mark.inward)
    living.crossings(skin, skin + inward)
    rng = np.random.default_rng(1)
    starts = skin - 0.02 * inward + rng.normal(0, 0.02, (500, 3))
    ways = iter(np.repeat(starts, 4, 0))

    moments = itertools.cycle(breath)

    def query() -> None:
        p = next(ways)
        living.crossings(p, p + 0.08 * inward)

    for name, times in (
        ("needle query, 8 cm, whole body", timed(query, 1500)),
        ("update (no query)", timed(lambda: living.update(next(moments)), 300)),
    ):
        median, best = np.median(times), times.min()
        print(
            f"{name}: median {median:.0f} us, best {best:.0f}, p95 {np.percentile(times, 95):.0f}"
        )

    def both() -> None:
        living.update(next(moments))
        living.crossings(skin, skin + 0.08 * inward)

    times = timed(both, 200)
    print(f"update + refit + query: median {np.median(times):.0f} us, best {times.min():.0f}")

    def shown() -> None:
        living.update(next(moments))
        assert living.normals is not None

    times = timed(shown, 200)
    print(f"update + normals: median {np.median(times):.0f} us, best {times.min():.0f}")
    print(f"{len(body.structures)} structures, {len(body.triangles)} triangles, "
          f"{len(body.motion['moving_triangles'])} of them moving")  # fmt: skip


if __name__ == "__main__":
    main()
