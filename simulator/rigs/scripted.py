"""A trainee who acts by a plan, with the same hands as a person: reach, grip, aim, push.

The plan says what to do and where; the hands' path is made from the body as it lies when each step
begins. Nothing but hands, gaze and words leaves this rig.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.anatomy.body import Landmark
from simulator.core.hands import PALM_M as PRESSED_PALM_M
from simulator.core.hands import upright
from simulator.core.records import (
    Command,
    RigFrame,
    Snapshot,
    Stage,
    ToolState,
    Vec3,
    quat_between,
    rotate,
)
from simulator.core.room import Room
from simulator.core.tools import AHEAD_M, HUB_M
from simulator.errors import ScenarioError
from simulator.procedures.breastbone import breastbone
from simulator.procedures.needle_sites import outward
from simulator.rigs.path import AHEAD, REST_RIGHT_M, Path, Pose
from simulator.rigs.plan import Plan, Step

SEAT = "one"
STANDOFF_M = 0.06
PALM_M = 0.02
OUTSIDE_M = 0.05  # nearer than an arm that lies beside the chest
ABOVE_M = 1.32  # a held tool clears the chest at this height
STILL_S = 0.4  # below the time that a session lets slip
LAG_MM = 0.8  # a hand that wants a tip somewhere pushes this much further against friction


class ScriptedRig:
    """Plays a plan at a frame rate, as fast as it is called.

    Parameters
    ----------
    plan : Plan
    room : Room
    fps_hz : float
        How often the hands are sampled; the path is the same for every rate.
    lengths_m : dict of str to float
        Reach of each cannula, as in `simulator.core.tools`.
    is_skipping : bool
        While nothing moves, give a frame only every `STILL_S`: the same path in fewer samples.
    """

    def __init__(
        self,
        plan: Plan,
        room: Room,
        fps_hz: float,
        lengths_m: dict[str, float],
        is_skipping: bool = False,
    ) -> None:
        self.name = "scripted"
        self._plan = list(plan.step)
        self._room = room
        self._fps_hz = fps_hz
        self._lengths_m = lengths_m
        self._is_skipping = is_skipping
        self._frame = -1
        self._stage: Stage | None = None
        self._path = Path(SEAT, _standing(room))
        self._path.commands.append(Command(SEAT, "session", "begin", {}, 0.0))
        self._sent = 0
        self._finish: Callable[[Snapshot], None] | None = None

    def start(self, stage: Stage | None) -> None:
        """Take the stage, if there is one."""
        self._stage = stage

    def step_begin(self) -> RigFrame:
        """The next sample of the path."""
        self._frame += self._stride()
        time_s = self._frame / self._fps_hz
        heads, hands = self._path.at(time_s)
        ready = [c for c in self._path.commands[self._sent :] if (c.time_s or 0.0) <= time_s + 1e-9]
        self._sent += len(ready)
        return RigFrame(time_s, heads, hands, tuple(ready))

    def step_end(self, snapshot: Snapshot) -> None:
        """Show what came of it; when a step is done, think of the next."""
        if self._stage is not None:
            self._stage.draw(snapshot)
        time_s = self._frame / self._fps_hz
        if self._finish is not None:
            gave = any(c.key == "felt.needle_gives" for c in snapshot.captions)
            if gave:
                self._path.cut(time_s)
            if gave or time_s >= self._path.end_s - 1e-9:
                self._finish(snapshot)
            return
        while self._plan and time_s >= self._path.end_s - 1e-9:
            if snapshot.phase != "running":
                return
            self._begin(self._plan.pop(0), snapshot)

    def shutdown(self) -> None:
        """Nothing is held."""

    def _stride(self) -> int:
        """Frames until the next one that says anything new."""
        if not self._is_skipping or self._frame < 0:
            return 1
        whole = max(round(STILL_S * self._fps_hz), 1)
        still_s = self._path.still_s(self._frame / self._fps_hz, bool(self._plan))
        return max(int(min(still_s * self._fps_hz + 1e-9, whole)), 1)

    # --- steps ---------------------------------------------------------------------------------

    def _begin(self, step: Step, snapshot: Snapshot) -> None:
        snapshot.body.update(snapshot.truth)
        begin_s = self._path.end_s
        acts: dict[str, Callable[[Step, Snapshot], None]] = {
            "look": self._look,
            "take": self._take,
            "put_back": self._put_back,
            "listen": self._listen,
            "feel": self._feel,
            "percuss": self._percuss,
            "needle": self._needle,
            "compress": self._compress,
        }
        if step.do in acts:
            acts[step.do](step, snapshot)
        else:
            self._path.hold(step.for_s)
        self._path.say(step.say, begin_s, self._path.end_s - begin_s)

    def _look(self, step: Step, snapshot: Snapshot) -> None:
        self._path.look(self._target(step, snapshot))
        self._path.hold(step.for_s)

    def _take(self, step: Step, snapshot: Snapshot) -> None:
        state = self._find(step, snapshot)
        back = -quat_forward(state) * (self._ahead_m(state.id) - HUB_M)
        self._path.move(np.asarray(state.position_m) + back, quat_forward(state))
        self._path.squeeze(grip=1.0)

    def _put_back(self, step: Step, snapshot: Snapshot) -> None:
        self._path.move(_above(self._room.tray_m, 0.05), np.array([-1.0, 0.0, 0.0]))
        self._path.squeeze(grip=0.0)

    def _listen(self, step: Step, snapshot: Snapshot) -> None:
        skin, inward = self._site(step, snapshot)
        ahead_m = AHEAD_M["stethoscope"]
        self._over(skin - inward * (ahead_m + STANDOFF_M), inward)
        self._path.move(skin - inward * ahead_m, inward, 0.2)
        self._path.hold(step.for_s)
        self._path.move(skin - inward * (ahead_m + STANDOFF_M), inward)

    def _feel(self, step: Step, snapshot: Snapshot) -> None:
        skin, inward = self._site(step, snapshot)
        self._over(skin - inward * STANDOFF_M, inward)
        self._path.move(skin - inward * PALM_M, inward, 0.2)
        self._path.hold(step.for_s)
        self._path.move(skin - inward * (STANDOFF_M + 0.04), inward)

    def _percuss(self, step: Step, snapshot: Snapshot) -> None:
        skin, inward = self._site(step, snapshot)
        self._over(skin - inward * STANDOFF_M, inward)
        self._path.move(skin - inward * PALM_M, inward)
        for _ in range(2):
            self._path.squeeze(trigger=1.0)
            self._path.squeeze(trigger=0.0)
        self._path.move(skin - inward * (STANDOFF_M + 0.04), inward)

    def _compress(self, step: Step, snapshot: Snapshot) -> None:
        bone = breastbone(snapshot.body)
        if bone is None:
            raise ScenarioError("trainee: this body has no breastbone to press on")
        rest_m, across = bone.middle_m + bone.up * PRESSED_PALM_M, np.array([-1.0, 0.0, 0.0])
        self._over(rest_m + bone.up * STANDOFF_M, across)
        self._path.move(rest_m, across, 0.2)
        lean_m, depth_m = step.lean_cm / 100.0, step.depth_cm / 100.0
        self._path.press(-bone.up, lean_m, depth_m, step.rate_per_min, step.for_s)
        self._path.move(rest_m + bone.up * (STANDOFF_M + 0.06), across)

    def _needle(self, step: Step, snapshot: Snapshot) -> None:
        """In along the axis."""
        skin, inward = self._site(step, snapshot)
        if not step.over:  # halfway between perpendicular to the ribs and to the skin
            inward = inward - outward(snapshot.body, skin)
            inward /= np.linalg.norm(inward)
        device = step.tool or self._held(snapshot)
        ahead_m = self._ahead_m(device)
        speed = step.speed_mm_per_s / 1000.0
        self._over(skin - inward * (ahead_m + STANDOFF_M), inward)
        depth_m = self._depth_mm(step, snapshot, skin, inward) / 1000.0
        self._path.push(inward, STANDOFF_M + depth_m, speed)
        self._finish = lambda later: self._after_push(step, later, inward, ahead_m, depth_m)
        if not step.stops_at_give:
            self._finish(snapshot)

    def _after_push(
        self, step: Step, snapshot: Snapshot, inward: np.ndarray, ahead_m: float, depth_m: float
    ) -> None:
        """Hold, slide the catheter, draw the steel, throw it away."""
        speed = step.speed_mm_per_s / 1000.0
        self._finish = None
        self._path.hold(step.hold_s)
        if step.steel == "stays":
            self._path.squeeze(grip=0.0)
            return
        if step.steel == "withdrawn":
            self._path.push(inward, -(depth_m + STANDOFF_M), speed * 2)
            self._put_back(step, snapshot)
            return
        self._path.squeeze(trigger=1.0)
        if step.advance_mm > 0.0:
            self._path.push(inward, step.advance_mm / 1000.0, speed)
        self._path.push(inward, -(ahead_m + STANDOFF_M + 0.02), 0.12)
        self._path.squeeze(trigger=0.0)
        self._path.move(_above(self._room.bin_m, 0.12), np.array([0.0, 0.0, -1.0]))
        self._path.squeeze(grip=0.0)

    def _over(self, to_m: np.ndarray, direction: np.ndarray) -> None:
        """Reach across the patient, not through him."""
        here = np.asarray(self._path.last.hand_m)
        high = max(float(here[2]), float(to_m[2]), ABOVE_M)
        self._path.move(np.array([here[0], here[1], high]), direction, 0.8)
        self._path.move(np.array([to_m[0], to_m[1], max(high, float(to_m[2]))]), direction, 0.8)
        self._path.move(to_m, direction)

    # --- where things are ----------------------------------------------------------------------

    def _site(self, step: Step, snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
        """The point of the skin as it lies now, and the way in."""
        mark = self._landmark(step, snapshot)
        inward = np.asarray(mark.inward)
        medial = np.array([-1.0 if step.side == "left" else 1.0, 0.0, 0.0])
        down = np.array([0.0, -1.0, 0.0])
        aside = (medial * step.medial_mm + down * step.down_mm) / 1000.0
        aside -= inward * float(aside @ inward)
        outside = np.asarray(mark.skin_m) + aside - inward * OUTSIDE_M
        if step.over:
            inward = np.array([0.0, 0.0, -1.0])
            outside = _above(_beneath(step, snapshot, mark), 0.3)
        hit = snapshot.body.skin_at(tuple(outside), tuple(inward))
        if hit is None:
            raise ScenarioError(f"trainee: {step.site} {step.side} and its offset miss the skin")
        return np.asarray(hit.point_m), inward

    def _landmark(self, step: Step, snapshot: Snapshot) -> Landmark:
        marks = snapshot.body.body.landmarks
        mark = marks.get((step.site, step.side))
        if mark is None:
            known = sorted({name for name, _ in marks})
            raise ScenarioError(
                f"trainee: site {step.site!r} {step.side} is unknown; known are {', '.join(known)}"
            )
        return mark

    def _depth_mm(
        self, step: Step, snapshot: Snapshot, skin: np.ndarray, inward: np.ndarray
    ) -> float:
        """How deep the hand means to bring the steel tip."""
        if step.depth_mm is not None:
            return step.depth_mm
        for hit in snapshot.body.crossings(tuple(skin), tuple(skin + inward * 0.15)):
            if hit.structure.id == "parietal_pleura" and hit.is_entering:
                return hit.at_fraction * 150.0 + (step.past_pleura_mm or 0.0) + LAG_MM
        raise ScenarioError(f"trainee: no pleura under {step.site} {step.side}")

    def _target(self, step: Step, snapshot: Snapshot) -> Vec3:
        marks = snapshot.body.body.landmarks
        for side in ("left", "right"):
            mark = marks.get(("second_intercostal_midclavicular", side))
            if step.at == f"chest_{side}" and mark is not None:
                return mark.skin_m
        notch = marks.get(("trachea_suprasternal", None))
        places = {
            "monitor": self._room.monitor_m,
            "clock": self._room.clock_m,
            "neck": notch.skin_m if notch else self._room.look_at_m,
        }
        return places.get(step.at, self._room.look_at_m)

    def _find(self, step: Step, snapshot: Snapshot) -> ToolState:
        for state in snapshot.tools:
            if state.id.startswith(step.tool) and state.place == "tray":
                return state
        raise ScenarioError(f"trainee: {step.tool!r} is not on the tray; see the case's tools")

    def _held(self, snapshot: Snapshot) -> str:
        for state in snapshot.tools:
            if state.held_by == (SEAT, "right"):
                return state.id
        raise ScenarioError("trainee: nothing is in the hand; a step 'take' comes first")

    def _ahead_m(self, tool: str) -> float:
        for name, length_m in self._lengths_m.items():
            if tool.startswith(name):
                return HUB_M + length_m
        return AHEAD_M.get(tool, 0.05)


def _beneath(step: Step, snapshot: Snapshot, mark: Landmark) -> Vec3:
    """The middle of a structure at the height of a landmark."""
    part = snapshot.body.body.structure(step.over, step.side)
    points = snapshot.body.vertices_m[part.vertices]
    height_m = mark.skin_m[1] - step.down_mm / 1000.0
    nearest = points[np.argsort(np.abs(points[:, 1] - height_m))[:8]]
    x, y, z = (float(v) for v in nearest.mean(axis=0))
    return (x, y, z)


def _above(place: Vec3, by_m: float) -> np.ndarray:
    return np.array([place[0], place[1], place[2] + by_m])


def quat_forward(state: ToolState) -> np.ndarray:
    """The direction out of a tool's working end."""
    return rotate(state.orientation, AHEAD)


def _standing(room: Room) -> Pose:
    gaze = np.asarray(room.look_at_m) - np.asarray(room.stand_m)
    forward = quat_between(AHEAD, np.array([-1.0, 0.0, 0.0]))
    return Pose(room.stand_m, upright(gaze), REST_RIGHT_M, forward)
