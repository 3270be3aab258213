"""What the hand is pointed along: the mouse, but a head that turns does not take the hand with it.

So one may listen and watch the monitor, or aim a needle and look at its slope from another side.
The hand follows again once the mouse is moved, or a button asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from simulator.rigs.pointer import Ray
from simulator.rigs.view import View

Mouse = tuple[float, float]
NUDGE = 0.015  # of half the window: what a hand on a mouse trembles while its other hand types [O]


@dataclass(frozen=True)
class Follow:
    """The ray of the hand.

    Parameters
    ----------
    ray : Ray or None
        What the hand was last pointed along.
    view, mouse : View, tuple of float or None
        How one looked, and where the mouse was, in the last frame.
    rests_at : tuple of float or None
        Where the mouse lies while the hand stays behind.
    """

    ray: Ray | None = None
    view: View | None = None
    mouse: Mouse | None = None
    rests_at: Mouse | None = None

    def pointed(self, mouse: Mouse, view: View, pick: Callable[[Mouse], Ray]) -> Follow:
        """After one more frame with the mouse there and the head so."""
        is_turned = self.view is not None and view != self.view
        rests_at = self.mouse if is_turned and self.rests_at is None else self.rests_at
        if self.ray is None or rests_at is None or _is_moved(mouse, rests_at):
            return Follow(pick(mouse), view, mouse)
        return replace(self, view=view, mouse=mouse, rests_at=rests_at)

    def dragging(self, mouse: Mouse | None) -> Follow:
        """The mouse turns the head now, and moves no hand."""
        return self if mouse is None else replace(self, mouse=mouse, rests_at=mouse)

    def called(self) -> Follow:
        """A button was pressed: it is meant for what the mouse points at."""
        return replace(self, rests_at=None)


def _is_moved(mouse: Mouse, rests_at: Mouse) -> bool:
    return max(abs(mouse[0] - rests_at[0]), abs(mouse[1] - rests_at[1])) > NUDGE
