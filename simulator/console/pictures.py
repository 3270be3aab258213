"""Pictures of the windows, for README and review: ``python -m simulator.console.pictures FOLDER``.

Drawn on Qt's offscreen platform, so that they are the same on every machine.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from simulator.console import app
from simulator.console.first_start import STEPS, FirstStart
from simulator.console.window import LauncherWindow
from simulator.settings import Settings
from simulator.text import LANGUAGES


def write(folder: Path) -> list[Path]:
    """Launcher and first start in every language, the launcher in high contrast too."""
    folder.mkdir(parents=True, exist_ok=True)
    started = app.application()
    made = []
    for language in LANGUAGES:
        chosen = Settings(language=language)  # pyright: ignore[reportArgumentType]
        app.dress(started, chosen)
        window = LauncherWindow(chosen)
        for name in ("cases", "settings"):
            window.show_page(name)
            made.append(_grab(started, window, folder / f"launcher_{name}_{language}.png"))
        window.close()
        wizard = FirstStart(chosen)
        for step in STEPS:
            wizard.show_step(step)
            made.append(_grab(started, wizard, folder / f"first_{step}_{language}.png"))
        wizard.close()
    bold = dataclasses.replace(
        Settings(language="en"), theme="high_contrast", text_size_fraction=1.3
    )
    app.dress(started, bold)
    window = LauncherWindow(bold)
    made.append(_grab(started, window, folder / "launcher_high_contrast.png"))
    window.close()
    return made


def _grab(started: QApplication, window: QWidget, file: Path) -> Path:
    window.show()
    for _ in range(5):  # nested layouts settle over several rounds
        started.processEvents()
    window.grab().save(str(file))
    return file


def main(words: list[str]) -> int:
    """Write them all and name them; the user's own settings and runs stay out of the pictures."""
    with tempfile.TemporaryDirectory() as away:
        os.environ |= {
            "QT_QPA_PLATFORM": "offscreen",
            "THEATRUM_CONFIG": away,
            "THEATRUM_DATA": away,
        }
        for file in write(Path(words[0] if words else "pictures")):
            sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
