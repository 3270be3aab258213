"""What a case may wait for: a closed list of triggers, and the prompts that wait for them.

Triggers are judged on the log every `EVERY_TICKS`, never on frames, and touch nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from learning.events import Event
from simulator.core.clock import TICKS_PER_S
from simulator.core.now import Now
from simulator.core.records import Caption
from simulator.core.scenario import Prompt, When

EVERY_TICKS = 50


def looked(when: When, event: Event) -> bool:
    """The gaze rested on a place."""
    return event.kind == "looked" and when.at in ("", event.data["at"])


def touched(when: When, event: Event) -> bool:
    """A bare hand came to rest on the skin."""
    return event.kind == "touched" and when.side in (None, event.data["side"])


def listened(when: When, event: Event) -> bool:
    """The stethoscope stayed on a side of the chest."""
    return event.kind == "listened" and when.side in (None, event.data["side"])


def percussed(when: When, event: Event) -> bool:
    """A finger tapped a side of the chest."""
    return event.kind == "percussed" and when.side in (None, event.data["side"])


def said(when: When, event: Event) -> bool:
    """A phrase was spoken."""
    return event.kind == "said" and when.phrase in ("", event.data["phrase"])


def took(when: When, event: Event) -> bool:
    """A tool came into a hand."""
    return event.kind == "grabbed" and event.data["tool"].startswith(when.tool)


def laid_down(when: When, event: Event) -> bool:
    """A tool was let go, at a place if one is named."""
    is_it = event.kind == "released" and event.data["tool"].startswith(when.tool)
    return is_it and when.at in ("", event.data["place"])


TRIGGERS: dict[str, Callable[[When, Event], bool]] = {
    "looked": looked, "touched": touched, "listened": listened, "percussed": percussed,
    "said": said, "took": took, "laid_down": laid_down,
}  # fmt: skip


class Prompts:
    """The prompts of a case, one after another; each goes when everything it waits for happened."""

    def __init__(self, prompts: Sequence[Prompt]) -> None:
        self.caption: Caption | None = None
        self._prompts = tuple(prompts)
        self._at = -1
        self._since_tick = 0
        self._seen = 0
        self._met: set[int] = set()

    @property
    def is_done(self) -> bool:
        """Whether there were prompts, and the last one is over."""
        return bool(self._prompts) and self._at >= len(self._prompts)

    def moment(self, now: Now) -> None:
        """Show the first prompt; take the next one when this one's events are there."""
        if not self._prompts or self.is_done or now.tick % EVERY_TICKS:
            return
        fresh, self._seen = now.log.events[self._seen :], len(now.log.events)
        if self._at < 0:
            self._next(now)
            return
        prompt = self._prompts[self._at]
        for number, when in enumerate(prompt.when):
            if any(TRIGGERS[when.trigger](when, event) for event in fresh):
                self._met.add(number)
        shown_s = (now.tick - self._since_tick) / TICKS_PER_S
        if len(self._met) == len(prompt.when) and shown_s >= prompt.at_least_s:
            self._next(now)

    def _next(self, now: Now) -> None:
        self._at, self._since_tick = self._at + 1, now.tick
        self._met.clear()
        if self.is_done:
            self.caption = None
            return
        prompt = self._prompts[self._at]
        data = {"id": prompt.id, "number": self._at + 1, "of": len(self._prompts)}
        now.write("scenario", "prompt", data)
        words = {"en": prompt.en, "zh": prompt.zh} | data
        self.caption = Caption("words", words, "system", now.tick, float("inf"))
