"""The stage: a window or offscreen buffer that shows snapshots of the session."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.core.records import Head, Snapshot
from simulator.progress import Progress, silent
from simulator.scene.notices import Warn, say
from simulator.scene.pace import Pace

Vec3 = tuple[float, float, float]
QUALITIES = {"low": (1, 1024, 6), "medium": (1, 2048, 12), "high": (2, 2048, 16)}


@dataclass(frozen=True)
class StageOptions:
    """What the user chose about looks: fields of `simulator.settings.Settings` by these names."""

    language: str = "en"
    room: str = "resuscitation_bay"
    quality: str = "auto"
    has_captions: bool = True
    text_size_fraction: float = 1.0
    theme: str = "okabe_ito"
    guideline_region: str = "international"
    pressure_unit: str = "mmhg"
    temperature_unit: str = "degc"
    monitor_skin: str = "bedside"
    age_y: float = 34.0  # what staff told the monitor: it chooses the alarm limits
    rays_fraction: float = 1.0  # of the light bake; tests and previews want less
    volume_fraction: float = 0.7
    sound_device: str = ""
    injuries: tuple[tuple[str, str | None], ...] = ()  # parts the case hurt: (id, side)
    equipment: tuple[str, ...] = ()  # what the case put on him: "collar", "drip"


def options_from(settings: Any, **changes: Any) -> StageOptions:
    """Stage options from anything that has fields of the same names."""
    names = StageOptions.__dataclass_fields__
    held = {name: getattr(settings, name) for name in names if hasattr(settings, name)}
    return replace(StageOptions(**held), **changes)


def of_case(case: Any) -> dict[str, Any]:
    """The options that a case decides, for `options_from`."""
    hurt = tuple((injury.structure, injury.side) for injury in case.injuries)
    return {"injuries": hurt, "equipment": tuple(case.equipment)}


class RoomStage:
    """Fulfils `simulator.core.records.Stage`; a desktop rig also uses `base`, `pick` and `hud`."""

    def __init__(
        self, options: StageOptions, world: Any, parts: list[Any], hud: Any, is_adapting: bool
    ) -> None:
        self.options = options
        self.world = world
        self.base = world.base
        self.hud = hud
        self.camera_pose: Head | None = None  # overrides the snapshot's first head when set
        self._parts = parts
        self._pace = Pace(is_adapting=is_adapting)

    def draw(self, snapshot: Snapshot) -> None:
        """Show this moment."""
        from simulator.scene.world import look_from

        self._fit()
        head = self.camera_pose or (snapshot.heads[0] if snapshot.heads else self.standing_head())
        look_from(self.world, head)
        for part in self._parts:
            part.run(snapshot)
        self.base.taskMgr.step()

    def watch(self, snapshot: Snapshot) -> None:
        """Let the room's screens follow a moment that nobody sees drawn."""
        for part in self._parts:
            if part.name in ("electronics", "monitor", "clock"):
                part.run(snapshot)

    def _fit(self) -> None:
        """Follow the window's size; where frames come too slowly, draw fewer pixels."""
        now_s = time.perf_counter()
        self._pace = self._pace.after(now_s)
        win = self.base.win
        self.world.passes.fit(win.getXSize(), win.getYSize(), self._pace.fraction)

    def standing_head(self) -> Head:
        """Where a trainee stands at the start."""
        from simulator.scene.views import head_looking

        return head_looking(self.world.layout.stand_m, self.world.layout.look_at_m)

    def screenshot(self, path: str | Path) -> None:
        """Write what is shown as PNG (temporary file, then renamed)."""
        from panda3d.core import Filename

        target = Path(path)
        temporary = target.with_name(f".{target.stem}.part.png")
        image = self._image()
        if not image.write(Filename.fromOsSpecific(str(temporary))):
            raise OSError(
                f"picture '{target}' cannot be written: is its folder there and writable?"
            )
        temporary.replace(target)

    def pixels(self) -> npt.NDArray[np.uint8]:
        """What is shown, (height, width, 3) uint8, top row first."""
        from simulator.scene.upload import pixels

        return pixels(self._image())

    def pick(self, x: float, y: float) -> tuple[Vec3, Vec3]:
        """The ray into the room through a point of the window.

        Parameters
        ----------
        x, y : float
            -1 to 1, left to right and bottom to top, as Panda3D's mouse watcher gives them.

        Returns
        -------
        origin_m, direction
            Room frame; the direction has length 1.
        """
        from simulator.scene.labels import ray_through

        return ray_through(self.world, x, y)

    def mark(self, structure_id: str | None, side: str | None = None) -> None:
        """Outline one structure, or none.

        Raises
        ------
        AnatomyError
            No such structure in this body.
        """
        from simulator.scene.patient.marking import mark

        mark(self.world, structure_id, side)

    def timings_ms(self) -> dict[str, float]:
        """Median main-thread time of each subsystem."""
        return {p.name: float(np.median(p.spent_ms)) for p in self._parts if p.spent_ms}

    def close(self) -> None:
        """Let go of window and graphics memory."""
        self.base.destroy()

    def _image(self) -> Any:
        from panda3d.core import PNMImage

        image = PNMImage()
        self.base.win.getScreenshot(image)
        return image


def open_stage(
    options: StageOptions,
    offscreen: bool = False,
    size: tuple[int, int] = (1280, 720),
    body: Any = None,
    progress: Progress = silent,
    warn: Warn = say,
    base: Any = None,
) -> RoomStage:
    """Open the room. With `body` (a LivingBody) the patient is readied now, else at the first draw.

    `base` is a window that is open already, from `simulator.scene.window.open_base`.

    Raises
    ------
    MachineError
        No graphics driver.
    ScenarioError
        No such room.
    """
    from simulator.scene.assembly import assemble
    from simulator.scene.room.layout import load_layout
    from simulator.scene.window import is_software, open_base
    from simulator.scene.world import make_world

    layout = load_layout(options.room)
    base = base or open_base(offscreen, size)
    is_slow = offscreen or is_software(base)
    samples, shadow_size, taps = QUALITIES[_quality(options.quality, is_slow)]
    world = make_world(base, layout, samples, shadow_size, taps)
    parts, hud = assemble(world, options, body, progress, warn)
    is_adapting = not offscreen and options.quality == "auto"
    return RoomStage(options, world, parts, hud, is_adapting)


def _quality(chosen: str, is_slow: bool) -> str:
    if chosen in QUALITIES:
        return chosen
    return "low" if is_slow else "medium"
