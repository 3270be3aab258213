"""Opening a window, or an offscreen buffer, with the settings that all of our drawing relies on."""

from __future__ import annotations

import os
from typing import Any

from simulator.audio.devices import has_any_output
from simulator.errors import MachineError

DEBIAN_PACKAGES = "libegl1 libegl-mesa0 libgl1 libgl1-mesa-dri libx11-6"

# textures-power-2: the default pads render targets, which are then read at the wrong place.
# notify levels: EGL tries devices in turn and complains about each one that is not there.
_SETTINGS = """
audio-library-name {audio}
print-pipe-types 0
gl-version 3 3
textures-power-2 none
sync-video {sync}
notify-level-device fatal
notify-level-egldisplay error
notify-level-x11display fatal
notify-level-display error
notify-level-glgsg error
window-title Theatrum
text-minfilter linear
text-magfilter linear
load-display {display}
aux-display {second}
"""


def open_base(offscreen: bool, size: tuple[int, int], sync: bool = True) -> Any:
    """A ShowBase with an open window of that size.

    Raises
    ------
    MachineError
        No graphics driver: the message names the Debian packages.
    """
    from direct.showbase.ShowBase import ShowBase
    from panda3d.core import WindowProperties, loadPrcFileData

    # bookworm's llvmpipe (LLVM 15) dies in its optimizer on long shaders; no effect elsewhere
    os.environ.setdefault("GALLIVM_PERF", "nopt")
    display = ("p3headlessgl", "pandagl") if offscreen else ("pandagl", "p3headlessgl")
    # ShowBase fixes the sound library for the whole process: a window may be heard, a buffer not
    audio = "p3openal_audio" if not offscreen and has_any_output() else "null"
    loadPrcFileData(
        "theatrum",
        _SETTINGS.format(sync=int(sync), audio=audio, display=display[0], second=display[1]),
    )
    base = ShowBase(windowType="none")
    kind = "offscreen" if offscreen else "onscreen"
    base.windowType = kind
    props = WindowProperties.size(*size)
    base.openDefaultWindow(type=kind, props=props, requireWindow=False, startDirect=False)
    if base.win is None:
        base.destroy()
        raise MachineError(_no_window(offscreen))
    camera: Any = base.cam
    camera.node().setActive(False)  # our own cameras draw the room
    base.disableMouse()
    base.aspect2d.setScale(1.0 / base.getAspectRatio(), 1.0, 1.0)
    return base


def is_software(base: Any) -> bool:
    """Whether the processor draws instead of a graphics card: then cheaper is better."""
    renderer = base.win.getGsg().getDriverRenderer().lower()
    return any(name in renderer for name in ("llvmpipe", "softpipe", "swiftshader", "swrast"))


def _no_window(offscreen: bool) -> str:
    where = "an offscreen buffer" if offscreen else "a window"
    return (
        f"no OpenGL 3.3 driver could open {where}, and the room needs one; install one with "
        f"'apt-get install {DEBIAN_PACKAGES}'"
        + ("." if offscreen else ", or play without a display: --rig offscreen.")
    )
