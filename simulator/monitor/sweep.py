"""Sweep traces: only the columns that the write head has passed since the last frame are drawn.

Columns are drawn whole and once, so the picture does not depend on the frame rate.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from simulator.core.records import Snapshot
from simulator.monitor.layout import Rect
from simulator.monitor.watch import SAMPLE_HZ, last_sample_s

SWEEP_S = {"ecg": 7.0, "abp": 7.0, "pleth": 7.0, "capno": 21.0, "resp": 21.0}
_FIXED = {"ecg": (-0.75, 1.55), "capno": (-4.0, 60.0)}  # mV; mmHg
_PRESSURE_TOPS_MMHG = (80.0, 120.0, 160.0, 200.0, 260.0)
_LEAST_SWING = {"pleth": 0.12, "resp": 0.15}  # of full pulse; L: below this a trace stays flat
# Samples that the device averages, looking back only. Oximeters pass about 10 Hz (unverified).
_LOW_PASS = {"pleth": 21}
_HEAD_PX = 2  # the newest columns wait until the pen's width is known
_GAP_PX = 16  # dark columns ahead of the write head
_LONGEST_S = 30.0  # what Twin.waveform keeps
_MARGIN_PX = 4  # samples beyond a strip, so that its edges join


class Sweep:
    """One trace in its rectangle."""

    def __init__(self, name: str, area: Rect, color: str, width_px: float, background: str) -> None:
        self.name, self.area = name, area
        self._pen = QPen(QColor(color), width_px)
        self._background = QColor(background)
        self._px_per_s = area.width / SWEEP_S[name]
        self._drawn: int | None = None  # absolute column that was drawn last
        self._lap: int | None = None
        self._range = _FIXED.get(name, (0.0, 1.0))

    def draw(self, painter: QPainter, snapshot: Snapshot) -> None:
        """Bring the strip up to the moment of the snapshot."""
        now_s = last_sample_s(snapshot.tick)
        head = math.floor(now_s * self._px_per_s) - _HEAD_PX
        first = self._drawn if self._drawn is not None else head - self.area.width
        first = max(first, head - (self.area.width - _GAP_PX))
        if head <= first:
            return
        self._drawn = head
        seconds_s = now_s - (first - _MARGIN_PX) / self._px_per_s
        self._fit(snapshot, head // self.area.width)
        lag_s = (_LOW_PASS.get(self.name, 1) - 1) / SAMPLE_HZ
        samples = snapshot.waveform(self.name, min(seconds_s + lag_s, _LONGEST_S))
        samples = _low_passed(samples, _LOW_PASS.get(self.name, 1))
        self._strip(painter, first, head, self._points(samples, now_s))

    @property
    def scale_words(self) -> str:
        """What stands beside the trace's name."""
        if self.name == "ecg":
            return "x1  25 mm/s"
        if self.name in ("abp", "capno"):
            return f"0-{self._range[1]:.0f} mmHg"
        return ""

    def _fit(self, snapshot: Snapshot, lap: int) -> None:
        """At each new lap take the range that the last one asks for, as monitors do."""
        if lap == self._lap or self.name in _FIXED:
            return
        samples = snapshot.waveform(self.name, min(SWEEP_S[self.name], _LONGEST_S))
        if len(samples) == 0:
            return
        self._lap = lap
        low, high = float(samples.min()), float(samples.max())
        if self.name == "abp":
            tops = (top for top in _PRESSURE_TOPS_MMHG if top > high)
            self._range = (0.0, next(tops, _PRESSURE_TOPS_MMHG[-1]))
            return
        swing = max(high - low, _LEAST_SWING[self.name])
        middle = 0.5 * (low + high)
        self._range = (middle - 0.62 * swing, middle + 0.62 * swing)

    def _points(self, samples: npt.NDArray[Any], now_s: float) -> npt.NDArray[Any]:
        """Absolute column and image row of each sample, shape (n, 2)."""
        count = len(samples)
        x = (now_s - np.arange(count - 1, -1, -1) / SAMPLE_HZ) * self._px_per_s
        low, high = self._range
        share = (np.asarray(samples, dtype=float) - low) / (high - low)
        y = self.area.bottom - np.clip(share, 0.0, 1.0) * self.area.height
        points = np.column_stack([x, y])
        return points[np.isfinite(points).all(axis=1)]

    def _strip(self, painter: QPainter, first: int, head: int, points: npt.NDArray[Any]) -> None:
        width, area = self.area.width, self.area
        painter.save()
        for lap in range(first // width, (head + _GAP_PX) // width + 1):
            offset = area.x - lap * width
            left, right = max(first, lap * width), min(head, (lap + 1) * width)
            clear_right = min(head + _GAP_PX, (lap + 1) * width)
            if clear_right > left:
                painter.setClipRect(QRect(left + offset, area.y, clear_right - left, area.height))
                painter.fillRect(
                    left + offset, area.y, clear_right - left, area.height, self._background
                )
            if right > left:
                painter.setClipRect(QRect(left + offset, area.y, right - left, area.height))
                near = (points[:, 0] >= left - _MARGIN_PX) & (points[:, 0] <= right + _MARGIN_PX)
                painter.setPen(self._pen)
                painter.drawPolyline(
                    QPolygonF([QPointF(x + offset, y) for x, y in points[near].tolist()])
                )
        painter.restore()


def _low_passed(samples: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
    """A raised-cosine average of the last `width` samples; the first ones, without enough, go."""
    if width == 1 or len(samples) <= width:
        return samples
    bell = np.hanning(width + 2)[1:-1]
    return np.convolve(np.asarray(samples, dtype=float), bell / bell.sum(), mode="valid")
