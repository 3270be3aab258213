"""The stethoscope as a stream: blocks of samples appended just ahead of what is playing."""

from __future__ import annotations

import time

from panda3d.core import AudioManager, AudioSound, UserDataAudio

from simulator.audio import synth
from simulator.audio.hearing import Chest
from simulator.core.records import Snapshot

_PREROLL_S = 0.2  # measured: with less the first block comes late
_LONGEST_BLOCK_S = 1.0  # after a stall the past is not made up for


class StethoscopeStream:
    """Plays while `listening_at` is set; follows the twin's flows from block to block."""

    def __init__(self, manager: AudioManager) -> None:
        self._manager = manager
        self._chest = Chest()
        self._playing: tuple[UserDataAudio, AudioSound] | None = None
        self._start_s = self._fed_s = 0.0

    def follow(self, snapshot: Snapshot) -> None:
        """Start, feed, or stop."""
        if snapshot.listening_at is None:
            self.stop()
            return
        data, sound = self._playing or self._begin()
        missing_s = time.monotonic() - self._start_s + _PREROLL_S - self._fed_s
        count = round(min(missing_s, _LONGEST_BLOCK_S) * synth.RATE_HZ)
        if count > 0:
            data.append(synth.pcm_bytes(self._chest.block(count, snapshot)))
            self._fed_s += missing_s
        if sound.status() != AudioSound.PLAYING:
            sound.play()

    def stop(self) -> None:
        """Take the stethoscope off."""
        if self._playing is None:
            return
        data, sound = self._playing
        data.done()
        sound.stop()
        self._playing = None

    def _begin(self) -> tuple[UserDataAudio, AudioSound]:
        # The last argument stays True: with False and no done() a C++ assertion ends the process.
        data = UserDataAudio(synth.RATE_HZ, 1, True)
        self._playing = (data, self._manager.getSound(data, False))
        self._start_s, self._fed_s = time.monotonic(), 0.0
        return self._playing
