"""The one moment that everything in the session shares: tick, body, log. Computed when asked."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from learning.events import Event, EventLog, Source
from physiology import Twin
from physiology.actions import Action, PlaceTube, to_dict
from physiology.vitals import Truth
from simulator.anatomy.body import Body, Landmark
from simulator.anatomy.living import LivingBody
from simulator.core.records import Caption, MonitorKey, SoundCue, Vec3

NEAR_M = 0.06  # around the resting body; farther away nothing is asked of it
SITE_WITHIN_M = 0.060  # a touch belongs to a named site when it is this near [O]


class Now:
    """The present.

    Parameters
    ----------
    twin : Twin
    living : LivingBody
        Posed for the present tick only when `body` is asked for.
    log : EventLog
    """

    def __init__(self, twin: Twin, living: LivingBody, log: EventLog) -> None:
        self.twin = twin
        self.log = log
        self.tick = 0
        self.is_tubed = False  # a tube lies in the airway
        self.captions: list[Caption] = []
        self.sounds: list[SoundCue] = []
        self.presses: tuple[tuple[int, MonitorKey], ...] = ()  # keys of the monitor so far
        self._living = living
        self._truth: Truth | None = None
        self._posed_at = -1
        skin = living.body.vertices_m[living.body.structure("skin").vertices]
        self._box = skin.min(axis=0) - NEAR_M, skin.max(axis=0) + NEAR_M

    @property
    def anatomy(self) -> Body:
        """The body at rest: structures and landmarks."""
        return self._living.body

    @property
    def truth(self) -> Truth:
        """What is so."""
        if self._truth is None or self._truth.tick != self.tick:
            self._truth = self.twin.truth()
        return self._truth

    @property
    def body(self) -> LivingBody:
        """The body as it lies at this tick."""
        if self._posed_at != self.tick:
            self._living.update(self.truth)
            self._posed_at = self.tick
        return self._living

    @property
    def resting(self) -> LivingBody:
        """The body as it was last posed: for those who only show it."""
        return self._living

    def is_near(self, point_m: np.ndarray) -> bool:
        """Whether a point could touch the body at all."""
        low, high = self._box
        return bool((point_m > low).all() and (point_m < high).all())

    def write(self, source: Source, kind: str, data: dict[str, Any], seat: str = "") -> None:
        """Append to the log at this tick."""
        self.log.append(Event(self.tick, source, kind, data, seat))

    def do(self, action: Action, source: Source, seat: str = "") -> None:
        """Do a deed to the body, and log it."""
        self.twin.apply(action)
        if isinstance(action, PlaceTube):
            self.is_tubed = action.site != "none"
        self.write(source, "deed", to_dict(action), seat)
        self._truth = None

    def caption(self, source: str, key: str, duration_s: float = 4.0, **fields: Any) -> None:
        """Show a line, and log it."""
        line = Caption(key, fields, cast(Any, source), self.tick, duration_s)
        self.captions.append(line)
        data = {"key": key, "fields": fields, "source": source, "duration_s": duration_s}
        self.write("session", "caption", data)

    def sound(self, sound: str, at: Vec3, level_fraction: float = 1.0, **data: Any) -> None:
        """Make a short sound at a place, and log it."""
        self.sounds.append(SoundCue(sound, at, self.tick, level_fraction, data))
        said = {"sound": sound, "point_m": list(at), "level_fraction": level_fraction}
        self.write("session", "sound", said)

    def site(self, point_m: np.ndarray) -> Landmark | None:
        """The landmark nearest to a point of the skin, within `SITE_WITHIN_M`."""
        best: tuple[float, Landmark] | None = None
        for landmark in self.anatomy.landmarks.values():
            away = float(np.linalg.norm(np.asarray(landmark.skin_m) - point_m))
            if away < SITE_WITHIN_M and (best is None or away < best[0]):
                best = (away, landmark)
        return best[1] if best else None


def triple(point: np.ndarray) -> Vec3:
    """A point as plain numbers."""
    return float(point[0]), float(point[1]), float(point[2])
