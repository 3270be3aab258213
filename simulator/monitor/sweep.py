"""Sweep traces: only the columns that the write head has passed since the last frame are drawn.

Columns are drawn whole and once, so the picture does not depend on the frame rate. Speed and the
height of the ECG are true to the screen: 25 mm/s, 10 mm/mV times the gain that its label names.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from physiology.units import kpa_from_mmhg
from simulator.core.records import Snapshot
from simulator.monitor.layout import Rect
from simulator.monitor.watch import SAMPLE_HZ, last_sample_s

SPEED_MM_PER_S = {"ecg": 25.0, "abp": 25.0, "pleth": 25.0, "capno": 6.25, "resp": 6.25}
MM_PER_MV = 10.0
GAINS = (4.0, 2.0, 1.0, 0.5, 0.25)
_ECG_MV = (-1.0, 1.6)  # a usual complex: it always finds room
_SPARE = 1.04  # beyond what the last lap needed
_TOPS_MMHG = {"abp": (80.0, 120.0, 160.0, 200.0, 260.0), "capno": (40.0, 60.0, 80.0, 120.0)}
_HIGH_FLOOR_MMHG = 40.0  # an arterial pressure that never falls to it need not show what is below
_CAPNO_FLOOR = -0.06  # of the top: a capnogram stands a little above the edge
_LEAST_SWING = {"pleth": 0.12, "resp": 0.15}  # of full pulse; L: below this a trace stays flat
# Samples that the device averages, looking back only. Oximeters pass about 10 Hz (unverified).
_LOW_PASS = {"pleth": 21}
_HEAD_PX = 2  # the newest columns wait until the pen's width is known
_GAP_PX = 16  # dark columns ahead of the write head
_LONGEST_S = 30.0  # what Twin.waveform keeps
_MARGIN_PX = 4  # samples beyond a strip, so that its edges join


class Sweep:
    """One trace in its rectangle; with `rows` above 1 it runs through them from the top."""

    def __init__(
        self, name: str, area: Rect, color: str, width_px: float, background: str,
        px_per_mm: float, rows: int = 1,
    ) -> None:  # fmt: skip
        self.name, self.area = name, area
        self._pen = QPen(QColor(color), width_px)
        self._background = QColor(background)
        self._px_per_mm, self._px_per_s = px_per_mm, SPEED_MM_PER_S[name] * px_per_mm
        self._rows, self._height = rows, area.height // rows
        self._whole = area.width * rows  # columns of a lap
        self._drawn: int | None = None  # absolute column that was drawn last
        self._lap: int | None = None
        self._range = 0.0, 1.0
        self.gain = self.px_per_mv = 1.0
        self._take(0.0, 0.0)

    def draw(self, painter: QPainter, snapshot: Snapshot) -> None:
        """Bring the strip up to the moment of the snapshot."""
        now_s = last_sample_s(snapshot.tick)
        head = math.floor(now_s * self._px_per_s) - _HEAD_PX
        first = self._drawn if self._drawn is not None else head - self._whole
        first = max(first, head - (self._whole - _GAP_PX))
        if head <= first:
            return
        self._drawn, before = head, self._range
        lap = head // self._whole
        if self._lap is not None and lap != self._lap and first < lap * self._whole:
            end = lap * self._whole  # the last columns of the old lap still have its range
            self._draw_to(painter, snapshot, first, end, now_s)
            first = end
        self._fit(snapshot, lap, now_s)
        if self.name in _TOPS_MMHG and self._is_out(self._samples(snapshot, first, now_s)):
            self._lap = None  # what leaves the strip is seen at once, not with the next lap
            self._fit(snapshot, lap, now_s)
        if self._range != before and self.name not in _LEAST_SWING:
            # one scale for the whole strip: its label names only one
            first = head - (self._whole - _GAP_PX)
        self._draw_to(painter, snapshot, first, head, now_s)

    def _draw_to(
        self, painter: QPainter, snapshot: Snapshot, first: int, end: int, now_s: float
    ) -> None:
        points = self._points(self._samples(snapshot, first, now_s), now_s)
        self._strip(painter, first, end, points)

    def _samples(self, snapshot: Snapshot, first: int, now_s: float) -> npt.NDArray[Any]:
        """From a little before that column on, averaged as the device does."""
        width = _LOW_PASS.get(self.name, 1)
        seconds_s = now_s - (first - _MARGIN_PX) / self._px_per_s + (width - 1) / SAMPLE_HZ
        return _low_passed(snapshot.waveform(self.name, min(seconds_s, _LONGEST_S)), width)

    def scale_words(self, pressure: str) -> str:
        """What stands beside the trace's name: gain and speed, or the range in that unit."""
        speed = f"{SPEED_MM_PER_S[self.name]:g} mm/s"
        if self.name == "ecg":
            return f"×{self.gain:g}   {speed}"
        if self.name in _TOPS_MMHG:
            ends = (max(self._range[0], 0.0), self._range[1])
            shown = "–".join(
                f"{kpa_from_mmhg(e) if pressure == 'kpa' else e:.0f}" for e in ends
            ) + (" kPa" if pressure == "kpa" else " mmHg")
            return shown if self.name == "abp" else f"{shown}   {speed}"
        return speed if self.name == "resp" else ""

    def bar(self) -> tuple[float, float]:
        """Top and bottom row of one millivolt, beside the first row of the ECG."""
        high = self.area.y + self._height
        zero = high - (0.0 - self._range[0]) * self.px_per_mv
        return zero - self.px_per_mv, zero

    def _fit(self, snapshot: Snapshot, lap: int, now_s: float) -> None:
        """At each new lap take the range that the last one asks for, as monitors do."""
        if lap == self._lap:
            return
        lap_s = self._whole / self._px_per_s
        late_s = now_s - lap * lap_s if self._lap is not None else 0.0
        samples = snapshot.waveform(self.name, min(lap_s + late_s, _LONGEST_S))
        samples = samples[: len(samples) - round(late_s * SAMPLE_HZ)]
        samples = samples[np.isfinite(samples)]
        if len(samples) == 0:
            return
        self._lap = lap
        self._take(float(samples.min()), float(samples.max()))

    def _take(self, low: float, high: float) -> None:
        """The range for a lap between these two."""
        if self.name == "ecg":
            self._set_gain(low, high)
        elif self.name in _TOPS_MMHG:
            tops = _TOPS_MMHG[self.name]
            top = next((top for top in tops if top > high * 1.02), tops[-1])
            if self.name == "capno":
                self._range = (_CAPNO_FLOOR * top, top)
            else:
                self._range = (_HIGH_FLOOR_MMHG if low > 1.2 * _HIGH_FLOOR_MMHG else 0.0, top)
        else:
            swing = max(high - low, _LEAST_SWING[self.name])
            middle = 0.5 * (low + high)
            self._range = (middle - 0.62 * swing, middle + 0.62 * swing)

    def _set_gain(self, low: float, high: float) -> None:
        """The largest gain at which a usual complex, and that of the last lap, find room.

        Spare room is shared as the ECG asks for it, above its zero and below.
        """
        low, high = min(low * _SPARE, _ECG_MV[0]), max(high * _SPARE, _ECG_MV[1])
        needed_mm = (high - low) * MM_PER_MV
        fits = (g for g in GAINS if needed_mm * g * self._px_per_mm <= self._height)
        self.gain = next(fits, GAINS[-1])
        self.px_per_mv = MM_PER_MV * self.gain * self._px_per_mm
        span = self._height / self.px_per_mv
        bottom = low / (high - low) * span
        self._range = bottom, bottom + span

    def _is_out(self, samples: npt.NDArray[Any]) -> bool:
        known = samples[np.isfinite(samples)]
        if len(known) == 0:
            return False
        is_above = known.max() > self._range[1] < _TOPS_MMHG[self.name][-1]
        return bool(is_above or known.min() < self._range[0])

    def _points(self, samples: npt.NDArray[Any], now_s: float) -> npt.NDArray[Any]:
        """Absolute column and row in the strip of each sample, shape (n, 2)."""
        count = len(samples)
        x = (now_s - np.arange(count - 1, -1, -1) / SAMPLE_HZ) * self._px_per_s
        low, high = self._range
        share = (np.asarray(samples, dtype=float) - low) / (high - low)
        y = self._height * (1.0 - np.clip(share, 0.0, 1.0))
        points = np.column_stack([x, y])
        return points[np.isfinite(points).all(axis=1)]

    def _strip(self, painter: QPainter, first: int, head: int, points: npt.NDArray[Any]) -> None:
        width, area, high = self.area.width, self.area, self._height
        painter.setPen(self._pen)
        for lap in range(first // width, (head + _GAP_PX) // width + 1):
            offset, top = area.x - lap * width, area.y + (lap % self._rows) * high
            left, right = max(first, lap * width), min(head, (lap + 1) * width)
            clear_right = min(head + _GAP_PX, (lap + 1) * width)
            if clear_right > left:
                painter.setClipping(False)
                strip = left + offset, top, clear_right - left, high
                painter.fillRect(*strip, self._background)
            if right > left:
                painter.setClipRect(QRect(left + offset, top, right - left, high))
                x = points[:, 0]
                near = points[(x >= left - _MARGIN_PX) & (x <= right + _MARGIN_PX)] + (offset, top)
                painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in near.tolist()]))
        painter.setClipping(False)


def _low_passed(samples: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
    """A raised-cosine average of the last `width` samples; the first ones, without enough, go."""
    if width == 1 or len(samples) <= width:
        return samples
    bell = np.hanning(width + 2)[1:-1]
    return np.convolve(np.asarray(samples, dtype=float), bell / bell.sum(), mode="valid")
