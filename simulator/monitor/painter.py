"""The patient monitor as one image: the room's screen and the console's window show the same.

>>> painter = MonitorPainter(1024, 640, "en")  # doctest: +SKIP
>>> pixels = painter.paint(snapshot)           # doctest: +SKIP
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage, QPainter

from simulator.core.records import Snapshot
from simulator.monitor import boxes, qt
from simulator.monitor.alarms import worst_priority
from simulator.monitor.layout import Layout, arrange
from simulator.monitor.readings import Reading, readings
from simulator.monitor.sweep import Sweep
from simulator.monitor.themes import THEMES
from simulator.monitor.watch import Status, Watcher
from simulator.text import text

# IEC 60601-1-8, table 2: high priority flashes 1.4-2.8 Hz, medium 0.4-0.8 Hz, low stays lit.
_FLASH_HZ = {"high": 2.0, "medium": 0.6}
_HEART_S = 0.18
_ALARM_TURN_S = 3.0  # where several call, each is named in turn, the worst ones only
_QUIET = Status(frozenset(), frozenset(), 0, math.nan, math.nan, ())


class MonitorPainter:
    """Paints what attached sensors show, and only that.

    Parameters
    ----------
    width, height : int
        Size of the image (pixels).
    language : {"en", "zh"}
    theme : {"okabe_ito", "high_contrast"}
    pressure : {"mmhg", "kpa"}
        Unit of all pressures on the screen.
    """

    def __init__(
        self,
        width: int,
        height: int,
        language: str,
        *,
        theme: str = "okabe_ito",
        pressure: str = "mmhg",
    ) -> None:
        qt.family()
        self.width, self.height, self.language, self.pressure = width, height, language, pressure
        self.status = _QUIET  # alarms and beats of the last paint: audio is told by the caller
        self._theme = THEMES[theme]
        self._pixels = np.zeros((height, width, 4), dtype=np.uint8)
        self._image = QImage(
            self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32
        )
        self._watcher = Watcher()
        self._layout: Layout | None = None
        self._layout_key: object = None
        self._sweeps: list[Sweep] = []
        self._shown: dict[str, object] = {}
        self._now_s = -math.inf

    def paint(self, snapshot: Snapshot) -> npt.NDArray[np.uint8]:
        """Bring the image up to the snapshot.

        Returns
        -------
        numpy.ndarray, shape (height, width, 4), uint8
            BGRA, alpha 255. The painter's own buffer: copy it to keep it past the next call.
        """
        self.status = self._watcher.update(snapshot)
        layout = self._arranged(snapshot)
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if not self._shown:
            self._blank(painter, layout)
        for sweep in self._sweeps:
            sweep.draw(painter, snapshot)
            self._label(painter, layout, sweep)
        self._numbers(painter, layout, snapshot)
        self._header(painter, layout, snapshot)
        painter.end()
        return self._pixels

    @property
    def lamp(self) -> str:
        """The priority that the lamp on the housing shows since the last paint; "" is dark."""
        priority = worst_priority(self.status.alarms)
        return priority if self._is_lit(priority, self._now_s) else ""

    def _arranged(self, snapshot: Snapshot) -> Layout:
        has_temp = not math.isnan(snapshot.vitals.temp_degc)
        key = (self.status.attached, has_temp)
        if self._layout is None or key != self._layout_key or snapshot.sim_time_s < self._now_s:
            self._layout_key = key
            self._layout = arrange(self.width, self.height, self.status.attached, has_temp)
            width_px = self._theme.trace_width_px * self._layout.scale
            self._sweeps = [
                Sweep(name, area, self._theme.traces[name], width_px, self._theme.background)
                for name, area in self._layout.traces.items()
                if name in self.status.attached
            ]
            self._shown = {}
        self._now_s = snapshot.sim_time_s
        return self._layout

    def _blank(self, painter: QPainter, layout: Layout) -> None:
        painter.fillRect(0, 0, self.width, self.height, QColor(self._theme.background))
        for name, area in layout.traces.items():
            if name not in self.status.attached:
                words = (
                    f"{self._trace_name(name)}  ·  {text('monitor.not_attached', self.language)}"
                )
                boxes.draw_empty_trace(painter, area, words, self._theme, layout.scale)

    def _label(self, painter: QPainter, layout: Layout, sweep: Sweep) -> None:
        words = f"{self._trace_name(sweep.name)}   {sweep.scale_words}"
        if self._shown.get(f"label {sweep.name}") != words:
            self._shown[f"label {sweep.name}"] = words
            area, theme = layout.labels[sweep.name], self._theme
            boxes.draw_trace_label(painter, area, words, theme, sweep.name, layout.scale)

    def _numbers(self, painter: QPainter, layout: Layout, snapshot: Snapshot) -> None:
        made = readings(snapshot.vitals, self.status, self.language, self.pressure)
        for name, area in layout.numbers.items():
            reading = made[name]
            is_lit = self._is_lit(reading.priority, snapshot.sim_time_s)
            has_heart = (
                name == "ecg" and self.status.beat_age_s < _HEART_S and self.status.beats > 0
            )
            key: tuple[Reading, bool, bool] = (reading, is_lit, has_heart)
            if self._shown.get(name) == key:
                continue
            self._shown[name] = key
            boxes.draw_box(painter, area, reading, self._theme, layout.scale, is_lit)
            if has_heart:
                ink = (
                    self._theme.alarm_text[reading.priority]
                    if reading.priority == "high" and is_lit
                    else None
                )
                color = QColor(ink or self._theme.traces["ecg"])
                x, y = area.x + 22 * layout.scale, area.bottom - 20 * layout.scale
                boxes.draw_heart(painter, x, y, 8 * layout.scale, color)

    def _header(self, painter: QPainter, layout: Layout, snapshot: Snapshot) -> None:
        seconds = int(snapshot.sim_time_s)
        clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        priority = worst_priority(self.status.alarms)
        worst = [alarm for alarm in self.status.alarms if alarm.priority == priority]
        turn = int(snapshot.sim_time_s / _ALARM_TURN_S) % max(len(worst), 1)
        name = f"monitor.alarm.{worst[turn].id}" if worst else "monitor.quiet"
        others = len(self.status.alarms) - 1
        is_lit = self._is_lit(priority, snapshot.sim_time_s)
        key = (clock, name, priority, is_lit, others)
        if self._shown.get("header") == key:
            return
        self._shown["header"] = key
        boxes.draw_header(
            painter,
            layout.header,
            self._theme,
            layout.scale,
            title=text("monitor.bay", self.language),
            clock=clock,
            message=text(name, self.language),
            more=f"+{others}" if others > 0 else "",
            priority=priority,
            is_lit=is_lit,
        )

    def _trace_name(self, name: str) -> str:
        return text(f"monitor.trace.{name}", self.language)

    def _is_lit(self, priority: str, now_s: float) -> bool:
        hz = _FLASH_HZ.get(priority, 0.0)
        return hz == 0.0 or (now_s * hz) % 1.0 < 0.6
