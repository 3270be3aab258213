"""The settings file as a form: every change is written at once, and refused in words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from simulator import settings
from simulator.console import app
from simulator.console.widgets import card, label, page
from simulator.errors import InputError, MachineError
from simulator.settings import Settings

GROUPS = {
    "look": ("language", "theme", "text_size_fraction", "quality", "monitor_skin"),
    "sound": ("volume_fraction", "sound_device", "has_captions"),
    "body": ("hand", "is_seated", "comfort"),
    "medicine": ("pressure_unit", "temperature_unit", "glucose_unit", "guideline_region"),
    "storage": ("data_folder", "data_quota_gb", "model_endpoint"),
}
_SLIDERS = {"volume_fraction": (0, 100), "text_size_fraction": (80, 200)}  # percent


class SettingsPage(QWidget):
    """One card a group."""

    def __init__(self, chosen: Settings, is_changed: Callable[[Settings], None]) -> None:
        super().__init__()
        self._say, self._is_changed = app.speaker(chosen.language), is_changed
        area, column = page(
            self._say("window.settings"),
            self._say("window.settings_lead", file=settings.settings_path()),
        )
        self._news = label("", "bad")
        self._news.hide()
        column.addWidget(self._news)
        for group, names in GROUPS.items():
            frame, inside = card()
            inside.addWidget(label(self._say(f"settings.group.{group}"), "section"))
            grid = QGridLayout()
            grid.setColumnMinimumWidth(0, 260)
            grid.setColumnStretch(1, 1)
            grid.setVerticalSpacing(10)
            inside.addLayout(grid)
            for row, name in enumerate(names):
                grid.addWidget(label(self._say(f"settings.{name}.title"), wraps=False), row, 0)
                editor = self._editor(name, getattr(chosen, name))
                editor.setAccessibleName(self._say(f"settings.{name}.title"))
                grid.addWidget(editor, row, 1)
                if name in settings.LATER:
                    editor.setEnabled(False)
                    grid.addWidget(label(self._say("settings.later"), "faint", wraps=False), row, 2)
            column.addWidget(frame)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def put(self, name: str, word: str) -> bool:
        """Write one field; False and a sentence when it is refused."""
        try:
            made = settings.changed(name, word)
            settings.save(made)
        except (InputError, MachineError) as error:
            self._news.setText(f"× {error}")
            self._news.show()
            return False
        self._news.hide()
        self._is_changed(made)
        return True

    def _editor(self, name: str, value: object) -> QWidget:
        if isinstance(value, bool):
            return self._tick(name, value)
        if settings.choices(name):
            return self._choice(name, str(value))
        if name in _SLIDERS and isinstance(value, float):
            return self._slider(name, value)
        return self._line(name, str(value))

    def _tick(self, name: str, value: bool) -> QCheckBox:
        made = QCheckBox(self._say("settings.on"))
        made.setChecked(value)
        made.toggled.connect(lambda on: self.put(name, str(on).lower()))
        return made

    def _choice(self, name: str, value: str) -> QComboBox:
        made = QComboBox()
        words = settings.choices(name)
        for word in words:
            made.addItem(self._say(f"settings.{name}.{word}"), word)
        made.setCurrentIndex(words.index(value))
        made.activated.connect(lambda index: self.put(name, words[index]))
        made.wheelEvent = lambda e: e.ignore()  # scrolling the page must not change a choice
        return made

    def _slider(self, name: str, value: float) -> QWidget:
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        slider, shown = QSlider(Qt.Orientation.Horizontal), QLabel(f"{round(100 * value)} %")
        slider.setRange(*_SLIDERS[name])
        slider.setValue(round(100 * value))
        slider.valueChanged.connect(lambda percent: shown.setText(f"{percent} %"))
        slider.sliderReleased.connect(lambda: self.put(name, str(slider.value() / 100.0)))
        slider.actionTriggered.connect(lambda _: self._by_key(name, slider))
        slider.wheelEvent = lambda e: e.ignore()
        shown.setMinimumWidth(60)
        grid.addWidget(slider, 0, 0)
        grid.addWidget(shown, 0, 1)
        return whole

    def _by_key(self, name: str, slider: QSlider) -> None:
        """Keys and clicks beside the handle move it too; a drag is written when it ends."""
        if not slider.isSliderDown():
            self.put(name, str(slider.sliderPosition() / 100.0))

    def _line(self, name: str, value: str) -> QLineEdit:
        made = QLineEdit(value)
        made.setPlaceholderText(self._say(f"settings.{name}.empty"))
        made.editingFinished.connect(lambda: self.put(name, made.text().strip()))
        return made
