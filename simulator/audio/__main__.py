"""``python -m simulator.audio``: let the user hear whether there is sound; print what happened."""

import json
import math
import sys
import time

from simulator.audio import synth
from simulator.audio.soundscape import Soundscape
from simulator.settings import load

_TONES = ((0.0, 100.0), (0.5, 92.0), (1.0, 84.0))  # at_s, saturation_pct


def main() -> int:
    """Three pulse tones, each lower; one JSON line."""
    chosen = load()
    volume_fraction = float(sys.argv[1]) if len(sys.argv) > 1 else chosen.volume_fraction
    room = Soundscape(volume_fraction, chosen.sound_device)
    start_s = time.monotonic()
    for at_s, spo2_pct in _TONES if not room.is_silent else ():
        time.sleep(max(0.0, start_s + at_s - time.monotonic()))
        room.tone(spo2_pct)
    time.sleep(0.0 if room.is_silent else 0.4)
    lowest_hz = synth.BEEP_HZ * synth.beep_rate_fraction(_TONES[-1][1])
    sys.stdout.write(
        json.dumps({"is_silent": room.is_silent, "lowest_hz": math.floor(lowest_hz)}) + "\n"
    )
    room.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
