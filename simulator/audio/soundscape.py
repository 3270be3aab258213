"""Plays the room: OpenAL through Panda3D. Without a device everything stays silent and says so.

The caller tells what the monitor saw (beats, saturation, alarms); sound and monitor do not meet.
"""

from __future__ import annotations

import math
import os
import time

from panda3d.core import (
    AudioManager,
    AudioSound,
    Filename,
    VirtualFileMountRamdisk,
    VirtualFileSystem,
    loadPrcFileData,
)

from simulator.audio import synth
from simulator.audio.devices import has_any_output
from simulator.audio.hearing import Listener
from simulator.audio.stream import StethoscopeStream
from simulator.core.records import Snapshot, SoundCue, Vec3, rotate

_FOLDER = "/theatrum_sounds"
_NEAR_M = 0.6  # full loudness up to here
_TOLD_S = 4.0  # a sound that goes on and on is told when it begins

MAKERS = {
    "beep": synth.beep,
    "alarm_high": lambda: synth.alarm("high"),
    "alarm_medium": lambda: synth.alarm("medium"),
    "alarm_low": lambda: synth.alarm("low"),
    "percuss_resonant": lambda: synth.percussion("resonant"),
    "percuss_hyperresonant": lambda: synth.percussion("hyperresonant"),
    "percuss_dull": lambda: synth.percussion("dull"),
    "hiss": synth.hiss,
    "pop": synth.pop,
    "crepitus": synth.crepitus,
    "phone": synth.phone,
    "oxygen_flow": synth.oxygen_flow,
    "nibp_pump": synth.nibp_pump,
    "vent_in": synth.vent_in,
    "vent_out": synth.vent_out,
}
SOUNDS = tuple(MAKERS)  # what a SoundCue may name; captions are the texts sound.<id>


