"""App and cull of the bay: main-thread CPU per frame, median of 300 frames.

uv run python benchmarks/scene_frame.py [--frames 300] [--size 320x180]

Every drawn node keeps its state, its program and its vertex upload but only one triangle, and the
picture is tiny: what is left of a frame is App (with our subsystems), Cull, and the driver calls.
So the number is an upper bound of App + Cull that does not depend on the software rasterizer.
The twin and the posing of the body run before the frame and are told apart.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from physiology import Patient, Twin
from physiology.actions import OpenLung
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody
from simulator.core.records import Hand, Snapshot, ToolState
from simulator.scene.stage import RoomStage, StageOptions, open_stage

TOOLS = ("stethoscope", "oxygen_mask", "cannula_14g_32", "cannula_14g_45", "cannula_14g_80")
TICKS_PER_FRAME = 6  # 90 frames a second would be 5.6


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--size", default="64x36")
    args = parser.parse_args()
    patient = Patient(34.0, "male", 176.0, 80.0)
    living, twin = LivingBody(load_body(patient)), Twin(patient)
    twin.apply(OpenLung("left", 4.0, "in", "tear"))
    twin.step(5000)
    width, height = (int(n) for n in args.size.split("x"))
    began = time.perf_counter()
    options = StageOptions(quality="low", rays_fraction=0.05)
    stage = open_stage(options, True, (width, height), body=living)
    opened_s = time.perf_counter() - began
    _frame(stage, twin, living, 0)  # everything that is made at first sight is there now
    nodes = _hollow(stage)
    spent = [_frame(stage, twin, living, k) for k in range(args.frames + 20)][20:]
    app_cull_ms, posing_ms = ([row[i] for row in spent] for i in (0, 1))
    print(json.dumps({
        "app_cull_ms_median": round(statistics.median(app_cull_ms), 3),
        "app_cull_ms_best": round(min(app_cull_ms), 3),
        "body_posing_ms_median": round(statistics.median(posing_ms), 3),
        "subsystems_ms": {k: round(v, 3) for k, v in stage.timings_ms().items()},
        "nodes": nodes, "frames": len(spent), "open_s": round(opened_s, 2),
    }))  # fmt: skip
    stage.close()


def _hollow(stage: RoomStage) -> int:
    """Leave one triangle in every node; returns how many nodes there are."""
    from panda3d.core import GeomTriangles

    paths = stage.base.render.findAllMatches("**/+GeomNode")
    for path in paths:
        node = path.node()
        for k in range(node.getNumGeoms()):
            one = GeomTriangles(1)
            one.addVertices(0, 1, 2)
            geom = node.modifyGeom(k)
            geom.clearPrimitives()
            geom.addPrimitive(one)
    return len(paths)


def _frame(stage: RoomStage, twin: Twin, living: LivingBody, k: int) -> tuple[float, float]:
    twin.step(TICKS_PER_FRAME)
    truth = twin.truth()
    start = time.thread_time()
    living.update(truth)
    _ = living.normals
    posed = time.thread_time()
    stage.draw(_snapshot(stage, twin, living, truth, k))
    return (time.thread_time() - posed) * 1e3, (posed - start) * 1e3


def _snapshot(stage: RoomStage, twin: Twin, living: LivingBody, truth: object, k: int) -> Snapshot:
    level = (1.0, 0.0, 0.0, 0.0)
    tools = tuple(
        ToolState(
            n, n.split("_14g")[0] if "cannula" in n else n, (0.75, -0.3 + 0.08 * i, 1.0), level
        )
        for i, n in enumerate(TOOLS)
    )
    tools = (tools[0], replace(tools[1], place="patient"), *tools[2:])
    hands = tuple(
        Hand("one", side, (0.45 + 0.001 * (k % 50), 0.3, 1.2), level) for side in ("left", "right")
    )
    return Snapshot(
        tick=twin.tick, sim_time_s=twin.tick * 0.002, truth=truth, vitals=twin.vitals(),
        body=living, hands=hands, heads=(stage.standing_head(),), tools=tools, captions=(),
        sounds=(), choices=(), listening_at=None, needle_force_n=0.0, phase="running",
        waveform=twin.waveform,
    )  # fmt: skip


if __name__ == "__main__":
    main()
