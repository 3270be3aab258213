"""The room's sound as a subsystem: the monitor's electronics tell OpenAL when to beep and call.

No window, no sound: an offscreen stage plays for nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from simulator.audio.soundscape import Soundscape
from simulator.core.records import Snapshot
from simulator.monitor.watch import Watcher
from simulator.scene.notices import Warn
from simulator.scene.subsystems import Subsystem
from simulator.scene.world import World
from simulator.text import text

Sounding: TypeAlias = Callable[[], tuple[str, ...]]


class Sound:
    """Plays each snapshot; `captions` are the text ids of what goes on sounding now."""

    def __init__(self, soundscape: Soundscape, watcher: Watcher) -> None:
        self._soundscape, self._watcher = soundscape, watcher
        self.captions: tuple[str, ...] = ()

    def update(self, snapshot: Snapshot) -> None:
        """Pulse tone, alarms, cues, streams."""
        status = self._watcher.status
        self.captions = self._soundscape.update(
            snapshot,
            beats=status.beats,
            spo2_pct=snapshot.vitals.spo2_pct,
            alarm_priority=status.calls.aloud,
        )


def sound_part(
    world: World, options: Any, warn: Warn, watcher: Watcher
) -> tuple[list[Subsystem], Sounding]:
    """The subsystem, or none where nobody could hear it; and what goes on sounding, as text ids."""
    if world.base.windowType == "offscreen":
        return [], lambda: ()
    soundscape = Soundscape(options.volume_fraction, options.sound_device, world.layout.monitor_m)
    if soundscape.is_silent:
        warn(text("sound.no_device", options.language))
    sound = Sound(soundscape, watcher)
    return [Subsystem("sound", sound.update, after=("electronics",))], lambda: sound.captions
