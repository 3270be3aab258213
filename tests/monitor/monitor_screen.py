"""A monitor whole: electronics and painter together."""

from simulator.monitor.painter import MonitorPainter
from simulator.monitor.watch import Watcher


class Screen:
    """A painter with its electronics, as stage and window hold them."""

    def __init__(self, width, height, language, *, age_y=34.0, **looks):
        self.painter = MonitorPainter(width, height, language, age_y=age_y, **looks)
        self.watcher = Watcher(age_y)

    def paint(self, moment):
        return self.painter.paint(moment, self.watcher.update(moment))

    @property
    def status(self):
        return self.watcher.status

    @property
    def areas(self):
        return self.painter._layout.traces

    def sweep(self, name):
        return next(s for s in self.painter._sweeps if s.name == name)
