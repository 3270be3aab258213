"""The patient monitor as one image: the room's screen and the console's window show the same.

>>> watcher, painter = Watcher(), MonitorPainter(1024, 640, "en")  # doctest: +SKIP
>>> pixels = painter.paint(snapshot, watcher.update(snapshot))      # doctest: +SKIP
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage, QPainter

from simulator.core.records import Snapshot
from simulator.monitor import boxes, header, ink, qt
from simulator.monitor.alarms import ADULT_Y, worst_priority
from simulator.monitor.calling import is_lit
from simulator.monitor.layout import Layout, Rect, arrange
from simulator.monitor.readings import readings
from simulator.monitor.skins import skins
from simulator.monitor.sweep import Sweep
from simulator.monitor.watch import SENSORS, Status
from simulator.text import text

LOG_VIEW = "alarm_log"  # the name in `Snapshot.views` that opens the log over the traces
_HEART_S = 0.18
_BAR_PX = 11.0  # room for the millivolt at the left of the traces
_CHILD_Y = 12.0


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
    temperature : {"degc", "degf"}
    skin : str
        A table of skins.toml.
    age_y : float
        The age that staff has told the monitor; it stands at the top.
    width_mm : float or None
        How wide the picture is on its screen, so that 25 mm/s are; None: as on 12 inches.
    """

    def __init__(
        self, width: int, height: int, language: str, *, theme: str = "okabe_ito",
        pressure: str = "mmhg", temperature: str = "degc", skin: str = "bedside",
        age_y: float = ADULT_Y, width_mm: float | None = None,
    ) -> None:  # fmt: skip
        qt.family()
        self.width, self.height, self.language = width, height, language
        self._status = Status()
        self._pressure, self._temperature = pressure, temperature
        self._skin, self._width_mm = skins()[skin], width_mm
        self._theme = self._skin.theme(theme)
        self._pixels = np.zeros((height, width, 4), dtype=np.uint8)
        self._image = QImage(
            self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32
        )
        group = "child" if age_y < _CHILD_Y else "adult"
        words = (text(f"monitor.{id}", language) for id in (f"bay.{skin}", group))
        self._title = " · ".join(words)
        self._names = {name: text(f"monitor.trace.{name}", language) for name in SENSORS}
        self._layout: Layout | None = None
        self._layout_key: object = None
        self._sweeps: list[Sweep] = []
        self._shown: dict[str, object] = {}
        self._now_s = -math.inf

    def paint(self, snapshot: Snapshot, status: Status) -> npt.NDArray[np.uint8]:
        """Bring the image up to the snapshot, and to what the electronics make of it.

        Returns
        -------
        numpy.ndarray, shape (height, width, 4), uint8
            BGRA, alpha 255. The painter's own buffer: copy it to keep it past the next call.
        """
        self._status = status
        layout = self._arranged(snapshot)
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if not self._shown:
            self._blank(painter, layout)
        if LOG_VIEW in snapshot.views:
            self._log(painter, layout)
        else:
            for sweep in self._sweeps:
                sweep.draw(painter, snapshot)
                self._label(painter, layout, sweep)
        self._numbers(painter, layout, snapshot)
        line = header.line_of(self._status.calls, snapshot.sim_time_s, self._title, self.language)
        if self._is_new("header", line):
            header.draw_header(painter, layout.header, line, self._theme, layout.scale)
        painter.end()
        return self._pixels

    @property
    def image(self) -> QImage:
        """The same picture for Qt; it changes with the next paint."""
        return self._image

    @property
    def lamp(self) -> str:
        """The priority that the lamp on the housing shows since the last paint; "" is dark."""
        return worst_priority(self._status.alarms) if self.is_lit else ""

    @property
    def is_lit(self) -> bool:
        """Whether the flash of the worst alarm is on; true where nothing flashes."""
        return is_lit(worst_priority(self._status.alarms), self._now_s)

    def _is_new(self, name: str, content: object) -> bool:
        if self._shown.get(name) == content:
            return False
        self._shown[name] = content
        return True

    def _arranged(self, snapshot: Snapshot) -> Layout:
        vitals = snapshot.vitals
        has = {
            "nibp": True,
            "temp": not math.isnan(vitals.temp_degc),
            "vent": not math.isnan(vitals.paw_peak_cmh2o),
        }
        shown = frozenset(name for name, is_there in has.items() if is_there)
        key = (self._status.attached, self._status.is_lead_off, shown, LOG_VIEW in snapshot.views)
        if self._layout is None or key != self._layout_key or snapshot.sim_time_s < self._now_s:
            self._layout_key = key
            attached = self._status.attached
            self._layout = arrange(
                self.width, self.height, self._skin, attached, shown, self._width_mm
            )
            self._sweeps = [
                self._sweep(name, area, self._layout)
                for name, area in self._layout.traces.items()
                if name in attached
            ]
            self._shown = {}
        self._now_s = snapshot.sim_time_s
        return self._layout

    def _sweep(self, name: str, area: Rect, layout: Layout) -> Sweep:
        theme, bar = self._theme, round(_BAR_PX * layout.scale)
        inside = Rect(area.x + bar, area.y, area.width - bar, area.height)
        rows = self._skin.cascade if name == "ecg" else 1
        width_px = theme.trace_width_px * layout.scale
        return Sweep(
            name, inside, theme.traces[name], width_px, theme.background, layout.px_per_mm, rows
        )

    def _blank(self, painter: QPainter, layout: Layout) -> None:
        painter.fillRect(0, 0, self.width, self.height, QColor(self._theme.background))
        for name, area in layout.traces.items():
            if name not in self._status.attached:
                is_off = name == "ecg" and self._status.is_lead_off
                why = text(f"monitor.{'lead_off' if is_off else 'not_attached'}", self.language)
                words = f"{self._names[name]}  ·  {why}"
                boxes.draw_empty_trace(painter, area, words, self._theme, layout.scale)

    def _log(self, painter: QPainter, layout: Layout) -> None:
        log = self._status.log
        if self._is_new("log", log):
            areas = list(layout.labels.values()), list(layout.traces.values())
            top, last = areas[0][0], areas[1][-1]
            area = Rect(top.x, top.y, top.width, last.bottom - top.y)
            header.draw_log(painter, area, log, self.language, self._theme, layout.scale)

    def _label(self, painter: QPainter, layout: Layout, sweep: Sweep) -> None:
        words = f"{self._names[sweep.name]}   {sweep.scale_words(self._pressure)}"
        bar = sweep.bar() if sweep.name == "ecg" else None
        if not self._is_new(f"label {sweep.name}", (words, bar)):
            return
        area, theme = layout.labels[sweep.name], self._theme
        boxes.draw_trace_label(painter, area, words, theme, sweep.name, layout.scale)
        if bar is not None:
            row = layout.traces["ecg"]
            side = row.x, row.y, round(_BAR_PX * layout.scale), row.height
            painter.fillRect(*side, QColor(theme.background))
            x = area.x + 2 * layout.scale
            boxes.draw_millivolt(painter, x, bar, theme, layout.scale)

    def _numbers(self, painter: QPainter, layout: Layout, snapshot: Snapshot) -> None:
        now_s, theme, scale = snapshot.sim_time_s, self._theme, layout.scale
        made = readings(
            snapshot.vitals, self._status, self.language, self._pressure, self._temperature, now_s
        )
        for name, area in layout.numbers.items():
            reading = made[name]
            lit = is_lit(reading.priority, now_s)
            beats = name == "ecg" and self._status.beat_age_s < _HEART_S
            if not self._is_new(name, (reading, lit, beats)):
                continue
            boxes.draw_box(painter, area, reading, theme, self._skin, scale, lit)
            if beats:
                is_full = lit and (reading.priority == "high" or theme.is_light)
                own = theme.alarm_text[reading.priority] if is_full and reading.priority else None
                x, y = area.x + 22 * scale, area.bottom - 20 * scale
                ink.heart(painter, x, y, 8 * scale, QColor(own or theme.traces["ecg"]))
