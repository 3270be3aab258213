"""The session: one case, one body, some hands. The loop is five calls.

Frame rate changes how many moments of the hand clock are due in a frame, never what they compute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from learning.events import Event
from physiology import Twin
from physiology.actions import GiveOxygen, PlaceTube
from simulator.anatomy.body import Landmark
from simulator.anatomy.living import LivingBody
from simulator.core.clock import HAND_TICKS, TICKS_PER_S, Clock
from simulator.core.ending import why_over
from simulator.core.examiner import Examiner
from simulator.core.hands import Edges, HandKey, Moment, between, edges
from simulator.core.needles import Needles
from simulator.core.now import Now
from simulator.core.pressing import Pressing
from simulator.core.recorder import Recorder
from simulator.core.records import (
    Command,
    Hand,
    Rig,
    RigFrame,
    Snapshot,
    Stage,
    quat_between,
)
from simulator.core.room import Room
from simulator.core.scenario import Case
from simulator.core.shocks import Shocks
from simulator.core.talk import Talk, load_phrases
from simulator.core.tools import Tools
from simulator.core.triggers import Prompts
from simulator.procedures import examination, needle_decompression
from simulator.progress import Progress, silent

FACE_FALLBACK_M = (0.0, 0.86, 0.99)
MASK = "oxygen_mask"


@dataclass(frozen=True)
class Setup:
    """Everything a session is made of.

    Parameters
    ----------
    header : dict
        What the log's first line says beside the machine: case, patient, rig, seed.
    """

    case: Case
    room: Room
    twin: Twin
    living: LivingBody
    recorder: Recorder
    header: dict[str, Any]


class Session:
    """One case from handover to its end."""

    def __init__(self, setup: Setup, rig: Rig, stage: Stage | None = None) -> None:
        self.setup = setup
        self.rig = rig
        self.stage = stage
        self.phase, self._reason = "brief", ""
        self.now = Now(setup.twin, setup.living, setup.recorder.log)
        self.clock = Clock(0)
        rules = needle_decompression.load()
        lengths_m = {name: d.reach_mm / 1000.0 for name, d in rules.devices.items()}
        face = setup.living.body.landmarks.get(("mouth", None))
        face_m = face.skin_m if face is not None else FACE_FALLBACK_M
        self.tools = Tools(setup.case.tools, lengths_m, setup.room, face_m)
        self.needles = Needles(rules)
        self.examiner = Examiner(examination.load(), setup.room, setup.case.injuries)
        self.pressing = Pressing()
        self.shocks = Shocks()
        self.talk = Talk(load_phrases(), setup.case, setup.room.phone_m, *_mask_before(setup.case))
        self.prompts = Prompts(setup.case.prompts)
        if self.talk.is_mask_on and MASK in self.tools.states:
            self._put_mask_on(face)
        self.views: frozenset[str] = frozenset()
        self.is_posing = True  # False: whoever draws poses the body himself, now and then
        self._before: RigFrame | None = None
        self._hands_before: dict[HandKey, Hand] = {}
        self._commands: list[tuple[float, Command]] = []

    def _put_mask_on(self, face: Landmark | None) -> None:
        """The mask as he came with it: on the mouth, opening towards the face."""
        inward = np.asarray(face.inward if face is not None else (0.0, 0.0, -1.0))
        turn = quat_between(np.array([0.0, 1.0, 0.0]), inward)
        at = self.tools.face_m
        self.tools.set(MASK, place="patient", position_m=at, orientation=turn)

    def _follow_mask(self) -> None:
        """A tube takes the mask's place; what flows through the mask can be heard."""
        if MASK not in self.tools.states:
            return
        if self.now.is_tubed and self.talk.is_mask_on:
            self.talk.set_mask(self.now, False, source="scenario")
            self.tools.put_on_tray(MASK)
        flow = {"flow_l_per_min": self.talk.flow_l_per_min if self.talk.is_mask_on else 0.0}
        if self.tools.states[MASK].data != flow:
            self.tools.set(MASK, data=flow)

    # --- the loop ------------------------------------------------------------------------------

    def run(self, progress: Progress = silent) -> None:
        """Let the past happen, then play."""
        self.prepare(progress)
        self.play()

    def play(self) -> None:
        """Play until the case is over or the rig is closed."""
        self.rig.start(self.stage)
        try:
            while self.phase != "over":
                frame = self.rig.step_begin()
                self.take(frame)
                self.advance(frame)
                snapshot = self.snapshot()
                self.rig.step_end(snapshot)
        finally:
            self.rig.shutdown()
            self.finish()

    def prepare(self, progress: Progress = silent) -> None:
        """Let happen what happened before the learner came."""
        now, case = self.now, self.setup.case
        now.tick = self.setup.twin.tick
        self.setup.recorder.begin(self.setup.header)
        arrive = round(case.arrive_s) * TICKS_PER_S
        for at_s, deed in case.deeds():
            self._step_to(min(round(at_s * TICKS_PER_S), arrive), progress, arrive)
            now.do(deed, "scenario")
        self._step_to(arrive, progress, arrive)
        self.clock.first_tick = now.tick
        self._enter("brief", "arrived")
        for line in case.handover:
            now.caption("nurse", "words", 6.0, en=line.en, zh=line.zh)
        now.captions = now.captions[
            -1:
        ]  # the others stand in `brief`, to be read in one's own time

    def take(self, frame: RigFrame) -> None:
        """Queue what a rig brings; begin or close the case if it says so."""
        for command in frame.commands:
            at_s = frame.time_s if command.time_s is None else command.time_s
            if command.kind == "view":
                self.views ^= {command.value}
            elif command.value == "begin" and self.phase == "brief":
                self._begin(at_s)
            elif command.value == "end" and self.phase == "brief":
                self._enter("over", "ended_by_trainee")
            else:
                self._commands.append((at_s, command))
        if frame.is_closing:
            self._enter("over", "closed")

    def advance(self, frame: RigFrame) -> None:
        """Run the hand moments that are due."""
        before = self._before or frame
        self._before = frame
        if self.phase != "running":
            return
        due, slipped_s = self.clock.due(frame.time_s)
        if slipped_s:
            self.now.write("session", "late", {"slipped_s": slipped_s})
        for _ in range(due):
            self.clock.moments += 1
            rig_s = frame.time_s - self.clock.session_s(frame.time_s) + self.clock.time_s
            self._moment(between(before, frame, rig_s), rig_s)
            if self.phase != "running":
                return

    def snapshot(self) -> Snapshot:
        """The session now, for everybody who shows it."""
        now = self.now
        body = now.body if self.stage is not None and self.is_posing else now.resting
        frame = self._before
        captions = tuple(c for c in now.captions if now.tick <= c.tick + c.duration_s * TICKS_PER_S)
        now.captions = list(captions)
        sounds, now.sounds = tuple(now.sounds), []
        return Snapshot(
            tick=now.tick,
            sim_time_s=self.clock.time_s,
            truth=now.truth,
            vitals=now.twin.vitals(),
            body=body,
            hands=frame.hands if frame else (),
            heads=frame.heads if frame else (),
            tools=tuple(self.tools.states.values()),
            captions=captions,
            sounds=sounds,
            choices=(*self.talk.choices(self.phase), *self.shocks.choices(self.phase)),
            listening_at=self.examiner.listening,
            needle_force_n=self.needles.force_n,
            phase=self.phase,
            waveform=now.twin.waveform,
            views=self.views,
            prompt=self.prompts.caption,
            is_tubed=now.is_tubed,
            presses=now.presses,
            pressed=self.pressing.pressed,
        )

    def finish(self) -> None:
        """Close the run folder."""
        if self.phase != "over":
            self._enter("over", "stopped")
        self.setup.recorder.end(self.now.tick, self._reason)

    # --- one moment ----------------------------------------------------------------------------

    def _moment(self, moment: Moment, rig_s: float) -> None:
        """Body, then hands, then words; then it is written down."""
        now = self.now
        self.setup.twin.step(HAND_TICKS)
        now.tick += HAND_TICKS
        for command in self._due(rig_s):
            self._obey(command)
        for hand in moment.hands:
            key = (hand.seat, hand.side)
            self._use(edges(hand, self._hands_before.get(key)))
            self._hands_before[key] = hand
        self.tools.carry(moment.hands)
        self.needles.moment(now, moment.hands, self.tools)
        self.pressing.moment(now, moment.hands, self.tools)
        self.examiner.moment(now, moment.heads, moment.hands, self.tools)
        self.talk.moment(now)
        self.shocks.moment(now)
        self._follow_mask()
        self.prompts.moment(now)
        self.setup.recorder.moment(now, moment, self.tools.states)
        if now.tick % TICKS_PER_S == 0:
            over = why_over(self.setup.case, now, self.talk, self.clock, self.prompts.is_done)
            if over:
                self._enter("over", over)

    def _due(self, rig_s: float) -> list[Command]:
        ready = [c for at_s, c in self._commands if at_s <= rig_s + 1e-9]
        self._commands = [(t, c) for t, c in self._commands if t > rig_s + 1e-9]
        return ready

    def _obey(self, command: Command) -> None:
        if command.value == "end":
            self._enter("over", "ended_by_trainee")
        elif self.talk.knows(command):
            self.talk.obey(self.now, command)
        elif self.shocks.knows(command):
            self.shocks.obey(self.now, command)

    def _use(self, edge: Edges) -> None:
        """Take, let go, tap: what the fingers of one hand just did."""
        hand, now = edge.hand, self.now
        held = self.tools.held_by((hand.seat, hand.side))
        if edge.grip_began and held is None:
            name = self.tools.within_reach(hand)
            if name is not None:
                self.tools.take(now, name, hand)
                if name == MASK:
                    self.talk.set_mask(now, False, hand.seat)
        elif edge.grip_ended and held is not None:
            place = self.tools.let_go(now, held, hand)
            self.needles.released(held)
            if held == MASK and place == "patient":
                self.talk.set_mask(now, True, hand.seat)
        elif edge.trigger_began and held is None:
            self.examiner.tap(now, hand)

    # --- phases --------------------------------------------------------------------------------

    def _begin(self, rig_s: float) -> None:
        self.clock.start(rig_s)
        self.now.captions.clear()
        self._enter("running", "begun")
        self.setup.recorder.second(self.now)

    def _enter(self, phase: str, reason: str) -> None:
        if self.phase == "over":
            return
        self.phase, self._reason = phase, reason
        if phase == "over":
            truth = self.now.truth
            data = {"outcome": truth.outcome, "cause": truth.cause}
            policy = {"death_policy": self.setup.case.death}
            self.now.write("twin", "outcome", data | policy)
        self.now.log.append(
            Event(self.now.tick, "session", "phase", {"phase": phase, "reason": reason})
        )

    def _step_to(self, tick: int, progress: Progress, whole: int) -> None:
        """Step the body in pieces, so that a bar can move and the work be stopped."""
        while self.now.tick < tick:
            ticks = min(tick - self.now.tick, 20 * TICKS_PER_S)
            self.setup.twin.step(ticks)
            self.now.tick += ticks
            progress(self.now.tick / max(whole, 1), "")


def _mask_before(case: Case) -> tuple[float, bool]:
    """The oxygen (L/min) that the patient came with, and whether by a mask on his face."""
    flow_l_per_min, is_on = 0.0, False
    for _, deed in case.deeds():
        if isinstance(deed, GiveOxygen):
            flow_l_per_min, is_on = deed.flow_l_per_min, deed.flow_l_per_min > 0.0
        elif isinstance(deed, PlaceTube) and deed.site != "none":
            is_on = False
    return flow_l_per_min, is_on
