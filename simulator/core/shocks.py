"""The defibrillator as a seat commands it: pads, energy, R waves, charge, shock. Knobs of a menu.

A colleague sticks the pads and presses what is asked for; the machine's own logic is
`simulator.procedures.defibrillator`, what a shock does is the body's affair.
"""

from __future__ import annotations

from simulator.core.clock import DT_S, TICKS_PER_S
from simulator.core.now import Now
from simulator.core.records import Choice, Command
from simulator.procedures import defibrillator
from simulator.procedures.defibrillator import Machine, Refusal

GROUP = "monitor"  # one device shows, wakes and shocks
ENERGIES_J = (150, 200, 360, 100)  # what is asked for in adults; the first two on the first page
PADS_S = 15.0  # to bare, dry and stick a chest [O]
WORDS = ("charge", "shock", "pads", "sync", *(f"energy_{energy}" for energy in ENERGIES_J))
NO_R_WAVE = ("vf", "asystole")
REFUSED: dict[Refusal, str] = {
    "no_pads": "nurse.shock_no_pads",
    "poor_contact": "nurse.shock_poor_contact",
    "not_charged": "nurse.shock_not_charged",
    "charging": "nurse.shock_charging",
}


class Shocks:
    """The machine of a session."""

    def __init__(self) -> None:
        self.machine = Machine()
        self._pads_tick: int | None = None
        self._is_announced = True

    def choices(self, phase: str) -> tuple[Choice, ...]:
        """Everything that can be asked of it in this phase."""
        if phase != "running":
            return ()
        return tuple(Choice(f"defib.{w}", "use", f"say.defib.{w}", GROUP) for w in WORDS)

    def knows(self, command: Command) -> bool:
        """Whether a command is one of its own."""
        head, _, word = command.value.partition(".")
        return head == "defib" and word in WORDS

    def obey(self, now: Now, command: Command) -> None:
        """Turn, charge or fire."""
        word = command.value.partition(".")[2]
        now.write("trainee", "chose", {"value": command.value}, command.seat)
        now.caption("trainee", f"say.{command.value}", 2.5)
        machine, now_s = self.machine, now.tick * DT_S
        if word == "pads" and machine.pads is None and self._pads_tick is None:
            self._pads_tick = now.tick + round(PADS_S * TICKS_PER_S)
        elif word == "sync":
            self.machine = defibrillator.sync(machine, not machine.is_synced)
            key = "nurse.sync_on" if self.machine.is_synced else "nurse.sync_off"
            now.caption("nurse", key, 2.5)
        elif word.startswith("energy_"):
            self.machine = defibrillator.choose(machine, float(word.removeprefix("energy_")))
        elif word == "charge":
            self.machine = defibrillator.charge(machine, now_s)
            self._is_announced = False
        elif word == "shock":
            self._fire(now, now_s, command.seat)

    def moment(self, now: Now) -> None:
        """Say what has become ready."""
        if self._pads_tick is not None and now.tick >= self._pads_tick:
            self._pads_tick = None
            self.machine = defibrillator.stick(self.machine, "anterolateral")
            now.caption("nurse", "nurse.pads_on", 2.5)
        is_ready = defibrillator.state(self.machine, now.tick * DT_S) == "ready"
        if is_ready and not self._is_announced:
            self._is_announced = True
            energy_j = round(self.machine.energy_j)
            now.caption("nurse", "nurse.shock_ready", 3.0, energy_j=energy_j)

    def _fire(self, now: Now, now_s: float, seat: str) -> None:
        if self.machine.is_synced and now.truth.rhythm in NO_R_WAVE:
            now.caption("nurse", "nurse.shock_no_r", 3.0)  # it keeps its charge and waits
            return
        fired = defibrillator.fire(self.machine, now_s)
        self.machine = fired.machine
        if fired.deed is None:
            now.caption("nurse", REFUSED[fired.refusal], 3.0)
        else:
            now.do(fired.deed, "trainee", seat)
