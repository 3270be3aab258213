"""What `doctor` tries in a process of its own: ``python -m simulator.commands.doctor_probes NAME``.

Each probe prints one JSON object; an uncaught error or a crash is an answer too.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

_VERTEX = """#version 330
in vec4 p3d_Vertex;
void main() { gl_Position = vec4(p3d_Vertex.xz, 0.0, 1.0); }"""
_FRAGMENT = """#version 330
out vec4 color;
void main() { color = vec4(1.0, 0.5, 0.25, 1.0); }"""


def graphics() -> dict[str, Any]:
    """Open an offscreen context, compile GLSL 330, draw, and read a pixel back."""
    from panda3d.core import loadPrcFileData

    loadPrcFileData(
        "", "window-type offscreen\naudio-library-name null\ngl-version 3 3\nwin-size 64 36\n"
    )
    loadPrcFileData("", "notify-level-device fatal\nnotify-level-egldisplay error\n")
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        loadPrcFileData("", "load-display p3headlessgl\n")
    from direct.showbase.ShowBase import ShowBase
    from panda3d.core import CardMaker, PNMImage, Shader

    base: Any = ShowBase()
    maker = CardMaker("card")
    maker.setFrame(-1.0, 1.0, -1.0, 1.0)
    card = base.render2d.attachNewNode(maker.generate())
    card.setShader(Shader.make(Shader.SL_GLSL, _VERTEX, _FRAGMENT))
    base.graphicsEngine.renderFrame()
    base.graphicsEngine.renderFrame()
    image = PNMImage()
    base.win.getScreenshot(image)
    red, green, blue = image.getXel(32, 18)
    gsg = base.win.getGsg()
    version = f"{gsg.getDriverVersionMajor()}.{gsg.getDriverVersionMinor()}"
    return {
        "renderer": gsg.getDriverRenderer(),
        "version": version,
        "pipe": base.pipe.getType().getName(),
        "compiles": abs(red - 1.0) < 0.05 and abs(green - 0.5) < 0.05 and abs(blue - 0.25) < 0.05,
    }


def audio() -> dict[str, Any]:
    """Open the sound device."""
    from panda3d.core import AudioManager, loadPrcFileData

    loadPrcFileData("", "audio-library-name p3openal_audio\nnotify-level-audio fatal\n")
    manager = AudioManager.createAudioManager()
    is_valid = manager.isValid()
    return {"is_valid": is_valid, "device": os.environ.get("ALSOFT_DRIVERS") or "OpenAL"}


def qt() -> dict[str, Any]:
    """Paint text offscreen; count what one call does to the references of None.

    PySide6 6.12.0 on Python 3.11 loses one reference of None a call and dies after some thousands.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import PySide6
    from PySide6.QtGui import QImage, QPainter

    from simulator.monitor import qt as monitor_qt

    family = monitor_qt.family()
    image = QImage(64, 32, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setFont(monitor_qt.font(16))
    before = sys.getrefcount(None)
    for _ in range(200):
        painter.drawLine(0, 0, 5, 5)
    lost = (sys.getrefcount(None) - before) / 200
    painter.drawText(2, 20, "胸 98")
    painter.end()
    return {"version": PySide6.__version__, "family": family, "none_per_call": lost}


def windows() -> dict[str, Any]:
    """Open Qt on this screen; where that cannot be, Qt ends the process."""
    from PySide6.QtGui import QGuiApplication

    return {"platform": QGuiApplication(["theatrum"]).platformName()}


def numba() -> dict[str, Any]:
    """Compile and run one kernel."""
    import llvmlite.binding
    import numba as compiler

    @compiler.njit
    def twice(x: float) -> float:
        return 2.0 * x

    if twice(21.0) != 42.0:
        raise ArithmeticError("a compiled kernel gave a wrong result")
    return {
        "version": compiler.__version__,
        "llvm": ".".join(str(n) for n in llvmlite.binding.llvm_version_info),
        "cpu": llvmlite.binding.get_host_cpu_name(),
    }


def openxr() -> dict[str, Any]:
    """Ask the runtime for an instance: this may start it."""
    import xr  # pyright: ignore[reportMissingImports]

    instance = xr.create_instance(xr.InstanceCreateInfo())
    try:
        properties = xr.get_instance_properties(instance)
        return {"runtime": properties.runtime_name.decode()}
    finally:
        xr.destroy_instance(instance)


def openxr_manifest() -> Path | None:
    """The active runtime's manifest, looked up where the OpenXR loader does (loader guide 1.1)."""
    named = os.environ.get("XR_RUNTIME_JSON")
    places = [Path(named)] if named else []
    if sys.platform == "win32":
        places += _from_registry()
    else:
        config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        folders = [
            Path(config),
            *map(Path, (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")),
        ]
        folders += [Path("/etc"), Path("/usr/local/share"), Path("/usr/share")]
        places += [folder / "openxr" / "1" / "active_runtime.json" for folder in folders]
    return next((place for place in places if place.is_file()), None)


def _from_registry() -> list[Path]:
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Khronos\OpenXR\1") as key:  # pyright: ignore
            return [Path(winreg.QueryValueEx(key, "ActiveRuntime")[0])]  # pyright: ignore
    except OSError:
        return []


PROBES = {
    "graphics": graphics, "audio": audio, "qt": qt, "windows": windows, "numba": numba,
    "openxr": openxr,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[1]]()))