class Soundscape:
    """All that is heard in the room.

    Parameters
    ----------
    volume_fraction : float
        0-1; 0 is silent.
    device : str
        Name of the output device; "" takes the machine's own.
    monitor_m : Vec3
        Where the monitor hangs (room frame): its tones come from there.
    ventilator_m : Vec3, optional
        Where the ventilator stands; without it beside the monitor.
    """

    def __init__(
        self, volume_fraction: float = 0.7, device: str = "", monitor_m: Vec3 = (0.0, 0.0, 0.0),
        ventilator_m: Vec3 | None = None,
    ) -> None:  # fmt: skip
        loadPrcFileData(
            "theatrum-sound",
            "audio-preload-threshold 1000000\nnotify-level-audio fatal\n",
        )
        if device:
            loadPrcFileData("theatrum-sound", f"openal-device {device}\n")
        os.environ.setdefault("ALSOFT_LOGLEVEL", "0")  # no device is said by us
        library = "p3openal_audio" if has_any_output() else "null"  # ALSA would shout on stderr
        loadPrcFileData("theatrum-sound", f"audio-library-name {library}\n")
        self._manager = AudioManager.createAudioManager()
        self.is_silent = not self._manager.isValid()
        self._monitor_m = monitor_m
        self._ventilator_m = ventilator_m or monitor_m
        self._push_phase, self._is_blowing, self._pushed_since_s = 0.0, False, math.nan
        self._sounds: dict[str, AudioSound] = {}
        self._listener = Listener()
        self._stethoscope = StethoscopeStream(self._manager)
        self._beats = 0
        self._next_burst_s = 0.0
        self._alarm = self._priority = ""
        self._flow_l_per_min, self._flow_since_s = 0.0, 0.0
        if not self.is_silent:
            self._manager.setVolume(volume_fraction)
            self._load()

    def update(
        self,
        snapshot: Snapshot,
        *,
        beats: int = 0,
        spo2_pct: float = math.nan,
        alarm_priority: str = "",
    ) -> tuple[str, ...]:
        """Play what is new, keep the streams fed.

        Parameters
        ----------
        beats : int
            QRS complexes the monitor has counted; one more sounds the pulse tone.
        alarm_priority : str
            "high", "medium", "low" or "": the worst alarm that calls aloud.

        Returns
        -------
        tuple of str
            Text ids of what can be heard and has no cue of its own, for the captions.
        """
        captions = self._captions(snapshot, alarm_priority)
        valve = self._valve(snapshot)
        if self.is_silent:
            return captions
        self._place_ears(snapshot)
        for cue in snapshot.sounds:
            self._play_cue(cue)
        if beats > self._beats:
            self.tone(spo2_pct)
        self._beats = beats
        self.call(alarm_priority)
        self._loop("nibp_pump", snapshot.vitals.nibp_state == "measuring", self._monitor_m)
        self._oxygen(snapshot)
        if valve:
            self._play(valve, self._ventilator_m)
        self._stethoscope.follow(snapshot)
        self._manager.update()
        return captions

    def tone(self, spo2_pct: float) -> None:
        """One pulse tone from the monitor, at the pitch of that saturation."""
        if not self.is_silent:
            self._play("beep", self._monitor_m, rate=synth.beep_rate_fraction(spo2_pct))

    def call(self, priority: str) -> None:
        """Alarm bursts: at once when a worse one begins, then at the interval of its priority."""
        self._priority = priority
        self._burst(priority, time.monotonic())

    def go_on(self) -> None:
        """Repeat what is due; for who has no snapshots to show."""
        if not self.is_silent:
            self.call(self._priority)
            self._manager.update()

    def close(self) -> None:
        """Stop everything and let go of the device."""
        self._stethoscope.stop()
        self._manager.stopAllSounds()
        self._sounds.clear()
        self._manager.shutdown()

    def _load(self) -> None:
        files = VirtualFileSystem.getGlobalPtr()
        files.mount(VirtualFileMountRamdisk(), _FOLDER, 0)
        for name, make in MAKERS.items():
            place = Filename(f"{_FOLDER}/{name}.wav")
            files.writeFile(place, synth.wav_bytes(make()), False)
            self._sounds[name] = self._manager.getSound(place, True)

    def _play(self, name: str, at_m: Vec3, *, rate: float = 1.0, level: float = 1.0) -> None:
        sound = self._sounds[name]
        sound.set3dAttributes(*at_m, 0.0, 0.0, 0.0)
        sound.set3dMinDistance(_NEAR_M)
        sound.setPlayRate(rate)
        sound.setVolume(level)
        sound.play()

    def _play_cue(self, cue: SoundCue) -> None:
        self._play(cue.sound, cue.position_m, level=cue.level_fraction)

    def _burst(self, priority: str, now_s: float) -> None:
        if self.is_silent:
            return
        is_new = priority != self._alarm
        if is_new and self._alarm:
            self._sounds[f"alarm_{self._alarm}"].stop()  # a pause pauses at once, in mid-burst too
        self._alarm = priority
        if priority and (is_new or now_s >= self._next_burst_s):
            self._play(f"alarm_{priority}", self._monitor_m)
            self._next_burst_s = now_s + synth.BURST_EVERY_S[priority]

    def _loop(self, name: str, is_on: bool, at_m: Vec3, level: float = 1.0) -> None:
        sound = self._sounds[name]
        is_playing = sound.status() == AudioSound.PLAYING
        if is_on:
            sound.setVolume(level)
        if is_on and not is_playing:
            sound.setLoop(True)
            self._play(name, at_m, level=level)
        elif is_playing and not is_on:
            sound.stop()

    def _oxygen(self, snapshot: Snapshot) -> None:
        flow = _oxygen_flow_l_per_min(snapshot)
        head_m = next(
            (t.position_m for t in snapshot.tools if t.kind == "oxygen_mask"), (0.0, 0.0, 0.0)
        )
        self._loop("oxygen_flow", flow > 0.0, head_m, level=min(flow / 15.0, 1.0))

    def _place_ears(self, snapshot: Snapshot) -> None:
        if not snapshot.heads:
            return
        head = snapshot.heads[0]
        ahead, up = (
            rotate(head.orientation, (0.0, 1.0, 0.0)),
            rotate(head.orientation, (0.0, 0.0, 1.0)),
        )
        self._manager.audio3dSetListenerAttributes(*head.position_m, 0.0, 0.0, 0.0, *ahead, *up)

    def _valve(self, snapshot: Snapshot) -> str:
        """Which valve of the ventilator opens now: as its push begins, and when gas returns."""
        truth = snapshot.truth
        before, self._push_phase = self._push_phase, truth.breath_phase_fraction
        if math.isnan(snapshot.vitals.paw_peak_cmh2o):
            self._is_blowing, self._pushed_since_s = False, math.nan
            return ""
        if truth.breath_phase_fraction < before:
            self._is_blowing = True
            if math.isnan(self._pushed_since_s):
                self._pushed_since_s = snapshot.sim_time_s
            return "vent_in"
        is_back = truth.flow_left_ml_per_s + truth.flow_right_ml_per_s < 0.0
        if self._is_blowing and is_back:
            self._is_blowing = False
            return "vent_out"
        return ""

    def _captions(self, snapshot: Snapshot, alarm_priority: str) -> tuple[str, ...]:
        heard = self._listener.heard(snapshot)
        keys = [heard] if heard else []
        if alarm_priority:
            keys.append(f"sound.alarm_{alarm_priority}")
        if snapshot.vitals.nibp_state == "measuring":
            keys.append("sound.nibp_pump")
        flow = _oxygen_flow_l_per_min(snapshot)
        if flow != self._flow_l_per_min:
            self._flow_l_per_min, self._flow_since_s = flow, snapshot.sim_time_s
        if flow > 0.0 and snapshot.sim_time_s - self._flow_since_s < _TOLD_S:
            keys.append("sound.oxygen_flow")
        if snapshot.sim_time_s - self._pushed_since_s < _TOLD_S:
            keys.append("sound.ventilator")
        return tuple(keys)


def _oxygen_flow_l_per_min(snapshot: Snapshot) -> float:
    masks = (t for t in snapshot.tools if t.kind == "oxygen_mask" and t.place == "patient")
    return max((float(t.data.get("flow_l_per_min", 0.0)) for t in masks), default=0.0)
