"""One update of the monitor at 30 Hz: electronics, painting, copy into the texture, upload.

uv run python benchmarks/monitor_frame.py [--frames 300] [--skin bedside]

CPU time of the main thread, ms, all six sensors on, as the room does it (960 x 576). The numbers
of the twin move with every frame, as they do in life; two alarms flash. `upload` is a frame that
draws the picture once, less a frame that draws it again unchanged. Prints one JSON object: best
and median of each, and of the whole; `paint_window` is the console's window (1280 x 800), which
has no upload.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from physiology import Patient
from simulator.core.solo import Solo
from simulator.monitor.painter import MonitorPainter
from simulator.monitor.watch import Watcher
from simulator.scene.screens import WIDTH_PX
from simulator.scene.upload import picture_texture, refill
from simulator.scene.window import open_base

HZ = 30.0
HEIGHT_PX = 576
SKIPPED = 60  # fonts and scales are made at first sight


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--skin", default="bedside")
    args = parser.parse_args()
    from panda3d.core import CardMaker

    base = open_base(True, (64, 36))
    texture = picture_texture("monitor", WIDTH_PX, HEIGHT_PX)
    card: Any = base.render2d.attachNewNode(CardMaker("screen").generate())
    card.setTexture(texture)
    painter = MonitorPainter(WIDTH_PX, HEIGHT_PX, "en", skin=args.skin)
    large = MonitorPainter(1280, 800, "en", skin=args.skin)
    body = Solo(Patient(34.0, "male", 176.0, 80.0))
    watcher = Watcher()
    shown = watcher, painter, large, texture, base
    rows = [_frame(body, *shown) for _ in range(args.frames + SKIPPED)]
    names = ("watch", "paint", "copy", "upload", "paint_window")
    columns: dict[str, Any] = dict(zip(names, zip(*rows[SKIPPED:])))
    columns["all"] = tuple(sum(row[:4]) for row in rows[SKIPPED:])
    found = {
        name: {"best_ms": round(min(ms), 3), "median_ms": round(statistics.median(ms), 3)}
        for name, ms in columns.items()
    }
    driver = base.win.getGsg().getDriverRenderer()
    print(json.dumps(found | {"frames": args.frames, "skin": args.skin, "driver": driver}))


def _frame(
    body: Solo, watcher: Watcher, painter: Any, large: Any, texture: Any, base: Any
) -> tuple[float, ...]:
    """Milliseconds of the electronics, paint, copy, upload, and of the window's paint."""
    body.advance(1.0 / HZ)
    moment = body.snapshot()
    wave = math.sin(moment.sim_time_s)
    vitals = moment.vitals._replace(
        abp_sys_mmhg=60.0 + 3.0 * wave, spo2_pct=86.0 + round(2.0 * wave)
    )
    moment = replace(moment, vitals=vitals)
    at = [time.thread_time()]
    status = watcher.update(moment)
    at.append(time.thread_time())
    pixels = painter.paint(moment, status)
    at.append(time.thread_time())
    refill(texture, pixels)
    at.append(time.thread_time())
    base.graphicsEngine.renderFrame()
    at.append(time.thread_time())
    base.graphicsEngine.renderFrame()
    at.append(time.thread_time())
    large.paint(moment, status)
    at.append(time.thread_time())
    spent = [1e3 * (b - a) for a, b in itertools.pairwise(at)]
    return *spent[:3], spent[3] - spent[4], spent[5]


if __name__ == "__main__":
    main()
