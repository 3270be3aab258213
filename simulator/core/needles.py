"""Cannulas in the room: each hand moment one step through the body, each new hole a deed.

The mechanics are in simulator.tissue, the meaning of a hole in simulator.procedures; here they meet
hands, log and twin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from physiology.actions import OpenPleura, OpenVessel
from simulator.core import needle_signs as signs
from simulator.core.clock import TICKS_PER_S
from simulator.core.hands import CLOSED
from simulator.core.now import Now, triple
from simulator.core.records import Hand, ToolState, quat_between
from simulator.core.tools import Tools
from simulator.procedures import needle_decompression as procedure
from simulator.procedures.needle_sites import puncture
from simulator.tissue.anchor import Anchor, anchor, place
from simulator.tissue.needle import Cannula, Device, Drive, Passed, approach, follow, let_go

REST_TICKS = TICKS_PER_S  # a cannula that nobody holds is looked after once a second
KINK_STEPS = 5  # a kinking catheter narrows in so many steps, each a deed


@dataclass
class InUse:
    """One cannula and its history."""

    cannula: Cannula
    tied: Anchor | None = None
    seat: str = ""
    attempts: int = 0
    free_since_tick: int = 0  # the steel was drawn
    open: dict[str, OpenPleura] = field(default_factory=dict)
    crossed: list[str] = field(default_factory=list)
    deepest_mm: float = 0.0
    place: str = "outside"
    is_hissing: bool = False
    patency_fraction: float = 1.0  # never grows again: a kinked catheter stays kinked
    cut: set[str] = field(default_factory=set)  # what this insertion has opened already


class Needles:
    """All cannulas of a case."""

    def __init__(self, rules: procedure.Rules) -> None:
        self.rules = rules
        self.used: dict[str, InUse] = {}
        self.force_n = 0.0
        self._attempts = 0

    def moment(self, now: Now, hands: tuple[Hand, ...], tools: Tools) -> None:
        """One moment of the hand clock."""
        self.force_n = 0.0
        for name in [n for n, s in tools.states.items() if s.kind == "cannula"]:
            state = tools.states[name]
            hand = next((h for h in hands if (h.seat, h.side) == state.held_by), None)
            use = self.used.get(name) or InUse(Cannula(self._device(tools, name)))
            if hand is not None:
                self.used[name] = use
                self._held(now, tools, name, use, hand)
            elif use.cannula.is_in and now.tick % REST_TICKS == 0:
                self._follow(now, tools, name, use, None)

    def released(self, name: str) -> None:
        """A hand let go of a cannula."""
        if name in self.used:
            use = self.used[name]
            use.cannula = let_go(use.cannula)

    def is_in(self, name: str) -> bool:
        """Whether a cannula is through the skin."""
        return name in self.used and self.used[name].cannula.is_in

    def _device(self, tools: Tools, name: str) -> Device:
        return self.rules.devices[tools.device(name)]

    def _held(self, now: Now, tools: Tools, name: str, use: InUse, hand: Hand) -> None:
        tip, direction = tools.driven(name, hand)
        is_apart = use.cannula.is_in and hand.trigger_fraction >= CLOSED
        drive = Drive(tip, direction, is_apart)
        use.seat = hand.seat
        if not use.cannula.is_in:
            if use.cannula.is_steel_out or not now.is_near(tip):
                return
            use.cannula = approach(use.cannula, now.body, self.rules.tissue, drive)
            self.force_n = max(self.force_n, use.cannula.force_n)
            if not use.cannula.is_in:
                self._show(tools, name, use, is_resting=use.cannula.stopped_by is not None)
                return
            self._enter(now, tools, name, use, hand)
        self._follow(now, tools, name, use, drive)
        self.force_n = max(self.force_n, use.cannula.force_n)

    def _enter(self, now: Now, tools: Tools, name: str, use: InUse, hand: Hand) -> None:
        skin = now.anatomy.structure("skin")
        cannula = use.cannula
        use.tied = anchor(now.body, skin.vertices, cannula.entry_m)
        self._attempts += 1
        use.attempts += 1
        use.crossed, use.deepest_mm, use.cut = [], 0.0, set()
        where = puncture(now.body, np.asarray(cannula.entry_m), np.asarray(cannula.direction))
        data = {
            "tool": name, "hand": hand.side, "attempt": self._attempts,
            "length_mm": cannula.device.length_mm, "gauge": cannula.device.gauge,
        }  # fmt: skip
        now.write("trainee", "skin_punctured", data | where, hand.seat)
        tools.set(name, place="patient")
        signs.cry(now)

    def _follow(self, now: Now, tools: Tools, name: str, use: InUse, drive: Drive | None) -> None:
        assert use.tied is not None
        before = use.cannula
        entry = place(now.body, use.tied)
        use.cannula, passed = follow(before, now.body, self.rules.tissue, entry, drive)
        self._log_passed(now, name, use, passed)
        self._cut(now, name, use, passed)
        self._log_motion(now, tools, name, use, before)
        self._update_openings(now, name, use)
        self._log_place(now, name, use)
        self._hiss(now, name, use)
        self._show(tools, name, use, is_resting=True)
        if not use.cannula.is_in:
            self._leave(now, tools, name, use)

    def _cut(self, now: Now, name: str, use: InUse, passed: list[Passed]) -> None:
        """New holes of lung, vessels and organs, each once an insertion."""
        opening = f"{name}_stab_{use.attempts}"
        for deed in procedure.breaches(use.cannula, self.rules, opening, passed):
            what = f"{deed.name if isinstance(deed, OpenVessel) else 'lung'} {deed.side}"
            if what not in use.cut:
                use.cut.add(what)
                now.do(deed, "trainee", use.seat)

    def _log_passed(self, now: Now, name: str, use: InUse, passed: list[Passed]) -> None:
        cannula = use.cannula
        use.deepest_mm = max(use.deepest_mm, cannula.lumen_mm)
        for step in passed:
            surface = step.surface
            if step.is_forward and surface.id not in use.crossed:
                use.crossed.append(surface.id)
            data = {
                "tool": name, "part": "needle" if step.by_steel else "catheter",
                "structure": surface.id, "side": surface.side, "tissue": surface.tissue,
                "is_entering": surface.is_entering == step.is_forward,
                "is_forward": step.is_forward, "depth_mm": surface.depth_mm,
                "point_m": list(triple(cannula.tip_m())), "force_n": cannula.force_n,
            }  # fmt: skip
            now.write("trainee", "crossing", data, use.seat)
            if step.is_forward and surface.id == procedure.PLEURA:
                signs.give(now, cannula.tip_m())

    def _log_motion(self, now: Now, tools: Tools, name: str, use: InUse, before: Cannula) -> None:
        """Bone met, catheter advanced, steel drawn: each once, when it happens."""
        after = use.cannula
        if after.stopped_by is not None and after.stopped_by != before.stopped_by:
            tissue = next((s.tissue for s in after.way if s.key == after.stopped_by), "")
            if tissue in ("bone", "cartilage"):
                structure, side = after.stopped_by
                data = {"tool": name, "structure": structure, "side": side}
                depth = {"depth_mm": after.steel_mm}
                now.write("trainee", "bone_hit", data | depth, use.seat)
                now.caption("finding", "felt.needle_bone", 2.0)
        was_ahead = before.catheter_mm > before.steel_mm
        if after.is_in and after.catheter_mm > after.steel_mm and not was_ahead:
            where = self._tip_data(name, use)
            now.write("trainee", "catheter_advanced", where, use.seat)
        if after.is_steel_out and not before.is_steel_out:
            self._draw_steel(now, tools, name, use)

    def _draw_steel(self, now: Now, tools: Tools, name: str, use: InUse) -> None:
        """The steel comes away in the hand; the catheter stays with the patient."""
        use.free_since_tick = now.tick
        now.write("trainee", "steel_removed", self._tip_data(name, use), use.seat)
        state = tools.states[name]
        steel = ToolState(
            f"{name}-steel", "steel", state.position_m, state.orientation, state.held_by, "hand"
        )
        use.cannula = let_go(use.cannula)
        tools.set(name, held_by=None, place="patient")
        tools.add(steel, self._device(tools, name).reach_mm / 1000.0)

    def _update_openings(self, now: Now, name: str, use: InUse) -> None:
        """Where the lumen ends now, against what the body was last told."""
        free_s = (now.tick - use.free_since_tick) / TICKS_PER_S
        self._kink(now, name, use, free_s)
        wanted = procedure.openings(use.cannula, name, use.patency_fraction)
        for key, deed in list(use.open.items()):
            if key not in wanted:
                now.do(replace(deed, area_mm2=0.0), "trainee", use.seat)
                del use.open[key]
        for key, deed in wanted.items():
            old = use.open.get(key)
            if old != deed:
                now.do(deed, "trainee", use.seat)
                use.open[key] = deed

    def _kink(self, now: Now, name: str, use: InUse, free_s: float) -> None:
        """The bore narrows in steps, and never widens again."""
        left = procedure.patency_fraction(use.cannula, self.rules, free_s)
        stepped = math.ceil(left * KINK_STEPS - 1e-9) / KINK_STEPS
        if stepped < use.patency_fraction:
            use.patency_fraction = stepped
            area_mm2 = use.cannula.device.catheter_bore_mm2 * stepped
            now.write("session", "kinked", {"tool": name, "area_mm2": area_mm2}, use.seat)

    def _log_place(self, now: Now, name: str, use: InUse) -> None:
        where = procedure.place_of(use.cannula)
        if where != use.place or now.tick % TICKS_PER_S == 0:
            use.place = where
            now.write("trainee", "tip", self._tip_data(name, use), use.seat)

    def _tip_data(self, name: str, use: InUse) -> dict[str, Any]:
        cannula = use.cannula
        where = procedure.place_of(cannula)
        return {
            "tool": name,
            "part": "catheter" if cannula.catheter_mm >= cannula.steel_mm else "needle",
            "in": where,
            "tip_in": where,
            "side": next((side for _, side in cannula.holds() if side), None),
            "depth_mm": cannula.lumen_mm,
            "past_pleura_mm": procedure.past_pleura_mm(cannula),
            "is_steel_out": cannula.is_steel_out,
        }

    def _hiss(self, now: Now, name: str, use: InUse) -> None:
        sides = [deed.side for deed in use.open.values()]
        is_heard = signs.hiss(now, sides, use.cannula.tip_m(), use.is_hissing)
        if is_heard and not use.is_hissing:
            use.is_hissing = True
            now.write("trainee", "breath_of_gas", {"tool": name, "heard": True}, use.seat)

    def _leave(self, now: Now, tools: Tools, name: str, use: InUse) -> None:
        data = {"tool": name, "depth_mm_max": use.deepest_mm, "crossed": use.crossed}
        now.write("trainee", "withdrawn", data, use.seat)
        tools.set(name, place="hand" if tools.states[name].held_by else "tray")
        use.tied, use.is_hissing, use.place = None, False, "outside"

    def _show(self, tools: Tools, name: str, use: InUse, is_resting: bool) -> None:
        """The tool is where its tip really is, not where the hand would have it."""
        if not is_resting:
            return
        cannula = use.cannula
        local = np.array([0.0, 1.0, 0.0])
        tools.set(
            name,
            position_m=triple(cannula.tip_m()),
            orientation=quat_between(local, np.asarray(cannula.direction)),
            data={
                "depth_mm": cannula.lumen_mm,
                "steel_depth_mm": cannula.steel_mm,
                "catheter_depth_mm": cannula.catheter_mm,
                "length_mm": cannula.device.length_mm,
                "is_steel_out": cannula.is_steel_out,
                "is_in": cannula.is_in,
                "bend_deg": cannula.bend_deg,
            },
        )
